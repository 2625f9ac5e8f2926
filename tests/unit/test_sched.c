/* Times off the CPU: stacks that come after what ends an interval, and what is not charged. */
#include "read/options.h"
#include "read/sched.h"

#include <check.h>
#include <string.h>

Suite *sched_suite(void);

static struct read_options options;
static struct sink sink;
static struct sched sched;
static struct error err;
static const struct process nobody;

static void begin(void)
{
	options = (struct read_options){.off_cpu = OFF_ALL, .no_advice = true};
	sink_init(&sink, &options);
	sched = (struct sched){.sink = &sink};
}

static void end(void)
{
	sched_free(&sched);
	sink_free(&sink);
}

static uint64_t changes(uint64_t time, uint32_t previous, uint32_t next, enum off_state state,
                        uint32_t cpu)
{
	const struct sched_switch change = {time, previous, next, cpu, state};
	uint64_t ticket;
	ck_assert_int_eq(sched_switched(&sched, &change, &nobody, &ticket, &err), STATUS_OK);
	return ticket;
}

static void named(uint64_t ticket, const char *name)
{
	const uint32_t frame = frames_intern(&sink.frames, name, strlen(name));
	ck_assert_uint_ne(ticket, SCHED_NO_TICKET);
	ck_assert_int_eq(sched_named(&sched, ticket, &frame, 1, &err), STATUS_OK);
}

/* What the sink has for a stack of one frame; 0: it has none. */
static uint64_t weight_of(const char *name)
{
	const struct stacks *stacks = &sink.events[sched.event].stacks;
	const uint32_t frame = frames_find(&sink.frames, name, strlen(name));
	for (size_t i = 0; i < stacks->count; i++)
		if (stacks->items[i].depth == 1 && stacks->items[i].frames[0] == frame)
			return stacks->weights[i];
	return 0;
}

/* An interval's place is taken again only when its stack has come. */
START_TEST(stacks_may_come_late)
{
	const uint64_t a = changes(100, 1, 0, OFF_SLEEP, 0);
	changes(150, 0, 1, OFF_PREEMPTED, 0);
	const uint64_t b = changes(200, 1, 0, OFF_SLEEP, 0);
	ck_assert_uint_ne(a, b);
	named(b, "b");
	named(a, "a");
	changes(270, 0, 1, OFF_PREEMPTED, 0);
	ck_assert_uint_eq(weight_of("a"), 50);
	ck_assert_uint_eq(weight_of("b"), 70);
	ck_assert_uint_eq(changes(300, 1, 0, OFF_SLEEP, 0), b); /* freed last */
	ck_assert_uint_eq(sink.samples, 3);
}
END_TEST

/* The end was not recorded: up to the last switch on the CPU where the thread ran next. */
START_TEST(ends_are_inferred)
{
	named(changes(100, 1, 2, OFF_SLEEP, 0), "a");
	changes(160, 0, 3, OFF_PREEMPTED, 1);
	named(changes(190, 1, 0, OFF_SLEEP, 1), "b");
	ck_assert_uint_eq(weight_of("a"), 60);
	ck_assert_uint_eq(sched.counts.inferred, 1);
	named(changes(200, 1, 0, OFF_SLEEP, UINT32_MAX), "c"); /* nothing says when it was back */
	ck_assert_uint_eq(sched.counts.out_twice, 1);
	ck_assert_int_eq(sched_end(&sched, "input", &err), STATUS_OK);
	ck_assert_uint_eq(weight_of("b"), 0);
	ck_assert_uint_eq(sched.counts.unreturned, 0); /* the recording ends with the switch */
}
END_TEST

START_TEST(times_never_are_negative)
{
	named(changes(100, 1, 0, OFF_SLEEP, 0), "a");
	changes(90, 0, 1, OFF_PREEMPTED, 0);
	ck_assert_uint_eq(sched.counts.backwards, 1);
	named(changes(100, 1, 0, OFF_SLEEP, 0), "a");
	sched_lost(&sched);
	changes(200, 0, 1, OFF_PREEMPTED, 0);
	ck_assert_uint_eq(sched.counts.across_loss, 1);
	named(changes(300, 1, 0, OFF_SLEEP, 0), "a");
	sched_started(&sched, 1);
	changes(400, 0, 1, OFF_PREEMPTED, 0);
	ck_assert_uint_eq(sched.counts.reused, 1);
	ck_assert_uint_eq(weight_of("a"), 0);
	ck_assert_uint_eq(sink.samples, 0);
}
END_TEST

START_TEST(wakers_are_waited_for)
{
	uint64_t ticket;
	options.wakers = true;
	options.off_cpu = 1u << OFF_SLEEP;
	named(changes(100, 1, 0, OFF_SLEEP, 0), "a");
	sched_woken(&sched, 1, 140, &ticket);
	changes(170, 0, 1, OFF_PREEMPTED, 0);
	const struct stacks *stacks = &sink.events[sched.event].stacks;
	ck_assert_uint_eq(stacks->count, 0);
	named(ticket, "w");
	ck_assert_uint_eq(stacks->count, 1);
	ck_assert_uint_eq(stacks->items[0].depth, 3);
	ck_assert_uint_eq(stacks->weights[0], 40);
	sched_woken(&sched, 1, 180, &ticket); /* it runs */
	ck_assert_uint_eq(ticket, SCHED_NO_TICKET);
}
END_TEST

START_TEST(states_have_letters)
{
	static const struct {
		const char *letters;
		enum off_state state;
	} known[] = {{"R", OFF_PREEMPTED}, {"R+", OFF_PREEMPTED}, {"S", OFF_SLEEP},
	             {"D|K", OFF_DISK},    {"D|N", OFF_IDLE},     {"I", OFF_IDLE},
	             {"t", OFF_STOPPED},   {"Z", OFF_DEAD},       {"X", OFF_DEAD},
	             {"P", OFF_OTHER},     {"", OFF_OTHER}};
	const char *at;
	size_t size;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ck_assert_int_eq(off_state_of(text_of(known[i].letters)), known[i].state);
	ck_assert_uint_eq(off_states_parse("sleep,disk", &at, &size),
	                  1 << OFF_SLEEP | 1 << OFF_DISK);
	ck_assert_uint_eq(off_states_parse("sleep,", &at, &size), 0);
	ck_assert_uint_eq(size, 0);
}
END_TEST

Suite *sched_suite(void)
{
	Suite *suite = suite_create("sched");
	TCase *tests = tcase_create("sched");
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, stacks_may_come_late);
	tcase_add_test(tests, ends_are_inferred);
	tcase_add_test(tests, times_never_are_negative);
	tcase_add_test(tests, wakers_are_waited_for);
	tcase_add_test(tests, states_have_letters);
	suite_add_tcase(suite, tests);
	return suite;
}
