/* The account of several sinks, filled in by hand: threads get pieces at random, so recordings do
 * not reliably show that every sink counts. */
#include "read/account.h"

#include "base/vector.h"
#include "read/options.h"
#include "read/workers.h"

#include <check.h>
#include <malloc.h>
#include <stdlib.h>

Suite *account_suite(void);

static struct reading *reading;
static struct read_account account;
static const struct read_options options = {.all_events = true};

static void set_up(void)
{
	reading = reading_open(NULL, &options);
	ck_assert(reading && reading_add_input(reading, "made"));
	for (unsigned i = 0; i < 3; i++)
		ck_assert(sink_piece(&workers_get(reading, i)->sink, i));
}

static void tear_down(void)
{
	account_release(reading);
	reading_close(reading);
	read_account_free(&account);
}

/* Gives a sink samples of an event, in a separate piece. */
static void meet(unsigned worker, const char *name, unsigned samples)
{
	struct sink *sink = &reading->workers[worker].sink;
	uint32_t event = sink_event(sink, name, strlen(name));
	while (samples--)
		sink_begin(sink, event, &(struct process){0});
}

START_TEST(notes_of_all_sinks)
{
	enum { FEW = 3, MANY = 40 };
	for (int i = 0; i < FEW; i++)
		sink_note(&reading->workers[0].sink, true, "first %d", i);
	for (int i = 0; i < MANY; i++)
		sink_note(&reading->workers[2].sink, false, "third %d", i);
	ck_assert_int_eq(account_make(reading, &account, &(struct error){0}), STATUS_OK);
	ck_assert_uint_eq(account.note_count, FEW + MANY);
	ck_assert_str_eq(account.notes[0].text, "first 0");
	ck_assert_str_eq(account.notes[FEW - 1].text, "first 2");
	ck_assert(account.notes[FEW - 1].warning);
	ck_assert_str_eq(account.notes[FEW].text, "third 0");
	ck_assert_str_eq(account.notes[FEW + MANY - 1].text, "third 39");
	ck_assert(!account.notes[FEW].warning);
	for (unsigned i = 0; i < 3; i++) /* they have moved */
		ck_assert_uint_eq(reading->workers[i].sink.note_count, 0);
}
END_TEST

START_TEST(events_of_all_sinks)
{
	meet(0, "cycles", 2);
	meet(1, "faults", 3);
	meet(2, "switches", 4);
	meet(2, "cycles", 5);
	ck_assert_int_eq(account_make(reading, &account, &(struct error){0}), STATUS_OK);
	ck_assert_uint_eq(account.event_count, 3);
	ck_assert_str_eq(account.events[0].name, "cycles");
	ck_assert_uint_eq(account.events[0].samples, 7);
	ck_assert_str_eq(account.events[1].name, "faults");
	ck_assert_uint_eq(account.events[1].samples, 3);
	ck_assert_str_eq(account.events[2].name, "switches");
	ck_assert_uint_eq(account.events[2].samples, 4);
	ck_assert_uint_eq(account.samples, 14);
	ck_assert_uint_eq(account.samples, reading_samples(reading));
}
END_TEST

START_TEST(memory_of_all_workers)
{
	ck_assert_uint_eq(reading_memory(reading), 0);
	atomic_store(&reading->memory[0], 1);
	atomic_store(&reading->memory[1], 20);
	atomic_store(&reading->memory[THREADS_MAX - 1], 300);
	ck_assert_uint_eq(reading_memory(reading), 321);
}
END_TEST

/* Makes and frees an account with events, notes and a malformed line. */
static void make_and_free(void)
{
	set_up();
	meet(0, "cycles", 1);
	meet(1, "faults", 1);
	sink_note(&reading->workers[0].sink, true, "a note");
	sink_note(&reading->workers[1].sink, true, "another");
	sink_malformed(&reading->workers[1].sink, NULL, "what", 4);
	ck_assert(reading_note_lines(reading, 0, 1) && reading_note_lines(reading, 1, 1));
	ck_assert_int_eq(account_make(reading, &account, &(struct error){0}), STATUS_OK);
	ck_assert_uint_eq(account.malformed, 1);
	tear_down();
}

START_TEST(frees_all_it_has)
{
	tear_down();
	for (int i = 0; i < 10; i++)
		make_and_free(); /* glibc keeps some of what is freed for each size */
	struct mallinfo2 before = mallinfo2();
	for (int i = 0; i < 10; i++)
		make_and_free();
	ck_assert_uint_eq(mallinfo2().uordblks, before.uordblks);
	set_up();
}
END_TEST

Suite *account_suite(void)
{
	Suite *suite = suite_create("account");
	TCase *tests = tcase_create("account");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, notes_of_all_sinks);
	tcase_add_test(tests, events_of_all_sinks);
	tcase_add_test(tests, memory_of_all_workers);
	tcase_add_test(tests, frees_all_it_has);
	suite_add_tcase(suite, tests);
	return suite;
}
