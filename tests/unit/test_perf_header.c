/* Header lines of perf script, in every shape that perf has given them. */
#include "formats/perf_script/header.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *perf_header_suite(void);

/* What is not given is NULL; comm "" is an empty one. */
struct expected {
	const char *line, *comm, *pid, *tid, *period, *event, *rest;
};

static const struct expected headers[] = {
	/* plain shapes, ten years of them */
	{"words 20848  2327.084200:     500250 cpu-clock: ", "words", NULL, "20848", "500250",
         "cpu-clock", ""},
	{"java  3244 cpu-clock: ", "java", NULL, "3244", NULL, "cpu-clock", ""},
	{"V8 WorkerThread 24636/25607 [000] 94564.109216:        100 cycles:u: ", "V8 WorkerThread",
         "24636", "25607", "100", "cycles:u", ""},
	{"words 20944/20944 [000]  2333.786175:     500250 cpu-clock: ", "words", "20944", "20944",
         "500250", "cpu-clock", ""},
	{"words 20944 [000]  2333.786175556:     500250 cpu-clock: ", "words", NULL, "20944",
         "500250", "cpu-clock", ""},
	{"swapper     0 [003] 5076.836336: cpu-clock: ", "swapper", NULL, "0", NULL, "cpu-clock",
         ""},
	{"a 5 [1024] 1.5: 1 e: ", "a", NULL, "5", "1", "e", ""},
	{":-1    -1 [000] 1.5:     10 cycles: ", ":-1", NULL, "-1", "10", "cycles", ""},
	{":-1    -1/-1    [000] 1.5:     10 cycles: ", ":-1", "-1", "-1", "10", "cycles", ""},
	{"words\t20848\t2327.084200:\t500250\tcpu-clock:", "words", NULL, "20848", "500250",
         "cpu-clock", ""},
	{"w 1 2.0: 18446744073709551615 cycles:", "w", NULL, "1", "18446744073709551615", "cycles",
         ""},

	/* fields left out by -F */
	{"words 20944     500250 cpu-clock: ", "words", NULL, "20944", "500250", "cpu-clock", ""},
	{"words 20944  2333.786175: ", "words", NULL, "20944", NULL, NULL, ""},
	{"words 20944  2333.786175: cpu-clock: ", "words", NULL, "20944", NULL, "cpu-clock", ""},
	{"20944  2333.786175:     500250 cpu-clock: ", NULL, NULL, "20944", "500250", "cpu-clock",
         ""},
	{"  944  2333.786175:     500250 cpu-clock: ", NULL, NULL, "944", "500250", "cpu-clock",
         ""},
	{"words  2333.786175:     500250 cpu-clock: ", "words", NULL, NULL, "500250", "cpu-clock",
         ""},
	{"20944/20944 [000]  2333.786175: cpu-clock: ", NULL, "20944", "20944", NULL, "cpu-clock",
         ""},
	{"words 20944 K      2333.786175:     500250 cpu-clock: ", "words", NULL, "20944", "500250",
         "cpu-clock", ""},
	{"words 20944 U      2333.786175:     500250 cpu-clock: ", "words", NULL, "20944", "500250",
         "cpu-clock", ""},
	{"words 20944        2333.786175:     500250 cpu-clock: ", "words", NULL, "20944", "500250",
         "cpu-clock", ""},
	{"words 20944", "words", NULL, "20944", NULL, NULL, ""},
	{"words 20944/20945 ", "words", "20944", "20945", NULL, NULL, ""},
	{" 2333.786175:     500250 cpu-clock: ", NULL, NULL, NULL, "500250", "cpu-clock", ""},

	/* frames and payloads after the fields */
	{"           words 20926  2332.490296:    2004008 cpu-clock:      559135ba2455 "
         "find_word+0x4b (/tmp/demo/words)",
         "words", NULL, "20926", "2004008", "cpu-clock",
         "559135ba2455 find_word+0x4b (/tmp/demo/words)"},
	{"pong 28225 [001]  2219.754408: sched:sched_switch: prev_comm=a prev_pid=1 ==> "
         "next_comm=b",
         "pong", NULL, "28225", NULL, "sched:sched_switch",
         "prev_comm=a prev_pid=1 ==> next_comm=b"},
	{"w 1 [000]  2.5: probe_libc:malloc: (5600) bytes=0xf0", "w", NULL, "1", NULL,
         "probe_libc:malloc", "(5600) bytes=0xf0"},
	{"w 1 [000]  2.5: probe_w:f__return: (1 <- 2) word=\"a 12 3.4: 5 e:\"", "w", NULL, "1",
         NULL, "probe_w:f__return", "(1 <- 2) word=\"a 12 3.4: 5 e:\""},
	{"sh 21727  2336.517480: PERF_RECORD_COMM exec: sh:21727/21727", "sh", NULL, "21727", NULL,
         NULL, "PERF_RECORD_COMM exec: sh:21727/21727"},

	/* events of all spellings */
	{"a 5 1.5: 1 cpu_core/cycles/P: ", "a", NULL, "5", "1", "cpu_core/cycles/P", ""},
	{"a 5 1.5: 1 cycles:P: ", "a", NULL, "5", "1", "cycles:P", ""},
	{"a 5 1.5: 1 cpu-clock:pppH: ", "a", NULL, "5", "1", "cpu-clock:pppH", ""},
	{"a 5 1.5: 1 page-faults:uk: ", "a", NULL, "5", "1", "page-faults:uk", ""},
	{"a 5 1.5: 1 cpu/event=0x3c,umask=0x0/u: ", "a", NULL, "5", "1",
         "cpu/event=0x3c,umask=0x0/u", ""},
	{"a 5 1.5:      page-faults: ", "a", NULL, "5", NULL, "page-faults", ""},

	/* comms that look like other things */
	{"two words 28769  2.0: 1 e: ", "two words", NULL, "28769", "1", "e", ""},
	{"x 28770  2.0: 1 e: ", "x", NULL, "28770", "1", "e", ""},
	{"\xff\xferaw\x80\xe9 28771  2.0: 1 e: ", "\xff\xferaw\x80\xe9", NULL, "28771", "1", "e",
         ""},
	{"a 12 [001] 28773  2.0: 1 e: ", "a 12 [001]", NULL, "28773", "1", "e", ""},
	{"b 34/56 7.8: 28774  2.0: 1 e: ", "b 34/56 7.8:", NULL, "28774", "1", "e", ""},
	{"kworker/0:1-x 28775  2.0: 1 e: ", "kworker/0:1-x", NULL, "28775", "1", "e", ""},
	{"   leading 28776  2.0: 1 e: ", "   leading", NULL, "28776", "1", "e", ""},
	{"trailing   28777  2.0: 1 e: ", "trailing", NULL, "28777", "1", "e", ""},
	{" 28778  2.0: 1 e: ", "", NULL, "28778", "1", "e", ""},
	{"\x1b[31mred\x1b[0m 28780  2.0: 1 e: ", "\x1b[31mred\x1b[0m", NULL, "28780", "1", "e", ""},
	{"semi;colon 28783  2.0: 1 e: ", "semi;colon", NULL, "28783", "1", "e", ""},
	{"#comment 28785  2.0: 1 e: ", "#comment", NULL, "28785", "1", "e", ""},
	{"(paren) <&\"'> 28786  2.0: 1 e: ", "(paren) <&\"'>", NULL, "28786", "1", "e", ""},
	{"1234 28787  2.0: 1 e: ", "1234", NULL, "28787", "1", "e", ""},
	{"12/34 28788  2.0: 1 e: ", "12/34", NULL, "28788", "1", "e", ""},
	{"cpu-clock: 28789  2.0: 1 e: ", "cpu-clock:", NULL, "28789", "1", "e", ""},
	{"x 1 2.5: 3 c: 28791  2.0: 1 e: ", "x 1 2.5: 3 c:", NULL, "28791", "1", "e", ""},
	{":-1 28792  2.0: 1 e: ", ":-1", NULL, "28792", "1", "e", ""},
	{":1234  1234  2.0: 1 e: ", ":1234", NULL, "1234", "1", "e", ""},
	{"fifteen bytes.! 28793  2.0: 1 e: ", "fifteen bytes.!", NULL, "28793", "1", "e", ""},
	{"12 34 56 78 28794  2.0: 1 e: ", "12 34 56 78", NULL, "28794", "1", "e", ""},
	{"x 1 2.5: 3 c: 28791/28792 [000]  2.0: 1 e: ", "x 1 2.5: 3 c:", "28791", "28792", "1", "e",
         ""},

	/* padded to 16 columns, as samples without call chains have it */
	{"       two words 28812  2.0: 1 e:  5564 spin+0x15 (/c)", "two words", NULL, "28812", "1",
         "e", "5564 spin+0x15 (/c)"},
	{"               x 28813  2.0: 1 e:  5564 spin+0x15 (/c)", "x", NULL, "28813", "1", "e",
         "5564 spin+0x15 (/c)"},
	{"   x 1 2.5: 3 c: 28834  2.0: 1 e:  5564 spin+0x15 (/c)", "x 1 2.5: 3 c:", NULL, "28834",
         "1", "e", "5564 spin+0x15 (/c)"},

	/* names longer than the kernel's comms: a Java thread's, in old recordings */
	{"a process of a long name 12/13 [000] 2.0: 1 e: ", "a process of a long name", "12", "13",
         "1", "e", ""},
};

