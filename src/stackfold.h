/* stackfold: reads, folds, compares and draws profiles. stackfold(3) describes every function.
 *
 *     struct sf_error error = SF_ERROR_INIT;
 *     const char *paths[] = {"before.perf.txt.gz"};
 *     sf_profile *profile = sf_profile_new(1, &error);
 *     if (!profile || sf_profile_read(profile, paths, 1, NULL, NULL, &error) != SF_OK ||
 *         sf_profile_write_svg(profile, "before.svg", NULL, &error) != SF_OK)
 *             fprintf(stderr, "%s\n", error.text);
 *     sf_profile_free(profile);
 *
 * The library prints nothing, ends no program and has no global state. Different threads may use
 * different objects at the same time. Several threads may use one object at the same time as long
 * as none of them calls a function that takes it without const.
 */
#ifndef STACKFOLD_H
#define STACKFOLD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- version -------------------------------------------------------------------------------- */

/* The version of this header; SF_VERSION is a number: 10203 for 1.2.3. */
#define SF_VERSION_MAJOR 0
#define SF_VERSION_MINOR 1
#define SF_VERSION_PATCH 0
#define SF_VERSION_STRING "0.1.0"
#define SF_VERSION (SF_VERSION_MAJOR * 10000 + SF_VERSION_MINOR * 100 + SF_VERSION_PATCH)

/* The version of the library that the program runs with. */
const char *sf_version(void);
unsigned sf_version_number(void);

/* --- results and errors --------------------------------------------------------------------- */

typedef enum sf_status {
	SF_OK = 0,
	SF_FAILED = 2,    /* an input or an argument cannot be used, a sum does not fit 64 bits */
	SF_FATAL = 3,     /* out of memory, a failed write */
	SF_CANCELLED = 4, /* the progress function asked for it */
} sf_status;

/* Why a call failed. Each function that takes one accepts NULL, and leaves it alone on success. */
struct sf_error {
	char text[1024]; /* one line, without a newline; "..." replaces the middle of a long one */
	char place[256]; /* the input or option that is wrong; "": not known */
	uint64_t line;   /* of the input, from 1; 0: not known */
	uint64_t offset; /* of what is wrong in the option's value, in bytes from 0 */
	uint64_t reserved[4]; /* for later versions */
};

/* clang-format off */
#define SF_ERROR_INIT {"", "", 0, 0, {0, 0, 0, 0}}
/* clang-format on */

/* --- options -------------------------------------------------------------------------------- */

/* How profiles are read, folded, compared and drawn: the options of fold-stacks(1), diff-stacks(1),
 * flamesvg(1) and top-stacks(1), by their long names without dashes. Each function uses the ones
 * that concern it. Where a function takes options, NULL means the defaults. */
typedef struct sf_options sf_options;

sf_options *sf_options_new(struct sf_error *error);
void sf_options_free(sf_options *options); /* NULL is fine */

/* Sets an option: ("width", "800"), ("inverted", "yes"). A repeatable option gets one more value.
 * The value NULL restores the default. The texts are copied. SF_FAILED: there is no such option,
 * or the value is not of its type; the option stays as it was. Anything else that is wrong with a
 * value is reported by the function that uses it. */
sf_status sf_options_set(sf_options *options, const char *name, const char *value,
                         struct sf_error *error);
sf_status sf_options_set_flag(sf_options *options, const char *name, int on,
                              struct sf_error *error);
sf_status sf_options_set_number(sf_options *options, const char *name, double number,
                                struct sf_error *error);

/* Calls `visit` with every option: its name, the name of its value (NULL: it is a flag, "yes" or
 * "no"), whether it is repeatable, and a line of help. If visit returns a value other than 0, the
 * list ends, and this value is returned. */
int sf_options_each(int (*visit)(void *context, const char *name, const char *argument,
                                 int repeatable, const char *help),
                    void *context);

/* The names that an option's value may have, such as the palettes of "colors", for i from 0 on;
 * NULL after the last, and if the values of the option have no names. The texts are constant. */
const char *sf_option_value(const char *option, size_t i);

/* What a function reports besides its result. */
typedef enum sf_message {
	SF_WARNING = 0, /* the result is not what was asked for, or not all of it */
	SF_ADVICE = 1,  /* what the profile cannot show, and what helps */
	SF_NOTE = 2,    /* what was done */
} sf_message;

