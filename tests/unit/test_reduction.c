/* Reducing sorted stacks to what is wide enough for a picture: wide frames keep their weights. */
#include "join/reduction.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *reduction_suite(void);

enum { DEEPEST = 5, LETTERS = 12, WIDE = 100 /* a frame of a hundredth is wide */ };

/* A frame: the bytes of its stack, and the weight of all stacks that begin with them, in tenths. */
struct node {
	char text[2 * DEEPEST];
	uint64_t total;
};

static struct reduction reduction;
static struct profile profile;
static struct error err;
static struct node *nodes;
static size_t node_count, node_capacity;
static char before[2 * DEEPEST];
static size_t stacks;

static uint64_t limit_of(const void *context, uint64_t weight, unsigned places)
{
	(void)context, (void)places;
	return weight / WIDE;
}

static unsigned chance(unsigned below)
{
	static uint64_t state = 77;
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(state >> 33) % below;
}

static void set_up(void)
{
	reduction = (struct reduction){.limit = limit_of};
	profile_init(&profile, 1);
	node_count = stacks = 0;
	*before = '\0';
}

static void tear_down(void)
{
	reduction_free(&reduction);
	profile_free(&profile);
	free(nodes);
	nodes = NULL;
	node_capacity = 0;
}

/* Adds a stack; its weight is in tenths from the `tenths`th on, and whole before. */
static uint64_t add(const char *text, size_t tenths)
{
	size_t shared = 0;
	const unsigned places = stacks++ >= tenths;
	const uint64_t weight = chance(50) ? 1 + chance(5) : 1000 + chance(5000);
	while (text[shared] && text[shared] == before[shared])
		shared++;
	ck_assert(reduction_add(&reduction, (struct text){text, strlen(text)}, shared, weight,
	                        places));
	strcpy(before, text);
	return places ? weight : 10 * weight;
}

/* Adds stacks below a frame, in the order of their bytes; returns their weight. */
static uint64_t grow(const char *parent, size_t depth, unsigned children, size_t tenths)
{
	uint64_t total = 0;
	for (unsigned c = 0; c < LETTERS; c++) {
		struct node node = {"", 0};
		if (chance(LETTERS) >= children)
			continue;
		if (depth)
			strcat(strcpy(node.text, parent), ";");
		node.text[strlen(node.text)] = (char)('a' + c);
		const size_t at = node_count++;
		if (at >= node_capacity) {
			node_capacity = 2 * node_capacity + 64;
			nodes = realloc(nodes, node_capacity * sizeof *nodes);
		}
		node.total = add(node.text, tenths);
		if (depth + 1 < DEEPEST)
			node.total += grow(node.text, depth + 1, children, tenths);
		nodes[at] = node;
		total += node.total;
	}
	return total;
}

static bool begins(const struct stack *stack, const char *text)
{
	const size_t depth = strlen(text) / 2 + 1;
	for (size_t d = 0; d < depth; d++)
		if (d >= stack->depth ||
		    *profile.frames.items[stack->frames[d]].name != text[2 * d])
			return false;
	return true;
}

/* In tenths. */
static uint64_t weight_of(const char *text)
{
	uint64_t weight = 0;
	for (size_t i = 0; i < profile.stacks.count; i++)
		if (!*text || begins(&profile.stacks.items[i], text))
			weight += profile.stacks.weights[i];
	return profile.stacks.places ? weight : 10 * weight;
}

/* Bit 0: few stacks, or so many that they are reduced meanwhile; bit 1: from the middle on in
 * tenths. */
START_TEST(wide_frames_keep_their_weights)
{
	bool same;
	size_t wide = 0;
	const unsigned children = _i & 1 ? 11 : 4;
	const uint64_t total = grow("", 0, children, !(_i & 2) ? SIZE_MAX : _i & 1 ? 70000 : 40);
	ck_assert_uint_gt(stacks, _i & 1 ? 1 << 17 : 40);
	ck_assert_int_eq(reduction_finish(&reduction, &profile, &same, &err), STATUS_OK);
	ck_assert_uint_eq(weight_of(""), total);
	ck_assert_uint_lt(profile.stacks.count, stacks);
	for (size_t i = 0; i < node_count; i++) {
		if (nodes[i].total < total / WIDE + 10)
			continue;
		wide++;
		ck_assert_msg(weight_of(nodes[i].text) == nodes[i].total, "%s", nodes[i].text);
	}
	ck_assert_uint_gt(wide, 10);
	ck_assert_uint_lt(profile.stacks.count, 4 * wide * LETTERS);
}
END_TEST

static bool put(const char *text, size_t shared, uint64_t weight, unsigned places)
{
	return reduction_add(&reduction, (struct text){text, strlen(text)}, shared, weight, places);
}

/* Narrow frames side by side become two: the first, and the last in place of the others. */
START_TEST(narrow_frames_join)
{
	bool same;
	ck_assert(put("a;b", 0, 3000, 0) && put("a;c;x", 2, 6, 0) && put("a;c;y", 4, 3, 0) &&
	          put("a;d", 2, 3, 0) && put("a;e;z", 2, 3, 0) && put("a;f", 2, 3000, 0) &&
	          put("a;g", 2, 9, 0));
	ck_assert_int_eq(reduction_finish(&reduction, &profile, &same, &err), STATUS_OK);
	ck_assert(same); /* all are multiples of 3 still */
	ck_assert_uint_eq(profile.stacks.count, 5);
	ck_assert_uint_eq(weight_of("a;b"), 30000);
	ck_assert_uint_eq(weight_of("a;c"), 90);
	ck_assert_uint_eq(weight_of("a;c;x"), 90);
	ck_assert_uint_eq(weight_of("a;d"), 0);
	ck_assert_uint_eq(weight_of("a;e"), 60);
	ck_assert_uint_eq(weight_of("a;f"), 30000);
	ck_assert_uint_eq(weight_of("a;g"), 90);
}
END_TEST

START_TEST(other_divisors_are_said)
{
	bool same;
	ck_assert(put("a;b", 0, 3000, 0) && put("a;c;x", 2, 2, 0) && put("a;c;y", 4, 1, 0) &&
	          put("a;d", 2, 3000, 0));
	ck_assert_int_eq(reduction_finish(&reduction, &profile, &same, &err), STATUS_OK);
	ck_assert(!same);
}
END_TEST

/* What a reduction does not take. */
START_TEST(odd_stacks)
{
	ck_assert(put("a;b", 0, UINT64_MAX / 4, 0));
	if (_i == 0)
		ck_assert(!put("a;c", 2, UINT64_MAX, 0)); /* the sum */
	else if (_i == 1)
		ck_assert(!put("a;c", 2, 1, 1)); /* the sum in tenths */
	else if (_i == 2)
		ck_assert(put("a;b:", 3, 1, 0) &&
		          !put("a;b: 1", 4, 1, 0)); /* as lines, in another order */
	else
		ck_assert(put("a;bc", 3, 1, 0) && !put("a;bc\t", 4, 1, 0));
	ck_assert(reduction.odd);
}
END_TEST

Suite *reduction_suite(void)
{
	Suite *suite = suite_create("reduction");
	TCase *tests = tcase_create("reduction");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, wide_frames_keep_their_weights, 0, 4);
	tcase_add_test(tests, narrow_frames_join);
	tcase_add_test(tests, other_divisors_are_said);
	tcase_add_loop_test(tests, odd_stacks, 0, 4);
	suite_add_tcase(suite, tests);
	return suite;
}
