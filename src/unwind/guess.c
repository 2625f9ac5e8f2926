#include "unwind/guess.h"

#include "unwind/rule.h"

#include <stddef.h>
#include <string.h>

static void saved_at(struct unwind_draft *draft, uint8_t reg, int32_t offset)
{
	struct unwind_rule *rule = &draft->rule;
	draft->saved[rule->saved_count++] = (struct unwind_saved){reg, SAVED_AT, 0, offset};
	rule->keep |= UINT64_C(1) << reg;
}

/* The code to which a signal's handler returns, and the place of the interrupted registers: above
 * the stack pointer at the beginning of this code, in the machine's struct ucontext. */
struct signal_return {
	uint8_t arch; /* enum unwind_arch */
	uint8_t code_size;
	uint16_t at; /* of the first register, from the stack pointer on */
	uint8_t code[9];
	uint8_t count;       /* registers, one word after the other */
	const int8_t *order; /* their numbers in DWARF, -1: none; NULL: 0, 1, 2 ... */
};

/* struct sigcontext: r8 to r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip */
static const int8_t x86_64_context[] = {8, 9, 10, 11, 12, 13, 14, 15, 5, 4, 6, 3, 1, 0, 2, 7, 16};
/* edi, esi, ebp, esp, ebx, edx, ecx, eax, two unused words, eip; before them, four of segments */
static const int8_t i386_context[] = {7, 6, 5, 4, 3, 2, 1, 0, -1, -1, 8};

static const struct signal_return signal_returns[] = {
	/* mov $__NR_rt_sigreturn, %rax; syscall, as in musl */
	{UNWIND_X86_64, 9, 40, {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05}, 17, x86_64_context},
	/* mov x8, #__NR_rt_sigreturn; svc #0; 128 bytes of siginfo, 176 to the machine's */
	{UNWIND_ARM64, 8, 128 + 176 + 8, {0x68, 0x11, 0x80, 0xd2, 0x01, 0, 0, 0xd4}, 33, NULL},
	/* mov $__NR_rt_sigreturn, %eax; int $0x80; three arguments, siginfo, 36 to edi */
	{UNWIND_I386, 7, 12 + 128 + 36, {0xb8, 0xad, 0, 0, 0, 0xcd, 0x80}, 11, i386_context},
	/* pop %eax; mov $__NR_sigreturn, %eax; int $0x80; one argument, 16 to edi */
	{UNWIND_I386, 8, 4 + 16, {0x58, 0xb8, 0x77, 0, 0, 0, 0xcd, 0x80}, 11, i386_context},
};

static void signal_rule(struct unwind_draft *draft, const struct signal_return *row)
{
	const struct unwind_machine *machine = unwind_machine((enum unwind_arch)row->arch);
	struct unwind_rule *rule = &draft->rule;
	rule->signal = true;
	rule->cfa_reg = machine->sp;
	rule->ra_reg = machine->pc;
	for (uint8_t i = 0; i < row->count; i++)
		if (!row->order || row->order[i] >= 0)
			saved_at(draft, row->order ? (uint8_t)row->order[i] : i,
			         row->at + machine->word * i);
}

static const struct signal_return *find_signal_return(enum unwind_arch arch, const uint8_t *code)
{
	for (size_t i = 0; i < sizeof signal_returns / sizeof *signal_returns; i++) {
		const struct signal_return *row = &signal_returns[i];
		if (row->arch == arch && memcmp(code, row->code, row->code_size) == 0)
			return row;
	}
	return NULL;
}

/* Whether the return address is where the stack pointer points. */
static bool has_nothing_pushed(enum unwind_arch arch, const uint8_t *code)
{
	const bool i386 = arch == UNWIND_I386;
	/* jmpq *x(%rip), jmp *x or jmp *x(%ebx); push $n; jmp plt: a PLT entry */
	if (arch != UNWIND_ARM64 && code[0] == 0xff &&
	    (code[1] == 0x25 || (i386 && code[1] == 0xa3)) && code[6] == 0x68 && code[11] == 0xe9)
		return true;
	/* mov (%esp), %reg; ret: how code gets its own address; in C libraries it has no rules. Or
	 * the sample is at the ret */
	return i386 && (code[0] == 0xc3 || (code[0] == 0x8b && (code[1] & 0xc7) == 0x04 &&
	                                    code[2] == 0x24 && code[3] == 0xc3));
}

void unwind_guess(struct unwind_draft *draft, enum unwind_arch arch,
                  const uint8_t code[UNWIND_GUESS_BYTES], bool has_cfi)
{
	const struct unwind_machine *machine = unwind_machine(arch);
	struct unwind_rule *rule = &draft->rule;
	const struct signal_return *row = find_signal_return(arch, code);
	if (!row)
		row = find_signal_return(arch, code + 1);
	if (!row && !has_cfi)
		return;
	rule->kind = RULE_CFI;
	rule->guessed = true;
	if (row) {
		signal_rule(draft, row);
	} else if (has_nothing_pushed(arch, code)) {
		rule->cfa_reg = machine->sp;
		rule->cfa_offset = machine->word;
		rule->ra_reg = machine->ra;
		rule->keep = (UINT64_C(1) << machine->ra) - 1;
		saved_at(draft, machine->ra, -machine->word);
	} else {
		rule->kind = RULE_GUESS;
		rule->cfa_reg = machine->fp;
		rule->cfa_offset = 2 * machine->word;
		rule->ra_reg = machine->ra;
		saved_at(draft, machine->fp, -2 * machine->word);
		saved_at(draft, rule->ra_reg, -machine->word);
	}
}
