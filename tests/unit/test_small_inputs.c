/* Small inputs of many formats, with what recordings rarely have: odd units and places, limits,
 * values that are not what they should be. */
#include "config.h"
#include "reading_one.h"
#include "store/samples.h"

Suite *small_inputs_suite(void);

#define SPEEDSCOPE(profile)                                                                        \
	"{\"$schema\": \"https://www.speedscope.app/file-format-schema.json\", \"profiles\": "     \
	"[" profile "], \"shared\": {\"frames\": [{\"name\": \"main\"}, {\"name\": \"f\"}]}}"
#define JSTACK(state, frame)                                                                       \
	"\"t\" #1 prio=5 tid=0x1 nid=0x1 x\n   java.lang.Thread.State: " state "\n\tat " frame     \
	"\n\tat "                                                                                  \
	"a.B.run(B.java:3)\n\n"

/* An input, and what is folded of one event; all: of the event that counts. */
static const struct {
	const char *text, *event, *folded;
} rows[] = {
	/* jstack: who waits though the JVM calls it runnable */
	{JSTACK("RUNNABLE", "sun.nio.ch.KQueue.poll(Native Method)"), "WAITING",
         "t;a.B.run;sun.nio.ch.KQueue.poll 1\n"},
	{JSTACK("RUNNABLE", "sun.nio.ch.KQueue.polled(Native Method)"), "RUNNABLE",
         "t;a.B.run;sun.nio.ch.KQueue.polled 1\n"},
	{JSTACK("BLOCKED", "sun.nio.ch.KQueue.poll(Native Method)"), "BLOCKED",
         "t;a.B.run;sun.nio.ch.KQueue.poll 1\n"},
	{JSTACK("RUNNABLE", "java.lang.ref.Reference.waitForReferencePendingList(Native Method)"),
         "WAITING", "t;a.B.run;java.lang.ref.Reference.waitForReferencePendingList 1\n"},
	{JSTACK("RUNNABLE", "java.net.PlainSocketImpl.socketAccept(Native Method)"), "NETWORK",
         "t;a.B.run;java.net.PlainSocketImpl.socketAccept 1\n"},
	{JSTACK("RUNNABLE", "sun.nio.ch.ServerSocketChannelImpl.accept0(Native Method)"), "NETWORK",
         "t;a.B.run;sun.nio.ch.ServerSocketChannelImpl.accept0 1\n"},
	{JSTACK("RUNNABLE", "sun.nio.ch.NioSocketImpl.accept0(Native Method)"), "NETWORK",
         "t;a.B.run;sun.nio.ch.NioSocketImpl.accept0 1\n"},
	{JSTACK("RUNNABLE", "sun.nio.ch.SocketDispatcher.read0(Native Method)"), "NETWORK",
         "t;a.B.run;sun.nio.ch.SocketDispatcher.read0 1\n"},
	{JSTACK("RUNNABLE", "sun.nio.ch.Net.accept(Native Method)"), "NETWORK",
         "t;a.B.run;sun.nio.ch.Net.accept 1\n"},
	{JSTACK("RUNNABLE", "sun.nio.ch.Net.poll(Native Method)"), "NETWORK",
         "t;a.B.run;sun.nio.ch.Net.poll 1\n"},
	/* only the three innermost frames show it */
	{JSTACK("RUNNABLE",
                "a.B.a(B.java:1)\n\tat a.B.b(B.java:1)\n\tat sun.nio.ch.EPoll.wait(Native "
                "Method)"),
         "WAITING", "t;a.B.run;sun.nio.ch.EPoll.wait;a.B.b;a.B.a 1\n"},
	{JSTACK("RUNNABLE", "a.B.a(B.java:1)\n\tat a.B.b(B.java:1)\n\tat a.B.c(B.java:1)\n\tat "
                            "sun.nio.ch.EPoll.wait(Native Method)"),
         "RUNNABLE", "t;a.B.run;sun.nio.ch.EPoll.wait;a.B.c;a.B.b;a.B.a 1\n"},
/* speedscope: units, places, weights that are missing or odd */
#ifdef HAVE_YAJL
	{SPEEDSCOPE(
		 "{\"type\": \"sampled\", \"unit\": \"milliseconds\", \"samples\": [[0, 1], [0]], "
		 "\"weights\": [1.25, 2]}"),
         NULL, "main 2000000\nmain;f 1250000\n"},
	{SPEEDSCOPE("{\"type\": \"sampled\", \"unit\": \"seconds\", \"samples\": [[0, 1], 7, [1]], "
                    "\"weights\": [0.5, 1, 2]}"),
         NULL, "f 2000000000\nmain;f 500000000\n"},
	{SPEEDSCOPE(
		 "{\"type\": \"evented\", \"unit\": \"microseconds\", \"startValue\": \"x\", "
		 "\"endValue\": 9, \"events\": [{\"type\": \"O\", \"frame\": 0, \"at\": 1}, "
		 "{\"type\": "
		 "\"O\", \"frame\": 1, \"at\": 3}, {\"type\": \"C\", \"frame\": 1, \"at\": 7}]}"),
         NULL, "main 4000\nmain;f 4000\n"},
#endif
	/* austin: without an interpreter, odd frames */
	{"# austin: 3.7.0\n# mode: wall\nP1;T2;a.py:main:1;:GC: "
         "70\nP1;T0:2;a.py:main:1;kernel:read:0 30\n",
         NULL, "main (a.py:1);[GC] 70\nmain (a.py:1);read_[k] 30\n"},
	{"# austin: 3.7.0\n# mode: wall\nP1;T2;a.py:main:1;libc.so.6:__read:0;;<string>:f:0 70\n",
         NULL, "main (a.py:1);__read;f (<string>:0) 70\n"},
	{"# austin: 3.7.0\n# mode: wall\nP1;T2;main 70\nP1;Tx;main 70\nP1;T0:x;main 5\nP1;T2;main "
         "5,1\n"
         "P1;T2;main -5,0,1\nP1;T2 8\nP1;T2;main -\n",
         NULL, "main 70\n"},
	/* goroutines: entries that are no entries */
	{"goroutine profile: total 3\n1 @ 0x1 "
         "0x2\n#\t0x1\tmain.f+0x4\tf.go:1\n#\t0x2\tmain.main+0x4\n\n"
         "2: 3 @ 0x1\n#\t0x1\tmain.g+0x4\tf.go:1\n\n2 @ 0x1\n#\t0x1\tmain.h\n#\t0x2\n\n1 @ 0x3\n",
         NULL, "[unknown] 1\nmain.h 2\nmain.main;main.f 1\n"},
	/* bpftrace */
	{"@[\n    f+1\n    main+2\n, comm, 12]: 3\n@n[a]: 5\n@n: 6\n", NULL, "comm;12;main;f 3\n"},
	{"@[\n    7f12 f+1 (/lib/c.so)\n    abcde main+2 ([unknown])\n    abc d\n]: 3\n", NULL,
         "abc d;main;f 3\n"},
	{"@[\n    f+1\n    entry_SYSCALL_64+2\n,\n    g\n    main\n, x]: 3\n", NULL,
         "x;main;g;entry_SYSCALL_64_[k];f_[k] 3\n"},
	{"@[\n    g\n    main\n,\n    f+1\n    entry_SYSCALL_64+2\n, x]: 3\n", NULL,
         "x;main;g;entry_SYSCALL_64_[k];f_[k] 3\n"},
	/* pmc */
	{"@ cycles [9 samples]\n\n50.00%  [9]       a @ /boot/kernel/kernel\n 50.00%  [4]        b "
         "@ "
         "/bin/x\n  50.00%  [5]         c\n 10.00%  [1]        d\n50.00%  [2]       e\n",
         NULL, "a_[k] 4\nc;b;a_[k] 5\nd;a_[k] 1\ne 2\n"},
	{"50.00%  [9]       a\n  50.00%  [4]        b\n50.0%  [3]   \n50.0%  [x]  c\n%  [3]  "
         "c\n50.0%  [3  c\n",
         NULL, "a 9\n"},
};

