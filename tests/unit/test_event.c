/* Names of events, and the default event, which must not depend on pieces and threads. */
#include "base/hooks.h"
#include "read/event.h"
#include "made_input.h"
#include "rounds.h"
#include "reading_one.h"

Suite *event_suite(void);

START_TEST(first_event_is_known_to_all_threads)
{
	struct made made = {0};
	seed = 11;
	/* pieces without any event come first: no thread may take another event for the first */
	while (made.size < PIECE + PIECE / 2)
		put(&made, "# %0100d\n\n", 0);
	put(&made, "\na 1 1.0: 1 first: \n\t1 f (/a)\n\n");
	while (made.size < 2 * PIECE + PIECE / 2)
		put(&made, "# %0100d\n\n", 0);
	put(&made, "\n");
	while (made.size < 4 * PIECE)
		put(&made, "a 1 1.0: 1 second: \n\t1 g (/a)\n\n");
	put(&made, "a 1 1.0: 2 first: \n\t1 f (/a)\n\n");
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		tear_down();
		reading_text(&result, made.text, made.size,
		             &(struct read_options){.threads = thread_counts[t],
		                                    .format = "perf-script"});
		check_folded("a;f 3\n");
		ck_assert_str_eq(result.account.events[0].name, "first");
	}
	free(made.text);
}
END_TEST

/* The rank of event names; the same event of other cores. */
static const struct {
	const char *name;
	unsigned rank;
} ranks[] = {
	{"cycles", 1},
	{"cycles:P", 1},
	{"cycles:ukp", 1},
	{"cpu-cycles", 1},
	{"CPU_CYCLES", 1},
	{"cpu_clk_unhalted.thread:u", 1},
	{"cpu_core/cycles/", 1},
	{"cpu_core/cycles/P", 1},
	{"cpu_atom/cycles,period=1000/u", 1},
	{"cycles/period=1000/u", 1},
	{"armv8_pmuv3_0/cpu_cycles/", 1},
	{"cpu-clock", 2},
	{"cpu-clock:pppH", 2},
	{"task-clock:u", 3},
	{"ref-cycles", 4},
	{"cpu/ref-cycles/", 4},
	{"instructions", EVENT_RANK_OTHER},
	{"cpu_core/instructions/P", EVENT_RANK_OTHER},
	{"bus-cycles", EVENT_RANK_OTHER},
	{"cycle", EVENT_RANK_OTHER},
	{"cycles_ov", EVENT_RANK_OTHER},
	{"sched:cycles", EVENT_RANK_OTHER},
	{"page-faults", EVENT_RANK_OTHER},
	{"/", EVENT_RANK_OTHER},
	{":", EVENT_RANK_OTHER},
	{"//cycles", EVENT_RANK_OTHER},
	{"", EVENT_RANK_OTHER},
};

START_TEST(ranks_of_events)
{
	unsigned rank = event_rank(text_of(ranks[_i].name));
	ck_assert_msg(rank == ranks[_i].rank, "%s: %u", ranks[_i].name, rank);
}
END_TEST

static const char *const units[][2] = {
	{"cpu-clock:u", "ns"},
	{"offcpu-time", "ns"},
	{"cycles:P", "cycles"},
	{"cpu_core/cycles/u", "cycles"},
	{"cycles/period=1000/u", "cycles"},
	{"armv8_pmuv3_0/cpu_cycles/", "cycles"},
	{"cpu_atom/instructions/", "instructions"},
	{"instructions/period=1000/u", "instructions"},
	{"minor-faults", "page faults"},
	{"sched:sched_switch", "events"},
	{"", "events"},
};

START_TEST(units_of_events)
{
	ck_assert_str_eq(event_unit(text_of(units[_i][0])), units[_i][1]);
}
END_TEST

START_TEST(same_event_of_other_cores)
{
	static const char *const names[] = {
		"cpu_core/cycles/P",       "cpu_atom/cycles/P", "cpu_core/cycles/u",
		"cpu_core/instructions/P", "cycles:P",          "cpu_atom/instructions/P",
		"armv8_pmuv3_1/cycles/u",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
			bool expected = i + j == 1 || (i == 2 && j == 6) || (i == 6 && j == 2);
			ck_assert_msg(event_siblings(text_of(names[i]), text_of(names[j])) ==
			                      expected,
			              "%s, %s", names[i], names[j]);
		}
}
END_TEST

static void put_samples(struct made *made, unsigned count, const char *event, unsigned weight)
{
	for (unsigned i = 0; i < count; i++)
		put(made, "a 1 1.0: %u %s: \n\t%x f%u (/a)\n\n", weight, event, 1 + draw(3),
		    draw(3));
}

