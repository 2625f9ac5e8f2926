#include "join/merge_source.h"

#include "base/vector.h"
#include "read/bidding.h"
#include "read/pieces.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_SIZE = 64 << 10 /* what readers look at to say whose an input is */ };

enum status merge_source_open(struct merge_source *source, reader_table *readers,
                              const struct read_options *options, const char *path, bool several,
                              struct error *err)
{
	const struct input_source file = {
		.kind = INPUT_PATH, .name = path, .stopped = options->stopped};
	struct sorted_block *first = &source->blocks[1]; /* what was read goes to the other block */
	enum status status = input_open_source(&file, &source->input, err);
	if (status)
		return status;
	source->name = input_name(source->input);
	source->current = 1;
	source->state.facts.input = several ? source->name : NULL;
	if (!vector_reserve(&first->text, &first->capacity, HEAD_SIZE))
		return error_no_memory(err);
	ssize_t n = input_is_folder(source->input)
	                    ? 0
	                    : input_read(source->input, first->text, HEAD_SIZE, err);
	if (n < 0)
		return STATUS_FAILED;
	first->size = (size_t)n;
	source->bytes = (uint64_t)n;
	char *copy = malloc(first->size + 1);
	if (!copy)
		return error_no_memory(err);
	memcpy(copy, first->text, first->size);
	source->head.text = copy;
	source->head.size = first->size;
	source->head.whole = n < HEAD_SIZE;
	source->reader = options->format ? bidding_named(readers, options->format)
	                                 : bidding_best(readers, &source->head);
	if (source->reader && source->reader->columns)
		source->state.columns = source->reader->columns(&source->head,
		                                                &source->state.stated);
	return STATUS_OK;
}

void merge_source_run(struct merge_source *source, const struct spool *spool, uint64_t from,
                      uint64_t end, unsigned columns)
{
	source->spool = spool;
	source->from = from;
	source->end = end;
	source->current = 1;
	source->state.columns = columns;
	source->state.stated = true;
}

/* Reads on; fewer bytes than `size` only at the end. */
static ssize_t read_more(struct merge_source *source, char *bytes, size_t size)
{
	if (source->input)
		return input_read(source->input, bytes, size, &source->error);
	if (size > source->end - source->from)
		size = (size_t)(source->end - source->from);
	ssize_t n = spool_read_flushed(source->spool, bytes, size, source->from);
	if (n < 0) {
		error_set(&source->error, STATUS_FATAL, "cannot read a temporary file: %s",
		          strerror(errno));
		return -1;
	}
	source->from += (uint64_t)n;
	return n;
}

/* The stack before is in the block that will be filled if the other one has none. */
static bool keep_before(struct merge_source *source, const struct sorted_block *from)
{
	struct text *before = &source->state.before;
	if (from->count || !before->size || before->at == source->kept.data)
		return true;
	source->kept.size = 0;
	buffer_append(&source->kept, before->at, before->size);
	before->at = source->kept.data;
	return !source->kept.failed;
}

/* A few compressed bytes could fill the folder of temporary files. */
static bool expands_much(struct merge_source *source)
{
	enum { TIMES_MOST = 1024, ALWAYS = 64 << 20 };
	if (!source->input || !input_is_compressed(source->input) || source->bytes < ALWAYS ||
	    (source->bytes - ALWAYS) / TIMES_MOST <= input_compressed_bytes(source->input))
		return false;
	source->status = error_set(&source->error, STATUS_FAILED,
	                           "%s: decompresses to more than %d times its size plus %d MiB; "
	                           "if that is right, decompress it first",
	                           source->name, TIMES_MOST, ALWAYS >> 20);
	return true;
}

void merge_source_fill(struct merge_source *source, size_t size)
{
	const struct sorted_block *from = &source->blocks[source->current];
	struct sorted_block *into = &source->blocks[!source->current];
	size_t carry = from->size - from->parsed;
	size_t want = carry > size / 2 ? 2 * carry : size;
	bool whole = source->head.whole && source->bytes == source->head.size;
	ssize_t n = 0;
	if (!keep_before(source, from) || !vector_reserve(&into->text, &into->capacity, want)) {
		source->status = error_no_memory(&source->error);
	} else {
		if (carry)
			memcpy(into->text, from->text + from->parsed, carry);
		n = whole && source->input ? 0
		                           : read_more(source, into->text + carry, want - carry);
		if (n < 0)
			source->status = source->input ? STATUS_FAILED : STATUS_FATAL;
	}
	if (source->status) {
		into->size = into->parsed = into->count = 0;
		source->finished = true;
		return;
	}
	into->size = carry + (size_t)n;
	source->bytes += (uint64_t)n;
	bool last = into->size < want;
	if (!expands_much(source) && !sorted_block_parse(into, &source->state, last))
		source->status = error_no_memory(&source->error);
	source->state.odd |= !into->parsed && into->size >= RECORD_MOST;
	source->finished = last || source->state.odd || source->status;
	source->filled_to = source->input ? input_position(source->input) : 0;
}

static uint64_t count_lines(const char *text, size_t size)
{
	uint64_t lines = 0;
	const char *at = text, *end = text + size;
	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		lines++;
		at++;
	}
	return lines + (size && end[-1] != '\n');
}

/* Appends bytes that were read, of which the first `parsed` were taken apart. */
static void append_rest(struct merge_rest *rest, const char *text, size_t size, size_t parsed)
{
	if (!size)
		return;
	char *copy = rest->text + rest->size;
	memcpy(copy, text, size);
	sorted_block_hide_comments(copy, parsed);
	rest->lines -= count_lines(copy, parsed);
	rest->size += size;
}

struct merge_rest merge_source_rest(const struct merge_source *source)
{
	const struct sorted_block *now = &source->blocks[source->current];
	const struct sorted_block *next = &source->blocks[!source->current];
	bool ahead = source->ahead == AHEAD_READY;
	size_t at = source->line < now->count ? now->lines[source->line].at : now->parsed;
	size_t end = ahead ? now->parsed : now->size; /* the next block has the rest too */
	struct merge_rest rest = {.lines = source->state.lines, .stacks = source->state.stacks};
	rest.stacks -= now->count - source->line;
	rest.text = malloc(end - at + next->size + 1);
	if (!rest.text)
		return rest;
	append_rest(&rest, now->text + at, end - at, now->parsed - at);
	if (ahead) {
		rest.stacks -= next->count;
		append_rest(&rest, next->text, next->size, next->parsed);
	}
	return rest;
}

void merge_source_close(struct merge_source *source)
{
	input_close(source->input);
	facts_free(&source->state.facts);
	marks_free(&source->state.marks);
	buffer_free(&source->kept);
	free((char *)source->head.text);
	for (size_t i = 0; i < 2; i++)
		sorted_block_free(&source->blocks[i]);
	*source = (struct merge_source){0};
}
