#include "report.h"

#include "base/unit.h"
#include "edit/symbolize.h"
#include "options/remarks.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Writes a row, unless it is zero. */
static void print_row(uint64_t count, const char *what)
{
	if (!count)
		return;
	fprintf(stderr, "%12" PRIu64 "  %s\n", count, what);
}

const char *report_noun(const struct read_account *account)
{
	if (!account->sums)
		return "samples";
	return account->sums == account->samples ? "stacks" : "samples and stacks";
}

static void print_event(const struct read_account *account, const struct event_account *event)
{
	if (event->value)
		fprintf(stderr, "%12s  sample type %s%s%s%s%s\n", "", event->name,
		        event->unit ? " (" : "", event->unit ? event->unit : "",
		        event->unit ? ")" : "", event->kept ? ", counted" : "");
	else
		fprintf(stderr, "%12" PRIu64 "  samples of event %s (%.1f%%%s)\n", event->samples,
		        event->name, account_percent(account, event->samples),
		        event->kept ? "" : ", left out");
}

static void print_account(const struct read_account *account)
{
	print_row(account->bytes, "bytes read");
	print_row(account->lines, "lines read");
	if (account->samples)
		fprintf(stderr, "%12" PRIu64 "  %s read, of them:\n", account->samples,
		        report_noun(account));
	print_row(account->kept, "  kept");
	print_row(account->other_events, "  left out: another event");
	print_row(account->other_comms, "  left out: another process");
	print_row(account->other_moments, "  left out: another CPU or time");
	print_row(account->empty, "  left out: without any frame");
	print_row(account->guests, "  left out: from inside a virtual machine");
	print_row(account->unknown_events, "  left out: an event that the input does not describe");
	print_row(account->side_records, "side records skipped");
	print_row(account->malformed, "malformed lines");
	for (size_t i = 0; i < account->note_count; i++)
		fprintf(stderr, "%12s  %s\n", "", account->notes[i].text);
	for (size_t i = 0; i < account->event_count; i++)
		print_event(account, &account->events[i]);
}

/* ", 2.45 s in 487 samples"; ", 1.2 s of 2.45 s in 487 samples" if stacks were left out of the
 * folded text with these numbers; for a differential ", before 2.45 s in 487 samples, after ..." */
static void append_counts(struct buffer *text, const struct facts *facts, const struct unit *unit,
                          const struct stacks *stacks)
{
	const unsigned columns = stacks->columns;
	struct error ignored;
	static const char *const sides[] = {"before ", "after "};
	for (unsigned c = 0; c < columns; c++) {
		const struct sample_count *count = &facts->counts[c];
		if (!count->samples)
			continue;
		uint64_t total = 0;
		bool known = stacks_total(stacks, c, &total, &ignored) == STATUS_OK;
		double read = (double)total / (double)number_power10(stacks->places);
		double said = (double)count->weight.value /
		              (double)number_power10(count->weight.places);
		buffer_printf(text, ", %s", columns == 2 ? sides[c] : "");
		if (known && fabs(read - said) > 1e-9 * said) {
			unit_append(text, unit, total, stacks->places);
			buffer_text(text, " of ");
		}
		unit_append(text, unit, count->weight.value, count->weight.places);
		buffer_text(text, " in ");
		unit_append_samples(text, count->samples);
	}
}

/* "counted: cpu-clock in ns, 2.45 s in 487 samples" */
void report_facts(const struct facts *facts, const struct stacks *stacks)
{
	struct unit unit;
	struct buffer text = {0};
	if (!unit_find(facts->unit.name, &unit))
		return;
	if (*facts->event.name)
		buffer_printf(&text, "%s in ", facts->event.name);
	buffer_text(&text, facts->unit.name);
	append_counts(&text, facts, &unit, stacks);
	buffer_byte(&text, '\0');
	if (!text.failed)
		fprintf(stderr, "%12s  counted: %s\n", "", text.data);
	buffer_free(&text);
}

