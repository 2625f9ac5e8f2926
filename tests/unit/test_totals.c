/* Sums by frame, trees of stacks, and frames by name. */
#include "base/display.h"
#include "base/near.h"
#include "store/multikey.h"
#include "store/profile.h"
#include "totals/chosen.h"
#include "totals/stack_tree.h"
#include "totals/totals.h"

#include "comparing.h"

#include <stdio.h>

Suite *totals_suite(void);

static struct profile profile;
static struct error err;

static void set_up(void)
{
	profile_init(&profile, 1);
	err.text[0] = '\0';
}

static void tear_down(void)
{
	profile_free(&profile);
}

static uint32_t id_of(const char *name)
{
	uint32_t id = frames_find(&profile.frames, name, strlen(name));
	ck_assert_msg(id != FRAME_NONE, "no frame %s", name);
	return id;
}

static void check_total(const struct totals *totals, const char *name, uint64_t self,
                        uint64_t total)
{
	ck_assert_msg(totals->of[MEASURE_SELF][id_of(name)] == self, "self %s", name);
	ck_assert_msg(totals->of[MEASURE_TOTAL][id_of(name)] == total, "total %s", name);
}

START_TEST(recursion_counts_once)
{
	struct totals totals;
	add_to(&profile, "main;f;g;f", 3, 0);
	add_to(&profile, "main;f;f", 2, 0);
	add_to(&profile, "main;g;f;h", 5, 0);
	add_to(&profile, "f", 1, 0);
	ck_assert_int_eq(totals_make(&profile.stacks, profile.stacks.weights, 1,
	                             profile.frames.count, &totals, &err),
	                 STATUS_OK);
	check_total(&totals, "main", 0, 10);
	check_total(&totals, "f", 6, 11);
	check_total(&totals, "g", 0, 8);
	check_total(&totals, "h", 5, 5);
	totals_free(&totals);
}
END_TEST

START_TEST(groups)
{
	struct totals totals;
	add_to(&profile, "a1;b1;a2;b2", 3, 0);
	add_to(&profile, "a1;a2", 2, 0);
	uint32_t group[4];
	group[id_of("a1")] = group[id_of("a2")] = 1;
	group[id_of("b1")] = group[id_of("b2")] = 0;
	ck_assert_int_eq(totals_make_groups(&profile.stacks, profile.stacks.weights, 1, group, 2,
	                                    &totals, &err),
	                 STATUS_OK);
	ck_assert_uint_eq(totals.of[MEASURE_SELF][0], 3);
	ck_assert_uint_eq(totals.of[MEASURE_TOTAL][0], 3);
	ck_assert_uint_eq(totals.of[MEASURE_SELF][1], 2);
	ck_assert_uint_eq(totals.of[MEASURE_TOTAL][1], 5);
	totals_free(&totals);
}
END_TEST

/* --- trees ---------------------------------------------------------------------------------- */

static void append_node(const struct stack_tree *tree, const struct stack_node *node,
                        struct buffer *text)
{
	const uint32_t *frames = stack_node_frames(tree, node);
	for (size_t i = 0; i < node->depth - node->first; i++)
		buffer_printf(text, "%s%s", i ? "," : "", profile.frames.items[frames[i] - 1].name);
	buffer_printf(text, "=%llu/%llu", (unsigned long long)stack_node_total(tree, node, 0),
	              (unsigned long long)stack_node_self(tree, node, 0));
}

static int by_name(const void *a, const void *b, void *tree)
{
	const uint32_t *one = stack_node_frames(tree, a), *other = stack_node_frames(tree, b);
	return strcmp(profile.frames.items[*one - 1].name, profile.frames.items[*other - 1].name);
}

/* "main=10/0(f=4/1 g=6/6)": the tree as a text, children by name. */
static void append_children(struct stack_tree *tree, const struct stack_node *node,
                            struct buffer *text)
{
	struct stack_nodes nodes = {0};
	ck_assert(stack_tree_children(tree, node, &nodes));
	if (nodes.count)
		qsort_r(nodes.items, nodes.count, sizeof *nodes.items, by_name, tree);
	for (size_t i = 0; i < nodes.count; i++) {
		buffer_byte(text, i ? ' ' : '(');
		append_node(tree, &nodes.items[i], text);
		append_children(tree, &nodes.items[i], text);
	}
	buffer_text(text, nodes.count ? ")" : "");
	free(nodes.items);
}

static void check_tree(enum stack_way way, const char *chosen, const char *expected)
{
	struct stack_tree tree;
	struct buffer text = {0};
	bool *is = calloc(profile.frames.count + 1, sizeof *is);
	if (chosen)
		is[id_of(chosen)] = true;
	ck_assert_int_eq(
		stack_tree_make(&tree, &profile.stacks, profile.stacks.weights, 1, way, is, &err),
		STATUS_OK);
	const struct stack_node root = stack_tree_root(&tree);
	append_children(&tree, &root, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, expected);
	buffer_free(&text);
	stack_tree_free(&tree);
	free(is);
}