/* `say` gets these lines, without a newline, valid during the call. Without it they are discarded.
 */
void sf_options_on_message(sf_options *options,
                           void (*say)(void *context, sf_message kind, const char *text),
                           void *context);

/* `progress` is called while inputs are read, with the number of bytes read and the total number
 * (0: not known). In a call that reads, the first number never becomes smaller; if the total is
 * known, both are equal in the end. One thread at a time calls it, which may be another than the
 * caller's. If it returns a value other than 0, the reading is cancelled. */
void sf_options_on_progress(sf_options *options,
                            int (*progress)(void *context, uint64_t done, uint64_t total),
                            void *context);

/* --- profiles ------------------------------------------------------------------------------- */

/* Distinct stacks, each with one weight for every column: one column for a plain profile, two
 * (before, after) for a differential one. Weights are exact: whole numbers in units of 10^-places.
 */
typedef struct sf_profile sf_profile;

/* An empty profile of 1 to 64 columns. NULL with an error if there is no memory, or for another
 * number of columns. The functions below that change a profile leave it as it was if they fail,
 * unless they say otherwise. */
sf_profile *sf_profile_new(unsigned columns, struct sf_error *error);
void sf_profile_free(sf_profile *profile); /* NULL is fine */

/* Keeps the order in which samples are added, for flame charts. The profile must be empty and have
 * one or two columns. */
sf_status sf_profile_keep_order(sf_profile *profile, struct sf_error *error);

/* Adds a sample: names of `depth` frames, root first, and a weight for each column, in whole
 * counts. All are copied. A sample without frames is not added. In names, ';' becomes ':' and
 * control bytes become '?', as folded text cannot hold them; a root that is "#" or begins
 * with "# ", as comments do, gets '?' for the '#'; a name that is empty or NULL becomes
 * "[unknown]". SF_FAILED: the weight of the stack does not fit 64 bits. */
sf_status sf_profile_add(sf_profile *profile, const char *const *frames, size_t depth,
                         const uint64_t *weights, struct sf_error *error);

/* Adds all of `from`, which stays as it is, to another profile with the same number of columns.
 * Threads that sample have a profile each, merged in the end. SF_FAILED, with `into` as it was: the
 * profiles have different numbers of columns, or different units (if both are known), or are the
 * same object; or a weight or the sum of a column does not fit 64 bits.
 * After SF_FATAL `into` may have a part of `from`: free it. */
sf_status sf_profile_merge(sf_profile *into, const sf_profile *from, struct sf_error *error);

/* Records what was measured: the event ("cpu-clock"; NULL: not known), the unit of the weights
 * ("ns", "samples", "bytes" ...; NULL: not known) and how many samples column 0 is made of (0: not
 * known). Of both texts the first 63 bytes are copied, with '?' for ';' and control bytes. Call it
 * after all samples have been added: SF_FAILED if the sum of column 0 does not fit 64 bits, or is 0
 * although `samples` is not. Pictures and comparisons use these facts. */
sf_status sf_profile_measured(sf_profile *profile, const char *event, const char *unit,
                              uint64_t samples, struct sf_error *error);

/* The kinds of a frame's code, for palettes; kinds may be combined by |. */
enum {
	SF_CODE_USER = 1, /* machine code of a program or library */
	SF_CODE_KERNEL = 2,
	SF_CODE_JIT = 4,     /* generated at run time */
	SF_CODE_INLINED = 8, /* a call that the compiler inlined */
};

/* Records the kinds of a frame's code and its module (a file's path; NULL: not known). Both texts
 * are copied. The frame need not be in a stack yet. SF_FAILED: kinds has other bits. */
sf_status sf_profile_describe(sf_profile *profile, const char *frame, unsigned kinds,
                              const char *module, struct sf_error *error);

/* Applies the options "skip-after" and "base" to the stacks. The functions that read apply
 * "skip-after" themselves; those that draw apply "base" to a copy. After a failure some of the
 * options may have been applied. */
sf_status sf_profile_edit(sf_profile *profile, const sf_options *options, struct sf_error *error);

/* Applies a step of edit-stacks(1) to the stacks: ("hide", "^std::"), ("reverse", NULL). Sums stay
 * the same, except that focus, ignore and root drop stacks with their weight; if they drop all, the
 * profile is empty afterwards. If a regular expression matches no name, the options' function for
 * messages gets a warning. Only symbolize uses other options: those that say where symbols are and
 * how frames are named. SF_FAILED, with the profile as it was: there is no such step, or the value
 * cannot be used. SF_FAILED, with a part of the steps applied: a sum does not fit 64 bits. */
