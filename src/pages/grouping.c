#include "pages/grouping.h"

#include "report/names.h"
#include "store/frames.h"

#include <stdlib.h>
#include <string.h>

/* An input and its name. */
struct named {
	const struct page_input *input;
	struct text name;
	bool merged;
};

static int by_name(const void *a, const void *b)
{
	const struct named *one = a, *other = b;
	const int order = text_compare(one->name, other->name);
	return order ? order : (one->input > other->input) - (one->input < other->input);
}

static bool keep(struct arena *arena, const struct buffer *text, struct text *kept)
{
	const char *copy = text->failed
	                           ? NULL
	                           : arena_copy(arena, text->size ? text->data : "", text->size);
	*kept = (struct text){copy, text->size};
	return copy;
}

static bool name_all(const struct page_inputs *inputs, const struct naming *naming,
                     struct arena *arena, struct named *named)
{
	struct buffer name = {0};
	bool ok = true;
	for (size_t i = 0; i < inputs->count && ok; i++) {
		name.size = 0;
		named[i].input = &inputs->items[i];
		naming_benchmark(naming, &name, inputs->items[i].name, &named[i].merged);
		ok = keep(arena, &name, &named[i].name);
	}
	buffer_free(&name);
	qsort(named, inputs->count, sizeof *named, by_name);
	return ok;
}

static size_t alike(const struct named *named, size_t count, size_t from)
{
	size_t to = from + 1;
	while (to < count && text_compare(named[from].name, named[to].name) == 0)
		to++;
	return to - from;
}

/* Inputs of one name that nothing says to be runs of one benchmark keep their endings. */
static bool part_endings(const struct naming *naming, struct arena *arena, struct named *named,
                         size_t count)
{
	struct buffer name = {0};
	bool ok = true;
	for (size_t from = 0, size; from < count && ok; from += size) {
		size_t unmerged = 0;
		size = alike(named, count, from);
		for (size_t i = from; i < from + size; i++)
			unmerged += !named[i].merged;
		for (size_t i = from; i < from + size && ok; i++) {
			if (naming->apart ? size < 2 : named[i].merged || unmerged < 2)
				continue;
			name.size = 0;
			naming_plain(&name, named[i].input->name, true);
			ok = keep(arena, &name, &named[i].name);
		}
	}
	buffer_free(&name);
	qsort(named, count, sizeof *named, by_name);
	return ok;
}

/* A text that was not given out before: the one in the buffer, or that with a number after it. */
static const char *take_new(struct frames *used, struct arena *arena, struct buffer *text,
                            const char *before, const char *after)
{
	const size_t size = text->size;
	for (unsigned number = 2;; number++) {
		const size_t known = used->count;
		if (text->failed || frames_intern(used, text->data, text->size) == FRAME_NONE)
			return NULL;
		if (used->count > known)
			return arena_copy(arena, text->data, text->size);
		text->size = size;
		buffer_printf(text, "%s%u%s", before, number, after);
	}
}

/* The names of a group that are shown and that files have. */
static bool finish(struct page_groups *groups, struct page_group *group, struct frames *shown,
                   struct frames *files)
{
	struct buffer text = {0};
	report_plain(&text, group->name, group->name_size, 0);
	group->shown = take_new(shown, &groups->arena, &text, " (", ")");
	text.size = 0;
	naming_file(&text, group->name, group->name_size);
	group->file = take_new(files, &groups->arena, &text, "-", "");
	buffer_free(&text);
	return group->shown && group->file;
}

static bool make_groups(struct page_groups *groups, const struct naming *naming,
                        const struct named *named, size_t count)
{
	struct frames shown = {0}, files = {0};
	bool ok = true;
	for (size_t from = 0, size; from < count && ok; from += size) {
		struct page_group *group = &groups->items[groups->count];
		size = naming->apart ? 1 : alike(named, count, from);
		*group = (struct page_group){.name = named[from].name.at,
		                             .name_size = named[from].name.size,
		                             .count = size};
		group->inputs = arena_alloc(&groups->arena, size * sizeof *group->inputs,
		                            sizeof *group->inputs);
		for (size_t i = 0; group->inputs && i < size; i++)
			group->inputs[i] = named[from + i].input;
		ok = group->inputs && finish(groups, group, &shown, &files);
		groups->count += ok;
	}
	frames_free(&shown);
	frames_free(&files);
	return ok;
}

enum status page_groups_make(const struct page_inputs *inputs, const struct naming *naming,
                             struct page_groups *groups, struct error *err)
{
	struct named *named = calloc(inputs->count + 1, sizeof *named);
	*groups = (struct page_groups){.items = calloc(inputs->count + 1, sizeof *groups->items)};
	bool ok = named && groups->items && name_all(inputs, naming, &groups->arena, named) &&
	          part_endings(naming, &groups->arena, named, inputs->count) &&
	          make_groups(groups, naming, named, inputs->count);
	free(named);
	return ok ? STATUS_OK : error_no_memory(err);
}

void page_groups_free(struct page_groups *groups)
{
	free(groups->items);
	arena_free(&groups->arena);
	*groups = (struct page_groups){0};
}
