/* How inputs are read: how samples are named and which are kept; the same for all readers. */
#ifndef STACKFOLD_READ_OPTIONS_H
#define STACKFOLD_READ_OPTIONS_H

#include "read/choice.h"
#include "symbol/symbol.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct read_begun; /* in begun.h */

/* Which frames stay places in a module (symbol/module_offset.h), to be named elsewhere. */
enum read_build_ids {
	BUILD_IDS_NONE,
	BUILD_IDS_UNRESOLVED, /* those for which there is no symbol here */
	BUILD_IDS_ALL,        /* all whose module has a file: it is not opened for names */
};

/* A zeroed one is the default. Texts and lists belong to the caller. */
struct read_options {
	const char *format; /* a reader's name, NULL: the best bid */
	unsigned threads;   /* at most; 0: as many as there are processors */
	bool keep_order;    /* fill profile.sequence; one thread then */
	bool keep_samples;  /* fill profile.samples: store/samples.h says how they are used */
	bool all_events;    /* all events count, each separately, whatever `events` has */
	unsigned off_cpu;   /* count times off the CPU in these states (read/states.h), 1 << state;
	                     * 0: count samples */
	bool wall;          /* count samples on the CPU too, and mark both; off_cpu is set too */
	bool wakers;        /* append the waker's stack to times off the CPU; off_cpu is set too */
	bool pid, tid;      /* root frame comm-PID, comm-PID/TID */
	bool no_comm;       /* no root frame */
	bool no_modules;    /* names without the module that the format has before them */
	bool annotate_kernel, annotate_jit;
	bool addresses;     /* unresolved frames as [name <pc>] */
	bool source_lines;  /* name the source lines of frames: text has them after each frame, for
	                     * perf.data debug information has them */
	bool count_samples; /* every sample weighs 1; sums of samples, as in folded text, stay */
	const char *const *events; /* only these, by full name; none: the one that counts time */
	size_t event_count;
	const char *const *comms; /* only processes of these names */
	size_t comm_count;
	const char *marker_from, *marker_to; /* only from the first sample of one event to the
	                                      * next one of the other; NULL: all before, after */
	struct choice choice;                /* only these processes, threads, CPUs, times */
	struct symbols *inliner; /* finds inlined calls for perf script text; NULL: not wanted */
	bool inline_lines;       /* with their files and lines, from the inliner */
	struct symbol_options symbols; /* where names for addresses come from */
	enum read_build_ids build_ids;
	const char *bundle_path; /* NULL: files that name frames are not collected */
	struct bundle *bundle; /* where readers collect them: symbol/bundle.h; set by read_inputs */
	bool no_inline;        /* no frames for inlined calls in debug information */
	bool as_perf; /* choose events and names as perf and the Perl script do, even if wrong, to
	               * compare with them */
	bool memory_limited;      /* the caller limits memory: a compressed input may then take more
	                             than 64 times its size plus 64 MiB */
	uint64_t memory_most;     /* bytes that names and stacks of text may take; 0: no limit */
	bool no_advice;           /* give no advice, and keep none of folded text */
	bool by_flame;            /* flame recorded it: advice names its options */
	struct read_begun *begun; /* for each input, what was read of it before (begun.h); NULL:
	                           * nothing */
	size_t begun_texts;       /* how many of the last inputs are texts made of the others */
	const atomic_bool *stopped; /* once it is true, reading fails of inputs that
	                               join/sorted_merge.h opens; NULL: never */
	void (*progress)(void *context, uint64_t done, uint64_t total); /* bytes; may be NULL; total
	                                    0: not known. Called from one thread at a time. */
	void *progress_context;
};

#endif
