#include "names/grouping.h"

#include "names/categories.h"
#include "names/name_language.h"
#include "names/name_parts.h"
#include "names/name_short.h"
#include "names/module.h"
#include "store/annotation.h"

#include <stdlib.h>
#include <string.h>

const struct grouping_info groupings[GROUPINGS] = {
	[GROUP_BY_MODULE] = {"module", "the program or library that the code is in"},
	[GROUP_BY_PACKAGE] = {"package", "Java's and Go's packages, crates, modules, npm packages"},
	[GROUP_BY_NAMESPACE] = {"namespace", "the namespace or class around the function"},
	[GROUP_BY_FILE] = {"file", "the source file where names say it, else the module"},
	[GROUP_BY_CATEGORY] = {"category", "kernel, runtime, library, user and others"},
};

enum status grouping_parse(const char *text, enum group_by *by, struct error *err)
{
	struct buffer names = {0};
	for (unsigned i = 0; i < GROUPINGS; i++) {
		if (strcmp(text, groupings[i].name) == 0) {
			*by = i;
			buffer_free(&names);
			return STATUS_OK;
		}
		buffer_text(&names, i ? ", " : "");
		buffer_text(&names, groupings[i].name);
	}
	buffer_byte(&names, '\0');
	enum status status = names.failed
	                             ? error_no_memory(err)
	                             : error_set(err, STATUS_FAILED,
	                                         "unknown grouping '%.80s': expected one of %s",
	                                         text, names.data);
	buffer_free(&names);
	return status;
}

/* A frame whose group is determined. */
struct grouped {
	struct text name;   /* the whole name */
	struct text bare;   /* without marks, offsets and the name of a module before it */
	struct text place;  /* the place in the source */
	struct text module; /* size 0: unknown */
	unsigned kinds;
	char mark; /* k, j, i, w; 0: none */
	enum name_language language;
	char *room; /* twice the name's size */
};

static struct text text_of_name(struct name name)
{
	return (struct text){name.text, name.size};
}

/* ---- modules and files ---- */

static struct text module_group(const struct grouped *frame)
{
	const struct name name = {frame->name.at, frame->name.size};
	const struct name module = {frame->module.at, frame->module.size};
	const bool kernel = frame->kinds & ORIGIN_KERNEL && !(frame->kinds & ORIGIN_USER);
	struct text file = frame->module;
	if (kernel || frame->mark == 'k' || !file.size)
		return text_of_name(module_known(name, module, kernel));
	if (file.size > 2 && *file.at == '[' && file.at[file.size - 1] == ']')
		return (struct text){file.at + 1, file.size - 2};
	return file;
}

/* The path in "(x.py:12)", "file:///x.js:1:2". */
static struct text path_of(struct text place)
{
	static const char scheme[] = "file://";
	while (place.size &&
	       (is_digit(place.at[place.size - 1]) || memchr(":)", place.at[place.size - 1], 2)))
		place.size--;
	if (place.size && *place.at == '(')
		place = text_from(place, 1);
	return text_begins(place, scheme) ? text_from(place, strlen(scheme)) : place;
}

static struct text file_group(const struct grouped *frame)
{
	const struct text path = path_of(frame->place);
	return path.size ? path : module_group(frame);
}

/* ---- packages ---- */

static struct text java_package(const struct grouped *frame)
{
	const size_t all = name_short_dotted(frame->bare, frame->room);
	const struct text dotted = {frame->room, all};
	const size_t own = name_short_java(frame->bare, frame->room + frame->name.size);
	if (own < all)
		return (struct text){dotted.at, all - own - 1};
	const char *end = memchr(dotted.at, '.', all); /* without a package: the class */
	return (struct text){dotted.at, end ? (size_t)(end - dotted.at) : all};
}

