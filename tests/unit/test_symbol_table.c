#include "config.h"

#include "symbol/tidy.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *symbol_table_suite(void);

enum { LOCAL, GLOBAL, WEAK };
enum { NOTYPE, OBJECT, FUNCTION };

/* What is found at an address, "-" for nothing. */
static const char *at(struct symbol_table *table, uint64_t address)
{
	uint32_t symbol = symbol_table_find(table, address);
	return symbol == SYMBOL_NONE ? "-" : symbol_table_name(table, symbol);
}

static void check_at(struct symbol_table *table, uint64_t address, const char *expected)
{
	const char *name = at(table, address);
	ck_assert_msg(strcmp(name, expected) == 0, "at %llx: %s, not %s",
	              (unsigned long long)address, name, expected);
}

START_TEST(empty)
{
	struct symbol_table table = {0};
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	check_at(&table, 0, "-");
	check_at(&table, UINT64_MAX, "-");
	ck_assert(!table.failed);
	symbol_table_free(&table);
}
END_TEST

START_TEST(gaps_and_edges)
{
	struct symbol_table table = {0};
	symbol_table_add(&table, 0x200, 0x10, LOCAL, FUNCTION, "second");
	symbol_table_add(&table, 0x100, 0x100, LOCAL, FUNCTION, "first");
	symbol_table_add(&table, 0x300, 1, LOCAL, FUNCTION, "third");
	symbol_table_finish(&table);
	check_at(&table, 0xff, "-");
	check_at(&table, 0x100, "first");
	check_at(&table, 0x1ff, "first");
	check_at(&table, 0x200, "second");
	check_at(&table, 0x20f, "second");
	check_at(&table, 0x210, "-");
	check_at(&table, 0x300, "third");
	check_at(&table, 0x301, "-");
	symbol_table_free(&table);
}
END_TEST

START_TEST(end_of_the_address_space)
{
	struct symbol_table table = {0};
	symbol_table_add(&table, UINT64_MAX, 1, LOCAL, FUNCTION, "last");
	symbol_table_add(&table, UINT64_MAX - 8, 100, LOCAL, FUNCTION, "beyond");
	symbol_table_add(&table, 0, 0, LOCAL, FUNCTION, "first");
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	check_at(&table, 0, "first");
	check_at(&table, UINT64_MAX - 9, "first");
	check_at(&table, UINT64_MAX - 8, "beyond");
	check_at(&table, UINT64_MAX, "last");
	symbol_table_free(&table);
}
END_TEST

/* Symbols of no size reach up to the next one, the last one for a page and what is left of its own;
 * where several begin, those without a size and labels lose. */
START_TEST(sizes_are_filled_in)
{
	struct symbol_table table = {0};
	symbol_table_add(&table, 0x100, 0, LOCAL, FUNCTION, "open");
	symbol_table_add(&table, 0x150, 8, LOCAL, FUNCTION, "sized");
	symbol_table_add(&table, 0x150, 0, LOCAL, NOTYPE, "here");
	symbol_table_add(&table, 0x200, 0, LOCAL, FUNCTION, "last");
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	check_at(&table, 0x14f, "open");
	check_at(&table, 0x150, "sized");
	check_at(&table, 0x158, "-");
	check_at(&table, 0x1fff, "last");
	check_at(&table, 0x2000, "-");
	symbol_table_free(&table);
}
END_TEST

/* In kallsyms nothing reaches into another module, nor out of the kernel into one. */
START_TEST(modules_end)
{
	struct symbol_table table = {0};
	symbol_table_add(&table, 0x1010, 0, LOCAL, FUNCTION, "kernel");
	symbol_table_add(&table, 0x90000, 0, LOCAL, FUNCTION, "one\t[a]");
	symbol_table_add(&table, 0x90100, 0, LOCAL, FUNCTION, "two\t[a]");
	symbol_table_add(&table, 0xa0000, 0, LOCAL, FUNCTION, "three\t[b]");
	symbol_table_tidy(&table, true);
	symbol_table_finish(&table);
	check_at(&table, 0x2fff, "kernel");
	check_at(&table, 0x3000, "-");
	check_at(&table, 0x900ff, "one\t[a]");
	check_at(&table, 0x90100, "two\t[a]");
	check_at(&table, 0x92000, "-");
	check_at(&table, 0xa0000, "three\t[b]");
	symbol_table_free(&table);
}
END_TEST

