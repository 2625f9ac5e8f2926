#include "config.h"

#include "symbol/demangle.h"
#include "symbol/symbol.h"

#ifdef HAVE_ELFUTILS
#include "symbol/elf_file.h"
#include "symbol/units.h"

#include <dwarf.h>
#endif

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

Suite *inlined_suite(void);

#ifdef HAVE_ELFUTILS

#define HIDDEN "_ZN12_GLOBAL__N_16hiddenERKNS_6MatrixEi.isra.0"
#define AREA "_ZN6shapes4areaEPKi"

/* What one `addr2line -i -f -e gcc.elf` says of all addresses, asked from the lowest on: for a
 * function without a linkage name, its symbol at first. */
static const struct {
	uint64_t start, end;
	const char *names[2];
} session[] = {
	{0x2a0, 0x2a2, {HIDDEN, "hidden"}},
	{0x2a2, 0x2a4, {HIDDEN, NULL}},
	{0x2a4, 0x2a7, {HIDDEN, HIDDEN}},
	{0x2a7, 0x2ab, {HIDDEN, NULL}},
	{0x2b0, 0x2c8, {"plain", NULL}},
	{0x2c8, 0x2c9, {"plain", "plain"}},
	{0x2c9, 0x2cd, {"twice<int>", "plain"}},
	{0x2cd, 0x2d0, {"plain", NULL}},
	{0x2d0, 0x2d6, {"twice<int>", "plain"}},
	{0x2d6, 0x2eb, {"plain", NULL}},
	{0x2f0, 0x2fc, {AREA, NULL}},
	{0x2fc, 0x2fd, {AREA, AREA}},
	{0x2fd, 0x300, {"twice<int>", AREA}},
	{0x300, 0x30b, {AREA, NULL}},
};

static void check_frame(const struct symbol_inlined *frame, const char *raw, uint64_t address)
{
	char *name = demangle(raw, &(bool){false});
	ck_assert_msg(strcmp(frame->name, name ? name : raw) == 0, "%s at %#llx", frame->name,
	              (unsigned long long)address);
	free(name);
}

START_TEST(names_as_perf)
{
	const struct symbol_options options = {.as_perf = true};
	struct symbols *symbols = symbols_open(&options);
	const uint32_t module = symbols_module(
		symbols,
		&(struct module_key){.kind = MODULE_FILE, .path = TESTDATA "/elf/gcc.elf"});
	for (size_t i = 0; i < sizeof session / sizeof *session; i++) {
		for (uint64_t address = session[i].start; address < session[i].end; address++) {
			const struct symbol_inlined *frames;
			const size_t count = symbols_inlined(symbols, module, address, &frames);
			ck_assert_uint_eq(count, session[i].names[1] ? 2 : 1);
			for (size_t j = 0; j < count; j++)
				check_frame(&frames[j], session[i].names[j], address);
		}
	}
	symbols_close(symbols);
}
END_TEST

/* The frames at an address as "red_inner kinds.h<red_outer kinds.cc": names, and files where lines
 * are known. */
static void describe(const struct symbol_inlined *frames, size_t count, char *text, size_t size)
{
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++) {
		const char *file = frames[i].line ? frames[i].file : NULL;
		const char *slash = file ? strrchr(file, '/') : NULL;
		used += (size_t)snprintf(text + used, size - used, "%s%s%s%s", i ? "<" : "",
		                         frames[i].name, file ? " " : "",
		                         slash  ? slash + 1
		                         : file ? file
		                                : "");
	}
}

