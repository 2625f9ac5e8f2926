#include "gate.h"

#include "options/values.h"

#include <stdlib.h>
#include <string.h>

_Noreturn static void no_memory(const struct cli *cli)
{
	cli_error(cli, "out of memory");
	exit(EXIT_INPUT);
}

/* --- options -------------------------------------------------------------------------------- */

static void prepare_reports(const struct cli *cli, struct gate *gate)
{
	struct error err = {{0}};
	gate->targets = calloc(gate->options->reports.count + 1, sizeof *gate->targets);
	if (!gate->targets)
		no_memory(cli);
	for (size_t i = 0; i < gate->options->reports.count; i++) {
		const char *value = gate->options->reports.items[i], *colon = strchr(value, ':');
		struct report_target *target = &gate->targets[i];
		size_t size = colon ? (size_t)(colon - value) : strlen(value);
		target->format = report_find(value, size);
		target->path = colon ? colon + 1 : NULL;
		if (target->path && strcmp(target->path, "-") == 0)
			target->path = NULL;
		if (!target->format)
			cli_refuse(cli, option_no_choice("report", value, size, &err), NULL, &err);
		if (target->path && !*target->path)
			cli_usage(cli, "--report: a file name is missing after '%s'", value);
		if (!target->path && gate->takes_output)
			cli_usage(cli,
			          "only one --report can go to standard output; "
			          "--report %s:FILE writes to a file",
			          target->format->name);
		gate->takes_output |= !target->path;
	}
}

/* The file that a report goes to is to be one of its own. */
static void check_files(const struct cli *cli, const struct gate *gate)
{
	const char *output = !cli->output || strcmp(cli->output, "-") == 0 ? NULL : cli->output;
	bool writes_stacks = cli->output || !gate->takes_output;
	for (size_t i = 0; i < gate->options->reports.count; i++) {
		const char *path = gate->targets[i].path;
		if (!path)
			continue;
		cli_check_replaced(cli, "report", path);
		if (writes_stacks && cli_same_file(path, output))
			cli_usage(cli, "--report %s: the folded text goes to the same file", path);
		for (size_t k = 0; k < i; k++)
			if (cli_same_file(path, gate->targets[k].path))
				cli_usage(cli, "--report %s: another report goes to the same file",
				          path);
	}
}

void gate_prepare(const struct cli *cli, const struct comparing_options *options, struct gate *gate)
{
	gate->options = options;
	prepare_reports(cli, gate);
	if (gate->takes_output && cli->output && strcmp(cli->output, "-") == 0)
		cli_usage(cli, "a report and the folded text cannot both go to standard output");
	check_files(cli, gate);
}

void gate_free(struct gate *gate)
{
	free(gate->targets);
}

bool gate_asked(const struct gate *gate)
{
	return gate->options->fail_on.count || gate->options->reports.count;
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

enum status gate_run(const struct cli *cli, const struct gate *gate,
                     const struct judgement *judgement, const char *const *inputs,
                     const char *normalized, struct marks *marks, bool *exceeded, struct error *err)
{
	struct breaches breaches;
	struct report report = {
		.comparison = judgement->comparison,
		.judgement = judgement,
		.inputs = inputs,
		.normalized = normalized,
		.rules = gate->options->rules,
		.rule_count = gate->options->fail_on.count,
		.breaches = &breaches,
		.top = gate->options->top,
	};
	enum status status = rules_judge(gate->options->rules, gate->options->fail_on.count,
	                                 judgement, &breaches, err);
	if (!status) /* before anything is written */
		status = breaches_mark(&breaches, judgement, marks, err);
	for (size_t i = 0; !status && i < gate->options->reports.count; i++)
		status = report_write(&report, gate->targets[i].format, gate->targets[i].path, err);
	if (!status) {
		warn_unchecked(cli, gate, &breaches);
		list_breaches(cli, &report, &breaches.noise, cli_warn, "",
		              ": within noise, not counted");
		list_breaches(cli, &report, &breaches.exceeded, cli_error, " exceeded", "");
		*exceeded = breaches.exceeded.count > 0;
	}
	breaches_free(&breaches);
	return status;
}
