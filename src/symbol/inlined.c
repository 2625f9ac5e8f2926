#include "config.h"

#include "symbol/module.h"

size_t module_inlined(struct module *module, uint64_t address, const struct symbol_inlined **frames)
{
	(void)module, (void)address;
	*frames = NULL;
	return 0;
}

void module_close_inlined(struct module *module)
{
	(void)module;
}
