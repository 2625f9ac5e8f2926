/* A summary as a comment on a pull request: Markdown as GitHub and GitLab read it. */
#ifndef STACKFOLD_SUMMARY_SUMMARY_MARKDOWN_H
#define STACKFOLD_SUMMARY_SUMMARY_MARKDOWN_H

#include "summary/summary_format.h"

extern const struct summary_format summary_markdown;

#endif