/* All that the addresses of a function are described as, each once, as "|one|other|". */
static void describe_function(struct symbols *symbols, uint32_t module, const char *function,
                              char *all, size_t size)
{
	uint64_t address = 0;
	struct symbol_found found;
	ck_assert_uint_gt(symbols_named(symbols, module, function, &address, 1), 0);
	snprintf(all, size, "|");
	for (; symbols_find(symbols, module, address, &found) && strcmp(found.name, function) == 0;
	     address++) {
		const struct symbol_inlined *frames;
		char text[510], entry[512];
		const size_t count = symbols_inlined(symbols, module, address, &frames);
		describe(frames, count, text, sizeof text);
		snprintf(entry, sizeof entry, "|%s|", text);
		if (!strstr(all, entry))
			snprintf(all + strlen(all), size - strlen(all), "%s|", text);
	}
}

/* A function, and what is found in it, joined by '|'. */
struct expected {
	const char *function, *found;
};

/* Checks functions of a file one after the other, as what was found out is kept. */
static void check_file(const char *file, const struct symbol_options *options,
                       const struct expected *expected, size_t count)
{
	struct symbols *symbols = symbols_open(options);
	char path[4096], all[4096];
	snprintf(path, sizeof path, "%s/elf/%s", TESTDATA, file);
	const uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_FILE, .path = path});
	for (size_t i = 0; i < count; i++) {
		size_t entries = 0, found = 0;
		describe_function(symbols, module, expected[i].function, all, sizeof all);
		/* compilers have their own mind about the order */
		for (const char *at = expected[i].found; *at; entries++) {
			char entry[512];
			const size_t length = strcspn(at, "|");
			snprintf(entry, sizeof entry, "|%.*s|", (int)length, at);
			ck_assert_msg(strstr(all, entry), "%s: %s not in %s", file, entry, all);
			at += length + (at[length] == '|');
		}
		for (const char *at = all + 1; (at = strchr(at, '|')); at++)
			found++;
		ck_assert_msg(found == entries, "%s: not just %s: %s", file, expected[i].found,
		              all);
	}
	symbols_close(symbols);
}

static void check_functions(const char *file, bool as_perf, const struct expected *expected,
                            size_t count)
{
	const struct symbol_options options = {
		.lines = true, .as_perf = as_perf, .raw_names = true};
	check_file(file, &options, expected, count);
}

/* What GCC gives no linkage names has those that its symbols would have: as those of local.cc
 * compiled by g++ -O0 are, by nm and c++filt -p. */
START_TEST(local_functions)
{
#define VOLUME "shapes::Box::volume"
#define IN_VOLUME VOLUME "(char const*) const::"
#define LAMBDA(n, parameters) "measure::{lambda(" parameters ")#" n "}"
#define REPEAT(n) "repeat<" LAMBDA(n, "long") ">"
#define TWICE(type)                                                                                \
	LAMBDA("2", "long")                                                                        \
	"::operator()(long) const::{lambda(auto:1, int)#1}::operator()<" type ">"
	/* clang-format off */
	static const struct expected expected[] = {
		{VOLUME,
		 VOLUME "|" IN_VOLUME "{lambda(int)#1}::operator()<" VOLUME "|" IN_VOLUME
		 "Cube::of<" IN_VOLUME "{lambda(int)#1}::operator()<" VOLUME},
		{"measure",
		 "measure|" REPEAT("2") "<measure|"
		 REPEAT("3") "<measure|"
		 LAMBDA("2", "long") "::operator()<" REPEAT("2") "<measure|"
		 LAMBDA("3", "long") "::operator()<" REPEAT("3") "<measure|"
		 TWICE("int") "<" LAMBDA("2", "long") "::operator()<" REPEAT("2") "<measure|"
		 TWICE("long") "<" LAMBDA("2", "long") "::operator()<" REPEAT("2") "<measure|"
		 LAMBDA("1", "int, int") "::operator()<" LAMBDA("1", "int, int")
		 "::_FUN<shapes::(anonymous namespace)::fold<measure|"
		 "shapes::(anonymous namespace)::Polygon<3, "
		 "(shapes::(anonymous namespace)::Color)1>::around<measure"},
	};
	/* clang-format on */
	const struct symbol_options options = {0};
	check_file("local.elf", &options, expected, 2);
	check_file("local4.elf", &options, expected, 2);
}
END_TEST

