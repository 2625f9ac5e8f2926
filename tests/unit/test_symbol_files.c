/* Which files the symbols of modules are read from, how often, and what is left open. */
#include "config.h"

#include "symbol/symbol.h"
#include "symbol/text_file.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *symbol_files_suite(void);

#ifdef HAVE_ELFUTILS

static char folder[32];
static struct symbols *symbols;

static void run(const char *format, const char *argument)
{
	char command[512];
	snprintf(command, sizeof command, "cd %s && ", folder);
	snprintf(command + strlen(command), sizeof command - strlen(command), format, argument);
	ck_assert_int_eq(system(command), 0);
}

static void set_up(void)
{
	static struct symbol_options options;
	strcpy(folder, "/tmp/files-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	options = (struct symbol_options){.symfs = folder, .buildid_dir = "/nonexistent"};
	symbols = symbols_open(&options);
	run("mkdir a b && cp %s/elf/gcc.elf a/file", TESTDATA);
}

static void tear_down(void)
{
	symbols_close(symbols);
	run("cd / && rm -r %s", folder);
}

static uint32_t module_of(const char *path)
{
	return symbols_module(symbols, &(struct module_key){.kind = MODULE_FILE, .path = path});
}

/* The symbol at an address of gcc.elf; NULL: none. */
static const char *name_at(uint32_t module, uint64_t address)
{
	struct symbol_found found;
	return symbols_find(symbols, module, address, &found) ? found.name : NULL;
}

static uint64_t some_address(uint32_t module)
{
	uint64_t address = 0;
	while (address < 1 << 16 && !name_at(module, address))
		address++;
	return address;
}

static unsigned open_files(void)
{
	unsigned count = 0;
	DIR *dir = opendir("/proc/self/fd");
	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

/* The build id that is found in a file does not make it another module. */
START_TEST(same_module_after_loading)
{
	uint32_t module = module_of("/a/file");
	ck_assert_uint_gt(symbols_count(symbols, module), 0);
	ck_assert_uint_eq(module_of("/a/file"), module);
}
END_TEST

START_TEST(files_are_closed)
{
	unsigned before = open_files();
	uint32_t module = module_of("/a/file");
	const struct symbol_inlined *frames;
	uint64_t address = some_address(module);
	symbols_inlined(symbols, module, address, &frames);
	ck_assert_uint_eq(open_files(), before);
}
END_TEST

START_TEST(no_descriptors)
{
	struct rlimit limit, few = {0, 0};
	uint32_t module = module_of("/a/file");
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	few.rlim_max = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	const size_t count = symbols_count(symbols, module);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_NO_DESCRIPTORS);
	ck_assert(symbols_lack(symbols) == SYMBOL_NO_DESCRIPTORS);
}
END_TEST

/* A file that has several names is read once. */
START_TEST(one_file_of_many_names)
{
	static const char *const names[] = {"/a/./file", "/b/../a/file", "/b/hard", "/b/soft"};
	run("ln a/file b/hard && ln -s ../a/file b/soft%s", "");
	uint32_t module = module_of("/a/file");
	const uint64_t address = some_address(module);
	const char *name = name_at(module, address);
	ck_assert_ptr_nonnull(name);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		uint32_t other = module_of(names[i]);
		ck_assert_uint_ne(other, module);
		ck_assert_ptr_eq(name_at(other, address), name);
		ck_assert_uint_eq(symbols_same(symbols, other), module);
		ck_assert_str_eq(symbols_module_name(symbols, other), names[i]);
		ck_assert_int_eq(symbols_missing(symbols, other), SYMBOL_THERE);
	}
	run("cp a/file a/copy%s", "");
	ck_assert_ptr_ne(name_at(module_of("/a/copy"), address), name);
}
END_TEST

/* By another name it may have another debug file, which has its names. */
START_TEST(one_file_of_two_debug_files)
{
	run("cp %s/elf/linked.elf a/linked.elf", TESTDATA);
	run("cp %s/elf/linked.debug a", TESTDATA);
	run("ln a/linked.elf b/linked.elf%s", "");
	const char *name = name_at(module_of("/a/linked.elf"), 0x2a0);
	ck_assert_ptr_nonnull(name);
	ck_assert_ptr_null(name_at(module_of("/b/linked.elf"), 0x2a0));
	ck_assert_ptr_eq(name_at(module_of("/a/../a/linked.elf"), 0x2a0), name);
}
END_TEST

