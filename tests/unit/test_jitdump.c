/* Code made at run time that a jitdump names: dumps in both byte orders, moved code, code that
 * takes another's place, with and without comparable times; and what is damaged. */
#include "config.h"

#include "perf_data_builder.h"
#include "reading.h"
#include "symbol/jitdump.h"

#include <sys/stat.h>

Suite *jitdump_suite(void);

#define USER ((uint64_t)PERF_CONTEXT_USER)

static struct recording r, d; /* the recording; the dump, of which only numbers are used */
static struct reading_result result;
static char folder[32], path[64];
static const struct jitdump_wanted any = {.frames = true};

static void put_load(uint64_t time, uint64_t start, uint64_t size, uint64_t index, const char *name)
{
	put_u32(&d, 0);
	put_u32(&d, 56 + strlen(name) + 1 + size);
	put_u64(&d, time);
	put_u32(&d, 1);
	put_u32(&d, 1);
	put_u64(&d, start);
	put_u64(&d, start);
	put_u64(&d, size);
	put_u64(&d, index);
	buffer_append(&d.out, name, strlen(name) + 1);
	for (uint64_t i = 0; i < size; i++)
		buffer_byte(&d.out, '\x90');
}

static void put_move(uint64_t time, uint64_t from, uint64_t to, uint64_t size, uint64_t index)
{
	put_u32(&d, 1);
	put_u32(&d, 64);
	put_u64(&d, time);
	put_u32(&d, 1);
	put_u32(&d, 1);
	put_u64(&d, to);
	put_u64(&d, from);
	put_u64(&d, to);
	put_u64(&d, size);
	put_u64(&d, index);
}

/* f is loaded at 10, g takes its place at 30; h is loaded at 10 and moved at 40. */
static void build_dump(bool big_endian)
{
	d = (struct recording){.big_endian = big_endian};
	put_u32(&d, 0x4a695444);
	put_u32(&d, 1);
	put_u32(&d, 40);
	put_u32(&d, 62);
	put_u32(&d, 0);
	put_u32(&d, 1);
	put_u64(&d, 0);
	put_u64(&d, 0);
	put_load(10, 0x5000, 0x40, 0, "f");
	put_load(10, 0x6000, 0x40, 1, "h");
	put_u32(&d, 2); /* lines: passed over */
	put_u32(&d, 24);
	put_u64(&d, 20);
	put_u64(&d, 0);
	put_load(30, 0x5000, 0x40, 2, "g");
	put_move(40, 0x6000, 0x7000, 0x40, 1);
}

static void write_dump(size_t size)
{
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(d.out.data, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static void set_up(void)
{
	strcpy(folder, "/tmp/jitdump-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/jit-1.dump", folder);
}

static void tear_down(void)
{
	unlink(path);
	rmdir(folder);
	buffer_free(&r.out);
	buffer_free(&d.out);
	reading_end(&result);
	result = (struct reading_result){0};
}

static void put_at(uint64_t time, uint64_t address)
{
	put_sample(&r, 100, 1, 1, time, 0, 1, (const uint64_t[]){USER, address, 0});
}

static void read_recording(bool monotonic, bool symfs)
{
	static const uint64_t clockid = 1;
	const struct built_event event = {.type = PERF_TYPE_SOFTWARE,
	                                  .sample_type = SAMPLE_USUAL,
	                                  .flags = monotonic ? 1 << 25 : 0};
	begin_recording(&r, d.big_endian, false, &event, 1);
	patch(&r, FILE_HEADER + 92, clockid, 4);
	put_comm(&r, 1, 1, "a", 1);
	put_mmap(&r, 1, 0x100000, 0x1000, symfs ? "/jit-1.dump" : path, 5);
	begin_record(&r, PERF_RECORD_MMAP, PERF_RECORD_MISC_USER);
	end_record(&r); /* damaged: no memory */
	put_mmap(&r, 1, 0x4000, 0x4000, "//anon", 15); /* must not hide what is loaded */
	put_at(20, 0x5010);
	put_at(21, 0x6010);
	put_at(31, 0x5010);
	put_at(41, 0x7010);
	end_recording(&r);
	struct read_options options = {
		.symbols = {.symfs = symfs ? folder : NULL, .buildid_dir = "/nonexistent",
	                    .kallsyms = "/dev/null"}};
	reading_end(&result);
	reading_text(&result, r.out.data, r.out.size, &options);
	buffer_free(&r.out);
}

/* Bit 0: byte order; 1: comparable clocks; 2: below --symfs. */
START_TEST(names)
{
	build_dump(_i & 1);
	write_dump(d.out.size);
	if (!reader_find("perf-data")->available)
		return;
	read_recording(_i & 2, _i & 4);
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_str_eq(result.folded, _i & 2 ? "a;f 1\na;g 1\na;h 2\n" : "a;g 2\na;h 2\n");
}
END_TEST

START_TEST(cut_anywhere)
{
	build_dump(_i & 1);
	size_t seen = 0;
	for (size_t size = 0; size <= d.out.size; size++) {
		struct jitdump dump = {0};
		write_dump(size);
		enum jitdump_end end = jitdump_read(&dump, path, &any);
		ck_assert_uint_ge(dump.count, seen);
		seen = dump.count;
		if (size < 40)
			ck_assert_int_eq(end, JITDUMP_BAD);
		else
			ck_assert(end == JITDUMP_CUT || end == JITDUMP_WHOLE);
		jitdump_free(&dump);
	}
	ck_assert_uint_eq(seen, 4);
}
END_TEST

/* Each byte made something else: any end will do, but it ends. */
START_TEST(each_byte_changed)
{
	static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
	build_dump(_i & 1);
	for (size_t at = 0; at < d.out.size; at++) {
		char was = d.out.data[at];
		for (size_t i = 0; i < sizeof values; i++) {
			struct jitdump dump = {0};
			d.out.data[at] = (char)values[i];
			write_dump(d.out.size);
			jitdump_read(&dump, path, &any);
			ck_assert_uint_le(dump.count, 4);
			for (size_t c = 0; c < dump.count; c++)
				ck_assert_uint_lt(dump.codes[c].start, dump.codes[c].end);
			jitdump_free(&dump);
		}
		d.out.data[at] = was;
	}
}
END_TEST

Suite *jitdump_suite(void)
{
	Suite *suite = suite_create("jitdump");
	TCase *tests = tcase_create("dumps");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, names, 0, 8);
	tcase_add_loop_test(tests, cut_anywhere, 0, 2);
	tcase_add_loop_test(tests, each_byte_changed, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
