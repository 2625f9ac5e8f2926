/* The threads of a Firefox profile: names, processes, and samples. */
#ifndef STACKFOLD_WRITE_FIREFOX_THREADS_H
#define STACKFOLD_WRITE_FIREFOX_THREADS_H

#include "base/buffer.h"
#include "write/json.h"
#include "write/rows.h"

struct firefox_threads {
	const struct written_rows *rows;
	const struct row_groups *groups;
	const uint32_t *node_of; /* struct firefox_shared */
	uint32_t *process_names; /* of each thread's process; SAMPLE_NONE: not known */
	uint64_t start;          /* time of the first sample */
	struct buffer name;      /* scratch */
};

/* A thread for each group of rows. False without memory; free in either case. What it is given must
 * stay. */
bool firefox_threads_init(struct firefox_threads *threads, const struct written_rows *rows,
                          const struct row_groups *groups, const uint32_t *node_of);
void firefox_threads_free(struct firefox_threads *threads);

/* "threads". Without memory, json->failed is set. */
void firefox_threads_write(struct firefox_threads *threads, struct json *json);

#endif
