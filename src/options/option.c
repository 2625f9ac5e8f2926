#include "options/option.h"

#include "base/c_locale.h"
#include "base/vector.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool parse_count(const char *text, unsigned *count)
{
	if (!*text || text[strspn(text, "0123456789")])
		return false;
	errno = 0;
	unsigned long long number = strtoull(text, NULL, 10);
	if (errno || !number || number > UINT_MAX)
		return false;
	*count = (unsigned)number;
	return true;
}

static bool parse_number(const char *text, double *number)
{
	/* strtod would also accept leading blanks, hexadecimal numbers, "inf" and "nan". */
	if (!*text || text[strspn(text, "0123456789.eE+-")])
		return false;
	char *end;
	double value = c_locale_strtod(text, &end);
	if (end == text || *end || !isfinite(value) || value <= 0)
		return false;
	*number = value;
	return true;
}

enum status option_set(const struct option *row, const char *text, struct error *err)
{
	struct text_list *list = row->value;
	struct option_steps *steps = row->value;
	switch (row->type) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		break;
	case OPTION_TEXT:
		*(const char **)row->value = text;
		break;
	case OPTION_MAYBE:
		*(const char **)row->value = text ? text : "";
		break;
	case OPTION_LIST:
		if (!vector_reserve(&list->items, &list->capacity, list->count + 1))
			return error_no_memory(err);
		list->items[list->count++] = text;
		break;
	case OPTION_STEP:
		if (!vector_reserve(&steps->items, &steps->capacity, steps->count + 1))
			return error_no_memory(err);
		steps->items[steps->count++] = (struct option_step){row, text};
		break;
	case OPTION_COUNT:
		if (!parse_count(text, row->value))
			return error_set(err, STATUS_FAILED,
			                 "--%s: '%s' is not a whole number above 0", row->name,
			                 text);
		break;
	case OPTION_NUMBER:
		if (!parse_number(text, row->value))
			return error_set(err, STATUS_FAILED, "--%s: '%s' is not a number above 0",
			                 row->name, text);
		break;
	}
	return STATUS_OK;
}

bool option_is_set(const struct option *row)
{
	switch (row->type) {
	case OPTION_FLAG:
		return *(const bool *)row->value;
	case OPTION_TEXT:
	case OPTION_MAYBE:
		return *(const char *const *)row->value;
	case OPTION_LIST:
		return ((const struct text_list *)row->value)->count > 0;
	case OPTION_STEP:
		return ((const struct option_steps *)row->value)->count > 0;
	case OPTION_COUNT:
		return *(const unsigned *)row->value > 0;
	case OPTION_NUMBER:
		return *(const double *)row->value > 0;
	}
	return false;
}

const struct option *option_find(const struct option *rows, const char *name)
{
	for (; rows->name; rows++)
		if (strcmp(rows->name, name) == 0)
			return rows;
	return NULL;
}

void options_free(const struct option *rows)
{
	for (; rows->name; rows++) {
		struct text_list *list = rows->value;
		struct option_steps *steps = rows->value;
		if (rows->type == OPTION_LIST) {
			free(list->items);
			*list = (struct text_list){0};
		} else if (rows->type == OPTION_STEP) {
			free(steps->items);
			*steps = (struct option_steps){0};
		}
	}
}