struct alias {
	uint64_t size;
	uint8_t binding, type;
	const char *name;
};

START_TEST(best_alias)
{
	/* the first of each pair is the one that perf shows */
	static const struct alias pairs[][2] = {
		{{8, GLOBAL, NOTYPE, "label"}, {8, LOCAL, FUNCTION, "local_and_longer"}},
		{{8, GLOBAL, NOTYPE, "code_begin"}, {8, GLOBAL, FUNCTION, "build"}},
		{{8, LOCAL, FUNCTION, "a"}, {8, WEAK, FUNCTION, "weak_and_longer"}},
		{{8, GLOBAL, FUNCTION, "a"}, {8, LOCAL, FUNCTION, "local_and_longer"}},
		{{8, GLOBAL, FUNCTION, "read"}, {8, GLOBAL, FUNCTION, "__libc_read"}},
		{{8, GLOBAL, FUNCTION, "_longer"}, {8, GLOBAL, FUNCTION, "_long"}},
		{{8, GLOBAL, FUNCTION, "sys_read"}, {8, GLOBAL, FUNCTION, "SyS_read"}},
		/* as shown: "ab" is longer than "f" */
		{{8, GLOBAL, FUNCTION, "ab"}, {8, GLOBAL, FUNCTION, "_Z1fv"}},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		for (int swapped = 0; swapped < 2; swapped++) {
			struct symbol_table table = {.demangle = true};
			for (int j = 0; j < 2; j++) {
				const struct alias *alias = &pairs[i][j ^ swapped];
				symbol_table_add(&table, 0x40, alias->size, alias->binding,
				                 alias->type, alias->name);
			}
			symbol_table_tidy(&table, false);
			symbol_table_finish(&table);
			check_at(&table, 0x40, pairs[i][0].name);
			symbol_table_free(&table);
		}
	}
}
END_TEST

/* One without a size that another at its place follows reaches nowhere. */
START_TEST(sized_alias)
{
	struct symbol_table table = {0};
	symbol_table_add(&table, 0x40, 0, GLOBAL, FUNCTION, "global_of_no_size");
	symbol_table_add(&table, 0x40, 8, LOCAL, FUNCTION, "sized");
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	check_at(&table, 0x40, "sized");
	symbol_table_free(&table);
}
END_TEST

START_TEST(equal_aliases_keep_the_first)
{
	struct symbol_table table = {0};
	symbol_table_add(&table, 0x40, 8, GLOBAL, FUNCTION, "one");
	symbol_table_add(&table, 0x40, 8, GLOBAL, FUNCTION, "two");
	symbol_table_add(&table, 0x40, 8, GLOBAL, FUNCTION, "six");
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	check_at(&table, 0x40, "one");
	symbol_table_free(&table);
}
END_TEST

/* What addr2line takes instead: by the sizes in the file, of equals the first, and labels inside of
 * functions up to the next. */
START_TEST(aliases_of_addr2line)
{
	struct symbol_table table = {0};
	symbol_table_add(&table, 0x40, 8, LOCAL, FUNCTION, "one");
	symbol_table_add(&table, 0x40, 8, GLOBAL, FUNCTION, "two");
	symbol_table_add(&table, 0x80, 0, GLOBAL, FUNCTION, "unsized");
	symbol_table_add(&table, 0x80, 8, GLOBAL, FUNCTION, "sized");
	symbol_table_add(&table, 0xc0, 8, GLOBAL, NOTYPE, "label");
	symbol_table_add(&table, 0xc0, 16, LOCAL, FUNCTION, "function");
	symbol_table_add(&table, 0x100, 16, GLOBAL, FUNCTION, "larger");
	symbol_table_add(&table, 0x100, 8, LOCAL, FUNCTION, "smaller");
	symbol_table_add(&table, 0x140, 8, GLOBAL, FUNCTION, "single");
	symbol_table_add(&table, 0x180, 0x40, GLOBAL, FUNCTION, "whole");
	symbol_table_add(&table, 0x190, 0, LOCAL, NOTYPE, "inside");
	symbol_table_add(&table, 0x198, 4, LOCAL, OBJECT, "data");
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	static const char *const expected[] = {"one", "sized", "function", "smaller", "single"};
	for (uint64_t i = 0; i < 5; i++) {
		const uint64_t address = 0x41 + 0x40 * i;
		const uint32_t found = symbol_table_find(&table, address);
		const uint32_t alias = symbol_table_alias(&table, found, address);
		ck_assert_str_eq(symbol_table_name(&table, alias), expected[i]);
	}
	check_at(&table, 0x41, "two");
	check_at(&table, 0x101, "larger");
	const uint32_t whole = symbol_table_find(&table, 0x180);
	for (uint64_t address = 0x180; address < 0x1c0; address++) {
		const uint32_t alias = symbol_table_alias(&table, whole, address);
		ck_assert_str_eq(symbol_table_name(&table, alias),
		                 address < 0x190 ? "whole" : "inside");
	}
	symbol_table_free(&table);
}
END_TEST

