#include "config.h"

#include "unwind/unwind.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/table.h"
#include "base/vector.h"
#include "symbol/symbol.h"
#include "unwind/rule.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

/* A frame pointer that was guessed must lie above the frame, but no further than this: what
 * libunwind allows, and perf with it. */
#define GUESS_REACH 0x4000

/* Where the rule of an address is kept. */
struct slot {
	uint64_t offset; /* in the module's file */
	uint32_t module;
	uint32_t rule; /* its number + 1; 0: free */
};

struct unwinder {
	struct unwind_files *files;
	struct slot *slots; /* by hash of module and offset; a power of two of them */
	size_t slot_count, slots_used;
	struct arena arena; /* the rules: most addresses share one with others */
	const struct unwind_rule **rules;
	uint32_t *sizes; /* of the rules in bytes */
	size_t rule_count, rule_capacity, size_capacity;
	struct table by_content;
	struct unwind_draft draft;
	struct unwind_counts counts;
};

struct unwinder *unwinder_new(struct unwind_files *files)
{
	struct unwinder *unwinder = calloc(1, sizeof *unwinder);
	if (unwinder)
		unwinder->files = files;
	return unwinder;
}

void unwinder_free(struct unwinder *unwinder)
{
	if (!unwinder)
		return;
	free(unwinder->slots);
	free(unwinder->rules);
	free(unwinder->sizes);
	free(unwinder->by_content.slots);
	arena_free(&unwinder->arena);
	free(unwinder);
}

const struct unwind_counts *unwinder_counts(const struct unwinder *unwinder)
{
	return &unwinder->counts;
}

const char *unwind_end_text(enum unwind_end end)
{
	static const char *const texts[UNWIND_ENDS] = {
		[UNWIND_BOTTOM] = "the outermost frame was reached",
		[UNWIND_TRUNCATED] = "the stack dump was too small",
		[UNWIND_NO_MAP] = "a return address lies in no mapping",
		[UNWIND_NO_FILE] = "a frame's file could not be read",
		[UNWIND_NO_CFI] = "a frame's file has no call frame information for it",
		[UNWIND_BAD_CFI] = "a frame's call frame information makes no sense",
		[UNWIND_LIMIT_MET] = "the limit of frames was met",
		[UNWIND_NO_REGS] = "registers that unwinding begins with were not sampled",
	};
	return texts[end];
}

static size_t slot_index(const struct unwinder *unwinder, uint32_t module, uint64_t offset)
{
	const uint64_t mixed = (offset + ((uint64_t)module << 40)) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(mixed >> 20) & (unwinder->slot_count - 1);
}

static struct slot *slot_of(const struct unwinder *unwinder, uint32_t module, uint64_t offset)
{
	size_t at = slot_index(unwinder, module, offset);
	while (unwinder->slots[at].rule &&
	       (unwinder->slots[at].offset != offset || unwinder->slots[at].module != module))
		at = (at + 1) & (unwinder->slot_count - 1);
	return &unwinder->slots[at];
}

/* Room for one more slot. */
static bool slots_room(struct unwinder *unwinder)
{
	if (unwinder->slots_used + 1 <= unwinder->slot_count / 8 * 5)
		return true;
	struct unwinder grown = {.slot_count = unwinder->slot_count ? unwinder->slot_count * 2
	                                                            : 4096};
	grown.slots = calloc(grown.slot_count, sizeof *grown.slots);
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < unwinder->slot_count; i++) {
		const struct slot *slot = &unwinder->slots[i];
		if (slot->rule)
			*slot_of(&grown, slot->module, slot->offset) = *slot;
	}
	free(unwinder->slots);
	unwinder->slots = grown.slots;
	unwinder->slot_count = grown.slot_count;
	return true;
}

/* Packs the draft and keeps it where its like is not there yet: its number + 1, or 0 without
 * memory. */
