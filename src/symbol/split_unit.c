#include "symbol/split_unit.h"

#include <dwarf.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Whether a folder has something of that name that is not a file. */
static bool is_no_file(const char *folder, int folder_size, const char *name)
{
	char path[PATH_MAX];
	struct stat status;
	int size = name[0] == '/'
	                   ? snprintf(path, sizeof path, "%s", name)
	                   : snprintf(path, sizeof path, "%.*s/%s", folder_size, folder, name);
	return size >= (int)sizeof path || (stat(path, &status) == 0 && !S_ISREG(status.st_mode));
}

/* Whether libdw may look for a split unit's file: it opens whatever has that name, and would block
 * forever on a pipe. */
static bool may_look(Dwarf_Die *unit, const char *path)
{
	static const unsigned names[] = {DW_AT_dwo_name, DW_AT_GNU_dwo_name};
	Dwarf_Attribute attribute;
	const char *slash = strrchr(path, '/');
	const int beside = slash ? (int)(slash - path) : 0;
	const char *folder = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *name = dwarf_formstring(dwarf_attr(unit, names[i], &attribute));
		char below[PATH_MAX];
		if (!name)
			continue;
		int size = folder && folder[0] != '/'
		                   ? snprintf(below, sizeof below, "%s/%s", folder, name)
		                   : 0;
		if (size >= (int)sizeof below || is_no_file(path, beside, name) ||
		    (size && is_no_file(path, beside, below)) ||
		    (folder && is_no_file(folder, (int)strlen(folder), name)))
			return false;
	}
	return true;
}

Dwarf_Die split_unit_contents(Dwarf_Die *unit, const char *path)
{
	Dwarf_Half version;
	uint8_t type;
	Dwarf_Die die, split;
	if (dwarf_cu_info(unit->cu, &version, &type, &die, NULL, NULL, NULL, NULL) == 0 &&
	    type == DW_UT_skeleton && may_look(unit, path) &&
	    dwarf_cu_info(unit->cu, &version, &type, &die, &split, NULL, NULL, NULL) == 0 &&
	    dwarf_tag(&split) == DW_TAG_compile_unit)
		return split;
	return *unit;
}
