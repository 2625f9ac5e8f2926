/* The first instructions of functions: whether they make a frame that frame pointers lead to. */
#ifndef STACKFOLD_RECORD_CODE_START_H
#define STACKFOLD_RECORD_CODE_START_H

#include <stddef.h>
#include <stdint.h>

/* The machines whose code is understood. */
enum code_machine { CODE_X86_64, CODE_ARM64 };

enum code_verdict {
	CODE_SAYS_NOTHING, /* a function that may do without a frame: it calls no other (arm64) */
	CODE_KEEPS,        /* sets the frame pointer */
	CODE_LEAVES_OUT,
};

enum { CODE_START_MAX = 64 /* bytes of a function that are of use */ };

/* Judges a function by its first bytes; `size` does not exceed the function.
 *
 * x86-64: push %rbp, and mov %rsp,%rbp after it, maybe with endbr64 before and other instructions
 * between. arm64: stp x29, x30, [sp, ...], and x29 set from sp after it. */
enum code_verdict code_start_judge(enum code_machine machine, const uint8_t *bytes, size_t size);

#endif
