/* The call chain of the sample being read from `perf script` text: its frame lines as ids. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_CHAIN_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_CHAIN_H

#include "formats/perf_script/header.h"
#include "formats/perf_script/memo.h"
#include "formats/perf_symbol.h"
#include "read/sink.h"

/* A frame line: its frames are chain.ids[first .. first + count), root first. */
struct chain_line {
	const char *at; /* its position in the input */
	uint32_t first, count;
};

/* Set sink and options; the rest zeroed is empty and ready. */
struct perf_chain {
	struct sink *sink;
	const struct read_options *options;
	bool java;                  /* the sample's process is Java: names are tidied differently */
	struct memo memos[2];       /* lines that were read before, [1]: of Java processes */
	struct memo expanded[2][2]; /* the same, with inlined calls; [..][1]: of callers */
	bool entered_kernel;        /* the previous line is the kernel's, without a system call */
	unsigned since_call;      /* the kernel's lines since one through which system calls pass */
	struct text inlined_pc;   /* the address of the previous line, if it was an inlined call */
	struct buffer names;      /* room to compose names */
	struct chain_line *lines; /* in the order of reading: from the leaf */
	size_t line_count, line_capacity;
	uint32_t *ids;
	size_t id_count, id_capacity;
};

enum line_kind { LINE_FRAME, LINE_OTHER, LINE_NO_MEMORY };

/* Whether a line is surely a header: it has a time or an event. */
bool perf_is_header(struct text line, struct perf_header *header);

/* Whether a line is a frame, not a header that begins with something like a PC. */
bool perf_is_frame(struct text line, struct perf_frame *frame);

/* Takes lines as frames from *at on, as long as they are frames, up to `stop`, where a line begins
 * or the text ends; `end` is the end of the text. LINE_FRAME: all were frames; LINE_OTHER: the line
 * now at *at is not. Lines that were read before cost a hash and a comparison, and several are
 * looked up at once, because the table does not fit the processor's caches. */
enum line_kind chain_take_lines(struct perf_chain *chain, const char **at, const char *stop,
                                const char *end);

/* Takes one line if a source line may be after the frame (--srcline): *next, where reading
 * continues, moves past it. `end` is the end of the sample's lines. */
enum line_kind chain_take_with_source(struct perf_chain *chain, struct text line, const char **next,
                                      const char *end);

/* Takes one line if inlined calls are added (options->inliner). None are added to a line that
 * follows lines of the same address which perf marked "(inlined)". */
enum line_kind chain_take_expanding(struct perf_chain *chain, struct text line);

/* Adds a frame that is not on a line of its own; false without memory. */
bool chain_add(struct perf_chain *chain, const char *at, const struct perf_frame *frame,
               struct text source_line);

void chain_clear(struct perf_chain *chain); /* begins the next sample's chain */
void chain_free(struct perf_chain *chain);

#endif
