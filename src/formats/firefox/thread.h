/* A Firefox profile while it is read, and its threads' samples on their way to the sink. */
#ifndef STACKFOLD_FORMATS_FIREFOX_THREAD_H
#define STACKFOLD_FORMATS_FIREFOX_THREAD_H

#include "base/buffer.h"
#include "formats/firefox/samples.h"
#include "formats/firefox/tables.h"
#include "formats/put_sample.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct thread {
	struct tables tables;
	struct samples_read samples;
	struct buffer name, process;
	struct sample_place place;
	bool done; /* in the sink */
};

struct category {
	unsigned kind;
	uint32_t inlined; /* the subcategory of inlined frames, CELL_NONE: none */
	uint32_t subs;
};

struct firefox {
	struct table_reading
		reading; /* the first member: the shapes of tables get a pointer to it */
	struct sink *sink;
	struct putting putting;
	const char *input;
	bool each; /* samples are kept one by one */
	struct tables shared, libraries;
	bool has_meta, has_shared, ours;
	struct category *categories;
	size_t category_count, category_capacity;
	struct thread *threads;
	size_t thread_count, thread_capacity;
	uint32_t positions[2]; /* of stack and time in rows of samples */
	uint64_t bad_stacks, bad_weights;
};

/* Whether it has tables of its own. */
bool thread_has_tables(const struct thread *thread);

/* Puts the samples of a thread, and frees it. */
enum status thread_put(struct firefox *file, struct thread *thread, struct error *err);

void thread_free(struct thread *thread); /* empty again */

#endif
