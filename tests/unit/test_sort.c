/* Sorting stacks: always as a plain comparison of their texts' bytes would. */
#include "base/buffer.h"
#include "store/sort.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *sort_suite(void);

static struct frames frames;
static struct stacks stacks;
static struct error err;
static uint32_t seed;

static void set_up(void)
{
	frames = (struct frames){0};
	stacks_init(&stacks, 1);
}

static void tear_down(void)
{
	frames_free(&frames);
	stacks_free(&stacks);
}

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

struct joined {
	struct buffer text;
	uint32_t id;
};

static int compare(const void *a_, const void *b_)
{
	const struct joined *a = a_, *b = b_;
	size_t least = a->text.size < b->text.size ? a->text.size : b->text.size;
	int order = least ? memcmp(a->text.data, b->text.data, least) : 0;
	return order ? order : (a->text.size > b->text.size) - (a->text.size < b->text.size);
}

/* "a;b;c", with `end` after it. */
static struct joined join(uint32_t id, const char *end)
{
	struct joined joined = {.id = id};
	const struct stack *stack = &stacks.items[id];
	for (size_t d = 0; d < stack->depth; d++) {
		const struct frame *frame = &frames.items[stack->frames[d]];
		if (d)
			buffer_byte(&joined.text, ';');
		buffer_append(&joined.text, frame->name, frame->size);
	}
	buffer_text(&joined.text, end);
	return joined;
}

static size_t shared(const struct stack *a, const struct stack *b)
{
	size_t n = 0;
	while (n < a->depth && n < b->depth && a->frames[n] == b->frames[n])
		n++;
	return n;
}

/* Compares the texts rather than ids: two stacks may have one text (an empty frame, no frame). */
static void check_order(enum stacks_order order, const char *end)
{
	struct joined *plain = calloc(stacks.count + 1, sizeof *plain);
	for (uint32_t i = 0; i < stacks.count; i++)
		plain[i] = join(i, end);
	qsort(plain, stacks.count, sizeof *plain, compare);
	struct sorted_stacks sorted;
	ck_assert_int_eq(stacks_sort(&stacks, &frames, order, &sorted, &err), STATUS_OK);
	ck_assert_uint_eq(sorted.count, stacks.count);
	for (size_t i = 0; i < stacks.count; i++) {
		struct joined ours = join(sorted.ids[i], end);
		const size_t common = i ? shared(&stacks.items[sorted.ids[i - 1]],
		                                 &stacks.items[sorted.ids[i]])
		                        : 0;
		/* an assertion for each of many stacks takes long */
		if (compare(&plain[i], &ours) != 0)
			ck_abort_msg("place %zu: %.*s, expected %.*s", i, (int)ours.text.size,
			             ours.text.data, (int)plain[i].text.size, plain[i].text.data);
		if (sorted.shared[i] != common)
			ck_abort_msg("place %zu shares %u frames, not %zu", i,
			             (unsigned)sorted.shared[i], common);
		buffer_free(&ours.text);
	}
	for (size_t i = 0; i < stacks.count; i++)
		buffer_free(&plain[i].text);
	free(plain);
	sorted_stacks_free(&sorted);
}

static void check_both(void)
{
	stacks.threads = 3; /* taken where there are many */
	check_order(ORDER_STACK, "");
	check_order(ORDER_LINE, " 12");
}

static void stack(const char *text)
{
	uint32_t ids[64];
	size_t depth = 0;
	while (text) {
		const char *end = strchr(text, ';');
		ids[depth++] = frames_intern(&frames, text,
		                             end ? (size_t)(end - text) : strlen(text));
		text = end ? end + 1 : NULL;
	}
	stacks_intern(&stacks, ids, depth);
}

