#include "render/svg_advice.h"

#include "base/fixed.h"
#include "render/svg_geometry.h"

static void write_line(struct markup *markup, const char *text, size_t size, double y)
{
	markup_indent(markup, 2);
	markup_open(markup, "text");
	markup_number(markup, "x", RENDER_SIDE, 0);
	markup_number(markup, "y", fixed_round(y, 4), 4);
	markup_text(markup, text, size);
	markup_close(markup);
	markup_newline(markup);
}

void svg_advice_write(struct markup *markup, const struct render_options *options, double top)
{
	unsigned lines = 0;
	if (!options->advice_count)
		return;
	markup_indent(markup, 1);
	markup_open(markup, "g");
	markup_fixed(markup, "id", "advice");
	markup_open(markup, "title");
	for (size_t i = 0; i < options->advice_count; i++) {
		if (i)
			markup_newline(markup);
		markup_words(markup, options->advice[i]);
	}
	markup_close(markup);
	markup_newline(markup);
	for (size_t i = 0; i < options->advice_count; i++) {
		const char *text = options->advice[i];
		for (unsigned line = 0; *text && line < SVG_ADVICE_LINES; line++) {
			size_t size = svg_advice_break(options, text);
			write_line(markup, text, size, top + svg_advice_line(options, ++lines));
			text += size;
			text += *text == ' ';
		}
	}
	markup_indent(markup, 1);
	markup_close(markup);
	markup_newline(markup);
}
