/* What all threads of a Firefox profile share: the table of strings, modules, functions, frames and
 * the tree of stacks. */
#ifndef STACKFOLD_WRITE_FIREFOX_SHARED_H
#define STACKFOLD_WRITE_FIREFOX_SHARED_H

#include "base/rows.h"
#include "write/json.h"
#include "write/rows.h"

/* The tree of stacks. */
struct firefox_shared {
	const struct written_rows *rows;
	struct rows nodes; /* of the tree, parents first */
	uint32_t *node_of; /* of each of the rows' stacks, by number: its last node, ROW_NONE if it
	                      has none */
};

/* Makes the tree of the rows' stacks; false without memory. Free in either case. The rows must
 * stay. */
bool firefox_shared_init(struct firefox_shared *shared, const struct written_rows *rows);
void firefox_shared_free(struct firefox_shared *shared);

/* "shared": the tables. */
void firefox_shared_write(const struct firefox_shared *shared, struct json *json);

/* "categories": those of frames. */
void firefox_shared_categories(struct json *json);

#endif
