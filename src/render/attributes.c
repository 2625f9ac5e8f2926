#include "render/attributes.h"

#include "base/arena.h"
#include "base/vector.h"
#include "store/frames.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct attributes {
	struct frames names;
	struct attribute_set *sets; /* by the id of the name */
	size_t capacity;
	struct arena arena; /* the values */
};

/* The position that a message gives for an error. */
struct place {
	const char *path;
	size_t line;
	struct error *err;
};

static bool is_link(const char *text)
{
	static const char *const schemes[] = {"http:", "https:", "mailto:"};
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at <= ' ' || *at == '\\' || *at == 0x7F)
			return false;
	size_t colon = strcspn(text, ":/?#");
	if (text[colon] != ':')
		return true; /* relative */
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

/* Names that a picture's elements already have, or that must not come from a file. */
static bool is_extra_name(const char *name, size_t size)
{
	static const char *const taken[] = {"id",     "class",      "href",
	                                    "target", "xlink:href", "transform",
	                                    "xmlns",  "xml:base",   "xml:id"};
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				     "0123456789.-";
	if (size == 0 || strncasecmp(name, "on", 2) == 0)
		return false;
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (size == strlen(taken[i]) && strncasecmp(name, taken[i], size) == 0)
			return false;
	/* Only these prefixes are known in a picture. */
	size_t prefix = strncmp(name, "xlink:", 6) == 0 ? 6 : strncmp(name, "xml:", 4) == 0 ? 4 : 0;
	return prefix < size && strchr(letters, name[prefix]) &&
	       strspn(name + prefix, others) >= size - prefix;
}

static bool stands_in(const struct attribute_extra *extras, const char *name, size_t size)
{
	for (; extras; extras = extras->next)
		if (strncmp(extras->name, name, size) == 0 && extras->name[size] == '\0')
			return true;
	return false;
}

/* A pair in the arena; NULL without memory. */
static struct attribute_extra *make_extra(struct arena *arena, const char *name, size_t size,
                                          const char *value, size_t length)
{
	struct attribute_extra *extra = arena_alloc(arena, sizeof *extra,
	                                            _Alignof(struct attribute_extra));
	if (!extra)
		return NULL;
	*extra = (struct attribute_extra){
		.name = arena_copy(arena, name, size),
		.value = arena_copy(arena, value, length),
	};
	return extra->name && extra->value ? extra : NULL;
}

/* Reads `name="value" ...`. `other` are extras for the same element. On failure, *extras keeps
 * those that were read. */
static enum status parse_extras(struct arena *arena, const char *text,
                                const struct attribute_extra *other,
                                const struct attribute_extra **extras, const struct place *place)
{
	const struct attribute_extra **last = extras;
	const char *at = text;
	bool good = true;
	*extras = NULL;
	for (;;) {
		at += strspn(at, " \t");
		size_t size = strcspn(at, "= \t\"");
		const char *value = at + size + 2;
		if (!*at || !size)
			break;
		good = at[size] == '=' && at[size + 1] == '"' && strchr(value, '"') &&
		       is_extra_name(at, size) && !stands_in(other, at, size) &&
		       !stands_in(*extras, at, size);
		if (!good)
			break;
		size_t length = strcspn(value, "\"");
		struct attribute_extra *extra = make_extra(arena, at, size, value, length);
		if (!extra)
			return error_no_memory(place->err);
		*last = extra;
		last = &extra->next;
		at = value + length + 1;
	}
	if (good && !*at)
		return STATUS_OK;
	return error_set(place->err, STATUS_FAILED,
	                 "%s:%zu: expected NAME=\"VALUE\" pairs, each name once, without event "
	                 "handlers, id, class, target, xmlns, xml:base or links, got \"%.80s\"",
	                 place->path, place->line, at);
}

