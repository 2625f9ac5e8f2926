#include "config.h"

#include "symbol/bundle.h"
#include "symbol/symbol.h"

#include <check.h>
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *symbols_suite(void);

static char folder[32]; /* for files of a test */

static void make_folder(void)
{
	strcpy(folder, "/tmp/symbols-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* Writes a file below the folder; its path is good until the next call. */
static const char *write_file(const char *name, const void *bytes, size_t size)
{
	static char path[128];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	for (char *at = path + strlen(folder) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

static const char *write_text(const char *name, const char *text)
{
	return write_file(name, text, strlen(text));
}

static void check_name(struct symbols *symbols, uint32_t module, uint64_t address,
                       const char *expected, uint64_t offset)
{
	struct symbol_found found;
	bool there = symbols_find(symbols, module, address, &found);
	ck_assert_msg(there == (expected != NULL), "at %llx: %s", (unsigned long long)address,
	              there ? found.name : "nothing");
	if (!there)
		return;
	ck_assert_str_eq(found.name, expected);
	ck_assert_uint_eq(found.size, strlen(expected));
	ck_assert_uint_eq(found.offset, offset);
	ck_assert_uint_lt(found.index, symbols_count(symbols, module));
}

START_TEST(modules_have_numbers)
{
	static const uint8_t one[20] = {1}, other[20] = {2}, none[20] = {0};
	struct symbols *symbols = symbols_open(NULL);
	struct module_key key = {.kind = MODULE_FILE, .path = "/nowhere/a"};
	ck_assert_uint_eq(symbols_module(symbols, &key), 0);
	ck_assert_uint_eq(symbols_module(symbols, &key), 0);
	key.build_id = one;
	key.build_id_size = 20;
	ck_assert_uint_eq(symbols_module(symbols, &key), 1);
	key.build_id = other;
	ck_assert_uint_eq(symbols_module(symbols, &key), 2);
	key.build_id = none;
	ck_assert_uint_eq(symbols_module(symbols, &key), 0);
	ck_assert_uint_eq(
		symbols_module(symbols, &(struct module_key){.kind = MODULE_PERF_MAP, .pid = 12}),
		3);
	ck_assert_uint_eq(
		symbols_module(symbols, &(struct module_key){.kind = MODULE_PERF_MAP, .pid = 13}),
		4);
	ck_assert_str_eq(symbols_module_name(symbols, 0), "/nowhere/a");
	ck_assert_str_eq(symbols_module_name(symbols, 3), "/tmp/perf-12.map");
	ck_assert_str_eq(symbols_module_name(symbols, 99), "[unknown]");
	ck_assert_str_eq(symbols_module_name(symbols, MODULE_NONE), "[unknown]");
	char path[32];
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(path, sizeof path, "/m/%u", i);
		key = (struct module_key){.kind = MODULE_FILE, .path = path};
		ck_assert_uint_eq(symbols_module(symbols, &key), 5 + i);
	}
	ck_assert_str_eq(symbols_module_name(symbols, 1004), "/m/999");
	check_name(symbols, 99999, 0, NULL, 0);
	symbols_close(symbols);
}
END_TEST

START_TEST(perf_map)
{
	make_folder();
	struct symbol_options options = {.symfs = folder};
	write_text("tmp/perf-4242.map", "1000 20 LazyCompile:*fib /a b.js:1\n"
	                                "garbage\n"
	                                "0x2000 10 py::work:/w.py\n"
	                                "3000 10 ab\n" /* too short for perf */
	                                "4000 10 last");
	struct symbols *symbols = symbols_open(&options);
	struct module_key key = {.kind = MODULE_PERF_MAP, .pid = 4242};
	uint32_t module = symbols_module(symbols, &key);
	check_name(symbols, module, 0x101f, "LazyCompile:*fib /a b.js:1", 0x1f);
	check_name(symbols, module, 0x1020, NULL, 0);
	check_name(symbols, module, 0x2000, "py::work:/w.py", 0);
	check_name(symbols, module, 0x3000, NULL, 0);
	check_name(symbols, module, 0x4001, "last", 1);
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_THERE);
	key.pid = 1999999999;
	module = symbols_module(symbols, &key);
	check_name(symbols, module, 0x1000, NULL, 0);
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_NO_MAP);
	symbols_close(symbols);
	remove_folder();
}
END_TEST

/* Where a JIT used memory again, the newest entry counts, and with as_perf the one that perf finds.
 */
START_TEST(perf_map_used_again)
{
	make_folder();
	write_text("tmp/perf-4242.map", "1040 20 JS:~start\n"
	                                "1000 100 JS:*hot\n");
	for (int as_perf = 0; as_perf < 2; as_perf++) {
		struct symbol_options options = {.symfs = folder, .as_perf = as_perf};
		struct symbols *symbols = symbols_open(&options);
		struct module_key key = {.kind = MODULE_PERF_MAP, .pid = 4242};
		uint32_t module = symbols_module(symbols, &key);
		check_name(symbols, module, 0x1038, "JS:*hot", 0x38);
		check_name(symbols, module, 0x1044, as_perf ? "JS:~start" : "JS:*hot",
		           as_perf ? 4 : 0x44);
		check_name(symbols, module, 0x1070, as_perf ? NULL : "JS:*hot", as_perf ? 0 : 0x70);
		symbols_close(symbols);
	}
	remove_folder();
}
END_TEST

/* In a container a process has another pid than the recorded one: the only map of a folder is its.
 */
START_TEST(perf_map_of_a_container)
{
	make_folder();
	write_text("tmp/perf-3.map", "1000 20 JS:*hot\n");
	write_text("tmp/perf-.map", "1000 20 JS:*other\n");
	write_text("tmp/perf-3.map.old", "1000 20 JS:*other\n");
	for (int maps = 1; maps < 3; maps++) {
		if (maps == 2)
			write_text("tmp/perf-7.map", "1000 20 JS:*other\n");
		for (int as_perf = 0; as_perf < 2; as_perf++) {
			struct symbol_options options = {.symfs = folder, .as_perf = as_perf};
			struct symbols *symbols = symbols_open(&options);
			struct module_key key = {.kind = MODULE_PERF_MAP, .pid = 1999999999};
			uint32_t module = symbols_module(symbols, &key);
			bool named = maps == 1 && !as_perf;
			check_name(symbols, module, 0x1004, named ? "JS:*hot" : NULL,
			           named ? 4 : 0);
			check_name(symbols, module, 0x1020, NULL, 0);
			/* whose it is nobody knows where there are two */
			key.pid--;
			module = symbols_module(symbols, &key);
			check_name(symbols, module, 0x1004, NULL, 0);
			symbols_close(symbols);
		}
	}
	remove_folder();
}
END_TEST

/* A file that is no map must not be printed, and a link in /tmp may lead to any file. */
START_TEST(perf_map_of_others)
{
	make_folder();
	struct symbol_options options = {.symfs = folder};
	write_text("tmp/perf-1.map", "root:$6$secret:1\n"
	                             "secret 20 f\n"
	                             "2000 secret\n"
	                             "2000,20 secret\n"
	                             "2000 20,secret\n"
	                             "0x 20 secret\n"
	                             "1000 20 right\n");
	char target[256], link[256];
	snprintf(target, sizeof target, "%s", write_text("elsewhere", "1000 20 secret\n"));
	snprintf(link, sizeof link, "%s/tmp/perf-2.map", folder);
	ck_assert_int_eq(symlink(target, link), 0);
	struct symbols *symbols = symbols_open(&options);
	struct module_key key = {.kind = MODULE_PERF_MAP, .pid = 1};
	uint32_t module = symbols_module(symbols, &key);
	for (uint64_t address = 0; address < 0x20; address++)
		check_name(symbols, module, address, NULL, 0);
	check_name(symbols, module, 0x2000, NULL, 0);
	check_name(symbols, module, 0x1000, "right", 0);
	key.pid = 2;
	module = symbols_module(symbols, &key);
	check_name(symbols, module, 0x1000, NULL, 0);
	symbols_close(symbols);
	remove_folder();
}
END_TEST

static const char kallsyms[] = "ffffffff81000000 T _text\n"
			       "ffffffff81000000 T startup_64\n"
			       "ffffffff81000100 t __local\n"
			       "ffffffff81000100 T global\n"
			       "ffffffff81000200 a absolute\n"
			       "ffffffff81000300 W weak\n"
			       "ffffffffc0001000 t module_code\t[ext4]\n"
			       "ffffffffc0001100 t module_end\t[ext4]\n"
			       "ffffffffc0100000 t other_code\t[fat]\n";

START_TEST(kernel)
{
	make_folder();
	struct symbol_options options = {.kallsyms = write_text("kallsyms", kallsyms)};
	struct symbols *symbols = symbols_open(&options);
	uint32_t module = symbols_module(symbols, &(struct module_key){.kind = MODULE_KERNEL});
	uint32_t ext4 = symbols_module(symbols, &(struct module_key){.kind = MODULE_KERNEL_MODULE,
	                                                             .path = "[ext4]",
	                                                             .start = 0xffffffffc0001000,
	                                                             .end = 0xffffffffc0003000});
	check_name(symbols, ext4, 0xffffffffc0001010, "module_code", 0x10);
	check_name(symbols, module, 0xffffffff81000001, "startup_64", 1);
	check_name(symbols, module, 0xffffffff810001ff, "global", 0xff);
	check_name(symbols, module, 0xffffffff81000210, "global", 0x110);
	check_name(symbols, module, 0xffffffff81000300, "weak", 0);
	check_name(symbols, module, 0xffffffff90000000, NULL, 0);
	ck_assert(symbols_kernel_reaches(symbols, module, 0xffffffff81000300));
	ck_assert(!symbols_kernel_reaches(symbols, module, 0xffffffff80ffffff));
	ck_assert(!symbols_kernel_reaches(symbols, module, 0xffffffff90000000));
	ck_assert(symbols_kernel_reaches(symbols, module, 0xffffffffc0001010));
	ck_assert(!symbols_kernel_reaches(symbols, ext4, 0xffffffff81000300));
	ck_assert_str_eq(symbols_module_name(symbols, ext4), "[ext4]");
	uint32_t aesni = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_KERNEL_MODULE,
	                                      .path = "/lib/modules/6.1/aesni-intel.ko.xz",
	                                      .start = 0xffffffffc0006000,
	                                      .end = 0xffffffffc0007000});
	ck_assert_str_eq(symbols_module_name(symbols, aesni), "[aesni_intel]");
	ck_assert_str_eq(symbols_module_name(symbols, module), "[kernel.kallsyms]");
	symbols_close(symbols);
	remove_folder();
}
END_TEST

