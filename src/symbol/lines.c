#include "symbol/lines.h"

#include <dwarf.h>
#include <string.h>

/* A source file's path: relative ones are in the folder where the compiler ran. */
static const char *whole_path(struct unit *unit, const char *file, struct arena *arena)
{
	Dwarf_Attribute attribute;
	const char *folder = dwarf_formstring(
		dwarf_attr(&unit->full_die, DW_AT_comp_dir, &attribute));
	if (!file || *file == '/' || !folder)
		return file;
	size_t folder_size = strlen(folder), file_size = strlen(file);
	char *path = arena_alloc(arena, folder_size + 1 + file_size + 1, 1);
	if (!path)
		return file;
	memcpy(path, folder, folder_size);
	path[folder_size] = '/';
	memcpy(path + folder_size + 1, file, file_size + 1);
	return path;
}

void unit_line(struct unit *unit, uint64_t address, const char **file, uint32_t *line,
               struct arena *arena)
{
	int number;
	Dwarf_Line *found = dwarf_getsrc_die(&unit->die, address);
	*file = whole_path(unit, found ? dwarf_linesrc(found, NULL, NULL) : NULL, arena);
	*line = found && dwarf_lineno(found, &number) == 0 && number > 0 ? (uint32_t)number : 0;
}

void unit_call_line(struct unit *unit, Dwarf_Die *call, const char **file, uint32_t *line,
                    struct arena *arena)
{
	Dwarf_Attribute attribute;
	Dwarf_Word number;
	Dwarf_Files *files;
	size_t count;
	*file = NULL;
	*line = 0;
	if (dwarf_formudata(dwarf_attr(call, DW_AT_call_file, &attribute), &number) == 0 &&
	    dwarf_getsrcfiles(&unit->die, &files, &count) == 0 && number < count)
		*file = whole_path(unit, dwarf_filesrc(files, number, NULL, NULL), arena);
	if (dwarf_formudata(dwarf_attr(call, DW_AT_call_line, &attribute), &number) == 0 &&
	    number <= UINT32_MAX)
		*line = (uint32_t)number;
}
