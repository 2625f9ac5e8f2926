#include "pages/making.h"

#include "pages/changes.h"
#include "pages/folder.h"
#include "pages/functions.h"
#include "pages/keeping.h"
#include "pages/naming.h"
#include "pages/pictures.h"
#include "pages/profile_page.h"
#include "pages/side.h"
#include "report/ranking_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TOP_ROWS = 20, /* in the tables of functions */
	GZIP_LEVEL = 1,
};

/* A benchmark that is being made. */
struct work {
	const struct making *making;
	const struct making_input *input;
	struct benchmark *benchmark;
	struct messages said; /* notes of the benchmark */
	char *folder;
	struct side_bytes *bytes; /* of each run */
	struct side sides[DIFF_COLUMNS];
	struct page_run *before; /* of the baseline */
	struct ranking tops[MEASURES];
	bool ranked;
	struct changes changes;
	bool compared;
};

static void take_note(void *context, enum message_kind kind, const char *text)
{
	if (kind != MESSAGE_NOTE)
		benchmark_note(context, kind == MESSAGE_ADVICE ? NOTE_ADVICE : NOTE_WARNING, text);
}

/* The first thing that is wrong stays. */
static void fail(struct benchmark *benchmark, enum row_state state, const char *why)
{
	if (benchmark->row.state == ROW_FAILED)
		return;
	benchmark->row.state = state;
	benchmark->row.why = benchmark_plain(benchmark, why, strlen(why));
}

/* The same for a run, whose path the message begins with. */
static void fail_run(struct benchmark *benchmark, const char *path, const char *why)
{
	struct error text = {{0}};
	if (string_begins(why, path))
		error_set(&text, STATUS_FAILED, "%s", why);
	else
		error_set(&text, STATUS_FAILED, "%s: %s", path, why);
	fail(benchmark, ROW_FAILED, text.text);
}

/* --- inputs --------------------------------------------------------------------------------- */

/* Whether an input was found below a folder and is no profile, by what it has and by its name. */
static bool leave_out(const struct work *work, size_t i, const struct side_bytes *bytes)
{
	const char *path = work->input->paths[i];
	return work->input->searched[i] && !naming_is_profile(path) &&
	       !side_is_profile(path, bytes, work->making->read->format);
}

static enum status load_runs(struct work *work, struct error *err)
{
	const struct making_input *input = work->input;
	struct benchmark *benchmark = work->benchmark;
	enum status status = STATUS_OK;
	work->bytes = calloc(input->count + 1, sizeof *work->bytes);
	benchmark->runs = benchmark_room(benchmark, input->count, sizeof *benchmark->runs);
	if (!work->bytes || !benchmark->runs)
		return error_no_memory(err);
	for (size_t i = 0; i < input->count && !status; i++) {
		const char *path = input->paths[i];
		struct side_bytes *bytes = &work->bytes[benchmark->run_count];
		status = side_load(path, work->making->stopped, bytes, err);
		if (status)
			break;
		if (leave_out(work, i, bytes)) {
			side_bytes_free(bytes);
			continue;
		}
		benchmark->runs[benchmark->run_count++] = (struct page_run){
			.input = benchmark_plain(benchmark, path, strlen(path)),
			.checksum = *bytes->checksum ? benchmark_string(benchmark, bytes->checksum)
		                                     : NULL,
			.bytes = bytes->length,
			.folded = path, /* until it is written */
		};
	}
	benchmark->missing = input->count && !benchmark->run_count;
	return status;
}

/* Writes a run's stacks into the benchmark's folder. */
static enum status write_folded(struct work *work, const struct profile *profile, size_t run,
                                struct error *err)
{
	struct benchmark *benchmark = work->benchmark;
	struct output output;
	char *name, *path = NULL;
	const int size = benchmark->run_count > 1
	                         ? asprintf(&name, "%s.%zu.folded.gz", benchmark->file, run + 1)
	                         : asprintf(&name, "%s.folded.gz", benchmark->file);
	if (size < 0)
		return error_no_memory(err);
	benchmark->runs[run].folded = benchmark_string(benchmark, name);
	enum status status = asprintf(&path, "%s/%s", work->folder, name) < 0
	                             ? error_no_memory(err)
	                             : output_open(&output, path, err);
	free(name);
	free(path);
	if (status)
		return status;
	status = output_compress(&output, GZIP_LEVEL, err);
	if (!status)
		status = profile_write_folded(profile, false, &output, err);
	return output_finish(&output, status, err);
}