sf_status sf_profile_apply(sf_profile *profile, const char *step, const char *value,
                           const sf_options *options, struct sf_error *error);

/* Applies the steps of a script, which is text as edit-stacks(1) describes it at --script. Faster
 * than one call for each step. `name` is what messages call the script. */
sf_status sf_profile_apply_script(sf_profile *profile, const char *name, const char *script,
                                  const sf_options *options, struct sf_error *error);

/* The steps: name, what its value is called (NULL: it takes none) and a line of description, for i
 * from 0 on; NULL after the last. argument and about may be NULL. The texts are constant. */
const char *sf_step(size_t i, const char **argument, const char **about);

/* How many distinct stacks and columns there are, and how many decimal places weights have. */
size_t sf_profile_stacks(const sf_profile *profile);
unsigned sf_profile_columns(const sf_profile *profile);
unsigned sf_profile_places(const sf_profile *profile);

/* The sum of a column, counted from 0, in units of 10^-places. SF_FAILED, with *total not set:
 * there is no such column, or the sum does not fit 64 bits. */
sf_status sf_profile_total(const sf_profile *profile, unsigned column, uint64_t *total,
                           struct sf_error *error);

/* What the weights count: the unit ("ns", "samples", "cycles" ...) and the event ("cpu-clock").
 * NULL: not known. Both stay until the profile changes. */
const char *sf_profile_unit(const sf_profile *profile);
const char *sf_profile_event(const sf_profile *profile);

/* How many samples the sum of a column is made of; 0: not known. */
uint64_t sf_profile_samples(const sf_profile *profile, unsigned column);

/* Calls `visit` for each stack in the order of folded text: names of its frames, root first, and
 * its weights in units of 10^-places; both valid during the call. If visit returns a value other
 * than 0, the walk ends. *result (may be NULL) gets the last value, 0 if visit was not called. */
sf_status sf_profile_each(const sf_profile *profile,
                          int (*visit)(void *context, const char *const *frames, size_t depth,
                                       const uint64_t *weights),
                          void *context, int *result, struct sf_error *error);

/* --- reading -------------------------------------------------------------------------------- */

/* What became of the samples of an input. */
typedef struct sf_account sf_account;

/* All functions that read add the samples of inputs to a profile, in any known format, compressed
 * or not. An empty profile gets as many columns as the input has; a profile that is not empty must
 * already have as many. A failure leaves the profile as it was, with one exception: if memory runs
 * out while samples are added to a profile that already has some, a part of them may have been
 * added. *account (may be NULL) gets the account, also on failure, or NULL if there is none;
 * sf_account_free frees it. Decimals that do not fit 64 bits are rounded as folded(5) describes. */

/* Reads files; "-" is standard input. */
sf_status sf_profile_read(sf_profile *profile, const char *const *paths, size_t path_count,
                          const sf_options *options, sf_account **account, struct sf_error *error);

/* These read one input; messages call it `name`. */

sf_status sf_profile_read_memory(sf_profile *profile, const char *name, const void *bytes,
                                 size_t size, const sf_options *options, sf_account **account,
                                 struct sf_error *error);

/* Reads an open file, pipe or socket from its current position to the end. It stays open; its
 * position afterwards is not specified. */
sf_status sf_profile_read_fd(sf_profile *profile, const char *name, int fd,
                             const sf_options *options, sf_account **account,
                             struct sf_error *error);

/* Fills in 1 to `size` bytes and returns how many; 0 at the end, -1 on failure with errno set. It
 * is called by one thread at a time, which may be another than the caller's. */
typedef ptrdiff_t sf_read_function(void *context, void *bytes, size_t size);

sf_status sf_profile_read_from(sf_profile *profile, const char *name, sf_read_function *read,
                               void *context, const sf_options *options, sf_account **account,
                               struct sf_error *error);

/* The formats that can be read: name, a line of description and whether this build can read it, for
 * i from 0 on; NULL after the last. about and available may be NULL. The texts are constant. */
const char *sf_format(size_t i, const char **about, int *available);

/* Samples = kept + other events + other processes + other moments + guests + unknown events +
 * empty. */
