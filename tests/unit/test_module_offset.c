#include "symbol/module_offset.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *module_offset_suite(void);

/* Reads a frame and writes it again. */
static void check_same(const char *name, enum module_kind kind, const char *path, uint64_t offset)
{
	struct module_offset place;
	struct buffer read = {0}, text = {0};
	ck_assert_msg(module_offset_read(text_of(name), &place, &read), "%s", name);
	ck_assert_int_eq(place.kind, kind);
	ck_assert_msg(text_is(place.path, path), "%s", name);
	ck_assert_uint_eq(place.offset, offset);
	module_offset_write(&place, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, name);
	buffer_free(&text);
	buffer_free(&read);
}

START_TEST(places_of_each_kind)
{
	struct module_offset place;
	struct buffer path = {0};
	check_same("/usr/bin/sort+0x1f2c [4a0c9e01]", MODULE_FILE, "/usr/bin/sort", 0x1f2c);
	check_same("/opt/a b+0x1 [x+0x0 [no build id]", MODULE_FILE, "/opt/a b+0x1 [x", 0);
	check_same("/a+0xffffffffffffffff [00ff, unwound]", MODULE_FILE, "/a", UINT64_MAX);
	check_same("/a\\073b\\012c\\134d+0x10 [00ff]", MODULE_FILE, "/a;b\nc\\d", 16);
	check_same("[kernel.kallsyms]_text+0x1f2c [4a5a]", MODULE_KERNEL, "[kernel.kallsyms]",
	           0x1f2c);
	check_same("[kernel.kallsyms]_stext+0x1 [no build id]_[k]", MODULE_KERNEL,
	           "[kernel.kallsyms]", 1);
	check_same("/lib/modules/6.1.0/ext4.ko.xz+0x40 [07c2]_[k]", MODULE_KERNEL_MODULE,
	           "/lib/modules/6.1.0/ext4.ko.xz", 0x40);
	check_same("[ext4]+0x40 [07c2]", MODULE_KERNEL_MODULE, "[ext4]", 0x40);
	check_same("[vdso]+0x6b1 [5ad1]", MODULE_VDSO, "[vdso]", 0x6b1);
	check_same("[vdso32]+0x6b1 [5ad1]", MODULE_VDSO, "[vdso32]", 0x6b1);
	ck_assert(module_offset_read(text_of("/a+0x1 [00FF10, unwound]_[k]"), &place, &path));
	ck_assert_uint_eq(place.build_id_size, 3);
	ck_assert_uint_eq(place.build_id[1], 0xff);
	ck_assert(place.unwound && place.marked);
	buffer_free(&path);
}
END_TEST

START_TEST(frames_that_are_no_places)
{
	static const char *const names[] = {
		"",
		"main",
		"[libc.so.6]",
		"[unknown]",
		"/a",
		"/a+0x1",
		"/a+0x1 []",
		"/a+0x1 [0]",
		"/a+0x1 [00]",
		"/a+0x1 [000]",
		"/a+0x1 [00g0]",
		"/a+0x1 [../x]",
		"/a+0x1 [0011 , unwound]",
		"/a+0x1 [000102030405060708090a0b0c0d0e0f1011121314]",
		"/a+0x [0011]",
		"/a+0x10000000000000000 [0011]",
		"/a+1 [0011]",
		"/a+0x1[0011]",
		"+0x1 [0011]",
		"a+0x1 [0011]",
		"[a+0x1 [0011]",
		"[kernel.kallsyms]+0x1 [0011]",
		"[kernel.kallsyms]_te xt+0x1 [0011]",
		"/a\\000b+0x1 [0011]",
		"//anon+0x1 [0011",
	};
	struct buffer path = {0};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct module_offset place;
		ck_assert_msg(!module_offset_read(text_of(names[i]), &place, &path), "%s",
		              names[i]);
	}
	buffer_free(&path);
}
END_TEST

START_TEST(modules_that_have_places)
{
	static const uint8_t id[] = {1, 2, 3};
	struct module_offset place;
	uint64_t base;
	struct module_key key = {.kind = MODULE_KERNEL,
	                         .path = "[kernel.kallsyms]",
	                         .build_id = id,
	                         .build_id_size = sizeof id,
	                         .reference = 0x1000,
	                         .reference_name = "_stext"};
	ck_assert(module_offset_of(&key, &place, &base));
	ck_assert_uint_eq(base, 0x1000);
	ck_assert_uint_eq(place.build_id_size, sizeof id);
	key.reference = 0; /* the kernel hid where it was */
	ck_assert(!module_offset_of(&key, &place, &base));
	key = (struct module_key){.kind = MODULE_KERNEL_MODULE, .path = "[ext4]", .start = 0x2000};
	ck_assert(module_offset_of(&key, &place, &base));
	ck_assert_uint_eq(base, 0x2000);
	key = (struct module_key){.kind = MODULE_VDSO};
	ck_assert(module_offset_of(&key, &place, &base));
	ck_assert(text_is(place.path, "[vdso]"));
	key = (struct module_key){.kind = MODULE_PERF_MAP, .pid = 12};
	ck_assert(!module_offset_of(&key, &place, &base));
	key = (struct module_key){.kind = MODULE_LISTED, .path = "/system/lib/libc.so"};
	ck_assert(!module_offset_of(&key, &place, &base));
	/* frames that would be read as of another kind */
	key = (struct module_key){.kind = MODULE_FILE, .path = "/lib/ext4.ko"};
	ck_assert(!module_offset_of(&key, &place, &base));
	key = (struct module_key){.kind = MODULE_KERNEL_MODULE, .path = "/boot/odd"};
	ck_assert(!module_offset_of(&key, &place, &base));
	key = (struct module_key){.kind = MODULE_FILE, .path = "[anon:x]"};
	ck_assert(!module_offset_of(&key, &place, &base));
}
END_TEST

Suite *module_offset_suite(void)
{
	Suite *suite = suite_create("module_offset");
	TCase *all = tcase_create("all");
	tcase_add_test(all, places_of_each_kind);
	tcase_add_test(all, frames_that_are_no_places);
	tcase_add_test(all, modules_that_have_places);
	suite_add_tcase(suite, all);
	return suite;
}