static uint32_t intern_draft(struct unwinder *unwinder)
{
	struct unwind_draft *draft = &unwinder->draft;
	const struct unwind_rule *rule = &draft->rule;
	const size_t saved = rule->saved_count * sizeof *draft->saved;
	const size_t ops = rule->op_count * sizeof *draft->ops;
	const size_t size = sizeof *rule + saved + ops;
	/* The saved ones stand behind the rule already; bring the operations up to them. */
	memmove((char *)draft->saved + saved, draft->ops, ops);
	const uint32_t hash = hash_bytes(draft, size);
	if (!table_room(&unwinder->by_content) ||
	    !vector_reserve(&unwinder->rules, &unwinder->rule_capacity, unwinder->rule_count + 1) ||
	    !vector_reserve(&unwinder->sizes, &unwinder->size_capacity, unwinder->rule_count + 1))
		return 0;
	table_each(&unwinder->by_content, hash, at) {
		if (unwinder->sizes[at->number - 1] == size &&
		    memcmp(unwinder->rules[at->number - 1], draft, size) == 0)
			return at->number;
	}
	void *copy = arena_alloc(&unwinder->arena, size, 8);
	if (!copy)
		return 0;
	memcpy(copy, draft, size);
	unwinder->rules[unwinder->rule_count] = copy;
	unwinder->sizes[unwinder->rule_count] = (uint32_t)size;
	table_put(&unwinder->by_content, hash, (uint32_t)unwinder->rule_count);
	return (uint32_t)++unwinder->rule_count;
}

/* The rule of an offset in a module's file, or of an address in code; NULL without memory. */
static const struct unwind_rule *rule_of(struct unwinder *unwinder, uint32_t module,
                                         uint64_t offset, enum unwind_arch arch,
                                         const struct unwind_code *code)
{
	if (!slots_room(unwinder))
		return NULL;
	struct slot *slot = slot_of(unwinder, module, offset);
	if (!slot->rule) {
		if (code)
			unwind_code_rule(code, code->start + (uint32_t)offset, arch,
			                 &unwinder->draft);
		else if (!unwind_files_rule(unwinder->files, module, offset, arch,
		                            &unwinder->draft))
			return NULL;
		const uint32_t rule = intern_draft(unwinder);
		if (!rule)
			return NULL;
		*slot = (struct slot){offset, module, rule};
		unwinder->slots_used++;
		unwinder->counts.rules++;
	}
	return unwinder->rules[slot->rule - 1];
}

