/* stackfold: reading, folding, comparing and writing profiles. See stackfold(3).
 *
 *     struct sf_error error;
 *     sf_profile *profile = sf_profile_new(1);
 *     const char *paths[] = {"before.perf.txt.gz"};
 *     if (!profile || sf_profile_read(profile, paths, 1, NULL, &error) != SF_OK ||
 *         sf_profile_write_folded(profile, "before.folded", &error) != SF_OK)
 *             fprintf(stderr, "%s\n", error.text);
 *     sf_profile_free(profile);
 *
 * A profile is a set of distinct stacks, each with one weight for every column: one column for a
 * plain profile, two (before, after) for a differential one. Weights are exact: whole numbers in
 * units of 10^-places. Profiles may be used by different threads at once, but each by one.
 */
#ifndef STACKFOLD_H
#define STACKFOLD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The library's version, "0.1.0". */
const char *sf_version(void);

typedef enum {
	SF_OK = 0,
	SF_FAILED = 2, /* an input cannot be used, a sum passes 64 bits */
	SF_FATAL = 3,  /* no memory, a failed write */
} sf_status;

/* Why a call failed: one line, NUL-terminated. Every function that takes one accepts NULL and
 * leaves it alone on success. */
struct sf_error {
	char text[1024];
};

typedef struct sf_profile sf_profile;

/* An empty profile of 1 to 64 columns; NULL without memory. */
sf_profile *sf_profile_new(unsigned columns);
void sf_profile_free(sf_profile *profile); /* NULL is fine */

/* How samples are named and chosen; a zeroed one is the default. The flags are those of
 * fold-stacks(1). */
struct sf_read_options {
	const char *format;    /* a reader's name, NULL: told by the input's beginning */
	unsigned threads;      /* 0: one a processor */
	int pid, tid, no_comm; /* root frame */
	int annotate_kernel, annotate_jit, addresses, source_lines;
	int count_samples;         /* every sample weighs 1 */
	const char *const *events; /* only these; none: the one that counts time */
	size_t event_count;
};

/* Reads files ("-": standard input; compressed ones too) in any known format and adds them up in
 * an empty profile of one column, which takes on as many columns as the input has. options may be
 * NULL. Decimals that 64 bits cannot hold, one by one or added up, are rounded as folded(5) says.
 */
sf_status sf_profile_read(sf_profile *profile, const char *const *paths, size_t path_count,
                          const struct sf_read_options *options, struct sf_error *error);

/* Adds a sample: names of `depth` frames, root first, and a weight for each column, in whole
 * counts. */
sf_status sf_profile_add(sf_profile *profile, const char *const *frames, size_t depth,
                         const uint64_t *weights, struct sf_error *error);

/* How many distinct stacks and columns there are, and how many decimal places weights have. */
size_t sf_profile_stacks(const sf_profile *profile);
unsigned sf_profile_columns(const sf_profile *profile);
unsigned sf_profile_places(const sf_profile *profile);

/* The sum of a column, in units of 10^-places. */
sf_status sf_profile_total(const sf_profile *profile, unsigned column, uint64_t *total,
                           struct sf_error *error);

/* What the weights count: the unit ("ns", "samples", "cycles" ...) and the event ("cpu-clock").
 * NULL: not known. Both stay until the profile changes. */
const char *sf_profile_unit(const sf_profile *profile);
const char *sf_profile_event(const sf_profile *profile);

/* How many samples stand behind the sum of a column; 0: not known. */
uint64_t sf_profile_samples(const sf_profile *profile, unsigned column);

/* Calls `visit` for each stack in the order of folded text: names of its frames, root first, and
 * its weights in units of 10^-places; both valid during the call. Another value than 0 from visit
 * ends the walk and is returned in *result (may be NULL). */
sf_status sf_profile_each(const sf_profile *profile,
                          int (*visit)(void *context, const char *const *frames, size_t depth,
                                       const uint64_t *weights),
                          void *context, int *result, struct sf_error *error);

/* Writes folded text, sorted, to a file (NULL or "-": standard output), which appears whole or not
 * at all. */
