/* Samples kept one by one: what a row says, their order, their tables; and that readers fill them
 * in alike, whatever the number of threads. */
#include "base/hooks.h"
#include "reading_one.h"
#include "store/samples.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *samples_suite(void);

static struct samples samples;

static void free_samples(void)
{
	samples_free(&samples);
}

static void add(uint64_t time, struct decimal weight, uint32_t stack, uint32_t task, uint32_t event,
                uint32_t cpu, uint32_t labels)
{
	const struct sample sample = {time, weight, stack, event, task, cpu, labels};
	if (!samples_add(&samples, &sample)) /* an assertion takes long for the millionth time */
		ck_abort_msg("no memory");
}

static uint32_t task(uint32_t pid, uint32_t tid, const char *comm)
{
	const struct sample_thread thread = {pid, tid, 0};
	return samples_add_task(&samples, &thread, comm, comm ? strlen(comm) : 0);
}

/* ---- the store ---- */

START_TEST(a_row_comes_back_as_it_was)
{
	static const struct sample rows[] = {
		{12, {3, 0}, 4, 5, 6, 7, 0},
		{UINT64_MAX - 1, {UINT64_MAX, 0}, UINT32_MAX - 1, 0, 1, 0, 2},
		{SAMPLE_NO_TIME, {0, 0}, 0, 0, SAMPLE_NONE, SAMPLE_NONE, 0},
		{13, {INT32_MAX, 0}, 1, 1, 1, 1, 1},
		{14, {(uint64_t)INT32_MAX + 1, 0}, 1, 1, 1, 1, 1},
		{15, {UINT32_MAX, 0}, 1, 1, 1, 1, 1},
		{16, {25, 1}, 1, 1, 1, 1, 1},
		{17, {25, 2}, 1, 1, 1, 1, 1},
	};
	enum { ROWS = sizeof rows / sizeof *rows };
	for (size_t i = 0; i < 5000; i++)
		ck_assert(samples_add(&samples, &rows[i % ROWS]));
	ck_assert_uint_eq(samples.count, 5000);
	for (size_t i = 0; i < 5000; i += i < 2100 ? 1 : 97) {
		const struct sample got = samples_get(&samples, i), *row = &rows[i % ROWS];
		ck_assert_uint_eq(got.time, row->time);
		ck_assert_uint_eq(got.weight.value, row->weight.value);
		ck_assert_uint_eq(got.weight.places, row->weight.places);
		ck_assert_uint_eq(got.stack, row->stack);
		ck_assert_uint_eq(got.task, row->task);
		ck_assert_uint_eq(got.event, row->event);
		ck_assert_uint_eq(got.cpu, row->cpu);
		ck_assert_uint_eq(got.labels, row->labels);
	}
}
END_TEST

START_TEST(a_sample_takes_24_bytes)
{
	enum { COUNT = 1 << 20 };
	for (uint32_t i = 0; i < COUNT; i++)
		add(i * UINT64_C(1000000), (struct decimal){i * 7, 0}, i, i % 100, i % 3, i % 128,
		    0);
	ck_assert_uint_le(samples_memory(&samples), (size_t)COUNT * 24 + (64 << 10));
}
END_TEST

