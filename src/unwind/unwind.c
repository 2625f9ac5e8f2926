#include "unwind/unwind.h"

#include "symbol/symbol.h"
#include "unwind/frame.h"
#include "unwind/rules.h"

#include <stdlib.h>

/* A frame pointer that was guessed must lie above the frame, but no further than this: the limit of
 * libunwind, and so of perf. */
#define GUESS_REACH 0x4000

struct unwinder {
	struct unwind_files *files;
	struct unwind_rules rules;
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
	unwind_rules_free(&unwinder->rules);
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
		[UNWIND_BAD_CFI] = "invalid call frame information",
		[UNWIND_LIMIT_MET] = "the limit of frames was reached",
		[UNWIND_NO_REGS] = "registers needed for unwinding were not sampled",
	};
	return texts[end];
}

/* The rule of an offset in a module's file, or of an address in code; NULL without memory. */
static const struct unwind_rule *rule_of(struct unwinder *unwinder, uint32_t module,
                                         uint64_t offset, enum unwind_arch arch,
                                         const struct unwind_code *code)
{
	const struct unwind_rule *rule = unwind_rules_find(&unwinder->rules, module, offset);
	if (rule)
		return rule;
	struct unwind_draft *draft = &unwinder->draft;
	if (code)
		unwind_code_rule(code, code->start + (uint32_t)offset, arch, draft);
	else if (!unwind_files_rule(unwinder->files, module, offset, arch, draft))
		return NULL;
	rule = unwind_rules_put(&unwinder->rules, module, offset, draft);
	unwinder->counts.rules += rule != NULL;
	return rule;
}

/* Why no caller was found: its frame is beyond the dump, or the data are inconsistent. */
static enum unwind_end why(const struct unwind_frame_state *state, uint64_t cfa)
{
	const uint64_t above = cfa - state->sp;
	return above < UINT32_MAX && above >= state->dump->stack_size ? UNWIND_TRUNCATED
	                                                              : UNWIND_BAD_CFI;
}

/* A frame pointer is trusted if it points above the frame, and not far. */
static bool believable(const struct unwind_frame_state *state, const struct unwind_rule *rule,
                       uint8_t sp)
{
	return unwind_frame_knows(state, rule->cfa_reg) && unwind_frame_knows(state, sp) &&
	       state->regs[rule->cfa_reg] >= state->regs[sp] &&
	       state->regs[rule->cfa_reg] - state->regs[sp] <= GUESS_REACH;
}

/* Why the walk ends at a rule of this kind; UNWIND_ENDS: it does not, there is a caller. */
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

/* State of a walk. */
struct walk {
	struct unwind_frame_state state;
	uint64_t pc;
	bool exact;                     /* pc is the sampled address, not a return address */
	uint64_t cfa;                   /* of the previous frame */
	uint8_t sp;                     /* the stack pointer's register */
	const struct unwind_map *map;   /* pc's; NULL: none */
	bool in_code;                   /* pc is in code by find_code */
	const struct unwind_rule *rule; /* pc's; NULL: no file */
	bool lost; /* there is a caller, in mapped memory that was not dumped */
	bool link; /* arm64: x30 has the program's value, because pc was sampled or a signal arrived
	            * there */
};

