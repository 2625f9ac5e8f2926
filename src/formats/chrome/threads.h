/* The threads and processes of Chrome's trace events, by the texts or numbers that events have. */
#ifndef STACKFOLD_FORMATS_CHROME_THREADS_H
#define STACKFOLD_FORMATS_CHROME_THREADS_H

#include "base/buffer.h"
#include "base/text.h"
#include "formats/spans.h"
#include "read/reader.h"
#include "store/frames.h"

/* Of a process and a thread. */
struct chrome_thread {
	struct spans spans;
	struct sample_place place;
	uint32_t process; /* in names of processes */
	uint32_t comm;    /* in texts; FRAME_NONE: not named */
};

/* Zeroed: empty. */
struct chrome_threads {
	struct frames thread_keys;  /* "pid", NUL, "tid": their ids are those of threads */
	struct frames process_keys; /* "pid" */
	struct frames texts;        /* names of threads and processes */
	struct chrome_thread *items;
	size_t count, capacity;
	uint32_t *process_comms; /* of each process, FRAME_NONE: not named */
	size_t process_count, process_capacity;
	uint32_t last;     /* memo: the thread that was looked up before */
	struct buffer key; /* scratch */
};

/* The thread of an event; NULL without memory. A later call may move it. */
struct chrome_thread *chrome_threads_get(struct chrome_threads *all, struct text pid,
                                         struct text tid);

/* What a thread, or a process, is called. False without memory. */
bool chrome_threads_name(struct chrome_threads *all, struct text pid, struct text tid,
                         struct text name);
bool chrome_threads_name_process(struct chrome_threads *all, struct text pid, struct text name);

/* The name of a thread, or else of its process; empty: it has none. */
struct text chrome_threads_comm(const struct chrome_threads *all,
                                const struct chrome_thread *thread);

void chrome_threads_free(struct chrome_threads *all);

#endif
