/* Jitdumps: what is read of them, what is found in them, and what is damaged. */
#include "config.h"

#include "jitdump_builder.h"

#include <sys/sysmacros.h>

Suite *jitdump_suite(void);

static const struct jitdump_wanted any = {.frames = true};

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

/* With each byte changed: any result is allowed, but reading ends. */
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
				if (dump.codes[c].start >= dump.codes[c].end)
					ck_abort_msg("byte %zu as %u: code %zu", at, values[i], c);
			jitdump_free(&dump);
		}
		d.out.data[at] = was;
	}
}
END_TEST

/* The code that jitdump_find must find. */
static const struct jitdump_code *look(const struct jitdump *dump, uint64_t address, uint64_t time,
                                       uint64_t *until)
{
	const struct jitdump_code *last = NULL;
	*until = UINT64_MAX;
	for (size_t i = 0; i < dump->count; i++) {
		const struct jitdump_code *code = &dump->codes[i];
		if (address < code->start || address >= code->end)
			continue;
		if (code->time <= time || !dump->timed) {
			if (!last || (dump->timed && code->time > last->time) ||
			    ((!dump->timed || code->time == last->time) &&
			     code->sequence > last->sequence))
				last = code;
		} else if (code->time < *until) {
			*until = code->time;
		}
	}
	return last;
}

/* Pieces that overlap in all ways; bit 0: times count, which do not follow the file's order. */
START_TEST(finds_what_lies_there)
{
	struct jitdump dump = {0};
	uint64_t seed = 1;
	begin_dump(false, 1, 0);
	for (int i = 0; i < 300; i++) {
		seed = seed * 6364136223846793005 + 1442695040888963407;
		uint64_t size = seed >> 60 ? seed >> 40 & 0x3f : UINT64_MAX - 0x2000;
		put_load(seed >> 50 & 0xff, 0x1000 + (seed >> 30 & 0x1ff), size, 0, "x");
	}
	write_dump(d.out.size);
	ck_assert_int_eq(jitdump_read(&dump, path, &any), JITDUMP_WHOLE);
	ck_assert(jitdump_finish(&dump, _i));
	ck_assert_uint_gt(dump.count, 250);
	size_t changes = 0, gaps = 0;
	for (uint64_t address = 0xff0; address < 0x1280; address++) {
		for (uint64_t time = 0; time <= 0x101; time++) {
			struct jitdump_found found;
			uint64_t until;
			const struct jitdump_code *code = look(&dump, address, time, &until);
			jitdump_find(&dump, address, time, &found);
			if (found.code != code || found.until != until)
				ck_abort_msg("address %#llx at %llu", (unsigned long long)address,
				             (unsigned long long)time);
			changes += until != UINT64_MAX;
			gaps += !code;
		}
	}
	ck_assert(gaps && (changes || !_i));
	jitdump_free(&dump);
}
END_TEST

static void expect_names(const char *const *names)
{
	struct jitdump dump = {0};
	write_dump(d.out.size);
	ck_assert_int_eq(jitdump_read(&dump, path, &any), JITDUMP_WHOLE);
	size_t i = 0;
	for (; names[i]; i++) {
		ck_assert_uint_lt(i, dump.count);
		ck_assert_str_eq(dump.codes[i].name, names[i]);
	}
	ck_assert_uint_eq(i, dump.count);
	jitdump_free(&dump);
}

/* Moves name code by its number; where several have the same, by its place too. */
START_TEST(moves)
{
	begin_dump(false, 1, 0);
	put_load(1, 0x1000, 0x10, 7, "a");
	put_load(2, 0x2000, 0x10, 7, "b");
	put_load(3, 0x3000, 0x10, 8, "c");
	put_move(4, 0x1000, 0x4000, 0x10, 7); /* a */
	put_move(5, 0x9000, 0x5000, 0x10, 8); /* c, wherever it was */
	put_move(6, 0x2000, 0x6000, 0x10, 9); /* nothing */
	put_load(7, 0x1000, 0x10, 7, "d");
	put_move(8, 0x4000, 0x7000, 0x10, 7); /* a again */
	put_move(9, 0x1000, 0x8000, 0x10, 7); /* d */
	expect_names((const char *const[]){"a", "b", "c", "a", "c", "d", "a", "d", NULL});
}
END_TEST

