#include "palette/palette.h"
#include "store/origins.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *palette_suite(void);

static struct error err;

static struct palette *opened(const char *name, enum palette_source source)
{
	struct palette *palette;
	ck_assert_int_eq(palette_open(name, source, &palette, &err), STATUS_OK);
	return palette;
}

/* A colour as "r,g,b". */
static const char *shown(struct color color)
{
	static char texts[4][16];
	static unsigned next;
	char *text = texts[next++ % 4];
	snprintf(text, sizeof texts[0], "%u,%u,%u", color.red, color.green, color.blue);
	return text;
}

static const char *color_of(struct palette *palette, const char *name)
{
	return shown(palette_color(palette, name, strlen(name)));
}

/* Which hue a palette's rule chooses: the palette of one hue that gives the same. */
static const char *hue_of(const char *palette_name, const char *name)
{
	static const char *const hues[] = {"red", "green", "blue", "aqua", "yellow", "orange"};
	struct palette *palette = opened(palette_name, COLOR_BY_NAME);
	const char *found = "none";
	char color[16];
	strcpy(color, color_of(palette, name));
	for (size_t i = 0; i < sizeof hues / sizeof *hues; i++) {
		struct palette *hue = opened(hues[i], COLOR_BY_NAME);
		if (strcmp(color_of(hue, name), color) == 0)
			found = hues[i];
		palette_close(hue);
	}
	palette_close(palette);
	return found;
}

