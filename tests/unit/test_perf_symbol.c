/* Frame lines of perf script and the names that they become. */
#include "config.h"

#include "formats/perf_inline.h"
#include "formats/perf_arguments.h"
#include "formats/perf_symbol.h"
#include "symbol/types.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *perf_symbol_suite(void);

/* ---- argument lists ---- */

/* A '^' marks where the symbol is cut; without one all of it stays. */
static const char *const symbols[] = {
	"main",
	"main^()",
	"f^(int)",
	"f^(int, char const*) const",
	"",
	"ns::f^(std::vector<int, std::allocator<int> > const&)",
	"std::function<void (int)>::operator()^(int) const",
	"std::function<void (int)>::operator()",
	"std::function<void (int)>",
	"void std::sort<int*, bool (*)(int, int)>^(int*, int*, bool (*)(int, int))",
	"A::operator()^()",
	"A::operator->^() const",
	"A::operator->*^(int)",
	"A::operator<^(A const&) const",
	"bool operator< <int>^(A<int> const&, A<int> const&)",
	"operator<<^(std::ostream&, A const&)",
	"std::ostream& std::operator<< <std::char_traits<char> >^(std::ostream&, char const*)",
	"A::operator>^(A const&)",
	"A::operator>=^(A const&)",
	"A::operator<=>^(A const&) const",
	"A::operator>>=^(int)",
	"A::operator[]^(unsigned long)",
	"A::operator bool^() const",
	"operator new^(unsigned long)",
	"operator delete[]^(void*)",
	"operator\"\" _km^(long double)",
	"my_operator^(int)",
	"operators^(int)",
	"(anonymous namespace)::f",
	"(anonymous namespace)::f^(int)",
	"a::(anonymous namespace)::b::f^(int)",
	"std::vector<(anonymous namespace)::X>::push_back^((anonymous namespace)::X&&)",
	"main::{lambda(int)#1}::operator()^(int) const",
	"main::{lambda(int)#1}",
	"f(int)::{lambda(char)#2}::operator()^(char) const",
	"f(int) const::{lambda()#1}::operator()^() const",
	"f<int>(int)::g^(double)",
	"decltype (x.f()) g<A>^(A&)",
	"decltype(auto) g<A>^(A&)",
	"void (*pick(int))^(char)",
	"f<(E)1>^(int)",
	"f<(a<b)>^(int)",
	"f<((a)>(b)), int>^(int)",
	"std::enable_if<((sizeof (int))<(8)), int>::type f<int>^(int)",
	"f<(a<b), g<(c>d)> >^(int)",
	"A<&(f(int))>::g^()",
	"foo [clone .cold]",
	"foo^(int) [clone .constprop.0]",
	/* truncated by a profiler: brackets do not balance */
	"std::map<int, std::function<void ^(int",
	"f^(int, std::vector<in",
	"(anonymous namespace)::f^(int, ",
	/* Go */
	"runtime.mallocgc",
	"net/http.(*conn).serve",
	"main.(*T).M(int)",
	"main.main.func1",
	"go.(*struct { a.b; c int }).M",
	/* Rust */
	"core::ptr::drop_in_place<alloc::boxed::Box<dyn core::ops::function::Fn<(&str,)>>>",
	"<alloc::vec::Vec<T> as core::iter::FromIterator<T>>::from_iter",
	"<F as core::ops::FnOnce<(A, B)>>::call_once",
	"core::ops::function::FnOnce::call_once{{vtable.shim}}",
	"shapes::main::{{closure}}",
	"<fn(i32) -> i32 as shapes::Call>::call",
	"shapes::apply<fn(i32) -> i32>",
	/* Java and JavaScript */
	"Lorg/x/Y;::call",
	"void Trees.walk^(Trees$Node)",
	"StubRoutines ^(1)",
	"LazyCompile:*parse /srv/app.js:12",
	"Function:^(anonymous) /srv/app.js:1",
};

