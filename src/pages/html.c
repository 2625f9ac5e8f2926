#include "pages/html.h"

#include "config.h"
#include "pages/inputs.h"

#include <string.h>

void html_content(struct markup *m, const char *words)
{
	markup_words(m, words && *words ? words : " ");
}

void html_link(struct markup *m, const char *path, const char *words)
{
	markup_open(m, "a");
	markup_string(m, "href", path);
	html_content(m, words);
	markup_close(m);
}

void html_take(struct markup *m, struct buffer *text)
{
	m->out.failed |= text->failed;
	if (text->size)
		markup_text(m, text->data, text->size);
	text->size = 0;
}

void html_verdict(struct markup *m, struct buffer *text, const char *look)
{
	markup_open(m, "strong");
	markup_value(m, "class");
	markup_words(m, "verdict ");
	markup_words(m, look);
	markup_value_end(m);
	html_take(m, text);
	markup_close(m);
}

void html_begin(struct markup *m, const char *title, const char *up)
{
	markup_literal(m, "<!DOCTYPE html>\n");
	markup_open(m, "html");
	markup_fixed(m, "lang", "en");
	markup_newline(m);
	markup_open(m, "head");
	markup_newline(m);
	markup_literal(m,
	               "<meta charset=\"utf-8\"/>\n"
	               "<meta name=\"viewport\" content=\"width=device-width, "
	               "initial-scale=1\"/>\n"
	               "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
	               "<meta name=\"generator\" content=\"flamereport " PACKAGE_VERSION "\"/>\n");
	html_words(m, "title", title);
	markup_newline(m);
	markup_literal(m, "<link rel=\"stylesheet\" href=\"");
	markup_words(m, up);
	markup_literal(m, PAGES_STYLE "\"/>\n");
	markup_close(m);
	markup_newline(m);
	markup_open(m, "body");
	markup_newline(m);
}

void html_end(struct markup *m)
{
	markup_open(m, "footer");
	markup_newline(m);
	html_words(m, "p", "Made by flamereport " PACKAGE_VERSION ".");
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
}
