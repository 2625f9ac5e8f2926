#include "store/facts.h"
#include "reading.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *facts_suite(void);

static uint32_t intern(struct frames *frames, const char *name)
{
	return frames_intern(frames, name, strlen(name));
}

static void origin(struct origins *origins, uint32_t frame, unsigned kind, const char *module)
{
	origins_add(origins, frame, kind, module, strlen(module));
}

static void read_all(struct facts *facts, struct buffer *text)
{
	buffer_byte(text, '\0');
	for (char *line = strtok(text->data, "\n"); line; line = strtok(NULL, "\n"))
		facts_read(facts, (struct text){line, strlen(line)});
}

static void read_line(struct facts *facts, const char *line)
{
	facts_read(facts, (struct text){line, strlen(line)});
}

static const char *module_of(const struct origins *origins, uint32_t frame)
{
	const struct frame *module = origins_module(origins, origins_of(origins, frame));
	return module ? module->name : "";
}

START_TEST(names_and_samples_travel_as_comments)
{
	struct facts facts = {0}, again = {0};
	struct buffer text = {0};
	fact_set(&facts.event, "cpu-clock", 9);
	fact_set(&facts.unit, "ns", 2);
	facts.counts[0] = (struct sample_count){225, {450901800, 0}};
	facts.counts[1] = (struct sample_count){240, {4800019205, 1}};
	facts_write(&facts, 2, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data,
	                 "# samples: 225 of 450901800, 240 of 480001920.5 ns, cpu-clock;\n");
	text.size--;
	read_all(&again, &text);
	ck_assert_str_eq(again.event.name, "cpu-clock");
	ck_assert_str_eq(again.unit.name, "ns");
	ck_assert_uint_eq(again.counts[0].samples, 225);
	ck_assert_uint_eq(again.counts[1].weight.value, 4800019205);
	ck_assert_uint_eq(again.counts[1].weight.places, 1);
	ck_assert_uint_eq(again.counts[2].samples, 0);
	ck_assert_double_eq_tol(facts_samples(&again, 0, 901803.6, 0), 0.45, 1e-9);
	ck_assert_double_lt(facts_samples(&again, 2, 1, 0), 0);
	buffer_free(&text);
	facts_free(&facts);
	facts_free(&again);
}
END_TEST

static void check_written(const char *unit, const char *event, uint64_t samples,
                          const char *expected)
{
	struct facts facts = {0}, again = {0};
	struct buffer text = {0};
	fact_set(&facts.unit, unit, strlen(unit));
	fact_set(&facts.event, event, strlen(event));
	facts.counts[0] = (struct sample_count){samples, {7, 0}};
	facts_write(&facts, 1, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, expected);
	read_all(&again, &text);
	ck_assert_str_eq(again.unit.name, unit);
	ck_assert_str_eq(again.event.name, event);
	ck_assert_uint_eq(again.counts[0].samples, samples);
	buffer_free(&text);
}

/* What is known shares a line, where it can be told apart. */
START_TEST(one_line_for_what_was_counted)
{
	check_written("page faults", "r1b4", 3, "# samples: 3 of 7 page faults, r1b4;\n");
	check_written("ns", "cpu/a=1, b=2/", 3, "# samples: 3 of 7 ns, cpu/a=1, b=2/;\n");
	check_written("ns", "", 3, "# samples: 3 of 7 ns;\n");
	check_written("a, b", "c", 3, "# event: c;\n# unit: a, b\n# samples: 3 of 7;\n");
	check_written("", "c", 3, "# event: c;\n# samples: 3 of 7;\n");
	check_written("ns", "c", 0, "# event: c;\n# unit: ns\n");
	check_written("", "", 3, "# samples: 3 of 7;\n");
}
END_TEST

/* flamegraph.pl takes a line that ends in a blank and digits for a stack. */
START_TEST(no_comment_ends_in_a_digit)
{
	struct facts facts = {0}, again = {0};
	struct buffer text = {0};
	fact_set(&facts.event, "r1b4", 4);
	fact_set(&facts.unit, "unit 2", 6);
	facts_write(&facts, 1, &text);
	for (size_t i = 0; i < text.size; i++)
		ck_assert(text.data[i] != '\n' || !is_digit(text.data[i - 1]));
	read_all(&again, &text);
	ck_assert_str_eq(again.unit.name, "unit 2");
	ck_assert_str_eq(again.event.name, "r1b4");
	buffer_free(&text);
}
END_TEST

