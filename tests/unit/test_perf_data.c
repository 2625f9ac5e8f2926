/* Reading perf.data: each kind of record, in both byte orders, from files and pipes; and what is
 * damaged. Names come from the files themselves: a module without symbols is a frame of its own, and
 * functions that appear in the kernel have names. */
#include "config.h"

#include "perf_data_builder.h"
#include "reading.h"

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

Suite *perf_data_suite(void);

#define KERNEL ((uint64_t)PERF_CONTEXT_KERNEL)
#define USER ((uint64_t)PERF_CONTEXT_USER)
#define CHAIN(...) ((const uint64_t[]){__VA_ARGS__, 0})

static const struct built_event clock_event = {
	.type = PERF_TYPE_SOFTWARE,
	.config = PERF_COUNT_SW_CPU_CLOCK,
	.sample_type = SAMPLE_USUAL,
};

static struct recording r;
static struct reading_result result;
static bool no_symbols; /* this build cannot read the format */

static void set_up(void)
{
	no_symbols = !reader_find("perf-data")->available;
}

static void tear_down(void)
{
	buffer_free(&r.out);
	reading_end(&result);
	result = (struct reading_result){0};
}

/* Reads what was built, with names of no machine in particular. */
static void read_with(struct read_options options)
{
	options.symbols.symfs = options.symbols.buildid_dir = "/nonexistent";
	options.symbols.kallsyms = "/dev/null";
	reading_end(&result);
	reading_text(&result, r.out.data, r.out.size, &options);
}

static void check_with(struct read_options options, const char *folded)
{
	if (no_symbols)
		return;
	read_with(options);
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_str_eq(result.folded, folded);
}

static void check_folded(const char *folded)
{
	end_recording(&r);
	check_with((struct read_options){0}, folded);
}

static void check_refused(const char *message)
{
	if (no_symbols)
		return;
	read_with((struct read_options){0});
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_msg(strstr(result.err.text, message) != NULL, "%s", result.err.text);
}

/* Whether the account says something. */
static bool noted(const char *what)
{
	for (size_t i = 0; i < result.account.note_count; i++)
		if (strstr(result.account.notes[i].text, what))
			return true;
	return false;
}

static void check_noted(const char *what)
{
	ck_assert_msg(no_symbols || noted(what), "nobody says: %s", what);
}

/* A process named a, pid 1, with /bin/a at 0x1000 and /lib/b at 0x2000, and two kernel functions. */
static void put_process(void)
{
	put_comm(&r, 1, 1, "a", 0);
	put_mmap(&r, 1, 0x1000, 0x1000, "/bin/a", 0);
	put_mmap(&r, 1, 0x2000, 0x1000, "/lib/b", 0);
	put_ksymbol(&r, 0xffffffff81000000, 0x100, "sys_one", false, 0);
	put_ksymbol(&r, 0xffffffff81000100, 0x100, "sys_two", false, 0);
}

static void begin(bool big_endian, bool pipe)
{
	begin_recording(&r, big_endian, pipe, &clock_event, 1);
}

/* In all four ways: bit 0 the byte order, bit 1 a pipe. */
START_TEST(chains_of_addresses)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 5,
	           CHAIN(KERNEL, 0xffffffff81000110, 0xffffffff81000010, USER, 0x2010, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 7, CHAIN(USER, 0x1010, 0x3010));
	put_sample(&r, 100, 1, 1, 12, 0, 1, CHAIN(0x1010));
	check_folded("a;[a] 1\na;[a];[b];sys_one;sys_two 5\na;[unknown];[a] 7\n");
	ck_assert_uint_eq(result.account.samples, no_symbols ? 0 : 3);
}
END_TEST

/* Records of two CPUs stand one behind the other; a process gets its name between two samples. */
START_TEST(order_of_time)
{
	begin(false, _i);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 1, 30, 0, 2, CHAIN(USER, 0x1010));
	put_round(&r);
	put_comm(&r, 1, 1, "second", 20);
	put_sample(&r, 100, 1, 1, 25, 1, 4, CHAIN(USER, 0x1010));
	put_round(&r);
	put_sample(&r, 100, 1, 1, 40, 0, 8, CHAIN(USER, 0x1010));
	put_comm(&r, 1, 1, "third", 35);
	put_round(&r);
	check_folded("a;[a] 1\nsecond;[a] 6\nthird;[a] 8\n");
}
END_TEST