sf_status sf_profile_write_folded(const sf_profile *profile, const char *path,
                                  struct sf_error *error);

/* Puts two profiles of one column side by side in *pair, a new profile of two. With normalize the
 * weights before are scaled to the sum of those after. */
sf_status sf_diff(const sf_profile *before, const sf_profile *after, int normalize,
                  sf_profile **pair, struct sf_error *error);

/* A comparison of several runs, or of one on each side, with all that diff-stacks(1) knows of it.
 */
typedef struct sf_comparison sf_comparison;

/* How runs are compared; a zeroed one is the default. Texts are those of the flags of
 * diff-stacks(1) and need not stay. */
struct sf_compare_options {
	const char *normalize;      /* "total", "frame:REGEX", "factor:X"; NULL: not */
	int integers;               /* scaled counts are whole */
	int strip_addresses;        /* -s */
	int match_normalized;       /* --match normalized */
	const char *const *renames; /* "REGEX=TEXT" */
	size_t rename_count;
	const char *significance; /* accepted rate of false alarms, or "off"; NULL: "0.05" */
	const char *min_share;    /* percent of the whole; NULL: "0.1" */
};

/* The difference of a frame, or of the sum of all counts as they were read. */
struct sf_change {
	const char *frame;      /* NULL: the sum of all counts */
	int total;              /* of stacks that it is in; 0: of those that end in it */
	uint64_t before, after; /* in units of 10^-places: means of the runs */
	unsigned places;
	double p, adjusted; /* of the test, and adjusted for all tests; NAN: not tested */
	int noise;          /* tested, and no more than chance, or too small to be tested */
	int counts;         /* at least as large on one side as min_share asks */
};

/* Compares profiles of one column, which stay as they are. options may be NULL. */
sf_status sf_compare(const sf_profile *const *before, size_t before_count,
                     const sf_profile *const *after, size_t after_count,
                     const struct sf_compare_options *options, sf_comparison **comparison,
                     struct sf_error *error);
void sf_comparison_free(sf_comparison *comparison); /* NULL is fine */

/* The two columns, before and after: the means of the runs. It belongs to the comparison. With two
 * runs or more on each side, or where significance was given, it says what is more than noise: in
 * comments when it is written as folded text, and in a picture. */
const sf_profile *sf_comparison_pair(const sf_comparison *comparison);

/* Calls `visit` for the sum of all counts, and then for each frame in the order of names, self
 * before total; as sf_profile_each. */
sf_status sf_comparison_each(const sf_comparison *comparison,
                             int (*visit)(void *context, const struct sf_change *change),
                             void *context, int *result, struct sf_error *error);

/* Judges by limits such as "total>5%" and writes a report to a file (NULL or "-": standard output),
 * which appears whole or not at all. format is "text", "markdown", "json" or "junit", NULL: no
 * report; lists have `top` rows at most. *exceeded (may be NULL) says how many changes pass a
 * limit beyond noise. */
sf_status sf_comparison_report(const sf_comparison *comparison, const char *const *limits,
                               size_t limit_count, const char *format, size_t top, const char *path,
                               size_t *exceeded, struct sf_error *error);

/* How a flame graph looks; a zeroed one is the default. See flamesvg(1). */
struct sf_svg_options {
	const char *title;       /* NULL: "Flame Graph" */
	const char *subtitle;    /* NULL: what was measured, where known; "": none */
	const char *count_name;  /* NULL: by the unit, or "samples" */
	const char *name_type;   /* NULL: "Function:" */
	const char *colors;      /* a palette's name, NULL: "hot" */
	double width, min_width; /* px; 0: 1200 and 0.1 */
	int inverted;            /* root on top */
	int reverse;             /* merge from the leaf */
	int negate;              /* differential: swap red and blue */
};

/* Draws a flame graph, of two columns a differential one, as SVG to a file (NULL or "-": standard
 * output). options may be NULL. */
sf_status sf_profile_write_svg(const sf_profile *profile, const char *path,
                               const struct sf_svg_options *options, struct sf_error *error);

#ifdef __cplusplus
}
#endif

#endif
