#include "palette/palette.h"
#include "palette/color.h"
#include "palette/color_rules.h"
#include "names/module.h"
#include "palette/shades.h"
#include "read/wall.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *color_suite(void);

static struct error err;

/* A colour as "r,g,b". */
static const char *shown(struct color color)
{
	static char texts[4][16];
	static unsigned next;
	char *text = texts[next++ % 4];
	snprintf(text, sizeof texts[0], "%u,%u,%u", color.red, color.green, color.blue);
	return text;
}

static double linear(uint8_t channel)
{
	double value = channel / 255.0;
	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(struct color color)
{
	return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) +
	       0.0722 * linear(color.blue);
}

/* The contrast of black text on a colour, as WCAG 2 defines it: 1 to 21. */
static double contrast(struct color color)
{
	return (luminance(color) + 0.05) / 0.05;
}

START_TEST(colors_are_read)
{
	static const struct {
		const char *text, *color;
	} rows[] = {
		{"#fa0", "255,170,0"},
		{"#FA0", "255,170,0"},
		{"#0a141e", "10,20,30"},
		{"rgb(1,2,3)", "1,2,3"},
		{"rgb( 1 , 20 ,255 )", "1,20,255"},
		{"aqua", "0,255,255"},
		{"black", "0,0,0"},
		{"blue", "0,0,255"},
		{"brown", "165,42,42"},
		{"cyan", "0,255,255"},
		{"fuchsia", "255,0,255"},
		{"gray", "128,128,128"},
		{"green", "0,128,0"},
		{"grey", "128,128,128"},
		{"lime", "0,255,0"},
		{"magenta", "255,0,255"},
		{"maroon", "128,0,0"},
		{"navy", "0,0,128"},
		{"olive", "128,128,0"},
		{"orange", "255,165,0"},
		{"pink", "255,192,203"},
		{"purple", "128,0,128"},
		{"red", "255,0,0"},
		{"silver", "192,192,192"},
		{"Teal", "0,128,128"},
		{"white", "255,255,255"},
		{"yellow", "255,255,0"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct color color = {0, 0, 0};
		ck_assert_msg(color_parse(rows[i].text, &color), "%s", rows[i].text);
		ck_assert_str_eq(shown(color), rows[i].color);
	}
}
END_TEST

START_TEST(other_colors_are_refused)
{
	static const char *const texts[] = {
		"",          "#",           "#ff",          "#fffff",      "#ggg",   "rgb(1,2)",
		"rgb(1,2,3", "rgb(1,2,3)x", "rgb(1,2,256)", "rgb(-1,2,3)", "nosuch", "red "};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct color color = {1, 2, 3};
		ck_assert_msg(!color_parse(texts[i], &color), "%s", texts[i]);
		ck_assert_str_eq(shown(color), "1,2,3");
	}
}
END_TEST

/* The list that messages show is the one that is understood. */
START_TEST(listed_names_are_known)
{
	char names[] = COLOR_NAMES, *rest = names, *name;
	unsigned count = 0;
	while ((name = strsep(&rest, " "))) {
		struct color color;
		ck_assert_msg(color_parse(name, &color), "%s", name);
		count++;
	}
	ck_assert_uint_eq(count, 22);
}
END_TEST

START_TEST(ramps_interpolate)
{
	static const struct color stops[] = {{0, 0, 0}, {100, 200, 50}, {255, 255, 255}};
	const struct ramp ramp = {stops, 3};
	ck_assert_str_eq(shown(ramp_at(&ramp, 0)), "0,0,0");
	ck_assert_str_eq(shown(ramp_at(&ramp, RAMP_END / 4)), "50,100,25");
	ck_assert_str_eq(shown(ramp_at(&ramp, RAMP_END / 2)), "100,200,50");
	ck_assert_str_eq(shown(ramp_at(&ramp, RAMP_END / 4 * 3)), "178,228,153");
	ck_assert_str_eq(shown(ramp_at(&ramp, RAMP_END)), "255,255,255");
}
END_TEST

/* Lighter at each step, so that they can be told apart without seeing hues; and the ends as the
 * map has them at 0.3 and 1, with 30 % of white. */