START_TEST(hostile_names_stay_on_their_line)
{
	struct facts facts = {0};
	char long_name[200];
	memset(long_name, 'x', sizeof long_name);
	fact_set(&facts.event, "a\nb;c", 5);
	ck_assert_str_eq(facts.event.name, "a?b?c");
	fact_set(&facts.unit, long_name, sizeof long_name);
	ck_assert_uint_eq(strlen(facts.unit.name), FACTS_NAME_MAX - 1);
}
END_TEST

START_TEST(what_differs_is_not_known)
{
	struct facts facts = {0}, other = {0};
	struct frames frames = {0};
	read_line(&facts, "# unit: ns");
	read_line(&facts, "# unit: ns");
	ck_assert_str_eq(facts.unit.name, "ns");
	read_line(&other, "# unit: cycles");
	facts_merge(&facts, &frames, &other, &frames, 0);
	ck_assert(facts.unit.differs);
	ck_assert_str_eq(facts.unit.name, "");
	read_line(&facts, "# unit: ns");
	ck_assert_str_eq(facts.unit.name, "");
	facts_free(&facts);
	facts_free(&other);
}
END_TEST

START_TEST(samples_add_up)
{
	struct facts facts = {0};
	read_line(&facts, "# samples: 3 of 1.5;");
	read_line(&facts, "# samples: 4 of 20;");
	ck_assert_uint_eq(facts.counts[0].samples, 7);
	ck_assert_uint_eq(facts.counts[0].weight.value, 215);
	ck_assert_uint_eq(facts.counts[0].weight.places, 1);
	read_line(&facts, "# samples: 1 of 18446744073709551615;");
	ck_assert_uint_eq(facts.counts[0].samples, 0);
}
END_TEST

START_TEST(other_comments_are_passed_over)
{
	static const char *const lines[] = {
		"# samples: 3;",
		"# samples: 3 of;",
		"# samples: 3 of 4",
		"# samples: 3 of 4, ;x",
		"# samples: 3 of 4ns;",
		"# samples: 3 of 4 ;x",
		"# samples: of 4;",
		"# unit:",
		"# event: ;",
		"#",
		"# ",
		"# frames user 3 libc.so.6: AAAA;",
		"# frames user 3 libc.so.6 AAA;",
		"# frames user 2 libc.so.6: AAAA;",
		"# frames user 11: AAAAAAAAAAA;",
		"# frames user+ 3: AAA;",
		"# frames other 3: AAA;",
		"# frames user 3: AA!;",
		"# frames 3 AAA;",
		"# frames 3 libc.so.6:AAA;",
		"# frames 3 libc.so.6: AA;",
		"# frames 2 libc.so.6: AAAA;",
		"# frames 3: AAA;",
		"# frames 3 libc.so.6: AAA",
		"# frames user 3: AAA",
		"# frames ;",
	};
	struct facts facts = {0};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		read_line(&facts, lines[i]);
	ck_assert_str_eq(facts.unit.name, "");
	ck_assert_str_eq(facts.event.name, "");
	ck_assert_uint_eq(facts.counts[0].samples, 0);
	ck_assert_uint_eq(facts.origins.code_count, 0);
	facts_free(&facts);
}
END_TEST

START_TEST(origins_travel_as_codes)
{
	struct frames frames = {0}, other = {0};
	struct origins origins = {0};
	struct facts again = {0};
	struct buffer text = {0};
	uint32_t kernel = intern(&frames, "do_syscall_64"), libc = intern(&frames, "memcpy");
	uint32_t jit = intern(&frames, "js"), both = intern(&frames, "main");
	uint32_t unused = intern(&frames, "unused"), unknown = intern(&frames, "[unknown]");
	origin(&origins, kernel, ORIGIN_KERNEL, "[kernel.kallsyms]");
	origin(&origins, libc, ORIGIN_USER, "a: b");
	origin(&origins, jit, ORIGIN_JIT, "");
	origin(&origins, jit, ORIGIN_INLINED, "");
	origin(&origins, both, ORIGIN_USER, "x");
	origin(&origins, both, ORIGIN_USER, "y");
	origin(&origins, unused, ORIGIN_USER, "x");
	bool used[6] = {true, true, true, true, false, true};
	origins_write(&origins, &frames, used, &text);
	ck_assert(!text.failed);
	read_all(&again, &text);

	kernel = intern(&other, "do_syscall_64");
	jit = intern(&other, "js");
	both = intern(&other, "main");
	libc = intern(&other, "memcpy");
	unused = intern(&other, "unused");
	unknown = intern(&other, "[unknown]");
	origins_resolve(&again.origins, &other);
	ck_assert_uint_eq(origins_of(&again.origins, kernel).kinds, ORIGIN_KERNEL);
	ck_assert_str_eq(module_of(&again.origins, kernel), "[kernel.kallsyms]");
	ck_assert_str_eq(module_of(&again.origins, libc), "a: b");
	ck_assert_uint_eq(origins_of(&again.origins, jit).kinds, ORIGIN_JIT | ORIGIN_INLINED);
	ck_assert_uint_eq(origins_of(&again.origins, both).kinds, ORIGIN_USER);
	ck_assert_str_eq(module_of(&again.origins, both), "");
	ck_assert_uint_eq(origins_of(&again.origins, unused).kinds, 0);
	ck_assert_uint_eq(origins_of(&again.origins, unknown).kinds, 0);
	frames_free(&frames);
	frames_free(&other);
	origins_free(&origins);
	facts_free(&again);
	buffer_free(&text);
}
END_TEST

