/* The rules that an unwinder has met, by address: most addresses share one with others. */
#ifndef STACKFOLD_UNWIND_RULES_H
#define STACKFOLD_UNWIND_RULES_H

#include "base/arena.h"
#include "base/table.h"
#include "unwind/rule.h"

#include <stddef.h>
#include <stdint.h>

/* Where the rule of an address is kept. */
struct unwind_slot {
	uint64_t offset; /* in the module's file */
	uint32_t module;
	uint32_t rule; /* its number + 1; 0: free */
};

/* Zeroed is empty. */
struct unwind_rules {
	struct unwind_slot *slots; /* by hash of module and offset; a power of two of them */
	size_t slot_count, slots_used;
	struct arena arena; /* of the rules */
	const struct unwind_rule **rules;
	uint32_t *sizes; /* of the rules in bytes */
	size_t rule_count, rule_capacity, size_capacity;
	struct table by_content;
};

/* The rule of an offset in a module; NULL: none was put there. Cost: a hash and a look-up. */
const struct unwind_rule *unwind_rules_find(const struct unwind_rules *rules, uint32_t module,
                                            uint64_t offset);

/* Keeps a rule for an offset that has none; the draft's contents are moved about. The rule stays
 * where it is until the end. NULL without memory. */
const struct unwind_rule *unwind_rules_put(struct unwind_rules *rules, uint32_t module,
                                           uint64_t offset, struct unwind_draft *draft);

void unwind_rules_free(struct unwind_rules *rules);

#endif