/* The recorded kernel lay elsewhere than the one in the file. */
START_TEST(kernel_is_moved)
{
	make_folder();
	struct symbol_options options = {.kallsyms = write_text("kallsyms", kallsyms)};
	struct symbols *symbols = symbols_open(&options);
	uint32_t module = symbols_module(symbols,
	                                 &(struct module_key){.kind = MODULE_KERNEL,
	                                                      .reference = 0xffffffff9a000000,
	                                                      .reference_name = "_text"});
	check_name(symbols, module, 0xffffffff9a000104, "global", 4);
	check_name(symbols, module, 0xffffffff81000104, NULL, 0);
	symbols_close(symbols);
	remove_folder();
}
END_TEST

START_TEST(kernel_hides)
{
	make_folder();
	struct symbol_options options = {
		.kallsyms = write_text("kallsyms",
	                               "0000000000000000 T _text\n0000000000000000 T x\n")};
	struct symbols *symbols = symbols_open(&options);
	uint32_t module = symbols_module(symbols, &(struct module_key){.kind = MODULE_KERNEL});
	check_name(symbols, module, 0, NULL, 0);
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_NO_KERNEL);
	symbols_close(symbols);
	remove_folder();
}
END_TEST

/* kallsyms of the build-id cache, of a kernel that is not this one. */
START_TEST(kernel_of_the_cache)
{
	static const uint8_t id[20] = {0xab, 0xcd, 0xef};
	make_folder();
	write_text(".build-id/ab/cdef0000000000000000000000000000000000/kallsyms", kallsyms);
	struct symbol_options options = {.buildid_dir = folder};
	struct symbols *symbols = symbols_open(&options);
	struct module_key key = {.kind = MODULE_KERNEL,
	                         .path = "[kernel.kallsyms]",
	                         .build_id = id,
	                         .build_id_size = 20};
	check_name(symbols, symbols_module(symbols, &key), 0xffffffff81000104, "global", 4);
	symbols_close(symbols);
	remove_folder();
}
END_TEST

