#include "names/grouping.h"

#include <check.h>
#include <string.h>

Suite *grouping_suite(void);

#define MODULE(group) [GROUP_BY_MODULE] = (group)
#define PACKAGE_IS(group) [GROUP_BY_PACKAGE] = (group)
#define NAMESPACE(group) [GROUP_BY_NAMESPACE] = (group)
#define FILE_IS(group) [GROUP_BY_FILE] = (group)
#define CATEGORY(group) [GROUP_BY_CATEGORY] = (group)

/* Groups that are not listed: none, and the frame keeps its name. */
static const struct {
	const char *name, *module;
	unsigned kinds;
	const char *groups[GROUPINGS];
} cases[] = {
	/* the kernel */
	{"do_syscall_64_[k]",
         NULL,
         0,
         {MODULE("kernel"), PACKAGE_IS("kernel"), FILE_IS("kernel"), CATEGORY("kernel")}},
	{"do_syscall_64",
         "[kernel.kallsyms]",
         ORIGIN_KERNEL,
         {MODULE("kernel"), PACKAGE_IS("kernel"), FILE_IS("kernel"), CATEGORY("kernel")}},
	{"nf_hook_slow",
         "[nf_tables]",
         ORIGIN_KERNEL,
         {MODULE("nf_tables"), PACKAGE_IS("nf_tables"), FILE_IS("nf_tables"), CATEGORY("kernel")}},
	{"do_idle_[k]",
         NULL,
         0,
         {MODULE("kernel"), PACKAGE_IS("kernel"), FILE_IS("kernel"), CATEGORY("idle")}},
	/* files */
	{"[libc.so.6]",
         NULL,
         0,
         {MODULE("libc.so.6"), PACKAGE_IS("libc.so.6"), FILE_IS("libc.so.6"), CATEGORY("library")}},
	{"[unknown]", NULL, 0, {CATEGORY("unknown")}},
	{"[heap]",
         NULL,
         0,
         {MODULE("heap"), PACKAGE_IS("heap"), FILE_IS("heap"), CATEGORY("unknown")}},
	{"__vdso_gettimeofday",
         "[vdso]",
         ORIGIN_USER,
         {MODULE("vdso"), PACKAGE_IS("vdso"), FILE_IS("vdso"), CATEGORY("library")}},
	/* C */
	{"main", NULL, 0, {CATEGORY("user")}},
	{"malloc",
         "libc.so.6",
         ORIGIN_USER,
         {MODULE("libc.so.6"), PACKAGE_IS("libc.so.6"), FILE_IS("libc.so.6"), CATEGORY("library")}},
	{"compress:src/deflate.c:120",
         "zip",
         ORIGIN_USER,
         {MODULE("zip"), PACKAGE_IS("zip"), FILE_IS("src/deflate.c"), CATEGORY("user")}},
	{"work",
         "shop",
         ORIGIN_INLINED,
         {MODULE("shop"), PACKAGE_IS("shop"), FILE_IS("shop"), CATEGORY("inlined")}},
	{"work_[i]", NULL, 0, {CATEGORY("inlined")}},
	{"libshop.so`total",
         NULL,
         0,
         {MODULE("libshop.so"), PACKAGE_IS("libshop.so"), FILE_IS("libshop.so"), CATEGORY("user")}},
	/* C++ and Rust */
	{"std::vector<int>::push_back(int&&)",
         "app",
         ORIGIN_USER,
         {MODULE("app"), PACKAGE_IS("app"), NAMESPACE("std::vector"), FILE_IS("app"),
          CATEGORY("library")}},
	{"void app::cart::f<int>(int)_[i]",
         NULL,
         0,
         {MODULE("app"), PACKAGE_IS("app"), NAMESPACE("app::cart"), FILE_IS("app"),
          CATEGORY("inlined")}},
	{"a::f(int)::{lambda()#1}::operator()() const",
         "app",
         ORIGIN_USER,
         {MODULE("app"), PACKAGE_IS("app"), NAMESPACE("a"), FILE_IS("app"), CATEGORY("user")}},
	{"<alloc::vec::Vec<T> as core::ops::Drop>::drop",
         NULL,
         0,
         {MODULE("alloc"), PACKAGE_IS("alloc"), NAMESPACE("alloc::vec::Vec"), FILE_IS("alloc"),
          CATEGORY("library")}},
	{"<&shop::Item as core::fmt::Debug>::fmt",
         "shop",
         ORIGIN_USER,
         {MODULE("shop"), PACKAGE_IS("shop"), NAMESPACE("shop::Item"), FILE_IS("shop"),
          CATEGORY("user")}},
	{"core::fmt::num::<impl core::fmt::Display for u32>::fmt",
         NULL,
         0,
         {MODULE("core"), PACKAGE_IS("core"), NAMESPACE("core::fmt::num"), FILE_IS("core"),
          CATEGORY("library")}},
	{"G1ParScanThreadState::copy(int)",
         "libjvm.so",
         ORIGIN_USER,
         {MODULE("libjvm.so"), PACKAGE_IS("libjvm.so"), NAMESPACE("G1ParScanThreadState"),
          FILE_IS("libjvm.so"), CATEGORY("gc")}},
	{"PhaseChaitin::Split(int)",
         "libjvm.so",
         ORIGIN_USER,
         {MODULE("libjvm.so"), PACKAGE_IS("libjvm.so"), NAMESPACE("PhaseChaitin"),
          FILE_IS("libjvm.so"), CATEGORY("compiler")}},
	{"node::crypto::f(int)",
         NULL,
         0,
         {MODULE("node"), PACKAGE_IS("node"), NAMESPACE("node::crypto"), FILE_IS("node"),
          CATEGORY("runtime")}},
	/* Go */
	{"github.com/a/b.(*T).f",
         NULL,
         0,
         {MODULE("github.com/a/b"), PACKAGE_IS("github.com/a/b"), NAMESPACE("github.com/a/b.(*T)"),
          FILE_IS("github.com/a/b"), CATEGORY("user")}},
	{"net/http.(*Client).Do",
         "shop",
         ORIGIN_USER,
         {MODULE("shop"), PACKAGE_IS("net/http"), NAMESPACE("net/http.(*Client)"), FILE_IS("shop"),
          CATEGORY("library")}},
	{"main.f.func1",
         NULL,
         0,
         {MODULE("main"), PACKAGE_IS("main"), NAMESPACE("main"), FILE_IS("main"),
          CATEGORY("user")}},
	{"type:.eq.github.com/a/b.T",
         "shop",
         ORIGIN_USER,
         {MODULE("shop"), PACKAGE_IS("github.com/a/b"), NAMESPACE("type:.eq.github.com/a/b"),
          FILE_IS("shop"), CATEGORY("user")}},
	{"runtime.gcBgMarkWorker",
         "shop",
         ORIGIN_USER,
         {MODULE("shop"), PACKAGE_IS("runtime"), NAMESPACE("runtime"), FILE_IS("shop"),
          CATEGORY("gc")}},
	/* Java */
	{"java.util.HashMap.get",
         NULL,
         0,
         {MODULE("java.util"), PACKAGE_IS("java.util"), NAMESPACE("java.util.HashMap"),
          FILE_IS("java.util"), CATEGORY("library")}},
	{"Lcom/foo/Bar:::baz_[j]",
         NULL,
         0,
         {MODULE("com/foo"), PACKAGE_IS("com.foo"), NAMESPACE("com.foo.Bar"), FILE_IS("com/foo"),
          CATEGORY("jit")}},
	{"void com.foo.Bar$$Lambda$14/0x0800.run(int)",
         "perf-1.map",
         ORIGIN_JIT,
         {MODULE("perf-1.map"), PACKAGE_IS("com.foo"), NAMESPACE("com.foo.Bar$$Lambda"),
          FILE_IS("perf-1.map"), CATEGORY("jit")}},
	{"Work.main",
         NULL,
         0,
         {MODULE("Work"), PACKAGE_IS("Work"), NAMESPACE("Work"), FILE_IS("Work"),
          CATEGORY("user")}},
	/* JavaScript and Python */
	{"JS:*f /srv/app/node_modules/@a/b/x.js:1:2",
         NULL,
         0,
         {MODULE("@a/b"), PACKAGE_IS("@a/b"), NAMESPACE("/srv/app/node_modules/@a/b/x.js"),
          FILE_IS("/srv/app/node_modules/@a/b/x.js"), CATEGORY("library")}},
	{"f file:///srv/app/x.js:1:2",
         NULL,
         ORIGIN_JIT,
         {MODULE("/srv/app/x.js"), PACKAGE_IS("/srv/app/x.js"), NAMESPACE("/srv/app/x.js"),
          FILE_IS("/srv/app/x.js"), CATEGORY("jit")}},
	{"JS:* node:internal/main:3:1",
         NULL,
         0,
         {MODULE("node:internal"), PACKAGE_IS("node:internal"), NAMESPACE("node:internal/main"),
          FILE_IS("node:internal/main"), CATEGORY("library")}},
	{"py::dumps:/usr/lib/python3.11/json/__init__.py",
         NULL,
         0,
         {MODULE("/usr/lib/python3.11/json/__init__.py"), PACKAGE_IS("json"),
          NAMESPACE("/usr/lib/python3.11/json/__init__.py"),
          FILE_IS("/usr/lib/python3.11/json/__init__.py"), CATEGORY("library")}},
	{"py::get:/venv/lib/python3.11/site-packages/requests/api.py",
         NULL,
         0,
         {MODULE("requests"), PACKAGE_IS("requests"),
          NAMESPACE("/venv/lib/python3.11/site-packages/requests/api.py"),
          FILE_IS("/venv/lib/python3.11/site-packages/requests/api.py"), CATEGORY("library")}},
	{"price (shop.py:12)",
         NULL,
         0,
         {MODULE("shop.py"), PACKAGE_IS("shop"), NAMESPACE("shop.py"), FILE_IS("shop.py"),
          CATEGORY("user")}},
	{"price (/srv/shop.py:12)",
         NULL,
         0,
         {MODULE("/srv/shop.py"), PACKAGE_IS("shop"), NAMESPACE("/srv/shop.py"),
          FILE_IS("/srv/shop.py"), CATEGORY("user")}},
	{"_PyEval_EvalFrameDefault",
         "python3.11",
         ORIGIN_USER,
         {MODULE("python3.11"), PACKAGE_IS("python3.11"), FILE_IS("python3.11"),
          CATEGORY("runtime")}},
	{"PyObject_Call",
         "python3.11",
         ORIGIN_USER,
         {MODULE("python3.11"), PACKAGE_IS("python3.11"), FILE_IS("python3.11"),
          CATEGORY("runtime")}},
	{"ExecScan",
         "postgres",
         ORIGIN_USER,
         {MODULE("postgres"), PACKAGE_IS("postgres"), FILE_IS("postgres"), CATEGORY("user")}},
	{"[kernel.kallsyms]",
         NULL,
         0,
         {MODULE("kernel.kallsyms"), PACKAGE_IS("kernel.kallsyms"), FILE_IS("kernel.kallsyms"),
          CATEGORY("kernel")}},
	{"ext4_read",
         "ext4.ko.xz",
         0,
         {MODULE("ext4.ko.xz"), PACKAGE_IS("ext4.ko.xz"), FILE_IS("ext4.ko.xz"),
          CATEGORY("kernel")}},
	{"_dl_start",
         "ld-linux-x86-64.so.2",
         ORIGIN_USER,
         {MODULE("ld-linux-x86-64.so.2"), PACKAGE_IS("ld-linux-x86-64.so.2"),
          FILE_IS("ld-linux-x86-64.so.2"), CATEGORY("library")}},
	{"(garbage collector)", NULL, 0, {CATEGORY("gc")}},
	{"(idle)", NULL, 0, {CATEGORY("idle")}},
	{"", NULL, 0, {CATEGORY("user")}},
};