/* "           3    dropped: 12 (0.5%)"; for a differential "12 20 (0.5% 0.7%)" */
static void print_step(size_t stacks, const char *what, const struct step_stats *stats,
                       const number_wide *weights)
{
	struct buffer text = {0};
	for (unsigned c = 0; weights && c < stats->columns; c++) {
		char digits[NUMBER_FORMAT_MAX];
		const bool fits = weights[c] <= UINT64_MAX;
		const size_t size =
			fits ? decimal_format(digits, (uint64_t)weights[c], stats->places) : 0;
		buffer_text(&text, c ? " " : ": ");
		buffer_append(&text, fits ? digits : "much", fits ? size : 4);
	}
	for (unsigned c = 0; weights && c < stats->columns; c++)
		buffer_printf(&text, "%s%.1f%%", c ? " " : " (",
		              stats->total[c] ? 100.0 * (double)weights[c] / (double)stats->total[c]
		                              : 0.0);
	buffer_text(&text, weights ? ")" : "");
	buffer_byte(&text, '\0');
	if (stacks)
		fprintf(stderr, "%12zu    %s%s\n", stacks, what, text.failed ? "" : text.data);
	buffer_free(&text);
}

/* Writes how many places got names, and the modules of those without. */
static void print_symbolized(const struct step *step)
{
	struct symbolized_module module;
	struct error text;
	size_t named = 0, unnamed = 0;
	for (size_t i = 0; symbolize_module(step, i, &module); i++) {
		named += module.named;
		unnamed += module.unnamed;
	}
	if (named + unnamed)
		fprintf(stderr, "%12zu    distinct frames named\n%12zu    not named%s\n", named,
		        unnamed, unnamed ? ", of them:" : "");
	for (size_t i = 0; symbolize_module(step, i, &module); i++) {
		if (!module.unnamed)
			continue;
		symbolize_say(&module, &text);
		fprintf(stderr, "%12s      %s\n", "", text.text);
	}
}

void report_plan(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->items[i];
		const struct step_stats *stats = &step->stats;
		fprintf(stderr, "%12zu  stacks before --%s%s%s%s\n", stats->stacks,
		        step->kind->name, step->value ? " " : "", step->value ? step->value : "",
		        stats->dropped || stats->changed || stats->merged ? ", of them:" : "");
		print_step(stats->dropped, "dropped", stats, stats->dropped_weight);
		print_step(stats->changed, "changed", stats, stats->changed_weight);
		print_step(stats->merged, "became equal to others", stats, NULL);
		print_symbolized(step);
	}
}

enum { ADVICE_SHOWN = 2 };

static bool has_stats(const struct cli *cli)
{
	for (const struct option *row = cli->tool->options; row->name; row++)
		if (strcmp(row->name, "stats") == 0)
			return true;
	return false;
}

/* Writes the advice: the heaviest, or all if the tool has no --stats; with stats all, in percent.
 * Advice in folded text is left out, because the tool that wrote the text showed it. */
static void give_advice(const struct cli *cli, const char *input,
                        const struct read_account *account, bool stats)
{
	const size_t most = has_stats(cli) ? ADVICE_SHOWN : SIZE_MAX;
	size_t shown = 0, given = 0;
	for (size_t i = 0; i < account->advice_count; i++) {
		const struct advice *advice = &account->advice[i];
		if (stats)
			fprintf(stderr, "%12s  %s%s\n", "", advice->given ? "advice: " : "",
			        advice->text);
		given += advice->given && !advice->carried;
		if (stats || !advice->given || advice->carried || shown == most)
			continue;
		shown++;
		cli_warn(cli, "advice: %s%s%s", input ? input : "", input ? ": " : "",
		         advice->text);
	}
	if (!stats && given > shown)
		cli_warn(cli, "advice: %zu more, which --stats shows", given - shown);
}

void report_account(const struct cli *cli, const char *input, const struct read_account *account,
                    bool stats)
{
	const struct messages messages = cli_messages(cli);
	remark_account(account, !stats, &messages);
	if (stats)
		print_account(account);
	give_advice(cli, input, account, stats);
}
