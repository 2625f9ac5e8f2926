/* The tables to which the samples of a simpleperf report refer: files with their symbols, threads,
 * events. */
#ifndef STACKFOLD_FORMATS_SIMPLEPERF_TABLES_H
#define STACKFOLD_FORMATS_SIMPLEPERF_TABLES_H

#include "base/arena.h"
#include "base/rows.h"
#include "base/status.h"
#include "base/text.h"
#include "formats/id_index.h"
#include "formats/put_sample.h"

struct simpleperf_file {
	struct text path;
	size_t first_symbol, symbol_count; /* in symbols */
};

struct simpleperf_thread {
	uint32_t pid;
	struct text name;
};

/* Zeroed except `putting`; simpleperf_tables_free frees. */
struct simpleperf_tables {
	struct putting *putting;
	struct arena arena;
	struct id_index file_ids, thread_ids;
	struct simpleperf_file *files;
	size_t file_capacity;
	struct text *symbols;
	size_t symbol_count, symbol_capacity;
	struct simpleperf_thread *threads;
	size_t thread_capacity;
	struct text *events; /* their names */
	uint32_t *event_ids; /* in the sink + 1; 0: not yet added */
	size_t event_count, event_capacity, event_id_capacity;
	struct rows calls; /* each distinct struct simpleperf_call */
	uint32_t *frames;  /* of each of them */
	size_t frame_capacity;
	char *name; /* room */
	size_t name_capacity;
	uint64_t lost; /* samples that simpleperf lost */
};

/* A call in a sample; equal calls have the same frame. No padding. */
struct simpleperf_call {
	uint64_t address; /* in the file; only if it is part of the name */
	uint32_t file;
	int32_t symbol; /* below 0: it has no name */
	uint64_t type;  /* of code: SIMPLEPERF_* */
};

enum { SIMPLEPERF_NATIVE, SIMPLEPERF_INTERPRETED, SIMPLEPERF_JIT, SIMPLEPERF_ART };

/* Takes the message of a file, thread, list of events or of lost samples. STATUS_FAILED, without a
 * message, if it is damaged. */
enum status simpleperf_file(struct simpleperf_tables *t, struct text message, struct error *err);
enum status simpleperf_thread(struct simpleperf_tables *t, struct text message, struct error *err);
enum status simpleperf_meta(struct simpleperf_tables *t, struct text message, struct error *err);
enum status simpleperf_lost(struct simpleperf_tables *t, struct text message);

/* Call after all of them were read. False without memory. */
bool simpleperf_settle(struct simpleperf_tables *t);

/* The frame of a call; FRAME_NONE without memory. */
uint32_t simpleperf_frame(struct simpleperf_tables *t, struct simpleperf_call call);

/* The sink's event with that number; EVENT_NONE without memory. */
uint32_t simpleperf_event(struct simpleperf_tables *t, uint64_t number);

void simpleperf_tables_free(struct simpleperf_tables *t);

#endif
