#include "config.h"

#include "cli.h"
#include "help.h"
#include "option_names.h"
#include "option_table.h"
#include "signals.h"
#include "version.h"

#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- messages ------------------------------------------------------------------------------- */

static void say(const struct cli *cli, const char *format, va_list args)
{
	char text[4096];
	vsnprintf(text, sizeof text, format, args);
	for (unsigned char *c = (unsigned char *)text; *c; c++)
		if (*c < 0x20 || *c == 0x7f)
			*c = '?';
	fprintf(stderr, "%s: %s\n", cli->tool->name, text);
}

void cli_error(const struct cli *cli, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(cli, format, args);
	va_end(args);
}

void cli_warn(const struct cli *cli, const char *format, ...)
{
	if (cli->quiet)
		return;
	va_list args;
	va_start(args, format);
	say(cli, format, args);
	va_end(args);
}

void cli_note(const struct cli *cli, const char *format, ...)
{
	if (!cli->verbose)
		return;
	va_list args;
	va_start(args, format);
	say(cli, format, args);
	va_end(args);
}

static void show(void *cli, enum message_kind kind, const char *text)
{
	(kind == MESSAGE_NOTE ? cli_note : cli_warn)(
		cli, "%s%s", kind == MESSAGE_ADVICE ? "advice: " : "", text);
}

struct messages cli_messages(const struct cli *cli)
{
	return (struct messages){show, (void *)cli};
}

void cli_usage(const struct cli *cli, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(cli, format, args);
	va_end(args);
	fprintf(stderr, "%s: try '%s --help'\n", cli->tool->name, cli->tool->name);
	exit(EXIT_USAGE);
}

static const char *memory_limit; /* NULL: none was set */

void cli_memory_limit(const char *size)
{
	memory_limit = size;
}

int cli_fail(const struct cli *cli, const struct error *err)
{
	if (memory_limit && strcmp(err->text, "out of memory") == 0)
		cli_error(cli, "%s: --max-memory is %s", err->text, memory_limit);
	else if (err->text[0])
		cli_error(cli, "%s", err->text);
	return EXIT_INPUT;
}

void cli_refuse(const struct cli *cli, enum status status, const struct option_place *place,
                const struct error *err)
{
	if (!status)
		return;
	if (status != STATUS_FAILED)
		exit(cli_fail(cli, err));
	if (!place || !place->value)
		cli_usage(cli, "%s", err->text);
	size_t column = 0; /* bytes that continue a character of UTF-8 take no column */
	for (size_t i = 0; i < place->offset && place->value[i]; i++)
		column += ((unsigned char)place->value[i] & 0xc0) != 0x80;
	cli_error(cli, "%s", err->text);
	cli_error(cli, "    %s", place->value);
	cli_usage(cli, "    %*s^", (int)(column < 2000 ? column : 2000), "");
}

_Noreturn static void no_memory(const struct cli *cli)
{
	cli_error(cli, "out of memory");
	exit(EXIT_INPUT);
}

/* --- --help and --version ------------------------------------------------------------------- */

/* Handles --help, --help-all or --version, whichever is set, otherwise OPTION_TABLE, and exits. */
_Noreturn static void answer(struct cli *cli)
{
	struct output output;
	struct error err = {0};
	if (output_open(&output, NULL, &err) != STATUS_OK)
		exit(cli_fail(cli, &err));
	if (cli->help || cli->help_all) {
		help_write(&output, cli->tool, cli->help_all);
	} else if (cli->version) {
		version_write(&output, cli->tool->name);
	} else {
		option_table_write(cli->tool, &output);
	}
	if (output_close(&output, true, &err) != STATUS_OK)
		exit(cli_fail(cli, &err));
	cli_free(cli);
	exit(EXIT_DONE);
}

/* --- setting values ------------------------------------------------------------------------- */

/* Whether a later row of the same name accepts the value: --threads 4 besides
 * --threads REGEX=NAME. */
static bool set_namesake(const struct option *row, const char *text)
{
	struct error ignored = {{0}};
	for (const struct option *other = row + 1; other->name; other++)
		if (strcmp(other->name, row->name) == 0 &&
		    option_set(other, text, &ignored) == STATUS_OK)
			return true;
	return false;
}

/* Sets an option; text is its value, NULL: it takes none. */
static void set_option(struct cli *cli, const struct option *row, const char *text)
{
	struct error err = {{0}};
	if (!set_namesake(row, text))
		cli_refuse(cli, option_set(row, text, &err), NULL, &err);
	if (cli->help || cli->help_all || cli->version)
		answer(cli);
}

