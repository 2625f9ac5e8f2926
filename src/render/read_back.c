#include "render/read_back.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

static void end_run(struct read_back *list)
{
	if (list->run > 1)
		buffer_unsigned(&list->kinds, list->run);
	if (list->run)
		buffer_byte(&list->kinds, list->kind);
	list->run = 0;
}

void read_back_title(struct read_back *list, const char *name, size_t size, size_t shown)
{
	const char kind = shown < size ? name[size - 2] : '-'; /* of "_[k]" */
	if (!list->wanted)
		return;
	if (kind != list->kind)
		end_run(list);
	list->kind = kind;
	list->run++;
	list->marked |= kind != '-';
}

void read_back_drawn(struct read_back *list, size_t index, bool narrow)
{
	if (!list->wanted)
		return;
	if (!vector_reserve(&list->drawn, &list->capacity, list->count + 1)) {
		list->failed = true;
		return;
	}
	list->drawn[list->count++] = (uint32_t)index;
	list->narrow |= narrow;
}

static void append_step(struct buffer *list, int64_t step)
{
	char digits[16];
	size_t at = sizeof digits;
	uint64_t left = (uint64_t)(step < 0 ? -step : step);
	do {
		digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[left % 36];
		left /= 36;
	} while (left);
	if (step < 0)
		digits[--at] = '-';
	buffer_append(list, digits + at, sizeof digits - at);
	buffer_byte(list, ' ');
}

/* Sets parents[i] for each rectangle of the layout. */
static bool find_parents(const struct layout *layout, uint32_t *parents)
{
	uint32_t *last = calloc((size_t)layout->depth_max + 2, sizeof *last); /* by depth */
	for (uint32_t i = 0; last && i < layout->count; i++) {
		const uint32_t depth = layout->items[i].depth;
		last[depth] = i;
		parents[i] = depth ? last[depth - 1] : 0;
	}
	free(last);
	return last != NULL;
}

/* The extent of frames beyond the stacks that end in drawn frames. */
static uint64_t left_out_of(const struct layout *layout)
{
	uint64_t drawn = 0;
	for (size_t i = 0; i < layout->count; i++)
		drawn += layout_extent(layout, layout->items[i].self);
	return layout->sum > drawn ? layout->sum - drawn : 0;
}

void read_back_layout(struct read_back *list, const struct layout *layout,
                      bool (*narrow)(const void *context, size_t index), const void *context)
{
	if (list->narrow) {
		uint32_t *parents = malloc((layout->count + 1) * sizeof *parents);
		uint32_t *place = malloc((layout->count + 1) * sizeof *place);
		const bool done = parents && place && find_parents(layout, parents);
		list->failed |= !done;
		for (size_t i = 0; done && i < list->count; i++)
			place[list->drawn[i]] = (uint32_t)i;
		for (size_t i = 0; done && i < list->count; i++)
			if (narrow(context, list->drawn[i]))
				append_step(&list->parents,
				            (int64_t)i - place[parents[list->drawn[i]]]);
		free(parents);
		free(place);
	}
	if (list->wanted)
		list->left_out += left_out_of(layout);
	list->count = 0;
	list->narrow = false;
}

static void write_list(struct markup *markup, const char *id, const struct buffer *text)
{
	markup->out.failed |= text->failed;
	if (!text->size || text->failed)
		return;
	markup_indent(markup, 1);
	markup_open(markup, "metadata");
	markup_string(markup, "id", id);
	markup_text(markup, text->data, text->size);
	markup_close(markup);
	markup_newline(markup);
}

/* The comments before folded text, with before, after and advice as in the picture. */
static void append_facts(const struct profile *profile, const struct render_options *options,
                         struct buffer *text)
{
	struct facts facts = profile->facts;
	facts.advice = (char **)(uintptr_t)options->advice; /* the advice is only read */
	facts.advice_count = options->advice_count;
	if (options->negate && profile->stacks.columns == 2) {
		facts.counts[0] = profile->facts.counts[1];
		facts.counts[1] = profile->facts.counts[0];
	}
	facts_write(&facts, profile->stacks.columns, text);
	marks_write(&profile->marks, text);
}

void read_back_write(struct read_back *list, const struct profile *profile,
                     const struct render_options *options, struct markup *markup)
{
	struct buffer facts = {0}, narrow = {0};
	if (!list->wanted)
		return;
	end_run(list);
	if (list->left_out)
		buffer_unsigned(&narrow, list->left_out);
	if (list->marked)
		write_list(markup, "kinds", &list->kinds);
	write_list(markup, "parents", &list->parents);
	write_list(markup, "narrow", &narrow);
	append_facts(profile, options, &facts);
	write_list(markup, "facts", &facts);
	markup->out.failed |= list->failed;
	buffer_free(&facts);
	buffer_free(&narrow);
}

void read_back_free(struct read_back *list)
{
	free(list->drawn);
	buffer_free(&list->kinds);
	buffer_free(&list->parents);
}
