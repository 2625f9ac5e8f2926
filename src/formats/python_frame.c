#include "formats/python_frame.h"

#include <string.h>

/* The path after the last of these; after "/lib/python" the version is also removed. */
static struct text after_folders(struct text path)
{
	static const char *const folders[] = {"/lib/python", "/site-packages/", "/dist-packages/"};
	struct text rest = {0}, left, before;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		left = rest.size ? rest : path;
		if (!text_take_until(&left, folders[i], &before))
			continue;
		if (i == 0 && !text_take_until(&left, "/", &before))
			continue;
		if (left.size)
			rest = left;
	}
	/* "3.11/site-packages/a.py": the slash before it was removed */
	for (size_t i = 1; i < sizeof folders / sizeof *folders; i++)
		if (text_begins(rest, folders[i] + 1))
			rest = text_from(rest, strlen(folders[i]) - 1);
	return rest;
}

static struct text short_path(struct text path)
{
	const struct text rest = after_folders(path);
	const struct text base = text_base_name(path);
	if (rest.size)
		return rest;
	if (!text_begins(base, "__") || base.at == path.at)
		return base;
	const struct text folder = text_base_name(
		(struct text){path.at, (size_t)(base.at - path.at) - 1});
	return text_from(path, (size_t)(folder.at - path.at));
}

void stacks_python(struct text_stacks *stacks, struct text function, struct text path,
                   struct text line)
{
	struct buffer *name = &stacks->name;
	const struct text module = short_path(path);
	name->size = 0;
	buffer_append(name, function.at, function.size);
	if (module.size) {
		buffer_text(name, name->size ? " (" : "(");
		buffer_append(name, module.at, module.size);
		if (line.size)
			buffer_byte(name, ':');
		buffer_append(name, line.at, line.size);
		buffer_byte(name, ')');
	}
	stacks_name(stacks, (struct text){name->data, name->size}, 0, module);
}
