/* Reading perf.data files of the tests' own making. Names come from the files themselves: a module
 * without symbols is a frame of its own, and functions that appear in the kernel have names. */
#ifndef STACKFOLD_TESTS_PERF_DATA_READING_H
#define STACKFOLD_TESTS_PERF_DATA_READING_H

#include "perf_data_builder.h"
#include "reading.h"

#define KERNEL ((uint64_t)PERF_CONTEXT_KERNEL)
#define USER ((uint64_t)PERF_CONTEXT_USER)
#define CHAIN(...) ((const uint64_t[]){__VA_ARGS__, 0})

static const struct built_event clock_event = {
	.type = PERF_TYPE_SOFTWARE,
	.config = PERF_COUNT_SW_CPU_CLOCK,
	.sample_type = SAMPLE_USUAL,
};

static struct recording r;
static struct reading_result result;
static bool no_symbols; /* this build cannot read the format */

static inline void set_up(void)
{
	no_symbols = !bidding_named(formats, "perf-data")->available;
}

static inline void tear_down(void)
{
	buffer_free(&r.out);
	reading_end(&result);
	result = (struct reading_result){0};
}

/* Reads what was built, with names of no machine in particular; kallsyms may be given. */
static inline void read_with(struct read_options options)
{
	options.symbols.symfs = options.symbols.buildid_dir = "/nonexistent";
	if (!options.symbols.kallsyms)
		options.symbols.kallsyms = "/dev/null";
	reading_end(&result);
	reading_text(&result, r.out.data, r.out.size, &options);
}

static inline void check_with(struct read_options options, const char *folded)
{
	if (no_symbols)
		return;
	read_with(options);
	ck_assert_msg(result.status == STATUS_OK, "%s", result.err.text);
	ck_assert_str_eq(result.folded, folded);
}

static inline void check_folded(const char *folded)
{
	end_recording(&r);
	check_with((struct read_options){0}, folded);
}

static inline void check_refused_with(struct read_options options, const char *message)
{
	if (no_symbols)
		return;
	read_with(options);
	ck_assert_int_eq(result.status, STATUS_FAILED);
	ck_assert_msg(strstr(result.err.text, message) != NULL, "%s", result.err.text);
}

static inline void check_refused(const char *message)
{
	check_refused_with((struct read_options){0}, message);
}

/* Whether the account says something, as a warning or not. */
static inline bool said(const char *what, bool warning)
{
	for (size_t i = 0; i < result.account.note_count; i++)
		if (result.account.notes[i].warning == warning &&
		    strstr(result.account.notes[i].text, what))
			return true;
	return false;
}

static inline bool noted(const char *what)
{
	return said(what, true) || said(what, false);
}

/* As a warning. */
static inline void check_noted(const char *what)
{
	ck_assert_msg(no_symbols || said(what, true), "nobody says: %s", what);
}

/* For those who ask: not a warning. */
static inline void check_told(const char *what)
{
	ck_assert_msg(no_symbols || said(what, false), "nobody says: %s", what);
}

/* A process named a, pid 1, with /bin/a at 0x1000 and /lib/b at 0x2000, and two kernel functions.
 */
static inline void put_process(void)
{
	put_comm(&r, 1, 1, "a", 0);
	put_mmap(&r, 1, 0x1000, 0x1000, "/bin/a", 0);
	put_mmap(&r, 1, 0x2000, 0x1000, "/lib/b", 0);
	put_ksymbol(&r, 0xffffffff81000000, 0x100, "sys_one", false, 0);
	put_ksymbol(&r, 0xffffffff81000100, 0x100, "sys_two", false, 0);
}

static inline void begin(bool big_endian, bool pipe)
{
	begin_recording(&r, big_endian, pipe, &clock_event, 1);
}

#endif