/* As flamegraph.pl draws them. */
START_TEST(default_colors)
{
	static const struct {
		const char *palette, *name, *color;
	} rows[] = {
		{"hot", "", "213,39,9"},
		{"hot", "main", "243,179,42"},
		{"hot", "\346\227\245\346\234\254\350\252\236",
	         "253,223,53"}, /* three of Japanese */
		{"hot", "na\303\257ve", "217,58,13"},
		{"chain", "a", "118,118,236"},
		{"chain", "w1_[w]", "52,167,167"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct palette *palette = opened(rows[i].palette, COLOR_BY_NAME);
		ck_assert_str_eq(color_of(palette, rows[i].name), rows[i].color);
		palette_close(palette);
	}
}
END_TEST

START_TEST(dashes_are_grey)
{
	struct palette *palette = opened("java", COLOR_BY_HASH);
	ck_assert_str_eq(color_of(palette, "--"), "160,160,160");
	ck_assert_str_eq(color_of(palette, "-"), "200,200,200");
	ck_assert_str_ne(color_of(palette, "---"), "160,160,160");
	palette_close(palette);
}
END_TEST

START_TEST(rules_choose_hues)
{
	static const struct {
		const char *palette, *name, *hue;
	} rows[] = {
		{"java", "x_[j]", "green"},
		{"java", "x_[i]", "aqua"},
		{"java", "Ljava/lang/Object:.wait", "green"},
		{"java", "java/lang/Object", "green"},
		{"java", "Lx:::y", "green"},
		{"java", "std::sort", "yellow"},
		{"java", "read_[k]", "orange"},
		{"java", "read", "red"},
		{"java", "java.lang.String.length", "green"},
		{"java", "java.lang.String.length_[0]", "green"},
		{"java", "Main.run_[1]", "green"},
		{"java", "scala.collection.immutable.List$.map", "green"},
		{"java", "com.example.app_2.Main$Inner.run", "green"},
		{"java", "java.lang.Object[]", "green"},
		{"java", "Main.run", "red"},
		{"java", "finish_task_switch.isra.0", "red"},
		{"java", "memcpy@GLIBC_2.2.5", "red"},
		{"java", "libjvm.so", "red"},
		{"java", "a.b::C.d", "yellow"},
		{"java", "java.", "red"},
		{"js", "/a.js:1_[j]", "green"},
		{"js", "Builtin:x_[j]", "aqua"},
		{"js", "node::Start", "yellow"},
		{"js", "/lib/a.js:1", "green"},
		{"js", "LazyCompile:~x", "aqua"},
		{"js", " ", "green"},
		{"js", "read_[k]", "orange"},
		{"js", "read", "red"},
		{"perl", "a::b", "yellow"},
		{"perl", "Perl_runops", "green"},
		{"perl", "x.pl", "green"},
		{"perl", "read_[k]", "orange"},
		{"perl", "read", "red"},
		{"wakeup", "anything", "aqua"},
		{"python", "/usr/lib/python3.11/site-packages/x.py", "aqua"},
		{"python", "/usr/lib/python3.11/json/x.py", "yellow"},
		{"python", "C:\\Python\\lib.py", "yellow"},
		{"python", "<built-in method>", "yellow"},
		{"python", "<frozen importlib>", "yellow"},
		{"python", "/home/pythonista/x.py", "red"},
		{"rust", "core::ptr::read", "orange"},
		{"rust", "<alloc::vec::Vec<T> as Drop>::drop", "orange"},
		{"rust", "demo`std::rt::start", "orange"},
		{"rust", "mine::run", "aqua"},
		{"rust", "main", "yellow"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_msg(strcmp(hue_of(rows[i].palette, rows[i].name), rows[i].hue) == 0,
		              "%s: \"%s\" is not %s but %s", rows[i].palette, rows[i].name,
		              rows[i].hue, hue_of(rows[i].palette, rows[i].name));
}
END_TEST

START_TEST(unknown_name_lists_all)
{
	struct palette *palette;
	ck_assert_int_eq(palette_open("pink", COLOR_BY_NAME, &palette, &err), STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(err.text, "pink"));
	ck_assert_ptr_nonnull(strstr(err.text, "hot"));
	ck_assert_ptr_nonnull(strstr(err.text, "orange"));
	ck_assert_ptr_null(palette);
}
END_TEST

START_TEST(backgrounds)
{
	ck_assert_str_eq(palette_background("hot"), "yellow");
	ck_assert_str_eq(palette_background("mem"), "green");
	ck_assert_str_eq(palette_background("io"), "blue");
	ck_assert_str_eq(palette_background("red"), "grey");
	ck_assert_str_eq(palette_background("by-module"), "grey");
}
END_TEST

START_TEST(differences)
{
	ck_assert_str_eq(shown(difference_shade(NULL, 0, 7)), "255,255,255");
	ck_assert_str_eq(shown(difference_shade(NULL, 7, 7)), "255,0,0");
	ck_assert_str_eq(shown(difference_shade(NULL, -7, 7)), "0,0,255");
	ck_assert_str_eq(shown(difference_shade(NULL, 1, 7)), "255,180,180");
}
END_TEST

START_TEST(ramps_go_by_the_sum)
{
	static const struct {
		const char *palette, *name, *color;
	} rows[] = {
		{"viridis", "main", "183,227,120"}, /* at 0.7786 of the ramp's part */
		{"viridis", "", "104,163,176"},     /* at 0.1708 */
		{"cividis", "main", "227,214,145"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct palette *palette = opened(rows[i].palette, COLOR_BY_NAME);
		struct palette *hash = opened(rows[i].palette, COLOR_BY_HASH);
		ck_assert_str_eq(color_of(palette, rows[i].name), rows[i].color);
		ck_assert_str_ne(color_of(hash, rows[i].name), rows[i].color);
		ck_assert(palette_is_stable(palette));
		palette_close(palette);
		palette_close(hash);
	}
}
END_TEST

/* One hue for a module, whatever the function; lightness by the function. */
START_TEST(modules_have_hues)
{
	struct palette *palette = opened("by-module", COLOR_BY_NAME);
	const struct color first = palette_color(palette, "std::sort", 9);
	const struct color second = palette_color(palette, "std::find", 9);
	ck_assert_str_ne(shown(first), shown(second));
	ck_assert_int_le(abs(first.red - second.red), 30);
	ck_assert_int_le(abs(first.green - second.green), 45);
	ck_assert_int_le(abs(first.blue - second.blue), 45);
	/* No module: grey. */
	const struct color plain = palette_color(palette, "main", 4);
	ck_assert_int_le(abs(plain.red - plain.blue), 16);
	ck_assert(palette_is_stable(palette));
	palette_close(palette);
}
END_TEST

/* A name with a known kind of code is coloured as if it were annotated, but keeps the shade of its
 * own name. */
START_TEST(known_code_has_its_hue)
{
	static const struct {
		const char *palette, *name;
		unsigned kind;
		const char *hue;
	} rows[] = {
		{"java", "vfs_read", ORIGIN_KERNEL, "orange"},
		{"java", "Interpreter", ORIGIN_JIT, "green"},
		{"java", "helper", ORIGIN_INLINED, "aqua"},
		{"java", "malloc", ORIGIN_USER, "red"},
		{"java", "malloc", 0, "red"},
		{"java", "JavaCalls::call", ORIGIN_USER, "yellow"},
		{"java", "vfs_read_[k]", ORIGIN_JIT, "orange"}, /* its own mark counts */
		{"java", "run_[j]", ORIGIN_KERNEL, "green"},
		{"js", "JS:~run node:fs:20", ORIGIN_JIT, "aqua"},
		{"js", "JS:~run /srv/app:20", ORIGIN_JIT, "green"},
		{"js", "vfs_read", ORIGIN_KERNEL, "orange"},
		{"perl", "vfs_read", ORIGIN_KERNEL, "orange"},
		{"perl", "Perl_run", ORIGIN_USER, "green"},
		{"python", "vfs_read", ORIGIN_KERNEL, "red"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct palette *palette = opened(rows[i].palette, COLOR_BY_NAME);
		struct palette *hue = opened(rows[i].hue, COLOR_BY_NAME);
		const struct palette_frame frame = {
			.name = rows[i].name, .size = strlen(rows[i].name), .kind = rows[i].kind};
		ck_assert_msg(strcmp(shown(palette_color_of(palette, &frame)),
		                     color_of(hue, rows[i].name)) == 0,
		              "%s in %s", rows[i].name, rows[i].palette);
		palette_close(palette);
		palette_close(hue);
	}
}
END_TEST

START_TEST(advises_where_nothing_is_told_apart)
{
	static const struct {
		const char *palette, *first, *second;
		bool advice;
	} rows[] = {
		{"hot", "main", "", false},
		{"by-depth", "main", "", false},
		{"java", "", "", false}, /* no frame was coloured */
		{"java", "main", "std::sort", true},
		{"java", "main", "run_[j]", false},
		{"java", "main", "vfs_read_[k]", false},
		{"java", "main", "org/x/Y.run", false},
		{"js", "main", "vfs_read_[k]", true},
		{"js", "main", "JS:~run /srv/a.js:1", false},
		{"by-module", "main", "parse", true},
		{"by-module", "std::sort", "std::find", true},
		{"by-module", "std::sort", "[libc.so.6]", false},
		{"rust", "main", "core::fmt::write", false},
		{"python", "run (/srv/app.py:1)", "read", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct palette *palette = opened(rows[i].palette, COLOR_BY_NAME);
		color_of(palette, rows[i].first);
		color_of(palette, rows[i].second);
		ck_assert_msg((palette_advice(palette) != NULL) == rows[i].advice, "%s: %s, %s",
		              rows[i].palette, rows[i].first, rows[i].second);
		palette_close(palette);
	}
}
END_TEST

START_TEST(depths_have_colors)
{
	struct palette *palette = opened("by-depth", COLOR_BY_NAME);
	struct palette *hot = opened("hot", COLOR_BY_NAME);
	struct color low = palette_color_at(palette, "a", 1, 1);
	struct color high = palette_color_at(palette, "a", 1, 9);
	ck_assert_str_ne(shown(low), shown(high));
	ck_assert_str_eq(shown(palette_color_at(palette, "a", 1, 0)), color_of(palette, "a"));
	ck_assert_str_ne(shown(palette_color_at(palette, "b", 1, 1)), shown(low));
	ck_assert_str_eq(shown(palette_color_at(palette, "--", 2, 5)), "160,160,160");
	ck_assert_str_eq(shown(palette_color_at(hot, "main", 4, 7)), "243,179,42");
	ck_assert(!palette_is_stable(palette));
	palette_close(palette);
	palette_close(hot);
}
END_TEST

START_TEST(rules_come_first)
{
	static const char *const names[] = {"hot", "chain", "by-module", "by-depth", "viridis"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct palette *palette = opened(names[i], i % 2 ? COLOR_RANDOM : COLOR_BY_NAME);
		struct palette *bare = opened(names[i], COLOR_BY_NAME);
		ck_assert_int_eq(palette_add_rule(palette, "_\\[k\\]$=#102030", &err), STATUS_OK);
		ck_assert_int_eq(palette_add_rule(palette, "^(r|-|$)=lime", &err), STATUS_OK);
		ck_assert_str_eq(color_of(palette, "read_[k]"), "16,32,48");
		ck_assert_str_eq(color_of(palette, "read"), "0,255,0");
		ck_assert_str_eq(color_of(palette, "--"), "160,160,160");
		ck_assert_str_eq(color_of(palette, "-"), "200,200,200");
		ck_assert_str_ne(color_of(palette, ""), "0,255,0"); /* the root has no name */
		if (i % 2 == 0)
			ck_assert_str_eq(color_of(palette, "main"), color_of(bare, "main"));
		ck_assert_ptr_null(palette_failure(palette));
		palette_close(palette);
		palette_close(bare);
	}
}
END_TEST

START_TEST(random_runs_agree)
{
	struct palette *one = opened("hot", COLOR_RANDOM), *two = opened("hot", COLOR_RANDOM);
	const char *first = color_of(one, "a");
	ck_assert_str_eq(first, color_of(two, "a"));
	ck_assert_str_ne(first, color_of(one, "a"));
	ck_assert(!palette_is_stable(one));
	palette_close(one);
	palette_close(two);
}
END_TEST

static char map[] = "/tmp/palette-XXXXXX";

static void write_map(const char *text)
{
	strcpy(map + strlen(map) - 6, "XXXXXX");
	int fd = mkstemp(map);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

START_TEST(map_is_kept)
{
	char text[200] = "";
	struct palette *palette = opened("hot", COLOR_RANDOM);
	write_map("main->rgb(1,2,3)\noperator->->rgb(4,5,6)\n");
	ck_assert_int_eq(palette_read(palette, map, &err), STATUS_OK);
	ck_assert(palette_is_stable(palette));
	ck_assert_str_eq(color_of(palette, "main"), "1,2,3");
	ck_assert_str_eq(color_of(palette, "operator->"), "4,5,6");
	const char *made = color_of(palette, "a");
	ck_assert_str_eq(color_of(palette, "a"), made);
	ck_assert_int_eq(palette_write(palette, map, &err), STATUS_OK);
	FILE *file = fopen(map, "r");
	ck_assert_uint_gt(fread(text, 1, sizeof text - 1, file), 0);
	fclose(file);
	char expected[200];
	snprintf(expected, sizeof expected,
	         "a->rgb(%s)\nmain->rgb(1,2,3)\noperator->->rgb(4,5,6)\n", made);
	ck_assert_str_eq(text, expected);
	unlink(map);
	palette_close(palette);
}
END_TEST

/* Rules are over the map and do not enter it. */
START_TEST(map_without_rules)
{
	char text[200] = "";
	struct palette *palette = opened("hot", COLOR_BY_NAME);
	write_map("main->rgb(1,2,3)\n");
	ck_assert_int_eq(palette_read(palette, map, &err), STATUS_OK);
	ck_assert_int_eq(palette_add_rule(palette, "^(main|x)$=red", &err), STATUS_OK);
	ck_assert_str_eq(color_of(palette, "main"), "255,0,0");
	ck_assert_str_eq(color_of(palette, "x"), "255,0,0");
	ck_assert_int_eq(palette_write(palette, map, &err), STATUS_OK);
	FILE *file = fopen(map, "r");
	ck_assert_uint_gt(fread(text, 1, sizeof text - 1, file), 0);
	fclose(file);
	ck_assert_str_eq(text, "main->rgb(1,2,3)\n");
	unlink(map);
	palette_close(palette);
}
END_TEST

START_TEST(missing_map_is_fine)
{
	struct palette *palette = opened("hot", COLOR_BY_NAME);
	ck_assert_int_eq(palette_read(palette, "/nonexistent/palette.map", &err), STATUS_OK);
	palette_close(palette);
}
END_TEST

START_TEST(bad_map_fails)
{
	static const char *const texts[] = {
		"junk\n",           "a->rgb(1,2)\n",    "a->rgb(1,2,256)\n",
		"a->rgb(1,2,3) \n", "a->rgb(1,2,-3)\n", "a->red\n"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct palette *palette = opened("hot", COLOR_BY_NAME);
		write_map(texts[i]);
		ck_assert_int_eq(palette_read(palette, map, &err), STATUS_FAILED);
		ck_assert_ptr_nonnull(strstr(err.text, ":1:"));
		unlink(map);
		palette_close(palette);
	}
}
END_TEST

Suite *palette_suite(void)
{
	Suite *suite = suite_create("palette");
	TCase *tests = tcase_create("palette");
	tcase_add_test(tests, default_colors);
	tcase_add_test(tests, dashes_are_grey);
	tcase_add_test(tests, rules_choose_hues);
	tcase_add_test(tests, unknown_name_lists_all);
	tcase_add_test(tests, backgrounds);
	tcase_add_test(tests, differences);
	tcase_add_test(tests, ramps_go_by_the_sum);
	tcase_add_test(tests, modules_have_hues);
	tcase_add_test(tests, known_code_has_its_hue);
	tcase_add_test(tests, advises_where_nothing_is_told_apart);
	tcase_add_test(tests, depths_have_colors);
	tcase_add_test(tests, rules_come_first);
	tcase_add_test(tests, random_runs_agree);
	tcase_add_test(tests, map_is_kept);
	tcase_add_test(tests, map_without_rules);
	tcase_add_test(tests, missing_map_is_fine);
	tcase_add_test(tests, bad_map_fails);
	suite_add_tcase(suite, tests);
	return suite;
}