START_TEST(argument_list_goes)
{
	const char *marked = symbols[_i];
	const char *mark = strchr(marked, '^');
	size_t size = strlen(marked), expected = size;
	char *symbol = malloc(size + 1); /* of its own size, so that reading past it is found */
	memcpy(symbol, marked, size);
	if (mark) {
		expected = (size_t)(mark - marked);
		memcpy(symbol + expected, mark + 1, size - expected - 1);
		size--;
	}
	size_t found = perf_arguments_begin((struct text){symbol, size});
	ck_assert_msg(found == expected, "%.*s: kept '%.*s', expected '%.*s'", (int)size, symbol,
	              (int)found, symbol, (int)expected, symbol);
	free(symbol);
}
END_TEST

/* ---- lines ---- */

static const struct {
	const char *line, *pc, *symbol, *module; /* module NULL: none; pc NULL: no frame */
	bool inlined;
} lines[] = {
	{"\tffffffff8103ce3b native_safe_halt+0xb ([kernel.kallsyms])", "ffffffff8103ce3b",
         "native_safe_halt", "[kernel.kallsyms]", false},
	{"\t          4069f5 main+0x935 (/full/path/to/a.out)", "4069f5", "main",
         "/full/path/to/a.out", false},
	{"4069f5 main (/a)", "4069f5", "main", "/a", false},
	{"  1155 inl+0xc (inlined)", "1155", "inl", NULL, true},
	{"  1155 operator()+0xc (inlined)", "1155", "operator()", NULL, true},
	{"\t0 [unknown] ([unknown])", "0", "[unknown]", "[unknown]", false},
	{"\tffffffff817554ea elf_load", "ffffffff817554ea", "elf_load", NULL, false},
	{"\tffffffff817554ea (/usr/lib/libc.so.6)", "ffffffff817554ea", "", "/usr/lib/libc.so.6",
         false},
	{"\tffffffff817554ea", "ffffffff817554ea", "", NULL, false},
	{"\t1128 run+0x2f (/tmp/a dir/plug in.so)", "1128", "run", "/tmp/a dir/plug in.so", false},
	{"\t1128 run+0x2f (/tmp/b (c) [d]/plug in.so)", "1128", "run", "/tmp/b (c) [d]/plug in.so",
         false},
	{"\t1128 run+0x2f (/tmp/gone.so (deleted))", "1128", "run", "/tmp/gone.so (deleted)",
         false},
	{"\t1128 [unknown] (/memfd:jit code (deleted))", "1128", "[unknown]",
         "/memfd:jit code (deleted)", false},
	{"\t1128 x ([JIT app cache])", "1128", "x", "[JIT app cache]", false},
	{"\t1128 x (/a(b/c.so)", "1128", "x", "/a(b/c.so", false},
	{"\t1128 x (/a)b/c.so)", "1128", "x", "/a)b/c.so", false},
	{"\t1128 f(int) const+0x1f (/a)", "1128", "f(int) const", "/a", false},
	{"\t1128 f (int)+0x1f (/a)", "1128", "f (int)", "/a", false},
	{"\t1128 a::operator()(int)+0x1f (/a)", "1128", "a::operator()(int)", "/a", false},
	{"\t1128 write0  (/tmp/perf-1.map)", "1128", "write0", "/tmp/perf-1.map", false},
	{"\t1128   x  +0x1 (/a)", "1128", "x  ", "/a", false},
	{"\t1128 main+0x1 (/usr/bin/x+0x4069f5)", "1128", "main", "/usr/bin/x", false},
	{"\t1128 a+b (/a)", "1128", "a+b", "/a", false},
	{"\t1128 a+0xzz (/a)", "1128", "a+0xzz", "/a", false},
	{"\t0xffff main (/a)", "ffff", "main", "/a", false},
	{"\t\t12 main\t(/a)\t", "12", "main", "/a", false},
	{"\tABCDEF main (/a)", "ABCDEF", "main", "/a", false},
	{"", NULL, NULL, NULL, false},
	{"\t", NULL, NULL, NULL, false},
	{"main", NULL, NULL, NULL, false},
	{"\tmain+0x1 (/a)", NULL, NULL, NULL, false},
	{"\t12:34", NULL, NULL, NULL, false},
	{"  inlined.c:12", NULL, NULL, NULL, false},
	{"12/34 x", NULL, NULL, NULL, false},
	{"0x main (/a)", NULL, NULL, NULL, false},
};

