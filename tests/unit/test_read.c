/* Reading inputs: choosing among samples, the account, several inputs, and inputs that are refused.
 */
#include "reading_one.h"

Suite *read_suite(void);

static const char two_events[] =
	"a 1 1.0: 10 cycles:u: \n\t1 f (/a)\n\t2 main (/a)\n\n"
	"a 1 1.1: 20 instructions:u: \n\t1 g (/a)\n\t2 main (/a)\n\n"
	"b 2 1.2: 40 cycles:u: \n\t1 f (/a)\n\t2 main (/a)\n\n"
	"a 1 1.3: 80 cycles:k: \n\t1 k ([kernel.kallsyms])\n\t2 main (/a)\n\n";

static const struct {
	struct read_options options;
	const char *events[3], *comms[3];
	const char *folded; /* NULL: refused */
	uint64_t kept, other_events, other_comms, empty;
} choices[] = {
	{{0}, {0}, {0}, "a;main;f 10\nb;main;f 40\n", 2, 2, 0, 0},
	{{.count_samples = true}, {0}, {0}, "a;main;f 1\nb;main;f 1\n", 2, 2, 0, 0},
	{{0}, {"cycles:u"}, {0}, "a;main;f 10\nb;main;f 40\n", 2, 2, 0, 0},
	{{0}, {"instructions:u"}, {0}, "a;main;g 20\n", 1, 3, 0, 0},
	{{0}, {"instructions"}, {0}, "a;main;g 20\n", 1, 3, 0, 0},
	{{0}, {"cycles"}, {0}, "a;main;f 10\na;main;k 80\nb;main;f 40\n", 3, 1, 0, 0},
	{{0}, {"cycles:k", "instructions:u"}, {0}, "a;main;g 20\na;main;k 80\n", 2, 2, 0, 0},
	{{0}, {"cycle"}, {0}, NULL, 0, 4, 0, 0},
	{{0}, {0}, {"b"}, "b;main;f 40\n", 1, 2, 1, 0},
	{{0}, {"cycles"}, {"a"}, "a;main;f 10\na;main;k 80\n", 2, 1, 1, 0},
	{{0}, {0}, {"a", "b"}, "a;main;f 10\nb;main;f 40\n", 2, 2, 0, 0},
	{{0}, {0}, {"c"}, NULL, 0, 2, 2, 0},
	{{.no_comm = true}, {0}, {0}, "main;f 50\n", 2, 2, 0, 0},
	{{.pid = true}, {0}, {0}, "a-?;main;f 10\nb-?;main;f 40\n", 2, 2, 0, 0},
	{{.tid = true}, {0}, {0}, "a-?/1;main;f 10\nb-?/2;main;f 40\n", 2, 2, 0, 0},
	{{.tid = true, .pid = true}, {0}, {0}, "a-?/1;main;f 10\nb-?/2;main;f 40\n", 2, 2, 0, 0},
	{{.annotate_kernel = true}, {"cycles:k"}, {0}, "a;main;k_[k] 80\n", 1, 3, 0, 0},
};

START_TEST(choosing_samples)
{
	struct read_options options = choices[_i].options;
	options.events = choices[_i].events;
	while (options.events[options.event_count])
		options.event_count++;
	options.comms = choices[_i].comms;
	while (options.comms[options.comm_count])
		options.comm_count++;
	read_with(two_events, &options);
	if (choices[_i].folded)
		check_folded(choices[_i].folded);
	else
		ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_uint_eq(result.account.samples, 4);
	ck_assert_uint_eq(result.account.kept, choices[_i].kept);
	ck_assert_uint_eq(result.account.other_events, choices[_i].other_events);
	ck_assert_uint_eq(result.account.other_comms, choices[_i].other_comms);
	ck_assert_uint_eq(result.account.empty, choices[_i].empty);
	ck_assert_uint_eq(result.account.event_count, 3);
	ck_assert_str_eq(result.account.events[0].name, "cycles:u");
	ck_assert_uint_eq(result.account.events[0].samples, 2);
	ck_assert_str_eq(result.account.events[2].name, "cycles:k");
	ck_assert_int_eq(result.account.event_defaulted, !options.event_count);
}
END_TEST

START_TEST(exact_event_name_comes_first)
{
	static const char text[] = "a 1 1.0: 1 cycles:P: \n\t1 f (/a)\n\n"
				   "a 1 1.1: 2 cycles: \n\t1 f (/a)\n\n"
				   "a 1 1.2: 4 cycles:P: \n\t1 g (/a)\n\n";
	const char *const names[] = {"cycles"};
	read_with(text, &(struct read_options){.events = names, .event_count = 1});
	check_folded("a;f 2\n");
	ck_assert_uint_eq(result.account.other_events, 2);
}
END_TEST

START_TEST(overflow_tells_the_line)
{
	read_with("a 1 1.0: 18446744073709551615 e: \n\t1 f (/a)\n\n"
	          "a 1 1.0: 1 e: \n\t1 f (/a)\n\n",
	          &(struct read_options){0});
	check_refused("64 bits");
	read_with("a 1 1.0: 1 e: \n\t1 f (/a)\n\na 1 1.0: 18446744073709551616 e: \n\t1 f (/a)\n",
	          &(struct read_options){0});
	check_refused(":4: ");
	/* of an event that is left out it does not matter */
	read_with("a 1 1.0: 1 e: \n\t1 f (/a)\n\na 1 1.0: 18446744073709551615 x: \n\t1 f (/a)\n\n"
	          "a 1 1.0: 1 x: \n\t1 f (/a)\n\n",
	          &(struct read_options){0});
	check_folded("a;f 1\n");
}
END_TEST

