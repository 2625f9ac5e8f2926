/* The psABI of each machine says which registers a call preserves; perf's numbers of registers are
 * those of the kernel's asm/perf_regs.h. */
#include "unwind/machine.h"

#include <elf.h>

/* The DWARF number of each register in perf's order; -1: not used. */
static const int8_t x86_64_order[] = {0,  3,  2,  1,  4, 5, 6,  7,  16, -1, -1, -1,
                                      -1, -1, -1, -1, 8, 9, 10, 11, 12, 13, 14, 15};
static const int8_t i386_order[] = {0, 3, 1, 2, 6, 7, 5, 4, 8};

static const struct unwind_machine machines[] = {
	[UNWIND_X86_64] = {.elf = EM_X86_64,
                           .word = 8,
                           .regs = X86_64_RA + 1,
                           .sp = X86_64_RSP,
                           .fp = X86_64_RBP,
                           .pc = X86_64_RA,
                           .ra = X86_64_RA,
                           .preserved = 0xf048, /* rbx, rbp, r12 to r15 */
                           .order = x86_64_order,
                           .order_count = sizeof x86_64_order},
	[UNWIND_ARM64] = {.elf = EM_AARCH64,
                          .word = 8,
                          .regs = ARM64_PC,
                          .sp = ARM64_SP,
                          .fp = ARM64_FP,
                          .pc = ARM64_PC,
                          .ra = ARM64_LR,
                          .preserved = 0x7ff80000, /* x19 to x30 */
                          .order_count = ARM64_PC + 1},
	[UNWIND_I386] = {.elf = EM_386,
                         .word = 4,
                         .regs = I386_RA + 1,
                         .sp = I386_ESP,
                         .fp = I386_EBP,
                         .pc = I386_RA,
                         .ra = I386_RA,
                         .preserved = 0xe8, /* ebx, ebp, esi, edi */
                         .order = i386_order,
                         .order_count = sizeof i386_order},
};

const struct unwind_machine *unwind_machine(enum unwind_arch arch)
{
	return &machines[arch];
}
