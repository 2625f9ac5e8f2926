/* DWARF expressions of call frame information: compiled to operations, and evaluated. */
#ifndef STACKFOLD_UNWIND_EXPRESSION_H
#define STACKFOLD_UNWIND_EXPRESSION_H

#include "unwind/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unwind_draft;
struct unwind_op;

/* Takes a DWARF expression over, after the draft's other operations; from_cfa: it begins with the
 * CFA on the stack; word: bytes of an address. False if it is too long or has operations that
 * CFI does not use. */
bool unwind_take_expression(struct unwind_draft *draft, struct unwind_bytes bytes, bool from_cfa,
                            unsigned word, uint64_t shift);

/* What an expression is about: a frame's registers, and the memory that can be read. */
struct unwind_inputs {
	const uint64_t *regs; /* UNWIND_REGS of them */
	uint64_t known;       /* bit N: register N is known */
	uint64_t load;        /* a file offset in the frame's module plus this is an address */
	uint64_t cfa;         /* 0 while that is looked for */
	/* Reads a word of memory; false: it cannot be read. */
	bool (*read)(const void *context, uint64_t address, uint64_t *value);
	const void *context;
};

/* Evaluates an expression. False if it reads what is not known, or makes no sense. */
bool unwind_evaluate(const struct unwind_inputs *inputs, const struct unwind_op *ops, size_t count,
                     uint64_t *value);

#endif