/* What is written of the codes that were read, and of these once more. */
static void check_codes(const char *const *lines, const char *expected)
{
	struct facts facts = {0}, again = {0};
	struct buffer text = {0}, twice = {0};
	for (; *lines; lines++)
		read_line(&facts, *lines);
	origins_write_codes(&facts.origins, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, expected);
	text.size--;
	read_all(&again, &text);
	origins_write_codes(&again.origins, &twice);
	buffer_byte(&twice, '\0');
	ck_assert_str_eq(twice.data, expected);
	facts_free(&facts);
	facts_free(&again);
	buffer_free(&text);
	buffer_free(&twice);
}

START_TEST(origins_share_a_line)
{
	static const char *const separate[] = {"# frames user 3 libc.so.6: AAABBB;",
	                                       "# frames user 3: CCC;",
	                                       "# frames kernel 3 [kernel.kallsyms]: DDD;",
	                                       "# frames kernel 3 [nf_tables]: EEE;",
	                                       "# frames jit+inlined 3: FFF;",
	                                       NULL};
	check_codes(separate, "# frames 3 user: CCC, libc.so.6: AAABBB, "
	                      "[kernel.kallsyms]: DDD, kernel [nf_tables]: EEE, "
	                      "jit+inlined: FFF;\n");
	/* modules with names that look like something else */
	static const char *const odd[] = {"# frames user 3 [kernel.kallsyms]: AAA;",
	                                  "# frames user 3 inlined: BBB;",
	                                  "# frames user 3 kernel of corn: CCC;",
	                                  "# frames user 3 userland: DDD;",
	                                  "# frames user 3 colon:: EEE;",
	                                  "# frames user 3 4 you: FFF;",
	                                  NULL};
	check_codes(odd, "# frames 3 4 you: FFF, user [kernel.kallsyms]: AAA, colon:: EEE, "
	                 "user inlined: BBB, user kernel of corn: CCC, userland: DDD;\n");
	static const char *const apart[] = {"# frames user 3 a: AAA;", "# frames user 3 b, c: BBB;",
	                                    "# frames user 3 d: e: CCC;", "# frames user 3 f: DDD;",
	                                    NULL};
	check_codes(apart, "# frames 3 a: AAA;\n# frames user 3 b, c: BBB;\n"
	                   "# frames user 3 d: e: CCC;\n# frames 3 f: DDD;\n");
	/* and codes of other lengths */
	static const char *const lengths[] = {"# frames 4 a: AAAA, b: BBBB;", "# frames 3 a: AAA;",
	                                      "# frames 3 b: AAA, a: AA, a: BBB", NULL};
	check_codes(lengths, "# frames 3 a: AAA;\n# frames 4 a: AAAA, b: BBBB;\n");
}
END_TEST