/* --- the command line ----------------------------------------------------------------------- */

/* State of the parser. */
struct command_line {
	struct cli *cli;
	int count, next;
	char **words;
};

/* Sets an option whose value, if it needs one, is `value` or otherwise the next word. */
static void take_option(struct command_line *line, const struct option *row, const char *value)
{
	struct cli *cli = line->cli;
	if (!option_needs_value(row) && row->type != OPTION_MAYBE && value)
		cli_usage(cli, "--%s takes no value, but got '%s'", row->name, value);
	if (option_needs_value(row) && !value) {
		if (line->next == line->count)
			cli_usage(cli, "--%s needs a value (%s)", row->name,
			          row->argument ? row->argument : "VALUE");
		value = line->words[line->next++];
	}
	set_option(cli, row, value);
}

/* Takes the letters of a word such as ns, n4 or qoFILE; false, with nothing set, if it does not
 * consist of short names or, with flags_only, if one of them takes a value. */
static bool take_letters(struct command_line *line, const char *letters, bool flags_only)
{
	const struct option *options = line->cli->tool->options;
	const char *end = letters;
	const struct option *last = NULL;
	for (; *end && !(last && last->type != OPTION_FLAG); end++) {
		last = option_of_letter(options, *end);
		if (!last || (flags_only && last->type != OPTION_FLAG))
			return false;
	}
	bool number = last->type == OPTION_COUNT || last->type == OPTION_NUMBER;
	if (number && *end && !strchr("=.0123456789", *end))
		return false; /* -nomatch is not -n with a wrong number */
	for (; letters < end - 1; letters++)
		take_option(line, option_of_letter(options, *letters), NULL);
	if (last->type == OPTION_FLAG || !*end)
		take_option(line, last, NULL);
	else
		take_option(line, last, end + (*end == '='));
	return true;
}

_Noreturn static void refuse_option(const struct cli *cli, const char *word, size_t word_size,
                                    const struct option_candidates *found)
{
	int shown = word_size > 200 ? 200 : (int)word_size;
	if (found->count > 1) {
		struct buffer list = {0};
		for (size_t i = 0; i < found->count && i < OPTION_CANDIDATES_MAX; i++)
			buffer_printf(&list, "%s--%s", i ? ", " : "", found->rows[i]->name);
		buffer_byte(&list, '\0');
		if (list.failed)
			no_memory(cli);
		cli_usage(cli, "%.*s could be any of %s%s", shown, word, list.data,
		          found->count > OPTION_CANDIDATES_MAX ? ", ..." : "");
	}
	size_t dashes = strspn(word, "-");
	const struct option *near = option_near(cli->tool->options, word + dashes,
	                                        word_size - dashes);
	if (near)
		cli_usage(cli, "unknown option %.*s (did you mean --%s?)", shown, word, near->name);
	cli_usage(cli, "unknown option %.*s", shown, word);
}

/* Takes a word that begins with a dash and is neither "-" nor "--". */
static void take_word(struct command_line *line, const char *word)
{
	const struct option *options = line->cli->tool->options;
	bool dashes = word[1] == '-';
	const char *name = word + 1 + dashes;
	size_t size = strcspn(name, "=");
	const char *value = name[size] ? name + size + 1 : NULL;
	struct option_candidates found = {.count = 0};
	const struct option *row = size == 1 ? option_of_single(options, name, &found)
	                                     : option_of_name(options, name, size, &found);
	if (row)
		take_option(line, row, value);
	else if (dashes || size < 2 || !take_letters(line, name, found.count > 1))
		refuse_option(line->cli, word, (size_t)(name - word) + size, &found);
}

/* --- files ---------------------------------------------------------------------------------- */

static bool find_out(const char *path, struct stat *info)
{
	return (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, info) : stat(path, info)) == 0;
}

/* Whether two files are the same, under any names. */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Reads the status of a path's folder, and returns the name in it; NULL if there is no
 * such folder. */
static const char *find_folder(const char *path, struct stat *info)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	bool found = folder && stat(folder, info) == 0;
	free(folder);
	return !found ? NULL : slash ? slash + 1 : path;
}

bool cli_same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;
	bool a_exists = a ? stat(a, &of_a) == 0 : fstat(STDOUT_FILENO, &of_a) == 0;
	bool b_exists = b ? stat(b, &of_b) == 0 : fstat(STDOUT_FILENO, &of_b) == 0;
	if (a_exists && b_exists)
		return S_ISREG(of_a.st_mode) && is_same(&of_a, &of_b);
	if (a_exists || b_exists || !a || !b)
		return false;
	const char *name = find_folder(a, &of_a), *other = find_folder(b, &of_b);
	return name && other && is_same(&of_a, &of_b) && strcmp(name, other) == 0;
}