/* Types and values within names, by the names that the symbols of spelled.cc have without inlining
 * (nm and c++filt -p); lambdas of scopes of every kind. */
START_TEST(spelling)
{
#define LOCAL "(anonymous namespace)::"
#define INTO(function, name) "|" LOCAL name "<" function
#define BLOCK "spell_lambdas::{lambda()#2}::operator()"
#define IN_BLOCK(n) "|" BLOCK "() const::{lambda()#" n "}::operator()<" BLOCK "<spell_lambdas"
#define PLAIN(method, parameters, lambda)                                                          \
	INTO("spell_lambdas", "Plain::" method)                                                    \
	INTO(LOCAL "Plain::" method "<spell_lambdas",                                              \
	     "Plain::" method parameters "::{lambda(" lambda ")#1}::operator()")
	/* clang-format off */
	static const struct expected expected[] = {
		{"spell_numbers",
		 "spell_numbers"
		 INTO("spell_numbers", "type<bool>")
		 INTO("spell_numbers", "type<char>")
		 INTO("spell_numbers", "type<short>")
		 INTO("spell_numbers", "type<unsigned short>")
		 INTO("spell_numbers", "type<unsigned int>")
		 INTO("spell_numbers", "type<long>")
		 INTO("spell_numbers", "type<unsigned long>")
		 INTO("spell_numbers", "type<long long>")
		 INTO("spell_numbers", "type<unsigned long long>")
		 INTO("spell_numbers", "type<double>")
		 INTO("spell_numbers", "type<decltype(nullptr)>")},
		{"spell_types",
		 "spell_types"
		 INTO("spell_types", "type<char const*>")
		 INTO("spell_types", "type<char* const>")
		 INTO("spell_types", "type<int volatile*>")
		 INTO("spell_types", "type<void*>")
		 INTO("spell_types", "type<int&>")
		 INTO("spell_types", "type<int&&>")
		 INTO("spell_types", "type<int (*)(char, long)>")
		 INTO("spell_types", "type<void (&)(int, ...)>")
		 INTO("spell_types", "type<void ()>")
		 INTO("spell_types", "type<int [3]>")
		 INTO("spell_types", "type<int (*) [4]>")
		 INTO("spell_types", "type<int (&) [5]>")
		 INTO("spell_types", "type<int []>")
		 INTO("spell_types", "type<int* (*)()>")},
		{"spell_classes",
		 "spell_classes"
		 INTO("spell_classes", "type<" LOCAL "Plain>")
		 INTO("spell_classes", "type<" LOCAL "Both*>")
		 INTO("spell_classes", "type<" LOCAL "Color>")
		 INTO("spell_classes", "type<" LOCAL "Holder<" LOCAL "Holder<int> > >")
		 INTO("spell_classes", "type<" LOCAL "(anonymous struct)>")
		 INTO("spell_classes", "type<" LOCAL "(anonymous union)>")
		 INTO("spell_classes", "type<" LOCAL "(anonymous enum)>")
		 INTO("spell_classes", "types<int, " LOCAL "Plain, unsigned short>")
		 INTO("spell_classes", "types<>")
		 INTO("spell_classes", "family<" LOCAL "Holder>")},
		{"spell_values",
		 "spell_values"
		 INTO("spell_values", "number<3>")
		 INTO("spell_values", "number<-1>")
		 INTO("spell_values", "value<unsigned int, 4000000000u>")
		 INTO("spell_values", "value<long, -5l>")
		 INTO("spell_values", "value<unsigned long, 6ul>")
		 INTO("spell_values", "value<long long, 7ll>")
		 INTO("spell_values", "value<unsigned long long, 8ull>")
		 INTO("spell_values", "value<bool, true>")
		 INTO("spell_values", "value<bool, false>")
		 INTO("spell_values", "value<char, (char)97>")
		 INTO("spell_values", "value<signed char, (signed char)-2>")
		 INTO("spell_values", "value<" LOCAL "Color, (" LOCAL "Color)1>")},
		{"spell_lambdas",
		 "spell_lambdas|spell_lambdas::{lambda(int)#1}::operator()<spell_lambdas|"
		 BLOCK "<spell_lambdas" IN_BLOCK("1") IN_BLOCK("2")
		 PLAIN("area", "(int, ...) const", "") PLAIN("change", "(char const*)", "int")
		 PLAIN("none", "()", "")
		 INTO("spell_lambdas", "{lambda(int, unsigned short, char const* const&)#1}::operator()")
		 INTO("spell_lambdas", "{lambda(int (*)(char), int (&) [2], ...)#2}::operator()")},
	};
	/* clang-format on */
	const struct symbol_options options = {0};
	check_file("spelled.so", &options, expected, sizeof expected / sizeof *expected);
}
END_TEST