/* Reads a run of the side after. What is wrong with it fails the benchmark, not the report. */
static enum status read_run(struct work *work, size_t run, struct profile *profile, bool *usable,
                            struct error *err)
{
	struct benchmark *benchmark = work->benchmark;
	const char *path = benchmark->runs[run].folded;
	struct error why = {{0}};
	benchmark->runs[run].folded = NULL;
	enum status status = side_read(path, &work->bytes[run], work->making->read,
	                               work->making->stopped, profile, &work->said, &why);
	side_bytes_free(&work->bytes[run]);
	*usable = false;
	if (atomic_load(work->making->stopped))
		return error_set(err, STATUS_FATAL, "%s", "");
	if (status == STATUS_FATAL)
		return error_set(err, status, "%s", why.text);
	if (!status && benchmark->run_count > 1 && profile->stacks.columns != 1)
		status = error_set(&why, STATUS_FAILED,
		                   "%s: has %u counts on each line, as if compared already: it "
		                   "cannot be one of several runs",
		                   path, profile->stacks.columns);
	if (!status && profile->stacks.columns > DIFF_COLUMNS)
		status = error_set(&why, STATUS_FAILED,
		                   "%s: has %u counts on each line; one is drawn, or two", path,
		                   profile->stacks.columns);
	if (status) {
		fail_run(benchmark, path, why.text);
		return STATUS_OK;
	}
	*usable = true;
	return write_folded(work, profile, run, err);
}

static enum status read_after(struct work *work, struct error *err)
{
	struct benchmark *benchmark = work->benchmark;
	enum status status = STATUS_OK;
	unsigned count = 0;
	struct error why = {{0}};
	if (benchmark->run_count > STACKS_COLUMNS_MAX / 2) {
		error_set(&why, STATUS_FAILED, "%zu runs are more than the %d that can be compared",
		          benchmark->run_count, STACKS_COLUMNS_MAX / 2);
		fail(benchmark, ROW_FAILED, why.text);
		benchmark->run_count = STACKS_COLUMNS_MAX / 2;
	}
	struct profile *profiles = calloc(benchmark->run_count + 1, sizeof *profiles);
	if (!profiles)
		return error_no_memory(err);
	for (size_t i = 0; i < benchmark->run_count && !status; i++) {
		bool usable;
		status = read_run(work, i, &profiles[count], &usable, err);
		if (usable)
			count++;
		else
			profile_free(&profiles[count]);
	}
	enum status made = side_make(&work->sides[DIFF_AFTER], profiles, count, &why);
	if (!status && made == STATUS_FAILED)
		fail_run(benchmark, benchmark->runs[0].input, why.text);
	else if (!status && made)
		status = error_set(err, made, "%s", why.text);
	return status;
}

/* Reads the baseline's runs; where that fails they cannot be compared. */
static enum status read_before(struct work *work, struct error *err)
{
	static const struct messages silent;
	const struct making_input *input = work->input;
	struct benchmark *benchmark = work->benchmark;
	struct error why = {{0}};
	enum status status = STATUS_OK;
	const size_t most = STACKS_COLUMNS_MAX / 2;
	const size_t count = input->before_count < most ? input->before_count : most;
	struct profile *profiles = calloc(count + 1, sizeof *profiles);
	work->before = benchmark_room(benchmark, count, sizeof *work->before);
	if (!profiles || !work->before) {
		free(profiles);
		return error_no_memory(err);
	}
	unsigned read = 0;
	for (; read < count && !status; read++) {
		const char *path = input->before[read];
		struct side_bytes bytes;
		status = side_load(path, work->making->stopped, &bytes, &why);
		work->before[read].input = benchmark_plain(benchmark, path, strlen(path));
		profile_init(&profiles[read], 1);
		if (!status)
			status = side_read(path, &bytes, work->making->read, work->making->stopped,
			                   &profiles[read], &silent, &why);
		side_bytes_free(&bytes);
	}
	enum status made = side_make(&work->sides[DIFF_BEFORE], profiles, read, &why);
	status = status ? status : made;
	if (status == STATUS_FATAL)
		return error_set(err, status, "%s", why.text);
	if (status) {
		side_free(&work->sides[DIFF_BEFORE]);
		fail(benchmark, ROW_APART, why.text);
	}
	return STATUS_OK;
}

