#include "formats/json_shape.h"

#include "config.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_YAJL
#include <setjmp.h>
#include <yajl/yajl_parse.h>

enum { CHUNK = 256 << 10 };

/* ---- memory: YAJL does not check allocations, so a failure leaves it by longjmp ---- */

struct link {
	struct link *before, *after;
};

struct block {
	struct link link;
	max_align_t bytes[];
};

struct memory {
	struct link all; /* a ring */
	jmp_buf out;
};

static struct block *block_of(void *bytes)
{
	return bytes ? (struct block *)((char *)bytes - offsetof(struct block, bytes)) : NULL;
}

static void *resize(void *context, void *bytes, size_t size)
{
	struct memory *memory = context;
	struct block *old = block_of(bytes);
	struct block *block = size < SIZE_MAX - sizeof *block ? realloc(old, sizeof *block + size)
	                                                      : NULL;
	if (!block)
		longjmp(memory->out, 1); /* the old block is still in the ring */
	if (!old)
		block->link = (struct link){&memory->all, memory->all.after};
	block->link.before->after = &block->link;
	block->link.after->before = &block->link;
	return block->bytes;
}

static void *take(void *context, size_t size)
{
	return resize(context, NULL, size);
}

static void give_back(void *context, void *bytes)
{
	struct block *block = block_of(bytes);
	(void)context;
	if (!block)
		return;
	block->link.before->after = block->link.after;
	block->link.after->before = block->link.before;
	free(block);
}

static void memory_free(struct memory *memory)
{
	while (memory->all.after != &memory->all)
		give_back(memory,
		          ((struct block *)memory->all.after)
		                  ->bytes); /* the header of a block begins with the pointer */
}

/* ---- the shapes ---- */

/* An open object or array. */
struct level {
	const struct json_shape *shape;
	const struct json_field *field; /* in an object: that of the last key, NULL: skipped */
	size_t index;                   /* of the next value, or of the last key */
	bool array;
};

struct reading {
	void *context;
	const struct json_shape *document;
	struct level *levels;
	struct level *top; /* the innermost open one; NULL: none, or within a skipped value */
	size_t depth, capacity;
	size_t skipped;          /* open brackets within a skipped value */
	struct text key;         /* the last one that has a shape */
	struct buffer other_key; /* its name, if the table does not have it */
	struct json_place place; /* of the current value */
	bool failed;             /* status is set */
	enum status status;
};

static int fail(struct reading *reading, enum status status)
{
	reading->failed = true;
	reading->status = status;
	return 0;
}

static void find_top(struct reading *reading)
{
	reading->top = reading->depth && !reading->skipped ? &reading->levels[reading->depth - 1]
	                                                   : NULL;
}

/* The shape of the current value, NULL: it is skipped. */
static inline const struct json_shape *coming(struct reading *reading)
{
	struct level *level = reading->top;
	reading->place.row = 0;
	if (!level) {
		reading->place.key.size = reading->place.index = 0;
		return reading->skipped ? NULL : reading->document;
	}
	if (level->array) {
		reading->place.key.size = 0;
		reading->place.index = level->index++;
		return level->shape->items;
	}
	reading->place.key = reading->key;
	reading->place.index = level->index - 1;
	if (!level->field)
		return NULL;
	reading->place.row = (size_t)(level->field - level->shape->fields);
	return level->field->shape;
}

static inline int take_value(struct reading *reading, const struct json_value *value)
{
	const struct json_shape *shape = coming(reading);
	if (!shape || !shape->value)
		return 1;
	enum status status = shape->value(reading->context, &reading->place, value);
	return status ? fail(reading, status) : 1;
}

static int on_null(void *context)
{
	return take_value(context, &(struct json_value){.type = JSON_NULL});
}

static int on_bool(void *context, int truth)
{
	return take_value(context, &(struct json_value){.type = JSON_BOOL, .truth = truth});
}

static int on_number(void *context, const char *digits, size_t size)
{
	return take_value(context,
	                  &(struct json_value){.type = JSON_NUMBER, .text = {digits, size}});
}

static int on_string(void *context, const unsigned char *bytes, size_t size)
{
	return take_value(context, &(struct json_value){.type = JSON_TEXT,
	                                                .text = {(const char *)bytes, size}});
}

static int open_level(struct reading *reading, bool array)
{
	const struct json_shape *shape = coming(reading);
	if (!shape || (array ? !shape->items : !shape->fields)) {
		reading->skipped++;
		reading->top = NULL;
		return 1;
	}
	if (!vector_reserve(&reading->levels, &reading->capacity, reading->depth + 1))
		return fail(reading, error_no_memory(reading->place.err));
	reading->levels[reading->depth++] = (struct level){.shape = shape, .array = array};
	find_top(reading);
	enum status status = shape->begin ? shape->begin(reading->context, &reading->place)
	                                  : STATUS_OK;
	return status ? fail(reading, status) : 1;
}