void cli_check_replaced(const struct cli *cli, const char *option, const char *path)
{
	struct stat output, input;
	if (!find_out(path, &output) || !S_ISREG(output.st_mode))
		return;
	for (size_t i = 0; i < cli->input_count; i++)
		if (find_out(cli->inputs[i], &input) && is_same(&input, &output))
			cli_usage(cli,
			          "--%s %s: the result would replace an input; name another file",
			          option, path);
}

/* Rejects a pipe that two operands name, because the first would read all of it. */
static void check_pipes(const struct cli *cli)
{
	struct stat one, other;
	for (size_t i = 1; i < cli->input_count; i++) {
		if (!find_out(cli->inputs[i], &one) || !S_ISFIFO(one.st_mode))
			continue;
		for (size_t k = 0; k < i; k++)
			if (find_out(cli->inputs[k], &other) && is_same(&one, &other))
				cli_usage(
					cli,
					"%s and %s are the same pipe, which can be read only once",
					cli_input_name(cli->inputs[k]),
					cli_input_name(cli->inputs[i]));
	}
}

/* Rejects operands that are wrong for every tool. */
static void check_files(const struct cli *cli)
{
	bool from_standard_input = false;
	if (cli->output && !*cli->output)
		cli_usage(cli, "--output: the file's name is empty");
	for (size_t i = 0; i < cli->input_count; i++) {
		const char *path = cli->inputs[i];
		if (!*path)
			cli_usage(cli, "the name of input %zu is empty", i + 1);
		if (strcmp(path, "-") == 0) {
			if (from_standard_input)
				cli_usage(cli, "standard input can be only one of the inputs");
			from_standard_input = true;
		}
	}
	if (cli->output && strcmp(cli->output, "-") != 0)
		cli_check_replaced(cli, "output", cli->output);
	check_pipes(cli);
}

/* --- interface ------------------------------------------------------------------------------ */

/* Takes an operand; returns whether a command begins with it. */
static bool take_operand(struct cli *cli, const char *word)
{
	cli->inputs[cli->input_count++] = word;
	if (cli->input_count == 1 && !cli->command && cli->tool->is_command)
		cli->command = cli->tool->is_command(word);
	return cli->command;
}

void cli_parse(struct cli *cli, const struct tool *tool, int argc, char **argv)
{
	cli->tool = tool;
	cli->input_count = cli->parted = 0;
	cli->command = false;
	cli->inputs = malloc(((size_t)argc + 1) * sizeof *cli->inputs);
	if (!cli->inputs)
		no_memory(cli);
	signals_watch(tool->name);
	if (argc == 2 && strcmp(argv[1], OPTION_TABLE) == 0)
		answer(cli);
	struct command_line line = {.cli = cli, .count = argc, .next = argc > 0, .words = argv};
	bool ended = false;
	while (line.next < argc) {
		const char *word = argv[line.next++];
		bool dashes = strcmp(word, "--") == 0;
		if (dashes && tool->two_lists && cli->input_count && !cli->parted)
			cli->parted = cli->input_count;
		else if (ended || word[0] != '-' || !word[1])
			ended |= take_operand(cli, word);
		else if (!dashes)
			take_word(&line, word);
		else
			ended = true, cli->command = tool->is_command && !cli->input_count;
	}
	cli->command &= cli->input_count > 0;
	cli->inputs_given = cli->input_count > 0;
	if (!cli->inputs_given)
		cli->inputs[cli->input_count++] = "-";
	if (!cli->command)
		check_files(cli);
}

const char *cli_input_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

void cli_free(struct cli *cli)
{
	free(cli->inputs);
	cli->inputs = NULL;
	cli->input_count = 0;
	options_free(cli->tool->options);
}

void cli_check_input(struct cli *cli, const char *expected)
{
	static const char recorded[] = "perf.data"; /* perf record's name for it */
	if (cli->inputs_given || !isatty(STDIN_FILENO))
		return;
	if (access(recorded, F_OK) != 0)
		cli_usage(cli,
		          "no input: give a file, or pipe in %s (there is no %s here; - reads from "
		          "the terminal)",
		          expected, recorded);
	cli->inputs[0] = recorded;
	cli->input_found = true;
}

void cli_check_output(const struct cli *cli, const char *what, const char *example)
{
	if (!cli->output && isatty(STDOUT_FILENO))
		cli_usage(cli, "%s would go to the terminal; name a file for it: -o %s", what,
		          example);
}
