/* Links from summaries to pages. */
#ifndef STACKFOLD_SUMMARY_PAGE_LINK_H
#define STACKFOLD_SUMMARY_PAGE_LINK_H

#include "summary/summary_format.h"

/* Whether a base for links is one: http:// or https:// or a path, without blanks and control
 * characters, of at most 2000 bytes. */
bool page_link_base(const char *base_url);

/* Appends the URL of a page of the report, given its path there. Characters that have a meaning in
 * Markdown, XML or URLs are encoded; % in the base is not. False, with nothing appended, if the
 * summary has no base, or page is NULL. */
bool page_link(const struct summary *summary, const char *page, struct buffer *text);

#endif