START_TEST(of_one_event)
{
	const char *const events[] = {rows[_i].event};
	read_with(rows[_i].text, &(struct read_options){.events = events,
	                                                .event_count = rows[_i].event != NULL,
	                                                .annotate_kernel = true});
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_str_eq(result.folded, rows[_i].folded);
}
END_TEST

#ifdef HAVE_YAJL
/* Samples that are kept, each as "stack time=weight". */
static const struct {
	const char *text, *samples;
} kept[] = {
	{SPEEDSCOPE("{\"type\": \"sampled\", \"unit\": \"milliseconds\", \"startValue\": 1.5, "
                    "\"samples\": "
                    "[[0, 1], [0], [], [5], [0, 1]], \"weights\": [1.25, 2, 3, 4, 0.5]}"),
         "main;f 1500000=1250000/0 main 2750000=2000000/0 main;f 11750000=500000/0 "},
	{SPEEDSCOPE("{\"type\": \"sampled\", \"unit\": \"bytes\", \"startValue\": 1, \"samples\": "
                    "[[0, 1], [0]], "
                    "\"weights\": [64, 128]}"),
         "main;f -1=64/0 main -1=128/0 "},
	{SPEEDSCOPE("{\"type\": \"sampled\", \"unit\": \"seconds\", \"startValue\": -2, "
                    "\"samples\": [[0, 1], [0]], "
                    "\"weights\": [1, 2]}"),
         "main;f 0=1000000000/0 main 1000000000=2000000000/0 "},
	{SPEEDSCOPE("{\"type\": \"evented\", \"unit\": \"none\", \"endValue\": 9, \"events\": "
                    "[{\"type\": \"O\", "
                    "\"frame\": 0, \"at\": 1}, {\"type\": \"O\", \"frame\": \"x\", \"at\": 2}, "
                    "{\"type\": \"O\", \"frame\": 1, \"at\": 3}, {\"type\": "
                    "\"C\", \"frame\": 1, \"at\": 7.5}]}"),
         "main -1=2/0 main;f -1=45/1 main -1=15/1 "},
	{"{\"nodes\": [{\"id\": 1, \"callFrame\": {\"functionName\": \"(root)\", \"url\": \"\", "
         "\"lineNumber\": -1}, "
         "\"children\": [2, 3]}, {\"id\": 2, \"callFrame\": {\"functionName\": \"f\", \"url\": "
         "\"a.js\", "
         "\"lineNumber\": 4}}, {\"id\": 3, \"callFrame\": {\"functionName\": \"(idle)\", \"url\": "
         "\"\", \"lineNumber\": -1}}], "
         "\"startTime\": 100, \"endTime\": 1000, \"samples\": [2, 3, 2, 2], \"timeDeltas\": [10, "
         "100, 200, 400]}",
         "f 110000=10000/0 f 410000=200000/0 f 810000=400000/0 "},
};

