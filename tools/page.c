#include "page.h"

#include "base/text.h"
#include "render/markup.h"

#include <errno.h>
#include <string.h>

int page_gather(void *buffer, const void *bytes, size_t size)
{
	struct buffer *text = buffer;
	buffer_append(text, bytes, size);
	errno = ENOMEM;
	return text->failed;
}

static const char style[] = ":root{color-scheme:light dark}"
			    "body{font-family:system-ui,sans-serif;margin:1rem;max-width:80rem}"
			    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}"
			    "code,pre{font-family:ui-monospace,monospace;font-size:.85rem}"
			    "pre{overflow-x:auto;line-height:1.4}"
			    "object{display:block;width:100%}";

enum { TOOLS_WRAPPED = 40 /* pixels: the picture's tools take more lines on narrow screens */ };

/* Appends bytes in base 64. */
static void append_base64(struct buffer *text, const char *bytes, size_t size)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < size; i += 3) {
		const size_t count = size - i < 3 ? size - i : 3;
		uint32_t group = 0;
		char digits[4];
		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < count ? (unsigned char)bytes[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			digits[k] = k <= count ? letters[group >> (18 - 6 * k) & 63] : '=';
		buffer_append(text, digits, sizeof digits);
	}
}

/* The height of a picture in pixels, from its start tag. */
static unsigned picture_height(const struct buffer *text)
{
	static const char name[] = " height=\"";
	const char *end = text->data + text->size;
	const char *at = memmem(text->data, text->size, name, sizeof name - 1);
	unsigned height = 0;
	for (at = at ? at + sizeof name - 1 : end; at < end && is_digit(*at) && height < 100000;
	     at++)
		height = height * 10 + (unsigned)(*at - '0');
	return height;
}

/* Writes a picture as a separate document, so that names and scripts of pictures do
 * not conflict. */
static void write_picture(struct markup *markup, const struct page_part *part)
{
	struct buffer address = {0};
	buffer_text(&address, "data:image/svg+xml;base64,");
	append_base64(&address, part->text.data, part->text.size);
	buffer_byte(&address, '\0');
	markup->out.failed |= address.failed;
	markup_open(markup, "object");
	markup_fixed(markup, "type", "image/svg+xml");
	markup_number(markup, "height", picture_height(&part->text) + TOOLS_WRAPPED, 0);
	markup_string(markup, "aria-label", part->heading);
	if (!address.failed)
		markup_string(markup, "data", address.data);
	markup_literal(markup, "This browser shows no SVG pictures.");
	markup_close_line(markup);
	buffer_free(&address);
}

static void write_part(struct markup *markup, const struct page_part *part)
{
	if (!part->text.size)
		return;
	markup_open(markup, "h2");
	markup_words(markup, part->heading);
	markup_close_line(markup);
	if (part->picture) {
		write_picture(markup, part);
		return;
	}
	markup_open(markup, "pre");
	markup_fixed(markup, "tabindex", "0"); /* so that keys scroll it */
	markup_text(markup, part->text.data, part->text.size);
	markup_close_line(markup);
}

static void write_advice(struct markup *markup, const struct facts *facts)
{
	if (!facts->advice_count)
		return;
	markup_open(markup, "h2");
	markup_literal(markup, "Advice");
	markup_close_line(markup);
	markup_open(markup, "ul");
	for (size_t i = 0; i < facts->advice_count; i++) {
		markup_open(markup, "li");
		markup_words(markup, facts->advice[i]);
		markup_close(markup);
	}
	markup_close_line(markup);
}

static void write_head(struct markup *markup, const struct page *page)
{
	markup_open(markup, "head");
	markup_open(markup, "meta");
	markup_fixed(markup, "charset", "utf-8");
	markup_close(markup);
	markup_open(markup, "meta");
	markup_fixed(markup, "name", "viewport");
	markup_fixed(markup, "content", "width=device-width, initial-scale=1");
	markup_close(markup);
	markup_open(markup, "title");
	markup_words(markup, page->title);
	markup_close(markup);
	markup_open(markup, "style");
	markup_asset(markup, style, sizeof style - 1);
	markup_close(markup);
	markup_close_line(markup);
}

static void write_body(struct markup *markup, const struct page *page)
{
	markup_open(markup, "body");
	markup_open(markup, "main");
	markup_open(markup, "h1");
	markup_words(markup, page->title);
	markup_close_line(markup);
	if (page->recorded) {
		markup_open(markup, "p");
		markup_literal(markup, "Recorded by ");
		markup_open(markup, "code");
		markup_words(markup, page->recorded);
		markup_close(markup);
		markup_close_line(markup);
	}
	for (size_t i = 0; i < page->part_count; i++)
		write_part(markup, &page->parts[i]);
	write_advice(markup, page->facts);
	markup_close(markup);
	markup_close(markup);
}

enum status page_write(const struct page *page, const char *path, struct error *err)
{
	struct output output;
	struct markup markup;
	bool failed = false;
	enum status status = output_open(&output, path, err);
	if (status)
		return status;
	for (size_t i = 0; i < page->part_count; i++)
		failed |= page->parts[i].text.failed;
	output_text(&output, "<!DOCTYPE html>\n");
	markup_init(&markup, &output, false, false);
	markup_open(&markup, "html");
	markup_fixed(&markup, "lang", "en");
	write_head(&markup, page);
	write_body(&markup, page);
	markup_close(&markup);
	if (failed || !markup_is_whole(&markup, 0))
		status = error_no_memory(err);
	markup_flush(&markup);
	markup_free(&markup);
	return output_finish(&output, status, err);
}