static void check_text(const char *line, struct text text, const char *expected)
{
	ck_assert_msg(text.size == strlen(expected) && memcmp(text.at, expected, text.size) == 0,
	              "%s: '%.*s', expected '%s'", line, (int)text.size, text.at, expected);
}

START_TEST(line_taken_apart)
{
	const char *line = lines[_i].line;
	size_t size = strlen(line);
	char *copy = malloc(size + 1);
	memcpy(copy, line, size);
	struct perf_frame frame;
	bool is_frame = perf_frame_parse((struct text){copy, size}, &frame);
	ck_assert_msg(is_frame == (lines[_i].pc != NULL), "%s: frame or no frame", line);
	if (is_frame) {
		check_text(line, frame.pc, lines[_i].pc);
		check_text(line, frame.symbol, lines[_i].symbol);
		ck_assert_msg(!frame.module.at == !lines[_i].module, "%s: module or none", line);
		if (lines[_i].module)
			check_text(line, frame.module, lines[_i].module);
		ck_assert_int_eq(frame.inlined, lines[_i].inlined);
	}
	free(copy);
}
END_TEST

/* ---- names ---- */

enum { KERNEL = 1, JIT = 2, ALL = 3, ADDRESSES = 4, JAVA = 8 };

static const struct {
	const char *line;
	int options;
	const char *source; /* NULL: none */
	const char *names;  /* a '|' between them, root first */
} named[] = {
	{"\t1 main+0x5 (/a)", 0, NULL, "main"},
	{"\t1 main+0x5 (/a)", ALL, NULL, "main"},
	{"\t1 f(int)+0x5 (/a)", 0, NULL, "f"},
	{"\t1 a;b (/a)", 0, NULL, "a:b"},
	{"\t1 \"a'b\" (/a)", 0, NULL, "ab"},
	{"\t1 'q'  (/a)", 0, NULL, "q"},

	{"\t1 [unknown] (/usr/lib/libx.so)", 0, NULL, "[libx.so]"},
	{"\t1 [unknown] ([unknown])", 0, NULL, "[unknown]"},
	{"\t1 [unknown]", 0, NULL, "[unknown]"},
	{"\t1", 0, NULL, "[unknown]"},
	{"\t1 (/usr/lib/libx.so)", 0, NULL, "[libx.so]"},
	{"\t1 [unknown] (/a dir/x y.so)", 0, NULL, "[x y.so]"},
	{"\t1 [unknown] (/tmp/gone.so (deleted))", 0, NULL, "[gone.so (deleted)]"},
	{"\t1ab [unknown] (/usr/lib/libx.so)", ADDRESSES, NULL, "[libx.so <1ab>]"},
	{"\t1ab [unknown] ([unknown])", ADDRESSES, NULL, "[unknown <1ab>]"},
	{"\t1ab main (/a)", ADDRESSES, NULL, "main"},
	{"\t1 [unknown] (/tmp/perf-12.map)", JIT, NULL, "[perf-12.map]_[j]"},

	{"\t1 f ([kernel.kallsyms])", KERNEL, NULL, "f_[k]"},
	{"\t1 f ([kernel.kallsyms])", JIT, NULL, "f"},
	{"\t1 f ([guest.kernel.kallsyms.12])", KERNEL, NULL, "f_[k]"},
	{"\t1 f ([nf_conntrack])", KERNEL, NULL, "f_[k]"},
	{"\t1 f ([unknown])", KERNEL, NULL, "f"},
	{"\t1 f (/usr/lib/debug/vmlinux)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (/boot/vmlinux-6.1.0-13-amd64)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko.xz)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko.zst)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (bpf_prog_6deef7357e7b4530_x)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (bpf_trampoline_6442484483)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (bpf_dispatcher_xdp)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (ftrace_trampoline)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (kprobe_insn_page)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (kprobe_optinsn_page)", KERNEL, NULL, "f_[k]"},
	{"\t1 f (/home/u/vmlinux-tools/run)", KERNEL, NULL, "f"},
	{"\t1 f (/home/u/x.kok)", KERNEL, NULL, "f"},
	{"\t1 [unknown] ([kernel.kallsyms])", KERNEL, NULL, "[[kernel.kallsyms]]_[k]"},

	{"\t1 f (/tmp/perf-19982.map)", JIT, NULL, "f_[j]"},
	{"\t1 f (/tmp/perf-19982.map)", KERNEL, NULL, "f"},
	{"\t1 f (/home/u/.debug/jit/jitted-12-3.so)", JIT, NULL, "f_[j]"},
	{"\t1 f (/tmp/perf-.map)", JIT, NULL, "f"},
	{"\t1 f (/tmp/perf-x1.map)", JIT, NULL, "f"},
	{"\t1 f (/opt/jitted-lib.so)", JIT, NULL, "f"},

	{"\t1 a->b->c (/tmp/perf-1.map)", 0, NULL, "a|b_[i]|c_[i]"},
	{"\t1 a->b->c (/tmp/perf-1.map)", JIT, NULL, "a_[j]|b_[i]|c_[i]"},
	{"\t1 a->b (/usr/lib/libx.so)", 0, NULL, "a->b"},
	{"\t1 A::operator->() (/usr/lib/libx.so)", 0, NULL, "A::operator->"},
	{"\t1 ->b (/tmp/perf-1.map)", 0, NULL, "b"},
	{"\t1 a-> (/tmp/perf-1.map)", 0, NULL, "a"},

	{"\t1 Ljava/io/PrintStream;::print (/tmp/perf-1.map)", JAVA, NULL,
         "java/io/PrintStream:::print"},
	{"\t1 Ljava/io/PrintStream;::print (/tmp/perf-1.map)", 0, NULL,
         "Ljava/io/PrintStream:::print"},
	{"\t1 LX;::print (/tmp/perf-1.map)", JAVA, NULL, "LX:::print"},
	{"\t1 La/B;::f->Lc/D;::g (/tmp/perf-1.map)", JAVA | JIT, NULL, "a/B:::f_[j]|c/D:::g_[i]"},
	{"\t1 java/lang/L;::f (/tmp/perf-1.map)", JAVA, NULL, "java/lang/L:::f"},

	{"\t1 main+0x5 (/a)", 0, "main.c:12", "main:main.c:12"},
	{"\t1 main+0x5 (/a)", 0, "a;b.c:12", "main:a:b.c:12"},
	{"\t1 main+0x5 ([kernel.kallsyms])", ALL, "main.c:12", "main_[k]:main.c:12"},
	{"\t1 f+0x5 (inlined)", ALL, "f.h:3", "f:f.h:3"},
};

