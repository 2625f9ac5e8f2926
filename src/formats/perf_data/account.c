#include "formats/perf_data/account.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note_count(const struct account *account, bool warning, uint64_t count,
                       const char *what)
{
	if (count)
		sink_note(account->sink, warning, "%s: %" PRIu64 " %s", account->input, count,
		          what);
}

#define NOT_MAPPED                                                                                 \
	" where nothing was mapped: a value that is no return address was taken as the caller's. " \
	"Usually code without frame pointers causes this (build it with "                          \
	"-fno-omit-frame-pointer, or perf record --call-graph dwarf)"

/* Notes a module's frames without names, and the reason. */
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

static void note_unresolved(const struct account *account)
{
	struct unresolved *rows = calloc(account->modules + 1, sizeof *rows);
	size_t count = 0;
	for (size_t i = 0; rows && i < account->modules; i++)
		if (account->unresolved[i])
			rows[count++] = (struct unresolved){(uint32_t)i, account->unresolved[i]};
	if (count)
		qsort(rows, count, sizeof *rows, by_frames);
	for (size_t i = 0; i < count; i++) {
		const char *why = symbol_missing_text(
			symbols_missing(account->symbols, rows[i].module));
		const char *path = symbols_module_name(account->symbols, rows[i].module);
		const char *slash = strrchr(path, '/');
		clues_module(&account->sink->clues, slash ? slash + 1 : path,
		             symbols_missing(account->symbols, rows[i].module));
		sink_note(account->sink, false, "%s: %" PRIu64 " frame%s without a name in %s%s%s",
		          account->input, rows[i].frames, rows[i].frames == 1 ? "" : "s", path,
		          *why ? ": " : "",
		          *why ? why : ": it has symbols, but none at this address");
	}
	note_count(account, false, account->unmapped,
	           account->unmapped == 1 ? "frame" NOT_MAPPED : "frames" NOT_MAPPED);
	free(rows);
}

static void note_unwound(const struct account *account)
{
	const struct unwind_counts *counts = &account->unwound;
	char what[160];
	account->sink->clues.dumps_short += counts->ends[UNWIND_TRUNCATED];
	for (unsigned end = 0; end < UNWIND_ENDS; end++) {
		account->sink->clues.dumps |= counts->ends[end] > 0;
		if (end == UNWIND_BOTTOM)
			continue;
		account->sink->clues.dumps_failed += counts->ends[end];
		snprintf(what, sizeof what, "stack dumps not unwound to their end: %s%s",
		         unwind_end_text(end),
		         end == UNWIND_TRUNCATED ? " (perf record --call-graph dwarf,SIZE)" : "");
		note_count(account, false, counts->ends[end], what);
	}
}

void account_note(const struct account *account)
{
	struct clues *clues = &account->sink->clues;
	clues->lost += account->lost;
	note_count(account, account->no_advice, account->lost,
	           "records were lost while recording: use perf record -m for larger buffers, or a "
	           "lower -F");
	note_count(account, false, account->throttled, "times the kernel throttled sampling");
	note_count(account, true, account->aux_bytes,
	           "bytes of hardware trace (AUX data) were skipped: only samples are read");
	note_count(account, true, account->guest,
	           "samples from inside virtual machines were left out: perf script names them "
	           "with --guestkallsyms FILE --guestmodules FILE of the guest");
	note_count(account, true, account->unknown_id,
	           "samples of events that are not in the header");
	note_count(account, true, account->foreign_dumps,
	           "stack dumps were not unwound, which works for x86-64 and arm64 only: the user "
	           "part of these stacks has one frame");
	note_count(account, false, account->bad_chains, "call chains that the kernel broke off");
	note_count(account, false, account->chains_missing,
	           "call chains whose deferred user part is missing");
	note_count(account, true, account->late,
	           "records came too late to be sorted: names may be wrong around them");
	note_count(account, false, account->unmoved,
	           "counters that samples read and that had not changed since the previous sample");
	note_count(account, false, account->unknown_records, "records of unknown kinds");
	note_count(account, true, account->unfit_records, "malformed records: names may be wrong");
	const enum symbol_missing lack = symbols_lack(account->symbols);
	if (lack)
		sink_note(account->sink, true, "%s: names may be missing: %s", account->input,
		          symbol_lack_text(lack));
	const char *downloads = symbols_download_problem(account->symbols);
	if (downloads)
		sink_note(account->sink, true, "%s: --debuginfod: files were not asked for: %s",
		          account->input, downloads);
	note_unresolved(account);
	clues->all_cpus |= account->all_cpus;
	clues->dumps |= account->foreign_dumps > 0;
	note_unwound(account);
}