/* addr2line has no more than debug information says of the functions themselves. */
START_TEST(local_functions_as_perf)
{
	static const struct expected expected = {
		VOLUME, VOLUME "|operator()<" VOLUME "|of<operator()<" VOLUME "|" VOLUME "<" VOLUME
			       "|" VOLUME "<operator()<" VOLUME};
	const struct symbol_options options = {.as_perf = true};
	check_file("local.elf", &options, &expected, 1);
}
END_TEST

#define OUTER(color) color "_outer kinds.cc"
#define KIND(color, inner, middle)                                                                 \
	OUTER(color)                                                                               \
	"|" middle " kinds.h<" OUTER(color) "|" inner " kinds.h<" middle " kinds.h<" OUTER(color)

/* Debug information that lies in several files, where entries of one have the places of another's.
 */
START_TEST(split)
{
	static const char *const files[] = {"split4.elf", "split5.elf", "alt.elf"};
	static const struct expected gcc[] = {
		{"red_outer", KIND("red", "red_inner", "red_middle")},
		{"sea_outer", KIND("sea", "sea_inner", "sea_middle")},
	};
	/* clang has linkage names here, and code that no line made */
	static const struct expected clang[] = {
		{"red_outer", KIND("red", "_ZL9red_inneri", "_ZL10red_middlei") "|red_outer"},
		{"sea_outer", KIND("sea", "_ZL9sea_inneri", "_ZL10sea_middlei") "|sea_outer"},
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		check_functions(files[i], false, gcc, 2);
	check_functions("types.elf", false, clang, 2);
}
END_TEST

/* Destructors of one class are several functions. */
START_TEST(destructors)
{
	static const struct expected expected[] = {
		{"_ZN8RedShapeD1Ev", "_ZN8RedShapeD2Ev kinds.cc"},
		{"_ZN8RedShapeD0Ev", "_ZN8RedShapeD0Ev kinds.cc"},
	};
	check_functions("alt.elf", false, expected, 2);
}
END_TEST

/* One unit of two languages: functions of C have no linkage names, as they need none. */
START_TEST(languages)
{
	static const struct expected expected = {
		"low_outer", "low_outer kinds.c|low_middle kinds.c<low_outer kinds.c|"
			     "low_inner kinds.c<low_middle kinds.c<low_outer kinds.c"};
	check_functions("lto.elf", true, &expected, 1);
}
END_TEST

/* clang -g1 says nothing of functions where nothing was inlined: lines are there still. */
START_TEST(only_lines)
{
	static const struct expected expected = {"_ZN8RedShapeD0Ev", "_ZN8RedShapeD0Ev kinds.cc"};
	check_functions("few.elf", false, &expected, 1);
}
END_TEST

/* Names that GNU as took down are those of symbols. */
START_TEST(assembler)
{
	static const struct expected expected = {"code_begin", "build labels.S"};
	check_functions("labels.elf", true, &expected, 1);
}
END_TEST

/* What is given back must come again from a file: never memory, nor what may have been written. */
START_TEST(only_files_are_given_back)
{
	struct elf_file file = {0}, memory = {0};
	struct mapped mapped;
	size_t size;
	struct elf_opening opening = {0};
	ck_assert(elf_file_open(&file, TESTDATA "/elf/gcc.elf", &opening));
	mapped_open(&mapped, file.elf);
	ck_assert_ptr_eq(mapped.start, elf_rawfile(file.elf, &size));
	ck_assert_uint_eq(mapped.size, size);
	mapped_begin(&mapped);
	mapped.faults = INT32_MAX;
	mapped_end(&mapped);
	ck_assert_int_eq(mapped.faults, 0);
	ck_assert_int_eq(memcmp(mapped.start, ELFMAG, SELFMAG), 0);
	char *copy = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(copy, MAP_FAILED);
	memcpy(copy, mapped.start, size);
	ck_assert_int_eq(mprotect(copy, size, PROT_READ), 0);
	ck_assert(elf_file_from_memory(&memory, copy, size, "copy"));
	mapped_open(&mapped, memory.elf);
	ck_assert_ptr_null(mapped.start);
	mapped_begin(&mapped);
	mapped_end(&mapped);
	elf_file_close(&memory);
	munmap(copy, size);
	int fd = open(TESTDATA "/elf/gcc.elf", O_RDONLY);
	char *written = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	ck_assert_ptr_ne(written, MAP_FAILED);
	ck_assert(elf_file_from_memory(&memory, written, size, "written"));
	mapped_open(&mapped, memory.elf);
	ck_assert_ptr_null(mapped.start);
	elf_file_close(&memory);
	munmap(written, size);
	close(fd);
	elf_file_close(&file);
}
END_TEST

/* Writes to so many new pages: each is a fault. */
static void fault(size_t pages)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                    -1, 0);
	ck_assert_ptr_ne(memory, MAP_FAILED);
	madvise(memory, pages * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < pages; i++)
		((volatile char *)memory)[i * page] = 1;
	munmap(memory, pages * page);
}

