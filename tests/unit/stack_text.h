/* Stacks of tests, written as text: "main;f;g". */
#ifndef STACKFOLD_TESTS_STACK_TEXT_H
#define STACKFOLD_TESTS_STACK_TEXT_H

#include "store/frames.h"

#include <check.h>
#include <string.h>

enum { STACK_TEXT_FRAMES = 300 /* at most */ };

/* Puts the ids of a stack's frames, root first, into ids and returns how many; "" has none. */
static inline size_t stack_text_ids(struct frames *frames, const char *stack,
                                    uint32_t ids[STACK_TEXT_FRAMES])
{
	size_t depth = 0;
	while (*stack) {
		size_t size = strcspn(stack, ";");
		ck_assert_uint_lt(depth, STACK_TEXT_FRAMES);
		ids[depth++] = frames_intern(frames, stack, size);
		stack += size + (stack[size] == ';');
	}
	return depth;
}

#endif
