/* What there is to say of a perf.data file once it is read. */
#include "base/input.h"
#include "formats/perf_data/unwind.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note_count(struct perf_data *data, bool warning, uint64_t count, const char *what)
{
	if (count)
		sink_note(data->sink, warning, "%s: %" PRIu64 " %s", input_name(data->parts->input),
		          count, what);
}

#define NOT_MAPPED                                                                                 \
	" where nothing was mapped: what was taken for a caller is none, as a rule where code "    \
	"has "                                                                                     \
	"no frame pointers (build it with -fno-omit-frame-pointer, or perf record --call-graph "   \
	"dwarf)"

/* A module's frames that have no name, and why. */
struct unresolved {
	uint32_t module;
	uint64_t frames;
};

static int by_frames(const void *a_, const void *b_)
{
	const struct unresolved *a = a_, *b = b_;
	if (a->frames != b->frames)
		return a->frames < b->frames ? 1 : -1;
	return a->module < b->module ? -1 : a->module > b->module;
}

static void note_unresolved(struct perf_data *data)
{
	const struct frame_names *names = &data->names;
	const char *input = input_name(data->parts->input);
	struct unresolved *rows = calloc(names->module_count + 1, sizeof *rows);
	size_t count = 0;
	for (size_t i = 0; rows && i < names->module_count; i++)
		if (names->modules[i].unresolved)
			rows[count++] = (struct unresolved){(uint32_t)i,
			                                    names->modules[i].unresolved};
	if (count)
		qsort(rows, count, sizeof *rows, by_frames);
	for (size_t i = 0; i < count; i++) {
		const char *why = symbol_missing_text(
			symbols_missing(data->symbols, rows[i].module));
		const char *path = symbols_module_name(data->symbols, rows[i].module);
		const char *slash = strrchr(path, '/');
		clues_module(&data->sink->clues, slash ? slash + 1 : path,
		             symbols_missing(data->symbols, rows[i].module));
		sink_note(data->sink, false, "%s: %" PRIu64 " frame%s without a name in %s%s%s",
		          input, rows[i].frames, rows[i].frames == 1 ? "" : "s", path,
		          *why ? ": " : "", *why ? why : ": it has symbols, but not there");
	}
	note_count(data, false, names->unmapped,
	           names->unmapped == 1 ? "frame" NOT_MAPPED : "frames" NOT_MAPPED);
	free(rows);
}

static void note_unwound(struct perf_data *data)
{
	struct unwind_counts counts;
	char what[160];
	unwinding_counts(data, &counts);
	data->sink->clues.dumps_short += counts.ends[UNWIND_TRUNCATED];
	for (unsigned end = 0; end < UNWIND_ENDS; end++) {
		data->sink->clues.dumps |= counts.ends[end] > 0;
		if (end == UNWIND_BOTTOM)
			continue;
		data->sink->clues.dumps_failed += counts.ends[end];
		snprintf(what, sizeof what, "stack dumps not followed to their end: %s%s",
		         unwind_end_text(end),
		         end == UNWIND_TRUNCATED ? " (perf record --call-graph dwarf,SIZE)" : "");
		note_count(data, false, counts.ends[end], what);
	}
}

void perf_data_note_counts(struct perf_data *data)
{
	const struct perf_data_counts *counts = &data->counts;
	uint64_t lost = counts->lost > counts->lost_in_all ? counts->lost : counts->lost_in_all;
	data->sink->clues.lost += lost + counts->lost_samples;
	note_count(data, data->options->no_advice, lost + counts->lost_samples,
	           "records were lost while recording: perf record -m gives it more room, -F asks "
	           "for fewer");
	note_count(data, false, counts->throttled,
	           "times the kernel took fewer samples than asked for (throttling)");
	note_count(data, true, data->file.aux_bytes,
	           "bytes of hardware trace (AUX data) were passed over: only samples are read");
	note_count(
		data, true, counts->guest,
		"samples from within virtual machines were left out: perf script names them, with "
		"--guestkallsyms FILE --guestmodules FILE of the guest");
	note_count(data, true, counts->unknown_id,
	           "samples of events that the header does not have");
	note_count(
		data, true, counts->foreign_dumps,
		"stack dumps were not unwound, as only those of x86-64 and arm64 machines are: of "
		"the user's part of these stacks there is one frame");
	note_count(data, false, counts->bad_chains, "call chains that the kernel broke off");
	note_count(data, false, counts->chains_missing,
	           "call chains whose user's part was to come later, and never did");
	note_count(data, true, data->order.late,
	           "records came too late to be put in order: names may be wrong around them");
	note_count(data, false, counts->unmoved,
	           "counters that samples read, and that had not moved since the sample before");
	note_count(data, false, counts->unknown_records, "records of unknown kinds");
	note_count(data, true, counts->unfit_records,
	           "records do not hold what their kind has: names may be wrong");
	const enum symbol_missing lack = symbols_lack(data->symbols);
	if (lack)
		sink_note(data->sink, true, "%s: names may be missing: %s",
		          input_name(data->parts->input), symbol_lack_text(lack));
	note_unresolved(data);
	/* perf record asks for the processor where it records processors */
	data->sink->clues.all_cpus |= (data->file.header.events.sample_types & PERF_SAMPLE_CPU) !=
	                              0;
	data->sink->clues.dumps |= counts->foreign_dumps > 0;
	note_unwound(data);
}
