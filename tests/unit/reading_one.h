/* One reading at a time, for tests that look at what came of it: call tear_down as a checked
 * fixture. */
#ifndef STACKFOLD_TESTS_READING_ONE_H
#define STACKFOLD_TESTS_READING_ONE_H

#include "reading.h"

static struct reading_result result;

static inline void tear_down(void)
{
	reading_end(&result);
	result = (struct reading_result){0};
}

static inline void read_with(const char *text, const struct read_options *options)
{
	tear_down();
	reading_text(&result, text, strlen(text), options);
}

static inline void check_folded(const char *expected)
{
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_str_eq(result.folded, expected);
}

static inline void check_refused(const char *message)
{
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_msg(strstr(result.err.text, message) != NULL, "%s", result.err.text);
}

/* Reads two texts as two inputs; their paths, which are gone then. */
static char paths[2][32];

static inline void read_both(const char *first, const char *second,
                             const struct read_options *options)
{
	tear_down();
	reading_put(paths[0], first, strlen(first));
	reading_put(paths[1], second, strlen(second));
	const char *const list[] = {paths[0], paths[1]};
	reading_paths(&result, list, 2, options);
	unlink(paths[0]);
	unlink(paths[1]);
}

#endif
