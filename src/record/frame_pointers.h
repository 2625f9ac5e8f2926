/* Whether the code of a file keeps frame pointers, by which the kernel finds callers. */
#ifndef STACKFOLD_RECORD_FRAME_POINTERS_H
#define STACKFOLD_RECORD_FRAME_POINTERS_H

#include <stdbool.h>
#include <stddef.h>

enum frame_pointers {
	FRAME_POINTERS_UNKNOWN, /* not an ELF file of a known machine, or hardly any functions */
	FRAME_POINTERS_KEPT,    /* by most functions */
	FRAME_POINTERS_LEFT_OUT,
};

/* What was found in a file. */
struct frame_pointer_count {
	size_t kept, judged; /* functions */
	bool go;             /* a program in Go, which always keeps them */
};

/* Judges a file by the starts of the functions that its call frame information lists. Without
 * elfutils: FRAME_POINTERS_UNKNOWN. `count` may be NULL. Cost: at most some thousand functions. */
enum frame_pointers frame_pointers_of_file(const char *path, struct frame_pointer_count *count);

#endif