START_TEST(ramps_grow_lighter)
{
	struct color (*const shades[])(uint32_t) = {shade_viridis, shade_cividis};
	for (size_t i = 0; i < 2; i++) {
		double before = 0;
		for (uint32_t place = 0; place <= RAMP_END; place += RAMP_END / 64) {
			double now = luminance(shades[i](place));
			ck_assert_msg(now > before, "%zu: %u", i, (unsigned)place);
			before = now;
		}
	}
	ck_assert_str_eq(shown(shade_viridis(0)), "114,143,174");
	ck_assert_str_eq(shown(shade_viridis(RAMP_END)), "254,238,102");
	ck_assert_str_eq(shown(shade_cividis(RAMP_END)), "255,240,125");
}
END_TEST

/* Between the ends: a wrong digit in a map is seen by no other test. */
START_TEST(ramps_are_these)
{
	struct buffer text = {0};
	for (uint32_t place = 0; place <= RAMP_END; place += RAMP_END / 13) {
		buffer_text(&text, " ");
		color_append_hex(&text, shade_viridis(place));
		color_append_hex(&text, shade_cividis(place));
	}
	buffer_byte(&text, '\0');
	ck_assert_str_eq(
		text.data,
		" #728fae#838998 #6d99b0#8d9099 #6aa1b0#95979c #66aaaf#9e9e9e #64b4ae#a7a5a0"
		" #64bdab#afada1 #6bc6a5#b9b4a0 #75ce9f#c3bc9e #88d695#cdc49b #9cdd89#d7cd97"
		" #b4e279#e2d592 #cce86b#edde8b #e5eb68#f6e784 #feee66#fff07d");
	buffer_free(&text);
}
END_TEST

START_TEST(labels_can_be_read)
{
	for (uint32_t place = 0; place <= RAMP_END; place += RAMP_END / 16) {
		ck_assert_double_ge(contrast(shade_viridis(place)), 4.5);
		ck_assert_double_ge(contrast(shade_cividis(place)), 4.5);
		for (unsigned i = 0; i < 70; i++) {
			ck_assert_double_ge(contrast(shade_module(i, place)), 4.5);
			ck_assert_double_ge(contrast(shade_depth(i, place)), 4.5);
			ck_assert_double_ge(contrast(shade_calm(i % 3, i, place)), 4.5);
		}
	}
	const struct difference_hues *hues = difference_hues_find("blue-orange");
	for (int delta = -20; delta <= 20; delta++)
		ck_assert_double_ge(contrast(difference_shade(hues, delta, 20)), 4.5);
}
END_TEST

START_TEST(wall_clock_time_can_be_read)
{
	struct palette *palette;
	ck_assert_int_eq(palette_open("wall", COLOR_BY_NAME, &palette, &err), STATUS_OK);
	for (unsigned wall = 0; wall <= WALL_MARKS; wall++)
		for (char name[] = "!"; *name < '~'; ++*name) {
			const struct palette_frame frame = {.name = name, .size = 1, .wall = wall};
			ck_assert_double_ge(contrast(palette_color_of(palette, &frame)), 4.5);
		}
	palette_close(palette);
}
END_TEST

/* A colour as deuteranopia (0) and protanopia (1) show it, after Machado, Oliveira and Fernandes
 * (2009), or as it is (2), in OKLab. */
