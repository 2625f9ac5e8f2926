/* Which module the frames of each title are in, for the script: the modules' names, and a letter
 * for each title, so that pictures stay small. */
#ifndef STACKFOLD_RENDER_MODULE_LIST_H
#define STACKFOLD_RENDER_MODULE_LIST_H

#include "base/buffer.h"
#include "render/markup.h"
#include "store/origins.h"

enum {
	MODULE_LETTERS = 61 /* modules that are told apart, in the order met; others are left out */
};

/* Zero-initialised is empty; origins is set if modules are written. */
struct module_list {
	const struct origins *origins;
	uint32_t modules[MODULE_LETTERS]; /* ids in origins->modules, in the order met */
	unsigned count;
	struct buffer letters; /* of the titles so far */
};

/* Adds the next title, that of a frame, or of none (FRAME_NONE). */
void module_list_add(struct module_list *list, uint32_t frame);

/* Writes `<metadata id="modules" data-names="libc.so.6;node">-abb-a</metadata>`: names, and for
 * each title the letter of its module in their order (a to z, A to Z, 0 to 8), or "-". Writes
 * nothing if no module was met. */
void module_list_write(const struct module_list *list, struct markup *markup);

void module_list_free(struct module_list *list);

#endif
