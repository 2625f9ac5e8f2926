/* What the hottest functions, stacks, modules and threads of a profile are: lists of rows, of which
 * formats of reports make text, Markdown, JSON and CSV. */
#ifndef STACKFOLD_REPORT_RANKING_H
#define STACKFOLD_REPORT_RANKING_H

#include "base/arena.h"
#include "base/text.h"
#include "store/profile.h"
#include "totals/stack_tree.h"
#include "totals/totals.h"

enum ranking_kind {
	RANKING_FUNCTIONS, /* by self or total weight */
	RANKING_TREE,      /* what is called from the roots on */
	RANKING_CALLERS,   /* of a function, from it on to the roots */
	RANKING_CALLEES,   /* of a function */
	RANKING_PATHS,     /* whole stacks */
	RANKING_MODULES,
	RANKING_THREADS,
	RANKING_KINDS,
};

/* A list that is asked for. */
struct ranking_wish {
	enum ranking_kind kind;
	const char *subject; /* of callers and callees: a name or a regular expression */
	const char *option;  /* that gave it, for messages */
	size_t rows;         /* at most; 0: as many as is usual */
};

enum { RANKING_WISHES_MAX = 64 };

struct ranking_options {
	struct ranking_wish wishes[RANKING_WISHES_MAX];
	size_t wish_count;
	enum measure by;          /* what functions and modules are ordered by */
	struct decimal min_share; /* percent: what is below is left out */
	bool min_given;           /* else MIN_SHARE of trees, 0 of lists */
	size_t budget;            /* lines; 0: no limit */
};

struct ranking_row {
	struct text name;        /* of a module or thread */
	const uint32_t *numbers; /* frames: ids + 1, in the order in which they are shown */
	size_t depth;            /* how many, 0: the row is of no frame */
	unsigned level;          /* in a tree, from 0 */
	size_t left_out;         /* in a tree: what is below it and not shown */
	const uint64_t *weights; /* [measure * columns + c]; of paths and threads self is total */
	struct text module;      /* of the one frame of a function's row; size 0: not known */
	uint8_t marks;           /* MARK_*: the change is more than noise */
};

struct ranking_list {
	enum ranking_kind kind;
	const char *subject;
	size_t matched; /* functions that the subject means */
	bool in_line;   /* lines are limited: the rows stand in one */
	bool by_root;   /* the threads are not known: root frames stand in for them */
	struct ranking_row *items;
	size_t count, capacity;
	size_t more;                        /* rows that are left out */
	uint64_t whole[STACKS_COLUMNS_MAX]; /* the weight of what the list is of */
	struct stack_tree tree;             /* which rows point into */
};

/* The profile and the texts in the options must stay. */
struct ranking {
	const struct profile *profile;
	struct ranking_options options;
	unsigned columns, places;
	uint64_t totals[STACKS_COLUMNS_MAX];
	struct totals frames; /* of each frame */
	uint8_t *marks;       /* MARK_* of each frame; NULL: none are given */
	struct ranking_list lists[RANKING_WISHES_MAX];
	size_t list_count;
	size_t advice_count; /* pieces of the profile's advice that are shown */
	struct arena arena;  /* what rows point to */
};

/* How much a row of weights weighs where rows are ordered: a differential's weigh what changed. */
static inline uint64_t ranking_weight(const uint64_t *weights, unsigned columns)
{
	if (columns != 2)
		return weights[0];
	return weights[0] > weights[1] ? weights[0] - weights[1] : weights[1] - weights[0];
}

/* Whether a weight is at least a share, in percent, of a whole. */
static inline bool ranking_reaches(uint64_t weight, uint64_t whole, struct decimal share)
{
	return (number_wide)weight * 100 * number_power10(share.places) >=
	       (number_wide)whole * share.value;
}

#endif
