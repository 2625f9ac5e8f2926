/* A check for CI: compares two profiles, writes a report and a differential flame graph, and exits
 * with 3 if a function got slower by more than LIMIT ("total>5%" if none is given) and by
 * more than chance:
 *
 *     check BEFORE AFTER [LIMIT]
 *     check main.perf.txt branch.perf.txt 'self>10%'
 *
 *     cc -o check check.c $(pkg-config --cflags --libs stackfold)
 */
#include <stackfold.h>

#include <stdio.h>

static sf_profile *read_profile(const char *path, struct sf_error *error)
{
	sf_profile *profile = sf_profile_new(1, error);
	if (profile && sf_profile_read(profile, &path, 1, NULL, NULL, error) != SF_OK) {
		sf_profile_free(profile);
		profile = NULL;
	}
	return profile;
}

static void print_weight(uint64_t weight, unsigned places)
{
	uint64_t unit = 1;
	for (unsigned i = 0; i < places; i++)
		unit *= 10;
	printf("%llu", (unsigned long long)(weight / unit));
	if (places)
		printf(".%0*llu", (int)places, (unsigned long long)(weight % unit));
}

/* Counts and shows the functions that changed by more than chance; the library says which. */
static int show_change(void *context, const struct sf_change *change)
{
	size_t *changed = (size_t *)context;
	if (change->frame && !change->total && !change->noise && change->counts &&
	    change->before != change->after && ++*changed <= 10) {
		printf("%s: ", change->frame);
		print_weight(change->before, change->places);
		printf(" -> ");
		print_weight(change->after, change->places);
		printf("\n");
	}
	return 0;
}

/* A limit that checks nothing must not pass unnoticed. */
static int show_limit(void *context, const struct sf_limit *limit)
{
	(void)context;
	if (limit->unchecked)
		fprintf(stderr, "check: limit %s %s: not checked\n", limit->rule, limit->unchecked);
	return 0;
}

/* Returns how many limits were exceeded; negative on failure. */
static int check(const sf_profile *before, const sf_profile *after, const char *limit,
                 struct sf_error *error)
{
	sf_comparison *comparison = NULL;
	size_t changed = 0;
	int exceeded = 0;
	sf_options *options = sf_options_new(error);
	if (!options)
		return -1;
	sf_status status = sf_options_set(options, "fail-on", limit, error);
	if (status == SF_OK)
		status = sf_options_set_flag(options, "normalize-total", 1, error);
	if (status == SF_OK)
		status = sf_options_set(options, "match", "normalized", error);
	if (status == SF_OK)
		status = sf_compare(&before, 1, &after, 1, options, &comparison, error);
	if (status == SF_OK)
		status = sf_comparison_write_report(comparison, "markdown", "check.md", error);
	if (status == SF_OK)
		status = sf_profile_write_svg(sf_comparison_pair(comparison), "check.svg", options,
		                              error);
	if (status == SF_OK)
		status = sf_comparison_each(comparison, show_change, &changed, NULL, error);
	if (status == SF_OK)
		status = sf_comparison_each_limit(comparison, show_limit, NULL, NULL, error);
	for (; status == SF_OK && sf_comparison_exceeded(comparison, (size_t)exceeded); exceeded++)
		fprintf(stderr, "check: %s\n",
		        sf_comparison_exceeded(comparison, (size_t)exceeded));
	sf_comparison_free(comparison);
	sf_options_free(options);
	return status == SF_OK ? exceeded : -1;
}

int main(int argc, char **argv)
{
	struct sf_error error = SF_ERROR_INIT;
	if (argc < 3) {
		fprintf(stderr, "usage: check BEFORE AFTER [LIMIT]\n");
		return 2;
	}
	sf_profile *before = read_profile(argv[1], &error);
	sf_profile *after = before ? read_profile(argv[2], &error) : NULL;
	int exceeded = after ? check(before, after, argc > 3 ? argv[3] : "total>5%", &error) : -1;
	if (exceeded < 0)
		fprintf(stderr, "check: %s\n", error.text);
	sf_profile_free(before);
	sf_profile_free(after);
	return exceeded < 0 ? 1 : exceeded ? 3 : 0;
}