static void check_order(const uint32_t *stacks, size_t count)
{
	ck_assert_uint_eq(samples.count, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(samples_get(&samples, i).stack, stacks[i]);
}

START_TEST(order_is_by_time_then_as_added)
{
	static const uint64_t times[] = {5, 3, SAMPLE_NO_TIME, 5, 3, 0, SAMPLE_NO_TIME, 9, 1};
	static const uint32_t order[] = {5, 8, 1, 4, 0, 3, 7, 2, 6};
	for (uint32_t i = 0; i < 9; i++)
		add(times[i], (struct decimal){i, 0}, i, 0, 0, 0, 0);
	ck_assert(samples_sort(&samples));
	check_order(order, 9);
	for (size_t i = 0; i < 9; i++)
		ck_assert_uint_eq(samples_get(&samples, i).weight.value, order[i]);
	ck_assert(samples_sort(&samples));
	check_order(order, 9);
}
END_TEST

START_TEST(any_order_is_put_right)
{
	enum { COUNT = 20000 };
	uint32_t random = 1;
	for (uint32_t i = 0; i < COUNT; i++) {
		random = random * 1664525 + 1013904223;
		add(random >> 20, (struct decimal){i, 0}, i, 0, 0, 0, 0);
	}
	ck_assert(samples_sort(&samples));
	for (size_t i = 1; i < COUNT; i++) {
		const struct sample before = samples_get(&samples, i - 1);
		const struct sample here = samples_get(&samples, i);
		ck_assert(before.time < here.time ||
		          (before.time == here.time && before.stack < here.stack));
		ck_assert_uint_eq(here.weight.value, here.stack);
	}
}
END_TEST

START_TEST(a_thread_that_is_renamed_is_one_thread)
{
	const uint32_t a = task(1, 2, "a"), b = task(1, 2, "b"), c = task(1, 3, "a");
	ck_assert_uint_eq(task(1, 2, "a"), a);
	ck_assert_uint_eq(task(1, 2, "b"), b);
	ck_assert(a != b && b != c && a != c);
	ck_assert_uint_eq(samples_task(&samples, a)->thread, samples_task(&samples, b)->thread);
	ck_assert_uint_ne(samples_task(&samples, a)->thread, samples_task(&samples, c)->thread);
	ck_assert_uint_eq(samples_task(&samples, a)->comm, samples_task(&samples, c)->comm);
	ck_assert_str_eq(samples_name(&samples, samples_task(&samples, b)->comm), "b");
	ck_assert_ptr_null(samples_task(&samples, SAMPLE_NONE));
	ck_assert_ptr_null(samples_name(&samples, SAMPLE_NONE));
}
END_TEST

START_TEST(unknown_comms_and_threads_are_their_own)
{
	const uint32_t named = task(1, 2, ""), unnamed = task(1, 2, NULL);
	const uint32_t other = task(SAMPLE_NONE, 2, NULL);
	ck_assert(named != unnamed && unnamed != other);
	ck_assert_uint_eq(task(1, 2, NULL), unnamed);
	ck_assert_uint_eq(task(1, 2, ""), named);
	ck_assert_uint_eq(samples_task(&samples, unnamed)->comm, SAMPLE_NONE);
	struct sample_thread again = {1, 2, 1};
	ck_assert_uint_ne(samples_add_task(&samples, &again, NULL, 0), unnamed);
}
END_TEST

START_TEST(a_million_threads)
{
	static char comms[1000][16];
	for (uint32_t i = 0; i < 1000; i++)
		snprintf(comms[i], sizeof comms[i], "worker-%u", i);
	for (uint32_t i = 0; i < 1000000; i++)
		if (task(i / 10, i, comms[i % 1000]) != i) /* a million assertions take long */
			ck_abort_msg("task %u", i);
	for (uint32_t i = 0; i < 1000000; i += 997) {
		ck_assert_uint_eq(task(i / 10, i, comms[i % 1000]), i);
		ck_assert_uint_eq(samples_thread(&samples, samples_task(&samples, i)->thread)->tid,
		                  i);
	}
	ck_assert_uint_eq(samples.threads.count, 1000000);
	ck_assert_uint_lt(samples_memory(&samples), 80 << 20);
}
END_TEST

/* A label whose value is a text, or (NULL) the number. */
static struct label label(const char *key, const char *text, int64_t number)
{
	struct label label = {
		.key = samples_add_name(&samples, key, strlen(key)),
		.text = text ? samples_add_name(&samples, text, strlen(text)) : LABEL_NONE,
		.unit = LABEL_NONE,
		.number = number,
	};
	return label;
}

static uint32_t set_of(struct label one, struct label other)
{
	struct label set[] = {one, other};
	return labels_intern(&samples.labels, &samples.names, set, 2);
}

START_TEST(sets_of_labels_have_no_order)
{
	const struct label a = label("z", "1", 0), b = label("a", "1", 0);
	const uint32_t id = set_of(a, b);
	ck_assert_uint_gt(id, 0);
	ck_assert_uint_eq(set_of(b, a), id);
	ck_assert_uint_ne(set_of(label("z", "2", 0), b), id);
	ck_assert_uint_ne(set_of(label("z", NULL, 1), b), id);
	ck_assert_uint_ne(set_of(label("z", NULL, 2), b), set_of(label("z", NULL, -2), b));
	ck_assert_uint_eq(labels_intern(&samples.labels, &samples.names, NULL, 0), 0);
	const struct label_set set = labels_of(&samples.labels, id);
	ck_assert_uint_eq(set.count, 2);
	ck_assert_str_eq(samples_name(&samples, set.items[0].key), "a");
	ck_assert_uint_eq(labels_of(&samples.labels, 0).count, 0);
}
END_TEST

START_TEST(stacks_that_go_take_their_samples)
{
	static const uint32_t now[] = {7, SAMPLE_NONE, 9}, order[] = {7, 9, 2};
	add(1, (struct decimal){1, 0}, 0, 0, 5, 0, 0);
	add(2, (struct decimal){1, 0}, 1, 0, 5, 0, 0);
	add(3, (struct decimal){1, 0}, 2, 0, 5, 0, 0);
	add(4, (struct decimal){1, 0}, 2, 0, 6, 0, 0);
	samples_restack(&samples, 5, now);
	check_order(order, 3);
	for (uint32_t i = 0; i < 4000; i++)
		add(5, (struct decimal){1, 0}, 1, 0, 5, 0, 0);
	static const uint32_t none[10] = {[1] = SAMPLE_NONE, [2] = 2, [7] = 7, [9] = 9};
	samples_restack(&samples, SAMPLE_NONE, none);
	check_order(order, 3);
	add(6, (struct decimal){1, 0}, 3, 0, 0, 0, 0);
	ck_assert_uint_eq(samples_get(&samples, 3).stack, 3);
}
END_TEST

START_TEST(samples_move_with_their_tables)
{
	struct samples into = {0};
	struct samples_moved moved;
	const uint32_t a = task(1, 2, "a"), b = task(SAMPLE_NONE, 3, NULL);
	const uint32_t set = set_of(label("k", "v", 0), label("n", NULL, -5));
	for (uint32_t i = 0; i < 3000; i++)
		add(i, (struct decimal){i, 0}, i, i % 2 ? a : b, 4, i, i % 3 ? set : 0);
	add(3000, (struct decimal){UINT64_MAX, 3}, 1, SAMPLE_NONE, 4, SAMPLE_NONE, 0);
	ck_assert(samples_moved_init(&moved, &samples));
	for (uint32_t i = 1; i <= 3000; i++)
		ck_assert(samples_take(&into, &samples, i, &moved, i + 1, 0));
	samples_moved_free(&moved);
	free_samples();
	samples = into;
	ck_assert_uint_eq(samples.count, 3000);
	struct sample sample = samples_get(&samples, 2999);
	ck_assert_uint_eq(sample.weight.value, UINT64_MAX);
	ck_assert_uint_eq(sample.weight.places, 3);
	ck_assert_uint_eq(sample.task, SAMPLE_NONE);
	ck_assert_uint_eq(sample.event, 0);
	sample = samples_get(&samples, 0); /* what comes first is row 0 */
	ck_assert_uint_eq(sample.task, 0);
	ck_assert_uint_eq(sample.stack, 2);
	ck_assert_str_eq(samples_name(&samples, samples_task(&samples, 0)->comm), "a");
	ck_assert_uint_eq(samples_get(&samples, 1).task, 1);
	ck_assert_uint_eq(samples_task(&samples, 1)->comm, SAMPLE_NONE);
	const struct label_set labels = labels_of(&samples.labels, sample.labels);
	ck_assert_uint_eq(labels.count, 2);
	ck_assert_str_eq(samples_name(&samples, labels.items[0].text), "v");
	ck_assert_int_eq(labels.items[1].number, -5);
}
END_TEST

/* ---- what readers fill in ---- */

static void describe_task(const struct samples *kept, uint32_t id, struct buffer *text)
{
	const struct sample_task *row = samples_task(kept, id);
	if (!row) {
		buffer_text(text, " no task");
		return;
	}
	const struct sample_thread *thread = samples_thread(kept, row->thread);
	const char *comm = samples_name(kept, row->comm);
	buffer_printf(text, " %u %d/%d %s", id, (int)thread->pid, (int)thread->tid,
	              comm ? comm : "?");
}

/* A line for each sample, with the ids that do not depend on threads. */
static void describe(const struct profile *profile, struct buffer *text)
{
	const struct samples *kept = &profile->samples;
	for (size_t i = 0; i < kept->count; i++) {
		const struct sample sample = samples_get(kept, i);
		const struct stack *stack = &profile->stacks.items[sample.stack];
		const struct sample_event *event = samples_event(kept, sample.event);
		if (sample.time == SAMPLE_NO_TIME)
			buffer_text(text, "-");
		else
			buffer_unsigned(text, sample.time);
		describe_task(kept, sample.task, text);
		buffer_printf(text, " [%d] %llu.%u %u %s", (int)sample.cpu,
		              (unsigned long long)sample.weight.value, sample.weight.places,
		              sample.event,
		              event->name == SAMPLE_NONE ? "?" : samples_name(kept, event->name));
		buffer_printf(text, " in %s:",
		              event->unit == SAMPLE_NONE ? "?" : samples_name(kept, event->unit));
		for (size_t d = 0; d < stack->depth; d++)
			buffer_printf(text, " %s", profile->frames.items[stack->frames[d]].name);
		buffer_byte(text, '\n');
	}
	buffer_byte(text, '\0');
}

static void check_samples(const char *expected)
{
	struct buffer text = {0};
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	describe(&result.profile, &text);
	ck_assert_str_eq(text.data, expected);
	buffer_free(&text);
}

static const struct read_options keep = {.keep_samples = true};

START_TEST(text_says_who_when_and_where)
{
	read_with("a b  10/11 [003] 1.5: 7 cpu-clock: \n\t1 f (m)\n\n"
	          "ab  10/11 [002] 1.25: 9 cpu-clock: \n\t1 g (m)\n\n"
	          "ab  12 1.75: 4294967296 cpu-clock: \n\t1 f (m)\n\n"
	          "ab  -1 [001] 7 cpu-clock: \n\t1 f (m)\n",
	          &keep);
	check_samples("1250000000 1 10/11 ab [2] 9.0 0 cpu-clock in ns: ab g\n"
	              "1500000000 0 10/11 a b [3] 7.0 0 cpu-clock in ns: a_b f\n"
	              "1750000000 2 -1/12 ab [-1] 4294967296.0 0 cpu-clock in ns: ab f\n"
	              "- 3 -1/-1 ab [1] 7.0 0 cpu-clock in ns: ab f\n");
	ck_assert_uint_eq(samples_task(&result.profile.samples, 0)->thread,
	                  samples_task(&result.profile.samples, 1)->thread);
}
END_TEST

START_TEST(what_is_not_kept_is_not_there)
{
	read_with("a 1 1.5: 7 page-faults: \n\t1 f (m)\n\n"
	          "a 1 1.6: 7 cpu-clock: \n\t1 g (m)\n\n"
	          "a 1 1.7: 7 page-faults: \n\t1 f (m)\n\n",
	          &keep);
	check_samples("1600000000 0 -1/1 a [-1] 7.0 0 cpu-clock in ns: a g\n");
	const struct read_options all = {.keep_samples = true, .all_events = true, .no_comm = true};
	read_with("a 1 1.5: 7 page-faults: \n\t1 f (m)\n\n"
	          "a 1 1.6: 7 cpu-clock: \n\t1 g (m)\n\n"
	          "a 1 1.7: b:c: x=1\n\t1 f (m)\n\n",
	          &all);
	check_samples("1500000000 0 -1/1 a [-1] 7.0 0 page-faults in page faults: f\n"
	              "1600000000 0 -1/1 a [-1] 7.0 1 cpu-clock in ns: g\n"
	              "1700000000 0 -1/1 a [-1] 1.0 2 b:c in samples: f\n");
	read_with("a 1 1.5: 7 cpu-clock: \n\t1 f (m)\n\n", &(struct read_options){0});
	ck_assert_uint_eq(result.profile.samples.count, 0);
}
END_TEST

START_TEST(filters_choose_samples_too)
{
	struct read_options options = keep;
	options.count_samples = true;
	const char *const comms[] = {"b"};
	options.comms = comms;
	options.comm_count = 1;
	read_with("a 1 1.5: 7 cpu-clock: \n\t1 f (m)\n\nb 2 1.6: 7 cpu-clock: \n\t1 g (m)\n\n",
	          &options);
	check_samples("1600000000 0 -1/2 b [-1] 1.0 0 cpu-clock in samples: b g\n");
}
END_TEST

START_TEST(folded_text_has_rows_without_places)
{
	read_with("# unit: ns\na;b 1.5\na;c 2\n", &keep);
	check_samples("- no task [-1] 15.1 0 ? in ns: a b\n- no task [-1] 2.0 0 ? in ns: a c\n");
}
END_TEST

START_TEST(inputs_are_joined_by_time)
{
	read_both("a 1 2.0: 1 cpu-clock: \n\t1 f (m)\n\na 1 4.0: 1 cpu-clock: \n\t1 f (m)\n",
	          "b 2 1.0: 1 cpu-clock: \n\t1 g (m)\n\nb 2 2.0: 1 cpu-clock: \n\t1 h (m)\n",
	          &keep);
	check_samples("1000000000 1 -1/2 b [-1] 1.0 0 cpu-clock in ns: b g\n"
	              "2000000000 0 -1/1 a [-1] 1.0 0 cpu-clock in ns: a f\n"
	              "2000000000 1 -1/2 b [-1] 1.0 0 cpu-clock in ns: b h\n"
	              "4000000000 0 -1/1 a [-1] 1.0 0 cpu-clock in ns: a f\n");
}
END_TEST

START_TEST(in_input_order_too)
{
	struct read_options options = keep;
	options.keep_order = true;
	read_with("a 1 2.0: 5 cpu-clock: \n\t1 f (m)\n\na 1 1.0: 1 page-faults: \n\t1 f (m)\n\n"
	          "a 1 1.0: 5 cpu-clock: \n\t1 g (m)\n",
	          &options);
	check_samples("1000000000 0 -1/1 a [-1] 5.0 0 cpu-clock in ns: a g\n"
	              "2000000000 0 -1/1 a [-1] 5.0 0 cpu-clock in ns: a f\n");
}
END_TEST

/* A text of many pieces: threads, comms and events come and go, times go backwards. */
static void make_text(struct buffer *text)
{
	for (unsigned i = 0; i < 600; i++) {
		const unsigned thread = i * 7 % 23, event = i * 5 % 11;
		buffer_printf(text, "comm%u %u/%u [%03u] %u.%06u: %u %s: \n", thread / 2 + i / 300,
		              thread % 5, thread, i % 4, 100 + i / 50 - i % 3, i * 37 % 1000, i,
		              event < 6   ? "cpu-clock"
		              : event < 9 ? "page-faults"
		                          : "x:y");
		buffer_printf(text, "\t1 f%u (m)\n\t2 g%u (m)\n\n", i % 13, i % 3);
	}
	buffer_byte(text, '\0');
}

/* Two long texts. */
static void check_equal(const char *a, const char *b)
{
	size_t line = 0, at = 0;
	for (; a[at] && a[at] == b[at]; at++)
		line = a[at] == '\n' ? at + 1 : line;
	ck_assert_msg(a[at] == b[at], "%.100s\nand\n%.100s", a + line, b + line);
}

START_TEST(threads_do_not_matter)
{
	struct buffer text = {0}, one = {0};
	make_text(&text);
	for (int all = 0; all < 2; all++) {
		for (unsigned threads = 1; threads <= 8; threads++) {
			struct read_options options = keep;
			struct buffer more = {0};
			options.all_events = all;
			options.threads = threads;
			hooks.piece_size = 500;
			hooks.processors = 8;
			read_with(text.data, &options);
			hooks.piece_size = hooks.processors = 0;
			ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
			describe(&result.profile, threads == 1 ? &one : &more);
			if (threads > 1)
				check_equal(more.data, one.data);
			buffer_free(&more);
		}
		ck_assert_uint_gt(result.profile.samples.count, all ? 590 : 300);
		ck_assert_uint_eq(result.profile.samples.count, result.account.kept);
		buffer_free(&one);
	}
	buffer_free(&text);
}
END_TEST

Suite *samples_suite(void)
{
	Suite *suite = suite_create("samples");
	TCase *store = tcase_create("store");
	tcase_add_checked_fixture(store, NULL, free_samples);
	tcase_add_test(store, a_row_comes_back_as_it_was);
	tcase_add_test(store, a_sample_takes_24_bytes);
	tcase_add_test(store, order_is_by_time_then_as_added);
	tcase_add_test(store, any_order_is_put_right);
	tcase_add_test(store, a_thread_that_is_renamed_is_one_thread);
	tcase_add_test(store, unknown_comms_and_threads_are_their_own);
	tcase_add_test(store, sets_of_labels_have_no_order);
	tcase_add_test(store, stacks_that_go_take_their_samples);
	tcase_add_test(store, samples_move_with_their_tables);
	suite_add_tcase(suite, store);
	TCase *large = tcase_create("large");
	tcase_set_timeout(large, 60); /* beside other programs it takes seconds */
	tcase_add_checked_fixture(large, NULL, free_samples);
	tcase_add_test(large, a_million_threads);
	suite_add_tcase(suite, large);
	TCase *readers = tcase_create("readers");
	tcase_add_checked_fixture(readers, NULL, tear_down);
	tcase_add_test(readers, text_says_who_when_and_where);
	tcase_add_test(readers, what_is_not_kept_is_not_there);
	tcase_add_test(readers, filters_choose_samples_too);
	tcase_add_test(readers, folded_text_has_rows_without_places);
	tcase_add_test(readers, inputs_are_joined_by_time);
	tcase_add_test(readers, in_input_order_too);
	tcase_add_test(readers, threads_do_not_matter);
	suite_add_tcase(suite, readers);
	return suite;
}
