#include "pages/words.h"

#include "base/unit.h"
#include "report/numbers.h"

#include <math.h>

const struct row_side *words_side(const struct comparison_row *row)
{
	return &row->side[row->state == ROW_GONE ? DIFF_BEFORE : DIFF_AFTER];
}

void words_weight(struct buffer *text, const struct comparison_row *row)
{
	const struct row_side *side = words_side(row);
	if (side->runs)
		report_amount(text, row->unit, side->weight, row->places, false);
}

void words_measured(struct buffer *text, const struct comparison_row *row)
{
	const struct row_side *side = words_side(row);
	if (!side->runs)
		return;
	words_weight(text, row);
	if (side->samples > 0 && !(row->unit && strcmp(row->unit, "samples") == 0)) {
		buffer_text(text, " in ");
		unit_append_samples(text, (uint64_t)side->samples);
	}
	if (row->event)
		buffer_printf(text, " of %s", row->event);
	if (side->runs > 1)
		buffer_printf(text, ", mean of %u runs", side->runs);
}

static size_t count_changes(const struct comparison_row *row)
{
	size_t count = row->changes_more;
	for (size_t i = 0; i < row->change_count; i++)
		count += !row->changes[i].noise;
	return count;
}

void words_verdict(struct buffer *text, const struct comparison_row *row, const char **look)
{
	static const char *const plain[ROW_STATES] = {
		[ROW_ALONE] = "",
		[ROW_NEW] = "new",
		[ROW_GONE] = "gone",
		[ROW_APART] = "not comparable",
		[ROW_FAILED] = "unreadable",
	};
	*look = row->state == ROW_FAILED ? "bad" : "plain";
	if (row->state != ROW_COMPARED) {
		buffer_text(text, plain[row->state]);
	} else if (row->exceeded) {
		*look = "bad";
		buffer_printf(text, "%zu limit%s exceeded", row->exceeded,
		              row->exceeded == 1 ? "" : "s");
	} else if (row->tested) {
		const size_t count = count_changes(row);
		const bool sum = !row->all.noise &&
		                 row->all.weight[DIFF_BEFORE] != row->all.weight[DIFF_AFTER];
		*look = count || sum ? "changed" : "good";
		if (count)
			buffer_printf(text, "%zu change%s", count, count == 1 ? "" : "s");
		else if (sum)
			buffer_text(text, "only the sum changed");
		else
			buffer_text(text, "no significant change");
	} else {
		buffer_text(text, "compared");
	}
}

const struct row_change *words_largest(const struct comparison_row *row)
{
	const struct row_change *largest = NULL;
	for (size_t i = 0; i < row->change_count; i++) {
		const struct row_change *change = &row->changes[i];
		if (!change->noise &&
		    (!largest || fabs(words_points(change)) > fabs(words_points(largest))))
			largest = change;
	}
	return largest;
}

double words_points(const struct row_change *change)
{
	return 100 * (change->share[DIFF_AFTER] - change->share[DIFF_BEFORE]);
}
