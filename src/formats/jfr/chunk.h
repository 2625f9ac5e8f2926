/* A chunk of a Java Flight Recording: its header, classes and constants. Chunks are independent. */
#ifndef STACKFOLD_FORMATS_JFR_CHUNK_H
#define STACKFOLD_FORMATS_JFR_CHUNK_H

#include "base/status.h"
#include "formats/id_index.h"
#include "formats/jfr/bytes.h"
#include "formats/jfr/classes.h"

enum { JFR_HEADER_SIZE = 68 };

/* Constants of a class: rows are in the order of reading, the newest first. */
struct jfr_pool {
	struct id_index ids;
	uint64_t *at; /* the position of the value in the chunk */
	size_t capacity;
};

/* Zeroed; jfr_chunk_free frees. */
struct jfr_chunk {
	const uint8_t *bytes; /* of the whole chunk */
	uint64_t size;
	bool compressed;
	uint64_t pools_at, metadata_at;
	uint64_t start_ns; /* since 1970 */
	uint64_t start_ticks, ticks_a_second;
	struct jfr_classes classes;
	struct jfr_pool pools[JFR_KNOWN];
	const char *what; /* the error, if a call fails without a message, ... */
	uint64_t where;   /* ... and its position in the chunk */
};

/* Whether bytes begin a chunk; reads its header. */
bool jfr_begins(const uint8_t *bytes, size_t size);
void jfr_header(struct jfr_chunk *chunk, const uint8_t *bytes);

/* Reads classes and constants; the caller keeps the bytes. STATUS_FAILED, with `what` and `where`
 * set, if they are damaged. */
enum status jfr_chunk_open(struct jfr_chunk *chunk, const uint8_t *bytes, struct error *err);

/* The bytes from a position on. */
struct jfr_bytes jfr_at(const struct jfr_chunk *chunk, uint64_t at);

/* Reads constant `row` of a class: false if it is damaged. */
bool jfr_constant(struct jfr_chunk *chunk, enum jfr_known known, size_t row,
                  struct jfr_value slots[JFR_SLOTS]);

/* The row of the constant with that number; ID_INDEX_NONE: there is none. */
static inline size_t jfr_row(const struct jfr_chunk *chunk, enum jfr_known known, uint64_t number)
{
	return id_index_find(&chunk->pools[known].ids, number);
}

/* Appends a string, also one that is a constant. */
void jfr_append_string(struct jfr_chunk *chunk, const struct jfr_string *string,
                       struct buffer *text);

void jfr_chunk_free(struct jfr_chunk *chunk); /* zeroed */

#endif