/* With another machine's files the kernel's names stay, if it is the recorded one's that are there;
 * that machine's own come first. perf has none. */
START_TEST(kernel_elsewhere)
{
	static const uint8_t id[20] = {0xab, 0xcd, 0xef};
	make_folder();
	write_text(".build-id/ab/cdef0000000000000000000000000000000000/kallsyms", kallsyms);
	struct symbol_options options = {.buildid_dir = folder, .symfs = folder};
	struct module_key key = {.kind = MODULE_KERNEL,
	                         .path = "[kernel.kallsyms]",
	                         .build_id = id,
	                         .build_id_size = 20};
	for (int own = 0; own < 2; own++) {
		if (own)
			write_text("proc/kallsyms", "ffffffff81000000 T _text\n"
			                            "ffffffff81000100 T theirs\n"
			                            "ffffffff81000200 T _etext\n");
		for (int as_perf = 0; as_perf < 2; as_perf++) {
			options.as_perf = as_perf;
			struct symbols *symbols = symbols_open(&options);
			check_name(symbols, symbols_module(symbols, &key), 0xffffffff81000104,
			           as_perf ? NULL
			           : own   ? "theirs"
			                   : "global",
			           as_perf ? 0 : 4);
			symbols_close(symbols);
		}
	}
	/* any kernel may be meant: the running one's names would be guessed */
	options.as_perf = false;
	options.symfs = "/nonexistent";
	key.build_id_size = 0;
	struct symbols *symbols = symbols_open(&options);
	check_name(symbols, symbols_module(symbols, &key), 0xffffffff81000104, NULL, 0);
	symbols_close(symbols);
	remove_folder();
}
END_TEST