START_TEST(trees)
{
	add_to(&profile, "main;run;parse;read", 40, 0);
	add_to(&profile, "main;run;parse", 10, 0);
	add_to(&profile, "main;run;draw;line", 30, 0);
	add_to(&profile, "main;run;draw;fill;line", 5, 0);
	add_to(&profile, "main;idle", 15, 0);
	check_tree(STACKS_ALL, NULL,
	           "(main=100/0(idle=15/15 run=85/0(draw=35/0(fill,line=5/5 line=30/30) "
	           "parse=50/10(read=40/40))))");
	check_tree(STACKS_DOWN, "draw", "(draw=35/0(fill,line=5/5 line=30/30))");
	check_tree(STACKS_UP, "line", "(line=35/0(draw,run,main=30/30 fill,draw,run,main=5/5))");
	check_tree(STACKS_UP, "main", "(main=100/100)");
}
END_TEST

START_TEST(trees_of_recursion)
{
	add_to(&profile, "main;f;g;f", 3, 0);
	add_to(&profile, "main;f;f", 2, 0);
	add_to(&profile, "main;g;f;h", 5, 0);
	add_to(&profile, "f", 1, 0);
	check_tree(STACKS_UP, "f", "(f=11/1(g,main=5/5 main=5/5))");
	check_tree(STACKS_DOWN, "f", "(f=11/1(f=2/2 g,f=3/3 h=5/5))");
}
END_TEST

START_TEST(no_stack_has_it)
{
	add_to(&profile, "main;f", 3, 0);
	frames_intern(&profile.frames, "unused", 6);
	check_tree(STACKS_UP, "unused", "");
}
END_TEST

/* A stack of a million frames beside one that shares all but the last: no recursion over depth. */
START_TEST(deep)
{
	enum { DEPTH = 1000000 };
	struct stack_tree tree;
	struct stack_nodes nodes = {0};
	uint32_t *frames = malloc(DEPTH * sizeof *frames);
	const struct decimal weight = {7, 0};
	for (size_t i = 0; i < DEPTH; i++)
		frames[i] = frames_intern(&profile.frames, "f", 1);
	ck_assert_int_eq(profile_add(&profile, frames, DEPTH, &weight, &err), STATUS_OK);
	frames[DEPTH - 1] = frames_intern(&profile.frames, "g", 1);
	ck_assert_int_eq(profile_add(&profile, frames, DEPTH, &weight, &err), STATUS_OK);
	ck_assert_int_eq(stack_tree_make(&tree, &profile.stacks, profile.stacks.weights, 1,
	                                 STACKS_ALL, NULL, &err),
	                 STATUS_OK);
	const struct stack_node root = stack_tree_root(&tree);
	ck_assert(stack_tree_children(&tree, &root, &nodes));
	ck_assert_uint_eq(nodes.count, 1);
	ck_assert_uint_eq(nodes.items[0].depth, DEPTH - 1);
	ck_assert_uint_eq(stack_node_total(&tree, &nodes.items[0], 0), 14);
	ck_assert(stack_tree_children(&tree, &nodes.items[0], &nodes));
	ck_assert_uint_eq(nodes.count, 3);
	free(nodes.items);
	free(frames);
	stack_tree_free(&tree);
}
END_TEST

/* The weight that goes through node after node of random stacks, as counted one by one. */
static void check_random(struct stack_tree *tree, const struct stack_node *node, uint64_t *self)
{
	struct stack_nodes nodes = {0};
	ck_assert(stack_tree_children(tree, node, &nodes));
	uint64_t sum = stack_node_self(tree, node, 0);
	*self += sum;
	for (size_t i = 0; i < nodes.count; i++) {
		uint64_t total = 0;
		const uint32_t *way = tree->entries[nodes.items[i].from].numbers;
		for (size_t s = 0; s < profile.stacks.count; s++) {
			const struct stack *stack = &profile.stacks.items[s];
			size_t d = 0;
			while (d < stack->depth && d < nodes.items[i].depth &&
			       stack->frames[d] + 1 == way[d])
				d++;
			total += d == nodes.items[i].depth ? profile.stacks.weights[s] : 0;
		}
		ck_assert_uint_eq(total, stack_node_total(tree, &nodes.items[i], 0));
		sum += total;
		check_random(tree, &nodes.items[i], self);
	}
	ck_assert_uint_eq(sum, stack_node_total(tree, node, 0));
	free(nodes.items);
}