typedef enum sf_count {
	SF_COUNT_SAMPLES = 0,         /* samples read */
	SF_COUNT_SUMS = 1,            /* those that are sums: lines of folded text */
	SF_COUNT_KEPT = 2,            /* in the profile */
	SF_COUNT_OTHER_EVENTS = 3,    /* left out: of another event than those chosen */
	SF_COUNT_OTHER_PROCESSES = 4, /* left out: of another process or thread */
	SF_COUNT_OTHER_MOMENTS = 5,   /* left out: on another CPU, at another time */
	SF_COUNT_GUESTS = 6,          /* left out: of virtual machines */
	SF_COUNT_UNKNOWN_EVENTS = 7,  /* left out: of events that the input does not describe */
	SF_COUNT_EMPTY = 8,           /* left out: without any frame */
	SF_COUNT_SIDE_RECORDS = 9,    /* records other than samples */
	SF_COUNT_MALFORMED = 10,      /* unreadable lines or records */
	SF_COUNT_LINES = 11,          /* lines read */
	SF_COUNT_BYTES = 12,          /* bytes read, after decompression */
} sf_count;

uint64_t sf_account_count(const sf_account *account, sf_count count); /* 0: no such count */

/* The events of the input, for i from 0 on: name, number of samples, and whether these are in the
 * profile; NULL after the last. samples and kept may be NULL. The name belongs to the account. */
const char *sf_account_event(const sf_account *account, size_t i, uint64_t *samples, int *kept);

void sf_account_free(sf_account *account); /* NULL is fine */

/* --- writing -------------------------------------------------------------------------------- */

/* The formats that can be written: the name that the option "to" takes, the endings of file names
 * that choose it (separated by blanks), whether it holds each sample with its thread and time, and
 * whether this build can write it, for i from 0 on; NULL after the last. The others may be NULL.
 * The texts are constant. */
const char *sf_output_format(size_t i, const char **endings, int *samples, int *available);

/* Gets the next bytes of an output. Returns 0, or on failure another value, with errno set. After a
 * failure it is not called again. */
typedef int sf_write_function(void *context, const void *bytes, size_t size);

/* Writes a profile of one column in the format that the option "to" names, or else the end of the
 * path ("x.pb.gz") stands for, or else as folded text. If "to" was set when the profile was read,
 * its samples, threads and times are written too. A profile that was made by sf_profile_add, or to
 * which something was added, has no samples: its stacks are written. path is as for
 * sf_profile_write_folded. SF_FAILED: the format cannot hold the profile, or this build cannot
 * write it. */
sf_status sf_profile_write(const sf_profile *profile, const char *path, const sf_options *options,
                           struct sf_error *error);
sf_status sf_profile_write_to(const sf_profile *profile, sf_write_function *write, void *context,
                              const sf_options *options, struct sf_error *error);

/* Writes folded text, sorted, to a file, which appears complete or not at all; NULL or "-" is
 * standard output. What was written to a pipe, a device or a function before a failure stays
 * written.
 */
sf_status sf_profile_write_folded(const sf_profile *profile, const char *path,
                                  const sf_options *options, struct sf_error *error);
sf_status sf_profile_write_folded_to(const sf_profile *profile, sf_write_function *write,
                                     void *context, const sf_options *options,
                                     struct sf_error *error);

/* Draws a flame graph as SVG, a differential one if the profile has two columns. If the path ends
 * in ".svgz", the file is compressed. */
sf_status sf_profile_write_svg(const sf_profile *profile, const char *path,
                               const sf_options *options, struct sf_error *error);
sf_status sf_profile_write_svg_to(const sf_profile *profile, sf_write_function *write,
                                  void *context, const sf_options *options, struct sf_error *error);

/* A frame of a picture, for programs that draw it themselves. Later versions may add members at the
 * end. */
struct sf_rectangle {
	const char *name;   /* NULL: the root, which stands for everything */
	unsigned graph;     /* 0; with the option diff-layout=pair the graph after has 1 */
	size_t depth;       /* rows from the root's, which is 0 */
	double left, right; /* from 0 to 1, the whole width */
	uint64_t self[2];   /* before and after, of one column both the same: of the stacks that end
	                       here, ... */
	uint64_t total[2];  /* ... and of those that go through here; in units of 10^-places */
	unsigned places;
	unsigned char red, green, blue; /* of the palette, on a light background */
};

/* Calls `visit` for the frames that sf_profile_write_svg() would draw with the same options: a
 * caller before its callees, callees from left to right. All is valid during the call. The values
 * that visit returns are treated as in sf_profile_each. */
