/* JSON read by tables of shapes. */
#include "config.h"

#include "formats/json_shape.h"
#include "memory.h"
#include "reading_one.h"

Suite *json_shape_suite(void);

#ifdef HAVE_YAJL

/* The arguments of the calls, one word for each. */
struct log {
	struct buffer text;
	size_t fail_at; /* the call that fails, counted from 1; 0: none */
};

static enum status note(struct log *log, const struct json_place *place, char what,
                        struct text value)
{
	if (log->fail_at && !--log->fail_at)
		return error_set(place->err, STATUS_FAILED, "the call failed");
	buffer_printf(&log->text, "%c", what);
	if (place->key.size)
		buffer_append(&log->text, place->key.at, place->key.size);
	buffer_printf(&log->text, "%zu", place->index);
	if (value.at) {
		buffer_byte(&log->text, '=');
		buffer_append(&log->text, value.at, value.size);
	}
	buffer_byte(&log->text, ' ');
	return STATUS_OK;
}

static enum status begin(void *context, const struct json_place *place)
{
	return note(context, place, '<', (struct text){0});
}

static enum status end(void *context, const struct json_place *place)
{
	return note(context, place, place->key.size ? '!' : '>', (struct text){0});
}

static enum status take(void *context, const struct json_place *place,
                        const struct json_value *value)
{
	const struct text words[] = {
		[JSON_NULL] = text_of("null"),
		[JSON_BOOL] = text_of(value->truth ? "true" : "false"),
		[JSON_NUMBER] = value->text,
		[JSON_TEXT] = value->text,
	};
	return note(context, place, value->type == JSON_TEXT ? '"' : ' ', words[value->type]);
}

static const struct json_shape item = {.value = take};
static const struct json_shape list = {.items = &item, .begin = begin, .end = end};
static const struct json_field tree_fields[];
static const struct json_shape tree = {.fields = tree_fields, .begin = begin, .end = end};
static const struct json_shape forest = {.items = &tree};
static const struct json_field tree_fields[] = {{"id", &item}, {"trees", &forest}, {0}};
static const struct json_field any_fields[] = {{"own", &list}, {"", &item}, {0}};
static const struct json_shape any = {.fields = any_fields};
static const struct json_shape either = {
	.fields = tree_fields, .items = &item, .begin = begin, .end = end, .value = take};
static const struct json_field fields[] = {{"one", &item}, {"list", &list},     {"tree", &tree},
                                           {"any", &any},  {"either", &either}, {0}};
static const struct json_shape document = {.fields = fields, .value = take};

static struct log log_;
static struct error err;
static bool cut;

static void clear(void)
{
	buffer_free(&log_.text);
	log_.fail_at = 0;
	tear_down();
}

static enum status read_bytes(const char *text, size_t size, const struct json_options *options)
{
	static const struct read_options none = {0};
	struct stream stream;
	struct input *input;
	char path[32];
	log_.text.size = 0;
	err = (struct error){{0}};
	reading_put(path, text, size);
	ck_assert_int_eq(input_open(path, &input, &err), STATUS_OK);
	unlink(path);
	stream_init(&stream, input, &none);
	enum status status = json_read(&stream, &document, options, &log_, &cut, &err);
	stream_free(&stream);
	return status;
}

static void check_log(const char *expected)
{
	buffer_byte(&log_.text, '\0');
	ck_assert_msg(!log_.text.failed && strcmp(log_.text.data, expected) == 0, "%s\nnot\n%s",
	              log_.text.data, expected);
}

static void check(const char *text, const char *expected)
{
	ck_assert_msg(read_bytes(text, strlen(text), NULL) == STATUS_OK, "%s: %s", text, err.text);
	ck_assert(!cut);
	check_log(expected);
}

static void check_fails(const char *text, const struct json_options *options, const char *why)
{
	ck_assert_int_eq(read_bytes(text, strlen(text), options), STATUS_FAILED);
	ck_assert_msg(strstr(err.text, why) != NULL, "%s: %s", text, err.text);
}

START_TEST(values_go_to_their_shapes)
{
	check("{\"one\": 1}", " one0=1 ");
	check("{\"one\": -1.50e+2}", " one0=-1.50e+2 ");
	check("{\"one\": \"\"}", "\"one0= ");
	check("{\"any\": {\"e\\u0078\": \"y\\u0078\"}}", "\"ex0=yx ");
	check("{\"one\": \"a\\u00e9\\n\\\"\\\\\"}", "\"one0=a\xc3\xa9\n\"\\ ");
	check("{\"one\": null, \"list\": [true, false, null, \"x\", 2]}",
	      " one0=null <list1  0=true  1=false  2=null \"3=x  4=2 >1 ");
	check(" \t\r\n{ } ", "");
	check("{\"list\": []}", "<list0 >0 ");
	check("5", " 0=5 ");
}
END_TEST

