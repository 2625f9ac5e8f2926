/* The public library. */
#include "reading.h"
#include "stackfold.h"

#include "config.h"

#include <math.h>
#include <pthread.h>

Suite *public_suite(void);

static sf_profile *runs[6];
static struct sf_error error;

static void set_up(void)
{
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

static void tear_down(void)
{
	for (int i = 0; i < 6; i++)
		sf_profile_free(runs[i]);
}

static int see(void *context, const struct sf_change *change)
{
	char line[128];
	snprintf(line, sizeof line, "%s %s %s%s\n", change->frame ? change->frame : "all",
	         change->total ? "total" : "self", change->noise ? "noise" : "changed",
	         change->counts ? "" : ", small");
	strcat(context, line);
	return 0;
}

/* Options of pairs "name", "value", ended by NULL. */
static sf_options *options_of(const char *const *pairs)
{
	sf_options *options = sf_options_new(&error);
	for (; *pairs; pairs += 2)
		ck_assert_msg(sf_options_set(options, pairs[0], pairs[1], &error) == SF_OK, "%s",
		              error.text);
	return options;
}

#define OPTIONS(...) options_of((const char *const[]){__VA_ARGS__, NULL})

static const sf_profile *const *side(int first)
{
	return (const sf_profile *const *)runs + first;
}

START_TEST(compares_runs)
{
	sf_options *options = OPTIONS("match", "normalized", "fail-on", "self>100%", "fail-on",
	                              "total(^g$)>0");
	sf_comparison *made;
	char seen[1024] = "";
	ck_assert_msg(sf_compare(side(0), 3, side(3), 3, options, &made, &error) == SF_OK, "%s",
	              error.text);
	sf_options_free(options);
	ck_assert_uint_eq(sf_profile_columns(sf_comparison_pair(made)), 2);
	ck_assert_uint_eq(sf_profile_stacks(sf_comparison_pair(made)), 2);
	ck_assert_int_eq(sf_comparison_each(made, see, seen, NULL, &error), SF_OK);
	ck_assert_str_eq(seen, "all total changed\nf self changed\nf total changed\ng self noise\n"
	                       "g total noise\nmain self noise, small\nmain total changed\n");
	ck_assert_ptr_nonnull(strstr(sf_comparison_exceeded(made, 0), "self>100%: self(f) grew"));
	ck_assert_ptr_null(sf_comparison_exceeded(made, 1));
	char path[32];
	reading_put(path, "", 0);
	ck_assert_int_eq(sf_comparison_write_report(made, "text", path, &error), SF_OK);
	char *text = reading_get(path);
	ck_assert_ptr_nonnull(strstr(text, "mean of 3 runs: before 1, before 2, before 3"));
	free(text);
	ck_assert_int_eq(sf_profile_write_folded(sf_comparison_pair(made), path, NULL, &error),
	                 SF_OK);
	text = reading_get(path);
	ck_assert_str_eq(text, "# compared 3 3 0.05;\n# changed all;\n# changed self f;\n"
	                       "# changed total f;\n# changed total main;\n"
	                       "main;f 1010 5000\nmain;g 503.3 505\n");
	free(text);
	unlink(path);
	sf_comparison_free(made);
}
END_TEST

/* One run a side: the chance of counting, and the sum as it was read. */
START_TEST(compares_single_runs)
{
	static const struct {
		const char *significance, *normalize;
		const char *seen, *head;
	} rows[] = {
		{NULL, "total",
	         "all total changed\nf self changed\nf total changed\ng self changed\n"
	         "g total changed\nmain self noise, small\nmain total noise\n",
	         "main;f "},
		{"off", NULL,
	         "all total changed\nf self changed\nf total changed\ng self changed\n"
	         "g total changed\nmain self changed, small\nmain total changed\n",
	         "main;f "},
		{"0.05", NULL,
	         "all total changed\nf self changed\nf total changed\ng self noise\n"
	         "g total noise\nmain self noise, small\nmain total changed\n",
	         "# compared 1 1 0.05;\n"},
	};
	char path[32];
	reading_put(path, "", 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_options *options = OPTIONS("match", "normalized", "significance",
		                              rows[i].significance, "normalize", rows[i].normalize,
		                              "fail-on", "all>100%");
		sf_comparison *made;
		char seen[1024] = "";
		ck_assert_int_eq(sf_compare(side(0), 1, side(3), 1, options, &made, &error), SF_OK);
		ck_assert_int_eq(sf_comparison_each(made, see, seen, NULL, &error), SF_OK);
		ck_assert_str_eq(seen, rows[i].seen);
		ck_assert_ptr_nonnull(sf_comparison_exceeded(made, 0));
		ck_assert_ptr_null(sf_comparison_exceeded(made, 1));
		ck_assert_int_eq(
			sf_profile_write_folded(sf_comparison_pair(made), path, NULL, &error),
			SF_OK);
		char *text = reading_get(path);
		ck_assert_msg(strncmp(text, rows[i].head, strlen(rows[i].head)) == 0, "%s", text);
		free(text);
		sf_comparison_free(made);
		sf_options_free(options);
	}
	unlink(path);
}
END_TEST

START_TEST(says_what_was_counted)
{
	static const char known[] = "# event: cpu-clock;\n# unit: ns\n# samples: 3 of 1500;\n"
				    "main;f 1000\nmain;g 500\n";
	static const char foreign[] = "main;f 1000\n";
	char path[32];
	for (int i = 0; i < 2; i++) {
		const char *text = i ? foreign : known;
		const char *const one[] = {path};
		sf_profile *profile = sf_profile_new(1, &error);
		reading_put(path, text, strlen(text));
		ck_assert_int_eq(sf_profile_read(profile, one, 1, NULL, NULL, &error), SF_OK);
		ck_assert_uint_eq(sf_profile_samples(profile, 0), i ? 0 : 3);
		ck_assert_uint_eq(sf_profile_samples(profile, 1), 0);
		if (i) {
			ck_assert_ptr_null(sf_profile_unit(profile));
			ck_assert_ptr_null(sf_profile_event(profile));
		} else {
			ck_assert_str_eq(sf_profile_unit(profile), "ns");
			ck_assert_str_eq(sf_profile_event(profile), "cpu-clock");
		}
		sf_profile_free(profile);
		unlink(path);
	}
}
END_TEST

START_TEST(refuses)
{
	sf_comparison *made;
	ck_assert_int_eq(sf_compare(side(0), 0, side(3), 1, NULL, &made, &error), SF_FAILED);
	ck_assert_ptr_null(made);
	ck_assert_int_eq(sf_compare(side(0), 1, side(3), 64, NULL, &made, &error), SF_FAILED);
	static const struct {
		const char *name, *value;
		unsigned offset;
	} wrong[] = {
		{"normalize", "frame:(", 7}, {"min-share", "101%", 0}, {"fail-on", "total>", 6},
		{"rename", "(=x", 1},        {"match", "so", 0},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		sf_options *options = OPTIONS(wrong[i].name, wrong[i].value);
		ck_assert_int_eq(sf_compare(side(0), 1, side(3), 1, options, &made, &error),
		                 SF_FAILED);
		ck_assert_str_eq(error.place, wrong[i].name);
		ck_assert_msg(error.offset == wrong[i].offset, "%s: %d", error.text,
		              (int)error.offset);
		sf_options_free(options);
	}
	ck_assert_int_eq(sf_compare(side(0), 1, side(3), 1, NULL, &made, &error), SF_OK);
	ck_assert_int_eq(sf_comparison_write_report(made, "html", NULL, &error), SF_FAILED);
	sf_comparison_free(made);
	sf_comparison_free(NULL);
	ck_assert_ptr_null(sf_profile_new(0, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "1 to 64 columns"));
	ck_assert_ptr_null(sf_profile_new(65, NULL));
}
END_TEST

/* --- options -------------------------------------------------------------------------------- */

START_TEST(options_by_name)
{
	sf_options *options = sf_options_new(&error);
	static const struct {
		const char *name, *value, *text;
	} wrong[] = {
		{"nosuch", "1", "no such option"},    {"inverted", "maybe", "neither yes nor no"},
		{"height", "-1", "number above 0"},   {"threads", "1.5", "whole number"},
		{"report", "text", "sf_comparison_"}, {"list-formats", "yes", "sf_format()"},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_int_eq(sf_options_set(options, wrong[i].name, wrong[i].value, &error),
		                 SF_FAILED);
		ck_assert_ptr_nonnull(strstr(error.text, wrong[i].text));
		ck_assert_str_eq(error.place, wrong[i].name);
	}
	ck_assert_int_eq(sf_options_set_flag(options, "inverted", 1, &error), SF_OK);
	ck_assert_int_eq(sf_options_set_flag(options, "title", 1, &error), SF_FAILED);
	ck_assert_int_eq(sf_options_set_number(options, "width", 800, &error), SF_OK);
	ck_assert_int_eq(sf_options_set_number(options, "threads", 2, &error), SF_OK);
	ck_assert_int_eq(sf_options_set_number(options, "inverted", 2, &error), SF_FAILED);
	sf_options_free(options);
	sf_options_free(NULL);
}
END_TEST

static int keep(void *context, const void *bytes, size_t size)
{
	FILE *file = context;
	return fwrite(bytes, 1, size, file) != size;
}

static char *svg_of(const sf_profile *profile, const sf_options *options)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	ck_assert_msg(sf_profile_write_svg_to(profile, keep, file, options, &error) == SF_OK, "%s",
	              error.text);
	fclose(file);
	return text;
}

