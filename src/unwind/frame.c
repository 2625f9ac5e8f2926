#include "unwind/frame.h"

#include "symbol/symbol.h"
#include "unwind/expression.h"
#include "unwind/files.h"
#include "unwind/space.h"

#include <endian.h>
#include <string.h>

bool unwind_frame_read(const struct unwind_frame_state *state, uint64_t address, uint64_t *value)
{
	const struct unwind_state *dump = state->dump;
	const size_t word = state->machine->word;
	address = unwind_address(state->machine, address);
	const uint64_t offset = address - state->sp;
	/* The last word of the dump is ignored, as in perf: otherwise some truncated stacks would
	 * have one more frame. */
	if (offset < dump->stack_size && dump->stack_size - offset > word) {
		*value = 0;
		memcpy(value, dump->stack + offset, word);
		*value = le64toh(*value);
		return true;
	}
	const struct unwind_map *map = unwind_space_find(state->space, address);
	return map && map->module != MODULE_NONE &&
	       unwind_files_read(state->files, map->module, address - map->start + map->offset,
	                         word, value);
}

static bool read_word(const void *state, uint64_t address, uint64_t *value)
{
	return unwind_frame_read(state, address, value);
}

/* Evaluates an expression of the rule. */
static bool evaluate(const struct unwind_frame_state *state, const struct unwind_op *ops,
                     size_t count, uint64_t cfa, uint64_t *value)
{
	const struct unwind_inputs inputs = {
		.regs = state->regs,
		.known = state->known,
		.load = state->load,
		.cfa = cfa,
		.read = read_word,
		.context = state,
	};
	return unwind_evaluate(&inputs, ops, count, value);
}

bool unwind_frame_cfa(const struct unwind_frame_state *state, const struct unwind_rule *rule,
                      uint64_t *cfa)
{
	if (rule->cfa_ops && !evaluate(state, unwind_rule_ops(rule), rule->cfa_ops, 0, cfa))
		return false;
	if (!rule->cfa_ops && !unwind_frame_knows(state, rule->cfa_reg))
		return false;
	if (!rule->cfa_ops)
		*cfa = state->regs[rule->cfa_reg] + (uint64_t)(int64_t)rule->cfa_offset;
	*cfa = unwind_address(state->machine, *cfa);
	return true;
}

/* The value of a register in the caller. */
static bool find_saved(const struct unwind_frame_state *state, const struct unwind_rule *rule,
                       const struct unwind_saved *saved, uint64_t cfa, uint64_t *value)
{
	switch ((enum unwind_saved_how)saved->how) {
	case SAVED_AT:
		return unwind_frame_read(state, cfa + (uint64_t)(int64_t)saved->offset, value);
	case SAVED_VALUE:
		*value = cfa + (uint64_t)(int64_t)saved->offset;
		return true;
	case SAVED_REGISTER:
		*value = state->regs[saved->offset];
		return unwind_frame_knows(state, (uint8_t)saved->offset);
	default:
		return evaluate(state, unwind_rule_ops(rule) + saved->offset, saved->ops, cfa,
		                value) &&
		       (saved->how == SAVED_EXPR || unwind_frame_read(state, *value, value));
	}
}

bool unwind_frame_step(struct unwind_frame_state *state, const struct unwind_rule *rule,
                       uint64_t *cfa, uint8_t sp)
{
	if (!unwind_frame_cfa(state, rule, cfa))
		return false;
	uint64_t values[UNWIND_REGS];
	uint64_t found = 0;
	const struct unwind_saved *saved = unwind_rule_saved(rule);
	for (size_t i = 0; i < rule->saved_count; i++)
		if (find_saved(state, rule, &saved[i], *cfa, &values[i]))
			found |= UINT64_C(1) << i;
	state->known &= rule->keep;
	state->regs[sp] = *cfa;
	state->known |= UINT64_C(1) << sp;
	for (size_t i = 0; i < rule->saved_count; i++) {
		const uint8_t reg = saved[i].reg;
		state->regs[reg] = unwind_address(state->machine, values[i]);
		state->known &= ~(UINT64_C(1) << reg);
		state->known |= (found >> i & 1) << reg;
	}
	return unwind_frame_knows(state, rule->ra_reg);
}

bool unwind_frame_begin(struct unwind_frame_state *state, uint64_t *pc)
{
	const struct unwind_state *dump = state->dump;
	const struct unwind_machine *machine = state->machine;
	size_t at = 0;
	for (unsigned i = 0; i < 64; i++) {
		if (!(dump->mask >> i & 1))
			continue;
		const uint64_t value = dump->regs[at++];
		if (i >= machine->order_count)
			break;
		const int reg = machine->order ? machine->order[i] : (int)i;
		if (reg < 0)
			continue;
		state->regs[reg] = unwind_address(machine, value);
		state->known |= UINT64_C(1) << reg;
	}
	*pc = state->regs[machine->pc];
	state->sp = state->regs[machine->sp];
	return unwind_frame_knows(state, machine->sp) && unwind_frame_knows(state, machine->pc);
}
