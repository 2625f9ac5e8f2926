/* The lists of a ranking that are trees. */
#ifndef STACKFOLD_REPORT_RANKING_TREE_H
#define STACKFOLD_REPORT_RANKING_TREE_H

#include "report/ranking.h"

/* Adds a tree of at most `rows` rows: the heaviest nodes, each below the one that calls it (or is
 * called by it), the heavier first. A row has the frames of a chain of calls as long as what does
 * not go on along it comes to less than the least share; their weight is that of the first, their
 * self weight that of all. Nodes below the least share are left out. STATUS_FAILED if no
 * function is meant, STATUS_FATAL without memory. Cost: that of the tree (totals/stack_tree.h), and
 * a look at the stacks of each node on the way. */
enum status ranking_tree(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                         struct error *err);

#endif
