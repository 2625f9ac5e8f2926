/* Events of perf.data: their names, which records are theirs, and samples that count in ways of
 * their own. */
#include "config.h"

#include "perf_data_reading.h"

Suite *perf_data_events_suite(void);

static const struct {
	struct built_event event;
	const char *name;
} names[] = {
	{{.type = 0, .config = 1}, "instructions:HG"},
	{{.type = 0, .config = 1, .flags = 1 << 20}, "instructions"},
	{{.type = 0, .config = 77, .flags = 1 << 20}, "unknown-hardware"},
	{{.type = 0, .config = 0, .flags = 1 << 5 | 1 << 6}, "cycles:u"},
	{{.type = 0, .config = 0, .flags = 1 << 4 | 2 << 15}, "cycles:khpp"},
	{{.type = 0, .config = 0, .flags = 1 << 20 | 1 << 4}, "cycles:khH"},
	{{.type = 0, .config = 0, .flags = 3 << 15 | 1 << 20}, "cycles:pppH"},
	{{.type = 0, .config = 0, .flags = 1 << 19}, "cycles:G"},
	{{.type = 1, .config = 2, .flags = 1 << 20}, "page-faults"},
	{{.type = 3, .config = 2 | 1 << 16, .flags = 1 << 20}, "LLC-load-misses"},
	{{.type = 3, .config = 0 | 1 << 8, .flags = 1 << 20}, "L1-dcache-stores"},
	{{.type = 3, .config = 4 | 2 << 8, .flags = 1 << 20}, "iTLB-prefetches"},
	{{.type = 3, .config = 9, .flags = 1 << 20}, "unknown-ext-hardware-cache-type"},
	{{.type = 3, .config = 3 << 8, .flags = 1 << 20}, "unknown-ext-hardware-cache-op"},
	{{.type = 3, .config = 2 << 16, .flags = 1 << 20}, "unknown-ext-hardware-cache-result"},
	{{.type = 4, .config = 0x1a8, .flags = 1 << 20}, "raw 0x1a8"},
	{{.type = 5, .bp_addr = 0x401000, .bp_type = 3, .flags = 1 << 20}, "mem:0x401000:rw"},
	{{.type = 5, .bp_addr = 0x401000, .bp_type = 4, .flags = 1 << 20}, "mem:0x401000:x"},
	{{.type = 2, .config = 5}, "unknown tracepoint"},
	{{.type = 11, .config = 5}, "unknown attr type: 11"},
};

START_TEST(names_of_events)
{
	struct built_event event = names[_i].event;
	event.sample_type = SAMPLE_USUAL;
	begin_recording(&r, false, false, &event, 1);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	check_folded("a;[a] 1\n");
	if (!no_symbols)
		ck_assert_str_eq(result.account.events[0].name, names[_i].name);
}
END_TEST

/* From the first sample of one event to the next of another; records need not be in order. */
static const struct {
	const char *from, *to, *folded; /* NULL: refused */
} markers[] = {
	{"instructions", NULL, "a;[a] 22\n"},
	{"instructions", "instructions", "a;[a] 2\n"},
	{NULL, "instructions", "a;[a] 1\n"},
	{"instructions:HG", "instructions:HG", "a;[a] 2\n"},
	{"faults", NULL, NULL},
	{"instructions", "faults", NULL},
};

START_TEST(markers_of_times)
{
	static const struct built_event events[] = {
		{.type = 0, .config = 0, .sample_type = SAMPLE_USUAL},
		{.type = 0, .config = 1, .sample_type = SAMPLE_USUAL},
	};
	const struct read_options options = {.marker_from = markers[_i].from,
	                                     .marker_to = markers[_i].to};
	for (int pipe = 0; pipe < 2; pipe++) {
		begin_recording(&r, false, pipe, events, 2);
		put_process();
		put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
		put_sample(&r, 200, 1, 1, 22, 0, 100, CHAIN(USER, 0x1010));
		put_sample(&r, 200, 1, 1, 20, 0, 100, CHAIN(USER, 0x1010));
		put_sample(&r, 100, 1, 1, 21, 0, 2, CHAIN(USER, 0x1010));
		put_sample(&r, 100, 1, 1, 30, 0, 4, CHAIN(USER, 0x1010));
		put_sample(&r, 200, 1, 1, 40, 0, 100, CHAIN(USER, 0x1010));
		put_sample(&r, 100, 1, 1, 50, 0, 16, CHAIN(USER, 0x1010));
		end_recording(&r);
		if (pipe)
			check_refused_with(options, "needs a file from perf record, not a pipe");
		else if (!markers[_i].folded)
			check_refused_with(options, "no sample of event faults");
		else
			check_with(options, markers[_i].folded);
		buffer_free(&r.out);
	}
}
END_TEST

