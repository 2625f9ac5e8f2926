/* A benchmark of a report: its row, and what its page and the manifest say besides. */
#ifndef STACKFOLD_PAGES_BENCHMARK_H
#define STACKFOLD_PAGES_BENCHMARK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "report/comparison_row.h"

/* Folders and files of a report, beside those of inputs.h. */
#define PAGES_FOLDER "profiles"

/* A run of a benchmark. */
struct page_run {
	const char *input;    /* the path, in valid UTF-8 without control characters */
	const char *checksum; /* of the input's bytes: 32 hexadecimal digits of XXH3; NULL: the
	                         input cannot be read twice */
	uint64_t bytes;       /* of the input; 0: not known */
	const char *folded;   /* the file of its stacks in the benchmark's folder; NULL: it could
	                         not be read */
};

enum page_note_kind { NOTE_ADVICE, NOTE_WARNING, NOTE_KINDS };

/* What is to be known of the profile's quality. */
struct page_note {
	enum page_note_kind kind;
	const char *text;
};

/* Zeroed but for its names it is ready. All texts are in the arena. */
struct benchmark {
	struct comparison_row row; /* row.page is "profiles/FILE/index.html" */
	struct arena arena;
	const char *file; /* names its folder and the files there; safe */
	const char *key;  /* a checksum of all that its files depend on; NULL: not known */
	struct page_run *runs;
	size_t run_count;
	struct page_note *notes;
	size_t note_count;
	bool picture;    /* FILE.svg and the others are there */
	bool difference; /* FILE.diff.svg, too */
	bool trends;     /* there is a page of trends */
	bool missing;    /* none of its inputs is a profile: it is left out */
	bool kept;       /* its files are those of the report before */
	bool lost;       /* memory ran out: texts are missing */
};

/* Copies of texts in the benchmark's arena; "" with ->lost without memory. NULL stays NULL. */
const char *benchmark_keep(struct benchmark *benchmark, const char *bytes, size_t size);
const char *benchmark_string(struct benchmark *benchmark, const char *text);
/* The same of what people read: valid UTF-8 without control characters. */
const char *benchmark_plain(struct benchmark *benchmark, const char *bytes, size_t size);
/* Zeroed room for `count` items of `size` bytes; NULL with ->lost. */
void *benchmark_room(struct benchmark *benchmark, size_t count, size_t size);

/* Adds a note unless it is there. */
void benchmark_note(struct benchmark *benchmark, enum page_note_kind kind, const char *text);

/* A number as a manifest keeps it: with nine digits. */
double benchmark_round(double number);

void benchmark_free(struct benchmark *benchmark);

#endif
