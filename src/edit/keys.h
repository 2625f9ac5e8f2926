/* Keys of samples: what samples are split by, and the frames that are put at the root of stacks. */
#ifndef STACKFOLD_EDIT_KEYS_H
#define STACKFOLD_EDIT_KEYS_H

#include "base/buffer.h"
#include "base/rows.h"
#include "base/status.h"
#include "base/text.h"
#include "store/samples.h"

enum key_kind {
	KEY_COMM,     /* the thread's name at that time */
	KEY_COMM_PID, /* with its process ID: --pid */
	KEY_COMM_TID, /* with its process and thread ID: --tid */
	KEY_PROCESS,  /* processes, named after their main thread */
	KEY_THREAD,   /* threads, by their last name */
	KEY_EVENT,
	KEY_CPU,
	KEY_LABEL, /* the value of a label */
	KEY_TIME,  /* stretches of time, all of one length */
};

struct sample_key {
	enum key_kind kind;
	struct text label; /* of KEY_LABEL: the key; the text stays the caller's */
	uint64_t length;   /* of KEY_TIME: in nanoseconds */
};

enum { KEYS_MAX = 8 };

struct sample_keys {
	struct sample_key items[KEYS_MAX];
	size_t count;
};

/* Adds "thread", "process", "comm", "event", "cpu", "label:KEY" and, with `seconds`, a number of
 * seconds, separated by commas. STATUS_FAILED with a message that names the option if the text
 * is not of that form. */
enum status keys_parse(struct sample_keys *keys, const char *option, bool seconds, const char *text,
                       struct error *err);

/* Whether one of the keys is of that kind. */
bool keys_have(const struct sample_keys *keys, enum key_kind kind);

/* The values of the keys of the samples in a table. */
struct key_values {
	const struct samples *samples;
	const struct sample_keys *keys;
	struct rows processes;    /* struct sample_process, in keys.c */
	uint32_t *thread_process; /* of each thread: its process; SAMPLE_NONE: not known */
	uint32_t *thread_name;    /* a name, or SAMPLE_NONE */
	uint32_t *process_name;   /* likewise */
	struct rows pairs;        /* comm and thread or process, of KEY_COMM_PID and _TID */
	struct rows labels;       /* values of labels */
	uint32_t names[KEYS_MAX]; /* of KEY_LABEL: the key among the samples' names */
	uint64_t first, last;     /* times; SAMPLE_NO_TIME: none is known */
	bool failed;              /* memory ran out */
};

/* STATUS_FAILED with a message that names the option if no sample has a value for a key; option
 * NULL: not a failure. The samples and keys must stay. key_values_free also after a failure. */
enum status key_values_init(struct key_values *values, const struct samples *samples,
                            const struct sample_keys *keys, const char *option, struct error *err);
void key_values_free(struct key_values *values);

/* A sample's value of each key: equal numbers mean equal values; SAMPLE_NONE: it has none. False
 * without memory. */
bool key_values_of(struct key_values *values, const struct sample *sample, uint32_t *numbers);

/* What these numbers mean. */
struct key_facts {
	struct text comm, event, label; /* at NULL: not known, here and below */
	uint32_t pid, tid, cpu;         /* SAMPLE_NONE; tid also SAMPLE_JOINED */
	uint32_t part;                  /* of time */
};

/* Adds the meaning of the k-th key's number. The label's text is in `room`, which must stay. */
void key_facts_add(const struct key_values *values, size_t k, uint32_t number, struct buffer *room,
                   struct key_facts *facts);

/* Appends the k-th key's number as a frame at the root: blanks become '_' and ';' becomes ':'. */
void key_append_frame(const struct key_values *values, size_t k, uint32_t number,
                      struct buffer *text);

#endif