sf_status sf_profile_each_rectangle(const sf_profile *profile, const sf_options *options,
                                    int (*visit)(void *context,
                                                 const struct sf_rectangle *rectangle),
                                    void *context, int *result, struct sf_error *error);

/* --- folding -------------------------------------------------------------------------------- */

/* Reads files and writes their sum, as fold-stacks(1) does: the same as sf_profile_read() and then
 * sf_profile_write(). Large folded texts that are sorted, as folded text that was written is, are
 * merged as streams if the options ask for no more than their sums: the memory does not depend on
 * their size. *account as for the functions that read. */
sf_status sf_fold(const char *const *paths, size_t path_count, const char *output,
                  const sf_options *options, sf_account **account, struct sf_error *error);
sf_status sf_fold_to(const char *const *paths, size_t path_count, sf_write_function *write,
                     void *context, const sf_options *options, sf_account **account,
                     struct sf_error *error);

/* --- splitting ------------------------------------------------------------------------------ */

/* A part of a profile: the samples of one thread, one process ... Later versions may add members at
 * the end. */
struct sf_part {
	const char *comm, *event, *label; /* NULL: not split by, or not known */
	int64_t pid, tid, cpu; /* -1: not split by, or not known; tid also: threads were joined */
	uint64_t from, to;     /* times of the first and the last sample, in nanoseconds of the
	                          recording's clock; UINT64_MAX: not known */
	uint64_t samples;
};

/* Calls `visit` for each part that the options "split-by" and "every" make of a profile, in the
 * order of their first samples. At least one of these options must have been set when the profile
 * was read, because only then does it keep its samples. SF_FAILED: the profile has no samples, or
 * none of them has the keys to split by. `part_profile` can be written, drawn or looked into; both
 * arguments are valid during the call. If "to" is set, parts have samples to write in that format.
 * If visit returns a value other than 0, the walk ends. *result (may be NULL) gets the last value,
 * 0 if visit was not called. */
sf_status sf_profile_split(const sf_profile *profile, const sf_options *options,
                           int (*visit)(void *context, const sf_profile *part_profile,
                                        const struct sf_part *part),
                           void *context, int *result, struct sf_error *error);

/* Writes the same parts to files, in the format that "to" or the end of the path chooses, and
 * manifest.json, which lists them. The path is a folder or a template such as
 * "parts/{comm}-{tid}.folded": fold-stacks(1) describes it at --split-by. */
sf_status sf_profile_write_parts(const sf_profile *profile, const char *path,
                                 const sf_options *options, struct sf_error *error);

/* --- ranking -------------------------------------------------------------------------------- */

/* What a function weighs. Later versions may add members at the end. */
struct sf_function {
	const char *name;
	const char *module;    /* the file that it is in; NULL: not known, or several */
	unsigned kinds;        /* SF_CODE_*; 0: not known */
	const uint64_t *self;  /* of each column: the stacks that end in it, ... */
	const uint64_t *total; /* ... and those that it is in, each once; in units of 10^-places */
};

/* Calls `visit` for each function that is in a stack of a profile, in the order of names; all is
 * valid during the call. Another value than 0 from visit ends the walk. *result (may be NULL) gets
 * the last value, 0 if visit was not called. SF_FAILED: the sum of a column does not fit 64 bits.
 */
sf_status sf_profile_each_function(const sf_profile *profile,
                                   int (*visit)(void *context, const struct sf_function *function),
                                   void *context, int *result, struct sf_error *error);

/* Which calls a tree shows. */
typedef enum sf_tree {
	SF_TREE_ALL = 0,     /* from the roots of all stacks on */
	SF_TREE_CALLEES = 1, /* what a function calls, from its outermost call in each stack on */
	SF_TREE_CALLERS = 2, /* what calls it, from there up to the root */
} sf_tree;

/* A place in a tree: a function that was reached by the functions of the places above it. Later
 * versions may add members at the end. */
struct sf_node {
	const char *name;
	size_t depth;          /* 0: a root, or the function that the tree begins with */
	const uint64_t *self;  /* of each column: the stacks that end here, ... */
	const uint64_t *total; /* ... and those that go through here; in units of 10^-places */
};

