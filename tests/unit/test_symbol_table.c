#include "config.h"

#include "symbol/tidy.h"
#include "symbol/tree.h"

#include "memory.h"

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

/* Symbols, what becomes of them, and what is found where; the last of each has no name. */
static const struct scenario {
	const char *what;
	enum symbol_rule rule;
	enum { AS_ADDED, TIDIED, TIDIED_KERNEL } tidied;
	struct {
		uint64_t start, size;
		uint8_t binding, type;
		const char *name;
		uint64_t limit;
	} symbols[12];
	struct {
		uint64_t address;
		const char *name; /* "-": nothing */
	} found[20];
} scenarios[] = {
	{
		"gaps and edges",
		SYMBOL_AS_PERF,
		AS_ADDED,
		{
			{0x200, 0x10, LOCAL, FUNCTION, "second", 0},
			{0x100, 0x100, LOCAL, FUNCTION, "first", 0},
			{0x300, 1, LOCAL, FUNCTION, "third", 0},
		},
		{
			{0xff, "-"},
			{0x100, "first"},
			{0x1ff, "first"},
			{0x200, "second"},
			{0x20f, "second"},
			{0x210, "-"},
			{0x300, "third"},
			{0x301, "-"},
		},
	},
	{
		"the end of the address space",
		SYMBOL_AS_PERF,
		TIDIED,
		{
			{UINT64_MAX, 1, LOCAL, FUNCTION, "last", 0},
			{UINT64_MAX - 8, 100, LOCAL, FUNCTION, "beyond", 0},
			{0, 0, LOCAL, FUNCTION, "first", 0},
		},
		{
			{0, "first"},
			{UINT64_MAX - 9, "first"},
			{UINT64_MAX - 8, "beyond"},
			{UINT64_MAX, "last"},
		},
	},
	{
		/* Those of no size reach up to the next one, the last one for a page and what is
                 * left of its own; where several begin, those without a size and labels lose. */
		"sizes are filled in",
		SYMBOL_AS_PERF,
		TIDIED,
		{
			{0x100, 0, LOCAL, FUNCTION, "open", 0},
			{0x150, 8, LOCAL, FUNCTION, "sized", 0},
			{0x150, 0, LOCAL, NOTYPE, "here", 0},
			{0x200, 0, LOCAL, FUNCTION, "last", 0},
		},
		{
			{0x14f, "open"},
			{0x150, "sized"},
			{0x158, "-"},
			{0x1fff, "last"},
			{0x2000, "-"},
		},
	},
	{
		/* In kallsyms nothing reaches into another module, nor out of the kernel into one.
                 */
		"modules end",
		SYMBOL_AS_PERF,
		TIDIED_KERNEL,
		{
			{0x1010, 0, LOCAL, FUNCTION, "kernel", 0},
			{0x90000, 0, LOCAL, FUNCTION, "one\t[a]", 0},
			{0x90100, 0, LOCAL, FUNCTION, "two\t[a]", 0},
			{0xa0000, 0, LOCAL, FUNCTION, "three\t[b]", 0},
		},
		{
			{0x2fff, "kernel"},
			{0x3000, "-"},
			{0x900ff, "one\t[a]"},
			{0x90100, "two\t[a]"},
			{0x92000, "-"},
			{0xa0000, "three\t[b]"},
		},
	},
	{
		/* One without a size that another at its place follows reaches nowhere. */
		"an alias with a size",
		SYMBOL_AS_PERF,
		TIDIED,
		{
			{0x40, 0, GLOBAL, FUNCTION, "global_of_no_size", 0},
			{0x40, 8, LOCAL, FUNCTION, "sized", 0},
		},
		{{0x40, "sized"}},
	},
	{
		"of equal aliases the first",
		SYMBOL_AS_PERF,
		TIDIED,
		{
			{0x40, 8, GLOBAL, FUNCTION, "one", 0},
			{0x40, 8, GLOBAL, FUNCTION, "two", 0},
			{0x40, 8, GLOBAL, FUNCTION, "six", 0},
		},
		{{0x40, "one"}},
	},
	{
		/* Code that a JIT made anew: what was added last counts, and what of older code is
                 * left there. */
		"the newest",
		SYMBOL_NEWEST,
		AS_ADDED,
		{
			{0x1000, 0x100, GLOBAL, FUNCTION, "old", 0},
			{0x1040, 0x40, GLOBAL, FUNCTION, "new", 0},
			{0x1800, 0x100, GLOBAL, FUNCTION, "small", 0},
			{0x1700, 0x400, GLOBAL, FUNCTION, "large", 0},
			{0x2000, 0x10, GLOBAL, FUNCTION, "first", 0},
			{0x2000, 0x10, GLOBAL, FUNCTION, "again", 0},
			{0x2008, 0, GLOBAL, FUNCTION, "point", 0},
		},
		{
			{0xfff, "-"},
			{0x103f, "old"},
			{0x1040, "new"},
			{0x107f, "new"},
			{0x1080, "old"},
			{0x1100, "-"},
			{0x1800, "large"},
			{0x1aff, "large"},
			{0x2007, "again"},
			{0x2008, "point"},
			{0x2009, "again"},
			{0x2010, "-"},
		},
	},
	{
		/* A function's code is its own, whatever label or data lies in it; what of it a
                 * function within leaves is the outer one's. "loop" ends with its section. */
		"the innermost",
		SYMBOL_INNERMOST,
		TIDIED,
		{
			{0x1000, 0x100, GLOBAL, FUNCTION, "outer", 0},
			{0x1020, 0x20, LOCAL, FUNCTION, "inner", 0},
			{0x1060, 0, GLOBAL, NOTYPE, "label", 0},
			{0x1070, 8, LOCAL, OBJECT, "table", 0},
			{0x1080, 0x10, LOCAL, NOTYPE, "sized label", 0},
			{0x1000, 0x10, GLOBAL, FUNCTION, "entry", 0},
			{0x1200, 0, LOCAL, FUNCTION, "by hand", 0},
			{0x1240, 0, LOCAL, NOTYPE, "loop", 0x1280},
			{0x1300, 0x10, GLOBAL, FUNCTION, "last", 0},
		},
		{
			{0x1000, "entry"},
			{0x1010, "outer"},
			{0x1020, "inner"},
			{0x103f, "inner"},
			{0x1040, "outer"},
			{0x1060, "outer"},
			{0x1070, "outer"},
			{0x1080, "outer"},
			{0x10ff, "outer"},
			{0x1100, "-"},
			{0x1200, "by hand"},
			{0x123f, "by hand"},
			{0x1240, "loop"},
			{0x127f, "loop"},
			{0x1280, "-"},
			{0x130f, "last"},
			{0x1310, "-"},
		},
	},
	{
		/* Of symbols for the same code: functions, then what is global, then the rest as
                 * perf has it. */
		"the innermost of aliases",
		SYMBOL_INNERMOST,
		AS_ADDED,
		{
			{0x1000, 0x10, GLOBAL, NOTYPE, "a_label", 0},
			{0x1000, 0x10, WEAK, FUNCTION, "weak", 0},
			{0x1000, 0x10, LOCAL, FUNCTION, "a_local_function", 0},
			{0x1000, 0x10, GLOBAL, FUNCTION, "__global", 0},
			{0x1000, 0x10, GLOBAL, FUNCTION, "global", 0},
			{0x1000, 0x10, GLOBAL, FUNCTION, "global", 0},
			{0x1000, 0, GLOBAL, FUNCTION, "size_unknown", 0},
		},
		{
			{0x1000, "global"},
			{0x100f, "global"},
		},
	},
};

