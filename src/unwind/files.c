/* The files of modules: their tables of call frame information, and guesses for gaps in them. */
#include "config.h"

#include "unwind/files.h"

#include "base/vector.h"
#include "symbol/symbol.h"
#include "unwind/rule.h"
#include "unwind/space.h"

#include <endian.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ELFUTILS

#include "unwind/cfi.h"
#include "unwind/guess.h"
#include "unwind/program.h"

#include <gelf.h>
#include <stdatomic.h>

/* The call frame information of a module's file. It is filled under the module's lock
 * (symbols_lock_elf), and read without a lock once `looked` is set. */
struct file {
	atomic_bool looked, failed;  /* failed: memory ran out meanwhile */
	uint16_t machine;            /* from its ELF header */
	struct unwind_cfi eh, debug; /* .eh_frame; .debug_frame of the file or its debug file */
	const uint8_t *image;        /* the whole file; NULL: not available */
	size_t size;
};

struct unwind_files {
	struct symbols *symbols;
	pthread_mutex_t lock; /* protects the array; the files never move */
	struct file **files;  /* by the module's number; NULL: not opened yet */
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

static void inspect(struct file *file, const struct symbol_elf *handles)
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
		return file; /* treated as empty */
	if (!atomic_load_explicit(&file->looked, memory_order_relaxed)) {
		errno = 0; /* libelf reports a lack of memory in no other way */
		inspect(file, handles);
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
	uint8_t code[UNWIND_GUESS_BYTES];
	draft->rule.kind = RULE_NO_CFI;
	if (file->machine == unwind_machine(arch)->elf &&
	    !compile(&file->eh, address, arch, shift, draft) &&
	    !compile_debug(&file->debug, address, arch, shift, draft) &&
	    file_bytes(file, offset, code, sizeof code))
		unwind_guess(draft, arch, code, file->eh.size || file->debug.size);
	return true;
}

void unwind_code_rule(const struct unwind_code *code, uint64_t address, enum unwind_arch arch,
                      struct unwind_draft *draft)
{
	*draft = (struct unwind_draft){.rule.kind = RULE_NO_CFI};
	if (!code->frames)
		return;
	struct unwind_cfi cfi = {.narrow = unwind_machine(arch)->word == 4};
	const uint8_t no_instructions[UNWIND_GUESS_BYTES] = {0};
	unwind_cfi_bytes(&cfi, code->frames, code->frames_size, code->frames_address);
	if (!compile(&cfi, address, arch, 0, draft))
		unwind_guess(draft, arch, no_instructions, true);
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