/* Symbols that overlap, and what perf 6.1 finds at addresses from 0xff0 on. */
START_TEST(overlaps_as_perf)
{
	static const uint64_t symbols[][2] = {
		{0x11cc, 0x1},   {0x11dc, 0x40}, {0x10c0, 0x8},  {0x11e4, 0x120}, {0x10bc, 0x4},
		{0x11c8, 0x10},  {0x1090, 0x4},  {0x1028, 0x80}, {0x1194, 0x40},  {0x10a0, 0x80},
		{0x100c, 0x1},   {0x1040, 0x4},  {0x1024, 0x8},  {0x10f4, 0x80},  {0x101c, 0x1},
		{0x11d8, 0x10},  {0x11c0, 0x80}, {0x10c8, 0x80}, {0x10ec, 0x120}, {0x112c, 0x40},
		{0x1004, 0x120}, {0x1054, 0x40}, {0x111c, 0x40}, {0x1054, 0x120},
	};
	static const struct {
		uint64_t from;
		int symbol;
	} found[] = {
		{0xff0, -1},  {0x1004, 20}, {0x100c, 10}, {0x1010, -1}, {0x101c, 14},
		{0x1020, -1}, {0x1024, 12}, {0x1028, 7},  {0x10a8, 9},  {0x10bc, 4},
		{0x10c0, 2},  {0x10c8, 17}, {0x10ec, 18}, {0x1194, 8},  {0x11d4, -1},
		{0x11d8, 15}, {0x11dc, 1},  {0x121c, 3},  {0x1304, -1}, {0x1340, -1},
	};
	char names[sizeof symbols / sizeof *symbols][8];
	struct symbol_table table = {0};
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
		snprintf(names[i], sizeof names[i], "%zu", i);
		symbol_table_add(&table, symbols[i][0], symbols[i][1], GLOBAL, FUNCTION, names[i]);
	}
	symbol_table_finish(&table);
	for (size_t i = 0; i + 1 < sizeof found / sizeof *found; i++)
		for (uint64_t address = found[i].from; address < found[i + 1].from; address += 4)
			check_at(&table, address,
			         found[i].symbol < 0 ? "-" : names[found[i].symbol]);
	symbol_table_free(&table);
}
END_TEST

/* Code that a JIT made anew: what was added last counts, and what of older code is left there. */
START_TEST(newest)
{
	struct symbol_table table = {.rule = SYMBOL_NEWEST};
	symbol_table_add(&table, 0x1000, 0x100, GLOBAL, FUNCTION, "old");
	symbol_table_add(&table, 0x1040, 0x40, GLOBAL, FUNCTION, "new");
	symbol_table_add(&table, 0x1800, 0x100, GLOBAL, FUNCTION, "small");
	symbol_table_add(&table, 0x1700, 0x400, GLOBAL, FUNCTION, "large");
	symbol_table_add(&table, 0x2000, 0x10, GLOBAL, FUNCTION, "first");
	symbol_table_add(&table, 0x2000, 0x10, GLOBAL, FUNCTION, "again");
	symbol_table_add(&table, 0x2008, 0, GLOBAL, FUNCTION, "point");
	symbol_table_finish(&table);
	check_at(&table, 0xfff, "-");
	check_at(&table, 0x103f, "old");
	check_at(&table, 0x1040, "new");
	check_at(&table, 0x107f, "new");
	check_at(&table, 0x1080, "old");
	check_at(&table, 0x1100, "-");
	check_at(&table, 0x1800, "large");
	check_at(&table, 0x1aff, "large");
	check_at(&table, 0x2007, "again");
	check_at(&table, 0x2008, "point");
	check_at(&table, 0x2009, "again");
	check_at(&table, 0x2010, "-");
	symbol_table_free(&table);
}
END_TEST

