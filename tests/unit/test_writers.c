/* Tests src/write/: what comes out of a profile in each format. */
#include "store/samples.h"
#include "write/writers.h"

#include "config.h"

#ifdef HAVE_PROTOBUF_C
#include "write/pprof.pb-c.h"
#endif

#include <check.h>
#include <string.h>

Suite *writers_suite(void);

static int keep(void *context, const void *bytes, size_t size)
{
	buffer_append(context, bytes, size);
	return 0;
}

/* What the writer makes of the profile; the text ends with a NUL. */
static struct buffer written(const char *name, const struct profile *profile)
{
	struct buffer text = {0};
	struct output output;
	struct error err = {{0}};
	const struct writer *writer = writer_named(name);
	ck_assert_ptr_nonnull(writer);
	ck_assert_int_eq(output_open_function(&output, "test", keep, &text, &err), STATUS_OK);
	enum status status = writer_write(writer, profile, true, false, &output, &err);
	ck_assert_int_eq(output_finish(&output, status, &err), STATUS_OK);
	buffer_byte(&text, '\0');
	ck_assert(!text.failed);
	return text;
}

static uint32_t add_stack(struct profile *profile, const char *const *names, size_t depth,
                          struct decimal weight)
{
	uint32_t ids[8];
	struct error err = {{0}};
	for (size_t i = 0; i < depth; i++)
		ids[i] = frames_intern(&profile->frames, names[i], strlen(names[i]));
	ck_assert_int_eq(profile_add(profile, ids, depth, &weight, &err), STATUS_OK);
	return stacks_intern(&profile->stacks, ids, depth);
}