START_TEST(listed)
{
	struct symbols *symbols = symbols_open(NULL);
	uint32_t module = symbols_module(symbols, &(struct module_key){.kind = MODULE_LISTED,
	                                                               .path = "bpf_prog_1",
	                                                               .start = 0x1000,
	                                                               .end = 0x2000});
	check_name(symbols, module, 0x1000, NULL, 0);
	symbols_add(symbols, module, 0x1000, 0x100, "bpf_prog_1");
	check_name(symbols, module, 0x10ff, "bpf_prog_1", 0xff);
	check_name(symbols, module, 0x1100, NULL, 0);
	symbols_add(symbols, module, 0x1080, 0x100, "later");
	check_name(symbols, module, 0x1080, "later", 0);
	check_name(symbols, module, 0x107f, "bpf_prog_1", 0x7f);
	symbols_close(symbols);
}
END_TEST

/* Many are added between look-ups: the last one that holds an address is found, and none that do
 * not. */
START_TEST(many_listed)
{
	enum { MANY = 700, PLACES = 64 };
	struct symbols *symbols = symbols_open(NULL);
	const uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_LISTED, .path = "x", .end = 0x1000});
	int last[PLACES] = {0};
	for (int i = 1; i <= MANY; i++) {
		const unsigned start = (unsigned)i * 37 % PLACES, size = (unsigned)i * 11 % 7;
		char name[16];
		snprintf(name, sizeof name, "f%d", i);
		symbols_add(symbols, module, start * 0x10, size * 0x10, name);
		last[start] = i; /* one of no size is at its address alone */
		for (unsigned at = start; at < start + size && at < PLACES; at++)
			last[at] = i;
		for (unsigned at = 0; at < PLACES && (i % 50 == 1 || i == MANY); at++) {
			snprintf(name, sizeof name, "f%d", last[at]);
			struct symbol_found found;
			const bool there = symbols_find(symbols, module, at * 0x10, &found);
			ck_assert_int_eq(there, last[at] != 0);
			if (there)
				ck_assert_str_eq(found.name, name);
		}
	}
	check_name(symbols, module, PLACES * 0x10 + 0x1000, NULL, 0);
	symbols_close(symbols);
}
END_TEST

