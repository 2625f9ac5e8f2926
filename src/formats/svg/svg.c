/* Flame graph SVGs back to stacks: those of stackfold, of flamegraph.pl and of inferno.
 *
 *     <g><title>parse (1,234 samples, 5.67%)</title><rect x="10" y="83" width="66.9"
 * height="15"/></g>
 *
 * Each rectangle is a frame. Its caller follows from its place, and its weight from its title or,
 * exactly, from data that stackfold and inferno add. The weight of a frame beyond that of its drawn
 * callees is its self weight, which includes callees too narrow to be drawn. */
#include "config.h"

#include "base/vector.h"
#include "formats/svg/counts.h"
#include "formats/svg/drawing.h"
#include "formats/svg/nesting.h"
#include "formats/svg/titles.h"
#include "formats/xml_events.h"
#include "read/reader.h"

#include <stdlib.h>

static int svg_bid(const struct head *head)
{
	static const char *const marks[] = {
		"id=\"frames\"", "Flame graph", "Flame Graph", "flamegraph", "class=\"func_g\"",
	};
	const struct text text = {head->text, head->size};
	if (!xml_begins(head, "svg"))
		return 0;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (text_find(text, marks[i]))
			return 95;
	return 60; /* no other reader accepts pictures, and this one explains errors */
}

/* A picture after its parts were read. */
struct picture {
	struct sink *sink;
	struct drawing drawing;
	struct nesting nesting;
	struct counts counts;
	uint32_t *frames;  /* of titles */
	uint32_t *stack;   /* room for one */
	uint64_t unplaced; /* frames without a width */
	struct buffer name;
};

/* ---- names ---- */

/* The mark that the list has for the next title: "12-3k-" are twelve titles without one, three with
 * _[k], one without. */
struct kinds {
	struct text list;
	uint64_t left;
	char kind;
};

static char next_kind(struct kinds *kinds)
{
	if (!kinds->left && kinds->list.size) {
		kinds->left = 1;
		title_number(&kinds->list, &kinds->left);
		kinds->kind = kinds->list.size ? *kinds->list.at : '-';
		kinds->list = text_from(kinds->list, kinds->list.size > 0);
	} else if (!kinds->left) {
		return '-';
	}
	kinds->left -= kinds->left > 0;
	return kinds->kind;
}

/* The module of a title by its letter, among names that ';' separates. */
static struct text module_of(const struct drawing *drawing, size_t title)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678";
	struct text names = {drawing->module_names.data, drawing->module_names.size};
	const char letter = title < drawing->modules.size ? drawing->modules.data[title] : '-';
	const char *found = letter ? strchr(letters, letter) : NULL;
	size_t skip = found ? (size_t)(found - letters) : 0;
	while (found && skip--) {
		const char *stop = names.size ? memchr(names.at, ';', names.size) : NULL;
		if (!stop)
			return (struct text){NULL, 0};
		names = text_from(names, (size_t)(stop - names.at) + 1);
	}
	if (!found || !names.size)
		return (struct text){NULL, 0};
	const char *stop = memchr(names.at, ';', names.size);
	return (struct text){names.at, stop ? (size_t)(stop - names.at) : names.size};
}

/* The frame of a title; names in folded text contain no ';' and no newlines. */
static uint32_t frame_of(struct picture *picture, struct text name, char kind)
{
	struct buffer *room = &picture->name;
	room->size = 0;
	buffer_append(room, name.at, name.size);
	for (size_t i = 0; i < room->size; i++) {
		char *c = &room->data[i];
		*c = (char)(*c == ';' ? ':' : *c == '\n' || *c == '\r' ? ' ' : *c);
	}
	if (strchr("kwij", kind))
		buffer_printf(room, "_[%c]", kind);
	if (room->failed)
		return FRAME_NONE;
	return frames_intern(&picture->sink->frames, room->data ? room->data : "", room->size);
}

static enum status find_frames(struct picture *picture, struct error *err)
{
	const struct drawing *drawing = &picture->drawing;
	struct kinds kinds = {.list = {drawing->kinds.data, drawing->kinds.size}};
	picture->frames = malloc((drawing->title_count + 1) * sizeof *picture->frames);
	if (!picture->frames)
		return error_no_memory(err);
	for (size_t i = 0; i < drawing->title_count; i++) {
		const struct text module = module_of(drawing, i);
		const char kind = next_kind(&kinds);
		const uint32_t frame = frame_of(picture, drawing_name(drawing, &drawing->titles[i]),
		                                kind);
		picture->frames[i] = frame;
		if (frame == FRAME_NONE)
			return error_no_memory(err);
		if (module.size)
			sink_origin(picture->sink, frame,
			            text_is(module, "[kernel.kallsyms]") ? ORIGIN_KERNEL
			                                                 : ORIGIN_USER,
			            module.at, module.size);
	}
	return STATUS_OK;
}

