#include "record/code_start.h"

#include <stdbool.h>
#include <string.h>

enum {
	X86_PUSH_RBP = 0x55,
	X86_NEAR = 24, /* the most bytes between push and mov */
	ARM_NEAR = 12, /* the first instructions, which must create the frame */
};

/* mov %rsp,%rbp, in both encodings. */
static bool moves_rsp_to_rbp(const uint8_t *at)
{
	return (at[0] == 0x48 && at[1] == 0x89 && at[2] == 0xe5) ||
	       (at[0] == 0x48 && at[1] == 0x8b && at[2] == 0xec);
}

static enum code_verdict judge_x86_64(const uint8_t *bytes, size_t size)
{
	static const uint8_t endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
	if (size >= sizeof endbr64 && memcmp(bytes, endbr64, sizeof endbr64) == 0) {
		bytes += sizeof endbr64;
		size -= sizeof endbr64;
	}
	const uint8_t *push = memchr(bytes, X86_PUSH_RBP, size);
	if (!push)
		return CODE_LEAVES_OUT;
	const uint8_t *end = bytes + size;
	for (const uint8_t *at = push + 1; at + 3 <= end && at <= push + X86_NEAR; at++)
		if (moves_rsp_to_rbp(at))
			return CODE_KEEPS;
	return CODE_LEAVES_OUT;
}

static uint32_t instruction(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

/* stp x29, x30, [sp, #n] or [sp, #n]! */
static bool saves_frame(uint32_t code)
{
	return (code & 0xffc07fff) == 0xa9007bfd || (code & 0xffc07fff) == 0xa9807bfd;
}

/* Another store of x30: str x30, [sp, ...], or stp of x30 and another register. */
static bool saves_return_address(uint32_t code)
{
	return (code & 0xffe00fff) == 0xf8000ffe || (code & 0xffc003ff) == 0xf90003fe ||
	       ((code & 0xfe4003e0) == 0xa80003e0 &&
	        ((code & 0x1f) == 30 || (code >> 10 & 0x1f) == 30));
}

/* mov x29, sp, which is add x29, sp, #0, or with another number. */
static bool sets_frame(uint32_t code)
{
	return (code & 0xff8003ff) == 0x910003fd;
}

static enum code_verdict judge_arm64(const uint8_t *bytes, size_t size)
{
	bool saved = false, other = false;
	for (size_t i = 0; i < ARM_NEAR && 4 * i + 4 <= size; i++) {
		uint32_t code = instruction(bytes + 4 * i);
		if (saved && sets_frame(code))
			return CODE_KEEPS;
		saved |= saves_frame(code);
		other |= saves_return_address(code);
	}
	return saved || other ? CODE_LEAVES_OUT : CODE_SAYS_NOTHING;
}

enum code_verdict code_start_judge(enum code_machine machine, const uint8_t *bytes, size_t size)
{
	if (size > CODE_START_MAX)
		size = CODE_START_MAX;
	return machine == CODE_X86_64 ? judge_x86_64(bytes, size) : judge_arm64(bytes, size);
}