START_TEST(missing)
{
	struct symbols *symbols = symbols_open(NULL);
	struct module_key key = {.kind = MODULE_FILE, .path = "/nowhere/at/all"};
	uint32_t module = symbols_module(symbols, &key);
	const struct symbol_inlined *frames;
	uint64_t address;
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_THERE); /* nobody asked */
	check_name(symbols, module, 0, NULL, 0);
	ck_assert_int_eq(symbols_missing(symbols, module),
	                 symbols_read_elf() ? SYMBOL_NO_FILE : SYMBOL_NO_SUPPORT);
	ck_assert_uint_eq(symbols_inlined(symbols, module, 0, &frames), 0);
	ck_assert_ptr_null(symbols_lock_elf(symbols, module));
	ck_assert(!symbols_elf_address(symbols, module, 0, &address));
	ck_assert(!symbols_elf_offset(symbols, module, 0, &address));
	symbols_close(symbols);
	for (int why = SYMBOL_NO_FILE; why <= SYMBOL_NO_MEMORY; why++)
		ck_assert_uint_gt(strlen(symbol_missing_text((enum symbol_missing)why)), 0);
	ck_assert_str_eq(symbol_missing_text(SYMBOL_THERE), "");
}
END_TEST

#ifdef HAVE_ELFUTILS

/* Functions of this program, to be found in its own file. */
__attribute__((noinline, used)) static int own_function(int n)
{
	return n * 3 + (int)getpid();
}

static int own_base(struct dl_phdr_info *info, size_t size, void *base)
{
	(void)size;
	*(uintptr_t *)base = info->dlpi_addr; /* the first is the program */
	return 1;
}

static uint64_t own_address(void)
{
	uintptr_t base = 0;
	dl_iterate_phdr(own_base, &base);
	return (uint64_t)((uintptr_t)own_function - base);
}

START_TEST(own_file)
{
	struct symbol_options options = {.lines = true};
	struct symbols *symbols = symbols_open(&options);
	uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_FILE, .path = "/proc/self/exe"});
	uint64_t offset, address, named[2];
	const struct symbol_inlined *frames;
	ck_assert(symbols_elf_offset(symbols, module, own_address(), &offset));
	ck_assert(symbols_elf_address(symbols, module, offset, &address));
	ck_assert_uint_eq(address, own_address());
	check_name(symbols, module, offset + 1, "own_function", 1);
	ck_assert_uint_eq(symbols_named(symbols, module, "own_function", named, 2), 1);
	ck_assert_uint_eq(named[0], offset);
	const struct symbol_elf *handles = symbols_lock_elf(symbols, module);
	ck_assert_ptr_nonnull(handles);
	ck_assert_ptr_nonnull(handles->elf);
	bool debug = handles->dwarf != NULL;
	symbols_unlock_elf(symbols, module);
	size_t count = symbols_inlined(symbols, module, offset, &frames);
	ck_assert_uint_eq(count, debug ? 1 : 0);
	if (debug) {
		ck_assert_str_eq(frames[0].name, "own_function");
		ck_assert(!frames[0].inlined);
		ck_assert_ptr_nonnull(strstr(frames[0].file, "test_symbols.c"));
		ck_assert_uint_gt(frames[0].line, 0);
	}
	symbols_close(symbols);
}
END_TEST

START_TEST(other_build)
{
	static const uint8_t id[20] = {1, 2, 3};
	struct symbols *symbols = symbols_open(NULL);
	uint32_t module = symbols_module(symbols, &(struct module_key){.kind = MODULE_FILE,
	                                                               .path = "/proc/self/exe",
	                                                               .build_id = id,
	                                                               .build_id_size = 20});
	check_name(symbols, module, own_address(), NULL, 0);
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_OTHER_BUILD);
	symbols_close(symbols);
}
END_TEST

static void copy_file(const char *from, const char *name, bool damaged)
{
	char path[4096], bytes[1 << 14];
	snprintf(path, sizeof path, "%s/elf/%s", TESTDATA, from);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	const size_t size = fread(bytes, 1, sizeof bytes, file);
	ck_assert_uint_gt(size, 64);
	fclose(file);
	if (damaged)
		bytes[9] ^= 1; /* a byte of the ELF header that says nothing */
	write_file(name, bytes, size);
}