/* ---- facts ---- */

/* The weight of each sample, from their number and the weight of all; value 0: they differ. */
static struct decimal sample_weight(const struct sample_count *count)
{
	struct decimal weight = count->weight;
	if (!count->samples)
		return (struct decimal){0, 0};
	while (weight.value % count->samples) {
		if (weight.places == NUMBER_DECIMALS_MAX || !number_scale(&weight.value, 1))
			return (struct decimal){0, 0};
		weight.places++;
	}
	weight.value /= count->samples;
	return weight;
}

/* Reads the comments of folded text in the picture. */
static struct decimal read_facts(struct picture *picture)
{
	const struct buffer *text = &picture->drawing.facts;
	const char *at = text->data, *end = text->size ? at + text->size : at;
	struct facts facts = {0};
	while (at < end) {
		const struct text line = text_line(at, end, &at);
		facts_read(&facts, line);
		facts_read(&picture->sink->facts, line);
		marks_read(&picture->sink->marks, line);
	}
	const struct decimal weight = sample_weight(&facts.counts[0]);
	facts_free(&facts);
	return weight;
}

/* Other pictures have the unit in their titles; "samples" is ignored, because they use it for
 * everything. With a factor, titles count something else. */
static void read_unit(struct picture *picture)
{
	const struct drawing *drawing = &picture->drawing;
	const struct text unit = {drawing->unit.data, drawing->unit.size};
	if (drawing->root != ROOT_UNKNOWN || drawing->facts.size || !unit.size ||
	    text_is(unit, "samples"))
		return;
	for (size_t i = 0; drawing->counted && i < drawing->count; i++) {
		const struct drawn *drawn = &drawing->items[i];
		const struct drawn_title *title = &drawing->titles[drawn->title];
		if ((title->said & TITLE_COUNT) &&
		    title->count != (uint64_t)(drawn->end - drawn->start))
			return;
	}
	fact_set(&picture->sink->facts.unit, unit.at, unit.size);
}

/* ---- stacks ---- */

/* The columns of a pane: each pane of a pair has its own. */
static struct counted counted_in(const struct picture *picture, uint32_t item)
{
	const struct drawing *drawing = &picture->drawing;
	struct counted own = picture->counts.own[item];
	if (drawing->panes < 2)
		return own;
	if ((drawing->items[item].pane == 0) != drawing->swapped)
		own.after = 0;
	else
		own.before = 0;
	return own;
}

static struct decimal decimal_of(uint64_t value, unsigned places)
{
	while (places && value % 10 == 0) {
		value /= 10;
		places--;
	}
	return (struct decimal){value, places};
}

static enum status add_stack(struct picture *picture, uint32_t item, struct counted own,
                             struct error *err)
{
	const struct drawing *drawing = &picture->drawing;
	const struct nested *nested = picture->nesting.items;
	const size_t depth = nested[item].level;
	const unsigned places = picture->counts.places;
	struct decimal weights[2] = {decimal_of(own.after, places), decimal_of(own.after, places)};
	if (picture->counts.columns == 2)
		weights[0] = decimal_of(own.before, places);
	if (!sink_begin(picture->sink, 0, NULL))
		return picture->sink->failed ? error_no_memory(err) : STATUS_OK;
	for (size_t i = depth; i > 0; i--, item = nested[item].parent)
		picture->stack[i - 1] = picture->frames[drawing->items[item].title];
	return sink_add(picture->sink, 0, picture->stack, depth, weights, err);
}

/* The outermost frame of a stack: the root, or a frame whose caller is unknown. */
static const struct nested *last_of(const struct nesting *nesting, uint32_t item)
{
	while (nesting->items[item].parent != DRAWN_NONE)
		item = nesting->items[item].parent;
	return &nesting->items[item];
}

static enum status add_stacks(struct picture *picture, struct error *err)
{
	const struct drawing *drawing = &picture->drawing;
	const bool both = picture->counts.columns == 2;
	picture->stack = malloc(NESTING_ROWS_MAX * sizeof *picture->stack);
	if (!picture->stack)
		return error_no_memory(err);
	for (size_t i = 0; i < drawing->count; i++) {
		const uint32_t item = picture->nesting.order[i];
		const struct counted own = counted_in(picture, item);
		const struct nested *last = last_of(&picture->nesting, item);
		if (last->unplaced) {
			picture->unplaced++;
			continue;
		}
		if (last->lost) {
			const struct text name = drawing_name(
				drawing, &drawing->titles[drawing->items[item].title]);
			picture->sink->lines = drawing->items[item].line;
			sink_malformed(picture->sink, "no frame is drawn where its caller would be",
			               name.at, name.size);
			continue;
		}
		if (!picture->nesting.items[item].level || !(own.after || (both && own.before)))
			continue;
		const enum status status = add_stack(picture, item, own, err);
		if (status)
			return status;
	}
	return STATUS_OK;
}