/* Faults between a begin and its end add up, those outside do not count; pages are given back from
 * 4096 on. */
START_TEST(faults_are_counted)
{
	enum { PAGES = 200, OTHERS = 5000, GIVEN_BACK = 4096 };
	struct elf_file file = {0};
	struct mapped mapped;
	ck_assert(elf_file_open(&file, TESTDATA "/elf/gcc.elf", &(struct elf_opening){0}));
	mapped_open(&mapped, file.elf);
	for (long round = 1; round <= 3; round++) {
		fault(OTHERS);
		mapped_begin(&mapped);
		fault(PAGES);
		mapped_end(&mapped);
		ck_assert_int_ge(mapped.faults, round * PAGES);
		ck_assert_int_lt(mapped.faults, round * 5 * PAGES);
	}
	mapped.faults = GIVEN_BACK - PAGES;
	mapped_begin(&mapped);
	fault(PAGES);
	mapped_end(&mapped);
	ck_assert_int_eq(mapped.faults, 0);
	elf_file_close(&file);
}
END_TEST

/* With much else read since, what was inlined into a function is read again, and is the same. */
START_TEST(forgotten_calls)
{
	struct elf_file file = {0};
	struct units units;
	const struct inlined_call *chain[INLINED_DEPTH_MOST];
	struct elf_opening opening = {0};
	ck_assert(elf_file_open(&file, TESTDATA "/elf/gcc.elf", &opening));
	Dwarf *dwarf = dwarf_begin_elf(file.elf, DWARF_C_READ, NULL);
	units_open(&units, dwarf, file.path);
	struct unit *unit = units_unit(&units, 0x2d0);
	const struct function *plain = unit_function(&units, unit, 0x2c9);
	ck_assert_uint_eq(function_calls_at(plain, 0x2c9, chain), 1);
	Dwarf_Die entry = function_call_entry(plain, chain[0]);
	ck_assert_int_eq(dwarf_tag(&entry), DW_TAG_inlined_subroutine);
	const size_t held = units.held;
	ck_assert_uint_gt(held, 0);
	const struct function *other = unit_function(&units, unit, 0x2fd);
	ck_assert(other != plain && plain->read);
	ck_assert_uint_gt(units.held, held);
	units.held += 1 << 30; /* as if it were so much */
	unit_function(&units, unit, 0x2a4);
	ck_assert(!plain->read && !other->read);
	units.held -= 1 << 30;
	ck_assert_ptr_eq(unit_function(&units, unit, 0x2c9), plain);
	ck_assert(plain->read);
	ck_assert_uint_eq(function_calls_at(plain, 0x2c9, chain), 1);
	ck_assert_ptr_eq(function_call_entry(plain, chain[0]).addr, entry.addr);
	units_close(&units);
	dwarf_end(dwarf);
	elf_file_close(&file);
}
END_TEST