static char *folded_of(const sf_profile *profile, const sf_options *options)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	ck_assert_msg(sf_profile_write_folded_to(profile, keep, file, options, &error) == SF_OK,
	              "%s", error.text);
	fclose(file);
	return text;
}

/* Each value of an option shows, and NULL brings the default back. */
START_TEST(options_reach_the_picture)
{
	static const struct {
		const char *name, *value, *shows;
	} rows[] = {
		{"title", "My <title>", "My &lt;title&gt;"},
		{"subtitle", "a second heading", "a second heading"},
		{"width", "777", "width=\"777\""},
		{"countname", "drops", "drops"},
		{"notes", "a note", "a note"},
		{"search-color", "#123456", "#123456"},
		{"inverted", "yes", "Icicle Graph"},
	};
	char *plain = svg_of(runs[0], NULL);
	sf_options *options = sf_options_new(&error);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert_msg(!strstr(plain, rows[i].shows), "%s", rows[i].name);
		sf_options_set(options, rows[i].name, rows[i].value, &error);
		char *text = svg_of(runs[0], options);
		ck_assert_msg(strstr(text, rows[i].shows) != NULL, "%s", rows[i].name);
		free(text);
		ck_assert_int_eq(sf_options_set(options, rows[i].name, NULL, &error), SF_OK);
		text = svg_of(runs[0], options);
		ck_assert_str_eq(text, plain);
		free(text);
	}
	ck_assert_ptr_nonnull(strstr(plain, "<title>main "));
	ck_assert_int_eq(sf_options_set(options, "base", "g", &error), SF_OK);
	char *text = svg_of(runs[0], options);
	ck_assert_ptr_null(strstr(text, "<title>main "));
	free(text);
	ck_assert_int_eq(sf_options_set(options, "base", NULL, &error), SF_OK);
	text = svg_of(runs[0], options);
	ck_assert_str_eq(text, plain); /* drawing changed nothing */
	free(text);
	sf_options_set(options, "colors", "beautiful", &error);
	ck_assert_int_eq(sf_profile_write_svg_to(runs[0], keep, NULL, options, &error), SF_FAILED);
	ck_assert_str_eq(error.place, "colors");
	sf_options_free(options);
	free(plain);
}
END_TEST