/* Keys in any order, also twice; a table's last key is found after the first, and the other way
 * round. */
START_TEST(keys_are_found_in_any_order)
{
	check("{\"list\": [1], \"one\": 2, \"one\": 3}", "<list0  0=1 >0  one1=2  one2=3 ");
	check("{\"on\": 1, \"one\": 2, \"ones\": 3, \"\": 4, \"list\": 5}", " one1=2 ");
	check("{\"any\": {\"own\": [1], \"x\": 2, \"\": 3, \"own\": [4]}}",
	      "<own0  0=1 >0  x1=2  2=3 <own3  0=4 >3 ");
}
END_TEST

START_TEST(what_has_no_shape_is_passed_over)
{
	check("{\"x\": {\"one\": 1, \"list\": [1, {\"one\": [[]]}]}, \"one\": 2}", " one1=2 ");
	check("{\"list\": [[1], {\"one\": 1}, 3, [[]], 4]}", "<list0  2=3  4=4 >0 ");
	check("{\"one\": [1], \"list\": {\"a\": 1}, \"tree\": [{\"id\": 1}], \"one\": 3}",
	      " one3=3 ");
	check("[{\"one\": 1}]", "");
	check("{\"tree\": 7, \"list\": 8, \"any\": null}", "");
}
END_TEST

START_TEST(shapes_nest)
{
	check("{\"tree\": {\"trees\": [{\"id\": 1}, 5, {\"trees\": [{}], \"id\": 2}], \"id\": 3}, "
	      "\"one\": 4}",
	      "<tree0 <0  id0=1 >0 <2 <0 >0  id1=2 >2  id1=3 >0  one1=4 ");
}
END_TEST

START_TEST(a_shape_may_be_of_several_types)
{
	check("{\"either\": 1}", " either0=1 ");
	check("{\"either\": [1]}", "<either0  0=1 >0 ");
	check("{\"either\": {\"id\": 1}}", "<either0  id0=1 >0 ");
}
END_TEST

/* An end of a chunk (256 KiB) at each place of a document, and another chunk that is read over all
 * of it. */
START_TEST(chunks_end_anywhere)
{
	static const char text[] = "{\"list\": [12345, \"a\\u00e9b\", true], \"tree\": {\"id\": "
				   "-1.5e3}, \"one\": null, \"any\": {\"other\": 5}}";
	static const char expected[] = "<list0  0=12345 \"1=a\xc3\xa9"
				       "b  2=true >0 <tree1  id0=-1.5e3 >1  one2=null  other0=5 ";
	enum { CHUNK = 256 << 10 };
	char *padded = malloc(2 * CHUNK + sizeof text);
	for (size_t before = 1; before < sizeof text; before++) {
		const size_t blanks = CHUNK - before;
		memset(padded, ' ', 2 * CHUNK + sizeof text);
		memcpy(padded + blanks, text, sizeof text - 1);
		ck_assert_int_eq(read_bytes(padded, 2 * CHUNK + sizeof text - 1, NULL), STATUS_OK);
		check_log(expected);
	}
	free(padded);
}
END_TEST

START_TEST(deep_nesting_costs_little)
{
	enum { DEPTH = 100000 };
	char *text = malloc(2 * DEPTH + 64);
	const size_t open = (size_t)sprintf(text, "{\"x\": ");
	memset(text + open, '[', DEPTH);
	memset(text + open + DEPTH, ']', DEPTH);
	const size_t size = open + 2 * DEPTH;
	const size_t last = (size_t)sprintf(text + size, ", \"one\": 1}");
	ck_assert_int_eq(read_bytes(text, size + last, NULL), STATUS_OK);
	check_log(" one1=1 ");
	ck_assert_int_eq(read_bytes(text, size - 1, NULL), STATUS_FAILED);
	free(text);
}
END_TEST

START_TEST(what_is_no_json_is_refused)
{
	check_fails("{\"one\": 1,}", NULL, "byte");
	check_fails("{\"one\": }", NULL, "is not JSON");
	check_fails("{\"one\" 1}", NULL, "is not JSON");
	check_fails("{one: 1}", NULL, "is not JSON");
	check_fails("{\"one\": NaN}", NULL, "is not JSON");
	check_fails("{\"one\": 01}", NULL, "is not JSON");
	check_fails("{\"one\": 1} {\"one\": 2}", NULL, "is not JSON");
	check_fails("{\"list\": [1}", NULL, "is not JSON");
}
END_TEST