static int close_level(struct reading *reading)
{
	if (reading->skipped) {
		reading->skipped--;
		find_top(reading);
		return 1;
	}
	const struct json_shape *shape = reading->levels[--reading->depth].shape;
	find_top(reading);
	reading->place.key.size = 0;
	reading->place.index = reading->depth ? reading->top->index - 1 : 0;
	enum status status = shape->end ? shape->end(reading->context, &reading->place) : STATUS_OK;
	return status ? fail(reading, status) : 1;
}

static int on_object(void *context)
{
	return open_level(context, false);
}

static int on_array(void *context)
{
	return open_level(context, true);
}

static int on_end(void *context)
{
	return close_level(context);
}

/* Most different keys differ in the first byte. */
static inline bool is_key(const struct json_field *field, struct text key)
{
	return key.size && *field->key == *key.at && strncmp(field->key, key.at, key.size) == 0 &&
	       !field->key[key.size];
}

/* The field of a key: mostly the one after the previous field. */
static const struct json_field *find_field(const struct json_field *fields,
                                           const struct json_field *last, struct text key)
{
	if (last && last[1].key && last[1].key[0] && is_key(last + 1, key))
		return last + 1;
	for (const struct json_field *field = fields; field->key; field++)
		if (!*field->key || is_key(field, key))
			return field;
	return NULL;
}

static int on_key(void *context, const unsigned char *bytes, size_t size)
{
	struct reading *reading = context;
	struct level *level = reading->top;
	if (!level)
		return 1;
	const struct text key = {(const char *)bytes, size};
	level->field = find_field(level->shape->fields, level->field, key);
	level->index++;
	if (!level->field)
		return 1;
	if (*level->field->key) {
		reading->key = (struct text){level->field->key, size};
		return 1;
	}
	reading->other_key.size =
		0; /* the parser's bytes may no longer exist when the value arrives */
	buffer_append(&reading->other_key, key.at, key.size);
	reading->key = buffer_as_text(&reading->other_key);
	return reading->other_key.failed ? fail(reading, error_no_memory(reading->place.err)) : 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_bool,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end,
	.yajl_start_array = on_array,
	.yajl_end_array = on_end,
};

/* The error of the parser: its first line, without the word before the colon. */
static enum status parse_error(yajl_handle parser, const struct stream *stream, uint64_t at,
                               bool ended, struct error *err)
{
	unsigned char *text = yajl_get_error(parser, 0, NULL, 0);
	if (!text)
		return error_no_memory(err);
	const char *why = strchr((const char *)text, ':');
	why = ended ? "it ends before it is complete"
	      : why ? why + 1 + strspn(why + 1, " ")
	            : (const char *)text;
	enum status status = error_set(err, STATUS_FAILED, "%s: byte %llu: is not JSON: %.*s",
	                               input_name(stream->input), (unsigned long long)at,
	                               (int)strcspn(why, "\n"), why);
	yajl_free_error(parser, text);
	return status;
}

/* Whether the parser failed at the end of a list after a comma. Programs write such lists if they
 * do not know which item is the last one. */
static bool ends_after_comma(const unsigned char *chunk, size_t at)
{
	if (!at || chunk[--at] != ']') /* `at` is after the rejected byte */
		return false;
	while (at && memchr(" \t\r\n", chunk[at - 1], 4))
		at--;
	return at && chunk[at - 1] == ',';
}

static enum status parse(struct reading *reading, yajl_handle parser, struct stream *stream,
                         bool open_end, unsigned char *chunk, bool *cut, struct error *err)
{
	uint64_t before = 0;
	while (stream_has_more(stream)) {
		ssize_t n = stream_read(stream, chunk, CHUNK, err);
		if (n < 0)
			return STATUS_FAILED;
		yajl_status result = yajl_parse(parser, chunk, (size_t)n);
		if (reading->failed)
			return reading->status;
		const size_t at = yajl_get_bytes_consumed(parser);
		if (result != yajl_status_ok) {
			*cut = open_end && ends_after_comma(chunk, at);
			return *cut ? STATUS_FAILED
			            : parse_error(parser, stream, before + at, false, err);
		}
		before += (size_t)n;
	}
	yajl_status result = yajl_complete_parse(parser);
	if (reading->failed)
		return reading->status;
	*cut = result != yajl_status_ok;
	return *cut ? parse_error(parser, stream, before, true, err) : STATUS_OK;
}

