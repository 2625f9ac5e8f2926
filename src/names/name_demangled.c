#include "names/name_demangled.h"

#include "names/name_language.h"
#include "names/name_parts.h"
#include "symbol/demangle.h"

#include <stdlib.h>
#include <string.h>

struct name_demangled name_demangled(struct text name, bool *lacking)
{
	struct name_demangled demangled = {.name = name};
	const bool underscores = text_begins(name, "__Z"); /* macOS adds another underscore */
	if (!text_begins(name, "_Z") && !text_begins(name, "_R") && !underscores)
		return demangled;
	const size_t bare = name_bare_size(name.at, name.size);
	char *mangled = strndup(name.at, bare);
	char *plain = mangled ? demangle(mangled + underscores, lacking) : NULL;
	*lacking |= !mangled;
	free(mangled);
	if (plain && *plain && !strpbrk(plain, ";\n")) {
		buffer_text(&demangled.memory, plain);
		buffer_append(&demangled.memory, name.at + bare, name.size - bare);
		*lacking |= demangled.memory.failed;
		if (!demangled.memory.failed)
			demangled.name = (struct text){demangled.memory.data,
			                               demangled.memory.size};
	}
	free(plain);
	return demangled;
}

void name_demangled_free(struct name_demangled *demangled)
{
	buffer_free(&demangled->memory);
}
