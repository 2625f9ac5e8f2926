/* Which frames of a layout have the same title. */
#ifndef STACKFOLD_RENDER_ALIKE_H
#define STACKFOLD_RENDER_ALIKE_H

#include "layout/layout.h"

/* Rectangles of one function, extent and difference, chained in their order: they have one title
 * between them. The root is not like any other. */
struct alike {
	uint32_t *next; /* [index]: the next alike, 0: none */
	bool *follows;  /* [index]: one before it is alike */
};

/* False without memory, and for a layout beyond 32 bits; then there is nothing to free. */
bool alike_find(const struct layout *layout, struct alike *alike);
void alike_free(struct alike *alike);

#endif