/* A function's code is its own, whatever label or data lies in it; what of it a function within
 * leaves is the outer one's. */
START_TEST(innermost)
{
	struct symbol_table table = {.rule = SYMBOL_INNERMOST};
	symbol_table_add(&table, 0x1000, 0x100, GLOBAL, FUNCTION, "outer");
	symbol_table_add(&table, 0x1020, 0x20, LOCAL, FUNCTION, "inner");
	symbol_table_add(&table, 0x1060, 0, GLOBAL, NOTYPE, "label");
	symbol_table_add(&table, 0x1070, 8, LOCAL, OBJECT, "table");
	symbol_table_add(&table, 0x1080, 0x10, LOCAL, NOTYPE, "sized label");
	symbol_table_add(&table, 0x1000, 0x10, GLOBAL, FUNCTION, "entry");
	symbol_table_add(&table, 0x1200, 0, LOCAL, FUNCTION, "by hand");
	symbol_table_add(&table, 0x1240, 0, LOCAL, NOTYPE, "loop");
	symbol_table_limit(&table, 0x1280);
	symbol_table_add(&table, 0x1300, 0x10, GLOBAL, FUNCTION, "last");
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	check_at(&table, 0x1000, "entry");
	check_at(&table, 0x1010, "outer");
	check_at(&table, 0x1020, "inner");
	check_at(&table, 0x103f, "inner");
	check_at(&table, 0x1040, "outer");
	check_at(&table, 0x1060, "outer");
	check_at(&table, 0x1070, "outer");
	check_at(&table, 0x1080, "outer");
	check_at(&table, 0x10ff, "outer");
	check_at(&table, 0x1100, "-");
	check_at(&table, 0x1200, "by hand");
	check_at(&table, 0x123f, "by hand");
	check_at(&table, 0x1240, "loop");
	check_at(&table, 0x127f, "loop");
	check_at(&table, 0x1280, "-"); /* the section ends */
	check_at(&table, 0x130f, "last");
	check_at(&table, 0x1310, "-");
	symbol_table_free(&table);
}
END_TEST

/* Of symbols for the same code: functions, then what is global, then the rest as perf has it. */
START_TEST(innermost_alias)
{
	struct symbol_table table = {.rule = SYMBOL_INNERMOST};
	symbol_table_add(&table, 0x1000, 0x10, GLOBAL, NOTYPE, "a_label");
	symbol_table_add(&table, 0x1000, 0x10, WEAK, FUNCTION, "weak");
	symbol_table_add(&table, 0x1000, 0x10, LOCAL, FUNCTION, "a_local_function");
	symbol_table_add(&table, 0x1000, 0x10, GLOBAL, FUNCTION, "__global");
	symbol_table_add(&table, 0x1000, 0x10, GLOBAL, FUNCTION, "global");
	symbol_table_add(&table, 0x1000, 0x10, GLOBAL, FUNCTION, "global");
	symbol_table_add(&table, 0x1000, 0, GLOBAL, FUNCTION, "size_unknown");
	symbol_table_finish(&table);
	check_at(&table, 0x1000, "global");
	check_at(&table, 0x100f, "global");
	ck_assert_uint_eq(symbol_table_find(&table, 0x1000), 4);
	symbol_table_free(&table);
}
END_TEST

static uint32_t state = 4711;

static uint32_t next_number(void)
{
	state = state * 1664525u + 1013904223u;
	return state >> 8;
}

