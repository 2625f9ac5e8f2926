#include "render/module_list.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678";

_Static_assert(sizeof letters - 1 == MODULE_LETTERS, "a letter for each");

void module_list_add(struct module_list *list, uint32_t frame)
{
	const struct origins *origins = list->origins;
	unsigned at = 0;
	if (!origins || !origins->modules.count)
		return;
	struct origin origin = origins_of(origins, frame);
	if (frame == FRAME_NONE || !origins_module(origins, origin)) {
		buffer_byte(&list->letters, '-');
		return;
	}
	while (at < list->count && list->modules[at] != origin.module)
		at++;
	if (at == list->count && at < MODULE_LETTERS)
		list->modules[list->count++] = origin.module;
	buffer_byte(&list->letters, at < MODULE_LETTERS ? letters[at] : '-');
}

void module_list_write(const struct module_list *list, struct markup *markup)
{
	if (!list->count)
		return;
	markup_open(markup, "metadata");
	markup_fixed(markup, "id", "modules");
	markup_value(markup, "data-names");
	for (unsigned i = 0; i < list->count; i++) {
		const struct frame *module = &list->origins->modules.items[list->modules[i]];
		if (i)
			markup_literal(markup, ";");
		markup_text(markup, module->name, module->size);
	}
	markup_value_end(markup);
	markup_text(markup, list->letters.data, list->letters.size);
	markup->out.failed |= list->letters.failed;
	markup_close(markup);
	markup_newline(markup);
}

void module_list_free(struct module_list *list)
{
	buffer_free(&list->letters);
	*list = (struct module_list){0};
}
