#include "edit/plan.h"

#include "base/input.h"
#include "base/near.h"
#include "base/text.h"
#include "base/vector.h"
#include "names/anonymize.h"
#include "edit/apply.h"
#include "edit/steps.h"

#include <stdlib.h>
#include <string.h>

enum {
	FILE_MOST = 1 << 20, /* bytes of a script or key */
	SHOWN_MOST = 100,    /* bytes of a wrong word in a message */
};

enum status plan_add(struct plan *plan, const struct step_kind *kind, const char *value,
                     size_t *offset, struct error *err)
{
	*offset = SIZE_MAX;
	if (!vector_reserve(&plan->items, &plan->capacity, plan->count + 1))
		return error_no_memory(err);
	return steps_make(&plan->items[plan->count++], kind, value, offset, err);
}

/* ---- files ---- */

/* A file that cannot be read is not a usage error: STATUS_FATAL. */
static enum status read_file(const char *path, struct buffer *bytes, struct error *err)
{
	struct input *input;
	enum status status = input_open(path, &input, err);
	if (status)
		return STATUS_FATAL;
	char *room = buffer_room(bytes, FILE_MOST + 1);
	ssize_t size = room ? input_read(input, room, FILE_MOST + 1, err) : 0;
	if (!room)
		status = error_no_memory(err);
	else if (size < 0)
		status = STATUS_FATAL;
	else if (size > FILE_MOST)
		status = error_set(err, STATUS_FAILED, "%s: larger than 1 MiB", path);
	else
		bytes->size += (size_t)size;
	input_close(input);
	return status;
}

enum status plan_read_key(struct plan *plan, const char *path, struct error *err)
{
	struct buffer *key = &plan->key;
	key->size = 0;
	enum status status = read_file(path, key, err);
	if (!status && key->size && key->data[key->size - 1] == '\n')
		key->size--;
	if (!status && key->size < ANONYMIZE_KEY_LEAST)
		return error_set(err, STATUS_FAILED,
		                 "%s: the key has %zu bytes, expected %d or more", path, key->size,
		                 ANONYMIZE_KEY_LEAST);
	return status;
}

/* ---- scripts ---- */

/* Sets the error "there is no step 'focis' (did you mean focus?)". */
static enum status no_step(struct text word, struct error *err)
{
	const int shown = (int)(word.size < SHOWN_MOST ? word.size : SHOWN_MOST);
	const char *nearest = NULL;
	size_t least = (word.size + 1) / 3 + 1;
	for (const struct step_kind *kind = step_kinds; kind->name; kind++) {
		const size_t far = near_distance(word, text_of(kind->name));
		if (far < least) {
			least = far;
			nearest = kind->name;
		}
	}
	if (nearest)
		return error_set(err, STATUS_FAILED, "there is no step '%.*s' (did you mean %s?)",
		                 shown, word.at, nearest);
	return error_set(err, STATUS_FAILED, "there is no step '%.*s'", shown, word.at);
}

/* Adds the step of a line, which has no blanks around it and is not empty. */
static enum status add_line(struct plan *plan, struct text line, struct error *err)
{
	struct text word = {line.at, 0};
	while (word.size < line.size && !is_blank(line.at[word.size]))
		word.size++;
	const struct text rest = text_skip_blanks(text_from(line, word.size));
	const struct step_kind *kind = steps_find(word.at, word.size);
	char *value = rest.size ? strndup(rest.at, rest.size) : NULL;
	struct error why = {{0}};
	size_t offset;
	enum status status;
	if (rest.size && !value)
		status = error_no_memory(&why);
	else if (kind)
		status = plan_add(plan, kind, value, &offset, &why);
	else if (text_is(word, "key"))
		status = value ? plan_read_key(plan, value, &why)
		               : error_set(&why, STATUS_FAILED, "needs a value (FILE)");
	else
		status = no_step(word, &why);
	free(value);
	if (status != STATUS_FAILED || (!kind && !text_is(word, "key")))
		return status ? error_set(err, status, "%s", why.text) : STATUS_OK;
	return error_set(err, status, "%.*s: %s", (int)word.size, word.at, why.text);
}

enum status plan_add_script(struct plan *plan, const char *name, const char *text, size_t size,
                            struct error *err)
{
	const char *end = text + size;
	size_t number = 0;
	enum status status = STATUS_OK;
	for (const char *at = text, *next; !status && at < end; at = next) {
		const struct text line = text_trim_end(text_skip_blanks(text_line(at, end, &next)));
		struct error why = {{0}};
		number++;
		if (!line.size || *line.at == '#')
			continue;
		if (memchr(line.at, '\0', line.size))
			status = error_set(&why, STATUS_FAILED, "not a line of text");
		else
			status = add_line(plan, line, &why);
		if (status == STATUS_FAILED)
			error_set(err, status, "%s:%zu: %s", name, number, why.text);
		else if (status)
			error_set(err, status, "%s", why.text);
	}
	return status;
}

enum status plan_read_script(struct plan *plan, const char *path, struct error *err)
{
	struct buffer text = {0};
	enum status status = read_file(path, &text, err);
	if (!status)
		status = plan_add_script(plan, path, text.data, text.size, err);
	buffer_free(&text);
	return status;
}

/* ---- applying steps ---- */

enum status plan_apply(struct plan *plan, struct profile *profile, bool apart, struct error *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct buffer *key = &plan->items[i].key;
		plan->items[i].reading = plan->reading;
		buffer_append(key, plan->key.data, plan->key.size);
		if (key->failed)
			return error_no_memory(err);
	}
	return apply_steps(plan->items, plan->count, profile, apart, err);
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		step_free(&plan->items[i]);
	free(plan->items);
	buffer_free(&plan->key);
	*plan = (struct plan){0};
}