/* Two samples of one thread and one of another, in two stacks. */
static void make_profile(struct profile *profile)
{
	static const char *const deep[] = {"main", "work"}, *const flat[] = {"main"};
	struct error err = {{0}};
	profile_init(profile, 1);
	/* Ids that are not in the order of the samples. */
	frames_intern(&profile->frames, "unused", 6);
	uint32_t second = add_stack(profile, flat, 1, (struct decimal){100, 0});
	uint32_t first = add_stack(profile, deep, 2, (struct decimal){300, 0});
	origins_add(&profile->facts.origins, frames_find(&profile->frames, "work", 4),
	            ORIGIN_KERNEL, "[kernel]", 8);
	struct samples *samples = &profile->samples;
	const struct sample_thread one = {12, 12, 0}, other = {12, 13, 0};
	uint32_t event = samples_add_event(samples, "cpu-clock", "ns");
	uint32_t a = samples_add_task(samples, &one, "app", 3);
	uint32_t b = samples_add_task(samples, &other, "wor\xffker", 7);
	const struct sample rows[] = {
		{1000000, {100, 0}, first, event, a, 0, 0},
		{3000000, {100, 0}, second, event, b, 1, 0},
		{4500000, {200, 0}, first, event, a, SAMPLE_NONE, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert(samples_add(samples, &rows[i]));
	ck_assert_int_eq(profile_fit(profile, SUMS_COLUMNS, &err), STATUS_OK);
}

static void expect(const char *name, const char *text)
{
	struct profile profile;
	make_profile(&profile);
	struct buffer found = written(name, &profile);
	ck_assert_str_eq(found.data, text);
	buffer_free(&found);
	profile_free(&profile);
}

START_TEST(folded)
{
	expect("folded", "main 100\nmain;work 300\n");
}
END_TEST

#ifdef HAVE_YAJL
START_TEST(ndjson)
{
	expect("ndjson",
	       "{\"stack\":[\"main\",\"work\"],\"weight\":100,\"unit\":\"ns\",\"event\":\"cpu-"
	       "clock\","
	       "\"comm\":\"app\",\"pid\":12,\"tid\":12,\"cpu\":0,\"time\":1000000}\n"
	       "{\"stack\":[\"main\"],\"weight\":100,\"unit\":\"ns\",\"event\":\"cpu-clock\","
	       "\"comm\":\"wor\xEF\xBF\xBDker\",\"pid\":12,\"tid\":13,\"cpu\":1,\"time\":3000000}\n"
	       "{\"stack\":[\"main\",\"work\"],\"weight\":200,\"unit\":\"ns\",\"event\":\"cpu-"
	       "clock\","
	       "\"comm\":\"app\",\"pid\":12,\"tid\":12,\"time\":4500000}\n");
}
END_TEST

START_TEST(ndjson_without_samples)
{
	static const char *const names[] = {"a", "b\"\t"};
	struct profile profile;
	struct error err = {{0}};
	profile_init(&profile, 1);
	add_stack(&profile, names, 2, (struct decimal){25, 1});
	add_stack(&profile, names, 1, (struct decimal){1, 0});
	ck_assert_int_eq(profile_fit(&profile, SUMS_COLUMNS, &err), STATUS_OK);
	struct buffer found = written("ndjson", &profile);
	ck_assert_str_eq(
		found.data,
		"{\"stack\":[\"a\"],\"weight\":1,\"unit\":\"samples\",\"event\":\"samples\"}\n"
		"{\"stack\":[\"a\",\"b\\\"\\t\"],\"weight\":2.5,\"unit\":\"samples\","
		"\"event\":\"samples\"}\n");
	buffer_free(&found);
	profile_free(&profile);
}
END_TEST

START_TEST(speedscope)
{
	expect("speedscope",
	       "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":"
	       "\"" PACKAGE_STRING "\",\"activeProfileIndex\":0,\"shared\":{\"frames\":[{\"name\":"
	       "\"main\"},{\"name\":\"work\",\"file\":\"[kernel]\"}]},\"profiles\":[{\"type\":"
	       "\"sampled\",\"name\":\"app 12/12\",\"unit\":\"nanoseconds\",\"startValue\":0,"
	       "\"endValue\":300,\"samples\":[[0,1],[0,1]],\"weights\":[100,200]},{\"type\":"
	       "\"sampled\",\"name\":\"wor\xEF\xBF\xBDker 12/13\",\"unit\":\"nanoseconds\","
	       "\"startValue\":0,\"endValue\":100,\"samples\":[[0]],\"weights\":[100]}]}\n");
}
END_TEST

/* Threads that --group-threads joined have no number of their own. */
START_TEST(joined_threads)
{
	static const char *const names[] = {"main"};
	struct profile profile;
	struct error err = {{0}};
	profile_init(&profile, 1);
	const uint32_t stack = add_stack(&profile, names, 1, (struct decimal){1, 0});
	const struct sample_thread joined = {12, SAMPLE_JOINED, 0};
	struct samples *samples = &profile.samples;
	const struct sample row = {
		.time = 1,
		.weight = {1, 0},
		.stack = stack,
		.event = samples_add_event(samples, "cpu-clock", "ns"),
		.task = samples_add_task(samples, &joined, "worker", 6),
		.cpu = SAMPLE_NONE,
	};
	ck_assert(samples_add(samples, &row));
	ck_assert_int_eq(profile_fit(&profile, SUMS_COLUMNS, &err), STATUS_OK);
	static const struct {
		const char *writer, *part;
	} cases[] = {
		{"ndjson", "\"comm\":\"worker\",\"pid\":12,\"time\":1}"},
		{"speedscope", "\"name\":\"worker 12\","},
		{"firefox",
	         "\"name\":\"worker 12\",\"isMainThread\":false,\"pid\":\"12\",\"tid\":0,"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer found = written(cases[i].writer, &profile);
		ck_assert_msg(strstr(found.data, cases[i].part), "%s is not in %s", cases[i].part,
		              found.data);
		buffer_free(&found);
	}
#ifdef HAVE_PROTOBUF_C
	struct buffer found = written("pprof", &profile);
	Stackfold__Pprof__Profile *message = stackfold__pprof__profile__unpack(
		NULL, found.size - 1, (const uint8_t *)found.data);
	ck_assert_ptr_nonnull(message);
	ck_assert_uint_eq(message->sample[0]->n_label, 2); /* comm, pid */
	stackfold__pprof__profile__free_unpacked(message, NULL);
	buffer_free(&found);
#endif
	profile_free(&profile);
}
END_TEST

static void expect_part(const struct buffer *text, const char *part)
{
	ck_assert_msg(strstr(text->data, part), "%s is not in %s", part, text->data);
}

/* Three modules: each is a resource of its own. */
START_TEST(firefox_modules)
{
	static const char *const names[] = {"main", "parse", "read"};
	static const char *const modules[] = {"app", "libparse.so", "[kernel]"};
	struct profile profile;
	struct error err = {{0}};
	profile_init(&profile, 1);
	add_stack(&profile, names, 3, (struct decimal){7, 0});
	for (size_t i = 0; i < 3; i++)
		origins_add(&profile.facts.origins,
		            frames_find(&profile.frames, names[i], strlen(names[i])),
		            i < 2 ? ORIGIN_USER : ORIGIN_KERNEL, modules[i], strlen(modules[i]));
	ck_assert_int_eq(profile_fit(&profile, SUMS_COLUMNS, &err), STATUS_OK);
	struct buffer found = written("firefox", &profile);
	expect_part(&found, "\"stringArray\":[\"main\",\"parse\",\"read\",\"app\","
	                    "\"libparse.so\",\"[kernel]\"]");
	expect_part(&found, "\"resource\":[0,1,2]");
	expect_part(&found, "\"resourceTable\":{\"name\":[3,4,5],");
	buffer_free(&found);
	profile_free(&profile);
}
END_TEST

START_TEST(firefox)
{
	struct profile profile;
	make_profile(&profile);
	struct buffer found = written("firefox", &profile);
	expect_part(&found, "\"stringArray\":[\"main\",\"work\",\"[kernel]\"]");
	expect_part(&found, "\"stackTable\":{\"frame\":[0,1],\"prefixOffset\":[0,1],\"length\":2}");
	expect_part(&found, "\"resource\":[-1,0]");
	expect_part(&found, "\"category\":[null,2],\"subcategory\":[null,0]");
	expect_part(&found, "{\"processName\":\"app\",\"name\":\"app 12/12\",\"isMainThread\":true,"
	                    "\"pid\":\"12\",\"tid\":12,");
	expect_part(&found,
	            "\"samples\":{\"stack\":[1,1],\"time\":[0,3.5],\"weight\":[0.0001,0.0002],"
	            "\"threadCPUDelta\":[100,200],\"weightType\":\"tracing-ms\",\"length\":2}");
	expect_part(&found, "{\"processName\":\"app\",\"name\":\"wor\xEF\xBF\xBDker 12/13\","
	                    "\"isMainThread\":false,");
	expect_part(&found, "\"time\":[2],");
	buffer_free(&found);
	profile_free(&profile);
}
END_TEST
#endif

START_TEST(several_columns)
{
	struct profile profile;
	struct error err = {{0}};
	struct output output;
	struct buffer text = {0};
	profile_init(&profile, 2);
	ck_assert_int_eq(output_open_function(&output, "test", keep, &text, &err), STATUS_OK);
	enum status status = writer_write(writer_named("ndjson"), &profile, true, false, &output,
	                                  &err);
	ck_assert_int_eq(output_finish(&output, status, &err), STATUS_FAILED);
	ck_assert_ptr_nonnull(
		strstr(err.text, "has one weight for each stack, but this profile has 2"));
	buffer_free(&text);
	profile_free(&profile);
}
END_TEST

START_TEST(by_the_end_of_a_name)
{
	static const struct {
		const char *path, *writer;
		bool compressed;
	} cases[] = {
		{"x.pb.gz", "pprof", true},
		{"x.pprof", "pprof", true},
		{"x.folded", "folded", false},
		{"x.folded.gz", "folded", true},
		{"x.folded.gz.gz", NULL, true},
		{"x.ndjson.gz", "ndjson", true},
		{"x.stacks.ndjson", "ndjson-stacks", false},
		{"x.stacks.ndjson.gz", "ndjson-stacks", true},
		{".stacks.ndjson", "ndjson", false},
		{"folder.ndjson/x.speedscope.json", "speedscope", false},
		{"x.profile.json.gz", "firefox", true},
		{".ndjson", NULL, false}, /* a name without anything before it */
		{"x.txt", NULL, false},
		{"ndjson", NULL, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct writer *writer = writer_for_path(cases[i].path);
		if (!cases[i].writer) {
			ck_assert_msg(!writer, "%s", cases[i].path);
			continue;
		}
		ck_assert_msg(writer, "%s", cases[i].path);
		ck_assert_str_eq(writer->name, cases[i].writer);
		ck_assert_int_eq(writer_compresses(writer, cases[i].path), cases[i].compressed);
	}
}
END_TEST

#ifdef HAVE_PROTOBUF_C
static const char *text_at(const Stackfold__Pprof__Profile *profile, int64_t at)
{
	static char text[64];
	ck_assert_uint_lt((size_t)at, profile->n_string_table);
	const ProtobufCBinaryData *bytes = &profile->string_table[at];
	ck_assert_uint_lt(bytes->len, sizeof text);
	memcpy(text, bytes->data, bytes->len);
	text[bytes->len] = '\0';
	return text;
}

static Stackfold__Pprof__Profile *unpacked(const struct profile *profile)
{
	struct buffer found = written("pprof", profile);
	Stackfold__Pprof__Profile *message = stackfold__pprof__profile__unpack(
		NULL, found.size - 1, (const uint8_t *)found.data);
	buffer_free(&found);
	ck_assert_ptr_nonnull(message);
	return message;
}

START_TEST(pprof)
{
	struct profile profile;
	make_profile(&profile);
	Stackfold__Pprof__Profile *message = unpacked(&profile);
	ck_assert_uint_eq(message->n_sample_type, 2);
	ck_assert_str_eq(text_at(message, message->sample_type[0]->type), "samples");
	ck_assert_str_eq(text_at(message, message->sample_type[1]->type), "cpu-clock");
	ck_assert_str_eq(text_at(message, message->sample_type[1]->unit), "nanoseconds");
	ck_assert_str_eq(text_at(message, message->default_sample_type), "cpu-clock");
	ck_assert_int_eq(message->duration_nanos, 3500000);
	ck_assert_uint_eq(message->n_function, 2);
	ck_assert_uint_eq(message->n_mapping, 1);
	ck_assert_uint_eq(message->n_sample, 2);
	const Stackfold__Pprof__Sample *sample = message->sample[0];
	ck_assert_uint_eq(sample->n_location_id, 2);
	ck_assert_uint_eq(sample->location_id[0], 2); /* leaf first */
	ck_assert_int_eq(sample->value[0], 2);
	ck_assert_int_eq(sample->value[1], 300);
	ck_assert_uint_eq(sample->n_label, 4);
	ck_assert_str_eq(text_at(message, sample->label[0]->key), "comm");
	ck_assert_str_eq(text_at(message, sample->label[1]->str), "app 12");
	ck_assert_int_eq(sample->label[2]->num, 12);
	stackfold__pprof__profile__free_unpacked(message, NULL);
	profile_free(&profile);
}
END_TEST

/* Samples of two events without times add up: each stack has a value for each event. */
START_TEST(pprof_of_two_events)
{
	static const char *const names[] = {"main", "work"};
	struct profile profile;
	struct error err = {{0}};
	profile_init(&profile, 1);
	const uint32_t deep = add_stack(&profile, names, 2, (struct decimal){9, 0});
	const uint32_t flat = add_stack(&profile, names, 1, (struct decimal){16, 0});
	struct samples *samples = &profile.samples;
	const uint32_t cycles = samples_add_event(samples, "cycles", "cycles");
	const uint32_t faults = samples_add_event(samples, "faults", "faults");
	const struct sample rows[] = {
		{SAMPLE_NO_TIME, {1, 0}, deep, cycles, SAMPLE_NONE, SAMPLE_NONE, 0},
		{SAMPLE_NO_TIME, {16, 0}, flat, faults, SAMPLE_NONE, SAMPLE_NONE, 0},
		{SAMPLE_NO_TIME, {8, 0}, deep, faults, SAMPLE_NONE, SAMPLE_NONE, 0},
		{SAMPLE_NO_TIME, {32, 0}, deep, cycles, SAMPLE_NONE, SAMPLE_NONE, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert(samples_add(samples, &rows[i]));
	ck_assert_int_eq(profile_fit(&profile, SUMS_COLUMNS, &err), STATUS_OK);
	Stackfold__Pprof__Profile *message = unpacked(&profile);
	ck_assert_uint_eq(message->n_sample, 2);
	static const int64_t values[2][2] = {{33, 8}, {0, 16}};
	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(message->sample[i]->n_value, 2);
		ck_assert_int_eq(message->sample[i]->value[0], values[i][0]);
		ck_assert_int_eq(message->sample[i]->value[1], values[i][1]);
	}
	stackfold__pprof__profile__free_unpacked(message, NULL);
	profile_free(&profile);
}
END_TEST

/* The first mapping is the program's own: called as a thread is, be it not the first one. */
START_TEST(pprof_program)
{
	static const char *const programs[] = {"app", "a-long-program-name"};
	static const char *const comms[] = {"app", "a-long-program-"};
	static const char *const names[] = {"wait", "main"};
	for (size_t i = 0; i < 2; i++) {
		struct profile profile;
		profile_init(&profile, 1);
		const uint32_t stack = add_stack(&profile, names, 2, (struct decimal){3, 0});
		struct origins *origins = &profile.facts.origins;
		origins_add(origins, frames_find(&profile.frames, "wait", 4), ORIGIN_USER,
		            "libc.so.6", 9);
		origins_add(origins, frames_find(&profile.frames, "main", 4), ORIGIN_USER,
		            programs[i], strlen(programs[i]));
		struct samples *samples = &profile.samples;
		const char *const tasks[] = {"perf-exec", "no-module-of-ours", comms[i]};
		for (uint32_t t = 0; t < 3; t++) {
			const struct sample_thread thread = {t, t, 0};
			const struct sample row = {
				.time = t,
				.weight = {1, 0},
				.stack = stack,
				.event = samples_add_event(samples, "cpu-clock", "ns"),
				.task = samples_add_task(samples, &thread, tasks[t],
			                                 strlen(tasks[t])),
				.cpu = SAMPLE_NONE,
			};
			ck_assert(samples_add(samples, &row));
		}
		Stackfold__Pprof__Profile *message = unpacked(&profile);
		ck_assert_uint_eq(message->n_mapping, 2);
		ck_assert_str_eq(text_at(message, message->mapping[0]->filename), programs[i]);
		ck_assert_uint_eq(message->location[1]->mapping_id, message->mapping[0]->id);
		stackfold__pprof__profile__free_unpacked(message, NULL);
		profile_free(&profile);
	}
}
END_TEST

/* Times with decimals become nanoseconds; other weights are rounded, after adding up. */
START_TEST(pprof_decimals)
{
	static const char *const names[] = {"a", "b"};
	static const struct {
		const char *unit;
		struct decimal weight;
		const char *word;
		int64_t value;
	} rows[] = {
		{"ms", {15, 1}, "nanoseconds", 1500000}, {"ns", {15, 1}, "nanoseconds", 2},
		{"us", {15, 1}, "nanoseconds", 1500},    {"s", {15, 1}, "nanoseconds", 1500000000},
		{"ms", {15, 0}, "milliseconds", 15},     {"ns", {15, 0}, "nanoseconds", 15},
		{"us", {15, 0}, "microseconds", 15},     {"s", {15, 0}, "seconds", 15},
		{"samples", {15, 1}, "count", 2},        {"bytes", {15, 1}, "bytes", 2},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct profile profile;
		struct error err = {{0}};
		profile_init(&profile, 1);
		fact_set(&profile.facts.unit, rows[i].unit, strlen(rows[i].unit));
		add_stack(&profile, names, 2, rows[i].weight);
		ck_assert_int_eq(profile_fit(&profile, SUMS_COLUMNS, &err), STATUS_OK);
		Stackfold__Pprof__Profile *message = unpacked(&profile);
		ck_assert_uint_eq(message->n_sample_type, 1);
		ck_assert_str_eq(text_at(message, message->sample_type[0]->unit), rows[i].word);
		ck_assert_int_eq(message->sample[0]->value[0], rows[i].value);
		stackfold__pprof__profile__free_unpacked(message, NULL);
		profile_free(&profile);
	}
}
END_TEST
#endif

Suite *writers_suite(void)
{
	Suite *suite = suite_create("writers");
	TCase *tests = tcase_create("writers");
	tcase_add_test(tests, folded);
#ifdef HAVE_YAJL
	tcase_add_test(tests, ndjson);
	tcase_add_test(tests, ndjson_without_samples);
	tcase_add_test(tests, speedscope);
	tcase_add_test(tests, joined_threads);
	tcase_add_test(tests, firefox);
	tcase_add_test(tests, firefox_modules);
#endif
	tcase_add_test(tests, several_columns);
	tcase_add_test(tests, by_the_end_of_a_name);
#ifdef HAVE_PROTOBUF_C
	tcase_add_test(tests, pprof);
	tcase_add_test(tests, pprof_of_two_events);
	tcase_add_test(tests, pprof_program);
	tcase_add_test(tests, pprof_decimals);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
