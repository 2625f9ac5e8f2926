#include "public.h"

#include "reading.h"

sf_profile *runs[6];

void make_runs(void)
{
	struct sf_error error;
	static const uint64_t f[6] = {1000, 1010, 1020, 5000, 5010, 4990};
	static const uint64_t g[6] = {500, 520, 490, 510, 500, 505};
	for (int i = 0; i < 6; i++) {
		const char *const one[] = {"main", i < 3 ? "f.isra.0" : "f"};
		const char *const other[] = {"main", "g"};
		runs[i] = sf_profile_new(1, &error);
		ck_assert_int_eq(sf_profile_add(runs[i], one, 2, &f[i], &error), SF_OK);
		ck_assert_int_eq(sf_profile_add(runs[i], other, 2, &g[i], &error), SF_OK);
	}
}

void free_runs(void)
{
	for (int i = 0; i < 6; i++)
		sf_profile_free(runs[i]);
}

sf_options *options_of(const char *const *pairs)
{
	struct sf_error error;
	sf_options *options = sf_options_new(&error);
	for (; *pairs; pairs += 2)
		ck_assert_msg(sf_options_set(options, pairs[0], pairs[1], &error) == SF_OK, "%s",
		              error.text);
	return options;
}

int keep(void *context, const void *bytes, size_t size)
{
	FILE *file = context;
	return fwrite(bytes, 1, size, file) != size;
}

char *svg_of(const sf_profile *profile, const sf_options *options)
{
	struct sf_error error;
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	ck_assert_msg(sf_profile_write_svg_to(profile, keep, file, options, &error) == SF_OK, "%s",
	              error.text);
	fclose(file);
	return text;
}

char *folded_of(const sf_profile *profile, const sf_options *options)
{
	struct sf_error error;
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	ck_assert_msg(sf_profile_write_folded_to(profile, keep, file, options, &error) == SF_OK,
	              "%s", error.text);
	fclose(file);
	return text;
}