/* A sample that comes two rounds too late is taken all the same, and that is said. */
START_TEST(too_late_for_its_round)
{
	begin(false, false);
	put_process();
	for (uint64_t i = 1; i < 5; i++) {
		put_sample(&r, 100, 1, 1, i * 100, 0, 1, CHAIN(USER, 0x1010));
		put_round(&r);
	}
	put_comm(&r, 1, 1, "late", 50);
	put_round(&r);
	put_sample(&r, 100, 1, 1, 600, 0, 1, CHAIN(USER, 0x1010));
	check_folded("a;[a] 3\nlate;[a] 2\n"); /* the fourth was still waiting */
	check_noted("1 records came too late");
}
END_TEST

START_TEST(forks_and_mappings)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_fork(&r, 2, 2, 1, 1, 10);
	put_sample(&r, 100, 2, 2, 11, 0, 1, CHAIN(USER, 0x2010, 0x1010));
	put_mmap(&r, 2, 0x2000, 0x800, "/lib/c", 12); /* over the first half of b, in the child */
	put_sample(&r, 100, 2, 2, 13, 0, 2, CHAIN(USER, 0x2010, 0x2810));
	put_sample(&r, 100, 1, 1, 14, 0, 4, CHAIN(USER, 0x2010));
	put_fork(&r, 2, 3, 2, 2, 15); /* a thread */
	put_comm(&r, 2, 3, "thread", 16);
	put_mmap(&r, 2, 0x5000, 0x1000, "/lib/d", 17);
	put_sample(&r, 100, 2, 3, 18, 0, 8, CHAIN(USER, 0x5010));
	put_sample(&r, 100, 9, 9, 19, 0, 16, CHAIN(USER, 0x5010)); /* nobody knows */
	put_sample(&r, 100, 0, 0, 20, 0, 32, CHAIN(KERNEL, 0xffffffff81000000));
	check_folded(":9;[unknown] 16\na;[a];[b] 1\na;[b] 4\na;[b];[c] 2\nswapper;sys_one 32\n"
	             "thread;[d] 8\n");
}
END_TEST

/* A new mapping holds from its time on, whatever was looked up there before. */
START_TEST(mappings_replaced)
{
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010, 0x7010));
	put_mmap(&r, 1, 0x7000, 0x1000, "/lib/e", 11);
	put_sample(&r, 100, 1, 1, 12, 0, 2, CHAIN(USER, 0x1010, 0x7010));
	put_mmap(&r, 1, 0x1000, 0x1000, "/lib/f", 13);
	put_sample(&r, 100, 1, 1, 14, 0, 4, CHAIN(USER, 0x1010, 0x7010));
	put_ksymbol(&r, 0xffffffff81000000, 0x100, "sys_one", true, 15);
	put_ksymbol(&r, 0xffffffff81000000, 0x40, "sys_new", false, 16);
	put_sample(&r, 100, 1, 1, 17, 0, 8, CHAIN(KERNEL, 0xffffffff81000000, 0xffffffff81000080));
	check_folded("a;[e];[a] 2\na;[e];[f] 4\na;[unknown];[a] 1\na;[unknown];sys_new 8\n");
}
END_TEST

/* Code made at run time. In a pipe names are put off to the end, as the program that writes them may
 * be running; stacks that become equal add up. */
START_TEST(code_made_at_run_time)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_comm(&r, 5, 5, "java", 0);
	for (uint32_t pid = 1; pid < 9; pid += 4)
		put_mmap(&r, pid, 0x9000, 0x1000, "//anon", 0);
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x9010, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 2, CHAIN(USER, 0x9020, 0x1010));
	put_sample(&r, 100, 1, 1, 12, 0, 4, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 5, 5, 13, 0, 8, CHAIN(USER, 0x9010));
	end_recording(&r);
	check_with((struct read_options){.keep_order = _i & 4},
	           "a;[a] 4\na;[a];[perf-1.map] 3\njava;[perf-5.map] 8\n");
	check_noted("frames without a name in /tmp/perf-1.map");
}
END_TEST

/* perf discards chains with marks that it does not know, and shows 127 frames. */
START_TEST(odd_chains)
{
	uint64_t chain[300] = {USER};
	char folded[2048] = "a";
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 3, CHAIN(USER, 0x1010, (uint64_t)PERF_CONTEXT_GUEST, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 4, CHAIN(0));
	for (size_t i = 1; i < 200; i++)
		chain[i] = i < 127 ? 0x1010 : 0x2010;
	put_sample(&r, 100, 1, 1, 12, 0, 5, chain);
	strcat(folded, " 7\na;[b]");
	for (size_t i = 1; i < 127; i++)
		strcat(folded, ";[a]");
	strcat(folded, " 5\n");
	check_folded(folded);
	check_noted("1 call chains that the kernel broke off");
}
END_TEST

