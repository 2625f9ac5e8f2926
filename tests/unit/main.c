/* Runs every suite of this folder. Check's environment variables choose how results are shown
 * (CK_TAP_LOG_FILE_NAME=- for one line each) and which suite runs (CK_RUN_SUITE); our own
 * UNIT_WITHOUT="read sort" leaves some out. */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SUITE(name) Suite *name##_suite(void);
#include "suites.h"
#undef SUITE

static const struct {
	const char *name;
	Suite *(*make)(void);
} suites[] = {
#define SUITE(name) {#name, name##_suite},
#include "suites.h"
#undef SUITE
};

/* Whether a name is one of the words of a list. */
static bool listed(const char *list, const char *name)
{
	size_t size = strlen(name);
	while (*list) {
		size_t word = strcspn(list, " ");
		if (word == size && memcmp(list, name, size) == 0)
			return true;
		list += word;
		list += *list == ' ';
	}
	return false;
}

int main(void)
{
	const char *without = getenv("UNIT_WITHOUT");

	/* Check's own limit is 4 seconds of wall-clock time, which is too short on a
	 * busy machine. */
	setenv("CK_DEFAULT_TIMEOUT", "120", 0);
	SRunner *runner = srunner_create(NULL);
	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		if (!without || !listed(without, suites[i].name))
			srunner_add_suite(runner, suites[i].make());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
