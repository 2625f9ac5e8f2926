/* Distinct rows of one size as dense 32-bit ids: the bytes of a row are its key. */
#ifndef STACKFOLD_BASE_ROWS_H
#define STACKFOLD_BASE_ROWS_H

#include "base/table.h"

#include <stddef.h>
#include <stdint.h>

#define ROW_NONE UINT32_MAX /* no row: the answer without memory */

/* Zero-initialised is empty and ready. Ids are given in the order of first sight. */
struct rows {
	void *items; /* count rows, one after the other */
	size_t count, capacity;
	struct table table;
};

/* The id of a row, added if new; ROW_NONE without memory. All its bytes count, padding too, so rows
 * have none. size is the same in all calls. Cost: one hash and one look-up. */
uint32_t rows_intern(struct rows *rows, const void *row, size_t size);

/* The memory that the rows take, in bytes. */
size_t rows_memory(const struct rows *rows, size_t size);

void rows_free(struct rows *rows); /* empty and ready again */

#endif
