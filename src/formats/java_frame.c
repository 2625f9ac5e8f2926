#include "formats/java_frame.h"

#include <string.h>

bool java_take_frame(struct text line, struct text *frame)
{
	if (!line.size || !is_blank(*line.at) || !text_take(&line, "at "))
		return false;
	*frame = text_skip_blanks(line);
	return frame->size && *frame->at != '(' && memchr(frame->at, '(', frame->size);
}

static struct text without_version(struct text module)
{
	const char *at = module.size ? memchr(module.at, '@', module.size) : NULL;
	if (at)
		module.size = (size_t)(at - module.at);
	return module;
}

/* Removes "loader/module@version/" from a name. Names with more slashes, as in IBM's files, are in
 * the form of class files: "java/lang/Thread.run". */
static struct text take_module(struct text *name)
{
	struct text module = {0}, part, left = *name;
	while (text_find(left, "/") && text_take_until(&left, "/", &part)) {
		if (text_begins(left, "0x"))
			break; /* the address of a hidden class */
		module = part;
		*name = left;
	}
	return module;
}

static bool is_class_file_form(struct text name)
{
	const char *dot = memchr(name.at, '.', name.size);
	const char *slash = memchr(name.at, '/', name.size);
	return slash && dot && slash < dot && !memchr(name.at, '@', name.size) &&
	       memrchr(name.at, '.', name.size) == dot && slash[1] != '/' &&
	       !text_begins((struct text){slash + 1, (size_t)(name.at + name.size - slash - 1)},
	                    "0x");
}

/* Copies a name without the part after a lambda's or hidden class's name that differs from run to
 * run. */
static void append_name(struct buffer *buffer, struct text name, bool slashes)
{
	static const char lambda[] = "$$Lambda";
	for (size_t i = 0; i < name.size; i++) {
		const struct text left = text_from(name, i);
		size_t skip = 0;
		if (text_begins(left, lambda)) {
			buffer_text(buffer, lambda);
			skip = strlen(lambda);
			if (skip < left.size && left.at[skip] == '$')
				while (++skip < left.size && is_digit(left.at[skip]))
					;
		} else if (text_begins(left, "/0x")) {
			skip = strlen("/0x");
			while (skip < left.size && is_hex_digit(left.at[skip]))
				skip++;
		}
		if (skip)
			i += skip - 1;
		else
			buffer_byte(buffer, slashes && *left.at == '/' ? '.' : *left.at);
	}
}

void stacks_java(struct text_stacks *stacks, struct text frame)
{
	struct text name, place = frame, module = {0};
	if (!text_take_until(&place, "(", &name)) {
		name = frame;
		place.size = 0;
	}
	name = text_trim_end(name);
	const bool slashes = name.size && is_class_file_form(name);
	if (name.size && !slashes)
		module = take_module(&name);
	if (!module.size && place.size && text_find(place, "/"))
		text_take_until(&place, "/", &module);
	const bool native = text_begins(place, "Native Method");
	struct buffer *room = &stacks->name;
	room->size = 0;
	append_name(room, name, slashes);
	stacks_name(stacks, (struct text){room->data, room->size},
	            native ? ORIGIN_USER : ORIGIN_JIT, without_version(module));
}
