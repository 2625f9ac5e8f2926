/* The public library's options: the tables of the tools, by name. */
#include "stackfold_options.h"
#include "stackfold_outcome.h"

#include "base/c_locale.h"
#include "base/vector.h"
#include "options/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sf_options {
	struct settings settings;
	char **texts; /* copies of values */
	size_t text_count, text_capacity;
	void (*say)(void *context, sf_message kind, const char *text);
	void *say_context;
	int (*progress)(void *context, uint64_t done, uint64_t total);
	void *progress_context;
};

enum {
	ROWS_MAX = 160,
	NUMBER_TEXT_MAX = 352, /* of any double without an exponent */
};

/* Rows that are only for command lines, and the library's replacement. */
static const struct {
	const char *name, *instead;
} command_line_only[] = {
	{"list-formats", "sf_format()"},
	{"report", "sf_comparison_write_report() and sf_profile_write_report()"},
	{"stats", "struct sf_account"},
};

static const char *instead_of(const char *name)
{
	for (size_t i = 0; i < sizeof command_line_only / sizeof *command_line_only; i++)
		if (strcmp(command_line_only[i].name, name) == 0)
			return command_line_only[i].instead;
	return NULL;
}

/* All rows, for these settings. Of rows that two tools have (plain, top, min-share), the first
 * counts: settings_of passes their values on. */
static void rows_of(struct settings *settings, struct option rows[ROWS_MAX])
{
	const struct option all[] = {
		READING_OPTIONS(&settings->reading, false, ""),
		FOLDING_OPTIONS(&settings->folding),
		SPLITTING_OPTIONS(&settings->splitting),
		COMPARING_OPTIONS(&settings->comparing),
		DRAWING_OPTIONS(&settings->drawing),
		DRAWING_OUTPUT_OPTIONS(&settings->drawing),
		TOP_OPTIONS(&settings->top),
		{NULL, 0, OPTION_FLAG, false, NULL, NULL, NULL, NULL},
	};
	_Static_assert(sizeof all / sizeof *all <= ROWS_MAX, "there is room");
	memcpy(rows, all, sizeof all);
}

static void settings_init(struct settings *settings)
{
	*settings = (struct settings){0};
	drawing_options_init(&settings->drawing);
}

void settings_of(const sf_options *options, struct settings *settings)
{
	if (options)
		*settings = options->settings;
	else
		settings_init(settings);
	settings->top.top = settings->comparing.top;
	settings->top.min_share = settings->comparing.min_share;
}

sf_options *sf_options_new(struct sf_error *error)
{
	struct error inner = {{0}};
	sf_options *options = calloc(1, sizeof *options);
	if (options)
		settings_init(&options->settings);
	else
		public_outcome(error_no_memory(&inner), &inner, NULL, 0, error);
	return options;
}

void sf_options_free(sf_options *options)
{
	struct option rows[ROWS_MAX];
	if (!options)
		return;
	rows_of(&options->settings, rows);
	options_free(rows);
	for (size_t i = 0; i < options->text_count; i++)
		free(options->texts[i]);
	free(options->texts);
	free(options);
}

static enum status find(const struct option *rows, const char *name, const struct option **row,
                        struct error *err)
{
	const char *instead = instead_of(name);
	*row = option_find(rows, name);
	if (!*row)
		return error_set(err, STATUS_FAILED, "--%s: there is no such option", name);
	if (instead)
		return error_set(err, STATUS_FAILED,
		                 "--%s: is for command lines; the library has %s", name, instead);
	return STATUS_OK;
}

/* Restores the default. */
static void reset(const struct option *row)
{
	struct settings pristine;
	struct option rows[ROWS_MAX];
	settings_init(&pristine);
	rows_of(&pristine, rows);
	const void *value = option_find(rows, row->name)->value;
	static const size_t sizes[] = {
		[OPTION_FLAG] = sizeof(bool),          [OPTION_TEXT] = sizeof(const char *),
		[OPTION_COUNT] = sizeof(unsigned),     [OPTION_NUMBER] = sizeof(double),
		[OPTION_MAYBE] = sizeof(const char *), [OPTION_LIST] = sizeof(struct text_list),
	};
	if (row->type == OPTION_LIST)
		free(((struct text_list *)row->value)->items);
	memcpy(row->value, value, sizes[row->type]);
}

static enum status set_flag(const struct option *row, const char *value, struct error *err)
{
	bool no = strcmp(value, "no") == 0;
	if (!no && strcmp(value, "yes") != 0)
		return error_set(err, STATUS_FAILED, "--%s: '%s' is neither yes nor no", row->name,
		                 value);
	*(bool *)row->value = !no;
	return STATUS_OK;
}