/* ---- for --stats ---- */

static void note_counts(const struct picture *picture)
{
	const struct counts *counts = &picture->counts;
	struct sink *sink = picture->sink;
	if (counts->by_changes)
		sink_note(sink, true,
		          "a differential with counts only after, and changes rounded to 0.01%% of "
		          "all: the counts before are computed from them, and stacks that are gone "
		          "are missing");
	if (counts->measured)
		sink_note(
			sink, true,
			"titles without counts: %llu; the widths of these frames are used instead",
			(unsigned long long)counts->measured);
	if (picture->unplaced)
		sink_note(sink, false,
		          "frames without a width, which leaves open "
		          "what called them: %llu; they count as their callers' own",
		          (unsigned long long)picture->unplaced);
	if (counts->short_of)
		sink_note(sink, false,
		          "frames that count less than their callees together, as counts in titles "
		          "are rounded: %llu",
		          (unsigned long long)counts->short_of);
}

/* The part of the root's weight that is in no frame. */
static void note_left_out(const struct picture *picture)
{
	const struct nesting *nesting = &picture->nesting;
	uint64_t all = 0, own = 0;
	if (picture->counts.narrow > 0)
		sink_note(
			picture->sink, false,
			"%s%.2g%% of the picture are frames too narrow to be drawn: they count as "
			"their callers' own",
			picture->counts.narrow_exact ? "" : "at least ",
			100 * picture->counts.narrow);
	for (size_t i = 0; i < picture->drawing.count; i++) {
		if (nesting->items[i].level)
			continue;
		own += picture->counts.own[i].after;
		all += picture->counts.all.after;
	}
	if (own && all)
		sink_note(picture->sink, false,
		          "%.2g%% of the picture is in no frame, and left out: its frames are too "
		          "narrow to be drawn, or it was scaled to a larger total",
		          100 * (double)own / (double)all);
}

static enum status find_all(struct picture *picture, struct stream *stream, struct error *err)
{
	struct drawing *drawing = &picture->drawing;
	const char *name = input_name(stream->input);
	enum status status = drawing_read(drawing, stream, err);
	if (!status && !drawing->count)
		return error_set(
			err, STATUS_FAILED,
			"%s: an SVG that is no flame graph: expected frames with titles such "
			"as \"main (12 samples, 3.40%%)\"",
			name);
	if (!status) {
		struct error why = {0};
		status = nesting_find(drawing, &picture->nesting, &why);
		if (status)
			error_set(err, status, "%s: %s", name, why.text);
	}
	if (!status)
		status = counts_find(drawing, &picture->nesting, read_facts(picture),
		                     &picture->counts, err);
	return status;
}

static enum status svg_read(struct stream *stream, struct sink *sink,
                            const struct read_options *options, struct error *err)
{
	struct picture picture = {.sink = sink, .drawing = {.sink = sink}};
	(void)options;
	sink->profiled = false;
	enum status status = find_all(&picture, stream, err);
	if (!status && !sink_columns(sink, picture.counts.columns))
		status = error_set(err, STATUS_FAILED,
		                   "%s: is %s, but earlier inputs are not: they cannot be added up",
		                   input_name(stream->input),
		                   picture.counts.columns == 2 ? "a differential"
		                                               : "no differential");
	if (!status)
		status = find_frames(&picture, err);
	if (!status) {
		read_unit(&picture);
		status = add_stacks(&picture, err);
	}
	if (!status) {
		note_counts(&picture);
		note_left_out(&picture);
	}
	drawing_free(&picture.drawing);
	nesting_free(&picture.nesting);
	counts_free(&picture.counts);
	buffer_free(&picture.name);
	free(picture.frames);
	free(picture.stack);
	return status;
}

const struct reader reader_svg = {
	.name = "svg",
	.about = "flame graph SVGs of flamesvg, flamegraph.pl, inferno: what they draw",
	.fields = "pictures have no processes, CPUs and times: filter when folding",
	.kind = "a flame graph SVG",
	.expected = "frames with titles such as \"main (12 samples, 3.40%)\"",
	.available = XML_AVAILABLE,
	.bid = svg_bid,
	.read = svg_read,
};