const struct unwind_map *unwind_find_map(const struct unwind_space *space, uint64_t address)
{
	if (space->find_map)
		return space->find_map(space->context, address);
	size_t low = 0, high = space->count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (space->maps[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < space->count && space->maps[low].start <= address ? &space->maps[low] : NULL;
}

bool unwind_read(const struct unwind_frame_state *state, uint64_t address, uint64_t *value)
{
	const struct unwind_state *dump = state->dump;
	const size_t word = state->machine->word;
	address = unwind_address(state->machine, address);
	const uint64_t offset = address - state->sp;
	/* The dump's last word is not looked at, as perf does not: a truncated stack would have a
	 * frame more now and then. */
	if (offset < dump->stack_size && dump->stack_size - offset > word) {
		*value = 0;
		memcpy(value, dump->stack + offset, word);
		*value = le64toh(*value);
		return true;
	}
	const struct unwind_map *map = unwind_find_map(state->space, address);
	return map && map->module != MODULE_NONE &&
	       unwind_files_read(state->files, map->module, address - map->start + map->offset,
	                         word, value);
}

static bool is_known(const struct unwind_frame_state *state, uint8_t reg)
{
	return state->known >> reg & 1;
}

/* The CFA; false where it cannot be told. */
static bool find_cfa(const struct unwind_frame_state *state, const struct unwind_rule *rule,
                     uint64_t *cfa)
{
	if (rule->cfa_ops && !unwind_evaluate(state, unwind_rule_ops(rule), rule->cfa_ops, 0, cfa))
		return false;
	if (!rule->cfa_ops && !is_known(state, rule->cfa_reg))
		return false;
	if (!rule->cfa_ops)
		*cfa = state->regs[rule->cfa_reg] + (uint64_t)(int64_t)rule->cfa_offset;
	*cfa = unwind_address(state->machine, *cfa);
	return true;
}

/* The caller's value of a register. */
static bool find_saved(const struct unwind_frame_state *state, const struct unwind_rule *rule,
                       const struct unwind_saved *saved, uint64_t cfa, uint64_t *value)
{
	switch ((enum unwind_saved_how)saved->how) {
	case SAVED_AT:
		return unwind_read(state, cfa + (uint64_t)(int64_t)saved->offset, value);
	case SAVED_VALUE:
		*value = cfa + (uint64_t)(int64_t)saved->offset;
		return true;
	case SAVED_REGISTER:
		*value = state->regs[saved->offset];
		return is_known(state, (uint8_t)saved->offset);
	default:
		return unwind_evaluate(state, unwind_rule_ops(rule) + saved->offset, saved->ops,
		                       cfa, value) &&
		       (saved->how == SAVED_EXPR || unwind_read(state, *value, value));
	}
}

/* Goes on to the caller: its registers are put in place of the frame's. False where its return
 * address cannot be told; *cfa is set as far as it is known. */
static bool step(struct unwind_frame_state *state, const struct unwind_rule *rule, uint64_t *cfa,
                 uint8_t sp)
{
	if (!find_cfa(state, rule, cfa))
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
	return is_known(state, rule->ra_reg);
}

/* Fills in the registers as DWARF numbers them. False where there is no pc or stack pointer. */
static bool begin(struct unwind_frame_state *state, uint64_t *pc)
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
	return is_known(state, machine->sp) && is_known(state, machine->pc);
}

/* Why no caller could be told of: its frame lies behind the dump, or there is nonsense. */
static enum unwind_end why(const struct unwind_frame_state *state, uint64_t cfa)
{
	const uint64_t above = cfa - state->sp;
	return above < UINT32_MAX && above >= state->dump->stack_size ? UNWIND_TRUNCATED
	                                                              : UNWIND_BAD_CFI;
}

/* A frame pointer is believed where it points above the frame, and not far. */
static bool believable(const struct unwind_frame_state *state, const struct unwind_rule *rule,
                       uint8_t sp)
{
	return is_known(state, rule->cfa_reg) && is_known(state, sp) &&
	       state->regs[rule->cfa_reg] >= state->regs[sp] &&
	       state->regs[rule->cfa_reg] - state->regs[sp] <= GUESS_REACH;
}

/* The reason that a rule's kind gives for an end; UNWIND_ENDS: there is a caller to look for. */
static enum unwind_end rule_end(const struct unwind_rule *rule)
{
	static const uint8_t ends[] = {
		[RULE_CFI] = UNWIND_ENDS,        [RULE_DEBUG_FRAME] = UNWIND_ENDS,
		[RULE_GUESS] = UNWIND_ENDS,      [RULE_OUTER] = UNWIND_BOTTOM,
		[RULE_NO_FILE] = UNWIND_NO_FILE, [RULE_NO_CFI] = UNWIND_NO_CFI,
		[RULE_BAD] = UNWIND_BAD_CFI,
	};
	return ends[rule->kind];
}

/* Where a walk stands. */
struct walk {
	struct unwind_frame_state state;
	uint64_t pc;
	bool exact;                     /* pc is where the program was, not a return address */
	uint64_t cfa;                   /* of the frame before */
	uint8_t sp;                     /* the stack pointer's register */
	const struct unwind_map *map;   /* pc's; NULL: none */
	bool in_code;                   /* pc is in code by find_code */
	const struct unwind_rule *rule; /* pc's; NULL: no file */
	bool lost; /* there is a caller, in mapped memory that was not dumped */
	bool link; /* arm64's x30 is as the program had it: where pc was sampled, or a signal came
	            */
};

/* Whether the address lies in code that the space's owner knows of; *rule NULL without memory. */
static bool locate_code(struct unwinder *unwinder, struct walk *walk, uint64_t address)
{
	const struct unwind_space *space = walk->state.space;
	struct unwind_code code;
	if (!space->find_code || !space->find_code(space->context, walk->map, address, &code))
		return false;
	const uint64_t offset = (uint64_t)code.number << 32 | (uint32_t)(address - code.start);
	walk->in_code = true;
	walk->state.load = 0;
	walk->rule = rule_of(unwinder, code.module, offset, walk->state.dump->arch, &code);
	return true;
}

/* Finds pc's map and rule. False without memory. */
static bool locate(struct unwinder *unwinder, struct walk *walk)
{
	const struct unwind_space *space = walk->state.space;
	const enum unwind_arch arch = walk->state.dump->arch;
	walk->map = unwind_find_map(space, walk->pc - !walk->exact);
	if (!walk->map && arch == UNWIND_ARM64) {
		walk->pc &= (UINT64_C(1) << 48) - 1; /* a signed return address */
		walk->map = unwind_find_map(space, walk->pc - !walk->exact);
	}
	walk->rule = NULL;
	walk->in_code = false;
	if (locate_code(unwinder, walk, walk->pc - !walk->exact))
		return walk->rule;
	const struct unwind_map *map = walk->map;
	if (!map || map->module == MODULE_NONE)
		return true;
	walk->state.load = map->start - map->offset;
	walk->rule = rule_of(unwinder, map->module, walk->pc - !walk->exact - walk->state.load,
	                     arch, NULL);
	return walk->rule;
}

/* Whether a rule says where the caller is, or that there is none; NULL: no file. */
static bool is_told(const struct unwind_rule *rule)
{
	return rule && (rule->kind == RULE_CFI || rule->kind == RULE_DEBUG_FRAME ||
	                rule->kind == RULE_OUTER);
}

/* Goes on to where the link register points, from code that call frame information leaves out: PLT
 * entries, the vdso, functions made at run time or in assembly language that call no others. False
 * where it points nowhere, or more is known. */
static bool follow_link(struct unwinder *unwinder, struct walk *walk)
{
	const struct unwind_frame_state *state = &walk->state;
	if ((!walk->map && !walk->in_code) || !is_known(state, ARM64_LR) ||
	    !state->regs[ARM64_LR] || is_told(walk->rule) ||
	    (walk->rule && walk->rule->kind == RULE_BAD))
		return false;
	unwinder->counts.guessed++;
	walk->pc = state->regs[ARM64_LR];
	walk->cfa = state->regs[ARM64_SP];
	walk->exact = false;
	return true;
}

/* Goes on to the caller; the reason where there is none, or UNWIND_ENDS. */
static enum unwind_end advance(struct unwinder *unwinder, struct walk *walk)
{
	const struct unwind_rule *rule = walk->rule;
	const bool link = walk->link;
	walk->link = false;
	if (link && follow_link(unwinder, walk))
		return UNWIND_ENDS;
	if (!rule)
		return walk->map || walk->in_code ? UNWIND_NO_FILE : UNWIND_NO_MAP;
	const enum unwind_end end = rule_end(rule);
	if (end != UNWIND_ENDS)
		return end;
	if (rule->kind == RULE_GUESS && !believable(&walk->state, rule, walk->sp))
		return UNWIND_NO_CFI;
	uint64_t cfa = 0;
	if (!step(&walk->state, rule, &cfa, walk->sp)) {
		const enum unwind_end reason = why(&walk->state, cfa);
		walk->lost = reason == UNWIND_TRUNCATED &&
		             unwind_find_map(walk->state.space, cfa - 1);
		return reason;
	}
	const uint64_t pc = walk->state.regs[rule->ra_reg];
	if (pc == walk->pc && cfa == walk->cfa)
		return UNWIND_BAD_CFI;
	unwinder->counts.guessed += rule->guessed;
	walk->pc = pc;
	walk->cfa = cfa;
	walk->exact = rule->signal;
	walk->link = rule->signal && walk->sp == ARM64_SP;
	/* That is what perf shows of a return to 0. Where .debug_frame has it, as in a Go program,
	 * perf does not come that far. */
	walk->lost = pc == 0 && rule->kind != RULE_DEBUG_FRAME;
	return pc > 1 ? UNWIND_ENDS : UNWIND_BOTTOM;
}

/* Whether the frame's return address is still in the link register; or, as libunwind has it, may be
 * there, as nothing else is known. */
static bool returns_by_link(const struct walk *walk)
{
	const struct unwind_rule *rule = walk->rule;
	if (!is_told(rule))
		return true;
	if (rule->kind == RULE_OUTER || rule->ra_reg != ARM64_LR)
		return false;
	uint64_t cfa;
	if (!find_cfa(&walk->state, rule, &cfa))
		return true;
	const struct unwind_saved *saved = unwind_rule_saved(rule);
	for (size_t i = 0; i < rule->saved_count; i++)
		if (saved[i].reg == ARM64_LR)
			return false;
	return true;
}

enum status unwind_leaf_caller(struct unwinder *unwinder, const struct unwind_space *space,
                               const struct unwind_state *state, uint64_t *ip, struct error *err)
{
	struct walk walk = {
		.state = {.dump = state,
	                  .machine = unwind_machine(state->arch),
	                  .space = space,
	                  .files = unwinder->files},
		.exact = true,
		.sp = ARM64_SP,
	};
	*ip = 0;
	if (!begin(&walk.state, &walk.pc) || !is_known(&walk.state, ARM64_LR))
		return STATUS_OK;
	const uint64_t link = walk.state.regs[ARM64_LR];
	if (!link)
		return STATUS_OK;
	if (!locate(unwinder, &walk))
		return error_no_memory(err);
	uint64_t code;
	if (!is_told(walk.rule) && !walk.in_code && !unwind_read(&walk.state, walk.pc, &code)) {
		/* code made at run time: libunwind goes by what the link register points to */
		walk.pc = link;
		if (!locate(unwinder, &walk))
			return error_no_memory(err);
	}
	if (!returns_by_link(&walk))
		return STATUS_OK;
	walk.pc = link;
	walk.exact = false;
	if (!locate(unwinder, &walk))
		return error_no_memory(err);
	*ip = walk.pc - !(walk.rule && walk.rule->signal);
	return STATUS_OK;
}

/* As a frame has it. */
static uint32_t map_number(const struct walk *walk)
{
	const struct unwind_space *space = walk->state.space;
	if (walk->in_code)
		return UNWIND_CODE;
	if (!walk->map)
		return UINT32_MAX;
	return space->find_map ? 0 : (uint32_t)(walk->map - space->maps);
}

enum status unwind_walk(struct unwinder *unwinder, const struct unwind_space *space,
                        const struct unwind_state *state, struct unwind_frame *frames, size_t limit,
                        size_t *count, enum unwind_end *end, struct error *err)
{
	struct walk walk = {
		.state = {.dump = state,
	                  .machine = unwind_machine(state->arch),
	                  .space = space,
	                  .files = unwinder->files},
		.exact = true,
		.sp = unwind_machine(state->arch)->sp,
		.link = state->arch == UNWIND_ARM64,
	};
	*count = 0;
	*end = begin(&walk.state, &walk.pc) ? UNWIND_ENDS : UNWIND_NO_REGS;
	while (*end == UNWIND_ENDS) {
		if (*count == limit) {
			*end = UNWIND_LIMIT_MET;
			break;
		}
		if (!locate(unwinder, &walk))
			return error_no_memory(err);
		/* A handler returns to the first instruction of a signal's code: that is exact. */
		const bool exact = walk.exact || (walk.rule && walk.rule->signal);
		frames[(*count)++] = (struct unwind_frame){walk.pc - !exact, map_number(&walk)};
		*end = advance(unwinder, &walk);
	}
	if (walk.lost && state->arch != UNWIND_ARM64 && *count < limit) /* as libunwind has it */
		frames[(*count)++] = (struct unwind_frame){UINT64_MAX, UINT32_MAX};
	unwinder->counts.ends[*end]++;
	unwinder->counts.frames += *count;
	return STATUS_OK;
}