/* Calls `visit` for each place of a tree, a place before those below it; of places side by side,
 * those of the larger total (of all columns) first, then by name. `function` is a name, or else a
 * regular expression for names; NULL for SF_TREE_ALL. min_share leaves out what has less than this
 * share of the tree in all columns, from 0 to 1. All is valid during the call. If visit returns a
 * value other than 0, the walk ends, but for SF_SKIP: then what is below the place is left out.
 * *result as in sf_profile_each_function. SF_FAILED also where no function has the name. */
#define SF_SKIP (-0x7fff)
sf_status sf_profile_each_node(const sf_profile *profile, sf_tree tree, const char *function,
                               double min_share,
                               int (*visit)(void *context, const struct sf_node *node),
                               void *context, int *result, struct sf_error *error);

/* Writes the lists that top-stacks(1) shows: format is "text", "markdown", "json" or "csv". The
 * options choose lists ("functions", "callers", "tree", "paths" ...), their rows ("by", "top",
 * "min-share") or "budget". "by-thread" and "budget" name threads only if they were set when the
 * profile was read, because only then does it keep its samples. path as in sf_profile_write_folded.
 * SF_FAILED also if no function has the name that an option gives. */
sf_status sf_profile_write_report(const sf_profile *profile, const char *format, const char *path,
                                  const sf_options *options, struct sf_error *error);
sf_status sf_profile_write_report_to(const sf_profile *profile, const char *format,
                                     sf_write_function *write, void *context,
                                     const sf_options *options, struct sf_error *error);

/* --- comparing ------------------------------------------------------------------------------ */

/* A comparison of several runs, or of one on each side. */
typedef struct sf_comparison sf_comparison;

/* Compares profiles of one column, which stay as they are, and checks the limits of the option
 * "fail-on"; 64 profiles at most. SF_FAILED also where their units differ, unless the option
 * "normalize" is set. *comparison is NULL on failure. It keeps no reference to the profiles or the
 * options; they may be freed before it. */
sf_status sf_compare(const sf_profile *const *before, size_t before_count,
                     const sf_profile *const *after, size_t after_count, const sf_options *options,
                     sf_comparison **comparison, struct sf_error *error);
void sf_comparison_free(sf_comparison *comparison); /* NULL is fine */

/* A profile of two columns, the means of the runs before and after. It belongs to the comparison.
 * With two runs or more on each side, or if the option "significance" is set, folded text and
 * pictures made of it also show which differences are more than noise. */
const sf_profile *sf_comparison_pair(const sf_comparison *comparison);

/* The difference of a frame, or of the sum of all counts as they were read. Later versions may add
 * members at the end. */
struct sf_change {
	const char *frame;      /* NULL: the sum of all counts */
	int total;              /* 1: of stacks that contain it; 0: of those that end in it */
	uint64_t before, after; /* in units of 10^-places: means of the runs */
	unsigned places;
	double p, adjusted; /* of the test, and adjusted for all tests; NAN: not tested */
	int noise;          /* tested and no more than chance, or too small to be tested */
	int counts;         /* at least as large on one side as the option "min-share" */
};

/* Calls `visit` for the sum of all counts, and then for each frame in the order of names, self
 * before total. The values that visit returns are treated as in sf_profile_each. */
sf_status sf_comparison_each(const sf_comparison *comparison,
                             int (*visit)(void *context, const struct sf_change *change),
                             void *context, int *result, struct sf_error *error);

/* The changes that exceed a limit by more than noise, for i from 0 on: each is a line such as
 * "total>5%: total(parse) grew by 12.5% (1,234 -> 1,388)", which belongs to the comparison. NULL
 * after the last. */
const char *sf_comparison_exceeded(const sf_comparison *comparison, size_t i);

/* What the differences are tested by. */
typedef enum sf_test {
	SF_TEST_NONE = 0,   /* nothing is tested: "significance" is "off", or it is not known how
	                       many samples there are */
	SF_TEST_COUNTS = 1, /* the number of samples, if one side has a single run */
	SF_TEST_RUNS = 2,   /* the runs of each side */
} sf_test;

/* Stores how many differences were tested, and the level of significance, unless these are NULL. */
sf_test sf_comparison_test(const sf_comparison *comparison, size_t *tests, double *level);

/* A run of a comparison. Later versions may add members at the end. */
struct sf_run {
	int after;        /* 0: it is one of those before */
	const char *name; /* of the file, or "before 1" */
	uint64_t weight;  /* the sum of its counts as they were read, in units of 10^-places */
	unsigned places;
	double factor;    /* by which its counts were multiplied */
	uint64_t samples; /* 0: not known; counts without a unit are taken for samples, if they are
	                     tested by their number */
};