START_TEST(random_trees)
{
	uint64_t total, self = 0;
	struct stack_tree tree;
	srand((unsigned)_i + 1);
	for (int i = 0; i < 200; i++) {
		char text[64] = "";
		for (int d = rand() % 7; d >= 0; d--)
			sprintf(text + strlen(text), "%s%c", *text ? ";" : "", 'a' + rand() % 3);
		add_to(&profile, text, (uint64_t)rand() % 100, 0);
	}
	ck_assert_int_eq(stack_tree_make(&tree, &profile.stacks, profile.stacks.weights, 1,
	                                 STACKS_ALL, NULL, &err),
	                 STATUS_OK);
	const struct stack_node root = stack_tree_root(&tree);
	check_random(&tree, &root, &self);
	ck_assert_int_eq(stacks_total(&profile.stacks, 0, &total, &err), STATUS_OK);
	ck_assert_uint_eq(self, total);
	stack_tree_free(&tree);
}
END_TEST

/* --- names ---------------------------------------------------------------------------------- */

static void check_chosen(const char *text, enum status expected, size_t count, const char *message)
{
	struct chosen chosen;
	struct error why = {0};
	ck_assert_int_eq(chosen_make(&chosen, &profile.frames, "callers", text, &why), expected);
	if (!expected)
		ck_assert_uint_eq(chosen.count, count);
	ck_assert_str_eq(why.text, message);
	chosen_free(&chosen);
}

START_TEST(choosing)
{
	add_to(&profile, "main;parse(int);parse_all;a+b", 1, 0);
	check_chosen("main", STATUS_OK, 1, "");
	check_chosen("parse", STATUS_OK, 2, "");
	check_chosen("^parse_", STATUS_OK, 1, "");
	check_chosen("a+b", STATUS_OK, 1, ""); /* a name before an expression */
	check_chosen("parse(int)", STATUS_OK, 1, "");
	check_chosen("prase_al", STATUS_FAILED, 0,
	             "--callers: no function has the name 'prase_al' or matches it as a regular "
	             "expression; the nearest: parse_all");
	check_chosen("zzz", STATUS_FAILED, 0,
	             "--callers: no function has the name 'zzz' or matches it as a regular "
	             "expression");
	check_chosen("a(b", STATUS_FAILED, 0,
	             "--callers: 'a(b' is neither a function's name nor a regular expression: "
	             "missing closing parenthesis at its byte 4");
}
END_TEST

START_TEST(nearest_first)
{
	struct nearest nearest = {0};
	static const char *const texts[] = {"unrelated", "xmalloc_wrapper", "calloc", "MALLOC",
	                                    "mallocx",   "realloc",         ""};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		nearest_offer(&nearest, text_of("malloc"), text_of(texts[i]));
	ck_assert_uint_eq(nearest.count, 3);
	ck_assert(text_is(nearest.items[0], "MALLOC"));
	ck_assert(text_is(nearest.items[1], "mallocx"));
	ck_assert(text_is(nearest.items[2], "xmalloc_wrapper"));
}
END_TEST

START_TEST(display_widths)
{
	static const struct {
		const char *text;
		size_t width, prefix,
			suffix; /* bytes that fit in 3 columns; where such an end begins */
	} rows[] = {
		{"", 0, 0, 0},
		{"abcd", 4, 3, 1},
		{"漢字", 4, 3, 3},
		{"a漢", 3, 4, 0},
		{"e\u0301a", 2, 4, 0},    /* a mark that combines */
		{"abce\u0301", 4, 3, 1},  /* which stays with its character */
		{"ab\u0301cde", 5, 5, 4}, /* and is not left alone */
		{"\xff\xfe", 2, 2, 0},
		{"😀b", 3, 5, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t size = strlen(rows[i].text);
		ck_assert_uint_eq(display_width(rows[i].text, size, SIZE_MAX), rows[i].width);
		ck_assert_uint_eq(display_prefix(rows[i].text, size, 3), rows[i].prefix);
		ck_assert_msg(display_suffix(rows[i].text, size, 3) == rows[i].suffix, "%s",
		              rows[i].text);
	}
	ck_assert_uint_eq(display_width("abcdef", 6, 4), 4);
}
END_TEST

Suite *totals_suite(void)
{
	Suite *suite = suite_create("totals");
	TCase *cases = tcase_create("totals");
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, recursion_counts_once);
	tcase_add_test(cases, groups);
	tcase_add_test(cases, trees);
	tcase_add_test(cases, trees_of_recursion);
	tcase_add_test(cases, no_stack_has_it);
	tcase_add_test(cases, deep);
	tcase_add_loop_test(cases, random_trees, 0, 20);
	tcase_add_test(cases, choosing);
	tcase_add_test(cases, nearest_first);
	tcase_add_test(cases, display_widths);
	suite_add_tcase(suite, cases);
	return suite;
}