START_TEST(kept_samples)
{
	char text[512] = "";
	read_with(kept[_i].text, &(struct read_options){.keep_samples = true});
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	const struct profile *profile = &result.profile;
	for (size_t i = 0; i < profile->samples.count; i++) {
		const struct sample sample = samples_get(&profile->samples, i);
		const struct stack *stack = &profile->stacks.items[sample.stack];
		for (uint32_t d = 0; d < stack->depth; d++)
			sprintf(text + strlen(text), "%s%s", d ? ";" : "",
			        profile->frames.items[stack->frames[d]].name);
		sprintf(text + strlen(text), " %lld=%llu/%u ", (long long)sample.time,
		        (unsigned long long)sample.weight.value, sample.weight.places);
	}
	ck_assert_str_eq(text, kept[_i].samples);
}
END_TEST

/* A thread of ours whose name is not one that we make has no ids. */
START_TEST(threads_of_our_own)
{
	static const char text[] =
		"{\"meta\": {\"interval\": 1, \"startTime\": 1500, \"preprocessedProfileVersion\": "
		"24, "
		"\"version\": 14, \"product\": \"stackfold\"}, \"libs\": [], \"threads\": "
		"[{\"name\": "
		"\"all of it\", \"processName\": \"app\", \"pid\": 77, \"tid\": 80, \"samples\": "
		"{\"length\": 1, \"stack\": "
		"[0], \"time\": [2]}, \"stringArray\": [\"run\"], \"funcTable\": {\"length\": 1, "
		"\"name\": [0]}, \"frameTable\": {\"length\": 1, \"func\": [0]}, \"stackTable\": "
		"{\"length\": 1, \"frame\": [0], \"prefix\": [null]}}]}";
	read_with(text, &(struct read_options){.pid = true, .tid = true});
	check_folded("all_of_it-?/?;run 1\n");
}
END_TEST