static void seen(struct color color, int kind, double lab[3])
{
	static const double kinds[3][3][3] = {
		{{0.367322, 0.860646, -0.227968},
	         {0.280085, 0.672501, 0.047413},
	         {-0.011820, 0.042940, 0.968881}},
		{{0.152286, 1.052583, -0.204868},
	         {0.114503, 0.786281, 0.099216},
	         {-0.003882, -0.048116, 1.051998}},
		{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	};
	static const double to_cones[3][3] = {{0.4122214708, 0.5363325363, 0.0514459929},
	                                      {0.2119034982, 0.6806995451, 0.1073969566},
	                                      {0.0883024619, 0.2817188376, 0.6299787005}};
	static const double to_lab[3][3] = {{0.2104542553, 0.7936177850, -0.0040720468},
	                                    {1.9779984951, -2.4285922050, 0.4505937099},
	                                    {0.0259040371, 0.7827717662, -0.8086757660}};
	const double light[] = {linear(color.red), linear(color.green), linear(color.blue)};
	double simulated[3] = {0}, cones[3] = {0};
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++)
			simulated[i] += kinds[kind][i][j] * light[j];
		simulated[i] = fmin(fmax(simulated[i], 0), 1);
	}
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++)
			cones[i] += to_cones[i][j] * simulated[j];
		cones[i] = cbrt(cones[i]);
	}
	for (int i = 0; i < 3; i++) {
		lab[i] = 0;
		for (int j = 0; j < 3; j++)
			lab[i] += to_lab[i][j] * cones[j];
	}
}

/* The smallest distance of two colours over what readers see. */
static double distance(struct color one, struct color other)
{
	double least = 1;
	for (int kind = 0; kind < 3; kind++) {
		double a[3], b[3];
		seen(one, kind, a);
		seen(other, kind, b);
		least = fmin(least, hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]));
	}
	return least;
}

enum { CALM_LEVELS = 4 };

START_TEST(calm_hues_stay_apart)
{
	struct color_pair one, other;
	size_t hues = 0;
	for (size_t i = 0; shade_calm_pair(i, &one); i += CALM_LEVELS, hues++) {
		for (size_t j = 0; j < i && shade_calm_pair(j, &other); j += CALM_LEVELS) {
			ck_assert_double_ge(distance(one.light, other.light), 0.078);
			ck_assert_double_ge(distance(one.dark, other.dark), 0.066);
		}
	}
	ck_assert_uint_eq(hues, 10);
}
END_TEST

START_TEST(dark_colors_are_readable)
{
	static const struct color page = {23, 25, 30};
	const struct difference_hues *hues[] = {
		difference_hues_calm(difference_hues_find("red-blue")),
		difference_hues_calm(difference_hues_find("blue-orange")),
	};
	struct color_pair pair, next;
	for (size_t i = 0; shade_calm_pair(i, &pair); i++) {
		ck_assert_double_ge(contrast(pair.light), 4.5);
		ck_assert_double_ge(21 / contrast(pair.dark), 4.5);
		ck_assert_double_ge(contrast(pair.dark) / contrast(page), 1.4);
		if (shade_calm_pair(i + 1, &next))
			ck_assert(distance(pair.dark, next.dark) > 0.005);
	}
	for (size_t which = 0; which < 2; which++) {
		for (size_t i = 0; difference_hues_pair(hues[which], i, &pair); i++) {
			double light = contrast(pair.light);
			ck_assert_double_ge(fmax(light, 21 / light), 4.5);
			ck_assert_double_ge(21 / contrast(pair.dark), 4.5);
		}
		/* the strongest of more and of less */
		difference_hues_pair(hues[which], 12, &pair);
		difference_hues_pair(hues[which], 24, &next);
		ck_assert_double_ge(distance(pair.light, next.light), 0.15);
		ck_assert_double_ge(distance(pair.dark, next.dark), 0.1);
	}
}
END_TEST

/* Each shade of a picture has its counterpart. */
START_TEST(calm_shades_are_in_the_table)
{
	const struct difference_hues *hues = difference_hues_calm(NULL);
	struct color_pair pair;
	for (uint32_t place = 0; place <= RAMP_END; place += 97) {
		struct color color = shade_calm(place % 3, place % 11, place);
		bool found = false;
		for (size_t i = 0; shade_calm_pair(i, &pair); i++)
			found = found || strcmp(shown(pair.light), shown(color)) == 0;
		ck_assert_msg(found, "%s", shown(color));
	}
	for (int delta = -700; delta <= 700; delta++) {
		struct color color = difference_shade(hues, delta, 700);
		bool found = false;
		for (size_t i = 0; difference_hues_pair(hues, i, &pair); i++)
			found = found || strcmp(shown(pair.light), shown(color)) == 0;
		ck_assert_msg(found, "%d: %s", delta, shown(color));
	}
	ck_assert_str_ne(shown(difference_shade(hues, 1, 1e9)), "255,255,255");
}
END_TEST