/* The kernel's part of the chain, then where the newest branch went, then where each came from. */
START_TEST(branch_records_as_chains)
{
	const struct built_event lbr = {
		.sample_type = SAMPLE_USUAL | PERF_SAMPLE_BRANCH_STACK,
		.branch_sample_type = PERF_SAMPLE_BRANCH_USER | PERF_SAMPLE_BRANCH_CALL_STACK,
	};
	begin_recording(&r, _i & 1, _i & 2, &lbr, 1);
	put_process();
	put_mmap(&r, 1, 0x3000, 0x1000, "/lib/c", 0);
	const uint64_t chains[3][5] = {{KERNEL, 0xffffffff81000110, USER, 0x1234},
	                               {USER, 0x1234},
	                               {KERNEL, 0xffffffff81000110}};
	for (size_t i = 0; i < 3; i++) {
		put_sample(&r, 100, 1, 1, 10 + i, 0, 1 + i, chains[i]);
		put_u64(&r, 2);
		put_u64(&r, 0x2010); /* from, to, flags */
		put_u64(&r, 0x3010);
		put_u64(&r, 0);
		put_u64(&r, 0x1010);
		put_u64(&r, 0x2000);
		put_u64(&r, 0);
		end_record(&r);
	}
	check_folded("a;[a];[b];[c] 2\na;[a];[b];[c];sys_two 1\na;sys_two 3\n");
	ck_assert_str_eq(no_symbols ? "cycles:HG" : result.account.events[0].name, "cycles:HG");
}
END_TEST

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
	{{.type = 4, .config = 0x1a8, .flags = 1 << 20}, "raw 0x1a8"},
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
	check_noted("1 samples of events that the header does not have");
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
	                                  .sample_type = SAMPLE_USUAL & ~(uint64_t)PERF_SAMPLE_CALLCHAIN};
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

/* Records that say something, and those that nobody reads. */
START_TEST(other_records)
{
	begin(_i & 1, _i & 2);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	begin_record(&r, PERF_RECORD_LOST, 0);
	put_u64(&r, 100);
	put_u64(&r, 12);
	end_timed(&r, 0, 0, 11);
	begin_record(&r, PERF_RECORD_LOST_SAMPLES, 0);
	put_u64(&r, 30);
	end_timed(&r, 0, 0, 12);
	begin_record(&r, PERF_RECORD_THROTTLE, 0);
	put_u64(&r, 13);
	put_u64(&r, 100);
	put_u64(&r, 100);
	end_timed(&r, 0, 0, 13);
	begin_record(&r, 71, 0); /* AUXTRACE, with bytes behind it that look like no record */
	put_u64(&r, 5000);
	for (int i = 0; i < 4; i++)
		put_u64(&r, 0);
	end_record(&r);
	for (int i = 0; i < 5000; i++)
		buffer_byte(&r.out, '\0');
	begin_record(&r, 200, 0);
	put_u64(&r, 1);
	end_record(&r);
	begin_record(&r, 50, 0);
	end_timed(&r, 0, 0, 14);
	begin_record(&r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_GUEST_USER);
	put_u64(&r, 100);
	put_u64(&r, 0x1010);
	put_u64(&r, 0);
	put_u64(&r, 15);
	for (int i = 0; i < 3; i++)
		put_u64(&r, 0);
	end_record(&r);
	put_sample(&r, 100, 1, 1, 16, 0, 2, CHAIN(USER, 0x1010));
	check_folded("a;[a] 3\n");
	check_noted("42 records were lost");
	check_noted("1 times the kernel took fewer samples");
	check_noted("5000 bytes of hardware trace");
	check_noted("1 samples from within virtual machines");
	check_noted("1 records of unknown kinds");
	check_noted("2 frames without a name in /bin/a");
}
END_TEST

