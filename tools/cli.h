/* What the tools share: option tables, --help and --version, messages, output, exit codes. */
#ifndef STACKFOLD_TOOLS_CLI_H
#define STACKFOLD_TOOLS_CLI_H

#include "exit_code.h"
#include "tool.h"

#include "base/output.h"
#include "base/status.h"
#include "options/message.h"
#include "options/option.h"

#include <stdbool.h>
#include <stddef.h>

/* Options that every tool has; a table holds CLI_COMMON_OPTIONS(cli) as its last rows, or, where -o
 * means something else, CLI_OTHER_OPTIONS(cli, group). */
struct cli {
	const struct tool *tool;
	const char *output;  /* -o FILE, NULL: standard output */
	bool quiet, verbose; /* -q, -v */
	bool help, help_all, version;
	const char **inputs; /* operands in their order, at least one ("-" where none was given) */
	size_t input_count;
	bool inputs_given; /* operands were given */
	bool input_found;  /* none was, and the one input is perf.data in this folder */
	bool command;      /* the operands are a command with its arguments (tool->is_command) */
	size_t parted;     /* with two_lists: how many stand before the "--", 0: there was none */
};

/* clang-format off */
#define CLI_COMMON_OPTIONS(cli)                                                                    \
	{"output", 'o', OPTION_TEXT, false, &(cli)->output, "FILE",                                \
	 "write to FILE, complete or not at all", "Common options"},                                  \
	CLI_OTHER_OPTIONS(cli, NULL)

#define CLI_OTHER_OPTIONS(cli, group)                                                              \
	{"quiet", 'q', OPTION_FLAG, false, &(cli)->quiet, NULL, "print errors but no warnings", group}, \
	{"verbose", 'v', OPTION_FLAG, false, &(cli)->verbose, NULL, "print what is being done", NULL}, \
	{"help", 'h', OPTION_FLAG, true, &(cli)->help, NULL, "print this help", NULL},                   \
	{"help-all", 0, OPTION_FLAG, false, &(cli)->help_all, NULL, "print help on all options", NULL},          \
	{"version", 'V', OPTION_FLAG, false, &(cli)->version, NULL, "print the version and the optional libraries", NULL},          \
	{NULL, 0, OPTION_FLAG, false, NULL, NULL, NULL, NULL}
/* clang-format on */

/* Reads the command line as Getopt::Long does: --name VALUE, --name=VALUE, -name, unambiguous
 * abbreviations, letter case ignored, options and operands mixed, "--" ends the options. A value
 * may begin with a dash. Beyond that: letters of flags may be bundled (-ns), a letter's value may
 * follow at once (-n4), and an empty text is a value (--title=). An abbreviation that fits several
 * options means the one of the original tool, if exactly one of them is; rows with the same value
 * are one option. A single-dash word is a long name or its abbreviation first, then a bundle; one
 * letter is a short name first.
 *
 * --help, --help-all, --version and OPTION_TABLE (option_table.h) are answered on standard output
 * and exit with 0 (1 where that cannot be written), a usage error is named on standard error and
 * exits with EXIT_USAGE. Also sees to it that a signal that ends the tool leaves no temporary file.
 */
void cli_parse(struct cli *cli, const struct tool *tool, int argc, char **argv);

/* The name of an input in messages: the path, or "standard input". */
const char *cli_input_name(const char *path);

/* Refuses, as a usage error, to write a file that is one of the inputs, under any name:
 * outputs replace files when they are complete, and an input that was replaced is lost. `option` is
 * the one that named it, for the message. */
void cli_check_replaced(const struct cli *cli, const char *option, const char *path);

/* Whether two paths name the same regular file, which may not exist yet; NULL means the file that
 * standard output goes to. */
bool cli_same_file(const char *a, const char *b);

/* Frees the operands and the items of every OPTION_LIST of the table. */
void cli_free(struct cli *cli);

/* When standard input would be read and is a terminal, unless "-" was given by name: the input is
 * perf.data in this folder, as for perf report. If there is none, a message on standard error says
 * what the tool reads, and it exits with EXIT_USAGE. `expected` is, for example, "the output of
 * perf script". */
void cli_check_input(struct cli *cli, const char *expected);

/* When the result, of a kind that is not readable at a terminal, would go to one, unless the user
 * chose so with -o: says on standard error what to do and exits with EXIT_USAGE. `what` is, for
 * example, "the picture"; `example` is a file's name. */
void cli_check_output(const struct cli *cli, const char *what, const char *example);

/* Messages on standard error as "tool: text", control bytes shown as '?'. cli_warn is silent with
 * -q, cli_note speaks only with -v. */
void cli_error(const struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void cli_warn(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cli_note(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows the library's messages, warnings and advice by cli_warn, notes by cli_note. */
struct messages cli_messages(const struct cli *cli);

/* Says what is wrong with the usage, points to --help and exits with EXIT_USAGE. */
_Noreturn void cli_usage(const struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Ends the tool if preparing options failed, otherwise returns: STATUS_FAILED as cli_usage,
 * STATUS_FATAL as cli_fail. A value that is wrong at a place (NULL: there is none) is shown with a
 * caret below the byte at its offset. */
void cli_refuse(const struct cli *cli, enum status status, const struct option_place *place,
                const struct error *err);

/* From now on, if memory runs out, cli_fail says that it was limited to this size. */
void cli_memory_limit(const char *size);

/* Prints the error of a failed call, if it has a text, and gives EXIT_INPUT. */
int cli_fail(const struct cli *cli, const struct error *err);

#endif
