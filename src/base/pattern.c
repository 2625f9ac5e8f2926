#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/pattern.h"

#include "base/hooks.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
	STACK_LEAST = 32 * 1024, /* bytes, for the machine code ... */
	STACK_MOST = 1024 * 1024,
	MESSAGE_MAX = 256, /* longer than any message of PCRE2 */
	GROUP_MAX = 32,    /* bytes of a group's name: PCRE2's limit */
	ROOM_LEAST = 64, /* bytes by which a replacement may lengthen a text without a second try */
	HEAP_MOST = 64 << 10, /* KiB of memory for one search by the interpreter */
	/* PCRE2 counts its steps anew for each starting byte, so the limit for one byte depends on
	   the size of the text. A search of the whole text takes about a second at most. */
	TRIES_MOST = 200000000,     /* steps in a text ... */
	TRIES_MOST_BYTE = 10000000, /* ... and from one byte, in a short text */
	TRIES_LEAST_BYTE = 100,     /* or a long one */
};

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack; /* NULL: the small one that PCRE2 has */
	char failure[MESSAGE_MAX];
};

static enum status prepare(struct pattern *pattern, struct error *err)
{
	pattern->data = pcre2_match_data_create(1, NULL);
	pattern->context = pcre2_match_context_create(NULL);
	if (!pattern->data || !pattern->context)
		return error_no_memory(err);
	pcre2_set_heap_limit(pattern->context, HEAP_MOST);
	/* Without such a compiler the expression is interpreted, with the same result. */
	if (!hooks.interpret && pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0)
		pattern->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	if (pattern->stack)
		pcre2_jit_stack_assign(pattern->context, NULL, pattern->stack);
	return STATUS_OK;
}

enum status pattern_compile_at(const char *text, size_t size, struct pattern **pattern, size_t *at,
                               struct error *err)
{
	const uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
	int number;
	PCRE2_SIZE offset;
	*pattern = calloc(1, sizeof **pattern);
	if (!*pattern)
		return error_no_memory(err);
	enum status status = STATUS_OK;
	(*pattern)->code = pcre2_compile((PCRE2_SPTR)text, size, options, &number, &offset, NULL);
	if ((*pattern)->code) {
		status = prepare(*pattern, err);
	} else if (number == PCRE2_ERROR_HEAP_FAILED) {
		status = error_no_memory(err);
	} else {
		PCRE2_UCHAR message[MESSAGE_MAX] = "";
		pcre2_get_error_message(number, message, sizeof message);
		*at = (size_t)offset;
		status = error_set(err, STATUS_FAILED, "%s", (const char *)message);
	}
	if (status) {
		pattern_free(*pattern);
		*pattern = NULL;
	}
	return status;
}

enum status pattern_compile(const char *text, size_t size, struct pattern **pattern,
                            struct error *err)
{
	struct error why = {0};
	size_t at = 0;
	enum status status = pattern_compile_at(text, size, pattern, &at, &why);
	if (status == STATUS_FAILED)
		return error_set(err, status, "%s at offset %zu", why.text, at);
	return status ? error_set(err, status, "%s", why.text) : STATUS_OK;
}

static void remember_failure(struct pattern *pattern, int number)
{
	if (!*pattern->failure)
		pcre2_get_error_message(number, (PCRE2_UCHAR *)pattern->failure,
		                        sizeof pattern->failure);
}

static void limit_tries(struct pattern *pattern, size_t size)
{
	size_t most = TRIES_MOST / (size + 1);
	if (most > TRIES_MOST_BYTE)
		most = TRIES_MOST_BYTE;
	if (most < TRIES_LEAST_BYTE)
		most = TRIES_LEAST_BYTE;
	pcre2_set_match_limit(pattern->context, (uint32_t)most);
}

bool pattern_matches(struct pattern *pattern, const char *text, size_t size)
{
	limit_tries(pattern, size);
	int found = pcre2_match(pattern->code, (PCRE2_SPTR)text, size, 0, 0, pattern->data,
	                        pattern->context);
	if (found >= 0)
		return true;
	if (found != PCRE2_ERROR_NOMATCH)
		remember_failure(pattern, found);
	return false;
}

/* Whether the expression has a group of that number or name. */
static bool has_group(const struct pattern *pattern, const char *group, size_t size)
{
	char name[GROUP_MAX + 1];
	uint32_t count = 0;
	if (!size || size > GROUP_MAX)
		return false;
	memcpy(name, group, size);
	name[size] = '\0';
	if (strspn(name, "0123456789") != size)
		return pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name) > 0;
	pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &count);
	return size < 6 && strtoul(name, NULL, 10) <= count;
}

enum status pattern_check_replacement(const struct pattern *pattern, const char *replacement,
                                      struct error *err)
{
	static const char digits[] = "0123456789";
	static const char word[] =
		"0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	for (const char *at = strchr(replacement, '$'); at; at = strchr(at, '$')) {
		if (*++at == '$') {
			at++;
			continue;
		}
		bool braces = *at == '{';
		at += braces;
		size_t size = is_digit(*at) ? strspn(at, digits) : strspn(at, word);
		if (!size || (braces && at[size] != '}'))
			return error_set(err, STATUS_FAILED,
			                 "a '$' in '%s' begins no group such as $1 or ${name}; $$ "
			                 "is a dollar sign",
			                 replacement);
		if (!has_group(pattern, at, size))
			return error_set(
				err, STATUS_FAILED,
				"'%s' uses the group %.*s, but the expression has no such group",
				replacement, (int)(size < GROUP_MAX ? size : GROUP_MAX), at);
		at += size + braces;
	}
	return STATUS_OK;
}

bool pattern_replace(struct pattern *pattern, const char *text, size_t size,
                     const char *replacement, struct buffer *out)
{
	const uint32_t options = PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNSET_EMPTY |
	                         PCRE2_SUBSTITUTE_OVERFLOW_LENGTH;
	if (!pattern_matches(pattern, text, size))
		return false;
	PCRE2_SIZE length = size + ROOM_LEAST;
	int made = PCRE2_ERROR_NOMEMORY;
	for (int attempt = 0; attempt < 2 && made == PCRE2_ERROR_NOMEMORY; attempt++) {
		PCRE2_SIZE room = length; /* the size that PCRE2 asked for, in the second try */
		char *at = buffer_room(out, room);
		if (!at)
			return false;
		length = room;
		made = pcre2_substitute(pattern->code, (PCRE2_SPTR)text, size, 0, options, NULL,
		                        pattern->context, (PCRE2_SPTR)replacement,
		                        PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)at, &length);
	}
	if (made < 0) {
		remember_failure(pattern, made);
		return false;
	}
	out->size += length;
	return made > 0;
}

const char *pattern_failure(const struct pattern *pattern)
{
	return *pattern->failure ? pattern->failure : NULL;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	pcre2_match_data_free(pattern->data);
	pcre2_match_context_free(pattern->context);
	if (pattern->stack)
		pcre2_jit_stack_free(pattern->stack);
	free(pattern);
}

size_t pattern_letters(const char *regex, size_t size, char *room, size_t most)
{
	static const char special[] = "\\^$.[]|()?*+{}";
	size_t count = 0;
	for (size_t i = 0; i < size && count < most; i++)
		if (!memchr(special, regex[i], sizeof special))
			room[count++] = regex[i];
	return count;
}