#ifdef HAVE_ZSTD
/* Records of compressed bytes end anywhere within what they hold. */
START_TEST(compressed_records)
{
	struct recording plain = {.big_endian = _i & 1};
	char folded[64];
	const unsigned samples = 3000;
	begin(_i & 1, _i & 2);
	put_process();
	for (unsigned i = 0; i < samples; i++)
		put_sample(&plain, 100, 1, 1, 10 + i, 0, 1, CHAIN(USER, 0x1010, 0x2010));
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	ZSTD_inBuffer in = {plain.out.data, plain.out.size, 0};
	char packed[1000];
	while (in.pos < in.size) { /* a flush ends each record, one stream goes through all */
		ZSTD_inBuffer part = {(const char *)in.src + in.pos, 0, 0};
		part.size = in.size - in.pos < 4321 ? in.size - in.pos : 4321;
		ZSTD_outBuffer out = {packed, sizeof packed, 0};
		ck_assert_uint_eq(ZSTD_compressStream2(zstd, &out, &part, ZSTD_e_flush), 0);
		begin_record(&r, _i & 4 ? 83 : 81, 0);
		if (_i & 4)
			put_u64(&r, out.pos);
		buffer_append(&r.out, packed, out.pos);
		if (_i & 4)
			pad(&r, r.record);
		end_record(&r);
		in.pos += part.pos;
	}
	ZSTD_freeCCtx(zstd);
	buffer_free(&plain.out);
	snprintf(folded, sizeof folded, "a;[b];[a] %u\n", samples);
	check_folded(folded);
	ck_assert(!noted("cut short"));
}
END_TEST
#endif

static const struct {
	const char *pids, *tids, *cpus, *time;
	const char *folded; /* NULL: no sample is left */
} choices[] = {
	{NULL, NULL, NULL, NULL, "a;[a] 7\nb;[unknown] 8\n"},
	{"1", NULL, NULL, NULL, "a;[a] 7\n"},
	{"2-5", NULL, NULL, NULL, "b;[unknown] 8\n"},
	{NULL, "7,8-9", NULL, NULL, "a;[a] 4\n"},
	{NULL, NULL, "1", NULL, "a;[a] 2\nb;[unknown] 8\n"},
	{"1", NULL, "1-3", NULL, "a;[a] 2\n"},
	{NULL, NULL, NULL, "2,3", "a;[a] 6\n"},
	{NULL, NULL, NULL, ",2.000000001", "a;[a] 3\n"},
	{NULL, NULL, NULL, "3.5,", "b;[unknown] 8\n"},
	{NULL, NULL, NULL, "0%,50%", "a;[a] 3\n"},
	{NULL, NULL, NULL, "60%,100%", "a;[a] 4\nb;[unknown] 8\n"},
	{NULL, NULL, NULL, "100,200", NULL},
	{"99", NULL, NULL, NULL, NULL},
};

START_TEST(choosing_samples)
{
	begin(false, false);
	put_process();
	put_comm(&r, 2, 2, "b", 0);
	put_sample(&r, 100, 1, 1, 1000000000, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 1, 2000000000, 1, 2, CHAIN(USER, 0x1010));
	put_fork(&r, 1, 7, 1, 1, 2500000000);
	put_sample(&r, 100, 1, 7, 3000000000, 0, 4, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 2, 2, 4000000000, 1, 8, CHAIN(USER, 0x1010));
	end_recording(&r);
	struct read_options options = {0};
	struct choice *choice = &options.choice;
	ck_assert(!choices[_i].pids || number_list_parse(&choice->pids, choices[_i].pids));
	ck_assert(!choices[_i].tids || number_list_parse(&choice->tids, choices[_i].tids));
	ck_assert(!choices[_i].cpus || number_list_parse(&choice->cpus, choices[_i].cpus));
	ck_assert(!choices[_i].time || time_span_parse(&choice->time, choices[_i].time));
	if (choices[_i].folded) {
		check_with(options, choices[_i].folded);
	} else if (!no_symbols) {
		read_with(options);
		ck_assert_int_eq(result.status, STATUS_FAILED);
	}
	choice_free(choice);
}
END_TEST

START_TEST(odd_choices)
{
	static const char *const lists[] = {"", "a", "1,", "-1", "3-1", "1-", "4294967296", "1;2"};
	static const char *const spans[] = {"", ",", "1", "2,1", "a,b", "1%,2", "50%,20%", "0%,101%",
	                                    "1.0000000001,2", "99999999999999,"};
	struct number_list list = {0};
	struct time_span span;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		ck_assert_msg(!number_list_parse(&list, lists[i]), "%s", lists[i]);
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
		ck_assert_msg(!time_span_parse(&span, spans[i]), "%s", spans[i]);
	free(list.items);
}
END_TEST

/* ---- what is damaged ---- */