static char text[1 << 18];

/* Long names, some at the edge of a block; names without an end; code without an address. */
START_TEST(odd_loads)
{
	begin_dump(false, 1, 0);
	memset(text, 'x', 5000);
	put_load(1, 0x1000, 0x10, 0, text);
	memset(text, 'y', sizeof text - 8000);
	put_load(1, 0x2000, 0x10, 0, text); /* of a name that nobody reads 64 kB are enough */
	put_load(1, 0x3000, 0, 0, "empty");
	put_load(1, UINT64_MAX - 5, 0x10, 0, "behind the end");
	put_load(1, UINT64_MAX - 16, 16, 0, "z");
	size_t at = d.out.size;
	put_load(1, 0x4000, 0x10, 0, "endless"); /* the record ends within the name */
	d.out.size = at + 56 + 3;
	patch(&d, at + 4, 56 + 3, 4);
	struct jitdump dump = {0};
	write_dump(d.out.size);
	ck_assert_int_eq(jitdump_read(&dump, path, &any), JITDUMP_WHOLE);
	ck_assert_uint_eq(dump.count, 4);
	ck_assert_uint_eq(strspn(dump.codes[0].name, "x"), 5000);
	ck_assert_uint_eq(strlen(dump.codes[0].name), 5000);
	ck_assert_uint_eq(strspn(dump.codes[1].name, "y"), 1 << 16);
	ck_assert_uint_eq(strlen(dump.codes[1].name), 1 << 16);
	ck_assert_str_eq(dump.codes[2].name, "z");
	ck_assert_uint_eq(dump.codes[2].end, UINT64_MAX);
	ck_assert_str_eq(dump.codes[3].name, "end");
	jitdump_free(&dump);
}
END_TEST

/* Call frame information goes to the code after it, if it is sound. */
START_TEST(frames_are_kept)
{
	static const struct jitdump_wanted no_frames;
	begin_dump(false, 1, 0);
	put_unwinding(1, 0x1000, false);
	put_load(1, 0x1000, 0x3d, 0, "a");
	put_load(1, 0x2000, 0x40, 0, "b");
	size_t at = d.out.size;
	put_unwinding(1, 0x3000, false);
	patch(&d, at + 16, 1000, 8); /* more than the record has */
	put_load(1, 0x3000, 0x40, 0, "c");
	at = d.out.size;
	put_unwinding(1, 0x4000, false);
	patch(&d, at + 24, 60, 8); /* the table is more than all */
	put_load(1, 0x4000, 0x40, 0, "d");
	write_dump(d.out.size);
	struct jitdump dump = {0};
	ck_assert_int_eq(jitdump_read(&dump, path, &any), JITDUMP_WHOLE);
	ck_assert_uint_eq(dump.count, 4);
	ck_assert_ptr_nonnull(dump.codes[0].frames);
	ck_assert_uint_eq(dump.codes[0].frames->size, 48);
	ck_assert_uint_eq(jitdump_frames_address(&dump.codes[0]), 0x1040);
	for (int i = 1; i < 4; i++)
		ck_assert_ptr_null(dump.codes[i].frames);
	jitdump_free(&dump);
	ck_assert_int_eq(jitdump_read(&dump, path, &no_frames), JITDUMP_WHOLE);
	ck_assert_ptr_null(dump.codes[0].frames);
	jitdump_free(&dump);
}
END_TEST