static void put_event_names(void)
{
	put_u32(&r, 2);
	put_u32(&r, ATTR_SIZE);
	for (unsigned i = 0; i < 2; i++) {
		put_attr(&r, &clock_event);
		put_u32(&r, 1);
		put_u32(&r, 16);
		buffer_append(&r.out, i ? "second/name/u\0\0" : "first:one\0\0\0\0\0\0", 16);
		put_u64(&r, 100 * (i + 1));
	}
}

/* Records tell their event by id; the names stand in a feature, in a pipe in a record. */
START_TEST(several_events)
{
	const struct built_event events[2] = {clock_event, clock_event};
	begin_recording(&r, _i & 1, _i & 2, events, 2);
	if (r.pipe) {
		begin_record(&r, 80, 0);
		put_u64(&r, 12);
		put_event_names();
		end_record(&r);
	}
	put_process();
	put_sample(&r, 200, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 2, CHAIN(USER, 0x2010));
	put_sample(&r, 300, 1, 1, 12, 0, 4, CHAIN(USER, 0x2010));
	if (!r.pipe) {
		begin_feature(&r, 12);
		put_event_names();
		end_feature(&r);
	}
	check_folded("a;[a] 1\n");
	check_noted("1 samples of events that are not in the header");
	const char *const wanted[] = {"first:one"};
	check_with((struct read_options){.events = wanted, .event_count = 1}, "a;[b] 2\n");
	if (!no_symbols)
		ck_assert_str_eq(result.account.events[0].name, "second/name/u");
}
END_TEST

/* Samples that read a group of counters count what each has moved on. */
START_TEST(groups_of_counters)
{
	struct built_event events[2] = {clock_event, clock_event};
	for (unsigned i = 0; i < 2; i++) {
		events[i].sample_type = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID |
		                        PERF_SAMPLE_TIME | PERF_SAMPLE_CPU | PERF_SAMPLE_READ |
		                        PERF_SAMPLE_CALLCHAIN;
		events[i].read_format = PERF_FORMAT_ID | PERF_FORMAT_GROUP |
		                        PERF_FORMAT_TOTAL_TIME_ENABLED;
	}
	events[1].config = PERF_COUNT_SW_PAGE_FAULTS;
	begin_recording(&r, _i & 1, _i & 2, events, 2);
	put_process();
	for (uint64_t i = 1; i < 4; i++) {
		begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
		put_u64(&r, 100);
		put_u64(&r, 0x1010);
		put_u32(&r, 1);
		put_u32(&r, 1);
		put_u64(&r, 10 + i);
		put_u64(&r, 0);
		put_u64(&r, 2);
		put_u64(&r, 99);
		put_u64(&r, 10 * i);
		put_u64(&r, 100);
		put_u64(&r, i < 3 ? 5 : 7);
		put_u64(&r, 200);
		put_u64(&r, 2);
		put_u64(&r, USER);
		put_u64(&r, 0x1010);
		end_record(&r);
	}
	check_folded("a;[a] 30\n");
	const char *const wanted[] = {"page-faults"};
	check_with((struct read_options){.events = wanted, .event_count = 1}, "a;[a] 7\n");
	ck_assert_uint_eq(no_symbols ? 2 : result.account.events[1].samples, 2);
}
END_TEST

/* The same with what newer kernels put in between, and counters without ids, whose samples count by
 * their periods. */
START_TEST(formats_of_counters)
{
	struct built_event event = clock_event;
	const bool ids = _i & 4, group = _i & 8;
	event.sample_type |= PERF_SAMPLE_READ;
	event.read_format = PERF_FORMAT_LOST | PERF_FORMAT_TOTAL_TIME_RUNNING |
	                    (ids ? PERF_FORMAT_ID : 0) | (group ? PERF_FORMAT_GROUP : 0);
	begin_recording(&r, _i & 1, _i & 2, &event, 1);
	put_process();
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(&r, 100);
	put_u64(&r, 0x1010);
	put_u32(&r, 1);
	put_u32(&r, 1);
	put_u64(&r, 10);
	put_u64(&r, 0);
	put_u64(&r, 77); /* period */
	put_u64(&r, group ? 2 : 5);
	put_u64(&r, 99);
	for (unsigned i = 0; i < (group ? 2 : 1); i++) {
		if (group)
			put_u64(&r, 5 - i);
		if (ids)
			put_u64(&r, 100 + i);
		put_u64(&r, 1);
	}
	put_u64(&r, 2);
	put_u64(&r, USER);
	put_u64(&r, 0x1010);
	end_record(&r);
	check_folded(ids ? "a;[a] 5\n" : "a;[a] 77\n");
	ck_assert_uint_eq(result.account.malformed, 0);
}
END_TEST