/* An event's samples, added up per function, as folded text. */
static void put_expected(struct made *expected, const struct made *made, const char *event,
                         const char *sibling)
{
	unsigned long long sums[3] = {0};
	char name[64];
	unsigned weight, frame;
	for (const char *at = made->text; (at = strstr(at, "a 1 1.0: ")); at++) {
		ck_assert_int_eq(sscanf(at, "a 1 1.0: %u %63s %*x f%u", &weight, name, &frame), 3);
		name[strlen(name) - 1] = '\0';
		if (strcmp(name, event) == 0 || (sibling && strcmp(name, sibling) == 0))
			sums[frame] += weight;
	}
	for (unsigned i = 0; i < 3; i++)
		if (sums[i])
			put(expected, "a;f%u %llu\n", i, sums[i]);
}

static const struct {
	const char *events[4]; /* in the order of the input */
	const char *counts, *sibling;
	bool as_perf;
} leads[] = {
	{{"page-faults", "instructions", "cycles:u", "cycles:k"}, "cycles:u", NULL, false},
	{{"page-faults", "task-clock", "cpu-clock", "cycles"}, "cycles", NULL, false},
	{{"task-clock", "page-faults", "cpu-clock", "cpu-clock:u"}, "cpu-clock", NULL, false},
	{{"page-faults", "cpu_atom/cycles/", "instructions", "cpu_core/cycles/"},
         "cpu_atom/cycles/",
         "cpu_core/cycles/",
         false},
	{{"s:x", "s:y", "page-faults", "instructions"}, "s:x", NULL, false},
	{{"page-faults", "task-clock", "cpu-clock", "cycles"}, "page-faults", NULL, true},
};

/* The event that counts may occur late, and in any thread's piece. */
START_TEST(best_event_of_any_piece)
{
	struct made made = {0}, expected = {0};
	seed = 17;
	for (unsigned e = 0; e < 4; e++) {
		put_samples(&made, fewer(1500 / LESS), leads[_i].events[e], 1 + e);
		for (unsigned i = 0; i < fewer(500 / LESS); i++) /* all that were met, mixed */
			put_samples(&made, 1, leads[_i].events[draw(e + 1)], 10 + i);
	}
	put_expected(&expected, &made, leads[_i].counts, leads[_i].sibling);
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		static const size_t pieces[] = {1, 300, 2000, 100000};
		for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
			struct read_options options = {
				.threads = thread_counts[t],
				.as_perf = leads[_i].as_perf,
				.keep_order = t == 2,
			};
			hooks.piece_size = pieces[p];
			read_with(made.text, &options);
			hooks.piece_size = 0;
			check_folded(expected.text);
			ck_assert_str_eq(result.account.events[0].name, leads[_i].events[0]);
			ck_assert_uint_eq(result.account.events[3].kept,
			                  strcmp(leads[_i].counts, leads[_i].events[3]) == 0 ||
			                          leads[_i].sibling);
		}
	}
	free(made.text);
	free(expected.text);
}
END_TEST

/* Facts known after one input are valid for the next. */
START_TEST(best_event_of_any_input)
{
	struct made one = {0}, other = {0};
	seed = 19;
	put_samples(&one, 200, "page-faults", 1);
	put_samples(&one, 10, "cycles:k", 2);
	put_samples(&other, 100, "cycles:u", 4);
	put_samples(&other, 100, "cycles:k", 8);
	for (size_t t = 0; t < THREAD_COUNTS; t++) {
		hooks.piece_size = 500;
		read_both(
			one.text, other.text,
			&(struct read_options){.threads = thread_counts[t], .count_samples = true});
		hooks.piece_size = 0;
		ck_assert_int_eq(result.status, STATUS_OK);
		ck_assert_uint_eq(result.account.kept, 110);
		ck_assert_uint_eq(result.account.events[1].kept, true);
		uint64_t total;
		ck_assert_int_eq(stacks_total(&result.profile.stacks, 0, &total, &result.err),
		                 STATUS_OK);
		ck_assert_uint_eq(total, 110);
	}
	free(one.text);
	free(other.text);
}
END_TEST

Suite *event_suite(void)
{
	Suite *suite = suite_create("event");
	TCase *tests = tcase_create("event");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_set_timeout(tests, 120); /* below valgrind */
	tcase_add_loop_test(tests, ranks_of_events, 0, sizeof ranks / sizeof *ranks);
	tcase_add_loop_test(tests, units_of_events, 0, sizeof units / sizeof *units);
	tcase_add_test(tests, same_event_of_other_cores);
	tcase_add_test(tests, first_event_is_known_to_all_threads);
	tcase_add_loop_test(tests, best_event_of_any_piece, 0, sizeof leads / sizeof *leads);
	tcase_add_test(tests, best_event_of_any_input);
	suite_add_tcase(suite, tests);
	return suite;
}