static uint32_t summed(uint32_t sum, struct color color)
{
	const char *text = shown(color);
	for (; *text; text++)
		sum = sum * 31 + (unsigned char)*text;
	return sum * 31 + ' ';
}

/* Pictures made yesterday and today have the same colours. If a table changes on purpose, so does
 * its sum here. */
START_TEST(tables_stay)
{
	uint32_t ramps = 0, modules = 0, calm = 0, depths = 0, differences = 0;
	for (uint32_t place = 0; place <= RAMP_END; place += RAMP_END / 128) {
		ramps = summed(ramps, shade_viridis(place));
		ramps = summed(ramps, shade_cividis(place));
	}
	for (unsigned hash = 0; hash <= 64; hash++) {
		modules = summed(modules, shade_module(hash, 0));
		modules = summed(modules, shade_module(hash, RAMP_END));
		depths = summed(depths, shade_depth(hash, RAMP_END / 2));
	}
	struct color_pair pair;
	for (size_t i = 0; shade_calm_pair(i, &pair); i++)
		calm = summed(summed(calm, pair.light), pair.dark);
	for (size_t which = 0; difference_hues_name(which); which++) {
		const struct difference_hues *hues = difference_hues_find(
			difference_hues_name(which));
		for (int delta = -20; delta <= 20; delta++)
			differences = summed(differences, difference_shade(hues, delta, 20));
		hues = difference_hues_calm(hues);
		for (size_t i = 0; difference_hues_pair(hues, i, &pair); i++)
			differences = summed(summed(differences, pair.light), pair.dark);
	}
	ck_assert_uint_eq(ramps, 3314425427U);
	ck_assert_uint_eq(modules, 3624056499U);
	ck_assert_uint_eq(calm, 3996506815U);
	ck_assert_uint_eq(depths, 3678479640U);
	ck_assert_uint_eq(differences, 97721780U);
}
END_TEST

START_TEST(depths_go_up_and_down)
{
	ck_assert_str_eq(shown(shade_depth(0, 0)), shown(shade_depth(64, 0)));
	ck_assert_str_eq(shown(shade_depth(1, 0)), shown(shade_depth(63, 0)));
	ck_assert_str_eq(shown(shade_depth(31, 0)), shown(shade_depth(33, 0)));
	for (unsigned row = 0; row < 32; row++)
		ck_assert_str_ne(shown(shade_depth(row, 0)), shown(shade_depth(row + 1, 0)));
	ck_assert_str_ne(shown(shade_depth(5, 0)), shown(shade_depth(5, RAMP_END)));
	ck_assert_str_eq(shown(shade_depth(UINT32_MAX, 0)), shown(shade_depth(63, 0)));
}
END_TEST

START_TEST(differences_have_hues)
{
	const struct difference_hues *red = difference_hues_find("red-blue");
	const struct difference_hues *orange = difference_hues_find("blue-orange");
	ck_assert_ptr_nonnull(red);
	ck_assert_ptr_nonnull(orange);
	ck_assert_ptr_null(difference_hues_find("blue"));
	ck_assert_str_eq(shown(difference_shade(red, 1, 7)), shown(difference_shade(NULL, 1, 7)));
	ck_assert_str_eq(shown(difference_shade(orange, 0, 7)), "255,255,255");
	ck_assert_str_eq(shown(difference_shade(orange, 7, 7)), "235,120,0");
	ck_assert_str_eq(shown(difference_shade(orange, -7, 7)), "64,150,222");
	ck_assert_str_eq(shown(difference_shade(orange, 1, 2)), "245,174,98");
}
END_TEST

