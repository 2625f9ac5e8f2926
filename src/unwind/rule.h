/* What call frame information says about one address, compiled: where the caller's registers are.
 * Inside of unwind*.c only.
 *
 * Registers are numbered as DWARF does: x86-64 0-15 with rsp 7 and rbp 6, the return address 16;
 * arm64 x0-x30, sp 31, pc 32; i386 eax, ecx, edx, ebx, esp, ebp, esi, edi, the return address 8. */
#ifndef STACKFOLD_UNWIND_RULE_H
#define STACKFOLD_UNWIND_RULE_H

#include "unwind/unwind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	UNWIND_REGS = 33,
	UNWIND_OPS_MOST = 200, /* in a rule: a PLT entry's has 8; more is no compiler's work */

	X86_64_RBP = 6,
	X86_64_RSP = 7,
	X86_64_RA = 16,
	ARM64_FP = 29,
	ARM64_LR = 30,
	ARM64_SP = 31,
	ARM64_PC = 32,
	I386_ESP = 4,
	I386_EBP = 5,
	I386_RA = 8,
};

/* What is particular to a machine. */
struct unwind_machine {
	uint16_t elf;           /* of its files: e_machine */
	uint8_t word;           /* bytes of an address, and of what is saved on the stack */
	uint8_t regs;           /* registers below this may have rules */
	uint8_t sp, fp, pc, ra; /* ra: where the return address is, or is said to be */
	uint64_t preserved;     /* bit N: a callee leaves register N as it was */
	const int8_t *order;    /* register N of perf's is this one of DWARF's; NULL: N */
	uint8_t order_count;
};

const struct unwind_machine *unwind_machine(enum unwind_arch arch);

static inline uint64_t unwind_address(const struct unwind_machine *machine, uint64_t value)
{
	return machine->word == 4 ? (uint32_t)value : value;
}

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
	uint8_t kind;    /* with those behind RULE_GUESS all else is 0 */
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

/* The rule of the instruction at an offset in a module's file, by CFI or by the look of the code.
 * Any thread. False without memory. */
bool unwind_files_rule(struct unwind_files *files, uint32_t module, uint64_t offset,
                       enum unwind_arch arch, struct unwind_draft *draft);

/* The same in code without a file. */
void unwind_code_rule(const struct unwind_code *code, uint64_t address, enum unwind_arch arch,
                      struct unwind_draft *draft);

/* So many bytes of a module's file, 8 at most; false where there are none. Any thread; slow. */
bool unwind_files_read(struct unwind_files *files, uint32_t module, uint64_t offset, size_t size,
                       uint64_t *value);

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

/* A word of memory: of the dump, or else of a mapped file. */
bool unwind_read(const struct unwind_frame_state *state, uint64_t address, uint64_t *value);

/* What an expression comes to. False where it reads what is not known, or makes no sense. */
bool unwind_evaluate(const struct unwind_frame_state *state, const struct unwind_op *ops,
                     size_t count, uint64_t cfa, uint64_t *value);

/* The map of an address, or UINT32_MAX. */
const struct unwind_map *unwind_find_map(const struct unwind_space *space, uint64_t address);

#endif
