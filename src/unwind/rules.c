#include "unwind/rules.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

static size_t slot_index(const struct unwind_rules *rules, uint32_t module, uint64_t offset)
{
	const uint64_t mixed = (offset + ((uint64_t)module << 40)) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(mixed >> 20) & (rules->slot_count - 1);
}

static struct unwind_slot *slot_of(const struct unwind_rules *rules, uint32_t module,
                                   uint64_t offset)
{
	size_t at = slot_index(rules, module, offset);
	while (rules->slots[at].rule &&
	       (rules->slots[at].offset != offset || rules->slots[at].module != module))
		at = (at + 1) & (rules->slot_count - 1);
	return &rules->slots[at];
}

/* Makes room for one more slot. */
static bool slots_room(struct unwind_rules *rules)
{
	if (rules->slots_used + 1 <= rules->slot_count / 8 * 5)
		return true;
	struct unwind_rules grown = {.slot_count = rules->slot_count ? rules->slot_count * 2
	                                                             : 4096};
	grown.slots = calloc(grown.slot_count, sizeof *grown.slots);
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < rules->slot_count; i++) {
		const struct unwind_slot *slot = &rules->slots[i];
		if (slot->rule)
			*slot_of(&grown, slot->module, slot->offset) = *slot;
	}
	free(rules->slots);
	rules->slots = grown.slots;
	rules->slot_count = grown.slot_count;
	return true;
}

/* Rules are compared as bytes, so they must not have padding. */
_Static_assert(sizeof(struct unwind_rule) == 6 * sizeof(uint8_t) + sizeof(uint16_t) +
                                                     2 * sizeof(uint32_t) + sizeof(uint64_t),
               "struct unwind_rule has gaps");
_Static_assert(sizeof(struct unwind_saved) ==
                       2 * sizeof(uint8_t) + sizeof(uint16_t) + sizeof(int32_t),
               "struct unwind_saved has gaps");
_Static_assert(sizeof(struct unwind_op) == 3 * sizeof(uint64_t), "struct unwind_op has gaps");

/* Packs the draft and keeps it unless an equal rule exists; returns the rule's number + 1, or 0
 * without memory. */
static uint32_t intern_draft(struct unwind_rules *rules, struct unwind_draft *draft)
{
	const struct unwind_rule *rule = &draft->rule;
	const size_t saved = rule->saved_count * sizeof *draft->saved;
	const size_t ops = rule->op_count * sizeof *draft->ops;
	const size_t size = sizeof *rule + saved + ops;
	/* The saved registers already follow the rule; move the operations next to them. */
	memmove((char *)draft->saved + saved, draft->ops, ops);
	const uint32_t hash = hash_bytes(draft, size);
	if (!table_room(&rules->by_content) ||
	    !vector_reserve(&rules->rules, &rules->rule_capacity, rules->rule_count + 1) ||
	    !vector_reserve(&rules->sizes, &rules->size_capacity, rules->rule_count + 1))
		return 0;
	table_each(&rules->by_content, hash, at) {
		if (rules->sizes[at->number - 1] == size &&
		    memcmp(rules->rules[at->number - 1], draft, size) == 0)
			return at->number;
	}
	void *copy = arena_alloc(&rules->arena, size, 8);
	if (!copy)
		return 0;
	memcpy(copy, draft, size);
	rules->rules[rules->rule_count] = copy;
	rules->sizes[rules->rule_count] = (uint32_t)size;
	table_put(&rules->by_content, hash, (uint32_t)rules->rule_count);
	return (uint32_t)++rules->rule_count;
}

const struct unwind_rule *unwind_rules_find(const struct unwind_rules *rules, uint32_t module,
                                            uint64_t offset)
{
	const uint32_t number = rules->slot_count ? slot_of(rules, module, offset)->rule : 0;
	return number ? rules->rules[number - 1] : NULL;
}

const struct unwind_rule *unwind_rules_put(struct unwind_rules *rules, uint32_t module,
                                           uint64_t offset, struct unwind_draft *draft)
{
	const uint32_t number = slots_room(rules) ? intern_draft(rules, draft) : 0;
	if (!number)
		return NULL;
	*slot_of(rules, module, offset) = (struct unwind_slot){offset, module, number};
	rules->slots_used++;
	return rules->rules[number - 1];
}

void unwind_rules_free(struct unwind_rules *rules)
{
	free(rules->slots);
	free(rules->rules);
	free(rules->sizes);
	free(rules->by_content.slots);
	arena_free(&rules->arena);
}
