/* Advice on profiles: the judgement of stacks, and the shares from which on advice is given. */
#include "reading.h"

#include "advice/advice.h"
#include "advice/names.h"
#include "store/facts.h"

Suite *advice_suite(void);

enum { SAMPLES = 200 };

#define START "\t55d0 main+0x5 (/bin/p)\n\t7f02 __libc_start_main+0x8 (/lib/libc.so.6)\n"
#define GOOD "\t5501 work+0x1 (/bin/p)\n" START
#define GARBAGE "\t4007 [unknown] ([unknown])\n"

static const struct {
	const char *comm;
	const char *frames; /* as perf script writes them, leaf first */
	const char *advice; /* of SAMPLES samples of that, NULL: none */
} stacks[] = {
	{"p", GOOD, NULL},
	{"p", "", "100.0% of the samples have no call chain: "},

	/* where stacks begin */
	{"p", "\t5501 work+0x1 (/bin/p)\n", "does not reach the program's start, in p (100.0%): "},
	{"p", "\t5501 work+0x1 (/bin/p)\n" GARBAGE, "does not reach the program's start, in p (1"},
	{"p", "\t5501 work+0x1 (/bin/p)\n" START GARBAGE, NULL},
	{"p", "\t5501 main.work+0x1 (/bin/p)\n\t5502 runtime.goexit.abi0+0x1 (/bin/p)\n", NULL},
	{"p", "\t5501 work+0x1 (/bin/p)\n\t5502 start_thread+0x2 (/lib/libc.so.6)\n", NULL},
	{"p", "\t5501 work+0x1 (/bin/p)\n\t7f02 [unknown] (/lib/libc.so.6)\n", NULL},
	{"p", "\t7f01 [unknown] (/lib/libc.so.6)\n\t7f02 [unknown] (/lib/libc.so.6)\n",
         "does not reach the program's start, in libc.so.6 (100.0%)"},
	{"p", "\t7f01 do_lookup_x+0x2 (/lib/ld-linux-x86-64.so.2)\n", NULL},
	{"p", "\tffffffff81000010 ret_from_fork+0x2 ([kernel.kallsyms])\n", NULL},
	{"p", "\tffffffff81000010 some_work+0x2 ([kernel.kallsyms])\n", NULL},
	{"p", "\t5501 work+0x1 (/bin/p)\n\tffffffffffffffff [unknown] ([unknown])\n",
         "100.0% of the profile is in stacks larger than their dumps: "},

	/* without names */
	{"p", "\t5501 [unknown] (/bin/p)\n" START, "without names, in p (100.0%): install"},
	{"p", "\t5501 [unknown] (/bin/p (deleted))\n" START,
         "(deleted) (100.0%): record again, because"},
	{"p", "\t5501 work+0x1 (/bin/p)\n\t7f10 [unknown] (/lib/libstdc++.so.6)\n" START, NULL},
	{"p", "\t7f10 [unknown] (/lib/libz.so.1)\n" START, "without names, in libz.so.1 (100.0%)"},
	{"p", "\tffffffff81000010 [unknown] ([kernel.kallsyms])\n" GOOD,
         "100.0% of the profile has kernel functions without names: sysctl "},
	{"p", "\tffffffff81000010 [unknown] ([unknown])\n" GOOD,
         "has kernel functions without names"},
	{"p", "\t4007 [unknown] ([unknown])\n" GOOD, NULL},

	/* code generated at run time, and interpreters */
	{"node", "\t3701 [unknown] (/tmp/perf-7.map)\n\t5502 v8::Run+0x2 (/usr/bin/node)\n" START,
         "in code that Node.js generated at run time, without names: node --perf-basic-prof"},
	{"node", "\t3701 [unknown] (//anon)\n" START,
         "in code that Node.js generated at run time, "},
	{"worker", "\t3701 [unknown] (//anon)\n\t5502 f+0x2 (/x/libjvm.so)\n" START,
         "that Java generated"},
	{"p", "\t3701 [unknown] (/memfd:x (deleted))\n" START,
         "in code generated at run time, without"},
	{"node", "\t3701 LazyCompile:*f (/tmp/perf-7.map)\n" START, NULL},
	{"java", "\t3701 Lx/Y::run (/tmp/perf-7.map)\n",
         "does not reach the program's start (Java): java -XX:+PreserveFramePointer"},
	{"java", "\t3701 Lx/Y::run (/tmp/perf-7.map)\n" GARBAGE,
         "does not reach the program's start (Java): java -XX:+PreserveFramePointer"},
	{"java", "\t5501 fmod+0x1 (/lib/libm.so.6)\n",
         "in libraries of a runtime system: no simple remedy"},
	{"java", "\t5501 f+0x1 (/x/libjvm.so)\n\tffffffffffffffff [unknown] ([unknown])\n",
         "in libraries of a runtime system: no simple remedy"},
	{"node", "\t3701 LazyCompile:*f (/tmp/perf-7.map)\n", "runtime system: no simple remedy"},
	{"p", "\t3701 f (/tmp/perf-7.map)\n",
         "from code generated at run time: make its runtime keep"},
	{"p", "\t5501 core::fmt::write+0x1 (/bin/p)\n",
         "in p (100.0%): perf record --call-graph dwarf, or rebuild with -C "
         "force-frame-pointers=yes (RUSTFLAGS)"},
	{"p", "\t5501 runtime.mallocgc+0x1 (/bin/p)\n",
         "in p (100.0%): perf record --call-graph dwarf, or rebuild with -fno-omit-frame-pointer"},
	{"swapper", "\t5501 work+0x1 (/bin/p)\n",
         "in p (100.0%): rebuild with -fno-omit-frame-pointer, or record that one program (perf "
         "record --call-graph dwarf -p PID)"},
	{"python3", "\t5501 _PyEval_EvalFrameDefault+0x9 (/bin/python3.11)\n",
         "start (Python): perf record --call-graph dwarf, or a Python built with -fno-omit-frame"},
	{"python3", "\t5501 _PyEval_EvalFrameDefault+0x9 (/bin/python3.11)\n" START,
         "runs in an interpreter (Python), which hides its functions: python3 -X perf"},
	{"python3",
         "\t5501 _PyEval_EvalFrameDefault+0x9 (/bin/python3.12)\n"
         "\t3701 py::f:/x.py (/tmp/perf-7.map)\n" START,
         NULL},
	{"node", "\t5501 Builtins_InterpreterEntryTrampoline+0x9 (/bin/node)\n" START,
         "(Node.js), which hides its functions: node --perf-basic-prof --interpreted-frames"},
	{"node",
         "\t3701 LazyCompile:*f (/tmp/perf-7.map)\n"
         "\t5501 Builtins_InterpreterEntryTrampoline+0x9 (/bin/node)\n" START,
         NULL},
	{"node_exporter", "\t5501 runtime.mallocgc+0x1 (/bin/node_exporter)\n" START, NULL},
};