START_TEST(groups)
{
	const char *module = cases[_i].module;
	struct buffer group = {0};
	for (unsigned by = 0; by < GROUPINGS; by++) {
		const char *expected = cases[_i].groups[by];
		const bool has = grouping_name(by, text_of(cases[_i].name), cases[_i].kinds,
		                               module ? text_of(module) : (struct text){0}, &group);
		buffer_byte(&group, '\0');
		ck_assert_str_eq(group.data, expected ? expected : cases[_i].name);
		ck_assert_int_eq(has, expected != NULL);
	}
	buffer_free(&group);
}
END_TEST

START_TEST(parsed)
{
	enum group_by by = GROUPINGS;
	struct error err = {""};
	for (unsigned i = 0; i < GROUPINGS; i++) {
		ck_assert_int_eq(grouping_parse(groupings[i].name, &by, &err), STATUS_OK);
		ck_assert_uint_eq(by, i);
	}
	ck_assert_int_eq(grouping_parse("modul", &by, &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "unknown grouping 'modul': expected one of module, package, "
	                           "namespace, file, category");
}
END_TEST

/* A pass over the rest of the name for each of its parts would take minutes. */
START_TEST(long_names)
{
	enum { SIZE = 1 << 17 };
	static const char *const parts[] = {
		"a.",          "a/",    "a::",           "<",     "(", "x.js:1 ",
		"/lib/python", "java.", "node_modules/", "a.b/c."};
	struct buffer name = {0}, group = {0};
	while (name.size < SIZE)
		buffer_text(&name, parts[_i]);
	for (unsigned by = 0; by < GROUPINGS; by++) {
		grouping_name(by, (struct text){name.data, name.size}, 0, (struct text){0}, &group);
		ck_assert_uint_gt(group.size, 0);
	}
	buffer_free(&name);
	buffer_free(&group);
}
END_TEST

Suite *grouping_suite(void)
{
	Suite *suite = suite_create("grouping");
	TCase *tests = tcase_create("grouping");
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, groups, 0, sizeof cases / sizeof *cases);
	tcase_add_test(tests, parsed);
	tcase_add_loop_test(tests, long_names, 0, 10);
	suite_add_tcase(suite, tests);
	return suite;
}