static enum status set_value(struct attributes *attributes, uint32_t id, const char *key,
                             const char *value, const struct place *place)
{
	struct attribute_set *set = &attributes->sets[id];
	const struct {
		const char *key;
		const char **to;
	} keys[] = {
		{"id", &set->id},         {"class", &set->class_name}, {"href", &set->href},
		{"target", &set->target}, {"title", &set->title},
	};
	struct arena *arena = &attributes->arena;
	const char **to = NULL;
	if (strcmp(key, "g_extra") == 0)
		return parse_extras(arena, value, set->link_extra, &set->group_extra, place);
	if (strcmp(key, "a_extra") == 0)
		return parse_extras(arena, value, set->group_extra, &set->link_extra, place);
	for (size_t i = 0; i < sizeof keys / sizeof *keys && !to; i++)
		if (strcmp(key, keys[i].key) == 0)
			to = keys[i].to;
	if (!to)
		return error_set(place->err, STATUS_FAILED,
		                 "%s:%zu: unknown key \"%.40s\"; there are: id class href target "
		                 "title g_extra a_extra",
		                 place->path, place->line, key);
	if (to == &set->href && !is_link(value))
		return error_set(place->err, STATUS_FAILED,
		                 "%s:%zu: a link must be relative or of http, https or mailto, "
		                 "got \"%.80s\"",
		                 place->path, place->line, value);
	*to = arena_copy(arena, value, strlen(value));
	return *to ? STATUS_OK : error_no_memory(place->err);
}

/* The id of a function, with room for its set; FRAME_NONE without memory. */
static uint32_t add_function(struct attributes *attributes, const char *name, size_t size)
{
	size_t before = attributes->names.count;
	uint32_t id = frames_intern(&attributes->names, name, size);
	if (id == FRAME_NONE ||
	    !vector_reserve(&attributes->sets, &attributes->capacity, (size_t)id + 1))
		return FRAME_NONE;
	if (id == before)
		attributes->sets[id] = (struct attribute_set){0};
	return id;
}

static enum status read_line(struct attributes *attributes, char *line, const struct place *place)
{
	char *next = strchr(line, '\t');
	if (!next)
		return error_set(place->err, STATUS_FAILED,
		                 "%s:%zu: expected a function, a tab and KEY=VALUE pairs with tabs "
		                 "between them, got \"%.80s\"",
		                 place->path, place->line, line);
	uint32_t id = add_function(attributes, line, (size_t)(next - line));
	if (id == FRAME_NONE)
		return error_no_memory(place->err);
	enum status status = STATUS_OK;
	for (char *pair = next + 1; !status && pair; pair = next) {
		next = strchr(pair, '\t');
		if (next)
			*next++ = '\0';
		char *value = strchr(pair, '=');
		if (!*pair)
			continue;
		if (!value)
			return error_set(place->err, STATUS_FAILED,
			                 "%s:%zu: expected KEY=VALUE, got \"%.80s\"", place->path,
			                 place->line, pair);
		*value++ = '\0';
		size_t size = strlen(value);
		if (size > 1 && value[0] == '"' && value[size - 1] == '"') {
			value[size - 1] = '\0';
			value++;
		}
		status = set_value(attributes, id, pair, value, place);
	}
	return status;
}

static enum status read_lines(struct attributes *attributes, FILE *file, struct place *place)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	enum status status = STATUS_OK;
	while (!status && (errno = 0, size = getline(&line, &room, file)) >= 0) {
		place->line++;
		while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
			line[--size] = '\0';
		if (size > 0)
			status = read_line(attributes, line, place);
	}
	if (!status && ferror(file))
		status = error_set(place->err, STATUS_FAILED, "%s: cannot read: %s", place->path,
		                   strerror(errno));
	free(line);
	return status;
}

enum status attributes_read(const char *path, struct attributes **attributes, struct error *err)
{
	struct place place = {path, 0, err};
	*attributes = calloc(1, sizeof **attributes);
	if (!*attributes)
		return error_no_memory(err);
	FILE *file = fopen(path, "re");
	enum status status = file ? read_lines(*attributes, file, &place)
	                          : error_set(err, STATUS_FAILED, "%s: cannot read: %s", path,
	                                      strerror(errno));
	if (file)
		fclose(file);
	if (status) {
		attributes_free(*attributes);
		*attributes = NULL;
	}
	return status;
}

const struct attribute_set *attributes_find(const struct attributes *attributes, const char *name,
                                            size_t size)
{
	uint32_t id = attributes->names.count ? frames_find(&attributes->names, name, size)
	                                      : FRAME_NONE;
	return id == FRAME_NONE ? NULL : &attributes->sets[id];
}

void attributes_free(struct attributes *attributes)
{
	if (!attributes)
		return;
	frames_free(&attributes->names);
	arena_free(&attributes->arena);
	free(attributes->sets);
	free(attributes);
}