/* Whatever overlaps: what is found holds the address, and ranges are sorted and bounded. */
START_TEST(overlaps_are_sound)
{
	enum { COUNT = 1000, AREA = 1 << 14 };
	static uint64_t start[COUNT], size[COUNT];
	static char names[COUNT][8];
	struct symbol_table table = {.rule = (enum symbol_rule)_i};
	for (size_t i = 0; i < COUNT; i++) {
		start[i] = next_number() % AREA;
		size[i] = 1 + next_number() % (i % 7 ? 64 : 4096);
		snprintf(names[i], sizeof names[i], "%zu", i);
		symbol_table_add(&table, start[i], size[i], (uint8_t)(i % 3), FUNCTION, names[i]);
		if (i == COUNT / 2)
			symbol_table_tidy(&table, false);
	}
	symbol_table_tidy(&table, false);
	symbol_table_finish(&table);
	ck_assert_uint_le(table.range_count, 2 * COUNT + 1);
	for (size_t i = 1; i < table.range_count; i++)
		ck_assert_uint_lt(table.ranges[i - 1].start, table.ranges[i].start);
	size_t hits = 0;
	for (uint64_t address = 0; address < AREA + 5000; address += 3) {
		uint32_t symbol = symbol_table_find(&table, address);
		if (symbol == SYMBOL_NONE)
			continue;
		hits++;
		if (address < start[symbol] || address - start[symbol] >= size[symbol])
			ck_abort_msg("%llx is not in it", (unsigned long long)address);
	}
	ck_assert_uint_gt(hits, AREA / 12);
	symbol_table_free(&table);
}
END_TEST

START_TEST(by_name)
{
	struct symbol_table table = {.demangle = true};
	uint64_t starts[2];
	symbol_table_add(&table, 0x100, 4, LOCAL, FUNCTION, "helper");
	symbol_table_add(&table, 0x200, 4, LOCAL, FUNCTION, "_ZN3foo3barEv");
	symbol_table_add(&table, 0x300, 4, LOCAL, FUNCTION, "helper");
	symbol_table_add(&table, 0x400, 4, LOCAL, FUNCTION, "helper");
	symbol_table_finish(&table);
	ck_assert_uint_eq(symbol_table_named(&table, "helper", starts, 2), 3);
	ck_assert_uint_eq(starts[0], 0x100);
	ck_assert_uint_eq(starts[1], 0x300);
	ck_assert_uint_eq(symbol_table_named(&table, "help", starts, 2), 0);
	ck_assert_uint_eq(symbol_table_named(&table, "zzz", starts, 2), 0);
#ifdef HAVE_DEMANGLE
	ck_assert_uint_eq(symbol_table_named(&table, "foo::bar", starts, 2), 1);
	ck_assert_uint_eq(starts[0], 0x200);
#endif
	symbol_table_free(&table);
}
END_TEST

/* Copies of names, and a limit to how many symbols are kept. */
START_TEST(enough_symbols)
{
	struct symbol_table table = {.most = 2};
	char name[] = "a";
	for (; *name < 'd'; (*name)++)
		ck_assert(symbol_table_add_copy(&table, 0x100 * (uint64_t)*name, 1, GLOBAL,
		                                FUNCTION, name));
	symbol_table_finish(&table);
	check_at(&table, 0x100 * 'a', "a");
	check_at(&table, 0x100 * 'b', "b");
	check_at(&table, 0x100 * 'c', "-");
	ck_assert(table.left_out && !table.failed);
	symbol_table_free(&table);
}
END_TEST

Suite *symbol_table_suite(void)
{
	Suite *suite = suite_create("symbol_table");
	TCase *tests = tcase_create("symbol_table");
	tcase_add_test(tests, empty);
	tcase_add_test(tests, gaps_and_edges);
	tcase_add_test(tests, end_of_the_address_space);
	tcase_add_test(tests, sizes_are_filled_in);
	tcase_add_test(tests, modules_end);
	tcase_add_test(tests, best_alias);
	tcase_add_test(tests, sized_alias);
	tcase_add_test(tests, equal_aliases_keep_the_first);
	tcase_add_test(tests, aliases_of_addr2line);
	tcase_add_test(tests, overlaps_as_perf);
	tcase_add_test(tests, newest);
	tcase_add_test(tests, innermost);
	tcase_add_test(tests, innermost_alias);
	tcase_add_loop_test(tests, overlaps_are_sound, SYMBOL_AS_PERF, SYMBOL_NEWEST + 1);
	tcase_add_test(tests, by_name);
	tcase_add_test(tests, enough_symbols);
	suite_add_tcase(suite, tests);
	return suite;
}
