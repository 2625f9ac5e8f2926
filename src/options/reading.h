/* The options of reading, the same for every tool that reads profiles and for the public library.
 */
#ifndef STACKFOLD_OPTIONS_READING_H
#define STACKFOLD_OPTIONS_READING_H

#include "options/option.h"
#include "read/read.h"

/* What the rows set, and what reading_options_prepare makes of it in `read`. */
struct reading_options {
	struct read_options read;
	struct text_list events, comms, pids, tids, cpus;
	const char *time, *time_marker, *max_memory, *off_cpu, *build_ids, *debuginfod;
	char *markers;               /* the names of --time-marker, each with a NUL */
	struct text_list comm_names; /* comms, and the parts of them that commas make */
	bool all, list_formats, stats;
	bool inline_calls, context;
};

/* Rows that name samples' frames and choose among samples; `original`: the Perl tool with the same
 * job has the flags of stackcollapse-perf.pl; `rarely`: "", or OPTION_RARELY if reading is not the
 * tool's main job. */
/* clang-format off */
#define READING_OPTIONS(r, original, rarely)                                                       \
	{"pid", 0, OPTION_FLAG, original, &(r)->read.pid, NULL,                                    \
	 "name the root frame comm-PID", rarely "Frames"},                                                  \
	{"tid", 0, OPTION_FLAG, original, &(r)->read.tid, NULL, "name the root frame comm-PID/TID", NULL},  \
	{"kernel", 0, OPTION_FLAG, original, &(r)->read.annotate_kernel, NULL,                     \
	 "append _[k] to kernel frames", NULL},                                                       \
	{"jit", 0, OPTION_FLAG, original, &(r)->read.annotate_jit, NULL,                           \
	 "append _[j] to frames of JIT-compiled code", NULL},                                         \
	{"all", 0, OPTION_FLAG, original, &(r)->all, NULL, "append both marks: --kernel --jit", NULL},          \
	{"addrs", 0, OPTION_FLAG, original, &(r)->read.addresses, NULL,                            \
	 "show the address of frames without a symbol: [name <pc>]", NULL},                               \
	{"srcline", 0, OPTION_FLAG, original, &(r)->read.source_lines, NULL,                       \
	 "name frames name:file:line; perf script text needs -F +srcline", NULL},                                \
	{"inline", 0, OPTION_FLAG, original, &(r)->inline_calls, NULL,                             \
	 "add frames of inlined calls, from the programs' debug information", NULL},           \
	{"context", 0, OPTION_FLAG, original, &(r)->context, NULL,                                 \
	 "with --inline, name frames name:file:line", NULL},                                                   \
	{"no-comm", 0, OPTION_FLAG, false, &(r)->read.no_comm, NULL,                               \
	 "leave out the root frame with the process's name", NULL},                                           \
	{"no-modules", 0, OPTION_FLAG, false, &(r)->read.no_modules, NULL,                         \
	 "leave out the module before names (formats dtrace, sample, vtune)", NULL},                \
	{"event-filter", 0, OPTION_LIST, original, &(r)->events, "EVENT",                          \
	 "count only this event, repeatable (default: the one that counts time)", rarely "Samples"},               \
	{"sample-type", 0, OPTION_LIST, false, &(r)->events, "TYPE",                               \
	 "count this value of samples that have several, such as alloc_space: "       \
	 "the same as --event-filter", NULL},   \
	{"comm", 0, OPTION_LIST, false, &(r)->comms, "LIST",                                       \
	 "count only processes with these names: java,bash; repeatable", NULL},                                         \
	{"pid-filter", 0, OPTION_LIST, false, &(r)->pids, "LIST",                                  \
	 "count only processes with these IDs: 12,20-30", NULL},                                       \
	{"tid-filter", 0, OPTION_LIST, false, &(r)->tids, "LIST", "count only threads with these IDs", NULL},     \
	{"cpu", 0, OPTION_LIST, false, &(r)->cpus, "LIST", "count only samples on these CPUs: 0-3,7", NULL},        \
	{"time", 0, OPTION_TEXT, false, &(r)->time, "FROM,TO",                                     \
	 "count only samples between these times: seconds, +10,+20, 10%,20%, or 14:03:05,14:04", NULL},                \
	{"time-marker", 0, OPTION_TEXT, false, &(r)->time_marker, "FROM,TO",                       \
	 "count only from the first sample of event FROM to the next of event TO", NULL},                  \
	{"off-cpu", 0, OPTION_MAYBE, false, &(r)->off_cpu, "[=STATES]",                            \
	 "count the time that threads are off the CPU, by context switches, in these states "      \
	 "(all): preempted,runnable,sleep,disk,idle,stopped,other", NULL},                          \
	{"wall", 0, OPTION_FLAG, false, &(r)->read.wall, NULL,                                     \
	 "count time on and off the CPU, with a frame that says which", NULL},                                   \
	{"wakers", 0, OPTION_FLAG, false, &(r)->read.wakers, NULL,                                 \
	 "like --off-cpu, and append the stack of the thread that ended the wait", NULL},          \
	{"count", 0, OPTION_FLAG, false, &(r)->read.count_samples, NULL,                           \
	 "count samples instead of adding up periods", NULL},                                            \
	{"symfs", 0, OPTION_TEXT, false, &(r)->read.symbols.symfs, "FOLDER",                       \
	 "look for files below FOLDER", OPTION_RARELY "Names for perf.data"},                         \
	{"buildid-dir", 0, OPTION_TEXT, false, &(r)->read.symbols.buildid_dir, "FOLDER",           \
	 "use FOLDER as perf's build-id cache (default: ~/.debug)", NULL},                         \
	{"debug-dir", 0, OPTION_TEXT, false, &(r)->read.symbols.debug_dir, "FOLDER",               \
	 "look for files with debug information in FOLDER (default: /usr/lib/debug)", NULL},       \
	{"debuginfod", 0, OPTION_MAYBE, false, &(r)->debuginfod, "[=SECONDS]",                     \
	 "download missing files from the servers in $DEBUGINFOD_URLS, in at most SECONDS (60)",   \
	 NULL},                                                                                    \
	{"kallsyms", 0, OPTION_TEXT, false, &(r)->read.symbols.kallsyms, "FILE",                   \
	 "read the kernel's symbols from FILE (default: /proc/kallsyms)", NULL},                   \
	{"vmlinux", 0, OPTION_TEXT, false, &(r)->read.symbols.vmlinux, "FILE",                     \
	 "read the kernel's symbols from this ELF file", NULL},                                    \
	{"build-ids", 0, OPTION_MAYBE, false, &(r)->build_ids, "[=WHICH]",                         \
	 "name frames without a symbol (unresolved, the default), or all, by their place: "        \
	 "module+0xOFFSET [build id]", NULL},                                                      \
	{"bundle", 0, OPTION_TEXT, false, &(r)->read.bundle_path, "FILE",                          \
	 "write the files that frames get names from to a tar archive, for --buildid-dir on "      \
	 "another machine",                                                                         \
	 NULL},                                                                                    \
	{"no-inline", 0, OPTION_FLAG, false, &(r)->read.no_inline, NULL,                           \
	 "leave out frames of inlined calls", NULL},                                                     \
	{"no-demangle", 0, OPTION_FLAG, false, &(r)->read.symbols.raw_names, NULL,                 \
	 "keep C++ and Rust names mangled", NULL},                                       \
	{"as-perf", 0, OPTION_FLAG, false, &(r)->read.as_perf, NULL,                               \
	 "choose events and names as perf and the Perl script do, to compare with them", NULL},                   \
	{"format", 0, OPTION_TEXT, false, &(r)->read.format, "NAME",                               \
	 "read the inputs as this format (default: detected from the first bytes)", rarely "Reading"},               \
	{"list-formats", 0, OPTION_FLAG, false, &(r)->list_formats, NULL,                          \
	 "list the formats that can be read", NULL},                                               \
	{"threads", 0, OPTION_COUNT, false, &(r)->read.threads, "N",                               \
	 "read with N threads (default: one for each processor)", NULL},                                  \
	{"max-memory", 0, OPTION_TEXT, false, &(r)->max_memory, "SIZE",                            \
	 "stop with an error rather than use more memory than SIZE, such as 512M", NULL},                               \
	{"stats", 0, OPTION_FLAG, false, &(r)->stats, NULL,                                        \
	 "account for every sample, on standard error", NULL},                                     \
	{"no-advice", 0, OPTION_FLAG, false, &(r)->read.no_advice, NULL,                           \
	 "leave out advice on the quality of the profile", NULL}
/* clang-format on */

/* Puts the options into options->read, which then holds on to what reading_options_free frees.
 * STATUS_FAILED with a message if a value is wrong or two options contradict each other,
 * STATUS_FATAL without memory. max_memory, list_formats and stats are left to the caller. Call it
 * once. */
enum status reading_options_prepare(struct reading_options *options, struct error *err);
void reading_options_free(struct reading_options *options);

/* Reads a size such as 512M, 2G or 1000000 into bytes. STATUS_FAILED with a message if it is
 * none. */
enum status reading_size_parse(const char *text, uint64_t *size, struct error *err);

/* Whether no option is set that would change folded text, or report on it. */
bool reading_options_plain(const struct reading_options *options);

/* Whether options that are not prepared leave stacks as they are, and the inputs are such that
 * merging them as sorted folded texts is worth a try (join/sorted_merge.h). */
bool reading_may_merge(const struct reading_options *options, const char *const *inputs,
                       size_t count, bool reduces);

#endif
