#include "gate.h"

#include <string.h>

/* --- options -------------------------------------------------------------------------------- */

static bool is_format(const char *name, size_t size)
{
	return report_find(name, size);
}

void gate_prepare(const struct cli *cli, const struct comparing_options *options, bool folds,
                  struct gate *gate)
{
	gate->options = options;
	report_targets_prepare(cli, &options->reports, is_format, &gate->targets);
	if (gate->targets.takes_output && cli->output && strcmp(cli->output, "-") == 0)
		cli_usage(cli, "a report and the folded text cannot both go to standard output");
	report_targets_check(cli, &gate->targets,
	                     folds && (cli->output || !gate->targets.takes_output),
	                     "the folded text");
}

void gate_free(struct gate *gate)
{
	report_targets_free(&gate->targets);
}

bool gate_asked(const struct gate *gate)
{
	return gate->text || gate->options->fail_on.count || gate->options->reports.count;
}

/* --- judging -------------------------------------------------------------------------------- */

typedef void sayer(const struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Lists what passed limits: each line has a word after the limit's name, and how it ends. */
static void list_breaches(const struct cli *cli, const struct report *report,
                          const struct breach_list *list, sayer *say, const char *word,
                          const char *end)
{
	for (size_t at = 0; at < list->count;) {
		size_t rule = list->items[at].rule, count = report_breaches_of(list, rule, at);
		for (size_t i = 0; i < count && i < report->top; i++) {
			struct buffer text = {0};
			report_breach(report, &list->items[at + i], &text);
			buffer_byte(&text, '\0');
			say(cli, "limit %s%s: %s%s", report->rules[rule].text, word,
			    text.failed ? "out of memory" : text.data, end);
			buffer_free(&text);
		}
		if (count > report->top)
			say(cli, "limit %s%s: ... and %zu more frames%s", report->rules[rule].text,
			    word, count - report->top, end);
		at += count;
	}
}

static void warn_unchecked(const struct cli *cli, const struct gate *gate,
                           const struct breaches *breaches)
{
	for (size_t i = 0; i < gate->options->fail_on.count; i++)
		if (breaches_unchecked(breaches, i))
			cli_warn(cli, "limit %s %s: not checked", gate->options->rules[i].text,
			         breaches_unchecked(breaches, i));
}

/* Says why a change may pass for noise: with few runs a side only large ones do not. */
static void warn_few_runs(const struct cli *cli, const struct comparison *comparison)
{
	enum { FEW_RUNS = 3 };
	const unsigned before = comparison->count[DIFF_BEFORE],
		       after = comparison->count[DIFF_AFTER];
	if (before > 1 && after > 1 && (before <= FEW_RUNS || after <= FEW_RUNS))
		cli_warn(cli,
		         "%u and %u runs show only large changes beyond noise; 5 or more of each "
		         "show "
		         "smaller ones",
		         before, after);
}

/* Writes the reports and the lists. */
static enum status report_judged(const struct cli *cli, const struct gate *gate,
                                 const struct judgement *judgement, const struct breaches *breaches,
                                 const char *const *inputs, bool *exceeded, struct error *err)
{
	enum status status = STATUS_OK;
	struct report report = {
		.comparison = judgement->comparison,
		.judgement = judgement,
		.inputs = inputs,
		.normalized = gate->options->normalize,
		.rules = gate->options->rules,
		.rule_count = gate->options->fail_on.count,
		.breaches = breaches,
		.top = gate->options->top,
	};
	for (size_t i = 0; !status && i < gate->targets.count; i++) {
		const struct report_target *target = &gate->targets.items[i];
		status = report_write(&report, report_find(target->format, target->size),
		                      target->path, err);
	}
	if (!status && gate->text)
		report_find("text", strlen("text"))->write(&report, gate->text);
	if (!status) {
		warn_unchecked(cli, gate, breaches);
		list_breaches(cli, &report, &breaches->noise, cli_warn, "",
		              ": within noise, not counted");
		if (breaches->noise.count)
			warn_few_runs(cli, judgement->comparison);
		list_breaches(cli, &report, &breaches->exceeded, cli_error, " exceeded", "");
		*exceeded = breaches->exceeded.count > 0;
	}
	return status;
}

enum status gate_judge(const struct cli *cli, const struct gate *gate,
                       struct comparison *comparison, const char *const *inputs, bool *exceeded,
                       struct error *err)
{
	struct judgement judgement = {0};
	struct breaches breaches = {0};
	if (!comparing_shows_noise(gate->options, comparison) && !gate_asked(gate))
		return STATUS_OK;
	enum status status = comparing_judge(gate->options, comparison, &judgement, &breaches, err);
	if (!status)
		status = report_judged(cli, gate, &judgement, &breaches, inputs, exceeded, err);
	breaches_free(&breaches);
	judgement_free(&judgement);
	return status;
}
