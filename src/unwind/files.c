/* The files of modules: their tables of call frame information, and guesses where those have gaps.
 */
#include "config.h"

#include "unwind/rule.h"

#include "base/vector.h"
#include "symbol/symbol.h"

#include <endian.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ELFUTILS

#include "unwind/cfi.h"

#include <gelf.h>
#include <stdatomic.h>

/* What a module's file says of frames. Filled under the module's lock (symbols_lock_elf), read
 * without any once `looked` is set. */
struct file {
	atomic_bool looked, failed;  /* failed: memory ran out meanwhile */
	uint16_t machine;            /* of its ELF header */
	struct unwind_cfi eh, debug; /* .eh_frame; .debug_frame of the file or its debug file */
	const uint8_t *image;        /* the whole file; NULL: not to be had */
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
		if (files->files[i]) {
			unwind_cfi_free(&files->files[i]->eh);
			unwind_cfi_free(&files->files[i]->debug);
		}
		free(files->files[i]);
	}
	free(files->files);
	pthread_mutex_destroy(&files->lock);
	free(files);
}

static void look(struct file *file, const struct symbol_elf *handles)
{
	GElf_Ehdr header;
	if (!handles->elf || !gelf_getehdr(handles->elf, &header) ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB)
		return;
	if ((header.e_machine == EM_386) != (header.e_ident[EI_CLASS] == ELFCLASS32))
		return;
	file->machine = header.e_machine;
	file->image = (const uint8_t *)elf_rawfile(handles->elf, &file->size);
	unwind_cfi_eh(&file->eh, handles->elf, file->image, file->size);
	if (handles->debug)
		unwind_cfi_debug(&file->debug, handles->debug);
	if (!file->debug.size && handles->debug != handles->elf)
		unwind_cfi_debug(&file->debug, handles->elf);
}

/* A module's file. NULL without memory. */
static struct file *file_of(struct unwind_files *files, uint32_t module)
{
	struct file *file = NULL;
	module = symbols_same(files->symbols, module);
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
	if (!file || atomic_load_explicit(&file->looked, memory_order_acquire))
		return file;
	const struct symbol_elf *handles = symbols_lock_elf(files->symbols, module);
	if (!handles)
		return file; /* it is as good as empty */
	if (!atomic_load_explicit(&file->looked, memory_order_relaxed)) {
		errno = 0; /* libelf tells of that in no other way */
		look(file, handles);
		atomic_store(&file->failed, errno == ENOMEM);
		atomic_store_explicit(&file->looked, true, memory_order_release);
	}
	symbols_unlock_elf(files->symbols, module);
	return file;
}

static bool file_bytes(const struct file *file, uint64_t offset, void *to, size_t size)
{
	if (!file->image || offset > file->size || file->size - offset < size)
		return false;
	memcpy(to, file->image + offset, size);
	return true;
}

bool unwind_files_read(struct unwind_files *files, uint32_t module, uint64_t offset, size_t size,
                       uint64_t *value)
{
	const struct file *file = file_of(files, module);
	*value = 0;
	if (!file || !file_bytes(file, offset, value, size))
		return false;
	*value = le64toh(*value);
	return true;
}

static bool compile(const struct unwind_cfi *cfi, uint64_t address, enum unwind_arch arch,
                    uint64_t shift, struct unwind_draft *draft)
{
	struct unwind_function function;
	if (!unwind_cfi_find(cfi, address, &function))
		return false;
	unwind_compile(cfi, &function, address, arch, shift, draft);
	return true;
}

static bool compile_debug(const struct unwind_cfi *cfi, uint64_t address, enum unwind_arch arch,
                          uint64_t shift, struct unwind_draft *draft)
{
	if (!compile(cfi, address, arch, shift, draft))
		return false;
	if (draft->rule.kind == RULE_CFI)
		draft->rule.kind = RULE_DEBUG_FRAME;
	return true;
}

static void saved_at(struct unwind_draft *draft, uint8_t reg, int32_t offset)
{
	struct unwind_rule *rule = &draft->rule;
	draft->saved[rule->saved_count++] = (struct unwind_saved){reg, SAVED_AT, 0, offset};
	rule->keep |= UINT64_C(1) << reg;
}