/* A module of the kernel that was loaded at many places is unpacked once. */
START_TEST(one_kernel_module_of_many_places)
{
	run("gzip -c a/file >a/x.ko.gz%s", "");
	const char *names[3], *found[3];
	struct symbol_found at;
	names[0] = names[1] = "/a/x.ko.gz";
	names[2] = "/a/./x.ko.gz";
	for (unsigned i = 0; i < 3; i++) {
		const uint64_t start = 0x10000 * (uint64_t)(i + 1);
		const struct module_key key = {.kind = MODULE_KERNEL_MODULE,
		                               .path = names[i],
		                               .start = start,
		                               .end = start + 0x10000};
		uint32_t module = symbols_module(symbols, &key);
		ck_assert_uint_eq(module, i);
		uint64_t address = start;
		while (address < key.end && !symbols_find(symbols, module, address, &at))
			address++;
		ck_assert_uint_lt(address, key.end);
		found[i] = at.name;
	}
	ck_assert_ptr_eq(found[1], found[0]);
	ck_assert_ptr_eq(found[2], found[0]);
}
END_TEST

static uint32_t perf_map_of(uint32_t pid)
{
	return symbols_module(symbols, &(struct module_key){.kind = MODULE_PERF_MAP, .pid = pid});
}

/* Text is read up to a limit, line by line: neither sparse files nor long lines take memory. */
START_TEST(large_text)
{
	static struct symbol_options options;
	char kallsyms[64];
	snprintf(kallsyms, sizeof kallsyms, "%s/kallsyms", folder);
	run("mkdir tmp && echo '1000 10 first' >tmp/perf-1.map && cp tmp/perf-1.map tmp/perf-2.map"
	    " && truncate -s 12G tmp/perf-1.map%s",
	    "");
	run("{ head -c 70000 /dev/zero; echo; printf '2000 10 '; head -c 70000 /dev/zero | tr '\\0'"
	    " x; printf '\\n3000 10 last'; } >>tmp/perf-2.map%s",
	    "");
	uint32_t module = perf_map_of(1);
	ck_assert_str_eq(name_at(module, 0x1000), "first");
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_TOO_LARGE);
	ck_assert_int_eq(symbols_lack(symbols), SYMBOL_TOO_LARGE);
	module = perf_map_of(2);
	ck_assert_str_eq(name_at(module, 0x1000), "first");
	ck_assert_ptr_null(name_at(module, 0x2000));
	ck_assert_str_eq(name_at(module, 0x3000), "last");
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_THERE);
	symbols_close(symbols);
	run("echo 'ffffffff81000000 T _text' >kallsyms && truncate -s 12G kallsyms%s", "");
	options = (struct symbol_options){.kallsyms = kallsyms};
	symbols = symbols_open(&options);
	module = symbols_module(symbols, &(struct module_key){.kind = MODULE_KERNEL});
	ck_assert_str_eq(name_at(module, 0xffffffff81000000), "_text");
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_TOO_LARGE);
}
END_TEST

/* A copy of gcc.elf for another machine, whose function "plain" has another name. */
static uint32_t renamed_plain(const char *file, unsigned char machine, const char *name)
{
	char path[512], bytes[1 << 14];
	snprintf(path, sizeof path, "%s/elf/gcc.elf", TESTDATA);
	FILE *in = fopen(path, "r");
	ck_assert_ptr_nonnull(in);
	const size_t size = fread(bytes, 1, sizeof bytes, in);
	fclose(in);
	bytes[18] = (char)machine;
	for (char *at = bytes; (at = memmem(at, (size_t)(bytes + size - at), "\0plain", 7)) != NULL;
	     at++)
		memcpy(at + 1, name, 5);
	snprintf(path, sizeof path, "%s/%s", folder, file);
	FILE *out = fopen(path, "w");
	ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
	fclose(out);
	snprintf(path, sizeof path, "/%s", file);
	return module_of(path);
}

/* Marks of ARM's code and data are no functions; on other machines, and with other letters, such
 * names are as good as any. */
