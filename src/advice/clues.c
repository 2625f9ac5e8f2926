#include "advice/clues.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

void clues_unnamed(struct clues *clues, uint32_t frame, unsigned how)
{
	if (!vector_reserve(&clues->unnamed, &clues->capacity, (size_t)frame + 1)) {
		clues->failed = true;
		return;
	}
	while (clues->count <= frame)
		clues->unnamed[clues->count++] = 0;
	clues->unnamed[frame] |= (uint8_t)how;
}

void clues_module(struct clues *clues, const char *name, unsigned why)
{
	struct module_clue clue = {.why = why};
	if (vector_reserve(&clues->modules, &clues->module_capacity, clues->module_count + 1))
		clue.name = strdup(name);
	if (clue.name)
		clues->modules[clues->module_count++] = clue;
	else
		clues->failed = true;
}

void clues_free(struct clues *clues)
{
	for (size_t i = 0; i < clues->module_count; i++)
		free(clues->modules[i].name);
	free(clues->modules);
	free(clues->unnamed);
	*clues = (struct clues){0};
}