/* What a signal's handler returns to, and where the kernel put the registers of what the signal had
 * interrupted: above the stack pointer that this code begins with, in the machine's struct
 * ucontext. */
struct signal_return {
	uint8_t arch; /* enum unwind_arch */
	uint8_t code_size;
	uint16_t at; /* of the first register, from the stack pointer on */
	uint8_t code[9];
	uint8_t count;       /* registers, one word after the other */
	const int8_t *order; /* DWARF's numbers of them, -1: none; NULL: from 0 on */
};

/* struct sigcontext: r8 to r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip */
static const int8_t x86_64_context[] = {8, 9, 10, 11, 12, 13, 14, 15, 5, 4, 6, 3, 1, 0, 2, 7, 16};
/* edi, esi, ebp, esp, ebx, edx, ecx, eax, two words of no use, eip; behind four of segments */
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
	/* mov (%esp), %reg; ret: how code finds out where it is; C libraries' has no rules. Or
	 * there already: ret */
	return i386 && (code[0] == 0xc3 || (code[0] == 0x8b && (code[1] & 0xc7) == 0x04 &&
	                                    code[2] == 0x24 && code[3] == 0xc3));
}

/* A guess for code that call frame information leaves out; where a file has none of it at all, as
 * arm64's vdso, only handlers' returns are known. A handler's return address, less one, is in front
 * of the code that it returns to: hence the byte more. */
static void guess(struct unwind_draft *draft, enum unwind_arch arch, const uint8_t code[17],
                  bool has_cfi)
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

bool unwind_files_rule(struct unwind_files *files, uint32_t module, uint64_t offset,
                       enum unwind_arch arch, struct unwind_draft *draft)
{
	*draft = (struct unwind_draft){.rule.kind = RULE_NO_FILE};
	uint64_t address;
	if (!symbols_elf_address(files->symbols, module, offset, &address))
		return true;
	const struct file *file = file_of(files, module);
	if (!file || atomic_load(&file->failed))
		return false;
	const uint64_t shift = offset - address;
	uint8_t code[17];
	draft->rule.kind = RULE_NO_CFI;
	if (file->machine == unwind_machine(arch)->elf &&
	    !compile(&file->eh, address, arch, shift, draft) &&
	    !compile_debug(&file->debug, address, arch, shift, draft) &&
	    file_bytes(file, offset, code, sizeof code))
		guess(draft, arch, code, file->eh.size || file->debug.size);
	return true;
}

void unwind_code_rule(const struct unwind_code *code, uint64_t address, enum unwind_arch arch,
                      struct unwind_draft *draft)
{
	*draft = (struct unwind_draft){.rule.kind = RULE_NO_CFI};
	if (!code->frames)
		return;
	struct unwind_cfi cfi = {.narrow = unwind_machine(arch)->word == 4};
	const uint8_t no_instructions[17] = {0};
	unwind_cfi_bytes(&cfi, code->frames, code->frames_size, code->frames_address);
	if (!compile(&cfi, address, arch, 0, draft))
		guess(draft, arch, no_instructions, true);
	unwind_cfi_free(&cfi);
}

#else

struct unwind_files {
	struct symbols *symbols;
};

void unwind_code_rule(const struct unwind_code *code, uint64_t address, enum unwind_arch arch,
                      struct unwind_draft *draft)
{
	(void)code, (void)address, (void)arch;
	*draft = (struct unwind_draft){.rule.kind = RULE_NO_CFI};
}

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

bool unwind_files_rule(struct unwind_files *files, uint32_t module, uint64_t offset,
                       enum unwind_arch arch, struct unwind_draft *draft)
{
	(void)files, (void)module, (void)offset, (void)arch;
	*draft = (struct unwind_draft){.rule.kind = RULE_NO_FILE};
	return true;
}

bool unwind_files_read(struct unwind_files *files, uint32_t module, uint64_t offset, size_t size,
                       uint64_t *value)
{
	(void)files, (void)module, (void)offset, (void)size, (void)value;
	return false;
}

#endif