enum { STACKS = sizeof stacks / sizeof *stacks };

static void put_samples(struct buffer *text, const char *comm, const char *frames, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buffer_printf(text, "%s 7 1.%06u: 100 cycles:%s%s\n\n", comm, i,
		              *frames ? " \n" : " 5501 work+0x1 (/bin/p)", frames);
}

static struct reading_result read_samples(const char *comm, const char *frames, unsigned bad,
                                          unsigned good, const struct read_options *options)
{
	struct buffer text = {0};
	put_samples(&text, comm, frames, bad);
	put_samples(&text, comm, GOOD, good);
	struct reading_result result;
	reading_text(&result, text.data, text.size, options);
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	buffer_free(&text);
	return result;
}

static const struct advice *given(const struct reading_result *result)
{
	for (size_t i = 0; i < result->account.advice_count; i++)
		if (result->account.advice[i].given)
			return &result->account.advice[i];
	return NULL;
}

START_TEST(judges_stacks)
{
	const struct read_options options = {.threads = 1};
	struct reading_result result = read_samples(stacks[_i].comm, stacks[_i].frames, SAMPLES, 0,
	                                            &options);
	const struct advice *advice = given(&result);
	if (!stacks[_i].advice) {
		ck_assert_msg(!advice, "%s: %s", stacks[_i].frames, advice ? advice->text : "");
		ck_assert_uint_eq(result.profile.facts.advice_count, 0);
	} else {
		ck_assert_msg(advice && strstr(advice->text, stacks[_i].advice), "%s: %s",
		              stacks[_i].frames, advice ? advice->text : "no advice");
		ck_assert_str_eq(result.profile.facts.advice[0], advice->text);
	}
	reading_end(&result);
}
END_TEST

