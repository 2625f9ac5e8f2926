/* The call frame information of files, by libdw: from an offset in a file to the rule that holds
 * there. Asked once for each address that a thread meets. */
#include "config.h"

#include "symbol/unwind_rule.h"

#include "base/vector.h"
#include "symbol/symbol.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ELFUTILS

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <gelf.h>
#include <libelf.h>

/* What a module's file says of frames. The module's own lock guards it (symbols_lock_elf). */
struct file {
	bool looked;
	uint16_t machine; /* of its ELF header */
	Dwarf_CFI *eh;    /* .eh_frame; NULL: none */
	Dwarf_CFI *debug; /* .debug_frame, of the debug file or the file; NULL: none; not ours */
	Dwarf *dwarf;     /* the file's, where .debug_frame is all the DWARF that it has */
	int64_t debug_bias;
	const char *bytes; /* of the whole file; NULL: not asked for yet, or not to be had */
	size_t size;
};

struct unwind_files {
	struct symbols *symbols;
	pthread_mutex_t lock; /* of the array; the files stay where they are */
	struct file **files;  /* by the module's number; NULL: nobody has asked yet */
	size_t count, capacity;
};

struct unwind_files *unwind_files_new(struct symbols *symbols)
{
	struct unwind_files *files = calloc(1, sizeof *files);
	if (!files)
		return NULL;
	files->symbols = symbols;
	pthread_mutex_init(&files->lock, NULL);
	return files;
}

void unwind_files_free(struct unwind_files *files)
{
	if (!files)
		return;
	for (size_t i = 0; i < files->count; i++) {
		struct file *file = files->files[i];
		if (file && file->eh)
			dwarf_cfi_end(file->eh);
		if (file)
			dwarf_end(file->dwarf);
		free(file);
	}
	free(files->files);
	pthread_mutex_destroy(&files->lock);
	free(files);
}

/* A module's file, made where nobody has asked yet. NULL without memory. */
static struct file *file_of(struct unwind_files *files, uint32_t module)
{
	struct file *file = NULL;
	pthread_mutex_lock(&files->lock);
	if (module < files->count ||
	    vector_reserve(&files->files, &files->capacity, (size_t)module + 1)) {
		while (files->count <= module)
			files->files[files->count++] = NULL;
		file = files->files[module];
		if (!file)
			file = files->files[module] = calloc(1, sizeof *file);
	}
	pthread_mutex_unlock(&files->lock);
	return file;
}

static void look_for_debug(struct file *file, const struct symbol_elf *handles)
{
	Dwarf *dwarf = handles->dwarf;
	file->debug_bias = handles->debug_bias;
	if (!dwarf && !file->eh) {
		file->dwarf = dwarf = dwarf_begin_elf(handles->elf, DWARF_C_READ, NULL);
		file->debug_bias = 0;
	}
	file->debug = dwarf ? dwarf_getcfi(dwarf) : NULL;
}

/* Locks a module's file and looks for its tables. NULL (and nothing locked): it cannot be read. */
static struct file *lock_file(struct unwind_files *files, uint32_t module,
                              const struct symbol_elf **handles)
{
	struct file *file = file_of(files, module);
	*handles = file ? symbols_lock_elf(files->symbols, module) : NULL;
	if (!*handles)
		return NULL;
	GElf_Ehdr header;
	if (!file->looked && (*handles)->elf && gelf_getehdr((*handles)->elf, &header)) {
		if (header.e_ident[EI_CLASS] == ELFCLASS64 &&
		    header.e_ident[EI_DATA] == ELFDATA2LSB) {
			file->machine = header.e_machine;
			file->eh = dwarf_getcfi_elf((*handles)->elf);
			look_for_debug(file, *handles);
		}
	}
	file->looked = true;
	return file;
}

static bool file_bytes(struct file *file, const struct symbol_elf *handles, uint64_t offset,
                       void *to, size_t size)
{
	if (!file->bytes && handles->elf)
		file->bytes = elf_rawfile(handles->elf, &file->size);
	if (!file->bytes || offset > file->size || file->size - offset < size)
		return false;
	memcpy(to, file->bytes + offset, size);
	return true;
}