/* How often a string is among the bytes of a bundle, which is not compressed. */
static unsigned bundle_has(const char *path, const char *name)
{
	unsigned found = 0;
	static char bytes[1 << 17];
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	const size_t size = fread(bytes, 1, sizeof bytes, file);
	ck_assert_uint_lt(size, sizeof bytes);
	fclose(file);
	for (const char *at = bytes, *hit;
	     (hit = memmem(at, (size_t)(bytes + size - at), name, strlen(name) + 1)) != NULL;
	     at = hit + 1)
		found++;
	return found;
}

/* Files whose build ID the recording lacks are bundled by path, too; each file once. */
START_TEST(bundled_by_path)
{
	static const struct {
		const char *path;
		size_t files; /* of the bundle, afterwards */
		bool found;
	} rows[] = {
		{"/none.elf", 0, false},
		{"/bin/gcc.elf", 2, true},
		{"//bin/gcc.elf", 2, true},
		{"/summed.elf", 3, true},
		{"", 3, false},
	};
	char path[64];
	struct error err;
	struct bundle *bundle;
	bool found;
	make_folder();
	copy_file("gcc.elf", "bin/gcc.elf", false);
	copy_file("summed.elf", "summed.elf", false);
	snprintf(path, sizeof path, "%s/made.tar", folder);
	struct symbols *symbols = symbols_open(&(struct symbol_options){.symfs = folder});
	ck_assert_int_eq(bundle_open(path, &bundle, &err), STATUS_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const uint32_t module = symbols_module(
			symbols, &(struct module_key){.kind = MODULE_FILE, .path = rows[i].path});
		ck_assert_int_eq(symbols_collect(symbols, module, bundle, &found, &err), STATUS_OK);
		ck_assert_msg(found == rows[i].found, "%s", rows[i].path);
		ck_assert_msg(bundle_files(bundle) == rows[i].files, "%s: %zu", rows[i].path,
		              bundle_files(bundle));
	}
	ck_assert_int_eq(symbols_collect(symbols, 1000, bundle, &found, &err), STATUS_OK);
	ck_assert(!found);
	ck_assert_int_eq(bundle_close(bundle, STATUS_OK, &err), STATUS_OK);
	symbols_close(symbols);
	ck_assert_uint_eq(bundle_has(path, "bin/gcc.elf"), 1);
	ck_assert_uint_eq(bundle_has(path, "summed.elf"), 1);
	/* the file, and what the link leads to */
	ck_assert_uint_eq(
		bundle_has(path, ".build-id/53/9246ce216ec22a9c42cc4be21c1bf012643608/elf"), 2);
	remove_folder();
}
END_TEST

/* Texts of the kernel and of JIT-compiled code keep their bytes. */
START_TEST(bundled_texts)
{
	char path[64], map[64];
	struct error err;
	struct bundle *bundle;
	bool found;
	make_folder();
	const uint32_t pid = (uint32_t)getpid();
	snprintf(map, sizeof map, "tmp/perf-%u.map", pid);
	write_text(map, "1000 10 some_method\n2000 10 last");
	char kernel_path[128];
	strcpy(kernel_path, write_text("kallsyms", kallsyms));
	snprintf(path, sizeof path, "%s/made.tar", folder);
	struct symbols *symbols = symbols_open(
		&(struct symbol_options){.symfs = folder, .kallsyms = kernel_path});
	ck_assert_int_eq(bundle_open(path, &bundle, &err), STATUS_OK);
	const uint32_t own = symbols_module(symbols, &(struct module_key){.kind = MODULE_KERNEL});
	ck_assert_int_eq(symbols_collect(symbols, own, bundle, &found, &err), STATUS_OK);
	ck_assert(found);
	const uint32_t ext4 = symbols_module(symbols,
	                                     &(struct module_key){.kind = MODULE_KERNEL_MODULE,
	                                                          .path = "[ext4]",
	                                                          .start = 0xffffffffc0001000,
	                                                          .end = 0xffffffffc0003000});
	ck_assert_int_eq(symbols_collect(symbols, ext4, bundle, &found, &err), STATUS_OK);
	ck_assert(found); /* the kernel has its names */
	ck_assert_uint_eq(bundle_files(bundle), 1);
	found = false;
	const uint32_t jit = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_PERF_MAP, .pid = pid});
	ck_assert_int_eq(symbols_collect(symbols, jit, bundle, &found, &err), STATUS_OK);
	ck_assert(found);
	ck_assert_int_eq(bundle_close(bundle, STATUS_OK, &err), STATUS_OK);
	symbols_close(symbols);
	ck_assert_uint_eq(bundle_has(path, map), 1);
	ck_assert_uint_eq(bundle_has(path, "1000 10 some_method\n2000 10 last\n"), 1);
	ck_assert_uint_eq(bundle_has(path, "proc/kallsyms"), 1);
	ck_assert_uint_eq(bundle_has(path, kallsyms), 1);
	remove_folder();
}
END_TEST