static struct text go_package(const struct grouped *frame)
{
	struct text name = frame->bare;
	static const char *const words[] = {"type:.eq.", "type:.hash.", "go:"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (text_begins(name, words[i]))
			name = text_from(name, strlen(words[i]));
	size_t end = 0, slash = 0;
	while (end < name.size && !memchr("[( ", name.at[end], 3)) {
		slash = name.at[end] == '/' ? end : slash;
		end++;
	}
	const char *point = memchr(name.at + slash, '.', end - slash);
	return (struct text){name.at, point ? (size_t)(point - name.at) : 0};
}

/* The position after the last `folder` in a path; 0: there is none. */
static size_t after_folder(struct text path, const char *folder)
{
	size_t after = 0;
	const char *found;
	while ((found = text_find(text_from(path, after), folder)))
		after = (size_t)(found - path.at) + strlen(folder);
	return after;
}

/* "/usr/lib/python3.11/json/decoder.py" is json, "six.py" is six; for other paths the file. */
static struct text python_package(const struct grouped *frame)
{
	struct text path = path_of(frame->place);
	size_t after = after_folder(path, "site-packages/");
	if (!after)
		after = after_folder(path, "dist-packages/");
	if (!after && (after = after_folder(path, "/lib/python"))) {
		const char *slash = memchr(path.at + after, '/', path.size - after);
		after = slash ? (size_t)(slash - path.at) + 1 : 0;
	}
	path = text_from(path, after);
	if (!after && path.size && *path.at == '/')
		path = text_base_name(path);
	size_t end = 0;
	while (end < path.size && (!memchr("/.", path.at[end], 2) || !end))
		end++;
	return end ? (struct text){path.at, end} : module_group(frame);
}

static struct text package_group(const struct grouped *frame)
{
	switch (frame->language) {
	case NAME_JAVA:
		return java_package(frame);
	case NAME_GO:
		return go_package(frame);
	case NAME_PYTHON:
		return python_package(frame);
	case NAME_JS:
	case NAME_SCRIPT:
	case NAME_RUST:
		return text_of_name(module_of((struct name){frame->name.at, frame->name.size}));
	default:
		return module_group(frame);
	}
}

/* ---- namespaces ---- */

/* `<&alloc::vec::Vec as core::ops::Drop>` belongs to alloc::vec::Vec; `a::<impl B for C>` belongs
 * to a. */
static struct text rust_namespace(struct text scope)
{
	static const char *const marks[] = {"&", "*const ", "*mut ", "mut ", "dyn ", "[", "("};
	const char *impl = text_find(scope, "::<impl ");
	if (impl)
		scope.size = (size_t)(impl - scope.at);
	if (!text_begins(scope, "<"))
		return scope;
	scope = text_from(scope, 1);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (text_begins(scope, marks[i]))
			scope = text_from(scope, strlen(marks[i]));
	size_t end = 0;
	while (end < scope.size && !memchr(" >,)]", scope.at[end], 5))
		end++;
	return (struct text){scope.at, end};
}

/* The group of a name without arguments, which is in the frame's room. */
static struct text scope_of(struct text name)
{
	const size_t end = name_scopes_end(name.at, name.size);
	name.size = end;
	while (name.size && memchr(".:", name.at[name.size - 1], 2))
		name.size--;
	return name;
}

static struct text namespace_group(const struct grouped *frame)
{
	char *room = frame->room, *other = room + frame->name.size;
	struct text name = frame->bare;
	switch (frame->language) {
	case NAME_JAVA: {
		name = (struct text){room, name_short_dotted(name, room)};
		const char *point = memrchr(name.at, '.', name.size);
		return (struct text){name.at, point ? (size_t)(point - name.at) : 0};
	}
	case NAME_CPP:
	case NAME_RUST:
	case NAME_GO:
		name.size = name_without_templates(name.at, name.size, 1, other);
		memcpy(room, other, name.size);
		name.at = room;
		return rust_namespace(scope_of(name));
	case NAME_JS:
	case NAME_PYTHON:
	case NAME_SCRIPT:
		return file_group(frame);
	default:
		return (struct text){0};
	}
}

/* ---- all ---- */

static struct text group_of(enum group_by by, const struct grouped *frame)
{
	switch (by) {
	case GROUP_BY_MODULE:
		return module_group(frame);
	case GROUP_BY_PACKAGE:
		return package_group(frame);
	case GROUP_BY_NAMESPACE:
		return namespace_group(frame);
	case GROUP_BY_FILE:
		return file_group(frame);
	default:
		return text_of(category_names[category_of(frame->bare, frame->mark, frame->kinds,
		                                          frame->module)]);
	}
}

/* Reduces the name to its scopes and the function's own name; names of scripts stay. */
static void find_bare(struct grouped *frame, char *out)
{
	struct text bare = {frame->name.at, name_bare_size(frame->name.at, frame->name.size)};
	bare = text_from(bare, name_module_end(bare));
	frame->mark = annotation_of(frame->name.at, frame->name.size);
	frame->language = name_language_of(bare);
	const size_t place = name_place(bare);
	frame->place = place < bare.size ? text_from(bare, place + 1) : (struct text){0};
	frame->bare = bare;
	if (frame->language != NAME_CPP && frame->language != NAME_RUST &&
	    frame->language != NAME_JAVA)
		return;
	bare.size = place;
	bare.size = name_without(NAME_ARGUMENTS, bare.at, bare.size, frame->room);
	memcpy(out, frame->room, bare.size);
	bare.size = name_without(NAME_TYPE, out, bare.size, frame->room);
	memcpy(out, frame->room, bare.size);
	frame->bare = (struct text){out, bare.size};
}

bool grouping_name(enum group_by by, struct text name, unsigned kinds, struct text module,
                   struct buffer *out)
{
	struct grouped frame = {.name = name, .module = module, .kinds = kinds};
	out->size = 0;
	char *memory = malloc(3 * name.size + 1);
	out->failed |= !memory;
	if (!memory)
		return false;
	frame.room = memory + name.size;
	find_bare(&frame, memory);
	const struct text group = group_of(by, &frame);
	if (group.size)
		buffer_append(out, group.at, group.size);
	else
		buffer_append(out, name.at, name.size);
	free(memory);
	return group.size && !out->failed;
}