/* --- the row -------------------------------------------------------------------------------- */

static enum status rank(struct work *work, const struct side *side, struct error *err)
{
	enum status status = STATUS_OK;
	work->ranked = true;
	for (int m = 0; m < MEASURES && !status; m++) {
		const struct ranking_options options = {
			.wishes = {{.kind = RANKING_FUNCTIONS, .rows = TOP_ROWS}},
			.wish_count = 1,
			.by = (enum measure)m,
		};
		static const struct ranking_lines lines;
		status = ranking_make(&work->tops[m], side->sum, &options, &lines, err);
	}
	return status;
}

/* What the row says of the side that is shown. */
static enum status fill_row(struct work *work, int which, struct error *err)
{
	struct benchmark *benchmark = work->benchmark;
	const struct side *side = &work->sides[which];
	const struct facts *facts = side->count ? &side->columns->facts : NULL;
	if (!side->count)
		return STATUS_OK;
	benchmark->row.side[which] = side_row(side);
	benchmark->row.side[which].spread = benchmark_round(benchmark->row.side[which].spread);
	benchmark->row.places = side->columns->stacks.places;
	if (*facts->unit.name)
		benchmark->row.unit = benchmark_plain(benchmark, facts->unit.name,
		                                      strlen(facts->unit.name));
	if (*facts->event.name)
		benchmark->row.event = benchmark_plain(benchmark, facts->event.name,
		                                       strlen(facts->event.name));
	enum status status = rank(work, side, err);
	if (!status)
		functions_fill(benchmark, side, work->tops, work->making->watched);
	return status;
}

/* --- comparing ------------------------------------------------------------------------------ */

/* Why the sides cannot be compared, in err. */
static enum status check_sides(const struct work *work, struct error *err)
{
	const struct fact *units[DIFF_COLUMNS];
	for (int s = 0; s < DIFF_COLUMNS; s++) {
		const struct side *side = &work->sides[s];
		units[s] = &side->columns->facts.unit;
		if (side->columns->stacks.columns != side->count)
			return error_set(
				err, STATUS_FAILED,
				"a profile that has two counts on each line is not compared");
		if (units[s]->differs)
			return error_set(err, STATUS_FAILED,
			                 "its runs have different units: %s, %s", units[s]->least,
			                 units[s]->most);
		for (unsigned c = 0; c < side->count; c++)
			if (!side->weight[c])
				return error_set(err, STATUS_FAILED,
				                 "the counts of a run add up to zero: there is "
				                 "nothing to compare");
	}
	const char *before = units[DIFF_BEFORE]->name, *after = units[DIFF_AFTER]->name;
	if (*before && *after && strcmp(before, after) != 0)
		return error_set(err, STATUS_FAILED, "the units differ: %s in the baseline, %s now",
		                 before, after);
	return STATUS_OK;
}

static enum status compare(struct work *work, struct error *err)
{
	struct benchmark *benchmark = work->benchmark;
	struct side *sides = work->sides;
	struct error why = {{0}};
	if (check_sides(work, &why)) {
		fail(benchmark, ROW_APART, why.text);
		return STATUS_OK;
	}
	benchmark->row.side[DIFF_BEFORE] = side_row(&sides[DIFF_BEFORE]);
	benchmark->row.side[DIFF_BEFORE].spread = benchmark_round(
		benchmark->row.side[DIFF_BEFORE].spread);
	work->compared = true;
	enum status status = changes_make(&work->changes, work->making->comparing,
	                                  &sides[DIFF_BEFORE], &sides[DIFF_AFTER], work->before,
	                                  benchmark->runs, &work->said, &why);
	if (!status) {
		changes_fill(&work->changes, benchmark);
		return STATUS_OK;
	}
	changes_free(&work->changes);
	work->compared = false;
	if (status == STATUS_FATAL)
		return error_set(err, status, "%s", why.text);
	fail(benchmark, ROW_APART, why.text);
	return STATUS_OK;
}

/* --- drawing -------------------------------------------------------------------------------- */