/* Numbers of the header that no dump has, or none that we know. */
START_TEST(bad_headers)
{
	static const struct {
		size_t at;
		uint64_t value;
		enum jitdump_end end;
	} rows[] = {
		{4, 0, JITDUMP_WHOLE},    {4, 2, JITDUMP_BAD},         {8, 39, JITDUMP_BAD},
		{8, 40, JITDUMP_DAMAGED}, {20, 2, JITDUMP_BAD},        {32, 1, JITDUMP_WHOLE},
		{32, 2, JITDUMP_BAD},     {8, 1 << 20, JITDUMP_WHOLE},
	};
	static const struct jitdump_wanted first = {.pid = 1};
	struct jitdump dump = {0};
	build_dump(false);
	patch(&d, rows[_i].at, rows[_i].value, 4);
	write_dump(d.out.size);
	ck_assert_int_eq(jitdump_read(&dump, path, &first), rows[_i].end);
	ck_assert(dump.processor_time == (rows[_i].at == 32 && rows[_i].value == 1));
	jitdump_free(&dump);
}
END_TEST

/* Records that are too short for what they are; one of an unknown kind may be as short as any. */
START_TEST(short_records)
{
	static const struct {
		uint32_t id, size;
		enum jitdump_end end;
	} rows[] = {
		{0, 56, JITDUMP_DAMAGED}, {1, 63, JITDUMP_DAMAGED}, {4, 39, JITDUMP_DAMAGED},
		{2, 15, JITDUMP_DAMAGED}, {9, 0, JITDUMP_DAMAGED},  {9, 16, JITDUMP_WHOLE},
	};
	struct jitdump dump = {0};
	build_dump(false);
	put_u32(&d, rows[_i].id);
	put_u32(&d, rows[_i].size);
	for (int i = 0; i < 7; i++)
		put_u64(&d, 0);
	write_dump(d.out.size - 64 + (rows[_i].size > 15 ? rows[_i].size : 16));
	ck_assert_int_eq(jitdump_read(&dump, path, &any), rows[_i].end);
	ck_assert_uint_eq(dump.count, 4);
	jitdump_free(&dump);
}
END_TEST

/* A file of another user is trusted if it is the recorded one. */
START_TEST(owners)
{
	struct jitdump dump = {0};
	struct stat status;
	build_dump(false);
	write_dump(d.out.size);
	if (geteuid() || chown(path, 12345, 12345))
		return; /* only root can try */
	ck_assert_int_eq(jitdump_read(&dump, path, &any), JITDUMP_FOREIGN);
	ck_assert_int_eq(stat(path, &status), 0);
	struct jitdump_wanted wanted = {.inode = status.st_ino,
	                                .major = major(status.st_dev),
	                                .minor = minor(status.st_dev)};
	ck_assert_int_eq(jitdump_read(&dump, path, &wanted), JITDUMP_WHOLE);
	jitdump_free(&dump);
	ck_assert_int_eq(jitdump_read(&dump, path, &(struct jitdump_wanted){.believed = true}),
	                 JITDUMP_WHOLE);
	jitdump_free(&dump);
	wanted.minor++;
	ck_assert_int_eq(jitdump_read(&dump, path, &wanted), JITDUMP_FOREIGN);
	wanted.minor--;
	wanted.major++;
	ck_assert_int_eq(jitdump_read(&dump, path, &wanted), JITDUMP_FOREIGN);
	wanted.major--;
	wanted.inode++;
	ck_assert_int_eq(jitdump_read(&dump, path, &wanted), JITDUMP_FOREIGN);
	unlink(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(jitdump_read(&dump, path, &any), JITDUMP_NO_FILE);
}
END_TEST

Suite *jitdump_suite(void)
{
	Suite *suite = suite_create("jitdump");
	TCase *tests = tcase_create("dumps");
	tcase_add_checked_fixture(tests, set_up, remove_dump);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, cut_anywhere, 0, 2);
	tcase_add_loop_test(tests, each_byte_changed, 0, 2);
	tcase_add_loop_test(tests, finds_what_lies_there, 0, 2);
	tcase_add_test(tests, moves);
	tcase_add_test(tests, odd_loads);
	tcase_add_test(tests, frames_are_kept);
	tcase_add_loop_test(tests, bad_headers, 0, 8);
	tcase_add_loop_test(tests, short_records, 0, 6);
	tcase_add_test(tests, owners);
	suite_add_tcase(suite, tests);
	return suite;
}