/* To know what percents of the time mean, both ends are read first. */
START_TEST(bytes_are_counted_once)
{
	struct read_options options = {0};
	read_with(two_events, &options);
	ck_assert_uint_eq(result.account.bytes, strlen(two_events));
	ck_assert(time_span_parse(&options.choice.time, "0%,100%"));
	read_with(two_events, &options);
	check_folded("a;main;f 10\nb;main;f 40\n");
	ck_assert_uint_eq(result.account.bytes, strlen(two_events));
}
END_TEST

START_TEST(inputs_add_up)
{
	const struct read_options none = {0};
	read_both("a;b 1\nc 2\n", "a;b 4.5\n", &none);
	check_folded("a;b 5.5\nc 2\n");
	read_both("a;b 1\n", "a 1 1.0: 10 e: \n\t1 b (/a)\n", &none);
	check_folded("a;b 11\n");
	ck_assert_uint_eq(result.account.samples, 2);
	/* the first event of the first input counts */
	read_both("a 1 1.0: 1 e: \n\t1 f (/a)\n", "a 1 1.0: 2 x: \n\t1 f (/a)\n\na 1 1.0: 4 e: \n",
	          &none);
	check_folded("a 4\na;f 1\n");
	ck_assert_uint_eq(result.account.other_events, 1);
	read_both("a;b 1 2\n", "a;b 10 20\n", &none);
	check_folded("a;b 11 22\n");
	read_both("a;b 1 2\n", "a;b 1\n", &none);
	check_refused("cannot be added up");
	check_refused(paths[1]);
	read_both("a;b 1\n", "", &none);
	check_refused(paths[1]);
	read_both("a;b 18446744073709551615\n", "x\na;b 1\n",
	          &(struct read_options){.format = "folded"});
	check_refused(":2: ");
	check_refused(paths[1]);
}
END_TEST

START_TEST(malformed_line_of_the_second_input)
{
	read_both("a;b 1\nc 1\n", "a;b 4\nd 1\nbad\n", &(struct read_options){0});
	char where[64];
	snprintf(where, sizeof where, "%s:3", paths[1]);
	ck_assert_str_eq(result.account.malformed_where, where);
}
END_TEST

START_TEST(input_order_kept)
{
	const struct read_options options = {.keep_order = true, .threads = 8};
	read_both("b 1\na 2\na 3\nb 4\n", "b 8\nc 0.5\n", &options);
	check_folded("a 5\nb 13\nc 0.5\n");
	static const struct {
		const char *name;
		uint64_t weight;
	} expected[] = {
		{"b", 1},
		{"a", 5},
		{"b", 12},
		{"c", 5},
	};
	const struct profile *profile = &result.profile;
	ck_assert_uint_eq(profile->sequence_count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct occurrence *at = &profile->sequence[i];
		const struct stack *stack = &profile->stacks.items[at->stack];
		ck_assert_str_eq(profile->frames.items[stack->frames[0]].name, expected[i].name);
		ck_assert_uint_eq(at->weight, expected[i].weight);
		ck_assert_uint_eq(at->places, i == 3);
	}
	read_with(two_events, &options);
	ck_assert_uint_eq(result.profile.sequence_count, 2);
	ck_assert_uint_eq(result.profile.sequence[1].weight, 40);
}
END_TEST

START_TEST(unreadable_inputs)
{
	const struct read_options none = {0};
	static const struct {
		const char *path, *message;
	} bad[] = {
		{"/no/such/file", "/no/such/file: No such file"},
		{"/", "/: is a directory"},
	};
	for (size_t i = 0; i < 2; i++) {
		tear_down();
		reading_paths(&result, &bad[i].path, 1, &none);
		check_refused(bad[i].message);
	}
	read_with("", &none);
	check_refused("empty input");
	check_refused("expected a perf.data file, `perf script` text, folded stacks, ");
	read_with("prose that is\nno profile at all\n", &none);
	check_refused("not a known format");
	read_with("a;b 1\n", &(struct read_options){.format = "no-such"});
	check_refused("unknown format 'no-such'");
	read_with("a;b 1\n", &(struct read_options){.format = "perf-script"});
	check_refused("contains no samples");
	tear_down();
	reading_text(&result, "\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff garbage", 21, &none);
	check_refused("cannot decompress");
	check_refused(result.path);
}
END_TEST

Suite *read_suite(void)
{
	Suite *suite = suite_create("read");
	TCase *tests = tcase_create("read");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_loop_test(tests, choosing_samples, 0, sizeof choices / sizeof *choices);
	tcase_add_test(tests, exact_event_name_comes_first);
	tcase_add_test(tests, overflow_tells_the_line);
	tcase_add_test(tests, bytes_are_counted_once);
	tcase_add_test(tests, inputs_add_up);
	tcase_add_test(tests, malformed_line_of_the_second_input);
	tcase_add_test(tests, input_order_kept);
	tcase_add_test(tests, unreadable_inputs);
	suite_add_tcase(suite, tests);
	return suite;
}
