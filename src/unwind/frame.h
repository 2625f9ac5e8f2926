/* A frame's registers, and the step from them to its caller's. */
#ifndef STACKFOLD_UNWIND_FRAME_H
#define STACKFOLD_UNWIND_FRAME_H

#include "unwind/dump.h"
#include "unwind/rule.h"

#include <stdbool.h>
#include <stdint.h>

struct unwind_files;
struct unwind_space;

/* A frame's registers, and the memory that can be read. */
struct unwind_frame_state {
	uint64_t regs[UNWIND_REGS];
	uint64_t known; /* bit N: register N is known */
	const struct unwind_state *dump;
	const struct unwind_machine *machine;
	uint64_t sp; /* where the dump begins */
	const struct unwind_space *space;
	struct unwind_files *files;
	uint64_t load; /* a file offset in the frame's module plus this is an address */
};

static inline bool unwind_frame_knows(const struct unwind_frame_state *state, uint8_t reg)
{
	return state->known >> reg & 1;
}

/* Fills in the registers of a dump as DWARF numbers them; `dump` and `machine` are set. False
 * if there is no pc or stack pointer. */
bool unwind_frame_begin(struct unwind_frame_state *state, uint64_t *pc);

/* A word of memory: of the dump, or else of a mapped file. False if neither has it. */
bool unwind_frame_read(const struct unwind_frame_state *state, uint64_t address, uint64_t *value);

/* The CFA by a rule; false if it is unknown. */
bool unwind_frame_cfa(const struct unwind_frame_state *state, const struct unwind_rule *rule,
                      uint64_t *cfa);

/* Replaces the registers by the caller's; sp is the stack pointer's number. False if the return
 * address is unknown; *cfa is set as far as it is known. */
bool unwind_frame_step(struct unwind_frame_state *state, const struct unwind_rule *rule,
                       uint64_t *cfa, uint8_t sp);

#endif