START_TEST(the_end_may_not_be_missing)
{
	static const char text[] = "{\"list\": [1, 2], \"one\": \"x\"}";
	for (size_t size = 0; size + 1 < sizeof text; size++) {
		ck_assert_int_eq(read_bytes(text, size, NULL), STATUS_FAILED);
		ck_assert_msg(strstr(err.text, "it ends before it is complete") != NULL, "%zu: %s",
		              size, err.text);
	}
}
END_TEST

START_TEST(the_end_may_be_missing_on_request)
{
	static const struct json_options open_end = {.open_end = true};
	static const struct {
		const char *text, *log;
	} cases[] = {
		{"{\"list\": [1, \"2", "<list0  0=1 "},
		{"{\"list\": [1, 2,", "<list0  0=1  1=2 "},
		{"{\"list\": [1, 2], \"on", "<list0  0=1  1=2 >0 "},
		{"{\"list\": [1, 2,\n]}", "<list0  0=1  1=2 "},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = cases[i].text;
		ck_assert_msg(read_bytes(text, strlen(text), &open_end) == STATUS_OK, "%s: %s",
		              text, err.text);
		ck_assert(cut);
		ck_assert_str_eq(err.text, "");
		check_log(cases[i].log);
	}
	ck_assert_int_eq(read_bytes("{\"one\": 1}", 10, &open_end), STATUS_OK);
	ck_assert(!cut);
	check_fails("{\"one\": 1,}", &open_end, "is not JSON");
	check_fails("{\"list\": [1 2,]}", &open_end, "is not JSON");
	check_fails("{\"list\": [,]}", &open_end, "is not JSON");
}
END_TEST

START_TEST(several_documents)
{
	static const struct json_options several = {.several = true};
	static const char text[] = "{\"one\": 1}\n\n{\"one\": 2} 7\n";
	ck_assert_int_eq(read_bytes(text, sizeof text - 1, &several), STATUS_OK);
	check_log(" one0=1  one0=2  0=7 ");
	check_fails("{\"one\": 1}\n{\"one\": ", &several, "it ends before it is complete");
}
END_TEST

START_TEST(a_call_that_fails_ends_the_reading)
{
	static const char text[] = "{\"list\": [1, {}], \"tree\": {\"id\": 2}}";
	for (size_t i = 1; i <= 6; i++) {
		log_.fail_at = i;
		check_fails(text, NULL, "the call failed");
		ck_assert_uint_eq(log_.fail_at, 0);
	}
	log_.fail_at = 7;
	ck_assert_int_eq(read_bytes(text, sizeof text - 1, NULL), STATUS_OK);
}
END_TEST

/* Each allocation fails once, the parser's too. */
START_TEST(memory_may_run_out)
{
	static const char text[] =
		"{\"list\": [1, \"a\\u00e9\"], \"tree\": {\"id\": 2}, \"x\": [[[[]]]]}";
	static const struct read_options none = {0};
	bool failed = true;
	buffer_free(&log_.text);
	ck_assert_ptr_nonnull(buffer_room(&log_.text, 4096));
	for (size_t n = 1; failed; n++) {
		struct stream stream;
		struct input *input;
		char path[32];
		log_.text.size = 0;
		reading_put(path, text, sizeof text - 1);
		ck_assert_int_eq(input_open(path, &input, &err), STATUS_OK);
		unlink(path);
		stream_init(&stream, input, &none);
		memory_fail_at(n);
		enum status status = json_read(&stream, &document, NULL, &log_, &cut, &err);
		failed = memory_failed();
		memory_fail_at(0);
		stream_free(&stream);
		ck_assert_int_eq(status, failed ? STATUS_FATAL : STATUS_OK);
		ck_assert_uint_lt(n, 100);
	}
	check_log("<list0  0=1 \"1=a\xc3\xa9 >0 <tree1  id0=2 >1 ");
}
END_TEST

#endif

static struct json_value number_value(const char *digits)
{
	return (struct json_value){.type = JSON_NUMBER, .text = text_of(digits)};
}

