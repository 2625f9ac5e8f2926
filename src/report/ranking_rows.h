/* Making the rows of lists. */
#ifndef STACKFOLD_REPORT_RANKING_ROWS_H
#define STACKFOLD_REPORT_RANKING_ROWS_H

#include "report/ranking.h"

/* The ids that come first in an order; free() frees. */
struct picked {
	uint32_t *ids;
	size_t count;
	size_t wanted; /* how many ids were offered */
	size_t most, sorted;
	int (*compare)(const void *a, const void *b, void *context); /* of ids, as for qsort_r */
	void *context;
};

/* Prepares for at most `most` ids. False without memory. */
bool picked_init(struct picked *picked, size_t most,
                 int (*compare)(const void *a, const void *b, void *context), void *context);

/* Offers an id. Cost: mostly a comparison. */
void picked_offer(struct picked *picked, uint32_t id);

/* Sorts what remains. */
void picked_finish(struct picked *picked);

/* A new row at the end of a list, with weights of 0 to be filled in; NULL without memory. */
struct ranking_row *ranking_add_row(struct ranking *ranking, struct ranking_list *list,
                                    uint64_t **weights);

/* A new list; there are fewer than RANKING_WISHES_MAX. Its whole is that of the profile. */
struct ranking_list *ranking_add_list(struct ranking *ranking, const struct ranking_wish *wish);

/* By the bytes of two frames' names. */
int ranking_compare_names(const struct ranking *ranking, uint32_t a, uint32_t b);

/* The module of a frame: the file, or "[kernel]" or "[JIT]"; size 0: it is not known. */
struct text ranking_module(const struct ranking *ranking, uint32_t frame);

#endif