/* With 4,000 names three letters are not enough to tell them apart. */
START_TEST(how_it_was_recorded_travels_unless_inputs_differ)
{
	struct facts facts = {0}, other = {0}, sum = {0};
	struct frames none = {0};
	struct buffer text = {0};
	read_line(&facts, "# recorded: flame --event=cycles -- a;");
	ck_assert(facts_known(&facts));
	ck_assert(facts_set_recorded(&other, "flame --event=cycles -- a", 25));
	facts_merge(&sum, &none, &facts, &none, 0);
	facts_merge(&sum, &none, &other, &none, 1);
	facts_write(&sum, 1, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, "# recorded: flame --event=cycles -- a;\n");
	ck_assert(facts_set_recorded(&other, "flame; -- b\n", 12));
	ck_assert(!other.recorded && other.recorded_differs);
	facts_merge(&sum, &none, &other, &none, 1);
	facts_merge(&sum, &none, &facts, &none, 1);
	ck_assert(!sum.recorded);
	facts_free(&other);
	ck_assert(facts_set_recorded(&other, "flame -- b;c\n", 13));
	ck_assert_str_eq(other.recorded, "flame -- b?c?");
	buffer_free(&text);
	facts_free(&facts);
	facts_free(&other);
	facts_free(&sum);
}
END_TEST

START_TEST(names_get_the_letters_they_need)
{
	enum { NAMES = 4000 };
	struct frames frames = {0};
	struct origins origins = {0};
	struct facts again = {0};
	struct buffer text = {0};
	static bool used[NAMES];
	for (uint32_t i = 0; i < NAMES; i++) {
		char name[16], module[16];
		snprintf(name, sizeof name, "f%u", i);
		snprintf(module, sizeof module, "m%u", i % 7);
		origin(&origins, intern(&frames, name), ORIGIN_USER, module);
		used[i] = true;
	}
	origins_write(&origins, &frames, used, &text);
	ck_assert_uint_lt(text.size, NAMES * 5 + 1000);
	read_all(&again, &text);
	origins_resolve(&again.origins, &frames);
	for (uint32_t i = 0; i < NAMES; i++) {
		char module[16];
		snprintf(module, sizeof module, "m%u", i % 7);
		ck_assert_str_eq(module_of(&again.origins, i), module);
	}
	frames_free(&frames);
	origins_free(&origins);
	facts_free(&again);
	buffer_free(&text);
}
END_TEST

static void check_read(const char *text, const struct read_options *options, const char *unit,
                       const char *event, uint64_t samples, uint64_t weight)
{
	struct reading_result result;
	reading_text(&result, text, strlen(text), options);
	ck_assert_int_eq(result.status, STATUS_OK);
	const struct facts *facts = &result.profile.facts;
	ck_assert_str_eq(facts->unit.name, unit);
	ck_assert_str_eq(facts->event.name, event);
	ck_assert_uint_eq(facts->counts[0].samples, samples);
	ck_assert_uint_eq(facts->counts[0].weight.value, weight);
	reading_end(&result);
}

START_TEST(readers_know_the_unit)
{
	const struct read_options plain = {0}, counted = {.count_samples = true};
	const char *clock = "a 1 2.5: 250000 cpu-clock:pppH: \n\tff f+0x1 (/bin/a)\n\n"
			    "a 1 2.6: 250000 cpu-clock:pppH: \n\tff g+0x1 (/bin/a)\n\n";
	check_read(clock, &plain, "ns", "cpu-clock:pppH", 2, 500000);
	check_read(clock, &counted, "samples", "cpu-clock:pppH", 2, 2);
	check_read("a 1 2.5: cycles: \n\tff f+0x1 (/bin/a)\n\n", &plain, "samples", "cycles", 1, 1);
	check_read("a 1 2.5: 77 cpu_core/cycles/u: \n\tff f (/bin/a)\n\n", &plain, "cycles",
	           "cpu_core/cycles/u", 1, 77);
	check_read("a 1 2.5: 1 sched:sched_switch: x\n\tff f (/bin/a)\n\n", &plain, "events",
	           "sched:sched_switch", 1, 1);
	check_read("a 1 2.5: \n\tff f (/bin/a)\n\n", &plain, "samples", "", 1, 1);
	check_read("a;b 12\n", &plain, "", "", 0, 0);
	check_read("# unit: bytes\na;b 12\n", &plain, "bytes", "", 0, 0);
}
END_TEST