START_TEST(whole_numbers)
{
	static const struct {
		const char *text;
		bool fits;
		uint64_t number;
	} cases[] = {
		{"0", true, 0},
		{"-0", true, 0},
		{"12", true, 12},
		{"5.0", true, 5},
		{"5e3", true, 5000},
		{"9999999999999999999", true, UINT64_C(9999999999999999999)},
		{"18446744073709551615", true, UINT64_MAX},
		{"18446744073709551616", false, 0},
		{"99999999999999999999999", false, 0},
		{"-1", false, 0},
		{"1.5", false, 0},
		{"1e400", false, 0},
		{"", false, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json_value value = number_value(cases[i].text);
		uint64_t number = 0;
		uint32_t index = 0;
		bool fits = json_whole(&value, &number);
		ck_assert_msg(fits == cases[i].fits, "%s", cases[i].text);
		ck_assert(!fits || number == cases[i].number);
		ck_assert_int_eq(json_index(&value, &index), fits && number <= UINT32_MAX);
		value.type = JSON_TEXT;
		ck_assert(!json_whole(&value, &number));
	}
}
END_TEST

START_TEST(numbers_with_signs_and_places)
{
	struct json_value value = number_value("-9223372036854775807");
	struct decimal decimal;
	bool negative;
	int64_t integer;
	uint64_t ns;
	ck_assert(json_integer_value(&value, &integer) && integer == -INT64_MAX);
	value = number_value("9223372036854775808");
	ck_assert(!json_integer_value(&value, &integer));
	value = number_value("-0.25");
	ck_assert(json_decimal_value(&value, &decimal, &negative));
	ck_assert(negative && decimal.value == 25 && decimal.places == 2);
	ck_assert(!json_integer_value(&value, &integer));
	ck_assert(!json_nanoseconds(&value, 3, &ns));
	value = number_value("1.0000005");
	ck_assert(json_nanoseconds(&value, 3, &ns) && ns == 1000000);
	value = number_value("1.0000015");
	ck_assert(json_nanoseconds(&value, 3, &ns) && ns == 1000002);
	value = number_value("18446744073.709551616");
	ck_assert(!json_nanoseconds(&value, 0, &ns));
	value = number_value("7");
	ck_assert(json_nanoseconds(&value, 9, &ns) && ns == 7);
	ck_assert(
		!json_decimal_value(&(struct json_value){.type = JSON_NULL}, &decimal, &negative));
}
END_TEST

static struct head head_of(const char *text)
{
	return (struct head){text, strlen(text), true};
}

START_TEST(heads)
{
	static const char *const good[] = {"{", " \n[", "\xef\xbb\xbf{}"};
	static const char *const bad[] = {"", " ", "a{", "\"{\"", "1", "\xef\xbb{"};
	struct head head;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		head = head_of(good[i]);
		ck_assert_msg(json_begins(&head), "%s", good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		head = head_of(bad[i]);
		ck_assert_msg(!json_begins(&head), "%s", bad[i]);
	}
	head = (struct head){"\0{", 2, true};
	ck_assert(!json_begins(&head));
	head = head_of("{\"a\": \"b\", \"c\" \n:1, d: \"b");
	ck_assert(json_head_has(&head, "a"));
	ck_assert(json_head_has(&head, "c"));
	ck_assert(!json_head_has(&head, "b"));
	ck_assert(!json_head_has(&head, "d"));
}
END_TEST

Suite *json_shape_suite(void)
{
	Suite *suite = suite_create("json_shape");
	TCase *tests = tcase_create("json_shape");
#ifdef HAVE_YAJL
	tcase_add_checked_fixture(tests, NULL, clear);
	tcase_add_test(tests, values_go_to_their_shapes);
	tcase_add_test(tests, keys_are_found_in_any_order);
	tcase_add_test(tests, what_has_no_shape_is_passed_over);
	tcase_add_test(tests, shapes_nest);
	tcase_add_test(tests, a_shape_may_be_of_several_types);
	tcase_add_test(tests, chunks_end_anywhere);
	tcase_add_test(tests, deep_nesting_costs_little);
	tcase_add_test(tests, what_is_no_json_is_refused);
	tcase_add_test(tests, the_end_may_not_be_missing);
	tcase_add_test(tests, the_end_may_be_missing_on_request);
	tcase_add_test(tests, several_documents);
	tcase_add_test(tests, a_call_that_fails_ends_the_reading);
	tcase_add_test(tests, memory_may_run_out);
#endif
	tcase_add_test(tests, whole_numbers);
	tcase_add_test(tests, numbers_with_signs_and_places);
	tcase_add_test(tests, heads);
	suite_add_tcase(suite, tests);
	return suite;
}
