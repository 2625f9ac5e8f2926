/* Properties of every differential picture: widths add up, sides can be swapped, no difference is
 * white. */
#include "base/output.h"
#include "render/frame_color.h"
#include "render/render.h"
#include "render/weights.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *differential_suite(void);

enum { STACKS = 60, DEEPEST = 5, NAMES = 6 };

static struct profile profile, swapped;
static struct layout layout;
static struct layout_options how;
static struct render_options options;
static struct error err;

static void set_up(void)
{
	profile_init(&profile, 2);
	profile_init(&swapped, 2);
	how = (struct layout_options){.width = 1180};
	render_defaults(&options);
	options.title = "T";
	err = (struct error){0};
	ck_assert_int_eq(palette_open("hot", COLOR_BY_NAME, &options.palette, &err), STATUS_OK);
}

static void tear_down(void)
{
	layout_free(&layout);
	profile_free(&profile);
	profile_free(&swapped);
	palette_close(options.palette);
}

static void add_to(struct profile *to, const char *stack, uint64_t before, uint64_t after)
{
	uint32_t frames[DEEPEST];
	size_t depth = 0;
	for (const char *name = stack; *name && depth < DEEPEST; name++)
		frames[depth++] = frames_intern(&to->frames, name, 1);
	const struct decimal weights[] = {{before, 0}, {after, 0}};
	ck_assert_int_eq(profile_add(to, frames, depth, weights, &err), STATUS_OK);
}

/* A stack of frames of one letter each. */
static void add(const char *stack, uint64_t before, uint64_t after)
{
	add_to(&profile, stack, before, after);
	add_to(&swapped, stack, after, before);
}

static unsigned chance(unsigned below)
{
	static uint64_t state = 12345;
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(state >> 33) % below;
}

static void add_many(void)
{
	for (unsigned i = 0; i < STACKS; i++) {
		char stack[DEEPEST + 1] = "";
		unsigned depth = 1 + chance(DEEPEST);
		for (unsigned d = 0; d < depth; d++)
			stack[d] = (char)('a' + chance(NAMES));
		stack[depth] = '\0';
		unsigned kind = chance(4);
		add(stack, kind == 0 ? 0 : chance(100), kind == 1 ? 0 : chance(100));
	}
}

static void lay_out(const struct profile *from, enum layout_side side)
{
	layout_free(&layout);
	how.side = side;
	ck_assert_int_eq(layout_build(from, &how, &layout, &err), STATUS_OK);
}

static uint64_t extent(size_t i)
{
	return layout.items[i].end - layout.items[i].start;
}

/* The extents and both totals of a rectangle's children, and of stacks that end in it, add up to
 * its own. */
static void check_sums(void)
{
	for (size_t i = 0; i < layout.count; i++) {
		const struct rectangle *r = &layout.items[i];
		struct sides sum = r->self;
		uint64_t own = how.side == LAYOUT_BEFORE  ? sum.before
		               : how.side == LAYOUT_AFTER ? sum.after
		               : sum.before > sum.after   ? sum.before
		                                          : sum.after;
		uint64_t wide = own;
		for (size_t c = i + 1; c < layout.count && layout.items[c].depth > r->depth; c++) {
			if (layout.items[c].depth != r->depth + 1)
				continue;
			wide += extent(c);
			sum.before += layout.items[c].total.before;
			sum.after += layout.items[c].total.after;
		}
		ck_assert_uint_eq(wide, extent(i));
		ck_assert_uint_eq(sum.before, r->total.before);
		ck_assert_uint_eq(sum.after, r->total.after);
	}
}

START_TEST(widths_and_totals_add_up)
{
	static const enum layout_side sides[] = {LAYOUT_AFTER, LAYOUT_BEFORE, LAYOUT_UNION};
	add_many();
	for (size_t i = 0; i < 3; i++) {
		lay_out(&profile, sides[i]);
		ck_assert_uint_gt(layout.count, STACKS);
		ck_assert_uint_eq(extent(0), layout.sum);
		check_sums();
	}
}
END_TEST

static void picture_of(const struct profile *from, bool negate, char *to, size_t size)
{
	char path[] = "/tmp/differential-XXXXXX";
	struct output output;
	close(mkstemp(path));
	options.negate = negate;
	options.hatched = true;
	ck_assert_int_eq(output_open(&output, path, &err), STATUS_OK);
	ck_assert_int_eq(renderers[0].write(from, &layout, 1, &options, &output, &err), STATUS_OK);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	FILE *file = fopen(path, "r");
	to[fread(to, 1, size - 1, file)] = '\0';
	fclose(file);
	unlink(path);
}

/* Swapped sides, drawn with the opposite option, give the same picture, byte for byte. */
START_TEST(swapped_sides_negate_everything)
{
	static char one[1 << 18], other[1 << 18];
	add_many();
	/* what is known beside the stacks is swapped, too */
	profile.facts = (struct facts){.counts = {{1125, {5000, 0}}, {2250, {10000, 0}}}};
	swapped.facts = (struct facts){.counts = {{2250, {10000, 0}}, {1125, {5000, 0}}}};
	lay_out(&profile, LAYOUT_UNION);
	picture_of(&profile, false, one, sizeof one);
	lay_out(&swapped, LAYOUT_UNION);
	picture_of(&swapped, true, other, sizeof other);
	ck_assert_str_eq(one, other);
	picture_of(&swapped, false, other, sizeof other);
	ck_assert_str_ne(one, other);
}
END_TEST

