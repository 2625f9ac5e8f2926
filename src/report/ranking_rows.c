#include "report/ranking_rows.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

bool picked_init(struct picked *picked, size_t most,
                 int (*compare)(const void *a, const void *b, void *context), void *context)
{
	*picked = (struct picked){.most = most, .compare = compare, .context = context};
	picked->ids = malloc((2 * most + 1) * sizeof *picked->ids);
	return picked->ids;
}

void picked_finish(struct picked *picked)
{
	qsort_r(picked->ids, picked->count, sizeof *picked->ids, picked->compare, picked->context);
	if (picked->count > picked->most)
		picked->count = picked->most;
	picked->sorted = picked->count;
}

void picked_offer(struct picked *picked, uint32_t id)
{
	picked->wanted++;
	bool full = picked->most && picked->sorted == picked->most;
	if (!picked->most ||
	    (full && picked->compare(&id, &picked->ids[picked->most - 1], picked->context) > 0))
		return;
	picked->ids[picked->count++] = id;
	if (picked->count == 2 * picked->most)
		picked_finish(picked);
}

struct ranking_row *ranking_add_row(struct ranking *ranking, struct ranking_list *list,
                                    uint64_t **weights)
{
	const size_t size = MEASURES * ranking->columns * sizeof **weights;
	*weights = arena_alloc(&ranking->arena, size, _Alignof(uint64_t));
	if (!*weights || !vector_reserve(&list->items, &list->capacity, list->count + 1))
		return NULL;
	memset(*weights, 0, size);
	struct ranking_row *row = &list->items[list->count++];
	*row = (struct ranking_row){.weights = *weights};
	return row;
}

struct ranking_list *ranking_add_list(struct ranking *ranking, const struct ranking_wish *wish)
{
	struct ranking_list *list = &ranking->lists[ranking->list_count++];
	*list = (struct ranking_list){.kind = wish->kind, .subject = wish->subject};
	memcpy(list->whole, ranking->totals, sizeof list->whole);
	return list;
}

int ranking_compare_names(const struct ranking *ranking, uint32_t a, uint32_t b)
{
	const struct frame *one = &ranking->profile->frames.items[a];
	const struct frame *other = &ranking->profile->frames.items[b];
	return text_compare((struct text){one->name, one->size},
	                    (struct text){other->name, other->size});
}

struct text ranking_module(const struct ranking *ranking, uint32_t frame)
{
	const struct origins *origins = &ranking->profile->facts.origins;
	const struct origin origin = origins_of(origins, frame);
	const struct frame *module = origins_module(origins, origin);
	if (module)
		return (struct text){module->name, module->size};
	if (origin.kinds & ORIGIN_KERNEL)
		return text_of("[kernel]");
	if (origin.kinds & ORIGIN_JIT)
		return text_of("[JIT]");
	return (struct text){0};
}
