#include "report/parts.h"

#include "base/escape.h"

#include <string.h>

/* --- numbers ------------------------------------------------------------------------------------
 */

void report_weight(struct buffer *text, const struct report *report, uint64_t units,
                   unsigned places, bool bare)
{
	report_amount(text, report->comparison->pair.facts.unit.name, units, places, bare);
}

void report_difference(struct buffer *text, const struct report *report,
                       const struct change *change)
{
	report_growth(text, report->comparison->pair.facts.unit.name, change->before, change->after,
	              change->places);
}

void report_relative(struct buffer *text, const struct change *change)
{
	report_rate(text, change->before, change->after);
}

void report_share_of(struct buffer *text, const struct report *report, const struct change *change,
                     int side)
{
	uint64_t part = side == DIFF_BEFORE ? change->before : change->after;
	report_share(text, part,
	             change->frame == CHANGE_ALL ? part : report->comparison->totals[side]);
}

/* --- names --------------------------------------------------------------------------------------
 */

void report_name(struct buffer *text, const struct report *report, uint32_t id, size_t most)
{
	if (id == CHANGE_ALL) {
		buffer_text(text, "all");
		return;
	}
	const struct frame *frame = &report->comparison->pair.frames.items[id];
	report_plain(text, frame->name, frame->size, most);
}

/* Whether two names are the same after they are shortened. */
static bool look_alike(const struct frame *a, const struct frame *b, size_t most, bool *failed)
{
	struct buffer one = {0}, other = {0};
	bool alike = false;
	/* shortened names have more bytes than that, and begin with the same ones */
	if (a->size > most && b->size > most && memcmp(a->name, b->name, most / 2 - 2) == 0) {
		report_plain(&one, a->name, a->size, most);
		report_plain(&other, b->name, b->size, most);
		*failed |= one.failed || other.failed;
		alike = !*failed && one.size == other.size &&
		        memcmp(one.data, other.data, one.size) == 0;
	}
	buffer_free(&one);
	buffer_free(&other);
	return alike;
}

size_t report_cut(struct buffer *text, const struct report *report, const struct report_list *list,
                  size_t item, size_t most)
{
	const struct frame *frames = report->comparison->pair.frames.items;
	const struct frame *own = &frames[list->items[item].frame];
	for (size_t i = 0; own->size > most && i < list->count; i++)
		if (i != item &&
		    look_alike(own, &frames[list->items[i].frame], most, &text->failed))
			return 0;
	return most;
}

void report_inputs(struct buffer *text, const struct report *report, int side)
{
	unsigned count = report->comparison->count[side];
	unsigned first = comparison_first(report->comparison, side);
	if (count > 1)
		buffer_printf(text, "%u runs: ", count);
	for (unsigned i = first; i < first + count; i++) {
		const char *name = report->inputs[i];
		if (i > first)
			buffer_text(text, ", ");
		if (strcmp(name, "-") == 0)
			name = "standard input";
		report_plain(text, name, strlen(name), 0);
	}
}

void report_factors(struct buffer *text, const struct report *report, int side)
{
	const struct comparison *comparison = report->comparison;
	unsigned first = comparison_first(comparison, side);
	for (unsigned c = first; c < first + comparison->count[side]; c++) {
		buffer_text(text, c > first ? ", " : "");
		report_factor(text, comparison->factors[c]);
	}
}

void report_tests(struct buffer *text, const struct report *report)
{
	const struct judgement *judgement = report->judgement;
	const struct testing *testing = &judgement->testing;
	if (!judgement_tests(judgement)) {
		buffer_text(text, judgement->options.untested
		                          ? "off"
		                          : "none, because the number of samples is unknown");
		return;
	}
	buffer_printf(text, "%zu", judgement->tests);
	if (testing->kind == TEST_COUNTING) {
		buffer_text(text, " of counting noise (");
		report_count(text, (uint64_t)testing_samples(testing, DIFF_BEFORE), 0);
		buffer_text(text, " and ");
		report_count(text, (uint64_t)testing_samples(testing, DIFF_AFTER), 0);
		buffer_text(text, " samples)");
	}
	buffer_text(text, ", significant at ");
	report_decimal(text, judgement->options.level);
	buffer_text(text, " after adjustment");
}