START_TEST(modules_are_found)
{
	static const struct {
		const char *name, *module;
	} rows[] = {
		{"", ""},
		{"main", ""},
		{"tcp_sendmsg_[k]", "kernel"},
		{"tcp_sendmsg_[k]_[w]", "kernel"},
		{"Interpreter_[j]", ""},
		{"[libc.so.6]", "libc.so.6"},
		{"[unknown]", ""},
		{"genunix`kmem_alloc", "genunix"},
		{"libc.so.1`malloc", "libc.so.1"},
		{"node`v8::internal::Execution::Call", "node"},
		{"List`1.Add", "List`1"},
		/* C++ */
		{"std::sort<int*, less>", "std"},
		{"v8::internal::(anonymous namespace)::Invoke", "v8"},
		{"(anonymous namespace)::Box<a::b>::operator()", "Box"},
		{"std::vector<int> shop::with<std::string>(int)", "shop"},
		{"void std::__invoke<a::b, c::d&>(a::b&)", "std"},
		{"std::function<void (void (*)(int))>::operator()", "std"},
		{"foo<std::string>", ""},
		{"shop::operator<(Box const&)", "shop"},
		{"operator new", ""},
		{"lambdas(int, std::string const&)::{lambda(int)#1}::operator()", ""},
		{"::open::x", "open"},
		/* what compilers and linkers add to names in C */
		{"getPageNormal.part.0", ""},
		{"ext4_fsync.constprop.0_[k]", "kernel"},
		{"compute.cold", ""},
		{"__libc_start_main@@GLIBC_2.34", ""},
		{"python3.11", ""},
		{"swapper/3", ""},
		{"kworker/u8:0-events", ""},
		/* Rust */
		{"demo::main::{{closure}}", "demo"},
		{"core::ptr::drop_in_place<alloc::vec::Vec<u8>>", "core"},
		{"<alloc::vec::Vec<T> as core::ops::drop::Drop>::drop", "alloc"},
		{"<&mut std::io::Cursor<T> as std::io::Read>::read", "std"},
		{"<T as demo::Shape>::area", "demo"},
		/* Go */
		{"net/http.(*Client).Do", "net/http"},
		{"runtime.mallocgc", "runtime"},
		{"main.main.func1", "main"},
		{"main.(*Tree).Walk", "main"},
		{"github.com/x/y/pkg.Func", "github.com/x/y/pkg"},
		{"slices.SortFunc[go.shape.[]string,go.shape.string]", "slices"},
		/* Java */
		{"java/util/HashMap.get_[j]", "java/util"},
		{"Ljava/util/HashMap;::get", "java/util"},
		{"org/mozilla/javascript/Context:.call", "org/mozilla/javascript"},
		{"org/x/Foo$$Lambda$12/0x80.run", "org/x"},
		{"org.x.y.Class.method", "org.x.y"},
		{"org.x.y.Class::method", "org.x.y"},
		{"int java.util.HashMap.hash(java.lang.Object)", "java.util"},
		{"java.lang.Object[] java.util.Arrays.copyOf", "java.util"},
		{"void Trees$Node.insert_[j]", "Trees"},
		/* scripts */
		{"JS:~run /srv/app/run.js:12:3", "/srv/app/run.js"},
		{"LazyCompile:*get /srv/node_modules/qs/lib/x.js:1", "qs"},
		{"JS:*a /s/node_modules/a/node_modules/@b/c/d.mjs:9:1_[j]", "@b/c"},
		{"JS:~Module._extensions..js node:internal/modules/cjs/loader:9:1",
	         "node:internal"},
		{"JS:~readFile node:fs:20:3", "node:fs"},
		{"Builtins_ArrayMap", "v8"},
		{"Builtin:ArrayMap", "v8"},
		{"BytecodeHandler:LdaZero", "v8"},
		{"run (/srv/app/run.py:12)", "/srv/app/run.py"},
		{"py::run:/srv/site-packages/flask/app.py", "flask"},
		{"py::run:<string>", "<string>"},
		{"HTTP::Tiny::get", "HTTP"},
		{"App\\Http\\Kernel::handle", "App"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct name module = module_of((struct name){rows[i].name, strlen(rows[i].name)});
		ck_assert_msg(module.size == strlen(rows[i].module) &&
		                      memcmp(module.text, rows[i].module, module.size) == 0,
		              "%s: %.*s", rows[i].name, (int)module.size, module.text);
	}
}
END_TEST

START_TEST(modules_of_known_files)
{
	static const struct {
		const char *name, *file;
		bool kernel;
		const char *module;
	} rows[] = {
		{"malloc", "libc.so.6", false, "libc.so.6"},
		{"std::sort<int*>", "libfoo.so", false, "libfoo.so"},
		{"malloc_[j]", "libc-2.31.so", false, "libc-2.31.so"},
		{"tcp_sendmsg", "[kernel.kallsyms]", true, "kernel"},
		{"tcp_sendmsg", "", true, "kernel"},
		{"tcp_sendmsg", "vmlinux", true, "kernel"},
		{"tcp_sendmsg_[k]", "libc.so.6", false, "kernel"},
		{"ext4_sync_file", "[ext4]", true, "ext4"},
		{"clock_gettime", "[vdso]", false, "vdso"},
		/* a program may hold many packages */
		{"main", "words", false, "words"},
		{"std::sort<int*>", "words", false, "std"},
		{"net/http.(*Client).Do", "server", false, "net/http"},
		{"[words]", "words", false, "words"},
		/* JIT, or in several files */
		{"Ljava/util/HashMap;::get", "", false, "java/util"},
		{"memcpy", "", false, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct name name = {rows[i].name, strlen(rows[i].name)};
		struct name file = {rows[i].file, strlen(rows[i].file)};
		struct name module = module_known(name, file, rows[i].kernel);
		ck_assert_msg(module.size == strlen(rows[i].module) &&
		                      memcmp(module.text, rows[i].module, module.size) == 0,
		              "%s in %s: %.*s", rows[i].name, rows[i].file, (int)module.size,
		              module.text);
	}
}
END_TEST

/* What is read stays within the name, whatever stands after it (run under sanitizers). */
START_TEST(modules_of_cut_names)
{
	static const char *const names[] = {
		"JS:*a /s/node_modules/a/node_modules/@b/c/d.mjs:9:1_[j]",
		"<&mut std::io::Cursor<T> as std::io::Read>::read",
		"Ljava/util/HashMap;::get(Ljava/lang/Object;)_[j]",
		"libc.so.1`malloc",
		"py::run:/srv/site-packages/flask/app.py",
		"v8::internal::(anonymous namespace)::Invoke",
		"[libc.so.6]"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t length = strlen(names[i]);
		for (size_t size = 0; size <= length; size++) {
			char *start = malloc(size ? size : 1);
			ck_assert_ptr_nonnull(start);
			memcpy(start, names[i] + length - size, size);
			struct name module = module_of((struct name){start, size});
			ck_assert_uint_le(module.size, size > 6 ? size : 6);
			memcpy(start, names[i], size);
			module = module_of((struct name){start, size});
			ck_assert_uint_le(module.size, size > 6 ? size : 6);
			free(start);
		}
	}
}
END_TEST

START_TEST(modules_hash_alike)
{
	struct name slashes = {"java/util", 9}, points = {"java.util", 9}, other = {"java", 4};
	ck_assert_uint_eq(module_hash(slashes), module_hash(points));
	ck_assert_uint_ne(module_hash(slashes), module_hash(other));
	ck_assert_uint_eq(module_hash((struct name){"kernel", 6}), 0xE478C72U);
}
END_TEST

static void add_rules(struct color_rules *rules, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(color_rules_add(rules, texts[i], &err) == STATUS_OK, "%s", err.text);
}

/* The colour that rules give, "none" without. */
static const char *color_of(struct color_rules *rules, const char *name)
{
	struct color color;
	return color_rules_find(rules, name, strlen(name), &color) ? shown(color) : "none";
}

START_TEST(first_rule_wins)
{
	static const char *const texts[] = {"^a=b$=#010203", "^a=red", "(?i)MAIN$=rgb(4,5,6)"};
	struct color_rules rules = {0};
	ck_assert_str_eq(color_of(&rules, "a"), "none");
	color_rules_free(&rules);
	add_rules(&rules, texts, 3);
	for (int round = 0; round < 2; round++) { /* matched, then remembered */
		ck_assert_str_eq(color_of(&rules, "a=b"), "1,2,3");
		ck_assert_str_eq(color_of(&rules, "a=bc"), "255,0,0");
		ck_assert_str_eq(color_of(&rules, "domain"), "4,5,6");
		ck_assert_str_eq(color_of(&rules, "other"), "none");
	}
	ck_assert_ptr_null(color_rules_failure(&rules));
	color_rules_free(&rules);
}
END_TEST

START_TEST(rules_take_any_bytes)
{
	static const char *const texts[] = {"^\303\244.$=red", "\\xff=blue", "b=lime"};
	struct color_rules rules = {0};
	add_rules(&rules, texts, 3);
	ck_assert_str_eq(color_of(&rules, "\303\244\303\266"), "255,0,0"); /* . is one character */
	ck_assert_str_eq(color_of(&rules, "a\xff"), "none");
	ck_assert_str_eq(color_of(&rules, "\xff"
	                                  "b\xff"),
	                 "0,255,0");
	struct color color;
	ck_assert(color_rules_find(&rules, "\0b", 2, &color));
	color_rules_free(&rules);
}
END_TEST

START_TEST(wrong_rules_are_refused)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{"red", "'red' is not of the form REGEX=COLOUR"},
		{"=red", "'=red' is not of the form REGEX=COLOUR"},
		{"", "'' is not of the form REGEX=COLOUR"},
		{"a=", "'' is not a colour: #rgb, #rrggbb, rgb(R,G,B) or one of: " COLOR_NAMES},
		{"a=pinkish",
	         "'pinkish' is not a colour: #rgb, #rrggbb, rgb(R,G,B) or one of: " COLOR_NAMES},
		{"a(b=red", "'a(b': missing closing parenthesis at offset 3"},
		{"*=red", "'*': quantifier does not follow a repeatable item at offset 0"},
	};
	struct color_rules rules = {0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert_int_eq(color_rules_add(&rules, rows[i].text, &err), STATUS_FAILED);
		ck_assert_str_eq(err.text, rows[i].message);
	}
	ck_assert_uint_eq(rules.count, 0);
	color_rules_free(&rules);
}
END_TEST

