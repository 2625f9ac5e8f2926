#include "history/history.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>

static uint32_t place_hash(uint32_t run, uint32_t benchmark)
{
	const uint32_t key[] = {run, benchmark};
	return hash_bytes((const char *)key, sizeof key);
}

/* The entry of a run and a benchmark; NULL: there is none. */
static struct history_entry *find_entry(struct history *history, uint32_t run, uint32_t benchmark)
{
	table_each(&history->places, place_hash(run, benchmark), at) {
		struct history_entry *entry = &history->entries[at->number - 1];
		if (entry->run == run && entry->benchmark == benchmark)
			return entry;
	}
	return NULL;
}

/* The functions of a line, after those that are there. They count only once an entry names them. */
static bool put_shares(struct history *history, const struct history_line *line)
{
	size_t first = history->share_count;
	if (!vector_reserve(&history->shares, &history->share_capacity, first + line->count))
		return false;
	for (size_t i = 0; i < line->count; i++) {
		const struct history_function *from = &line->functions[i];
		struct history_share *share = &history->shares[first + i];
		share->name = frames_intern(&history->names, from->name.at, from->name.size);
		if (share->name == FRAME_NONE)
			return false;
		for (int m = 0; m < MEASURES; m++)
			share->share[m] = from->share[m];
	}
	return true;
}

/* A chain for each text. */
static bool make_chains(struct history *history)
{
	size_t count = history->texts.count;
	if (!vector_reserve(&history->chains, &history->chain_capacity, count))
		return false;
	while (history->chain_count < count)
		history->chains[history->chain_count++] = (struct history_chain){HISTORY_END,
		                                                                 HISTORY_END};
	return true;
}

static void append_entry(struct history *history, const struct history_entry *entry)
{
	uint32_t id = (uint32_t)history->count++;
	struct history_chain *chain = &history->chains[entry->benchmark];
	history->entries[id] = *entry;
	if (chain->first == HISTORY_END)
		chain->first = id;
	else
		history->entries[chain->last].next = id;
	chain->last = id;
	table_put(&history->places, place_hash(entry->run, entry->benchmark), id);
}

static uint32_t text_id(struct history *history, struct text text)
{
	return frames_intern(&history->texts, text.size ? text.at : "", text.size);
}

enum status history_add(struct history *history, const struct history_line *line, struct error *err)
{
	struct history_entry entry = {
		.run = text_id(history, line->run),
		.benchmark = text_id(history, line->benchmark),
		.unit = text_id(history, line->unit),
		.total = line->total,
		.samples = line->samples,
		.recordings = line->recordings,
		.first = history->share_count,
		.count = line->count,
		.next = HISTORY_END,
	};
	if (entry.run == FRAME_NONE || entry.benchmark == FRAME_NONE || entry.unit == FRAME_NONE ||
	    history->count == HISTORY_END || !make_chains(history) ||
	    !table_room(&history->places) ||
	    !vector_reserve(&history->entries, &history->capacity, history->count + 1) ||
	    !put_shares(history, line))
		return error_no_memory(err);
	struct history_entry *old = find_entry(history, entry.run, entry.benchmark);
	history->share_count += line->count;
	if (old) {
		entry.next = old->next;
		*old = entry;
	} else {
		append_entry(history, &entry);
	}
	return STATUS_OK;
}

uint32_t history_benchmark(const struct history *history, const char *name, size_t size)
{
	uint32_t id = frames_find(&history->texts, name, size);
	return id != FRAME_NONE && history_first(history, id) ? id : FRAME_NONE;
}

const struct history_entry *history_first(const struct history *history, uint32_t benchmark)
{
	if (benchmark >= history->chain_count || history->chains[benchmark].first == HISTORY_END)
		return NULL;
	return &history->entries[history->chains[benchmark].first];
}

const struct history_entry *history_next(const struct history *history,
                                         const struct history_entry *entry)
{
	return entry->next == HISTORY_END ? NULL : &history->entries[entry->next];
}

void history_free(struct history *history)
{
	frames_free(&history->names);
	frames_free(&history->texts);
	free(history->entries);
	free(history->shares);
	free(history->places.slots);
	free(history->chains);
	*history = (struct history){0};
}