static const struct {
	const char *frames;
	unsigned per_mille; /* the limit */
	const char *advice;
} limits[] = {
	{"", 900, "no call chain"},
	{"\t5501 f+0x1 (/bin/p)\n", 100, "does not reach"},
	{"\t5501 [unknown] (/bin/p)\n" START, 100, "without names, in p"},
	{"\tffffffff81000010 [unknown] ([kernel.kallsyms])\n" GOOD, 50, "kernel functions"},
	{"\t3701 [unknown] (//anon)\n" START, 50, "at run time"},
	{"\t5501 f+0x9 (/bin/python3.11)\n" START, 250, "interpreter"},
	{"\t5501 work+0x1 (/bin/p)\n\tffffffffffffffff [unknown] ([unknown])\n", 50, "their dumps"},
};

enum { LIMITS = sizeof limits / sizeof *limits };

START_TEST(gives_advice_from_its_limit_on)
{
	const struct read_options options = {.threads = 1};
	for (unsigned below = 0; below < 2; below++) {
		unsigned bad = limits[_i].per_mille - below;
		struct reading_result result = read_samples("p", limits[_i].frames, bad, 1000 - bad,
		                                            &options);
		const struct advice *advice = given(&result);
		bool said = advice && strstr(advice->text, limits[_i].advice);
		ck_assert_msg(said == !below, "%u of 1000: %s", bad, limits[_i].frames);
		ck_assert_uint_gt(result.account.advice_count, 0);
		reading_end(&result);
	}
}
END_TEST

START_TEST(few_samples)
{
	const struct read_options options = {.threads = 1};
	struct reading_result result = read_samples("p", GOOD, 0, 99, &options);
	ck_assert_str_eq(given(&result)->text,
	                 "only 99 samples, so a frame of 10% may really be 7% to 13%: record "
	                 "longer, or with a higher -F");
	ck_assert_uint_eq(result.profile.facts.advice_count, 0); /* "# samples:" says it */
	reading_end(&result);
	result = read_samples("p", GOOD, 0, 100, &options);
	ck_assert_uint_eq(result.account.advice_count, 0);
	reading_end(&result);
	/* shares of fewer than 20 are not judged */
	result = read_samples("p", GARBAGE, 19, 0, &options);
	ck_assert_uint_eq(result.account.advice_count, 1);
	reading_end(&result);
	result = read_samples("p", GARBAGE, 20, 0, &options);
	ck_assert_uint_eq(result.account.advice_count, 2);
	reading_end(&result);
}
END_TEST

START_TEST(no_advice)
{
	const struct read_options options = {.threads = 1, .no_advice = true};
	static const char folded[] = "# advice: 50.0% of the profile: do this;\na;b 3\n";
	struct reading_result result = read_samples("p", GARBAGE, SAMPLES, 0, &options);
	ck_assert_uint_eq(result.account.advice_count + result.profile.facts.advice_count, 0);
	reading_end(&result);
	reading_text(&result, folded, sizeof folded - 1, &options);
	ck_assert_uint_eq(result.account.advice_count + result.profile.facts.advice_count, 0);
	reading_end(&result);
}
END_TEST

