#include "render/svg_labels.h"

#include "base/escape.h"
#include "base/fixed.h"
#include "render/dark_colors.h"
#include "render/text_width.h"

#include <math.h>

enum {
	LABEL_LEFT = 3,  /* px from the frame's left to its label */
	LABEL_LEAST = 3, /* characters: one and two dots */
};

/* Whether white is easier to read on a colour than black, by the contrast that WCAG defines: where
 * the relative luminance is below 0.179 both are alike. */
static bool is_dark(struct color color)
{
	const double parts[] = {color.red / 255.0, color.green / 255.0, color.blue / 255.0};
	static const double shares[] = {0.2126, 0.7152, 0.0722};
	double luminance = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		luminance += shares[i] * (parts[i] <= 0.04045
		                                  ? parts[i] / 12.92
		                                  : pow((parts[i] + 0.055) / 1.055, 2.4));
	return luminance < 0.1791;
}

/* What a frame that is so wide has room for, as svg_labels.measure has it; 0: for no label. */
static size_t label_room(const struct render_options *options, double width)
{
	double fits = width / (options->font_size * options->font_width);
	if (options->look->modern) {
		if (width < 2 * options->font_size)
			return 0;
		fits = (width - 2 * LABEL_LEFT) / options->font_size * 100;
		fits *= options->look->font_width / options->font_width; /* that of another font */
	} else if (!(fits >= LABEL_LEAST)) {
		return 0;
	}
	return fits < 1e6 ? (size_t)fits : 1000000;
}

static void add_text(struct svg_labels *labels, const struct svg_drawn *drawn,
                     const struct svg_view *view, const char *text, size_t size, size_t room)
{
	const struct render_options *options = labels->options;
	const struct look *look = options->look;
	struct markup *markup = &labels->markup;
	if (!size)
		return;
	bool cut = drawn->root || drawn->rectangle->waker
	                   ? labels->measure(text, size, room + 1) > room
	                   : name_forms_fit(&labels->forms, drawn->rectangle->frame, &text, &size,
	                                    room) > room;
	if (cut)
		size = look->modern ? text_width_prefix(text, size, room - TEXT_WIDTH_ELLIPSIS)
		                    : utf8_prefix(text, size, room - look->cut_width);
	if (look->modern && cut && utf8_count(text, size, 2) < 2)
		return;
	markup_indent(markup, 3);
	markup_open(markup, "text");
	markup_number(markup, "x", drawn->from + LABEL_LEFT * 10, 1);
	markup_number(markup, "y", fixed_round(3 + view->rows[drawn->rectangle->depth].middle, 1),
	              1);
	if (is_dark(drawn->color)) {
		markup_fixed(markup, "class", "w");
		if (look->modern)
			markup_fixed(markup, "fill", "#fff");
	} else if (dark_colors_keep(options, view->layout->differential, drawn->color)) {
		markup_fixed(markup, "class", "k");
	}
	markup_text(markup, text, size);
	if (cut)
		markup_words(markup, look->cut);
	markup_close(markup);
	markup_newline(markup);
}

void svg_labels_add(struct svg_labels *labels, const struct svg_drawn *drawn,
                    const struct svg_view *view, const struct frame_info *info)
{
	struct buffer *root = &labels->root;
	const size_t room = label_room(labels->options, drawn->right - drawn->left);
	if (room && !drawn->root) {
		const struct svg_name name = svg_drawn_name(view, drawn);
		add_text(labels, drawn, view, name.text, name.shown, room);
	} else if (room && labels->options->look->modern) {
		root->size = 0;
		frame_info_root_label(root, info, drawn->rectangle);
		add_text(labels, drawn, view, root->data, root->failed ? 0 : root->size, room);
	}
}

bool svg_labels_init(struct svg_labels *labels, const struct markup *beside,
                     const struct render_options *options, size_t frames)
{
	*labels = (struct svg_labels){.options = options};
	markup_init(&labels->markup, NULL, beside->ascii, beside->pretty);
	labels->measure = options->look->modern ? text_width : utf8_count;
	const bool done = options->full_labels || name_forms_init(&labels->forms, frames);
	labels->forms.measure = labels->measure;
	return done;
}

bool svg_labels_failed(const struct svg_labels *labels)
{
	return labels->root.failed || labels->forms.failed;
}

void svg_labels_free(struct svg_labels *labels)
{
	markup_free(&labels->markup);
	buffer_free(&labels->root);
	name_forms_free(&labels->forms);
}