/* perf record --off-cpu: the sample stands in raw data. */
START_TEST(off_cpu_time)
{
	const struct built_event event = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
	                       PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD | PERF_SAMPLE_RAW,
	};
	begin_recording(&r, _i & 1, true, &event, 1);
	begin_record(&r, 78, 0);
	put_u64(&r, 2);
	put_u64(&r, 100);
	put_text(&r, "offcpu-time");
	end_record(&r);
	put_process();
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_KERNEL);
	put_u64(&r, 100);
	put_u64(&r, 0); /* pid and tid of who runs now */
	put_u64(&r, 10);
	put_u64(&r, 0);
	put_u64(&r, 1);
	put_u32(&r, 52);
	put_u32(&r, 1);
	put_u32(&r, 1);
	put_u64(&r, 123456);
	put_u64(&r, 3);
	put_u64(&r, USER);
	put_u64(&r, 0x2010);
	put_u64(&r, 0x1010);
	put_u32(&r, 0);
	end_record(&r);
	check_folded("a;[a];[b] 123456\n");
}
END_TEST

START_TEST(tracepoints)
{
	static const char format[] = "name: wait\nID: 7\nformat:\n";
	const struct built_event event = {.type = PERF_TYPE_TRACEPOINT,
	                                  .config = 7,
	                                  .sample_type = SAMPLE_USUAL &
	                                                 ~(uint64_t)PERF_SAMPLE_CALLCHAIN};
	struct recording tracing = {0};
	buffer_append(&tracing.out, "\x17\x08\x44tracing0.6\0\0\x08\0\x10\0\0", 19);
	for (unsigned i = 0; i < 2; i++) {
		buffer_append(&tracing.out, i ? "header_event" : "header_page", i ? 13 : 12);
		put_u64(&tracing, 3);
		buffer_append(&tracing.out, "abc", 3);
	}
	put_u32(&tracing, 0);
	put_u32(&tracing, 1);
	buffer_append(&tracing.out, "net", 4);
	put_u32(&tracing, 1);
	put_u64(&tracing, sizeof format - 1);
	buffer_append(&tracing.out, format, sizeof format - 1);
	put_u64(&tracing, 0);
	put_u64(&tracing, 0);
	begin_recording(&r, false, _i, &event, 1);
	if (r.pipe) {
		begin_record(&r, 66, 0);
		put_u64(&r, tracing.out.size);
		end_record(&r);
		buffer_append(&r.out, tracing.out.data, tracing.out.size);
		pad(&r, r.record);
	}
	put_process();
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(&r, 100);
	put_u64(&r, 0x1010);
	put_u64(&r, r.big_endian ? 0 : 1 | (uint64_t)1 << 32);
	put_u64(&r, 10);
	put_u64(&r, 0);
	put_u64(&r, 999);
	end_record(&r);
	if (!r.pipe) {
		begin_feature(&r, 1);
		buffer_append(&r.out, tracing.out.data, tracing.out.size);
		end_feature(&r);
	}
	buffer_free(&tracing.out);
	check_folded("a 1\n"); /* no period, and perf shows no address */
	if (!no_symbols)
		ck_assert_str_eq(result.account.events[0].name, "net:wait");
}
END_TEST

/* Tracing data in records of their own, each with one event's name: the first one counts. */
START_TEST(tracing_data_once)
{
	const struct built_event two[] = {
		{.type = PERF_TYPE_TRACEPOINT, .config = 1, .sample_type = SAMPLE_USUAL},
		{.type = PERF_TYPE_TRACEPOINT, .config = 2, .sample_type = SAMPLE_USUAL},
	};
	begin_recording(&r, false, true, two, 2);
	for (unsigned i = 0; i < 3; i++) { /* none in the first */
		char format[32];
		snprintf(format, sizeof format, "name: n%u\nID: %u\n\n", i, i);
		begin_record(&r, 80, 0);
		put_u64(&r, 1);
		buffer_append(&r.out, "\x17\x08\x44tracing0.6\0\0\x08\0\x10\0\0header_page", 32);
		put_number(&r, 0, 8);
		buffer_append(&r.out, "header_event", 13);
		put_number(&r, 0, 8);
		put_u32(&r, 0);
		put_u32(&r, i > 0);
		buffer_append(&r.out, "net", 4);
		put_u32(&r, 1);
		put_u64(&r, strlen(format));
		buffer_text(&r.out, format);
		pad(&r, r.record);
		end_record(&r);
	}
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 200, 1, 1, 11, 0, 1, CHAIN(USER, 0x1010));
	end_recording(&r);
	check_with((struct read_options){.all_events = true}, "a;[a] 2\n");
	ck_assert_str_eq(no_symbols ? "net:n1" : result.account.events[0].name, "net:n1");
	ck_assert_str_ne(no_symbols ? "" : result.account.events[1].name, "net:n2");
}
END_TEST

