/* What a picture says of modules: its legend, and the list for the script. */
#include "palette/shades.h"
#include "render/legend.h"
#include "render/module_list.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *legend_suite(void);

static struct markup markup;
static struct legend legend;
static struct render_options options;
static struct error err;

static void set_up(void)
{
	markup_init(&markup, NULL, false, false);
	render_defaults(&options);
	options.font_size = 10;
	options.font_width = 0.6;
	ck_assert_int_eq(palette_open("calm", COLOR_BY_NAME, &options.palette, &err), STATUS_OK);
}

static void tear_down(void)
{
	markup_free(&markup);
	legend_free(&legend);
	palette_close(options.palette);
}

static void add(const char *name, uint64_t weight, struct color color)
{
	legend_add(&legend, legend_meaning(&legend, name, strlen(name)), weight, 1, color);
}

/* The texts of the legend, with a "|" after each. */
static const char *written(double width)
{
	static char texts[1024];
	const struct svg_geometry geometry = {.width = width, .side = 10};
	size_t size = 0;
	markup.out.size = 0;
	legend_write(&legend, &markup, &options, &geometry);
	buffer_byte(&markup.out, '\0');
	for (const char *at = markup.out.data; (at = strstr(at, "<text")) != NULL;) {
		at = strchr(at, '>') + 1;
		size += (size_t)sprintf(texts + size, "%.*s|", (int)strcspn(at, "<"), at);
	}
	texts[size] = '\0';
	return texts;
}

/* Modules of one hue stand together, at the heaviest of them. */
START_TEST(hues_that_several_modules_share)
{
	const struct color a = shade_calm(CALM_MODULE, 1, 0), b = shade_calm(CALM_MODULE, 2, 0);
	const struct color other = {1, 2, 3};
	ck_assert_uint_ne(shade_calm_hue(a), shade_calm_hue(b));
	add("/lib/a1", 90, a);
	add("/lib/b1", 80, b);
	add("[a2]", 70, a);
	add("none1", 65, other);
	add("b2", 60, b);
	add("a3", 50, a);
	add("none2", 40, other);
	add("b3", 30, b);
	add("too many", 20, a);
	ck_assert_str_eq(written(2000), "a1, a2, a3|b1, b2, b3|none1|none2|");
	ck_assert_str_eq(written(250), "a1, a2, a3|b1, b2, b3|none1|");
	ck_assert_str_eq(written(120), "");
}
END_TEST

/* Of equal weight: by name; long names are cut. */
START_TEST(order_of_a_legend)
{
	add("bb", 5, (struct color){0});
	add("b", 5, (struct color){0});
	add("ba", 5, (struct color){0});
	add("a", 5, (struct color){0});
	add("a-name-of-24-characters-", 4, (struct color){0});
	add("a-name-of-25-characters--", 3, (struct color){0});
	add("[]", 2, (struct color){0});
	add("", 9, (struct color){0});
	ck_assert_str_eq(written(2000),
	                 "a|b|ba|bb|a-name-of-24-characters-|a-name-of-25-characters…|[]|");
}
END_TEST

START_TEST(one_module_needs_no_legend)
{
	add("a", 5, (struct color){0});
	ck_assert_str_eq(written(2000), "");
}
END_TEST

/* As many as there are letters; those after them have none. */
START_TEST(modules_for_the_script)
{
	struct origins origins = {0};
	struct module_list list = {.origins = &origins};
	char expected[128] = ">-", name[8];
	module_list_add(&list, 0); /* no modules at all */
	ck_assert_uint_eq(list.letters.size, 0);
	for (uint32_t i = 0; i < MODULE_LETTERS + 2; i++)
		origins_add(&origins, i, ORIGIN_USER, name, (size_t)sprintf(name, "m%u", i));
	module_list_add(&list, FRAME_NONE);
	for (uint32_t i = 0; i < MODULE_LETTERS + 2; i++)
		module_list_add(&list, i);
	module_list_add(&list, MODULE_LETTERS - 1);
	module_list_add(&list, 0);
	ck_assert_uint_eq(list.count, MODULE_LETTERS);
	module_list_write(&list, &markup);
	buffer_byte(&markup.out, '\0');
	strcat(expected, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678--8a<");
	ck_assert_ptr_nonnull(strstr(markup.out.data, expected));
	ck_assert_ptr_nonnull(strstr(markup.out.data, ";m60\""));
	module_list_free(&list);
	origins_free(&origins);
}
END_TEST

Suite *legend_suite(void)
{
	Suite *suite = suite_create("legend");
	TCase *tests = tcase_create("legend");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, hues_that_several_modules_share);
	tcase_add_test(tests, order_of_a_legend);
	tcase_add_test(tests, one_module_needs_no_legend);
	tcase_add_test(tests, modules_for_the_script);
	suite_add_tcase(suite, tests);
	return suite;
}