/* Whether the space's find_code knows code at the address; *rule is NULL without memory. */
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
	walk->map = unwind_space_find(space, walk->pc - !walk->exact);
	if (!walk->map && arch == UNWIND_ARM64) {
		walk->pc &= (UINT64_C(1) << 48) - 1; /* a signed return address */
		walk->map = unwind_space_find(space, walk->pc - !walk->exact);
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

/* Whether a rule gives the caller, or says that there is none; rule NULL: no file. */
static bool is_told(const struct unwind_rule *rule)
{
	return rule && (rule->kind == RULE_CFI || rule->kind == RULE_DEBUG_FRAME ||
	                rule->kind == RULE_OUTER);
}

/* Continues at the address in the link register, from code without call frame information: PLT
 * entries, the vdso, leaf functions that are generated at run time or written in assembly language.
 * False if the register points nowhere, or a rule is known. */
static bool follow_link(struct unwinder *unwinder, struct walk *walk)
{
	const struct unwind_frame_state *state = &walk->state;
	if ((!walk->map && !walk->in_code) || !unwind_frame_knows(state, ARM64_LR) ||
	    !state->regs[ARM64_LR] || is_told(walk->rule) ||
	    (walk->rule && walk->rule->kind == RULE_BAD))
		return false;
	unwinder->counts.guessed++;
	walk->pc = state->regs[ARM64_LR];
	walk->cfa = state->regs[ARM64_SP];
	walk->exact = false;
	return true;
}

/* Continues with the caller; returns UNWIND_ENDS, or the reason why there is none. */
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
	if (!unwind_frame_step(&walk->state, rule, &cfa, walk->sp)) {
		const enum unwind_end reason = why(&walk->state, cfa);
		walk->lost = reason == UNWIND_TRUNCATED &&
		             unwind_space_find(walk->state.space, cfa - 1);
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
	/* perf shows such a frame after a return to 0. With .debug_frame, as in Go programs, perf
	 * does not get that far. */
	walk->lost = pc == 0 && rule->kind != RULE_DEBUG_FRAME;
	return pc > 1 ? UNWIND_ENDS : UNWIND_BOTTOM;
}

/* Whether the frame's return address is still in the link register, or, as libunwind assumes, may
 * be there because nothing else is known. */
static bool returns_by_link(const struct walk *walk)
{
	const struct unwind_rule *rule = walk->rule;
	if (!is_told(rule))
		return true;
	if (rule->kind == RULE_OUTER || rule->ra_reg != ARM64_LR)
		return false;
	uint64_t cfa;
	if (!unwind_frame_cfa(&walk->state, rule, &cfa))
		return true;
	const struct unwind_saved *saved = unwind_rule_saved(rule);
	for (size_t i = 0; i < rule->saved_count; i++)
		if (saved[i].reg == ARM64_LR)
			return false;
	return true;
}

static struct walk begin(const struct unwinder *unwinder, const struct unwind_space *space,
                         const struct unwind_state *state)
{
	const struct unwind_machine *machine = unwind_machine(state->arch);
	return (struct walk){
		.state = {.dump = state,
	                  .machine = machine,
	                  .space = space,
	                  .files = unwinder->files},
		.exact = true,
		.sp = machine->sp,
	};
}

enum status unwind_leaf_caller(struct unwinder *unwinder, const struct unwind_space *space,
                               const struct unwind_state *state, uint64_t *ip, struct error *err)
{
	struct walk walk = begin(unwinder, space, state);
	*ip = 0;
	if (!unwind_frame_begin(&walk.state, &walk.pc) ||
	    !unwind_frame_knows(&walk.state, ARM64_LR))
		return STATUS_OK;
	const uint64_t link = walk.state.regs[ARM64_LR];
	if (!link)
		return STATUS_OK;
	if (!locate(unwinder, &walk))
		return error_no_memory(err);
	uint64_t code;
	if (!is_told(walk.rule) && !walk.in_code &&
	    !unwind_frame_read(&walk.state, walk.pc, &code)) {
		/* code generated at run time: libunwind uses the link register */
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

/* The `map` member of the current frame. */
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
	struct walk walk = begin(unwinder, space, state);
	walk.link = state->arch == UNWIND_ARM64;
	*count = 0;
	*end = unwind_frame_begin(&walk.state, &walk.pc) ? UNWIND_ENDS : UNWIND_NO_REGS;
	while (*end == UNWIND_ENDS) {
		if (*count == limit) {
			*end = UNWIND_LIMIT_MET;
			break;
		}
		if (!locate(unwinder, &walk))
			return error_no_memory(err);
		/* A handler returns to the first instruction of a signal's code, so the address is
		 * exact. */
		const bool exact = walk.exact || (walk.rule && walk.rule->signal);
		frames[(*count)++] = (struct unwind_frame){walk.pc - !exact, map_number(&walk)};
		*end = advance(unwinder, &walk);
	}
	if (walk.lost && state->arch != UNWIND_ARM64 && *count < limit) /* as with libunwind */
		frames[(*count)++] = (struct unwind_frame){UINT64_MAX, UINT32_MAX};
	unwinder->counts.ends[*end]++;
	unwinder->counts.frames += *count;
	return STATUS_OK;
}
