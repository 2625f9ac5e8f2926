#include "config.h"

#include "record/frame_pointers.h"

#include "record/code_start.h"

#ifdef HAVE_ELFUTILS

#include "symbol/elf_file.h"
#include "unwind/cfi.h"

#include <gelf.h>
#include <stdint.h>
#include <string.h>

enum {
	JUDGED_MAX = 2000, /* the most functions examined, spread over the file */
	JUDGED_MIN = 2,    /* with fewer functions there is no judgement */
	FUNCTION_MIN = 16, /* bytes; shorter functions do nothing, or jump elsewhere */
};

/* A file whose functions are examined. */
struct judged_file {
	struct elf_file file;
	struct unwind_cfi cfi;
	const uint8_t *image;
	size_t size;
	enum code_machine machine;
	uint64_t entry;                /* the start of the program, which is hand-written code */
	uint64_t stubs_from, stubs_to; /* the procedure linkage tables, which are not functions */
};

/* Notes the range of the sections .plt, .plt.got and .plt.sec, which are adjacent. */
static void find_stubs(struct judged_file *file)
{
	static const char *const names[] = {".plt", ".plt.got", ".plt.sec"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		GElf_Shdr header;
		if (!elf_file_section(file->file.elf, names[i], &header))
			continue;
		if (!file->stubs_to || header.sh_addr < file->stubs_from)
			file->stubs_from = header.sh_addr;
		if (header.sh_addr + header.sh_size > file->stubs_to)
			file->stubs_to = header.sh_addr + header.sh_size;
	}
}

/* False if it is not an ELF file for a supported machine. */
static bool open_file(struct judged_file *file, const char *path)
{
	struct elf_opening opening = {0};
	GElf_Ehdr header;
	if (!elf_file_open(&file->file, path, &opening))
		return false;
	file->image = (const uint8_t *)elf_rawfile(file->file.elf, &file->size);
	if (!file->image || !gelf_getehdr(file->file.elf, &header) ||
	    (header.e_machine != EM_X86_64 && header.e_machine != EM_AARCH64))
		return false;
	file->machine = header.e_machine == EM_X86_64 ? CODE_X86_64 : CODE_ARM64;
	file->entry = header.e_entry;
	find_stubs(file);
	unwind_cfi_eh(&file->cfi, file->file.elf, file->image, file->size);
	return true;
}

static void close_file(struct judged_file *file)
{
	unwind_cfi_free(&file->cfi);
	elf_file_close(&file->file);
}

/* The beginning of a function in the table. */
static uint64_t function_start(const struct unwind_cfi *cfi, size_t which)
{
	int32_t offset;
	if (!cfi->index)
		return cfi->places[which].start;
	memcpy(&offset, cfi->index + 8 * which, sizeof offset);
	return cfi->index_address + (uint64_t)(int64_t)offset;
}

static void judge_function(const struct judged_file *file, uint64_t start,
                           struct frame_pointer_count *count)
{
	struct unwind_function function;
	uint64_t offset;
	if (start == file->entry || (start >= file->stubs_from && start < file->stubs_to))
		return;
	if (!unwind_cfi_find(&file->cfi, start, &function) || function.signal ||
	    function.end - start < FUNCTION_MIN ||
	    !elf_file_offset(file->file.elf, start, &offset) || offset >= file->size)
		return;
	uint64_t size = function.end - start, rest = file->size - offset;
	enum code_verdict verdict = code_start_judge(file->machine, file->image + offset,
	                                             size < rest ? size : rest);
	count->kept += verdict == CODE_KEEPS;
	count->judged += verdict != CODE_SAYS_NOTHING;
}

static void judge_functions(const struct judged_file *file, struct frame_pointer_count *count)
{
	size_t functions = file->cfi.index ? file->cfi.index_count : file->cfi.place_count;
	size_t step = functions / JUDGED_MAX + 1;
	for (size_t i = 0; i < functions; i += step)
		judge_function(file, function_start(&file->cfi, i), count);
}

/* Go's programs have no such table; they keep frame pointers since Go 1.7 (x86-64) and 1.12
 * (arm64). */
static bool is_go(const struct judged_file *file)
{
	GElf_Shdr header;
	return elf_file_section(file->file.elf, ".note.go.buildid", &header) ||
	       elf_file_section(file->file.elf, ".gopclntab", &header);
}

enum frame_pointers frame_pointers_of_file(const char *path, struct frame_pointer_count *count)
{
	struct judged_file file = {0};
	struct frame_pointer_count found = {0};
	bool known = open_file(&file, path);
	if (known) {
		found.go = is_go(&file);
		if (!found.go)
			judge_functions(&file, &found);
	}
	close_file(&file);
	if (count)
		*count = found;
	if (found.go)
		return FRAME_POINTERS_KEPT;
	if (found.judged < JUDGED_MIN)
		return FRAME_POINTERS_UNKNOWN;
	return found.kept * 2 > found.judged ? FRAME_POINTERS_KEPT : FRAME_POINTERS_LEFT_OUT;
}

#else

enum frame_pointers frame_pointers_of_file(const char *path, struct frame_pointer_count *count)
{
	(void)path;
	if (count)
		*count = (struct frame_pointer_count){0};
	return FRAME_POINTERS_UNKNOWN;
}

#endif
