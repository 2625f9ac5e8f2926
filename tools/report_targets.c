#include "report_targets.h"

#include "options/values.h"

#include <stdlib.h>
#include <string.h>

_Noreturn static void no_memory(const struct cli *cli)
{
	cli_error(cli, "out of memory");
	exit(EXIT_INPUT);
}

void report_targets_prepare(const struct cli *cli, const struct text_list *reports,
                            bool (*is_format)(const char *name, size_t size),
                            struct report_targets *targets)
{
	struct error err = {{0}};
	*targets = (struct report_targets){
		.items = calloc(reports->count + 1, sizeof *targets->items),
		.count = reports->count};
	if (!targets->items)
		no_memory(cli);
	for (size_t i = 0; i < reports->count; i++) {
		const char *value = reports->items[i], *colon = strchr(value, ':');
		struct report_target *target = &targets->items[i];
		target->format = value;
		target->size = colon ? (size_t)(colon - value) : strlen(value);
		target->path = colon ? colon + 1 : NULL;
		if (target->path && strcmp(target->path, "-") == 0)
			target->path = NULL;
		if (!is_format(value, target->size))
			cli_refuse(cli,
			           option_no_choice(cli->tool->name, "report", value, target->size,
			                            &err),
			           NULL, &err);
		if (target->path && !*target->path)
			cli_usage(cli, "--report: a file name is missing after '%s'", value);
		if (!target->path && targets->takes_output)
			cli_usage(cli,
			          "only one --report can go to standard output; "
			          "--report %.*s:FILE writes to a file",
			          (int)target->size, target->format);
		targets->takes_output |= !target->path;
	}
}

void report_targets_check(const struct cli *cli, const struct report_targets *targets, bool output,
                          const char *what)
{
	const char *to = !cli->output || strcmp(cli->output, "-") == 0 ? NULL : cli->output;
	for (size_t i = 0; i < targets->count; i++) {
		const char *path = targets->items[i].path;
		if (!path)
			continue;
		cli_check_replaced(cli, "report", path);
		if (output && cli_same_file(path, to))
			cli_usage(cli, "--report %s: %s goes to the same file", path, what);
		for (size_t k = 0; k < i; k++)
			if (cli_same_file(path, targets->items[k].path))
				cli_usage(cli, "--report %s: another report goes to the same file",
				          path);
	}
}

void report_targets_free(struct report_targets *targets)
{
	free(targets->items);
}