/* What the colours are of, and the means and samples of several runs. */
START_TEST(several_runs_are_said)
{
	static char text[1 << 18];
	add("ab", 1000, 2000);
	profile.facts = (struct facts){
		.unit = {.name = "ns"},
		.counts = {{1125, {5000, 0}}, {2250, {10000, 0}}},
	};
	profile.marks = (struct marks){.given = true, .runs = {5, 5}, .level = {5, 2}};
	lay_out(&profile, LAYOUT_AFTER);
	options.legend = true;
	picture_of(&profile, false, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, ">own time</text>"));
	ck_assert_ptr_nonnull(strstr(text, "data-diff-max=\"1000\""));
	ck_assert_ptr_nonnull(strstr(text, "(mean of 5 runs, 1,125 samples)"));
	ck_assert_ptr_nonnull(strstr(text, "(mean of 5 runs, 2,250 samples)"));
	options.difference_by = DIFFERENCE_TOTAL;
	picture_of(&profile, false, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, ">total time</text>"));
	options.factor = 0.123456789;
	picture_of(&profile, false, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, "data-diff-max=\"123.4568\""));
}
END_TEST

static bool is_white(struct color color)
{
	return color.red == 255 && color.green == 255 && color.blue == 255;
}

/* How many of the layout's frames are not white. */
static size_t colored(const struct profile *from)
{
	struct color *colors;
	uint8_t *marks_of;
	size_t count = 0;
	ck_assert_int_eq(marks_by_frame(&from->marks, &from->frames, &marks_of, &err), STATUS_OK);
	ck_assert(frame_colors(from, &layout, &options, marks_of, NULL, &colors));
	for (size_t i = 0; i < layout.count; i++)
		count += !is_white(colors[i]);
	free(colors);
	free(marks_of);
	return count;
}

START_TEST(no_difference_is_white)
{
	for (char name = 'a'; name < 'e'; name++)
		add((char[]){'m', name, '\0'}, 5 * (uint64_t)name, 5 * (uint64_t)name);
	lay_out(&profile, LAYOUT_UNION);
	for (unsigned i = 0; i < 4; i++) {
		options.difference_by = i & 1 ? DIFFERENCE_TOTAL : DIFFERENCE_SELF;
		options.difference_scale = i & 2 ? DIFFERENCE_CHANGE : DIFFERENCE_SHARE;
		ck_assert_uint_eq(colored(&profile), 0);
	}
	add("mz", 1, 2);
	lay_out(&profile, LAYOUT_UNION);
	options.difference_by = DIFFERENCE_SELF;
	ck_assert_uint_eq(colored(&profile), 1); /* z */
	options.difference_by = DIFFERENCE_TOTAL;
	ck_assert_uint_eq(colored(&profile), 3); /* z, m, the root */
}
END_TEST

START_TEST(noise_is_white)
{
	add("ma", 10, 20);
	add("mb", 10, 11);
	profile.marks.given = true;
	marks_add(&profile.marks, MARK_SELF, "a", 1);
	lay_out(&profile, LAYOUT_AFTER);
	ck_assert_uint_eq(colored(&profile), 1); /* a */
	options.difference_by = DIFFERENCE_TOTAL;
	ck_assert_uint_eq(colored(&profile), 0);
	marks_add(&profile.marks, MARK_TOTAL, "m", 1);
	ck_assert_uint_eq(colored(&profile), 1); /* m */
	profile.marks.all = true;
	ck_assert_uint_eq(colored(&profile), 2);
}
END_TEST

START_TEST(a_change_is_as_strong_either_way)
{
	struct color *colors;
	add("a", 10, 20);
	add("b", 2000, 1000);
	add("c", 0, 1);
	lay_out(&profile, LAYOUT_UNION);
	options.difference_scale = DIFFERENCE_CHANGE;
	ck_assert(frame_colors(&profile, &layout, &options, NULL, NULL, &colors));
	ck_assert_uint_eq(colors[1].red, 255);
	ck_assert_uint_eq(colors[1].green, 105);
	ck_assert_uint_eq(colors[2].blue, 255);
	ck_assert_uint_eq(colors[2].green, 105);
	ck_assert_uint_eq(colors[3].green, 0); /* new */
	free(colors);
}
END_TEST

START_TEST(what_one_side_lacks_is_counted)
{
	add("ab", 10, 0);
	add("abc", 5, 0);
	add("ad", 0, 7);
	add("a", 1, 1);
	for (int side = LAYOUT_AFTER; side <= LAYOUT_UNION; side++) {
		lay_out(&profile, (enum layout_side)side);
		ck_assert_uint_eq(layout.only.before, 15);
		ck_assert_uint_eq(layout.only.after, 7);
	}
	ck_assert_uint_eq(layout.sum, 23);
	static char text[1 << 18];
	options.look = look_find("classic");
	lay_out(&profile, LAYOUT_AFTER);
	picture_of(&profile, false, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, "id=\"unseen\" x=\"600\" y=\"34.5\""));
}
END_TEST

