#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/pattern.h"

#include <stdlib.h>

enum {
	STACK_LEAST = 32 * 1024, /* bytes, for the machine code ... */
	STACK_MOST = 1024 * 1024,
	MESSAGE_MAX = 256, /* PCRE2's messages are shorter */
};

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack; /* NULL: the small one of PCRE2 */
	char failure[MESSAGE_MAX];
};

static enum status prepare(struct pattern *pattern, struct error *err)
{
	pattern->data = pcre2_match_data_create(1, NULL);
	pattern->context = pcre2_match_context_create(NULL);
	if (!pattern->data || !pattern->context)
		return error_no_memory(err);
	/* Where there is no such compiler the expression is interpreted, with the same result. */
	if (pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0)
		pattern->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	if (pattern->stack)
		pcre2_jit_stack_assign(pattern->context, NULL, pattern->stack);
	return STATUS_OK;
}

enum status pattern_compile(const char *text, size_t size, struct pattern **pattern,
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
	} else {
		PCRE2_UCHAR message[MESSAGE_MAX] = "";
		pcre2_get_error_message(number, message, sizeof message);
		status = error_set(err, STATUS_FAILED, "%s at offset %zu", (const char *)message,
		                   (size_t)offset);
	}
	if (status) {
		pattern_free(*pattern);
		*pattern = NULL;
	}
	return status;
}

bool pattern_matches(struct pattern *pattern, const char *text, size_t size)
{
	int found = pcre2_match(pattern->code, (PCRE2_SPTR)text, size, 0, 0, pattern->data,
	                        pattern->context);
	if (found >= 0)
		return true;
	if (found != PCRE2_ERROR_NOMATCH && !*pattern->failure)
		pcre2_get_error_message(found, (PCRE2_UCHAR *)pattern->failure,
		                        sizeof pattern->failure);
	return false;
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