/* --- adding --------------------------------------------------------------------------------- */

static void add(sf_profile *profile, const char *root, const char *leaf, uint64_t weight)
{
	const char *const frames[] = {root, leaf};
	ck_assert_int_eq(sf_profile_add(profile, frames, 2, &weight, &error), SF_OK);
}

/* What is added can be written as folded text, and read back. */
START_TEST(names_are_cleaned)
{
	sf_profile *profile = sf_profile_new(1, &error), *again = sf_profile_new(1, &error);
	add(profile, "main", "[u8; 4]", 1);
	add(profile, "main", "two\nlines\t\x7f", 2);
	add(profile, "main", "", 4);
	add(profile, NULL, "f", 8);
	add(profile, "# no comment", "#", 16);
	add(profile, "#", "f", 32);
	char *text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "? no comment;# 16\n?;f 32\n[unknown];f 8\nmain;[u8: 4] 1\n"
	                       "main;[unknown] 4\nmain;two?lines?? 2\n");
	ck_assert_int_eq(
		sf_profile_read_memory(again, "text", text, strlen(text), NULL, NULL, &error),
		SF_OK);
	char *second = folded_of(again, NULL);
	ck_assert_str_eq(text, second);
	free(text);
	free(second);
	sf_profile_free(profile);
	sf_profile_free(again);
}
END_TEST

