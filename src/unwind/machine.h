/* What is particular to a machine.
 *
 * Registers are numbered as DWARF does: x86-64 0-15 with rsp 7 and rbp 6, the return address 16;
 * arm64 x0-x30, sp 31, pc 32; i386 eax, ecx, edx, ebx, esp, ebp, esi, edi, the return address 8. */
#ifndef STACKFOLD_UNWIND_MACHINE_H
#define STACKFOLD_UNWIND_MACHINE_H

#include <stdint.h>

enum unwind_arch {
	UNWIND_X86_64 = 0,
	UNWIND_ARM64 = 1,
	UNWIND_I386 = 2, /* also of 32-bit programs on x86-64 */
};

enum {
	UNWIND_REGS = 33,

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

#endif