/* All lists of ids together are as large as the file at most: no two events have one in common. */
START_TEST(ids_in_common)
{
	const struct built_event two[] = {clock_event, clock_event};
	begin_recording(&r, false, false, two, 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 200, 1, 1, 11, 0, 1, CHAIN(USER, 0x1010));
	end_recording(&r);
	check_with((struct read_options){0}, "a;[a] 2\n");
	patch(&r, FILE_HEADER + ATTR_SIZE, 4, 8); /* where no id is seen */
	patch(&r, FILE_HEADER + ATTR_SIZE + 8, (uint64_t)1 << 40, 8);
	check_refused("samples");
	check_noted("2 samples of events that are not in the header");
}
END_TEST

/* An event may be added between samples, in files and pipes: perf prints its samples. */
START_TEST(late_event)
{
	const bool named = _i & 4;
	struct built_event late = clock_event;
	late.config = PERF_COUNT_SW_PAGE_FAULTS;
	begin(_i & 1, _i & 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_attr_record(&r, &late, 200);
	if (named) {
		begin_record(&r, 78, 0); /* PERF_RECORD_EVENT_UPDATE */
		put_u64(&r, 2);
		put_u64(&r, 200);
		put_text(&r, "late");
		end_record(&r);
	}
	put_sample(&r, 200, 1, 1, 11, 0, 2, CHAIN(USER, 0x2010));
	end_recording(&r);
	const char *const wanted[] = {named ? "late" : "page-faults:HG"};
	check_with((struct read_options){.events = wanted, .event_count = 1}, "a;[b] 2\n");
	ck_assert_uint_eq(no_symbols ? 1 : result.account.events[0].samples, 1);
}
END_TEST

/* A pipe without any event before its records. */
START_TEST(event_after_all_else)
{
	begin_recording(&r, false, true, &clock_event, 0);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_attr_record(&r, &clock_event, 100);
	put_process();
	put_sample(&r, 100, 1, 1, 11, 0, 2, CHAIN(USER, 0x1010));
	check_folded("a;[a] 2\n");
	check_noted("1 samples of events that are not in the header");
}
END_TEST

static void put_many_events(void)
{
	for (unsigned i = 0; i < 100; i++)
		put_attr_record(&r, &clock_event, 1000 + i);
}

/* Samples wait for being unwound, and for the rest of their call chains, while events come. */
START_TEST(events_while_samples_wait)
{
	const struct built_event dumps = {
		.type = PERF_TYPE_SOFTWARE,
		.sample_type = SAMPLE_USUAL | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER,
		.sample_regs_user = 1 << 7 | 1 << 8, /* sp, ip */
	};
	const struct built_event *event = _i & 2 ? &dumps : &clock_event;
	begin_recording(&r, false, _i & 1, event, 1);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1,
	           event == &dumps ? CHAIN(KERNEL, 0xffffffff81000010)
	                           : CHAIN(KERNEL, 0xffffffff81000010, (uint64_t)-640, 7));
	if (event == &dumps) {
		put_u64(&r, 2);
		put_u64(&r, 0x7000);
		put_u64(&r, 0x1010);
		put_u64(&r, 8);
		put_u64(&r, 0);
		put_u64(&r, 8);
		end_record(&r);
	}
	put_round(&r);
	put_round(&r);
	put_many_events();
	if (event == &clock_event) {
		begin_record(&r, 22, PERF_RECORD_MISC_USER);
		put_u64(&r, 7);
		put_u64(&r, 2);
		put_u64(&r, USER);
		put_u64(&r, 0x1010);
		end_timed(&r, 1, 1, 12);
	}
	check_folded("a;[a];sys_one 1\n");
}
END_TEST

Suite *perf_data_events_suite(void)
{
	Suite *suite = suite_create("perf_data_events");
	TCase *tests = tcase_create("events");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_loop_test(tests, markers_of_times, 0, sizeof markers / sizeof *markers);
	tcase_add_loop_test(tests, names_of_events, 0, sizeof names / sizeof *names);
	tcase_add_loop_test(tests, several_events, 0, 4);
	tcase_add_loop_test(tests, groups_of_counters, 0, 4);
	tcase_add_loop_test(tests, formats_of_counters, 0, 16);
	tcase_add_loop_test(tests, off_cpu_time, 0, 2);
	tcase_add_loop_test(tests, tracepoints, 0, 2);
	tcase_add_test(tests, tracing_data_once);
	tcase_add_test(tests, ids_in_common);
	tcase_add_loop_test(tests, late_event, 0, 8);
	tcase_add_test(tests, event_after_all_else);
	tcase_add_loop_test(tests, events_while_samples_wait, 0, 4);
	suite_add_tcase(suite, tests);
	return suite;
}