static void *sample(void *context)
{
	for (uint64_t i = 1; i <= 100; i++)
		add(context, i % 2 ? "odd" : "even", "leaf", i);
	return NULL;
}

/* Threads sample into profiles of their own. */
START_TEST(merges_profiles)
{
	enum { THREADS = 4 };
	sf_profile *profiles[THREADS], *all = sf_profile_new(1, &error);
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++) {
		profiles[i] = sf_profile_new(1, &error);
		ck_assert_int_eq(pthread_create(&threads[i], NULL, sample, profiles[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(sf_profile_measured(profiles[i], "clock", "ns", 100, &error),
		                 SF_OK);
		ck_assert_int_eq(sf_profile_merge(all, profiles[i], &error), SF_OK);
		sf_profile_free(profiles[i]);
	}
	char *text = folded_of(all, NULL);
	ck_assert_str_eq(text, "# samples: 400 of 20200 ns, clock;\n"
	                       "even;leaf 10200\nodd;leaf 10000\n");
	free(text);
	ck_assert_uint_eq(sf_profile_samples(all, 0), 400);
	ck_assert_int_eq(sf_profile_merge(all, all, &error), SF_FAILED);
	sf_profile *two = sf_profile_new(2, &error);
	ck_assert_int_eq(sf_profile_merge(all, two, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "2 columns"));
	sf_profile_free(two);
	sf_profile_free(all);
}
END_TEST

struct drawing {
	const sf_profile *profile;
	const sf_options *options;
	char *text;
};

static void *draw(void *context)
{
	struct drawing *drawing = context;
	drawing->text = svg_of(drawing->profile, drawing->options);
	return NULL;
}

/* Threads draw the same profile by the same options. */
START_TEST(threads_share)
{
	enum { THREADS = 4 };
	sf_options *options = OPTIONS("base", "g", "inverted", "yes");
	struct drawing drawings[THREADS];
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++) {
		drawings[i] = (struct drawing){runs[0], i % 2 ? options : NULL, NULL};
		ck_assert_int_eq(pthread_create(&threads[i], NULL, draw, &drawings[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_str_eq(drawings[i].text, drawings[i % 2].text);
	}
	ck_assert_str_ne(drawings[0].text, drawings[1].text);
	for (int i = 0; i < THREADS; i++)
		free(drawings[i].text);
	sf_options_free(options);
}
END_TEST

/* A flame chart keeps the order of samples, over merging too. */
START_TEST(keeps_order)
{
	sf_profile *one = sf_profile_new(1, &error), *all = sf_profile_new(1, &error);
	ck_assert_int_eq(sf_profile_keep_order(one, &error), SF_OK);
	ck_assert_int_eq(sf_profile_keep_order(all, &error), SF_OK);
	add(one, "main", "z", 100);
	add(one, "main", "a", 100);
	add(one, "main", "z", 100);
	ck_assert_int_eq(sf_profile_merge(all, one, &error), SF_OK);
	sf_options *options = OPTIONS("flamechart", "yes");
	char *first = svg_of(one, options), *second = svg_of(all, options);
	ck_assert_str_eq(first, second);
	const char *z = strstr(first, ">z (");
	ck_assert_ptr_nonnull(z);
	ck_assert_ptr_nonnull(strstr(z, ">a ("));
	ck_assert_int_eq(sf_profile_write_svg_to(runs[0], keep, NULL, options, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "sf_profile_keep_order"));
	ck_assert_int_eq(sf_profile_keep_order(all, &error), SF_FAILED);
	sf_options_free(options);
	free(first);
	free(second);
	sf_profile_free(one);
	sf_profile_free(all);
}
END_TEST

/* What is said of frames reaches palettes. */
START_TEST(describes_frames)
{
	sf_profile *profile = sf_profile_new(1, &error);
	add(profile, "main", "memcpy", 1000);
	sf_options *options = OPTIONS("colors", "by-module");
	char *before = svg_of(profile, options);
	ck_assert_int_eq(
		sf_profile_describe(profile, "memcpy", SF_CODE_USER, "/lib/libc.so.6", &error),
		SF_OK);
	char *after = svg_of(profile, options);
	ck_assert_ptr_null(strstr(before, "libc.so.6"));
	ck_assert_ptr_nonnull(strstr(after, "libc.so.6"));
	free(before);
	free(after);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

START_TEST(edits)
{
	sf_profile *profile = sf_profile_new(1, &error);
	const char *const deep[] = {"start", "main", "f", "g"};
	const uint64_t weight = 7;
	ck_assert_int_eq(sf_profile_add(profile, deep, 4, &weight, &error), SF_OK);
	add(profile, "other", "f", 1);
	sf_options *options = OPTIONS("skip-after", "main");
	ck_assert_int_eq(sf_profile_edit(profile, options, &error), SF_OK);
	char *text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "main;f;g 7\nother;f 1\n");
	free(text);
	ck_assert_int_eq(sf_options_set(options, "base", "g", &error), SF_OK);
	ck_assert_int_eq(sf_profile_edit(profile, options, &error), SF_OK);
	text = folded_of(profile, NULL);
	ck_assert_str_eq(text, "g 7\n");
	free(text);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

/* --- reading -------------------------------------------------------------------------------- */

struct giver {
	const char *at;
};

static ptrdiff_t give(void *context, void *bytes, size_t size)
{
	struct giver *giver = context;
	size_t n = strlen(giver->at);
	n = n < size ? n : size;
	n = n < 5 ? n : 5;
	memcpy(bytes, giver->at, n);
	giver->at += n;
	return (ptrdiff_t)n;
}

static void hear(void *context, sf_message kind, const char *text)
{
	char line[1200];
	snprintf(line, sizeof line, "%d %s\n", kind, text);
	strcat(context, line);
}

START_TEST(reads_from_anywhere)
{
	static const char text[] = "main;f 3\nmain;g 4.5\n";
	sf_profile *profile = sf_profile_new(1, &error);
	FILE *file = tmpfile();
	char path[32];
	const char *const paths[] = {path};
	reading_put(path, text, strlen(text));
	fputs(text, file);
	fflush(file);
	lseek(fileno(file), 0, SEEK_SET);
	struct giver giver = {text};
	ck_assert_int_eq(sf_profile_read(profile, paths, 1, NULL, NULL, &error), SF_OK);
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "m", text, strlen(text), NULL, NULL, &error),
		SF_OK);
	ck_assert_int_eq(sf_profile_read_fd(profile, "d", fileno(file), NULL, NULL, &error), SF_OK);
	ck_assert_int_eq(sf_profile_read_from(profile, "f", give, &giver, NULL, NULL, &error),
	                 SF_OK);
	char *all = folded_of(profile, NULL);
	ck_assert_str_eq(all, "main;f 12\nmain;g 18\n"); /* nothing that was there is dropped */
	free(all);
	/* what has other columns is refused, and the profile stays as it was */
	ck_assert_int_eq(sf_profile_read_memory(profile, "m", "a;b 1 2\n", 8, NULL, NULL, &error),
	                 SF_FAILED);
	ck_assert_int_eq(sf_profile_read_memory(profile, "m", "", 0, NULL, NULL, &error),
	                 SF_FAILED);
	ck_assert_str_eq(error.place, "m");
	ck_assert_int_eq(sf_profile_read(profile, paths, 0, NULL, NULL, &error), SF_FAILED);
	ck_assert_uint_eq(sf_profile_stacks(profile), 2);
	unlink(path);
	fclose(file);
	sf_profile_free(profile);
}
END_TEST

START_TEST(says_where_it_failed)
{
	static const char text[] = "main;f 3\nmain;g 99999999999999999999\n";
	sf_profile *profile = sf_profile_new(1, &error);
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "net: 7", text, strlen(text), NULL, NULL, &error),
		SF_FAILED);
	ck_assert_str_eq(error.place, "net: 7");
	ck_assert_uint_eq(error.line, 2);
	ck_assert_int_eq(sf_profile_read_memory(profile, "x", text, strlen(text), NULL, NULL, NULL),
	                 SF_FAILED);
	sf_profile_free(profile);
}
END_TEST

START_TEST(accounts)
{
	static const char text[] = "main;f 3\nnonsense\nmain;g 4\n";
	sf_profile *profile = sf_profile_new(1, &error);
	sf_options *options = sf_options_new(&error);
	sf_account *account;
	char heard[4096] = "";
	sf_options_on_message(options, hear, heard);
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "m", text, strlen(text), options, &account, &error),
		SF_OK);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_SAMPLES), 2);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_SUMS), 2);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_KEPT), 2);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_MALFORMED), 1);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_LINES), 3);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_BYTES), strlen(text));
	ck_assert_uint_eq(sf_account_count(account, (sf_count)99), 0);
	ck_assert_ptr_null(sf_account_event(account, 0, NULL, NULL));
	ck_assert_ptr_nonnull(strstr(heard, "0 m:2: "));
	sf_account_free(account);
	sf_account_free(NULL);
	heard[0] = '\0';
	char *picture = svg_of(profile, options);
	ck_assert_str_eq(heard, "0 only 7 samples: hardly a profile\n");
	free(picture);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

