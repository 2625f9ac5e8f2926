/* Frames, stacks and threads of a chunk's constants, each made when it is first needed. */
#ifndef STACKFOLD_FORMATS_JFR_NAMES_H
#define STACKFOLD_FORMATS_JFR_NAMES_H

#include "base/arena.h"
#include "base/rows.h"
#include "formats/jfr/chunk.h"
#include "formats/put_sample.h"

struct jfr_trace {
	size_t first; /* in frames, root first */
	uint32_t count;
	bool made, truncated;
};

struct jfr_thread {
	bool made;
	struct text comm;
	uint32_t tid; /* SAMPLE_NONE: unknown */
};

/* The key of a frame. No padding. */
struct jfr_method_key {
	uint64_t method, type;
	uint64_t line; /* with --srcline */
};

enum { JFR_MEMO = 1024 };

struct jfr_memo {
	struct jfr_method_key key;
	uint32_t frame;
	bool made;
};

/* Zeroed except chunk and putting; jfr_names_free frees. */
struct jfr_names {
	struct jfr_chunk *chunk;
	struct putting *putting;
	struct arena arena;
	struct jfr_trace *traces; /* of each constant */
	struct jfr_thread *threads;
	uint32_t *frames;
	size_t frame_count, frame_capacity;
	struct rows methods; /* of struct jfr_method_key: */
	uint32_t *method_frames;
	size_t method_capacity;
	struct jfr_memo memo[JFR_MEMO]; /* the last ones */
	struct buffer text;             /* room */
	bool state_known, state_sleeps; /* memo: the last answer of jfr_names_sleeps */
	uint64_t state;
};

/* False without memory. */
bool jfr_names_init(struct jfr_names *names);

/* The stack, the thread of that constant; row ID_INDEX_NONE: none. STATUS_FAILED, without a
 * message, if the constant is damaged. They are valid until the next call. */
enum status jfr_names_trace(struct jfr_names *names, size_t row, const struct jfr_trace **trace,
                            struct error *err);
enum status jfr_names_thread(struct jfr_names *names, size_t row, const struct jfr_thread **thread,
                             struct error *err);

/* Whether a constant is the state of a thread that sleeps or waits. */
bool jfr_names_sleeps(struct jfr_names *names, uint64_t state);

void jfr_names_free(struct jfr_names *names);

#endif