/* A debug file counts where its checksum is that of the link to it; a build id says as much. */
START_TEST(debuglink)
{
	make_folder();
	struct symbol_options options = {.symfs = folder};
	struct symbols *symbols = symbols_open(&options);
	static const struct {
		const char *file, *path;
		bool damaged, found;
	} cases[] = {
		{"summed.elf", "/a/file", false, true},
		{"summed.elf", "/b/file", true, false},
		{"linked.elf", "/c/file", true, true},
		{"mini.elf", "/d/file", true, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char debug[32];
		snprintf(debug, sizeof debug, "%.2s/linked.debug", cases[i].path + 1);
		copy_file(cases[i].file, cases[i].path + 1, false);
		copy_file("linked.debug", debug, cases[i].damaged);
		uint32_t module = symbols_module(
			symbols, &(struct module_key){.kind = MODULE_FILE, .path = cases[i].path});
		struct symbol_found found;
		ck_assert_int_eq(symbols_find(symbols, module, 0x2a0, &found), cases[i].found);
		ck_assert_int_eq(symbols_missing(symbols, module),
		                 cases[i].found ? SYMBOL_THERE : SYMBOL_OTHER_DEBUG);
	}
	/* one of another build, by its build id */
	copy_file("linked.elf", "e/file", false);
	copy_file("clang.elf", "e/linked.debug", false);
	uint32_t module = symbols_module(
		symbols, &(struct module_key){.kind = MODULE_FILE, .path = "/e/file"});
	check_name(symbols, module, 0x2a0, NULL, 0);
	ck_assert_int_eq(symbols_missing(symbols, module), SYMBOL_OTHER_DEBUG);
	symbols_close(symbols);
	remove_folder();
}
END_TEST

START_TEST(bad_files)
{
	make_folder();
	struct symbol_options options = {.symfs = folder};
	struct symbols *symbols = symbols_open(&options);
	char pipe[64];
	write_text("text", "no ELF\n");
	write_text("short", "\177ELF");
	snprintf(pipe, sizeof pipe, "%s/pipe", folder);
	ck_assert_int_eq(mkfifo(pipe, 0600), 0);
	static const char *const paths[] = {"/text", "/short", "/pipe", "/"};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		uint32_t module = symbols_module(
			symbols, &(struct module_key){.kind = MODULE_FILE, .path = paths[i]});
		check_name(symbols, module, 0, NULL, 0);
		ck_assert_int_ne(symbols_missing(symbols, module), SYMBOL_THERE);
	}
	symbols_close(symbols);
	remove_folder();
}
END_TEST

/* As distributions keep modules of the kernel; other compressed files are no ELF files. */
START_TEST(compressed_modules)
{
	static const struct {
		const char *name;
		size_t kept; /* of its bytes; 0: all */
		enum symbol_missing missing;
	} files[] = {
		{"a.ko.gz", 0, SYMBOL_THERE},
		{"a.gz", 0, SYMBOL_BAD_FILE},
		{"cut.ko.gz", 500, SYMBOL_BAD_FILE},
	};
	char path[64], command[256];
	make_folder();
	struct symbols *symbols = symbols_open(NULL);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
		snprintf(command, sizeof command, "gzip -c " TESTDATA "/elf/gcc.elf >%s", path);
		ck_assert_int_eq(system(command), 0);
		if (files[i].kept)
			ck_assert_int_eq(truncate(path, (off_t)files[i].kept), 0);
		uint32_t module = symbols_module(
			symbols, &(struct module_key){.kind = MODULE_KERNEL_MODULE, .path = path});
		ck_assert((symbols_count(symbols, module) > 0) ==
		          (files[i].missing == SYMBOL_THERE));
		ck_assert_int_eq(symbols_missing(symbols, module), files[i].missing);
	}
	symbols_close(symbols);
	remove_folder();
}
END_TEST