static void build_small(void)
{
	begin(false, false);
	put_process();
	put_sample(&r, 100, 1, 1, 10, 0, 1, CHAIN(USER, 0x1010));
	put_sample(&r, 100, 1, 1, 11, 0, 2, CHAIN(USER, 0x1010));
	end_recording(&r);
}

START_TEST(unfinished)
{
	build_small();
	patch(&r, 48, 0, 8); /* perf puts the size in when it ends */
	check_with((struct read_options){0}, "a;[a] 3\n");
	check_noted("still writing");
}
END_TEST

START_TEST(cut_short)
{
	build_small();
	r.out.size -= 40;
	check_with((struct read_options){0}, "a;[a] 1\n");
	check_noted("cut short");
}
END_TEST

START_TEST(no_record)
{
	build_small();
	patch(&r, r.record + 6, 3, 2);
	check_with((struct read_options){0}, "a;[a] 1\n");
	check_noted("no record stands");
}
END_TEST

/* A sample whose chain says that it is longer than its record. */
START_TEST(long_chain)
{
	build_small();
	patch(&r, r.record + 56, 1 << 20, 8);
	check_with((struct read_options){0}, "a;[a] 1\n");
	if (!no_symbols)
		ck_assert_uint_eq(result.account.malformed, 1);
	patch(&r, r.record + 56, UINT64_MAX, 8);
	check_with((struct read_options){0}, "a;[a] 1\n");
}
END_TEST

static const struct {
	size_t at;
	uint64_t value;
	const char *message;
} broken[] = {
	{16, 8, "makes no sense"},            /* size of an attribute */
	{16, UINT64_MAX, "makes no sense"},
	{32, UINT64_MAX, "makes no sense"},   /* of all */
	{24, UINT64_MAX, "cut short"},        /* where they are */
	{40, UINT64_MAX - 1, "holds no samples"}, /* where data is */
	{48, 8, "holds no samples"},
};

START_TEST(broken_headers)
{
	build_small();
	patch(&r, broken[_i].at, broken[_i].value, 8);
	check_refused(broken[_i].message);
}
END_TEST

START_TEST(headers_cut_short)
{
	build_small();
	for (size_t size = 8; size < r.data; size++) {
		r.out.size = size;
		check_refused(size < 16 ? "cut short" : "");
	}
}
END_TEST

START_TEST(old_format)
{
	build_small();
	memcpy(r.out.data, "PERFFILE", 8);
	check_refused("older than");
}
END_TEST

Suite *perf_data_suite(void)
{
	Suite *suite = suite_create("perf_data");
	TCase *tests = tcase_create("records");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60); /* below valgrind */
	tcase_add_loop_test(tests, chains_of_addresses, 0, 4);
	tcase_add_loop_test(tests, order_of_time, 0, 2);
	tcase_add_test(tests, too_late_for_its_round);
	tcase_add_loop_test(tests, forks_and_mappings, 0, 4);
	tcase_add_test(tests, mappings_replaced);
	tcase_add_loop_test(tests, code_made_at_run_time, 0, 8);
	tcase_add_test(tests, odd_chains);
	tcase_add_loop_test(tests, branch_records_as_chains, 0, 4);
	tcase_add_loop_test(tests, names_of_events, 0, sizeof names / sizeof *names);
	tcase_add_loop_test(tests, several_events, 0, 4);
	tcase_add_loop_test(tests, groups_of_counters, 0, 4);
	tcase_add_loop_test(tests, off_cpu_time, 0, 2);
	tcase_add_loop_test(tests, tracepoints, 0, 2);
	tcase_add_loop_test(tests, other_records, 0, 4);
#ifdef HAVE_ZSTD
	tcase_add_loop_test(tests, compressed_records, 0, 8);
#endif
	tcase_add_loop_test(tests, choosing_samples, 0, sizeof choices / sizeof *choices);
	tcase_add_test(tests, odd_choices);
	suite_add_tcase(suite, tests);
	TCase *damage = tcase_create("damage");
	tcase_add_checked_fixture(damage, set_up, tear_down);
	tcase_set_timeout(damage, 60);
	tcase_add_test(damage, unfinished);
	tcase_add_test(damage, cut_short);
	tcase_add_test(damage, no_record);
	tcase_add_test(damage, long_chain);
	tcase_add_loop_test(damage, broken_headers, 0, sizeof broken / sizeof *broken);
	tcase_add_test(damage, headers_cut_short);
	tcase_add_test(damage, old_format);
	suite_add_tcase(suite, damage);
	return suite;
}
