#include "symbol/unwind.h"

#include "symbol/symbol.h"

#include <stdlib.h>

/* The facade with nothing behind it yet: every walk ends at its first frame. */
struct unwind_files {
	struct symbols *symbols;
};

struct unwinder {
	struct unwind_files *files;
	struct unwind_counts counts;
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

struct unwinder *unwinder_new(struct unwind_files *files)
{
	struct unwinder *unwinder = calloc(1, sizeof *unwinder);
	if (unwinder)
		unwinder->files = files;
	return unwinder;
}

void unwinder_free(struct unwinder *unwinder)
{
	free(unwinder);
}

const struct unwind_counts *unwinder_counts(const struct unwinder *unwinder)
{
	return &unwinder->counts;
}

const char *unwind_end_text(enum unwind_end end)
{
	static const char *const texts[UNWIND_ENDS] = {
		[UNWIND_BOTTOM] = "the outermost frame was reached",
		[UNWIND_TRUNCATED] = "the stack dump was too small",
		[UNWIND_NO_MAP] = "a return address lies in no mapping",
		[UNWIND_NO_FILE] = "a frame's file could not be read",
		[UNWIND_NO_CFI] = "a frame's file has no call frame information for it",
		[UNWIND_BAD_CFI] = "a frame's call frame information makes no sense",
		[UNWIND_LIMIT_MET] = "the limit of frames was met",
		[UNWIND_NO_REGS] = "registers that unwinding begins with were not sampled",
	};
	return texts[end];
}

enum status unwind_walk(struct unwinder *unwinder, const struct unwind_space *space,
                        const struct unwind_state *state, struct unwind_frame *frames, size_t limit,
                        size_t *count, enum unwind_end *end, struct error *err)
{
	(void)space, (void)frames, (void)limit, (void)state, (void)err;
	*count = 0;
	*end = UNWIND_NO_REGS;
	unwinder->counts.ends[*end]++;
	return STATUS_OK;
}