START_TEST(disjoint_and_empty_sides)
{
	add("a", 4, 0);
	lay_out(&profile, LAYOUT_AFTER);
	ck_assert_uint_eq(layout.count, 0);
	ck_assert_uint_eq(layout.sum, 0);
	lay_out(&profile, LAYOUT_BEFORE);
	ck_assert_uint_eq(layout.sum, 4);
	add("b", 0, 3);
	lay_out(&profile, LAYOUT_UNION);
	ck_assert_uint_eq(layout.sum, 7);
	ck_assert_uint_eq(layout.count, 3);
	check_sums();
}
END_TEST

START_TEST(large_counts)
{
	add("a", UINT64_MAX, 0);
	lay_out(&profile, LAYOUT_BEFORE);
	ck_assert_uint_eq(layout.sum, UINT64_MAX);
	ck_assert_uint_eq(layout.self_max, UINT64_MAX);
	add("b", 0, UINT64_MAX);
	lay_out(&profile, LAYOUT_AFTER);
	layout_free(&layout);
	how.side = LAYOUT_UNION; /* twice as much as 64 bits hold */
	ck_assert_int_eq(layout_build(&profile, &how, &layout, &err), STATUS_FAILED);
	ck_assert_uint_eq(layout.count, 0);
}
END_TEST

/* The entries of the list of exact weights: before, after; those of self if they differ from these;
 * and the width if it follows from none of them. */
START_TEST(entries_of_the_list)
{
	static const struct {
		struct sides total, self;
		uint64_t extent;
		enum layout_side side;
		uint32_t frame;
		bool negate;
		const char *entry;
	} rows[] = {
		{{3, 40}, {3, 40}, 40, LAYOUT_AFTER, 0, false, "3,14 "},
		{{3, 40}, {3, 40}, 3, LAYOUT_BEFORE, 0, false, "3,14 "},
		{{3, 40}, {3, 40}, 40, LAYOUT_UNION, 0, false, "3,14 "},
		{{40, 3}, {40, 3}, 40, LAYOUT_UNION, 0, false, "14,3 "},
		{{3, 40}, {3, 1}, 40, LAYOUT_AFTER, 0, false, "3,14,3,1 "},
		{{3, 40}, {2, 40}, 40, LAYOUT_AFTER, 0, false, "3,14,2,14 "},
		{{3, 40}, {3, 40}, 41, LAYOUT_UNION, 0, false, "3,14,3,14,15 "},
		{{3, 40}, {0, 0}, 40, LAYOUT_BEFORE, 0, false, "3,14,0,0,14 "},
		{{3, 40}, {1, 2}, 40, LAYOUT_AFTER, LAYOUT_ROOT, false, "3,14,0,0 "},
		{{3, 40}, {1, 2}, 3, LAYOUT_AFTER, 0, true, "14,3,2,1 "},
		{{0, UINT64_MAX},
	         {0, 0},
	         UINT64_MAX,
	         LAYOUT_AFTER,
	         0,
	         false,
	         "0,3w5e11264sgsf,0,0 "},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buffer list = {0};
		options.negate = rows[i].negate;
		const struct weights weights = {.options = &options, .differential = true};
		const struct layout made = {.differential = true, .side = rows[i].side};
		const struct rectangle rectangle = {
			.frame = rows[i].frame,
			.start = rows[i].extent == UINT64_MAX ? 0 : 7,
			.end = rows[i].extent == UINT64_MAX ? UINT64_MAX : 7 + rows[i].extent,
			.self = rows[i].self,
			.total = rows[i].total};
		weights_append_entry(&list, &weights, &made, &rectangle);
		buffer_byte(&list, '\0');
		ck_assert_str_eq(list.data, rows[i].entry);
		buffer_free(&list);
	}
	struct buffer list = {0};
	weights_append_entry(&list, &(struct weights){.options = &options}, &(struct layout){0},
	                     &(struct rectangle){.end = 1295, .self = {5, 5}});
	buffer_byte(&list, '\0');
	ck_assert_str_eq(list.data, "zz ");
	buffer_free(&list);
}
END_TEST

Suite *differential_suite(void)
{
	Suite *suite = suite_create("differential");
	TCase *tests = tcase_create("differential");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, widths_and_totals_add_up);
	tcase_add_test(tests, swapped_sides_negate_everything);
	tcase_add_test(tests, several_runs_are_said);
	tcase_add_test(tests, no_difference_is_white);
	tcase_add_test(tests, noise_is_white);
	tcase_add_test(tests, a_change_is_as_strong_either_way);
	tcase_add_test(tests, what_one_side_lacks_is_counted);
	tcase_add_test(tests, disjoint_and_empty_sides);
	tcase_add_test(tests, large_counts);
	tcase_add_test(tests, entries_of_the_list);
	suite_add_tcase(suite, tests);
	return suite;
}
