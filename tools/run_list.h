/* The runs of one side of a comparison: their profiles, and the names that reports call them by. */
#ifndef STACKFOLD_TOOLS_RUN_LIST_H
#define STACKFOLD_TOOLS_RUN_LIST_H

#include "base/status.h"
#include "store/profile.h"

#include <stdbool.h>
#include <stddef.h>

/* Zeroed: none. */
struct run_list {
	struct run {
		struct profile profile;
		char *name;
	} * items;
	size_t count, capacity;
};

/* Appends a run with an empty profile of one column; `name` is copied. NULL without memory. */
struct run *run_list_add(struct run_list *list, const char *name);

/* Whether two messages differ in numbers only. */
bool run_same_kind(const char *one, const char *other);

/* Removes the last run. */
void run_list_drop(struct run_list *list);

/* Adds all runs up, into a profile that profile_init made; so is their advice. */
enum status run_list_sum(const struct run_list *list, struct profile *sum, struct error *err);

/* Refuses what cannot be one side of a comparison, called `name`, and makes the sum of the others
 * fit. */
enum status run_check(struct profile *run, const char *name, struct error *err);

void run_list_free(struct run_list *list);

#endif
