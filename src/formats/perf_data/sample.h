/* The fields of PERF_RECORD_SAMPLE, and the forms of a sample on its way to the sink. Fields are in
 * the order of their bits in sample_type, as described in <linux/perf_event.h>. */
#ifndef STACKFOLD_READ_PERF_DATA_SAMPLE_H
#define STACKFOLD_READ_PERF_DATA_SAMPLE_H

#include "formats/perf_data/events.h"
#include "formats/perf_data/records.h"
#include "store/samples.h"

/* Marks the place of a user's part of a chain that arrives later: PERF_CONTEXT_USER_DEFERRED. */
#define CONTEXT_USER_DEFERRED ((uint64_t)-640)

struct memory;
struct task;
struct unwind_frame;

/* An array of numbers of 8 bytes in the record, in the file's byte order. */
struct sample_array {
	const uint8_t *at; /* NULL: the sample has none */
	uint64_t count;
};

struct perf_sample {
	uint64_t id, ip, time, period;
	uint32_t pid, tid, cpu; /* UINT32_MAX: not recorded */
	uint8_t mode;           /* PERF_RECORD_MISC_CPUMODE_MASK of misc */
	struct sample_array chain;
	struct sample_array branches; /* three numbers each: from, to, flags */
	struct sample_array values;   /* of PERF_SAMPLE_READ with a group: value and, by
	                               * read_format, id, lost */
	uint64_t value, value_id;     /* of PERF_SAMPLE_READ without */
	struct sample_array regs;     /* the user's; count: bits set in sample_regs_user */
	uint64_t regs_abi;            /* 0: none, 1: 32 bits, 2: 64 bits */
	const uint8_t *stack;         /* the user's; NULL: none */
	uint64_t stack_size;          /* the number of bytes that the kernel could copy */
	uint64_t stack_room;          /* the number of bytes that were requested */
	const uint8_t *raw;           /* of PERF_SAMPLE_RAW; NULL: none */
	uint32_t raw_size;
};

/* The result of unwinding a stack dump. */
struct unwound {
	struct unwind_frame *frames; /* leaf first */
	size_t count;                /* 0: there was no dump */
	bool failed;                 /* no memory */
};

/* A sample that the sink wants, on its way from its record to its frames. */
struct pending_sample {
	struct perf_event *event;
	struct task *task;
	struct perf_sample sample; /* its arrays are in the record */
	uint64_t period;
	struct unwound unwound;
	struct sample about; /* the fields that the sink keeps, with options->keep_samples */
};

/* The most samples that are passed on together. */
enum { SAMPLES_AT_ONCE = 512 };

/* A sample whose frames are named. */
struct named_sample {
	uint32_t event; /* of the sink */
	uint64_t time, weight;
	const struct memory *memory; /* of its process */
	const uint32_t *frames;      /* ids root first */
	size_t depth;
	const struct sample *about; /* the fields that the sink keeps */
};

/* False if a field does not fit into the record. */
bool sample_parse(const struct perf_event *event, const struct record *record, bool big_endian,
                  struct perf_sample *sample);

/* The time of any record of that event, 0: it has no time. Cheaper than sample_parse. */
uint64_t record_time(const struct perf_event *event, const struct record *record, bool big_endian);

/* The tid of a record other than a sample, UINT32_MAX: it has none. */
uint32_t record_tid(const struct perf_event *event, const struct record *record, bool big_endian);

/* Whether a sample has registers and a stack to unwind. */
static inline bool sample_has_dump(const struct perf_event *event, const struct perf_sample *sample)
{
	const uint64_t both = PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
	return (event->sample_type & both) == both && sample->stack_size && sample->regs_abi;
}

static inline uint64_t sample_number(const struct sample_array *array, uint64_t i, bool big_endian)
{
	return load_u64(array->at + i * 8, big_endian);
}

#endif
