#include "base/wide.h"

#include "base/hooks.h"
#include "base/text.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* ---- without special instructions ---- */

static const char *blank_line_plain(const char *at, const char *end)
{
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop || stop + 1 == end)
			return NULL;
		if (stop[1] == '\n' || stop[1] == '\r')
			return stop;
		at = stop + 1;
	}
	return NULL;
}

static bool is_address_plain(const char *at)
{
	size_t i = 0;
	while (i < 16 && at[i] == ' ')
		i++;
	if (i == 16)
		return false;
	while (i < 16 && is_hex_digit(at[i]))
		i++;
	return i == 16;
}

/* ---- x86-64 ---- */

#if defined(__x86_64__)

__attribute__((target("avx2"))) static const char *blank_line_avx2(const char *at, const char *end)
{
	const __m256i newline = _mm256_set1_epi8('\n'), carriage = _mm256_set1_epi8('\r');
	for (; end - at > 32; at += 32) {
		__m256i here = _mm256_loadu_si256((const __m256i *)(const void *)at);
		__m256i next = _mm256_loadu_si256((const __m256i *)(const void *)(at + 1));
		__m256i blank = _mm256_or_si256(_mm256_cmpeq_epi8(next, newline),
		                                _mm256_cmpeq_epi8(next, carriage));
		__m256i found = _mm256_and_si256(_mm256_cmpeq_epi8(here, newline), blank);
		unsigned mask = (unsigned)_mm256_movemask_epi8(found);
		if (mask)
			return at + __builtin_ctz(mask);
	}
	return blank_line_plain(at, end);
}

/* SSE2 is part of x86-64. */
static bool is_address_wide(const char *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i blank = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '));
	__m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
	__m128i letter = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
	__m128i zero = _mm_setzero_si128();
	__m128i hex = _mm_or_si128(_mm_cmpeq_epi8(_mm_subs_epu8(digit, _mm_set1_epi8(9)), zero),
	                           _mm_cmpeq_epi8(_mm_subs_epu8(letter, _mm_set1_epi8(5)), zero));
	unsigned blanks = (unsigned)_mm_movemask_epi8(blank);
	unsigned digits = (unsigned)_mm_movemask_epi8(hex);
	return blanks + digits == 0xffff && digits && !(blanks & (blanks + 1));
}

/* ---- arm64 ---- */

#elif defined(__aarch64__)

static const char *blank_line_neon(const char *at, const char *end)
{
	const uint8x16_t newline = vdupq_n_u8('\n'), carriage = vdupq_n_u8('\r');
	for (; end - at > 16; at += 16) {
		uint8x16_t here = vld1q_u8((const uint8_t *)at);
		uint8x16_t next = vld1q_u8((const uint8_t *)at + 1);
		uint8x16_t blank = vorrq_u8(vceqq_u8(next, newline), vceqq_u8(next, carriage));
		uint8x16_t found = vandq_u8(vceqq_u8(here, newline), blank);
		/* four bits for each byte */
		uint64_t mask = vget_lane_u64(
			vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(found), 4)), 0);
		if (mask)
			return at + __builtin_ctzll(mask) / 4;
	}
	return blank_line_plain(at, end);
}

static bool is_address_wide(const char *at)
{
	return is_address_plain(at);
}

#else

static bool is_address_wide(const char *at)
{
	return is_address_plain(at);
}

#endif

/* ---- the choice ---- */

const char *wide_blank_line(const char *at, const char *end)
{
#if defined(__x86_64__)
	if (!hooks.plain && __builtin_cpu_supports("avx2"))
		return blank_line_avx2(at, end);
#elif defined(__aarch64__)
	if (!hooks.plain)
		return blank_line_neon(at, end);
#endif
	return blank_line_plain(at, end);
}

bool wide_is_address(const char *at)
{
	return hooks.plain ? is_address_plain(at) : is_address_wide(at);
}