sf_status sf_options_set(sf_options *options, const char *name, const char *value,
                         struct sf_error *error)
{
	struct option rows[ROWS_MAX];
	const struct option *row;
	struct error inner = {{0}};
	rows_of(&options->settings, rows);
	enum status status = find(rows, name, &row, &inner);
	if (!status && !value) {
		reset(row);
	} else if (!status && row->type == OPTION_FLAG) {
		status = set_flag(row, value, &inner);
	} else if (!status) {
		char *copy = strdup(value);
		if (copy && vector_reserve(&options->texts, &options->text_capacity,
		                           options->text_count + 1)) {
			options->texts[options->text_count++] = copy;
			status = option_set(row, copy, &inner);
		} else {
			free(copy);
			status = error_no_memory(&inner);
		}
	}
	return public_wrong_option(status, &inner, name, error);
}

sf_status sf_options_set_flag(sf_options *options, const char *name, int on, struct sf_error *error)
{
	struct option rows[ROWS_MAX];
	const struct option *row;
	struct error inner = {{0}};
	rows_of(&options->settings, rows);
	enum status status = find(rows, name, &row, &inner);
	if (!status && row->type != OPTION_FLAG && row->type != OPTION_MAYBE)
		status = error_set(&inner, STATUS_FAILED, "--%s: takes a value", name);
	if (!status && row->type == OPTION_MAYBE)
		*(const char **)row->value = on ? "" : NULL;
	else if (!status)
		*(bool *)row->value = on != 0;
	return public_wrong_option(status, &inner, name, error);
}

/* Writes a number with 15 significant digits and no exponent, because some options do not read
 * exponents. */
static void write_number(double number, char *text)
{
	enum { DIGITS = 15 };
	char scientific[NUMBER_TEXT_MAX], digits[DIGITS + 1];
	c_locale_snprintf(scientific, sizeof scientific, "%.*e", DIGITS - 1, number);
	const char *exponent = strchr(scientific, 'e');
	if (!isfinite(number) || !exponent) {
		strcpy(text, scientific); /* "nan", which no option accepts */
		return;
	}
	int point = atoi(exponent + 1) + 1, count = 0; /* the digits before the point */
	for (const char *c = scientific; c < exponent; c++)
		if (*c >= '0' && *c <= '9')
			digits[count++] = *c;
	while (count > 1 && digits[count - 1] == '0')
		count--;
	if (number < 0)
		*text++ = '-';
	if (point <= 0)
		*text++ = '0';
	for (int i = point < 0 ? point : 0; i < count || i < point; i++) {
		if (i == point)
			*text++ = '.';
		*text++ = i < 0 || i >= count ? '0' : digits[i];
	}
	*text = '\0';
}

sf_status sf_options_set_number(sf_options *options, const char *name, double number,
                                struct sf_error *error)
{
	char text[NUMBER_TEXT_MAX];
	write_number(number, text);
	return sf_options_set(options, name, text, error);
}

int sf_options_each(int (*visit)(void *context, const char *name, const char *argument,
                                 int repeatable, const char *help),
                    void *context)
{
	struct settings settings = {0};
	struct option rows[ROWS_MAX];
	int answer = 0;
	rows_of(&settings, rows);
	for (const struct option *row = rows; row->name && !answer; row++) {
		if (instead_of(row->name) || option_find(rows, row->name) != row || !row->help)
			continue;
		const char *help = row->help + strspn(row->help, OPTION_RARELY);
		answer = visit(context, row->name, row->argument, row->type == OPTION_LIST, help);
	}
	return answer;
}

const char *sf_option_value(const char *option, size_t i)
{
	const struct option_values *values = option_values(NULL, option);
	return values ? option_value_name(values, i) : NULL;
}

/* --- callbacks ------------------------------------------------------------------------------ */

void sf_options_on_message(sf_options *options,
                           void (*say)(void *context, sf_message kind, const char *text),
                           void *context)
{
	options->say = say;
	options->say_context = context;
}

void sf_options_on_progress(sf_options *options,
                            int (*progress)(void *context, uint64_t done, uint64_t total),
                            void *context)
{
	options->progress = progress;
	options->progress_context = context;
}

static void relay(void *context, enum message_kind kind, const char *text)
{
	static const sf_message kinds[] = {[MESSAGE_WARNING] = SF_WARNING,
	                                   [MESSAGE_ADVICE] = SF_ADVICE,
	                                   [MESSAGE_NOTE] = SF_NOTE};
	const sf_options *options = context;
	options->say(options->say_context, kinds[kind], text);
}

struct messages messages_of(const sf_options *options)
{
	return options && options->say ? (struct messages){relay, (void *)options}
	                               : (struct messages){0};
}

bool progress_of(const sf_options *options)
{
	return options && options->progress;
}

bool progress_goes_on(const sf_options *options, uint64_t done, uint64_t total)
{
	return options->progress(options->progress_context, done, total) == 0;
}