START_TEST(name_made)
{
	struct read_options options = {
		.annotate_kernel = named[_i].options & KERNEL,
		.annotate_jit = named[_i].options & JIT,
		.addresses = named[_i].options & ADDRESSES,
	};
	const char *source = named[_i].source ? named[_i].source : "";
	struct perf_symbol_context context = {
		&options, named[_i].options & JAVA, {source, strlen(source)}};
	struct perf_frame frame;
	struct buffer names = {0};
	ck_assert(perf_frame_parse((struct text){named[_i].line, strlen(named[_i].line)}, &frame));
	size_t count = perf_symbol_names(&frame, &context, &names), ends = 0;
	ck_assert(!names.failed && names.size && !names.data[names.size - 1]);
	for (size_t i = 0; i + 1 < names.size; i++)
		if (!names.data[i]) {
			names.data[i] = '|';
			ends++;
		}
	ck_assert_str_eq(names.data, named[_i].names);
	ck_assert_uint_eq(count, ends + 1);
	buffer_free(&names);
}
END_TEST

#ifdef HAVE_DEMANGLE
#define HASH "17h3f5a9c5e81b7d3f4E"

/* Names of Rust are demangled, unless raw names, or perf's, are asked for; others stay. */
START_TEST(raw_names_of_rust)
{
	static const char *const names[][2] = {
		{"_ZN4core3fmt5write" HASH, "core::fmt::write"},
		{"_ZN4core3fmt5write" HASH ".llvm.1234", "core::fmt::write"},
		{"_ZN48_$LT$shapes..Square$u20$as$u20$shapes..Shape$GT$4area" HASH,
	         "<shapes::Square as shapes::Shape>::area"},
		{"_RNvNtCs1234_7mycrate3foo3bar", "mycrate::foo::bar"},
		{"_RNonsense", "_RNonsense"},
		{"_ZN6shapes4areaEPKi", "_ZN6shapes4areaEPKi"},
		{"_ZN6shapes17h3f5a9c5e81b7d3f"
	         "E",
	         "_ZN6shapes17h3f5a9c5e81b7d3fE"},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		for (int how = 0; how < 3; how++) {
			const struct read_options options = {.symbols.raw_names = how == 1,
			                                     .as_perf = how == 2};
			const struct perf_symbol_context context = {.options = &options};
			const struct perf_frame frame = {
				.symbol = {names[i][0], strlen(names[i][0])}};
			struct buffer out = {0};
			ck_assert_uint_eq(perf_symbol_names(&frame, &context, &out), 1);
			ck_assert_str_eq(out.data, names[i][how ? 0 : 1]);
			buffer_free(&out);
		}
	}
}
END_TEST
#endif