START_TEST(vdso)
{
	struct symbols *symbols = symbols_open(&(struct symbol_options){.as_perf = true});
	uint32_t module = symbols_module(symbols, &(struct module_key){.kind = MODULE_VDSO});
	const struct symbol_inlined *frames;
	struct symbol_found found;
	bool any = false;
	for (uint64_t offset = 0; offset < 0x4000; offset += 16) {
		if (!symbols_find(symbols, module, offset, &found))
			continue;
		any |= strstr(found.name, "gettime") != NULL;
		/* perf has no file to show to addr2line, which might take another symbol */
		ck_assert_uint_eq(symbols_inlined(symbols, module, offset, &frames), 0);
	}
	/* some kernels have none */
	ck_assert(any || symbols_missing(symbols, module) != SYMBOL_THERE);
	symbols_close(symbols);
}
END_TEST

struct crowd {
	struct symbols *symbols;
	uint64_t offset;
};

static void *ask(void *context)
{
	const struct crowd *crowd = context;
	for (unsigned i = 0; i < 20; i++) {
		struct symbol_found found;
		const struct symbol_inlined *frames;
		char path[32];
		snprintf(path, sizeof path, "/nowhere/%u", i);
		symbols_module(crowd->symbols,
		               &(struct module_key){.kind = MODULE_FILE, .path = path});
		uint32_t module = symbols_module(
			crowd->symbols,
			&(struct module_key){.kind = MODULE_FILE, .path = "/proc/self/exe"});
		if (!symbols_find(crowd->symbols, module, crowd->offset, &found) ||
		    strcmp(found.name, "own_function") != 0)
			return "another name";
		symbols_inlined(crowd->symbols, module, crowd->offset + i, &frames);
	}
	return NULL;
}

START_TEST(many_threads)
{
	enum { COUNT = 4 };
	pthread_t threads[COUNT];
	struct crowd crowd = {symbols_open(NULL), 0};
	uint32_t module = symbols_module(
		crowd.symbols, &(struct module_key){.kind = MODULE_FILE, .path = "/proc/self/exe"});
	ck_assert(symbols_elf_offset(crowd.symbols, module, own_address(), &crowd.offset));
	symbols_close(crowd.symbols);
	crowd.symbols = symbols_open(NULL);
	for (int i = 0; i < COUNT; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask, &crowd), 0);
	for (int i = 0; i < COUNT; i++) {
		void *wrong;
		ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
		ck_assert_ptr_null(wrong);
	}
	symbols_close(crowd.symbols);
}
END_TEST

#endif

Suite *symbols_suite(void)
{
	Suite *suite = suite_create("symbols");
	TCase *tests = tcase_create("symbols");
	tcase_add_test(tests, modules_have_numbers);
	tcase_add_test(tests, perf_map);
	tcase_add_test(tests, perf_map_used_again);
	tcase_add_test(tests, perf_map_of_a_container);
	tcase_add_test(tests, perf_map_of_others);
	tcase_add_test(tests, kernel);
	tcase_add_test(tests, kernel_is_moved);
	tcase_add_test(tests, kernel_hides);
	tcase_add_test(tests, kernel_of_the_cache);
	tcase_add_test(tests, kernel_elsewhere);
	tcase_add_test(tests, listed);
	tcase_add_test(tests, many_listed);
	tcase_add_test(tests, missing);
#ifdef HAVE_ELFUTILS
	TCase *elf = tcase_create("elf");
	suite_add_tcase(suite, elf);
	tcase_set_timeout(elf, 60);
	tcase_add_test(elf, own_file);
	tcase_add_test(elf, other_build);
	tcase_add_test(elf, debuglink);
	tcase_add_test(elf, bundled_by_path);
	tcase_add_test(elf, bundled_texts);
	tcase_add_test(elf, bad_files);
	tcase_add_test(elf, compressed_modules);
	tcase_add_test(elf, vdso);
	tcase_add_test(elf, many_threads);
#endif
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return suite;
}
