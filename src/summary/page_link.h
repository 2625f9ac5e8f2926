/* Links from summaries to pages. */
#ifndef STACKFOLD_SUMMARY_PAGE_LINK_H
#define STACKFOLD_SUMMARY_PAGE_LINK_H

#include "summary/summary_format.h"

/* Whether a base for links is one: http:// or https://, or a path, in characters that a URL may
 * have. */
bool page_link_base(const char *base_url);

/* Appends the URL of a row's page, with the characters encoded that have a meaning in Markdown, XML
 * or URLs; nothing if there is no base or no page. False then. */
bool page_link(const struct summary *summary, const struct comparison_row *row,
               struct buffer *text);

#endif