START_TEST(pc_matters_only_for_unknown_frames)
{
	struct read_options with = {.addresses = true}, without = {0};
	struct perf_frame known, unknown;
	perf_frame_parse((struct text){"1 a (/b)", 8}, &known);
	perf_frame_parse((struct text){"1 [unknown] (/b)", 16}, &unknown);
	ck_assert(perf_symbol_needs_pc(&unknown, &with));
	ck_assert(!perf_symbol_needs_pc(&known, &with));
	ck_assert(!perf_symbol_needs_pc(&unknown, &without));
}
END_TEST

/* Only text has "[unknown]" where there is no symbol: a symbol may be called so. */
START_TEST(symbol_called_unknown)
{
	const struct read_options options = {.addresses = true};
	const struct perf_symbol_context context = {.options = &options};
	struct perf_frame frames[2];
	static const char *const expected[] = {"[b <1>]", "[unknown]"};
	perf_frame_parse((struct text){"1 [unknown] (/b)", 16}, &frames[0]);
	frames[1] = frames[0];
	frames[1].no_symbol = false;
	for (int i = 0; i < 2; i++) {
		struct buffer out = {0};
		ck_assert_uint_eq(perf_symbol_names(&frames[i], &context, &out), 1);
		ck_assert_str_eq(out.data, expected[i]);
		ck_assert_int_eq(perf_frame_unnamed(&frames[i]) != 0, i == 0);
		ck_assert_int_eq(perf_symbol_needs_pc(&frames[i], &options), i == 0);
		buffer_free(&out);
	}
}
END_TEST

/* Without its folder, and cut to the room that there is. */
START_TEST(source_lines)
{
	static const struct {
		const char *file;
		uint32_t line;
		size_t room;
		const char *source;
	} rows[] = {
		{"/src/main.c", 12, 100, "main.c:12"},
		{"main.c", 0, 100, "main.c:0"},
		{NULL, 12, 100, ""},
		{"a/", 7, 100, ":7"},
		{"/src/main.c", 12, 10, "main.c:12"},
		{"/src/main.c", 12, 9, "main.c:1"},
		{"/src/main.c", 12, 2, "m"},
		{"/src/main.c", 12, 1, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[101];
		memset(room, '#', sizeof room);
		const struct symbol_inlined call = {.file = rows[i].file, .line = rows[i].line};
		struct text text = perf_inline_source(&call, room, rows[i].room);
		ck_assert_uint_eq(text.size, strlen(rows[i].source));
		ck_assert(!text.size || text_is(text, rows[i].source));
		ck_assert_int_eq(room[rows[i].room], '#');
	}
}
END_TEST

Suite *perf_symbol_suite(void)
{
	Suite *suite = suite_create("perf_symbol");
	TCase *tests = tcase_create("perf_symbol");
	tcase_add_loop_test(tests, argument_list_goes, 0, sizeof symbols / sizeof *symbols);
	tcase_add_loop_test(tests, line_taken_apart, 0, sizeof lines / sizeof *lines);
	tcase_add_loop_test(tests, name_made, 0, sizeof named / sizeof *named);
#ifdef HAVE_DEMANGLE
	tcase_add_test(tests, raw_names_of_rust);
#endif
	tcase_add_test(tests, pc_matters_only_for_unknown_frames);
	tcase_add_test(tests, symbol_called_unknown);
	tcase_add_test(tests, source_lines);
	suite_add_tcase(suite, tests);
	return suite;
}
