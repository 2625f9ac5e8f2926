/* Reports: the words of rows, the index in each order, and the page of a benchmark. */
#include "config.h"
#include "pages/index_page.h"
#include "pages/pictures.h"
#include "pages/profile_page.h"
#include "pages/roots.h"
#include "pages/side.h"
#include "pages/words.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *page_html_suite(void);

static struct error err;
static char folder[32];

static void set_up(void)
{
	strcpy(folder, "/tmp/pages-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void)
{
	ck_assert_int_eq(rmdir(folder), 0);
}

static char page_text[1 << 18]; /* of the last page */

/* What a page of the folder has within <main>, and removes the page. */
static char *main_of(const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	page_text[fread(page_text, 1, sizeof page_text - 1, file)] = '\0';
	fclose(file);
	unlink(path);
	char *begin = strstr(page_text, "<main>\n"), *end = strstr(page_text, "</main>\n");
	ck_assert(begin && end);
	*end = '\0';
	return begin + strlen("<main>\n");
}

/* --- rows ----------------------------------------------------------------------------------- */

static const struct row_change few_changes[] = {
	{"loud", MEASURE_TOTAL, {1, 2}, {0.1, 0.9}, 0.4, 0.4, true, NULL},
	{"up", MEASURE_TOTAL, {1, 2}, {0.10, 0.13}, 0.001, 0.002, false, NULL},
	{"down<T>", MEASURE_SELF, {2, 1}, {0.25, 0.20}, 0.001, 0.002, false, NULL},
	{"other", MEASURE_SELF, {2, 1}, {0.25, 0.30}, 0.001, 0.002, false, NULL},
};
static const struct row_breach breaches[] = {
	{"total>5%", "total(up) grew by 12.5%", false, "up", NULL},
	{"self>1%", "self(x) grew by 2%", true, "x", NULL},
};

static const struct benchmark benchmarks[] = {
	{.row = {.name = "fast",
                 .page = "profiles/fast/index.html",
                 .state = ROW_COMPARED,
                 .unit = "ns",
                 .event = "cpu-clock",
                 .tested = true,
                 .side = {{2, 2000000000, 200, 0}, {3, 2450000000, 1487, 0}},
                 .all = {.weight = {2000000000, 2450000000}},
                 .changes = few_changes,
                 .change_count = 4,
                 .changes_more = 2},
         .file = "fast",
         .picture = true},
	{.row = {.name = "limits",
                 .page = "profiles/limits/index.html",
                 .state = ROW_COMPARED,
                 .why = "few samples",
                 .unit = "samples",
                 .side = {{1, 1000, 1000, 0}, {1, 1234, 1234, 0}},
                 .all = {.weight = {1000, 1234}},
                 .breaches = breaches,
                 .breach_count = 2,
                 .exceeded = 2},
         .file = "limits"},
	{.row = {.name = "limit",
                 .page = "profiles/limit/index.html",
                 .state = ROW_COMPARED,
                 .unit = "samples",
                 .places = 2,
                 .side = {{1, 100000, 0, 0}, {1, 123450, 0, 0}},
                 .all = {.weight = {100000, 123450}},
                 .tested = true,
                 .changes = few_changes,
                 .change_count = 2,
                 .exceeded = 1},
         .file = "limit"},
	{.row = {.name = "one change",
                 .page = "profiles/one/index.html",
                 .state = ROW_COMPARED,
                 .tested = true,
                 .side = {{1, 5, 0, 0}, {1, 5, 0, 0}},
                 .all = {.weight = {5, 5}},
                 .changes = few_changes + 1,
                 .change_count = 1},
         .file = "one"},
	{.row = {.name = "untested",
                 .page = "profiles/untested/index.html",
                 .state = ROW_COMPARED,
                 .side = {{1, 5, 0, 0}, {1, 9, 1, 0}},
                 .all = {.weight = {5, 9}}},
         .file = "untested"},
	{.row = {.name = "sum",
                 .page = "profiles/sum/index.html",
                 .state = ROW_COMPARED,
                 .tested = true,
                 .side = {{1, 5, 0, 0}, {1, 9, 0, 0}},
                 .all = {.weight = {5, 9}}},
         .file = "sum"},
	{.row = {.name = "noisy",
                 .page = "profiles/noisy/index.html",
                 .state = ROW_COMPARED,
                 .tested = true,
                 .side = {{1, 5, 0, 0}, {1, 9, 0, 0}},
                 .all = {.weight = {5, 9}, .noise = true}},
         .file = "noisy"},
	{.row = {.name = "same",
                 .page = "profiles/same/index.html",
                 .state = ROW_COMPARED,
                 .tested = true,
                 .side = {{1, 9, 0, 0}, {1, 9, 0, 0}},
                 .all = {.weight = {9, 9}}},
         .file = "same"},
	{.row = {.name = "fresh",
                 .page = "profiles/fresh/index.html",
                 .state = ROW_NEW,
                 .unit = "ns",
                 .side = {{0}, {2, 9000000000, 9, 0}}},
         .file = "fresh"},
	{.row = {.name = "lost",
                 .page = "profiles/lost/index.html",
                 .state = ROW_GONE,
                 .unit = "ns",
                 .side = {{1, 7000000, 7, 0}, {0}}},
         .file = "lost"},
	{.row = {.name = "apart",
                 .page = "profiles/apart/index.html",
                 .state = ROW_APART,
                 .why = "ns and samples",
                 .unit = "bytes",
                 .side = {{1, 7, 7, 0}, {1, 2048, 2, 0}}},
         .file = "apart"},
	{.row = {.name = "broken & old",
                 .page = "profiles/broken/index.html",
                 .state = ROW_FAILED,
                 .why = "broken: empty"},
         .file = "broken"},
};

enum { COUNT = sizeof benchmarks / sizeof *benchmarks };

/* --- words ---------------------------------------------------------------------------------- */

static const struct {
	const char *measured, *verdict, *look;
} said[COUNT] = {
	{"2.45 s in 1,487 samples of cpu-clock, mean of 3 runs", "5 changes", "changed"},
	{"1,234 samples", "2 limits exceeded", "bad"},
	{"1,234.5 samples", "1 limit exceeded", "bad"},
	{"5", "1 change", "changed"},
	{"9 in 1 sample", "compared", "plain"},
	{"9", "only the sum changed", "changed"},
	{"9", "no significant change", "good"},
	{"9", "no significant change", "good"},
	{"9.00 s in 9 samples, mean of 2 runs", "new", "plain"},
	{"7.00 ms in 7 samples", "gone", "plain"},
	{"2.00 KiB in 2 samples", "not comparable", "plain"},
	{"", "unreadable", "bad"},
};

START_TEST(words_of_rows)
{
	const struct comparison_row *row = &benchmarks[_i].row;
	struct buffer text = {0};
	const char *look;
	words_measured(&text, row);
	buffer_byte(&text, '|');
	words_verdict(&text, row, &look);
	buffer_byte(&text, '\0');
	char expected[200];
	snprintf(expected, sizeof expected, "%s|%s", said[_i].measured, said[_i].verdict);
	ck_assert_str_eq(text.data, expected);
	ck_assert_str_eq(look, said[_i].look);
	buffer_free(&text);
}
END_TEST

/* --- the index ------------------------------------------------------------------------------ */

/* clang-format off */
static const char index_main[] =
	"<h1>Night</h1>\n"
	"<p>12 benchmarks, 8 compared, 2 exceed limits, 1 new, 1 gone, 1 not comparable, 1 unreadable</p>\n"
	"<nav aria-label=\"Order\">Sorted by <a href=\"index.html\" aria-current=\"page\">name</a> \xc2\xb7 <a href=\"index-by-weight.html\">weight</a> \xc2\xb7 <a href=\"index-by-change.html\">change</a></nav>\n"
	"<table class=\"index\">\n"
	"<caption class=\"unseen\">Benchmarks</caption>\n"
	"<thead><tr>"
	"<th scope=\"col\" class=\"text\">Picture</th>"
	"<th scope=\"col\" class=\"text\">Benchmark</th>"
	"<th scope=\"col\">Weight</th>"
	"<th scope=\"col\">Samples</th>"
	"<th scope=\"col\">Change</th>"
	"<th scope=\"col\" class=\"text\">Largest change</th>"
	"<th scope=\"col\">State</th></tr></thead>\n"
	"<tbody>\n"
	"<tr>"
	"<td class=\"thumb\"><img alt=\"\" loading=\"lazy\" width=\"240\" height=\"60\" src=\"profiles/fast/fast.thumb.svg\"/></td>"
	"<th scope=\"row\"><a href=\"profiles/fast/index.html\">fast</a></th>"
	"<td data-label=\"Weight\">2.45 s</td>"
	"<td data-label=\"Samples\">1,487</td>"
	"<td data-label=\"Change\">+22.5%</td>"
	"<td class=\"text\" data-label=\"Largest change\"><code>down&lt;T&gt;</code> -5.00 points</td>"
	"<td data-label=\"State\"><strong class=\"verdict changed\">5 changes</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/limits/index.html\">limits</a><p class=\"why\">few samples</p></th>"
	"<td data-label=\"Weight\">1,234 samples</td>"
	"<td data-label=\"Samples\">1,234</td>"
	"<td data-label=\"Change\">+23.4%</td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict bad\">2 limits exceeded</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/limit/index.html\">limit</a></th>"
	"<td data-label=\"Weight\">1,234.5 samples</td>"
	"<td> </td>"
	"<td data-label=\"Change\">+23.5%</td>"
	"<td class=\"text\" data-label=\"Largest change\"><code>up</code> +3.00 points</td>"
	"<td data-label=\"State\"><strong class=\"verdict bad\">1 limit exceeded</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/one/index.html\">one change</a></th>"
	"<td data-label=\"Weight\">5</td>"
	"<td> </td>"
	"<td data-label=\"Change\">0.0%</td>"
	"<td class=\"text\" data-label=\"Largest change\"><code>up</code> +3.00 points</td>"
	"<td data-label=\"State\"><strong class=\"verdict changed\">1 change</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/untested/index.html\">untested</a></th>"
	"<td data-label=\"Weight\">9</td>"
	"<td data-label=\"Samples\">1</td>"
	"<td data-label=\"Change\">+80.0%</td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict plain\">compared</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/sum/index.html\">sum</a></th>"
	"<td data-label=\"Weight\">9</td>"
	"<td> </td>"
	"<td data-label=\"Change\">+80.0%</td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict changed\">only the sum changed</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/noisy/index.html\">noisy</a></th>"
	"<td data-label=\"Weight\">9</td>"
	"<td> </td>"
	"<td data-label=\"Change\">+80.0%</td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict good\">no significant change</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/same/index.html\">same</a></th>"
	"<td data-label=\"Weight\">9</td>"
	"<td> </td>"
	"<td data-label=\"Change\">0.0%</td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict good\">no significant change</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/fresh/index.html\">fresh</a></th>"
	"<td data-label=\"Weight\">9.00 s</td>"
	"<td data-label=\"Samples\">9</td>"
	"<td> </td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict plain\">new</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/lost/index.html\">lost</a></th>"
	"<td data-label=\"Weight\">7.00 ms</td>"
	"<td data-label=\"Samples\">7</td>"
	"<td> </td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict plain\">gone</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/apart/index.html\">apart</a><p class=\"why\">ns and samples</p></th>"
	"<td data-label=\"Weight\">2.00 KiB</td>"
	"<td data-label=\"Samples\">2</td>"
	"<td> </td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict plain\">not comparable</strong></td></tr>\n"
	"<tr>"
	"<td class=\"thumb\"> </td>"
	"<th scope=\"row\"><a href=\"profiles/broken/index.html\">broken &amp; old</a><p class=\"why\">broken: empty</p></th>"
	"<td> </td>"
	"<td> </td>"
	"<td> </td>"
	"<td class=\"text\"> </td>"
	"<td data-label=\"State\"><strong class=\"verdict bad\">unreadable</strong></td></tr>\n"
	"</tbody>\n"
	"</table>\n";
/* clang-format on */

/* The names of a page's rows, in their order. */
static const char *names_in(const char *page)
{
	static char names[400];
	names[0] = '\0';
	for (const char *at = page; (at = strstr(at, "/index.html\">")); at++) {
		const char *name = strchr(at, '>') + 1;
		snprintf(names + strlen(names), sizeof names - strlen(names), "%s%.*s",
		         *names ? "," : "", (int)strcspn(name, "<"), name);
	}
	return names;
}

START_TEST(index_in_all_orders)
{
	ck_assert_int_eq(index_pages_write(folder, "Night", benchmarks, COUNT, true, &err),
	                 STATUS_OK);
	ck_assert_str_eq(main_of("index.html"), index_main);
	const char *page = main_of("index-by-weight.html");
	ck_assert_str_eq(names_in(page), "apart,fresh,fast,lost,limit,limits,untested,sum,noisy,"
	                                 "same,one change,broken &amp; old");
	ck_assert_ptr_nonnull(
		strstr(page, "<a href=\"index-by-weight.html\" aria-current=\"page\">weight</a>"));
	page = main_of("index-by-change.html");
	ck_assert_str_eq(names_in(page), "broken &amp; old,limit,limits,fast,one "
	                                 "change,untested,sum,noisy,same,fresh,lost,apart");
	ck_assert_ptr_nonnull(
		strstr(page, "<a href=\"index-by-change.html\" aria-current=\"page\">change</a>"));
}
END_TEST

/* Without a baseline there are no columns of changes, and no order by them. */
START_TEST(index_without_baseline)
{
	static const struct benchmark alone[] = {
		{.row = {.name = "a",
	                 .page = "profiles/a/index.html",
	                 .unit = "samples",
	                 .side = {{0}, {1, 1, 1, 0}}}},
	};
	ck_assert_int_eq(index_pages_write(folder, "Night", alone, 1, false, &err), STATUS_OK);
	ck_assert_str_eq(main_of("index.html"),
	                 "<h1>Night</h1>\n"
	                 "<p>1 benchmark</p>\n"
	                 "<nav aria-label=\"Order\">Sorted by <a href=\"index.html\" "
	                 "aria-current=\"page\">name</a> \xc2\xb7 <a "
	                 "href=\"index-by-weight.html\">weight</a></nav>\n"
	                 "<table class=\"index\">\n"
	                 "<caption class=\"unseen\">Benchmarks</caption>\n"
	                 "<thead><tr>"
	                 "<th scope=\"col\" class=\"text\">Picture</th>"
	                 "<th scope=\"col\" class=\"text\">Benchmark</th>"
	                 "<th scope=\"col\">Weight</th>"
	                 "<th scope=\"col\">Samples</th>"
	                 "<th scope=\"col\">State</th></tr></thead>\n"
	                 "<tbody>\n"
	                 "<tr>"
	                 "<td class=\"thumb\"> </td>"
	                 "<th scope=\"row\"><a href=\"profiles/a/index.html\">a</a></th>"
	                 "<td data-label=\"Weight\">1 sample</td>"
	                 "<td data-label=\"Samples\">1</td>"
	                 "<td> </td></tr>\n"
	                 "</tbody>\n"
	                 "</table>\n");
	main_of("index-by-weight.html");
	ck_assert_int_eq(index_pages_write(folder, "Night", NULL, 0, false, &err), STATUS_OK);
	ck_assert_str_eq(main_of("index.html"), "<h1>Night</h1>\n<p>There are no profiles.</p>\n");
	main_of("index-by-weight.html");
}
END_TEST

START_TEST(index_cannot_be_written)
{
	ck_assert_int_eq(index_pages_write("/nowhere/x", "Night", NULL, 0, false, &err),
	                 STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, "/nowhere/x/index.html"));
}
END_TEST

/* --- the page of a benchmark ---------------------------------------------------------------- */

static struct page_run runs[] = {
	{"in/a.1<.folded", "00112233445566778899aabbccddeeff", 2048, "a.1.folded.gz"},
	{"in/a.2.folded", NULL, 0, NULL},
};
static struct page_note notes[] = {{NOTE_WARNING, "a < b"}, {NOTE_ADVICE, "record longer"}};

/* clang-format off */
static const char profile_main[] =
	"<h1>limits</h1>\n"
	"<p>1,234 samples</p>\n"
	"<p><strong class=\"verdict bad\">2 limits exceeded</strong> few samples</p>\n"
	"<ul class=\"limits\">\n"
	"<li><strong class=\"rule\">limit exceeded:</strong> <code>total&gt;5%</code> total(up) grew by 12.5%</li>\n"
	"<li><strong class=\"rule\">within noise:</strong> <code>self&gt;1%</code> self(x) grew by 2%</li>\n"
	"</ul>\n"
	"<p><a href=\"trends.html\">Trends</a></p>\n"
	"<section aria-labelledby=\"graph\">\n"
	"<h2 id=\"graph\">Flame graph</h2>\n"
	"<picture class=\"picture\"><source media=\"(max-width: 760px)\" srcset=\"limits.narrow.svg\"/><img src=\"limits.still.svg\" alt=\"Flame graph of limits; the tables below have its largest parts\"/></picture>\n"
	"<p><a href=\"limits.svg\">Interactive picture</a>: search, zoom; where scripts are forbidden, download it</p>\n"
	"</section>\n"
	"<section aria-labelledby=\"difference\">\n"
	"<h2 id=\"difference\">Difference from the baseline</h2>\n"
	"<picture class=\"picture\"><source media=\"(max-width: 760px)\" srcset=\"limits.diff.narrow.svg\"/><img src=\"limits.diff.still.svg\" alt=\"Differential flame graph of limits; the tables below have its largest parts\"/></picture>\n"
	"<p class=\"method\">Orange: more than in the baseline; blue: less; hatched: new or gone.</p>\n"
	"<p><a href=\"limits.diff.svg\">Interactive picture of the difference</a></p>\n"
	"</section>\n"
	"<section aria-labelledby=\"notes\">\n"
	"<h2 id=\"notes\">Quality of the profile</h2>\n"
	"<ul>\n"
	"<li>a &lt; b</li>\n"
	"<li>record longer</li>\n"
	"</ul>\n"
	"</section>\n"
	"<section aria-labelledby=\"inputs\">\n"
	"<h2 id=\"inputs\">Inputs</h2>\n"
	"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Profiles that were read\">\n"
	"<table>\n"
	"<caption>Profiles that were read</caption>\n"
	"<thead>\n"
	"<tr>"
	"<th scope=\"col\" class=\"text\">file</th>"
	"<th scope=\"col\">size</th>"
	"<th scope=\"col\" class=\"text\">XXH3 checksum</th>"
	"<th scope=\"col\" class=\"text\">folded stacks, gzip</th></tr>\n"
	"</thead>\n"
	"<tbody>\n"
	"<tr>"
	"<th scope=\"row\"><code>in/a.1&lt;.folded</code></th>"
	"<td data-label=\"size\">2.00 KiB</td>"
	"<td class=\"text\" data-label=\"XXH3 checksum\"><code>00112233445566778899aabbccddeeff</code></td>"
	"<td class=\"text\" data-label=\"folded stacks, gzip\"><a href=\"a.1.folded.gz\">a.1.folded.gz</a></td></tr>\n"
	"<tr>"
	"<th scope=\"row\"><code>in/a.2.folded</code></th>"
	"<td data-label=\"size\">not known</td>"
	"<td class=\"text\" data-label=\"XXH3 checksum\"><code>-</code></td>"
	"<td class=\"text\" data-label=\"folded stacks, gzip\">none: unreadable</td></tr>\n"
	"</tbody>\n"
	"</table>\n"
	"</div>\n"
	"</section>\n";
/* clang-format on */

START_TEST(page_of_a_benchmark)
{
	struct benchmark benchmark = benchmarks[1];
	struct profile_page page = {
		.benchmark = &benchmark, .title = "Night", .hues = "blue-orange"};
	benchmark.picture = benchmark.difference = benchmark.trends = true;
	benchmark.runs = runs;
	benchmark.run_count = 2;
	benchmark.notes = notes;
	benchmark.note_count = 2;
	ck_assert_int_eq(profile_page_write(&page, folder, &err), STATUS_OK);
	ck_assert_str_eq(main_of("index.html"), profile_main);
	ck_assert_ptr_nonnull(strstr(page_text, "<title>limits \xc2\xb7 Night</title>\n"));
	ck_assert_ptr_nonnull(strstr(page_text, "<nav aria-label=\"Report\">"
	                                        "<a href=\"../../index.html\">Night</a></nav>\n"));
	ck_assert_ptr_nonnull(strstr(page_text, "href=\"../../style.css\"/>\n"));
	page.hues = NULL;
	ck_assert_int_eq(profile_page_write(&page, folder, &err), STATUS_OK);
	ck_assert_ptr_nonnull(strstr(main_of("index.html"), "<p class=\"method\">Red: more"));
	page.benchmark = &benchmarks[COUNT - 1];
	ck_assert_int_eq(profile_page_write(&page, folder, &err), STATUS_OK);
	ck_assert_str_eq(
		main_of("index.html"),
		"<h1>broken &amp; old</h1>\n"
		"<p><strong class=\"verdict bad\">unreadable</strong> broken: empty</p>\n");
	ck_assert_int_eq(profile_page_write(&page, "/nowhere", &err), STATUS_FATAL);
	ck_assert_ptr_nonnull(strstr(err.text, "/nowhere/index.html"));
}
END_TEST

/* --- pictures ------------------------------------------------------------------------------- */

static const char *file_text(const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	ck_assert_msg(file != NULL, "%s", path);
	const size_t size = fread(page_text, 1, sizeof page_text, file);
	ck_assert_uint_lt(size, sizeof page_text);
	page_text[size] = '\0';
	fclose(file);
	unlink(path);
	return page_text;
}

static void add_stack(struct profile *profile, const char *name, uint64_t before, uint64_t after)
{
	const uint32_t frame = frames_intern(&profile->frames, name, strlen(name));
	const struct decimal weights[] = {{before, 0}, {after, 0}};
	ck_assert_int_eq(profile_add(profile, &frame, 1, weights, &err), STATUS_OK);
}

START_TEST(pictures_of_a_difference)
{
	static const struct messages silent;
	static const char strongest[] = " data-diff-max=\"9\""; /* 5% of 199 */
	const struct pictures_place place = {folder, "x", ".diff", true};
	struct profile profile;
	struct drawing_options drawing;
	profile_init(&profile, 2);
	add_stack(&profile, "alpha", 10, 19);
	add_stack(&profile, "beta", 10, 40);
	add_stack(&profile, "gamma", 140, 140);
	drawing_options_init(&drawing);
	ck_assert_int_eq(pictures_draw(&drawing, "Title", &profile, &place, &silent, &err),
	                 STATUS_OK);
	ck_assert_str_eq(file_text("x.diff.thumb.svg"),
	                 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"240\" height=\"60\" "
	                 "viewBox=\"0 0 240 60\">\n"
	                 "<path fill=\"#ff0000\" d=\"M22.91 48h47.84v5.5h-47.84z\"/>\n"
	                 "<path fill=\"#ff9393\" d=\"M0 48h22.51v5.5h-22.51z\"/>\n"
	                 "<path fill=\"#ffffff\" d=\"M71.16 48h168.44v5.5h-168.44z"
	                 "M0 54h239.6v5.5h-239.6z\"/>\n"
	                 "</svg>\n");
	ck_assert_ptr_nonnull(strstr(file_text("x.diff.svg"), strongest));
	ck_assert_ptr_nonnull(strstr(page_text, "<script"));
	ck_assert_ptr_nonnull(strstr(page_text, " data-sides=\"union\""));
	ck_assert_ptr_nonnull(strstr(file_text("x.diff.still.svg"), strongest));
	ck_assert_ptr_nonnull(strstr(page_text, "<title id=\"name\">Title</title>"));
	ck_assert_ptr_nonnull(strstr(page_text, "width=\"1200\""));
	ck_assert_ptr_null(strstr(page_text, "<script"));
	ck_assert_ptr_nonnull(strstr(file_text("x.diff.narrow.svg"), strongest));
	ck_assert_ptr_nonnull(strstr(page_text, "width=\"380\""));
	ck_assert_ptr_null(strstr(page_text, ">Title<"));
	ck_assert_ptr_null(strstr(page_text, "id=\"legend\""));
	profile_free(&profile);
}
END_TEST

/* --- renamed processes ---------------------------------------------------------------------- */

/* A side of one run, of stacks "root leaf" and weights: names are letters. */
static void make_side(struct side *side, const char *text)
{
	struct profile *run = malloc(sizeof *run);
	ck_assert_ptr_nonnull(run);
	profile_init(run, 1);
	for (; *text; text += 3) { /* "ab7": a;b 7 */
		uint32_t frames[2];
		const struct decimal weight = {(uint64_t)(text[2] - '0'), 0};
		for (int i = 0; i < 2; i++)
			frames[i] = frames_intern(&run->frames, text + i, 1);
		ck_assert_int_eq(profile_add(run, frames, 2, &weight, &err), STATUS_OK);
	}
	*side = (struct side){0};
	ck_assert_int_eq(side_make(side, run, 1, &err), STATUS_OK);
}

START_TEST(processes_that_were_renamed)
{
	static const struct {
		const char *before, *after, *pair;
	} rows[] = {
		{"ax9", "bx9", "ab"},
		{"ax9", "ax9", NULL},
		{"ax5cx4", "bx5cx4", "ab"}, /* one that both have */
		{"cx4ax5", "cx4bx5", "ab"},
		{"ax4cx5", "bx9", NULL},    /* two before */
		{"ax9", "bx4cx5", NULL},    /* two after */
		{"ax4cx5", "bx5cx4", NULL}, /* less than half before */
		{"ax5cx4", "bx4cx5", NULL}, /* or after */
		{"ax4cx4", "bx4cx4", "ab"}, /* just half */
		{"ab9", "bx9", NULL},       /* a name is another frame's */
		{"ax9", "ba9", NULL},
		{"ax9bx0", "bx9", NULL}, /* it is there, without weight */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct side before, after;
		struct root_pair pair;
		make_side(&before, rows[i].before);
		make_side(&after, rows[i].after);
		ck_assert(root_pair_find(&before, &after, &pair));
		ck_assert_msg(!pair.before == !rows[i].pair && !pair.after == !rows[i].pair,
		              "%s, %s: %s", rows[i].before, rows[i].after,
		              pair.before ? pair.before : "none");
		if (rows[i].pair) {
			ck_assert_int_eq(pair.before[0], rows[i].pair[0]);
			ck_assert_int_eq(pair.after[0], rows[i].pair[1]);
			ck_assert(!pair.before[1] && !pair.after[1]);
		}
		root_pair_free(&pair);
		side_free(&before);
		side_free(&after);
	}
}
END_TEST

Suite *page_html_suite(void)
{
	Suite *suite = suite_create("page_html");
	TCase *tc = tcase_create("words");
	tcase_add_loop_test(tc, words_of_rows, 0, COUNT);
	suite_add_tcase(suite, tc);
	tcase_add_test(tc, processes_that_were_renamed);
	tc = tcase_create("pages");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, index_in_all_orders);
	tcase_add_test(tc, index_without_baseline);
	tcase_add_test(tc, index_cannot_be_written);
	tcase_add_test(tc, page_of_a_benchmark);
	tcase_add_test(tc, pictures_of_a_difference);
	suite_add_tcase(suite, tc);
	return suite;
}
