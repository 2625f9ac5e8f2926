#include "config.h"

#include "symbol/demangle.h"
#include "symbol/symbol.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

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
	char *name = demangle(raw);
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

#endif

Suite *inlined_suite(void)
{
	Suite *suite = suite_create("inlined");
#ifdef HAVE_ELFUTILS
	TCase *tests = tcase_create("inlined");
	tcase_add_test(tests, names_as_perf);
	suite_add_tcase(suite, tests);
#endif
	return suite;
}