START_TEST(readers_know_where_code_is)
{
	const struct {
		const char *frame;
		unsigned kind;
		const char *module;
	} frames[] = {
		{"f (/usr/lib/libc.so.6)", ORIGIN_USER, "libc.so.6"},
		{"f ([kernel.kallsyms])", ORIGIN_KERNEL, "[kernel.kallsyms]"},
		{"f ([nf_tables])", ORIGIN_KERNEL, "[nf_tables]"},
		{"f ([vdso])", ORIGIN_USER, "[vdso]"},
		{"f (/tmp/perf-12.map)", ORIGIN_JIT, ""},
		{"f (//anon)", ORIGIN_JIT, ""},
		{"f (inlined)", ORIGIN_INLINED, ""},
		{"f ([unknown])", 0, ""},
	};
	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
		char text[200];
		struct reading_result result;
		const struct read_options plain = {0};
		snprintf(text, sizeof text, "a 1 2.5: 7 cycles: \n\tff %s\n\tff g (/bin/x)\n\n",
		         frames[i].frame);
		reading_text(&result, text, strlen(text), &plain);
		ck_assert_int_eq(result.status, STATUS_OK);
		const struct origins *origins = &result.profile.facts.origins;
		uint32_t id = frames_find(&result.profile.frames, "f", 1);
		ck_assert_uint_ne(id, FRAME_NONE);
		ck_assert_uint_eq(origins_of(origins, id).kinds, frames[i].kind);
		ck_assert_str_eq(module_of(origins, id), frames[i].module);
		reading_end(&result);
	}
}
END_TEST

static void read_unjudged(const char *line, uint64_t samples, unsigned flags)
{
	struct unjudged unjudged = {{0}, 0};
	unjudged_read(text_of(line), &unjudged);
	ck_assert_uint_eq(unjudged.counts[UNJUDGED_SAMPLES], samples);
	ck_assert_uint_eq(unjudged.flags, flags);
}

START_TEST(what_is_not_judged_yet)
{
	static const char line[] = "# unjudged: samples 213, flat 3, failed 79, short 7, user, "
				   "kernel, cut, dumps, cpus, roots;\n";
	struct facts facts = {0};
	struct buffer text = {0};
	facts_read(&facts, (struct text){line, strlen(line) - 1});
	ck_assert(facts_known(&facts));
	facts_write(&facts, 1, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, line);
	text.size = 0;
	unjudged_write(&(struct unjudged){{5, 0, 0, 7}, UNJUDGED_DUMPS}, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, "# unjudged: samples 5, short 7, dumps;\n");
	text.size = 0;
	facts_write(&facts, 2, &text); /* two profiles side by side are two recordings */
	ck_assert_uint_eq(text.size, 0);
	facts_read(&facts, text_of("# unjudged: samples 18446744073709551615, flat 4;"));
	ck_assert_uint_eq(facts.unjudged.counts[UNJUDGED_SAMPLES], UINT64_MAX);
	ck_assert_uint_eq(facts.unjudged.counts[UNJUDGED_FLAT], 7);
	facts_forget_advice(&facts);
	ck_assert_uint_eq(facts.unjudged.counts[UNJUDGED_SAMPLES], 0);
	read_unjudged("# unjudged: samples 5, dumps;", 5, UNJUDGED_DUMPS);
	read_unjudged("# unjudged: ;", 0, 0);
	read_unjudged("# unjudged: samples 5, dumps", 0, 0);
	read_unjudged("# unjudged: samples -5, dumps;", 0, 0);
	read_unjudged("# unjudged: samples 5.5;", 0, 0);
	read_unjudged("# unjudged: samples 18446744073709551616;", 0, 0);
	read_unjudged("# unjudged: samples 5, others;", 0, 0);
	buffer_free(&text);
	facts_free(&facts);
}
END_TEST

Suite *facts_suite(void)
{
	Suite *suite = suite_create("facts");
	TCase *comments = tcase_create("comments");
	tcase_add_test(comments, names_and_samples_travel_as_comments);
	tcase_add_test(comments, one_line_for_what_was_counted);
	tcase_add_test(comments, no_comment_ends_in_a_digit);
	tcase_add_test(comments, hostile_names_stay_on_their_line);
	tcase_add_test(comments, what_differs_is_not_known);
	tcase_add_test(comments, samples_add_up);
	tcase_add_test(comments, other_comments_are_passed_over);
	tcase_add_test(comments, origins_travel_as_codes);
	tcase_add_test(comments, origins_share_a_line);
	tcase_add_test(comments, names_get_the_letters_they_need);
	tcase_add_test(comments, how_it_was_recorded_travels_unless_inputs_differ);
	tcase_add_test(comments, what_is_not_judged_yet);
	suite_add_tcase(suite, comments);
	TCase *reading = tcase_create("readers");
	tcase_add_test(reading, readers_know_the_unit);
	tcase_add_test(reading, readers_know_where_code_is);
	suite_add_tcase(suite, reading);
	return suite;
}