/* A pipe where a split unit's file is looked for is let alone: nobody writes to it. */
START_TEST(split_unit_is_a_pipe)
{
	char folder[] = "/tmp/split.XXXXXX", path[64], command[4200];
	const struct symbol_inlined *frames;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(command, sizeof command, "cp %s/elf/split5.elf %s && mkfifo %s/split5-1.dwo",
	         TESTDATA, folder, folder);
	ck_assert_int_eq(system(command), 0);
	snprintf(path, sizeof path, "%s/split5.elf", folder);
	struct symbols *symbols = symbols_open(NULL);
	const uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_FILE, .path = path});
	uint64_t address;
	ck_assert_uint_gt(symbols_named(symbols, module, "red_outer", &address, 1), 0);
	ck_assert_uint_eq(symbols_inlined(symbols, module, address, &frames), 0);
	symbols_close(symbols);
	snprintf(command, sizeof command, "rm -r %s", folder);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

/* Nor is one where the file is looked for that several share debug information in (dwz's). */
START_TEST(shared_file_is_a_pipe)
{
	char folder[] = "/tmp/shared.XXXXXX", path[64], command[4200];
	const struct symbol_inlined *frames;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(command, sizeof command, "cp %s/elf/alt.elf %s && mkfifo %s/alt.debug", TESTDATA,
	         folder, folder);
	ck_assert_int_eq(system(command), 0);
	snprintf(path, sizeof path, "%s/alt.elf", folder);
	struct symbols *symbols = symbols_open(NULL);
	const uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_FILE, .path = path});
	uint64_t address;
	ck_assert_uint_gt(symbols_named(symbols, module, "red_outer", &address, 1), 0);
	const size_t count = symbols_inlined(symbols, module, address, &frames);
	for (size_t i = 0; i < count; i++)
		ck_assert_ptr_nonnull(frames[i].name);
	symbols_close(symbols);
	snprintf(command, sizeof command, "rm -r %s", folder);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

#endif

Suite *inlined_suite(void)
{
	Suite *suite = suite_create("inlined");
#ifdef HAVE_ELFUTILS
	TCase *tests = tcase_create("inlined");
	tcase_add_test(tests, names_as_perf);
	tcase_add_test(tests, local_functions);
	tcase_add_test(tests, spelling);
	tcase_add_test(tests, local_functions_as_perf);
	tcase_add_test(tests, split);
	tcase_add_test(tests, destructors);
	tcase_add_test(tests, languages);
	tcase_add_test(tests, only_lines);
	tcase_add_test(tests, assembler);
	tcase_add_test(tests, only_files_are_given_back);
	tcase_add_test(tests, faults_are_counted);
	tcase_add_test(tests, forgotten_calls);
	tcase_add_test(tests, split_unit_is_a_pipe);
	tcase_add_test(tests, shared_file_is_a_pipe);
	suite_add_tcase(suite, tests);
#endif
	return suite;
}