/* Makes a parser and reads everything with it; it allocates from `memory`. */
static enum status run(struct reading *reading, struct memory *memory, struct stream *stream,
                       const struct json_options *options, unsigned char *chunk, bool *cut,
                       struct error *err)
{
	yajl_alloc_funcs functions = {take, resize, give_back, memory};
	if (setjmp(memory->out))
		return error_no_memory(err);
	yajl_handle parser = yajl_alloc(&callbacks, &functions, reading);
	if (!parser)
		return error_no_memory(err);
	yajl_config(parser, yajl_dont_validate_strings, 1); /* names may be any bytes */
	if (options && options->several)
		yajl_config(parser, yajl_allow_multiple_values, 1);
	return parse(reading, parser, stream, options && options->open_end, chunk, cut, err);
}

enum status json_read(struct stream *stream, const struct json_shape *document,
                      const struct json_options *options, void *context, bool *cut,
                      struct error *err)
{
	struct reading reading = {.context = context, .document = document, .place.err = err};
	struct memory memory = {.all = {&memory.all, &memory.all}};
	unsigned char *chunk = malloc(CHUNK);
	bool ends_early = false;
	enum status status = chunk ? run(&reading, &memory, stream, options, chunk, &ends_early,
	                                 err)
	                           : error_no_memory(err);
	if (ends_early && options && options->open_end && status == STATUS_FAILED) {
		*err = (struct error){{0}};
		status = STATUS_OK;
	}
	if (cut)
		*cut = ends_early;
	memory_free(&memory);
	free(chunk);
	free(reading.levels);
	buffer_free(&reading.other_key);
	return status;
}

#else

enum status json_read(struct stream *stream, const struct json_shape *document,
                      const struct json_options *options, void *context, bool *cut,
                      struct error *err)
{
	(void)document, (void)options, (void)context, (void)cut;
	return error_set(err, STATUS_FAILED, "%s: this build cannot read JSON",
	                 input_name(stream->input));
}

#endif

bool json_decimal_value(const struct json_value *value, struct decimal *number, bool *negative)
{
	if (value->type != JSON_NUMBER)
		return false;
	unsigned rounded;
	struct text text = value->text;
	*negative = text.size && *text.at == '-';
	if (*negative)
		text = text_from(text, 1);
	if (decimal_parse(text.at, text.size, number) == NUMBER_OK)
		return true;
	return weight_parse(text.at, text.size, number, &rounded) == NUMBER_OK;
}

bool json_whole_slow(const struct json_value *value, uint64_t *number)
{
	struct decimal decimal;
	bool negative;
	if (!json_decimal_value(value, &decimal, &negative) || decimal.places ||
	    (negative && decimal.value))
		return false;
	*number = decimal.value;
	return true;
}

bool json_integer_value(const struct json_value *value, int64_t *number)
{
	struct decimal decimal;
	bool negative;
	uint64_t whole;
	if (json_whole(value, &whole) && whole <= INT64_MAX) {
		*number = (int64_t)whole;
		return true;
	}
	if (!json_decimal_value(value, &decimal, &negative) || decimal.places ||
	    decimal.value > INT64_MAX)
		return false;
	*number = negative ? -(int64_t)decimal.value : (int64_t)decimal.value;
	return true;
}

bool json_nanoseconds(const struct json_value *value, unsigned places, uint64_t *ns)
{
	struct decimal decimal;
	bool negative, exact = true;
	if (!json_decimal_value(value, &decimal, &negative) || (negative && decimal.value))
		return false;
	number_wide scaled = (number_wide)decimal.value * number_power10(9 - places);
	scaled = number_round(scaled, decimal.places, &exact);
	if (scaled > UINT64_MAX)
		return false;
	*ns = (uint64_t)scaled;
	return true;
}

enum status json_text_value(struct buffer *buffer, const struct json_place *place,
                            const struct json_value *value)
{
	buffer->size = 0;
	if (value->type == JSON_TEXT)
		buffer_append(buffer, value->text.at, value->text.size);
	return buffer->failed ? error_no_memory(place->err) : STATUS_OK;
}

bool json_begins(const struct head *head)
{
	size_t i = 0;
	if (head->size >= 3 && memcmp(head->text, "\xef\xbb\xbf", 3) == 0)
		i = 3; /* a byte order mark, which YAJL skips */
	while (i < head->size && strchr(" \t\r\n", head->text[i]) && head->text[i])
		i++;
	return i < head->size && (head->text[i] == '{' || head->text[i] == '[');
}

bool json_head_has(const struct head *head, const char *key)
{
	const char *at = head->text, *end = at + head->size;
	size_t size = strlen(key);
	while ((at = memmem(at, (size_t)(end - at), key, size)) != NULL) {
		const char *after = at + size;
		bool quoted = at > head->text && at[-1] == '"' && after < end && *after == '"';
		if (quoted)
			after++;
		while (after < end && strchr(" \t\r\n", *after) && *after)
			after++;
		if (quoted && after < end && *after == ':')
			return true;
		at += size;
	}
	return false;
}