/* Also of an input that is refused. */
START_TEST(accounts_of_events)
{
	static const char text[] = "perf 1 1.0: 10 cycles: \n\t1 f (a)\n\nperf 1 1.0: 5 faults: \n"
				   "\t1 g (a)\n\n";
	sf_profile *profile = sf_profile_new(1, &error);
	sf_options *options = OPTIONS("event-filter", "nosuch");
	sf_account *account;
	uint64_t samples;
	int kept;
	ck_assert_int_eq(
		sf_profile_read_memory(profile, "m", text, strlen(text), options, &account, &error),
		SF_FAILED);
	ck_assert_uint_eq(sf_account_count(account, SF_COUNT_OTHER_EVENTS), 2);
	ck_assert_str_eq(sf_account_event(account, 1, &samples, &kept), "faults");
	ck_assert_uint_eq(samples, 1);
	ck_assert(!kept);
	ck_assert_ptr_null(sf_account_event(account, 2, &samples, &kept));
	sf_account_free(account);
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

static int stop(void *context, uint64_t done, uint64_t total)
{
	int *calls = context;
	ck_assert_uint_le(done, total);
	return ++*calls == 2;
}

START_TEST(can_be_cancelled)
{
	enum { SIZE = 8 << 20 };
	char *text = malloc(SIZE);
	for (size_t i = 0; i < SIZE; i += 8)
		memcpy(text + i, "a;b;c 1\n", 8);
	sf_profile *profile = sf_profile_new(1, &error);
	sf_options *options = sf_options_new(&error);
	int calls = 0;
	sf_options_on_progress(options, stop, &calls);
	for (int i = 0; i < 2; i++, calls = 2) {
		sf_status status = sf_profile_read_memory(profile, "m", text, SIZE, options, NULL,
		                                          &error);
		ck_assert_int_eq(status, i ? SF_OK : SF_CANCELLED);
		ck_assert_uint_eq(sf_profile_stacks(profile), (unsigned)i);
		ck_assert(i ? calls > 4 : calls < 5);
	}
	ck_assert_str_eq(error.text, "cancelled");
	sf_options_free(options);
	sf_profile_free(profile);
	free(text);
}
END_TEST

START_TEST(limits_memory)
{
	enum { LINES = 40000 };
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	for (int i = 0; i < LINES; i++)
		fprintf(file, "main;f%d;g%d 1\n", i, i);
	fclose(file);
	static const struct {
		const char *most;
		sf_status status;
	} rows[] = {{"1M", SF_FATAL}, {"4G", SF_OK}, {"much", SF_FAILED}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_profile *profile = sf_profile_new(1, &error);
		sf_options *options = OPTIONS("max-memory", rows[i].most);
		ck_assert_int_eq(
			sf_profile_read_memory(profile, "m", text, size, options, NULL, &error),
			rows[i].status);
		ck_assert_uint_eq(sf_profile_stacks(profile), rows[i].status ? 0 : LINES);
		sf_options_free(options);
		sf_profile_free(profile);
	}
	free(text);
}
END_TEST

static int refuse(void *context, const void *bytes, size_t size)
{
	(void)context, (void)bytes, (void)size;
	return 1;
}

START_TEST(writing_may_fail)
{
	ck_assert_int_eq(sf_profile_write_folded_to(runs[0], refuse, NULL, NULL, &error), SF_FATAL);
	ck_assert_int_eq(sf_profile_write_svg_to(runs[0], refuse, NULL, NULL, &error), SF_FATAL);
	ck_assert_ptr_nonnull(strstr(error.text, "cannot write"));
	ck_assert_int_eq(sf_profile_write_folded(runs[0], "/nonexistent/x", NULL, NULL), SF_FATAL);
}
END_TEST

START_TEST(versions)
{
	char text[32];
	snprintf(text, sizeof text, "%d.%d.%d", SF_VERSION_MAJOR, SF_VERSION_MINOR,
	         SF_VERSION_PATCH);
	ck_assert_str_eq(text, PACKAGE_VERSION);
	ck_assert_str_eq(SF_VERSION_STRING, PACKAGE_VERSION);
	ck_assert_str_eq(sf_version(), PACKAGE_VERSION);
	ck_assert_uint_eq(sf_version_number(), SF_VERSION);
	const char *about;
	int available = 0, folded = 0;
	for (size_t i = 0; sf_format(i, &about, &available); i++)
		folded += strcmp(sf_format(i, NULL, NULL), "folded") == 0 && available && *about;
	ck_assert_int_eq(folded, 1);
}
END_TEST

Suite *public_suite(void)
{
	Suite *suite = suite_create("public");
	TCase *tests = tcase_create("public");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, compares_runs);
	tcase_add_test(tests, compares_single_runs);
	tcase_add_test(tests, says_what_was_counted);
	tcase_add_test(tests, refuses);
	tcase_add_test(tests, options_by_name);
	tcase_add_test(tests, options_reach_the_picture);
	tcase_add_test(tests, names_are_cleaned);
	tcase_add_test(tests, merges_profiles);
	tcase_add_test(tests, threads_share);
	tcase_add_test(tests, keeps_order);
	tcase_add_test(tests, describes_frames);
	tcase_add_test(tests, edits);
	tcase_add_test(tests, reads_from_anywhere);
	tcase_add_test(tests, says_where_it_failed);
	tcase_add_test(tests, accounts);
	tcase_add_test(tests, accounts_of_events);
	tcase_add_test(tests, can_be_cancelled);
	tcase_add_test(tests, limits_memory);
	tcase_add_test(tests, writing_may_fail);
	tcase_add_test(tests, versions);
	suite_add_tcase(suite, tests);
	return suite;
}
