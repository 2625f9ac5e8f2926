/* What call frame information says about one address, compiled: where the caller's registers are.
 * Registers are numbered as machine.h says. */
#ifndef STACKFOLD_UNWIND_RULE_H
#define STACKFOLD_UNWIND_RULE_H

#include "unwind/machine.h"

#include <stdint.h>

enum { UNWIND_OPS_MOST = 200 }; /* in a rule: a PLT entry's has 8; more is no compiler's work */

/* An operation of a DWARF expression, read; jumps are indices of operations, and
 * addresses are offsets in the file. */
struct unwind_op {
	uint64_t atom; /* DW_OP_... */
	uint64_t number, number2;
};

enum unwind_saved_how {
	SAVED_AT,       /* in memory at CFA + offset */
	SAVED_VALUE,    /* it is CFA + offset */
	SAVED_REGISTER, /* in register `offset` */
	SAVED_AT_EXPR,  /* in memory where an expression says */
	SAVED_EXPR,     /* it is what an expression says */
};

struct unwind_saved {
	uint8_t reg; /* the caller's register */
	uint8_t how;
	uint16_t ops;   /* of the expression: how many */
	int32_t offset; /* or the index of the expression's first operation */
};

enum unwind_rule_kind {
	RULE_CFI,         /* as call frame information says */
	RULE_DEBUG_FRAME, /* the same, by .debug_frame */
	RULE_GUESS,       /* by the frame pointer, where the file's has a gap */
	RULE_OUTER,       /* there is no caller */
	RULE_NO_FILE,     /* no rule, and why */
	RULE_NO_CFI,
	RULE_BAD,
};

/* Packed: saved_count of saved and then op_count operations follow. Without gaps, as rules are
 * compared as bytes. */
struct unwind_rule {
	uint8_t kind;    /* with those after RULE_GUESS all else is 0 */
	uint8_t cfa_reg; /* CFA = register + offset, where cfa_ops is 0 */
	uint8_t ra_reg;  /* whose caller's value is the return address */
	uint8_t signal;  /* a signal's: the return address is where the program was interrupted */
	uint8_t guessed; /* not by call frame information */
	uint8_t saved_count;
	uint16_t op_count;
	uint32_t cfa_ops; /* CFA = the first so many operations, as an expression */
	int32_t cfa_offset;
	uint64_t keep; /* bit N: the caller's register N is known: as it was, or saved */
};

/* A rule in the making. */
struct unwind_draft {
	struct unwind_rule rule;
	struct unwind_saved saved[UNWIND_REGS];
	struct unwind_op ops[UNWIND_OPS_MOST];
};

static inline const struct unwind_saved *unwind_rule_saved(const struct unwind_rule *rule)
{
	return (const void *)(rule + 1);
}

static inline const struct unwind_op *unwind_rule_ops(const struct unwind_rule *rule)
{
	return (const void *)(unwind_rule_saved(rule) + rule->saved_count);
}

#endif