/* Fills a table; finished, it is to be freed. */
static void make(const struct scenario *scenario, struct symbol_table *table)
{
	*table = (struct symbol_table){.rule = scenario->rule};
	for (size_t i = 0; scenario->symbols[i].name; i++) {
		symbol_table_add(table, scenario->symbols[i].start, scenario->symbols[i].size,
		                 scenario->symbols[i].binding, scenario->symbols[i].type,
		                 scenario->symbols[i].name);
		if (scenario->symbols[i].limit)
			symbol_table_limit(table, scenario->symbols[i].limit);
	}
	if (scenario->tidied != AS_ADDED)
		symbol_table_tidy(table, scenario->tidied == TIDIED_KERNEL);
	symbol_table_finish(table);
}

START_TEST(found_at)
{
	const struct scenario *scenario = &scenarios[_i];
	struct symbol_table table;
	make(scenario, &table);
	ck_assert(!table.failed);
	for (size_t i = 0; scenario->found[i].name; i++)
		check_at(&table, scenario->found[i].address, scenario->found[i].name);
	symbol_table_free(&table);
}
END_TEST

/* Where memory runs out, the table says so, or nothing is missing. */
START_TEST(without_memory)
{
	const struct scenario *scenario = &scenarios[_i];
	struct symbol_table whole;
	bool all = false;
	size_t failures = 0;
	make(scenario, &whole);
	for (size_t n = 1; !all; n++) {
		struct symbol_table table;
		memory_fail_at(n);
		make(scenario, &table);
		all = !memory_failed();
		memory_fail_at(0);
		failures += table.failed;
		if (!table.failed)
			ck_assert_uint_eq(table.alias_count, whole.alias_count);
		for (size_t i = 0; !table.failed && scenario->found[i].name; i++)
			check_at(&table, scenario->found[i].address, scenario->found[i].name);
		for (size_t i = 0; table.failed && scenario->found[i].name; i++)
			at(&table, scenario->found[i].address); /* no crash */
		symbol_table_free(&table);
	}
	symbol_table_free(&whole);
	ck_assert_uint_gt(failures, 4);
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

static uint32_t state = 4711;

static uint32_t next_number(void)
{
	state = state * 1664525u + 1013904223u;
	return state >> 8;
}

/* Symbols that overlap and lose to aliases, at any time: what a search finds that descends perf's
 * tree. The number is of what two red-black trees found that were written apart from each other,
 * ours of old and that of the BSDs. */
START_TEST(erasing_as_perf)
{
	enum { TABLES = 300, MOST = 120 };
	uint64_t sum = 0;
	for (int t = 0; t < TABLES; t++) {
		struct symbol symbols[MOST];
		struct symbol_loss losses[MOST];
		struct symbol_range ranges[2 * MOST + 1];
		bool lost[MOST] = {false};
		const uint32_t count = 2 + next_number() % (MOST - 1);
		size_t loss_count = 0, range_count;
		for (uint32_t i = 0; i < count; i++) {
			const uint64_t start = next_number() % 2000;
			symbols[i] = (struct symbol){.start = start,
			                             .end = start + next_number() % 200};
			const uint32_t victim = next_number() % (i + 1);
			if (lost[victim] || next_number() % 3)
				continue;
			lost[victim] = true;
			losses[loss_count++] = (struct symbol_loss){victim, i + 1};
		}
		ck_assert(symbol_tree_ranges(symbols, count, losses, loss_count, ranges,
		                             &range_count));
		for (size_t i = 0; i < range_count; i++) {
			ck_assert(ranges[i].symbol == SYMBOL_NONE || !lost[ranges[i].symbol]);
			sum = (sum ^ ranges[i].start) * UINT64_C(0x100000001b3);
			sum = (sum ^ ranges[i].symbol) * UINT64_C(0x100000001b3);
		}
	}
	ck_assert_msg(sum == UINT64_C(0x1fe9f30280ed7ab5), "%llx", (unsigned long long)sum);
}
END_TEST

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
	tcase_add_loop_test(tests, found_at, 0, sizeof scenarios / sizeof *scenarios);
	tcase_add_loop_test(tests, without_memory, 0, sizeof scenarios / sizeof *scenarios);
	tcase_add_test(tests, best_alias);
	tcase_add_test(tests, aliases_of_addr2line);
	tcase_add_test(tests, overlaps_as_perf);
	tcase_add_test(tests, erasing_as_perf);
	tcase_add_loop_test(tests, overlaps_are_sound, SYMBOL_AS_PERF, SYMBOL_NEWEST + 1);
	tcase_add_test(tests, by_name);
	tcase_add_test(tests, enough_symbols);
	suite_add_tcase(suite, tests);
	return suite;
}