START_TEST(bytes_beside_the_separator)
{
	static const char *const texts[] = {
		"a",     "a;b",     "a b", "a1",    "a:",    "a:;b",  "a<",    "a<;b", "a ;b",
		"a;",    "a;;b",    ";a",  "a;b c", "a;b;c", "a;b:c", "a;b<c", "ab",   "a\x01",
		"a\xff", "a\x7f;b", "a!",  "a!;b",  "a\t",   "a\t;b", "a/;b",  "a0;b", "a9",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		stack(texts[i]);
	check_both();
}
END_TEST

START_TEST(line_and_stack_order_differ)
{
	/* by line "a\t;b 5" < "a 5"; by stack "a" < "a\t;b" */
	stack("a");
	stack("a\t;b");
	struct sorted_stacks sorted;
	ck_assert_int_eq(stacks_sort(&stacks, &frames, ORDER_STACK, &sorted, &err), STATUS_OK);
	ck_assert_uint_eq(sorted.ids[0], 0);
	sorted_stacks_free(&sorted);
	ck_assert_int_eq(stacks_sort(&stacks, &frames, ORDER_LINE, &sorted, &err), STATUS_OK);
	ck_assert_uint_eq(sorted.ids[0], 1);
	sorted_stacks_free(&sorted);
}
END_TEST

START_TEST(nothing_and_one)
{
	check_both();
	stack("a;b");
	check_both();
}
END_TEST

/* Names of few different bytes: many are prefixes of each other. */
static uint32_t random_name(const char *alphabet, size_t letters, size_t longest)
{
	char name[64];
	size_t size = draw((uint32_t)longest + 1);
	for (size_t i = 0; i < size; i++)
		name[i] = alphabet[draw((uint32_t)letters)];
	return frames_intern(&frames, name, size);
}

START_TEST(random_stacks)
{
	static const char plain[] = "ab \t:<;"; /* without the last */
	static const char odd[] = "a\x01\0 :<\xff\x80";
	bool odd_bytes = _i & 1;
	seed = (uint32_t)_i + 1;
	size_t longest = _i % 3 == 0 ? 3 : _i % 3 == 1 ? 9 : 40, deepest = _i % 4 ? 6 : 60;
	for (int i = 0; i < 600; i++) {
		uint32_t ids[64];
		size_t depth = 1 + draw((uint32_t)deepest);
		for (size_t d = 0; d < depth; d++)
			ids[d] = frames.count > 40 && draw(8)
			                 ? draw(_i & 2 ? 4 : (uint32_t)frames.count)
			         : odd_bytes ? random_name(odd, 8, longest)
			                     : random_name(plain, 6, longest);
		stacks_intern(&stacks, ids, depth);
	}
	/* what ends a line can be told from a name's bytes only where these are not NUL */
	check_order(ORDER_STACK, "");
	check_order(ORDER_LINE, " 12");
}
END_TEST

START_TEST(very_deep_stacks)
{
	enum { DEEP = 5000 };
	uint32_t *ids = malloc(DEEP * sizeof *ids);
	uint32_t a = frames_intern(&frames, "a", 1), b = frames_intern(&frames, "b", 1);
	for (size_t i = 0; i < DEEP; i++)
		ids[i] = a;
	for (size_t i = 0; i < 30; i++) {
		stacks_intern(&stacks, ids, DEEP - i * 3);
		ids[DEEP - 1 - i] = b;
		stacks_intern(&stacks, ids, DEEP - i);
	}
	check_both();
	free(ids);
}
END_TEST

/* As they come from sorted input: in order, but not by their ids. One of them out of order. */
START_TEST(many_stacks_as_they_arrived)
{
	enum { MANY = 30000 };
	stacks.threads = 3;
	stacks.arrival = malloc(MANY * sizeof *stacks.arrival);
	stacks.arrival_count = MANY;
	for (uint32_t i = 0; i < MANY; i++) {
		char text[32];
		uint32_t n = (i + 11000) % MANY; /* the ids of these begin with 19000 */
		sprintf(text, "a;%05u;%05u", n / 7, _i == 1 && n == 25000 ? 3 : n);
		stack(text);
		stacks.arrival[n] = i;
	}
	check_both();
}
END_TEST

Suite *sort_suite(void)
{
	Suite *suite = suite_create("sort");
	TCase *tests = tcase_create("sort");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_test(tests, bytes_beside_the_separator);
	tcase_add_test(tests, line_and_stack_order_differ);
	tcase_add_test(tests, nothing_and_one);
	tcase_add_loop_test(tests, random_stacks, 0, 24);
	tcase_add_test(tests, very_deep_stacks);
	tcase_add_loop_test(tests, many_stacks_as_they_arrived, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