static void check_field(const struct expected *expected, const char *what, const char *want,
                        const char *at, size_t size)
{
	if (!want) {
		ck_assert_msg(!at, "%s: %s is %.*s, expected none", expected->line, what, (int)size,
		              at);
		return;
	}
	ck_assert_msg(at != NULL, "%s: no %s, expected %s", expected->line, what, want);
	ck_assert_msg(size == strlen(want) && memcmp(at, want, size) == 0,
	              "%s: %s is '%.*s', expected '%s'", expected->line, what, (int)size, at, want);
}

START_TEST(header_taken_apart)
{
	const struct expected *e = &headers[_i];
	/* a copy of just its size, so that reading past its end is found */
	struct text line = {strdup(e->line), strlen(e->line)};
	struct perf_header header;
	ck_assert_msg(perf_header_parse(line, &header), "%s: is no header", e->line);
	check_field(e, "comm", e->comm, header.process.comm, header.process.comm_size);
	check_field(e, "pid", e->pid, header.process.pid, header.process.pid_size);
	check_field(e, "tid", e->tid, header.process.tid, header.process.tid_size);
	check_field(e, "period", e->period, header.period.at, header.period.size);
	check_field(e, "event", e->event, header.event.at, header.event.size);
	struct text rest = text_skip_blanks(header.rest);
	check_field(e, "rest", e->rest, rest.at ? rest.at : "", rest.size);
	free((void *)line.at);
}
END_TEST

static const char *const others[] = {
	"",
	" ",
	"words",
	"some prose without numbers",
	"\t    7f0000023d0a __libc_start_main (/usr/lib/libc.so.6)",
	"[libjit.so]",
	"a/b",
	"12x",
	"  inlined.c:12 (inlined)",
};

START_TEST(no_header)
{
	struct perf_header header;
	struct text line = {others[_i], strlen(others[_i])};
	ck_assert_msg(!perf_header_parse(line, &header) || header.fields < PERF_HEADER_CERTAIN,
	              "'%s' passes for a header", others[_i]);
}
END_TEST

Suite *perf_header_suite(void)
{
	Suite *suite = suite_create("perf_header");
	TCase *tests = tcase_create("perf_header");
	tcase_add_loop_test(tests, header_taken_apart, 0, sizeof headers / sizeof *headers);
	tcase_add_loop_test(tests, no_header, 0, sizeof others / sizeof *others);
	suite_add_tcase(suite, tests);
	return suite;
}