/* A limit of the option "fail-on". Later versions may add members at the end. */
struct sf_limit {
	const char *rule;      /* as it was given: "total>5%" */
	const char *unchecked; /* why it checked nothing: "names no frame"; NULL: it did */
	size_t exceeded;       /* how many changes exceed it by more than noise, ... */
	size_t noise;          /* ... and how many by no more */
};

/* A change that exceeds a limit. Later versions may add members at the end. */
struct sf_breach {
	size_t limit;                   /* the number of the limit, from 0 */
	int noise;                      /* within noise: it does not count */
	const struct sf_change *change; /* p and adjusted are those of the limit's own tests */
	const char *text;               /* "total(parse) grew by 12.5% (1,234 -> 1,388)" */
};

/* Call `visit` for the runs, those before first; for the limits in the order in which they were
 * set; and for the changes that exceed limits: those that count first, in the order of the limits,
 * of each limit the largest in counts first. The values that visit returns are treated as in
 * sf_profile_each. */
sf_status sf_comparison_each_run(const sf_comparison *comparison,
                                 int (*visit)(void *context, const struct sf_run *run),
                                 void *context, int *result, struct sf_error *error);
sf_status sf_comparison_each_limit(const sf_comparison *comparison,
                                   int (*visit)(void *context, const struct sf_limit *limit),
                                   void *context, int *result, struct sf_error *error);
sf_status sf_comparison_each_breach(const sf_comparison *comparison,
                                    int (*visit)(void *context, const struct sf_breach *breach),
                                    void *context, int *result, struct sf_error *error);

/* Writes a report: format is "text", "markdown", "json" or "junit". Its lists have at most as many
 * rows as the option "top" that sf_compare got. */
sf_status sf_comparison_write_report(const sf_comparison *comparison, const char *format,
                                     const char *path, struct sf_error *error);
sf_status sf_comparison_write_report_to(const sf_comparison *comparison, const char *format,
                                        sf_write_function *write, void *context,
                                        struct sf_error *error);

/* --- history -------------------------------------------------------------------------------- */

/* What benchmarks took in the runs of CI: the files that flamereport(1) writes with --history. */
typedef struct sf_history sf_history;

sf_history *sf_history_new(struct sf_error *error);
void sf_history_free(sf_history *history); /* NULL is fine */

/* Adds the lines of a file. One of a run and a benchmark that are there already takes the place of
 * the other. Lines that cannot be read are left out, with a warning. SF_FAILED: the file cannot be
 * read; the history may have a part of it. */
sf_status sf_history_read(sf_history *history, const char *path, const sf_options *options,
                          struct sf_error *error);

/* The names of benchmarks, in the order in which they came, for i from 0 on; NULL after the last.
 * They stay until the history changes. */
const char *sf_history_benchmark(const sf_history *history, size_t i);

/* Runs from one change to the next. Later versions may add members at the end. */
struct sf_level {
	const char *run; /* the first of them */
	size_t first;    /* its number among the benchmark's runs, from 0 */
	size_t count;    /* how many they are */
	double level;    /* the median of their values */
	double noise;    /* the standard deviation in all parts, without outliers; 0: not known */
	double p;        /* of the change at the first one; 1 at the beginning */
};

/* Calls `visit` for each level of a benchmark, in order: of the share of a function, in percent,
 * total (1) or self (0); or of the sum of all counts, if `function` is NULL. A change counts if its
 * p is at most `significance`, such as 0.01: a permutation test of ranks, as flamereport(1)
 * describes. A function that a run did not list has a share of 0. Runs whose unit is not that of
 * the last are left out of sums. The values that visit returns are treated as in sf_profile_each.
 * SF_FAILED: there is no such benchmark. */
sf_status sf_history_each_level(const sf_history *history, const char *benchmark,
                                const char *function, int total, double significance,
                                int (*visit)(void *context, const struct sf_level *level),
                                void *context, int *result, struct sf_error *error);

/* Does the same test on any values: calls `visit` with the number of the first value after each
 * change, in order, and with the p of the change. */
sf_status sf_change_points(const double *values, size_t count, double significance,
                           int (*visit)(void *context, size_t at, double p), void *context,
                           int *result, struct sf_error *error);

#ifdef __cplusplus
}
#endif

#endif
