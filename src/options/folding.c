#include "options/folding.h"

#include "base/buffer.h"
#include "edit/trim.h"
#include "formats/perf_symbol.h"
#include "options/values.h"
#include "write/writers.h"

#include <stdlib.h>
#include <string.h>

/* Sets the usual root frame, without --root, by --pid, --tid and --no-comm. */
static void add_usual_root(const struct read_options *read, struct sample_keys *keys)
{
	if (!read->no_comm)
		keys->items[keys->count++].kind = read->tid   ? KEY_COMM_TID
		                                  : read->pid ? KEY_COMM_PID
		                                              : KEY_COMM;
}

static enum status prepare_events(struct folding_options *options, struct read_options *read,
                                  struct error *err)
{
	struct roots *roots = &options->roots;
	if (!options->events)
		return STATUS_OK;
	if (read->event_count)
		return error_set(err, STATUS_FAILED,
		                 "--events and --event-filter cannot be combined: both choose "
		                 "events");
	if (strcmp(options->events, "all") == 0) {
		read->all_events = true;
		if (!options->root) {
			roots->keys.items[roots->keys.count++].kind = KEY_EVENT;
			add_usual_root(read, &roots->keys);
		}
		return STATUS_OK;
	}
	enum status status = roots_add_events(roots, options->events, err);
	read->events = (const char *const *)roots->events;
	read->event_count = roots->event_count;
	return status;
}

/* Formats that have threads get only root frames that the user requests, and distinguish events
 * without columns. */
static void keep_for(const struct writer *writer, struct folding_options *options,
                     struct read_options *read)
{
	struct roots *roots = &options->roots;
	read->keep_samples = writer->samples;
	roots->one_column = true;
	if (options->root || read->pid || read->tid)
		return;
	roots->keys.count = 0;
	roots->no_comm = read->no_comm = true;
}

enum status folding_prepare(struct folding_options *options, const struct writer *writer,
                            struct read_options *read, struct error *err)
{
	struct roots *roots = &options->roots;
	enum status status = prepare_events(options, read, err);
	roots->no_comm = read->no_comm;
	roots->chosen = options->root != NULL;
	for (size_t i = 0; !status && i < options->groups.count; i++)
		status = roots_add_group(roots, options->groups.items[i], err);
	if (!status && options->root && (read->pid || read->tid))
		status = error_set(err, STATUS_FAILED,
		                   "--root cannot be combined with --pid or --tid: all of them "
		                   "choose the root frame");
	if (!status && options->root)
		status = keys_parse(&roots->keys, "root", false, options->root, err);
	else if (!status && roots->group_count && !roots->keys.count)
		add_usual_root(read, &roots->keys);
	if (keys_have(&roots->keys, KEY_EVENT) && !read->event_count)
		read->all_events = true;
	if (writer->samples)
		keep_for(writer, options, read);
	read->keep_samples |= !roots_empty(roots);
	return status;
}

void folding_free(struct folding_options *options)
{
	roots_free(&options->roots);
}

enum status folding_apply(const struct folding_options *options, const struct read_options *read,
                          const struct messages *messages, struct profile *profile,
                          struct error *err)
{
	/* root frames come first, because skipping may remove them */
	enum status status = roots_apply(&options->roots, profile, err);
	return status ? status : folding_skip(options, read, messages, profile, err);
}

enum status folding_writer(const struct folding_options *options, const char *output,
                           const struct writer **writer, struct error *err)
{
	const char *name = options->to;
	*writer = name ? writer_named(name) : output ? writer_for_path(output) : NULL;
	if (name && !*writer)
		return option_no_choice(NULL, "to", name, strlen(name), err);
	if (!*writer)
		*writer = writers[0];
	if (!(*writer)->available)
		return error_set(err, STATUS_FAILED,
		                 "this build cannot write %s: the library for it was missing when "
		                 "it was made",
		                 (*writer)->name);
	return STATUS_OK;
}

/* Appends the names that frames may have for a function, each with its NUL; returns
 * their number. */
static size_t append_names(const char *function, const struct read_options *read,
                           struct buffer *names)
{
	const struct perf_frame frame = {.symbol = {function, strlen(function)}, .module = {"", 0}};
	size_t count = 1;
	buffer_append(names, function, strlen(function) + 1);
	for (int java = 0; java < 2; java++) {
		const struct perf_symbol_context context = {.options = read, .java = java};
		count += perf_symbol_names(&frame, &context, names);
	}
	return count;
}

enum status folding_skip(const struct folding_options *options, const struct read_options *read,
                         const struct messages *messages, struct profile *profile,
                         struct error *err)
{
	const struct text_list *functions = &options->skip_after;
	if (!functions->count)
		return STATUS_OK;
	struct buffer names = {0};
	size_t *counts = calloc(functions->count, sizeof *counts); /* for each function's names */
	size_t count = 0, at = 0;
	for (size_t i = 0; counts && i < functions->count; i++) {
		counts[i] = append_names(functions->items[i], read, &names);
		count += counts[i];
	}
	const char **list = malloc((count + 1) * sizeof *list);
	enum status status = STATUS_OK;
	if (!counts || names.failed || !list)
		status = error_no_memory(err);
	for (size_t i = 0; !status && i < count; at += strlen(names.data + at) + 1)
		list[i++] = names.data + at;
	at = 0;
	for (size_t i = 0; !status && i < functions->count; at += counts[i++])
		if (!trim_finds(profile, list + at, counts[i]))
			message(messages, MESSAGE_WARNING,
			        "--skip-after %s: no stack has this frame", functions->items[i]);
	if (!status)
		status = trim_stacks(profile, list, count, false, err);
	facts_forget_shares(&profile->facts); /* they apply to whole stacks */
	free(counts);
	free(list);
	buffer_free(&names);
	return status;
}

bool folding_sums_only(const struct folding_options *options, const struct writer *writer)
{
	return writer == writers[0] && !options->events && !options->root &&
	       !options->groups.count && !options->skip_after.count;
}