/* A chain of perf has 127 frames at most; one fewer counts as cut, too. */
static void check_deep(unsigned chain, bool cut)
{
	const struct read_options options = {.threads = 1};
	struct buffer frames = {0};
	for (unsigned depth = 0; depth < chain; depth++)
		buffer_text(&frames, "\t5501 f+0x1 (/bin/p)\n");
	buffer_byte(&frames, '\0');
	struct reading_result result = read_samples("p", frames.data, SAMPLES, 0, &options);
	ck_assert_msg(result.account.advice_count == cut, "%u", chain);
	if (cut)
		ck_assert_ptr_nonnull(
			strstr(given(&result)->text, "100.0% of the profile is in stacks cut"));
	reading_end(&result);
	buffer_free(&frames);
}

START_TEST(cut_off)
{
	check_deep(127, true);
	check_deep(126, true);
	check_deep(125, false);
}
END_TEST

START_TEST(lost)
{
	const struct read_options options = {.threads = 1};
	struct buffer text = {0};
	put_samples(&text, "p", GOOD, 150);
	buffer_text(&text, "p 7 2.000000: PERF_RECORD_LOST lost 50\n");
	struct reading_result result;
	reading_text(&result, text.data, text.size, &options);
	ck_assert_ptr_nonnull(given(&result));
	ck_assert_ptr_nonnull(strstr(given(&result)->text, "25.0% of the samples were lost"));
	reading_end(&result);
	const struct read_options by_flame = {.threads = 1, .by_flame = true};
	reading_text(&result, text.data, text.size, &by_flame);
	ck_assert_ptr_nonnull(strstr(given(&result)->text, "(--perf-args '-m 4096')"));
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* Folded text says its advice once more to who reads it, but not as new. */
START_TEST(carried)
{
	static const char folded[] = "# advice: 8.0% of the profile is x: do this;\n"
				     "# advice: 50.0% of the profile is y, z: do that;\n"
				     "# advice: 50.0% of the profile is y, z: do that;\n"
				     "# samples: 30 of 30;\na;b 30\n";
	const struct read_options options = {.threads = 1};
	struct reading_result result;
	reading_text(&result, folded, sizeof folded - 1, &options);
	ck_assert_uint_eq(result.account.advice_count, 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert(result.account.advice[i].carried);
	ck_assert_str_eq(result.account.advice[0].text, "50.0% of the profile is y, z: do that");
	ck_assert_str_eq(result.account.advice[1].text, "8.0% of the profile is x: do this");
	ck_assert_uint_eq(result.profile.facts.advice_count, 2);
	reading_end(&result);
}
END_TEST

/* For any number of them, in any order. */
START_TEST(kept_in_order)
{
	struct facts one = {0}, other = {0};
	char text[600];
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(text, sizeof text, "%u.5%% of it", i);
		ck_assert(facts_advise(&one, text, strlen(text)));
		snprintf(text, sizeof text, "%u.5%% of it", 4999 - i);
		ck_assert(facts_advise(&other, text, strlen(text)));
	}
	ck_assert_uint_eq(one.advice_count, FACTS_ADVICE_MAX);
	ck_assert_uint_eq(other.advice_count, FACTS_ADVICE_MAX);
	for (size_t i = 0; i < FACTS_ADVICE_MAX; i++)
		ck_assert_str_eq(one.advice[i], other.advice[i]);
	ck_assert_str_eq(one.advice[0], "4999.5% of it");
	memset(text, '\1', sizeof text);
	memcpy(text, "9999%;", 6);
	ck_assert(facts_advise(&one, text, sizeof text));
	ck_assert_uint_eq(strlen(one.advice[0]), FACTS_ADVICE_SIZE);
	ck_assert(strncmp(one.advice[0], "9999%,??", 8) == 0);
	facts_free(&one);
	facts_free(&other);
}
END_TEST

START_TEST(starts)
{
	static const char *const yes[] = {"_start",
	                                  "__libc_start_main_impl",
	                                  "__libc_start_main@@GLIBC_2.34",
	                                  "main",
	                                  "main.main",
	                                  "main:/x/y.c:12",
	                                  "start_thread",
	                                  "_rt0_amd64_linux",
	                                  "runtime.mcall",
	                                  "clone3"};
	static const char *const no[] = {
		"mainly",        "main_loop", "main::{lambda()#1}::operator()",
		"start_threads", "",          "work"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		ck_assert_msg(advice_is_start(text_of(yes[i])), "%s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ck_assert_msg(!advice_is_start(text_of(no[i])), "%s", no[i]);
}
END_TEST

START_TEST(unnamed_towers_are_not_cut_off)
{
	const struct read_options options = {.threads = 1};
	struct buffer frames = {0};
	for (unsigned depth = 0; depth < 127; depth++)
		buffer_text(&frames, depth ? GARBAGE : "\t5501 f+0x1 (/bin/p)\n");
	buffer_byte(&frames, '\0');
	struct reading_result result = read_samples("p", frames.data, SAMPLES, 0, &options);
	ck_assert_ptr_nonnull(strstr(given(&result)->text, "does not reach"));
	ck_assert_uint_eq(result.account.advice_count, 1);
	reading_end(&result);
	buffer_free(&frames);
}
END_TEST

/* What eight in ten stacks begin with is where the program starts; the other two do
 * not reach it. */
START_TEST(programs_start_somewhere)
{
	static const struct {
		unsigned common, others;
		const char *advice;
	} rows[] = {
		{160, 40, "20.0% of the profile does not reach the program's start, in q ("},
		{158, 42,
	         "100.0% of the profile does not reach the program's start, in p (79.0%), q"},
	};
	const struct read_options options = {.threads = 1};
	struct buffer text = {0};
	put_samples(&text, "p", "\t5501 work+0x1 (/bin/p)\n\t5502 begin+0x1 (/bin/p)\n",
	            rows[_i].common);
	put_samples(&text, "p", "\t5501 look+0x1 (/bin/q)\n", rows[_i].others);
	struct reading_result result;
	reading_text(&result, text.data, text.size, &options);
	ck_assert_msg(strstr(given(&result)->text, rows[_i].advice), "%s", given(&result)->text);
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* The heaviest first, those of less than a tenth not at all. */
START_TEST(modules_are_listed)
{
	const struct read_options options = {.threads = 1};
	struct buffer text = {0};
	put_samples(&text, "p", "\t7f10 [unknown] (/lib/libz.so.1)\n" START, 300);
	put_samples(&text, "p", "\t7f10 [unknown] (/lib/libq.so)\n" START, 500);
	put_samples(&text, "p", "\t7f10 [unknown] (/lib/libfew.so)\n" START, 50);
	put_samples(&text, "p", GOOD, 150);
	struct reading_result result;
	reading_text(&result, text.data, text.size, &options);
	ck_assert_ptr_nonnull(strstr(given(&result)->text,
	                             "without names, in libq.so (50.0%), libz.so.1 (30.0%): "));
	reading_end(&result);
	buffer_free(&text);
}
END_TEST

/* 1 of 3000 samples would be 0.0%. */
START_TEST(zeros_are_not_said)
{
	const struct read_options options = {.threads = 1};
	struct reading_result result = read_samples("p", GARBAGE, 1, 2999, &options);
	ck_assert_uint_eq(result.account.advice_count, 0);
	reading_end(&result);
}
END_TEST

/* Of 100 counted: folded text that lost lines is not what its advice is of. */
START_TEST(shares_of_another_weight)
{
	static const struct {
		const char *folded;
		const char *advice[2];
	} rows[] = {
		{"a;b 90\n", {"50.0% of the profile is x: y", "2.0% of the samples were lost"}},
		{"a;b 89\n", {"2.0% of the samples were lost", NULL}},
	};
	const struct read_options options = {.threads = 1};
	for (size_t i = 0; i < 2; i++) {
		struct buffer text = {0};
		struct reading_result result;
		buffer_printf(&text,
		              "# samples: 100 of 100;\n# advice: 50.0%% of the profile is x: "
		              "y;\n# advice: 2.0%% of the samples were lost;\n%s",
		              rows[i].folded);
		reading_text(&result, text.data, text.size, &options);
		size_t count = rows[i].advice[1] ? 2 : 1;
		ck_assert_uint_eq(result.account.advice_count, count);
		ck_assert_uint_eq(result.profile.facts.advice_count, count);
		for (size_t k = 0; k < count; k++)
			ck_assert_str_eq(result.account.advice[k].text, rows[i].advice[k]);
		reading_end(&result);
		buffer_free(&text);
	}
}
END_TEST

START_TEST(several_inputs_are_named)
{
	static const char *const texts[] = {"# advice: 50.0% of the profile is x: y;\na 1\n",
	                                    "b 2\n"};
	const struct read_options options = {.threads = 1};
	char paths[2][32], expected[80];
	const char *const inputs[] = {paths[0], paths[1]};
	struct profile profile;
	struct read_account account;
	struct error err;
	for (size_t i = 0; i < 2; i++)
		reading_put(paths[i], texts[i], strlen(texts[i]));
	profile_init(&profile, 1);
	ck_assert_int_eq(read_inputs(formats, inputs, 2, &options, &profile, &account, &err),
	                 STATUS_OK);
	snprintf(expected, sizeof expected, "%s: 50.0%% of the profile is x: y", paths[0]);
	ck_assert_uint_eq(account.advice_count, 1);
	ck_assert_str_eq(account.advice[0].text, expected);
	for (size_t i = 0; i < 2; i++)
		unlink(paths[i]);
	read_account_free(&account);
	profile_free(&profile);
}
END_TEST

static const char
	broken[] =
		"# advice: 40.0% of the profile does not reach the program's start, in libc.so.6 "
		"(30.0%), libm: a.so (8.0%) and others: perf (a: b);",
	less[] = "# advice: 20.0% of the profile does not reach the program's start, in libm: a.so "
		 "(20.0%): record;",
	losses[] = "# advice: 2.0% of the samples were lost while recording: larger;",
	python[] =
		"# advice: 30.0% of the profile runs in an interpreter (Python), which hides its "
		"functions: -X perf;",
	perl[] = "# advice: 60.0% of the profile runs in an interpreter (Perl), which hides its "
		 "functions: none;";

/* Inputs as lines; # stands for the first one's name. */
static const struct {
	const char *inputs[3][6];
	const char *advice[3];
} summed[] = {
	/* shares of the sum, which includes inputs without advice; also for modules */
	{{{"# samples: 100 of 2000 ns;", broken, "a 2000"},
          {"# samples: 100 of 1000 ns;", less, "b 1000"},
          {"c 1000"}},
         {"25.0% of the profile does not reach the program's start, in libc.so.6 (15.0%), libm: "
          "a.so (9.0%) and others: perf (a: b)"}},
	/* below the limit */
	{{{"# samples: 100 of 1000 ns;", less, "a 1000"}, {"c 1001"}}, {NULL}},
	{{{"# samples: 100 of 1000 ns;", less, "a 1000"}, {"c 1000"}},
         {"10.0% of the profile does not reach the program's start, in libm: a.so (10.0%): "
          "record"}},
	/* kinds stay apart, the heaviest first */
	{{{"# samples: 100 of 1000 ns;", python, perl, "a 1000"},
          {"# samples: 100 of 1000 ns;", python, "b 1000"}},
         {"30.0% of the profile runs in an interpreter (Perl), which hides its functions: none",
          "30.0% of the profile runs in an interpreter (Python), which hides its functions: -X "
          "perf"}},
	/* of samples */
	{{{"# samples: 300 of 1 ns;", losses, "a 1"}, {"# samples: 100 of 999 ns;", "b 999"}},
         {"1.5% of the samples were lost while recording: larger"}},
	/* weight that is not known, or of joined texts, cannot be added up */
	{{{broken, "a 1000"}, {"c 1000"}},
         {"#: 40.0% of the profile does not reach the program's start, in libc.so.6 (30.0%), libm: "
          "a.so (8.0%) and others: perf (a: b)"}},
	{{{"# samples: 100 of 500 ns;", "# samples: 100 of 500 ns;", losses, "a 1000"}, {"c 1000"}},
         {"#: 2.0% of the samples were lost while recording: larger"}},
	{{{"# samples: 100 of 9 ns, 100 of 9;", losses, "a 1000 1"}, {"c 1000 2"}},
         {"#: 2.0% of the samples were lost while recording: larger"}},
	/* lines were taken out of the text */
	{{{"# samples: 100 of 1000 ns;", broken, "a 10"}, {"c 1"}}, {NULL}},
};

static size_t put_lines(const char *path, const char *const *lines)
{
	struct buffer text = {0};
	for (size_t i = 0; i < 6 && lines[i]; i++)
		buffer_printf(&text, "%s\n", lines[i]);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	size_t size = fwrite(text.data ? text.data : "", 1, text.size, file);
	ck_assert_int_eq(fclose(file), 0);
	buffer_free(&text);
	return size;
}

/* The order of inputs does not matter. */
START_TEST(inputs_are_added_up)
{
	const size_t row = (size_t)_i / 2;
	const struct read_options options = {.threads = 1};
	char paths[3][32];
	const char *inputs[3];
	size_t count = 0;
	struct profile profile;
	struct read_account account;
	struct error err;
	while (count < 3 && summed[row].inputs[count][0]) {
		reading_put(paths[count], "", 0);
		put_lines(paths[count], summed[row].inputs[count]);
		count++;
	}
	for (size_t i = 0; i < count; i++)
		inputs[_i % 2 ? count - 1 - i : i] = paths[i];
	profile_init(&profile, 1);
	ck_assert_msg(read_inputs(formats, inputs, count, &options, &profile, &account, &err) ==
	                      STATUS_OK,
	              "%s", err.text);
	size_t said = 0;
	for (; said < account.advice_count; said++) {
		const char *expected = summed[row].advice[said];
		char named[300];
		ck_assert_msg(expected, "%s", account.advice[said].text);
		if (account.advice[said].few)
			break;
		snprintf(named, sizeof named, "%s%s", *expected == '#' ? paths[0] : "",
		         expected + (*expected == '#'));
		ck_assert_str_eq(account.advice[said].text, named);
		ck_assert(account.advice[said].given);
	}
	ck_assert_ptr_null(summed[row].advice[said]);
	for (size_t i = 0; i < count; i++)
		unlink(paths[i]);
	read_account_free(&account);
	profile_free(&profile);
}
END_TEST

/* Facts that are only in perf.data, not in text: stack dumps, recordings of processors. */
START_TEST(clues_of_recordings)
{
	static const struct {
		const char *comm, *frames;
		bool dumps, all_cpus;
		const char *advice;
	} rows[] = {
		{"java", "\t3701 Lx/Y::run (/tmp/perf-7.map)\n", true, false,
	         "100.0% of the profile does not reach the program's start, from code that Java "
	         "generated at run time: record with perf record -g (frame pointers) and java "
	         "-XX:+PreserveFramePointer, not --call-graph dwarf: stack dumps cannot be unwound "
	         "through code generated at run time"},
		{"node", "\t3701 LazyCompile:*f (/tmp/perf-7.map)\n", true, false,
	         "100.0% of the profile does not reach the program's start, from code that Node.js "
	         "generated at run time: record with perf record -g (frame pointers), not "
	         "--call-graph "
	         "dwarf: stack dumps cannot be unwound through code generated at run time"},
		{"p", "\t5501 work+0x1 (/bin/p)\n", false, true,
	         "100.0% of the profile does not reach the program's start, in p (100.0%): rebuild "
	         "with -fno-omit-frame-pointer, or record that one program (perf record "
	         "--call-graph dwarf -p PID)"},
		{"p", "\t7f01 f+0x1 (/lib/libc.so.6)\n", false, true,
	         "100.0% of the profile does not reach the program's start, in libc.so.6 (100.0%): "
	         "rebuild with -fno-omit-frame-pointer, or record that one program (perf record "
	         "--call-graph dwarf -p PID)"},
		{"p", "", false, true,
	         "100.0% of the samples have no call chain: perf record -g (and perf script -F, if "
	         "given, with ip,sym)"},
	};
	const struct read_options options = {.threads = 1};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reading_result result = read_samples(rows[i].comm, rows[i].frames, SAMPLES,
		                                            0, &options);
		struct advice_list list = {0};
		struct advice_basis basis = {.samples = SAMPLES,
		                             .flat = *rows[i].frames ? 0 : SAMPLES};
		basis.clues.roots = true;
		basis.clues.dumps = rows[i].dumps;
		basis.clues.all_cpus = rows[i].all_cpus;
		facts_forget_advice(&result.profile.facts);
		ck_assert_int_eq(advice_make(&basis, &result.profile, &list, &result.err),
		                 STATUS_OK);
		ck_assert_uint_ge(list.count, 1);
		ck_assert_str_eq(list.items[0].text, rows[i].advice);
		advice_free(&list);
		basis.by_flame = true;
		facts_forget_advice(&result.profile.facts);
		ck_assert_int_eq(advice_make(&basis, &result.profile, &list, &result.err),
		                 STATUS_OK);
		ck_assert(strstr(list.items[0].text, "flame -g "));
		ck_assert(!strstr(list.items[0].text, "perf "));
		ck_assert(!strstr(list.items[0].text, "--call-graph"));
		advice_free(&list);
		reading_end(&result);
	}
}
END_TEST

START_TEST(rust_names)
{
	static const char *const yes[] = {"core::fmt::write", "std::rt::lang_start",
	                                  "work::main::h0123456789abcdef",
	                                  "<alloc::vec::Vec<T> as x>"};
	static const char *const no[] = {"core::Engine::run",
	                                 "std::sort",
	                                 "main.work",
	                                 "h",
	                                 "::h1",
	                                 "work::main::hXXX3456789abcdef"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		ck_assert_msg(advice_is_rust(text_of(yes[i])), "%s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ck_assert_msg(!advice_is_rust(text_of(no[i])), "%s", no[i]);
}
END_TEST

Suite *advice_suite(void)
{
	Suite *suite = suite_create("advice");
	TCase *tests = tcase_create("advice");
	tcase_add_loop_test(tests, judges_stacks, 0, STACKS);
	tcase_add_loop_test(tests, gives_advice_from_its_limit_on, 0, LIMITS);
	tcase_add_test(tests, few_samples);
	tcase_add_test(tests, no_advice);
	tcase_add_test(tests, cut_off);
	tcase_add_test(tests, lost);
	tcase_add_test(tests, carried);
	tcase_add_test(tests, kept_in_order);
	tcase_add_test(tests, starts);
	tcase_add_test(tests, unnamed_towers_are_not_cut_off);
	tcase_add_loop_test(tests, programs_start_somewhere, 0, 2);
	tcase_add_test(tests, modules_are_listed);
	tcase_add_test(tests, zeros_are_not_said);
	tcase_add_test(tests, shares_of_another_weight);
	tcase_add_test(tests, several_inputs_are_named);
	tcase_add_loop_test(tests, inputs_are_added_up, 0, 2 * sizeof summed / sizeof *summed);
	tcase_add_test(tests, clues_of_recordings);
	tcase_add_test(tests, rust_names);
	suite_add_tcase(suite, tests);
	return suite;
}
