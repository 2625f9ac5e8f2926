#include "summary/page_link.h"

#include <string.h>

enum { URL_MOST = 2000 };

/* What a URL may have but what Markdown, XML or a shell would take for something else: "'()<>[]`|
 * and blanks are encoded; % stands for itself in a base that is encoded already. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "-._~/:?#@!$&*+,;=";

bool page_link_base(const char *base_url)
{
	for (const char *at = base_url; *at; at++)
		if ((unsigned char)*at <= ' ' || (unsigned char)*at == 0x7f)
			return false;
	if (strlen(base_url) > URL_MOST)
		return false;
	return strncmp(base_url, "http://", 7) == 0 || strncmp(base_url, "https://", 8) == 0 ||
	       (*base_url && !strchr(base_url, ':') && strncmp(base_url, "//", 2) != 0);
}

static void encode(struct buffer *text, const char *url, const char *also)
{
	for (const char *at = url; *at; at++) {
		if (strchr(plain, *at) || strchr(also, *at))
			buffer_byte(text, *at);
		else
			buffer_printf(text, "%%%02X", (unsigned)(unsigned char)*at);
	}
}

bool page_link(const struct summary *summary, const char *page, struct buffer *text)
{
	if (!summary->base_url || !page)
		return false;
	size_t size = strlen(summary->base_url);
	encode(text, summary->base_url, "%");
	if (!size || summary->base_url[size - 1] != '/')
		buffer_byte(text, '/');
	/* A page's path has no query and no fragment. */
	for (const char *at = page; *at; at++) {
		const char one[] = {*at, '\0'};
		if (strchr("?#", *at))
			buffer_printf(text, "%%%02X", (unsigned)(unsigned char)*at);
		else
			encode(text, one, "");
	}
	return true;
}