bool unwind_files_read(struct unwind_files *files, uint32_t module, uint64_t offset,
                       uint64_t *value)
{
	const struct symbol_elf *handles;
	struct file *file = lock_file(files, module, &handles);
	if (!file)
		return false;
	const bool read = file_bytes(file, handles, offset, value, sizeof *value);
	symbols_unlock_elf(files->symbols, module);
	return read;
}

static bool fits(uint64_t offset)
{
	return (int64_t)offset >= INT32_MIN && (int64_t)offset <= INT32_MAX;
}

/* Takes an expression over. `shift` is what a file offset is above the ELF address. False where
 * a jump goes astray or the expression is too long. */
static bool take_ops(struct unwind_draft *draft, const Dwarf_Op *ops, size_t count, uint64_t shift)
{
	struct unwind_rule *rule = &draft->rule;
	if (count > (size_t)(UNWIND_OPS_MOST - rule->op_count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct unwind_op *op = &draft->ops[rule->op_count++];
		*op = (struct unwind_op){ops[i].atom, ops[i].number, ops[i].number2};
		if (op->atom == DW_OP_addr)
			op->number += shift;
		if (op->atom != DW_OP_skip && op->atom != DW_OP_bra)
			continue;
		/* From behind the operation and its two bytes of distance. libdw puts an operation
		 * of its own in front, at 0 too, so search from behind. */
		const uint64_t target = ops[i].offset + 3 + ops[i].number;
		size_t to = count;
		while (to && ops[to - 1].offset != target)
			to--;
		if (to)
			op->number = to - 1;
		else if ((int64_t)(target - ops[count - 1].offset) > 0)
			op->number = count; /* to the end */
		else
			return false;
	}
	return true;
}

/* Takes over where one register of the caller is. False where that cannot be said. */
static bool take_register(struct unwind_draft *draft, Dwarf_Frame *frame, uint8_t reg,
                          uint64_t shift)
{
	struct unwind_rule *rule = &draft->rule;
	Dwarf_Op memory[3], *ops;
	size_t count;
	if (dwarf_frame_register(frame, reg, memory, &ops, &count))
		return false;
	if (count || !ops)
		rule->keep |= UINT64_C(1) << reg;
	if (!count)
		return true;
	struct unwind_saved *saved = &draft->saved[rule->saved_count++];
	saved->reg = reg;
	const bool value = ops[count - 1].atom == DW_OP_stack_value;
	const size_t left = count - value;
	if (left == 1 &&
	    (ops->atom == DW_OP_regx || (ops->atom >= DW_OP_reg0 && ops->atom <= DW_OP_reg31))) {
		saved->how = SAVED_REGISTER;
		const uint64_t other = ops->atom == DW_OP_regx ? ops->number
		                                               : (uint64_t)(ops->atom - DW_OP_reg0);
		saved->offset = (int32_t)other;
		return other < UNWIND_REGS;
	}
	if (left && left <= 2 && ops->atom == DW_OP_call_frame_cfa &&
	    (left == 1 || (ops[1].atom == DW_OP_plus_uconst && fits(ops[1].number)))) {
		saved->how = value ? SAVED_VALUE : SAVED_AT;
		saved->offset = left == 1 ? 0 : (int32_t)ops[1].number;
		return true;
	}
	saved->how = value ? SAVED_EXPR : SAVED_AT_EXPR;
	saved->offset = rule->op_count;
	saved->ops = (uint16_t)left;
	return left <= UNWIND_OPS_MOST && take_ops(draft, ops, left, shift);
}

static bool take_cfa(struct unwind_draft *draft, Dwarf_Frame *frame, uint64_t shift)
{
	Dwarf_Op *ops;
	size_t count;
	if (dwarf_frame_cfa(frame, &ops, &count) || !count)
		return false;
	if (count == 1 && ops->atom == DW_OP_bregx) {
		draft->rule.cfa_reg = (uint8_t)ops->number;
		draft->rule.cfa_offset = (int32_t)ops->number2;
		return ops->number < UNWIND_REGS && fits(ops->number2);
	}
	if (!take_ops(draft, ops, count, shift))
		return false;
	draft->rule.cfa_ops = draft->rule.op_count;
	return true;
}

/* libdw of elfutils before 0.192 takes arm64's "the return address is signed from here" for
 * SPARC's register windows, as both have the same code: it puts x16 to x31 at CFA + 0 and up, and
 * x8 to x15 into other registers. No function saves anything above its CFA, so such rules are
 * not taken. */
static void mend_arm64(struct unwind_draft *draft)
{
	struct unwind_rule *rule = &draft->rule;
	size_t kept = 0;
	for (size_t i = 0; i < rule->saved_count; i++) {
		const struct unwind_saved saved = draft->saved[i];
		const bool window = (saved.how == SAVED_AT && saved.offset >= 0) ||
		                    (saved.how == SAVED_REGISTER && saved.reg >= 8 &&
		                     saved.reg < 16 && saved.offset == saved.reg + 16);
		if (!window || rule->signal)
			draft->saved[kept++] = saved;
	}
	memset(draft->saved + kept, 0, (rule->saved_count - kept) * sizeof *draft->saved);
	rule->saved_count = (uint8_t)kept;
}

/* Compiles what libdw says of an address. */
static void take_frame(struct unwind_draft *draft, Dwarf_Frame *frame, enum unwind_arch arch,
                       uint64_t shift)
{
	struct unwind_rule *rule = &draft->rule;
	bool signal = false;
	const int ra = dwarf_frame_info(frame, NULL, NULL, &signal);
	const uint8_t regs = arch == UNWIND_ARM64 ? ARM64_SP + 1 : X86_64_RA + 1;
	bool good = ra >= 0 && ra < regs && take_cfa(draft, frame, shift);
	for (uint8_t reg = 0; reg < regs && good; reg++)
		good = take_register(draft, frame, reg, shift);
	if (!good) {
		*draft = (struct unwind_draft){.rule.kind = RULE_BAD};
		return;
	}
	rule->kind = RULE_CFI;
	rule->ra_reg = (uint8_t)ra;
	rule->signal = signal;
	const bool saved = rule->saved_count && draft->saved[rule->saved_count - 1].reg == ra;
	if (!(rule->keep >> ra & 1))
		*draft = (struct unwind_draft){.rule.kind = RULE_OUTER};
	else if (arch == UNWIND_ARM64)
		mend_arm64(draft);
	else if (!saved) /* a caller at the same place */
		*draft = (struct unwind_draft){.rule.kind = RULE_BAD};
}

static bool ask_libdw(Dwarf_CFI *cfi, uint64_t address, struct unwind_draft *draft,
                      enum unwind_arch arch, uint64_t shift)
{
	Dwarf_Frame *frame;
	if (!cfi || dwarf_cfi_addrframe(cfi, address, &frame))
		return false;
	take_frame(draft, frame, arch, shift);
	free(frame);
	return true;
}

static void saved_at(struct unwind_draft *draft, uint8_t reg, int32_t offset)
{
	struct unwind_rule *rule = &draft->rule;
	draft->saved[rule->saved_count++] = (struct unwind_saved){reg, SAVED_AT, 0, offset};
	rule->keep |= UINT64_C(1) << reg;
}

/* Where the kernel put the registers of what a signal interrupted, above the stack pointer that
 * the handler returns to: struct ucontext of the machine. */
static void signal_rule(struct unwind_draft *draft, enum unwind_arch arch)
{
	/* struct sigcontext: r8 to r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip */
	static const uint8_t x86_64_order[] = {8, 9, 10, 11, 12, 13, 14, 15, 5,
	                                       4, 6, 3,  1,  0,  2,  7,  16};
	struct unwind_rule *rule = &draft->rule;
	rule->signal = true;
	if (arch == UNWIND_X86_64) {
		rule->cfa_reg = X86_64_RSP;
		rule->ra_reg = X86_64_RA;
		for (size_t i = 0; i < sizeof x86_64_order; i++)
			saved_at(draft, x86_64_order[i], 40 + 8 * (int32_t)i);
		return;
	}
	rule->cfa_reg = ARM64_SP;
	rule->ra_reg = ARM64_PC;
	for (uint8_t i = 0; i <= ARM64_PC; i++) /* 128 bytes of siginfo, 176 to the machine's */
		saved_at(draft, i, 128 + 176 + 8 + 8 * i);
}

/* A guess for code that call frame information leaves out. A handler's return address, less one, is
 * in front of the code that it returns to: hence the byte more. */
static void guess(struct unwind_draft *draft, enum unwind_arch arch, const uint8_t code[17])
{
	/* mov $__NR_rt_sigreturn, %rax; syscall, as in musl */
	static const uint8_t x86_64_return[] = {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05};
	/* mov x8, #__NR_rt_sigreturn; svc #0 */
	static const uint8_t arm64_return[] = {0x68, 0x11, 0x80, 0xd2, 0x01, 0, 0, 0xd4};
	struct unwind_rule *rule = &draft->rule;
	const bool x86 = arch == UNWIND_X86_64;
	const uint8_t *known = x86 ? x86_64_return : arm64_return;
	const size_t size = x86 ? sizeof x86_64_return : sizeof arm64_return;
	rule->kind = RULE_CFI;
	rule->guessed = true;
	if (memcmp(code, known, size) == 0 || memcmp(code + 1, known, size) == 0) {
		signal_rule(draft, arch);
	} else if (x86 && code[0] == 0xff && code[1] == 0x25 && code[6] == 0x68 &&
	           code[11] == 0xe9) {
		/* jmpq *x(%rip); pushq $n; jmpq plt: a PLT entry */
		rule->cfa_reg = X86_64_RSP;
		rule->cfa_offset = 8;
		rule->ra_reg = X86_64_RA;
		rule->keep = UINT64_C(0xffff);
		saved_at(draft, X86_64_RA, -8);
	} else {
		const uint8_t fp = x86 ? X86_64_RBP : ARM64_FP;
		rule->kind = RULE_GUESS;
		rule->cfa_reg = fp;
		rule->cfa_offset = 16;
		rule->ra_reg = x86 ? X86_64_RA : ARM64_LR;
		saved_at(draft, fp, -16);
		saved_at(draft, rule->ra_reg, -8);
	}
}

void unwind_files_rule(struct unwind_files *files, uint32_t module, uint64_t offset,
                       enum unwind_arch arch, struct unwind_draft *draft)
{
	*draft = (struct unwind_draft){.rule.kind = RULE_NO_FILE};
	uint64_t address;
	if (!symbols_elf_address(files->symbols, module, offset, &address))
		return;
	const struct symbol_elf *handles;
	struct file *file = lock_file(files, module, &handles);
	if (!file)
		return;
	const uint64_t shift = offset - address;
	uint8_t code[17];
	draft->rule.kind = RULE_NO_CFI;
	if (file->machine == (arch == UNWIND_ARM64 ? EM_AARCH64 : EM_X86_64) &&
	    (file->eh || file->debug) && !ask_libdw(file->eh, address, draft, arch, shift) &&
	    !ask_libdw(file->debug, address + (uint64_t)file->debug_bias, draft, arch,
	               shift - (uint64_t)file->debug_bias) &&
	    file_bytes(file, handles, offset, code, sizeof code))
		guess(draft, arch, code);
	symbols_unlock_elf(files->symbols, module);
}

#else

struct unwind_files {
	struct symbols *symbols;
};

struct unwind_files *unwind_files_new(struct symbols *symbols)
{
	struct unwind_files *files = calloc(1, sizeof *files);
	if (files)
		files->symbols = symbols;
	return files;
}

void unwind_files_free(struct unwind_files *files)
{
	free(files);
}

void unwind_files_rule(struct unwind_files *files, uint32_t module, uint64_t offset,
                       enum unwind_arch arch, struct unwind_draft *draft)
{
	(void)files, (void)module, (void)offset, (void)arch;
	*draft = (struct unwind_draft){.rule.kind = RULE_NO_FILE};
}

bool unwind_files_read(struct unwind_files *files, uint32_t module, uint64_t offset,
                       uint64_t *value)
{
	(void)files, (void)module, (void)offset, (void)value;
	return false;
}

#endif