#ifdef HAVE_PROTOBUF_C
/* Values of attributes of every type, as labels. */
START_TEST(attributes_in_json)
{
	static const char text[] =
		"{\"resourceProfiles\": [{\"scopeProfiles\": [{\"profiles\": [{\"sampleType\": "
		"{\"typeStrindex\": 1}, \"samples\": [{\"values\": [\"3\"], \"stackIndex\": 1, "
		"\"attributeIndices\": [1, 2, 3, 4]}]}]}]}], \"dictionary\": {\"stackTable\": [{}, "
		"{\"locationIndices\": [1]}], \"locationTable\": [{}, {\"lines\": "
		"[{\"functionIndex\": 1}]}], "
		"\"functionTable\": [{}, {\"nameStrindex\": 2}], \"attributeTable\": [{}, "
		"{\"keyStrindex\": 3, "
		"\"value\": {\"doubleValue\": 0.25}}, {\"keyStrindex\": 4, \"value\": "
		"{\"boolValue\": true}}, "
		"{\"keyStrindex\": 5, \"value\": {\"intValue\": \"-7\"}}, {\"keyStrindex\": 6, "
		"\"value\": "
		"{\"stringValue\": \"GET\"}}], \"stringTable\": [\"\", \"samples\", \"main\", "
		"\"load\", \"hot\", "
		"\"depth\", \"method\"]}}";
	static const char *const names[] = {"load",  "0.25",   "hot", "true",
	                                    "depth", "method", "GET"};
	read_with(text, &(struct read_options){.keep_samples = true});
	check_folded("main 3\n");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(frames_find(&result.profile.samples.names, names[i],
		                          strlen(names[i])) != FRAME_NONE,
		              "%s is missing", names[i]);
}
END_TEST
#endif
#endif

#ifdef HAVE_XML
/* A line is named, be it the first. */
START_TEST(first_line_is_wrong)
{
	static const char text[] =
		"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\">"
		"<rect x=\"0\" width=\"5\"></svg>";
	read_with(text, &(struct read_options){0});
	check_refused(": line 1: ");
}
END_TEST
#endif

Suite *small_inputs_suite(void)
{
	Suite *suite = suite_create("small_inputs");
	TCase *tests = tcase_create("small_inputs");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_loop_test(tests, of_one_event, 0, (int)(sizeof rows / sizeof *rows));
#ifdef HAVE_YAJL
	tcase_add_loop_test(tests, kept_samples, 0, (int)(sizeof kept / sizeof *kept));
	tcase_add_test(tests, threads_of_our_own);
#ifdef HAVE_PROTOBUF_C
	tcase_add_test(tests, attributes_in_json);
#endif
#endif
#ifdef HAVE_XML
	tcase_add_test(tests, first_line_is_wrong);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