START_TEST(marks_of_arm)
{
	enum { X86_64 = 62, ARM = 40, AARCH64 = 183, PLAIN = 0x2b4 };
	static const struct {
		unsigned char machine;
		const char *name;
		bool named;
	} rows[] = {
		{X86_64, "plain", true},   {X86_64, "$x.ab", true},   {AARCH64, "plain", true},
		{AARCH64, "$x.ab", false}, {AARCH64, "$d.ab", false}, {ARM, "$a.ab", false},
		{ARM, "$t.ab", false},     {AARCH64, "$b.ab", true},  {AARCH64, "$xyab", true},
		{ARM, "x$.ab", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char file[] = {(char)('k' + i), '\0'};
		const char *name = name_at(renamed_plain(file, rows[i].machine, rows[i].name),
		                           PLAIN);
		ck_assert_msg((name && strcmp(name, rows[i].name) == 0) == rows[i].named,
		              "%s on %u: %s", rows[i].name, rows[i].machine,
		              name ? name : "nothing");
	}
}
END_TEST

/* --- text ------------------------------------------------------------------------------------ */

struct taken {
	unsigned lines;
	size_t bytes;
	char first, last; /* of the last line */
	unsigned most;
};

static bool take(void *context, char *line, size_t size)
{
	struct taken *taken = context;
	ck_assert_int_eq(line[size], '\0');
	taken->lines++;
	taken->bytes += size;
	taken->first = line[0];
	taken->last = size ? line[size - 1] : '\0';
	return taken->lines < taken->most;
}

START_TEST(lines_of_text)
{
	char path[64];
	struct taken taken = {.most = 100};
	struct text_reading reading = {.most = 1000000, .take = take, .context = &taken};
	snprintf(path, sizeof path, "%s/text", folder);
	/* the longest line, one that is longer, and an end without a newline */
	run("awk 'BEGIN { for (i = 0; i < 65536; i++) s = s \"x\"; "
	    "printf \"a\\n\\n%%s\\ny%%s\\nefg\\nbcd\", s, s }' >%s",
	    "text");
	ck_assert_int_eq(text_file_read(path, &reading), SYMBOL_THERE);
	ck_assert_uint_eq(taken.lines, 5);
	ck_assert_uint_eq(taken.bytes, 1 + 65536 + 3 + 3);
	ck_assert_int_eq(taken.first, 'b');
	ck_assert_int_eq(taken.last, 'd');
	/* as many bytes as there are, and one fewer */
	const uint64_t size = 3 + 65537 + 65538 + 4 + 3;
	reading.most = size;
	ck_assert_int_eq(text_file_read(path, &reading), SYMBOL_THERE);
	reading.most = size - 1;
	ck_assert_int_eq(text_file_read(path, &reading), SYMBOL_TOO_LARGE);
	reading.most = 1000000;
	taken = (struct taken){.most = 2};
	ck_assert_int_eq(text_file_read(path, &reading), SYMBOL_NO_MEMORY);
	ck_assert_uint_eq(taken.lines, 2);
}
END_TEST

START_TEST(files_of_other_kinds)
{
	char path[64];
	struct taken taken = {.most = 100};
	struct text_reading reading = {.most = 1000, .take = take, .context = &taken};
	run("echo abc >text; ln -s text link; mkfifo %s", "pipe");
	static const struct {
		const char *name;
		bool theirs, mine;
	} rows[] = {{"text", true, true},
	            {"link", true, false},
	            {"pipe", false, false},
	            {"a", false, false},
	            {"none", false, false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int mine = 0; mine < 2; mine++) {
			snprintf(path, sizeof path, "%s/%s", folder, rows[i].name);
			reading.mine = mine;
			ck_assert_int_eq(text_file_read(path, &reading),
			                 (mine ? rows[i].mine : rows[i].theirs) ? SYMBOL_THERE
			                                                        : SYMBOL_NO_FILE);
		}
	ck_assert_uint_eq(taken.lines, 3);
	uint64_t number;
	const char *const text = "0aF9g", *const end = text + strlen(text);
	ck_assert_ptr_eq(text_hex(text, end, &number), text + 4);
	ck_assert_uint_eq(number, 0xaf9);
	ck_assert_ptr_eq(text_hex(text, text + 2, &number), text + 2);
	ck_assert_uint_eq(number, 0xa);
	ck_assert_ptr_eq(text_hex(text + 4, end, &number), text + 4);
	ck_assert_uint_eq(number, 0);
}
END_TEST

#endif

Suite *symbol_files_suite(void)
{
	Suite *suite = suite_create("symbol_files");
#ifdef HAVE_ELFUTILS
	TCase *tests = tcase_create("files");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 120); /* below valgrind */
	tcase_add_test(tests, same_module_after_loading);
	tcase_add_test(tests, files_are_closed);
	tcase_add_test(tests, no_descriptors);
	tcase_add_test(tests, one_file_of_many_names);
	tcase_add_test(tests, one_file_of_two_debug_files);
	tcase_add_test(tests, one_kernel_module_of_many_places);
	tcase_add_test(tests, large_text);
	tcase_add_test(tests, marks_of_arm);
	tcase_add_test(tests, lines_of_text);
	tcase_add_test(tests, files_of_other_kinds);
	suite_add_tcase(suite, tests);
#endif
	return suite;
}
