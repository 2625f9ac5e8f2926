#include "pages/manifest_values.h"

#include "base/c_locale.h"

#include <math.h>
#include <string.h>

enum status manifest_wrong(const struct json_place *place)
{
	return error_set(place->err, STATUS_FAILED,
	                 "the value of \"%.*s\" is not one of a manifest",
	                 (int)(place->key.size < 60 ? place->key.size : 60), place->key.at);
}

enum status manifest_take_text(struct benchmark *benchmark, const struct json_place *place,
                               const struct json_value *value, const char **text)
{
	*text = NULL;
	if (value->type == JSON_NULL)
		return STATUS_OK;
	if (value->type != JSON_TEXT)
		return manifest_wrong(place);
	*text = benchmark_plain(benchmark, value->text.at, value->text.size);
	return benchmark->lost ? error_no_memory(place->err) : STATUS_OK;
}

/* A name for a file that is in the folder. */
enum status manifest_take_file(struct benchmark *benchmark, const struct json_place *place,
                               const struct json_value *value, const char **text)
{
	enum status status = manifest_take_text(benchmark, place, value, text);
	if (status || !*text)
		return status;
	return **text && **text != '.' && !strchr(*text, '/') ? STATUS_OK : manifest_wrong(place);
}

enum status manifest_take_weight(struct benchmark *benchmark, const struct json_place *place,
                                 const struct json_value *value, uint64_t *weight)
{
	struct decimal number;
	bool negative;
	const unsigned places = benchmark->row.places;
	if (!json_decimal_value(value, &number, &negative) || negative || number.places > places ||
	    !number_scale(&number.value, places - number.places))
		return manifest_wrong(place);
	*weight = number.value;
	return STATUS_OK;
}

enum status manifest_take_real(const struct json_place *place, const struct json_value *value,
                               double *real)
{
	char digits[40];
	char *end;
	*real = NAN;
	if (value->type == JSON_NULL)
		return STATUS_OK;
	if (value->type != JSON_NUMBER || value->text.size >= sizeof digits)
		return manifest_wrong(place);
	memcpy(digits, value->text.at, value->text.size);
	digits[value->text.size] = '\0';
	*real = c_locale_strtod(digits, &end);
	return *end ? manifest_wrong(place) : STATUS_OK;
}

enum status manifest_take_bool(const struct json_place *place, const struct json_value *value,
                               bool *truth)
{
	*truth = value->truth;
	return value->type == JSON_BOOL ? STATUS_OK : manifest_wrong(place);
}

enum status manifest_take_size(const struct json_place *place, const struct json_value *value,
                               size_t *size)
{
	uint64_t number;
	if (!json_whole(value, &number))
		return manifest_wrong(place);
	*size = (size_t)number;
	return STATUS_OK;
}

/* One of `count` words. */
enum status manifest_take_word(const struct json_place *place, const struct json_value *value,
                               const char *const *words, size_t count, unsigned *index)
{
	for (unsigned i = 0; i < count; i++)
		if (value->type == JSON_TEXT && text_is(value->text, words[i])) {
			*index = i;
			return STATUS_OK;
		}
	return manifest_wrong(place);
}
