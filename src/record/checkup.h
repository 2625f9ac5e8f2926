/* What this machine can record: each check with its result and the remedy. */
#ifndef STACKFOLD_RECORD_CHECKUP_H
#define STACKFOLD_RECORD_CHECKUP_H

#include "base/buffer.h"
#include "base/status.h"

#include <stdbool.h>

enum check_result { CHECK_OK, CHECK_LIMITED, CHECK_MISSING };

/* One check. Texts end with NUL. */
struct check {
	const char *name; /* "cycles" */
	enum check_result result;
	struct buffer found;  /* what was found */
	struct buffer remedy; /* the command or the advice that mends it; empty: none is needed */
};

enum { CHECKS_MAX = 16 };

struct checkup {
	struct check checks[CHECKS_MAX];
	size_t count;
	bool can_record; /* a program of one's own */
};

/* The word for a result: "ok", "limited", "missing". */
const char *check_result_name(enum check_result result);

/* Runs all checks. STATUS_FATAL without memory; checkup_free in any case. */
enum status checkup_make(struct checkup *checkup, struct error *err);
void checkup_free(struct checkup *checkup);

#endif
