/* The choice of the reader of an input, and the message if there is none. */
#include "formats/formats.h"
#include "read/bidding.h"
#include "reading_one.h"

Suite *bidding_suite(void);

static int bid_one(const struct head *head)
{
	return head->size ? 40 : 0;
}

static int bid_digits(const struct head *head)
{
	return *head->text >= '0' && *head->text <= '9' ? 40 : *head->text == 'x' ? 41 : 0;
}

static int bid_none(const struct head *head)
{
	(void)head;
	return 0;
}

static const struct reader one = {
	.name = "one", .kind = "a one", .available = true, .bid = bid_one};
static const struct reader digits = {
	.name = "digits", .kind = "digits", .form = "\"12\"", .bid = bid_digits};
static const struct reader more = {.name = "more", .kind = "more", .bid = bid_none};

static const struct reader *best_of(reader_table *readers, const char *text)
{
	return bidding_best(readers, &(struct head){text, strlen(text), true});
}

/* The best bid wins, of equal ones the first row. */
START_TEST(best_bid_wins)
{
	static reader_table readers[] = {&one, &digits, NULL}, none[] = {NULL};
	ck_assert_ptr_eq(best_of(readers, "a"), &one);
	ck_assert_ptr_eq(best_of(readers, "1"), &one);
	ck_assert_ptr_eq(best_of(readers, "x"), &digits);
	ck_assert_ptr_null(best_of(readers, ""));
	ck_assert_ptr_null(best_of(none, "a"));
	ck_assert_ptr_eq(bidding_named(readers, "digits"), &digits);
	ck_assert_ptr_null(bidding_named(readers, "digit"));
}
END_TEST

static void check_refusal(reader_table *readers, const char *text, const char *format,
                          const char *expected)
{
	const struct read_options options = {.format = format};
	char path[32], message[256];
	const char *list = path;
	struct profile profile;
	struct read_account account;
	struct error err = {{0}};
	reading_put(path, text, strlen(text));
	profile_init(&profile, 1);
	ck_assert_int_eq(read_inputs(readers, &list, 1, &options, &profile, &account, &err),
	                 STATUS_FAILED);
	snprintf(message, sizeof message, "%s%s%s", format ? "" : path, format ? "" : ": ",
	         expected);
	ck_assert_str_eq(err.text, message);
	unlink(path);
	read_account_free(&account);
	profile_free(&profile);
}

/* The message for an input that no reader accepts, depending on the number of readers. */
START_TEST(refusal_lists_kinds)
{
	static reader_table single[] = {&digits, NULL}, two[] = {&more, &digits, NULL};
	static reader_table many[] = {&more, &digits, &more, &more, &more, &more, NULL};
	check_refusal(single, "", NULL, "empty input; expected digits");
	check_refusal(single, "a", NULL,
	              "not a known format; expected digits (\"12\"); it begins with \"a\"");
	check_refusal(single, "a line of more than forty bytes, of which the first are shown\n",
	              NULL,
	              "not a known format; expected digits (\"12\"); it begins with "
	              "\"a line of more than forty bytes, of whic...\"");
	check_refusal(single,
	              "\x7f"
	              "ELF",
	              NULL,
	              "not a known format; expected digits (\"12\"); it is an ELF program or "
	              "library");
	check_refusal(single, "\x01\xfe?456789", NULL,
	              "not a known format; expected digits (\"12\"); it begins with the bytes 01 "
	              "fe 3f 34 35 36 37 38");
	check_refusal(two, "", NULL, "empty input; expected more or digits");
	check_refusal(two, "a", NULL,
	              "not a known format; expected more or digits (\"12\"); it begins with "
	              "\"a\"");
	check_refusal(many, "", NULL,
	              "empty input; expected more, digits, more, more or another of the 6 that "
	              "--list-formats lists");
	check_refusal(two, "1", NULL, "has the format digits, which this build does not support");
	check_refusal(two, "1", "digits", "format 'digits' is not available in this build");
	check_refusal(two, "1", "none", "unknown format 'none'");
}
END_TEST

/* Each row of the table says all that messages need, and names are unique. */
START_TEST(rows_are_complete)
{
	for (size_t i = 0; formats[i]; i++) {
		const struct reader *row = formats[i];
		ck_assert(row->name && row->about && row->kind && row->expected && row->fields &&
		          row->bid);
		bool fed = row->open && row->feed && row->cut && row->close;
		bool some = row->open || row->feed || row->cut || row->close;
		ck_assert_msg(row->read ? !some : fed, "%s", row->name);
		ck_assert_ptr_eq(bidding_named(formats, row->name), row);
	}
}
END_TEST

Suite *bidding_suite(void)
{
	Suite *suite = suite_create("bidding");
	TCase *tests = tcase_create("bidding");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_test(tests, best_bid_wins);
	tcase_add_test(tests, refusal_lists_kinds);
	tcase_add_test(tests, rows_are_complete);
	suite_add_tcase(suite, tests);
	return suite;
}