static enum status draw(struct work *work, struct profile *profile, const char *title,
                        const char *suffix, bool *drawn, struct error *err)
{
	static const struct messages silent;
	struct benchmark *benchmark = work->benchmark;
	const struct pictures_place place = {
		.folder = work->folder,
		.file = benchmark->file,
		.suffix = suffix,
		.thumbnail = !*suffix,
	};
	struct error why = {{0}};
	enum status status = pictures_draw(work->making->drawing, title, profile, &place,
	                                   *suffix ? &silent : &work->said, &why);
	*drawn = !status;
	if (status == STATUS_FAILED) {
		benchmark_note(benchmark, NOTE_WARNING, why.text);
		return STATUS_OK;
	}
	return status ? error_set(err, status, "%s", why.text) : STATUS_OK;
}

static enum status draw_all(struct work *work, int shown, struct error *err)
{
	struct benchmark *benchmark = work->benchmark;
	struct side *side = &work->sides[shown];
	struct buffer title = {0};
	enum status status = STATUS_OK;
	buffer_printf(&title, "%s: difference from the baseline", benchmark->row.name);
	buffer_byte(&title, '\0');
	if (title.failed)
		status = error_no_memory(err);
	if (!status && work->compared)
		status = draw(work, &work->changes.comparison.pair, title.data, ".diff",
		              &benchmark->difference, err);
	if (!status && side->count)
		status = draw(work, (struct profile *)(uintptr_t)side->sum, benchmark->row.name, "",
		              &benchmark->picture, err);
	buffer_free(&title);
	return status;
}

/* --- the whole ------------------------------------------------------------------------------ */

static enum status make(struct work *work, struct error *err)
{
	const struct making_input *input = work->input;
	struct benchmark *benchmark = work->benchmark;
	struct comparison_row *row = &benchmark->row;
	const int shown = input->count ? DIFF_AFTER : DIFF_BEFORE;
	enum status status = STATUS_OK;
	benchmark->trends = work->making->trends && input->count;
	row->state = !input->count             ? ROW_GONE
	             : !work->making->baseline ? ROW_ALONE
	             : input->before_why       ? ROW_APART
	             : !input->before_count    ? ROW_NEW
	                                       : ROW_COMPARED;
	if (input->before_why)
		row->why = benchmark_string(benchmark, input->before_why);
	work->folder = folder_make(work->making->folder, benchmark->file, err);
	if (!work->folder)
		return STATUS_FATAL;
	if (input->count)
		status = read_after(work, err);
	if (!status && input->before_count && !input->before_why)
		status = read_before(work, err);
	if (!status)
		status = fill_row(work, shown, err);
	if (!status && row->state == ROW_COMPARED)
		status = compare(work, err);
	if (!status)
		status = draw_all(work, shown, err);
	const struct profile_page page = {
		.benchmark = benchmark,
		.title = work->making->title,
		.tops = {work->ranked ? &work->tops[MEASURE_SELF] : NULL,
	                 work->ranked ? &work->tops[MEASURE_TOTAL] : NULL},
		.hues = work->making->drawing->difference_hues,
		.changes = work->compared ? &work->changes : NULL,
	};
	if (!status && benchmark->lost)
		status = error_no_memory(err);
	return status ? status : profile_page_write(&page, work->folder, err);
}

enum status making_run(const struct making *making, const struct making_input *input,
                       struct benchmark *benchmark, struct error *err)
{
	struct work work = {
		.making = making,
		.input = input,
		.benchmark = benchmark,
		.said = {take_note, benchmark},
	};
	enum status status = load_runs(&work, err);
	if (!status && !benchmark->missing) {
		keeping_key(making, input, benchmark);
		if (!keeping_take(making, input, benchmark))
			status = make(&work, err);
	}
	for (int m = 0; m < MEASURES && work.ranked; m++)
		ranking_free(&work.tops[m]);
	if (work.compared)
		changes_free(&work.changes);
	for (int s = 0; s < DIFF_COLUMNS; s++)
		side_free(&work.sides[s]);
	for (size_t i = 0; work.bytes && i < benchmark->run_count; i++)
		side_bytes_free(&work.bytes[i]);
	free(work.bytes);
	free(work.folder);
	return status;
}