START_TEST(endless_searches_are_told)
{
	static const char *const texts[] = {"^(a+)+(b+)+\\1$=red"};
	struct color_rules rules = {0};
	char name[64];
	add_rules(&rules, texts, 1);
	memset(name, 'a', sizeof name - 2);
	strcpy(name + sizeof name - 2, "c");
	memset(name + 30, 'b', 30);
	ck_assert_str_eq(color_of(&rules, name), "none");
	ck_assert_ptr_nonnull(color_rules_failure(&rules));
	ck_assert_ptr_nonnull(strstr(color_rules_failure(&rules), "limit"));
	color_rules_free(&rules);
}
END_TEST

Suite *color_suite(void)
{
	Suite *suite = suite_create("color");
	TCase *tests = tcase_create("color");
	tcase_add_test(tests, colors_are_read);
	tcase_add_test(tests, other_colors_are_refused);
	tcase_add_test(tests, listed_names_are_known);
	tcase_add_test(tests, ramps_interpolate);
	tcase_add_test(tests, ramps_grow_lighter);
	tcase_add_test(tests, ramps_are_these);
	tcase_add_test(tests, labels_can_be_read);
	tcase_add_test(tests, wall_clock_time_can_be_read);
	tcase_add_test(tests, calm_hues_stay_apart);
	tcase_add_test(tests, dark_colors_are_readable);
	tcase_add_test(tests, calm_shades_are_in_the_table);
	tcase_add_test(tests, tables_stay);
	tcase_add_test(tests, depths_go_up_and_down);
	tcase_add_test(tests, differences_have_hues);
	tcase_add_test(tests, modules_are_found);
	tcase_add_test(tests, modules_of_known_files);
	tcase_add_test(tests, modules_of_cut_names);
	tcase_add_test(tests, modules_hash_alike);
	tcase_add_test(tests, first_rule_wins);
	tcase_add_test(tests, rules_take_any_bytes);
	tcase_add_test(tests, wrong_rules_are_refused);
	tcase_add_test(tests, endless_searches_are_told);
	suite_add_tcase(suite, tests);
	return suite;
}
