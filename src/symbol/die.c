#include "symbol/die.h"

#include "base/text.h"

#include <dwarf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { ALIASES_MOST = 16 }; /* names of one type */

bool die_attribute(Dwarf_Die *die, unsigned name, Dwarf_Die *entry)
{
	Dwarf_Attribute attribute;
	return dwarf_formref_die(dwarf_attr(die, name, &attribute), entry) != NULL;
}

bool die_next(Dwarf_Die *die)
{
	Dwarf_Die next;
	if (dwarf_siblingof(die, &next) || (uintptr_t)next.addr <= (uintptr_t)die->addr)
		return false;
	*die = next;
	return true;
}

const char *die_linkage_name(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	const char *name = dwarf_formstring(
		dwarf_attr_integrate(die, DW_AT_linkage_name, &attribute));
	return name ? name
	            : dwarf_formstring(
			      dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &attribute));
}

bool die_tag_is_class(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_union_type || tag == DW_TAG_interface_type;
}

bool die_tag_is_block(int tag)
{
	return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

bool die_plain_type(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Die at = *die;
	for (int i = 0; i < ALIASES_MOST; i++) {
		if (!die_attribute(&at, DW_AT_type, type))
			return false;
		const int tag = dwarf_tag(type);
		if (tag != DW_TAG_typedef && tag != DW_TAG_const_type &&
		    tag != DW_TAG_volatile_type)
			return true;
		at = *type;
	}
	return false;
}

bool die_is_artificial(Dwarf_Die *die)
{
	bool artificial = false;
	Dwarf_Attribute attribute;
	return dwarf_formflag(dwarf_attr(die, DW_AT_artificial, &attribute), &artificial) == 0 &&
	       artificial;
}

bool die_name_is_automatic(const char *name)
{
	return string_begins(name, "auto:");
}

unsigned die_automatic(Dwarf_Die *function, Dwarf_Die *parameter)
{
	Dwarf_Die child, type, given;
	unsigned number = 0;
	if (!die_attribute(parameter, DW_AT_type, &type) || dwarf_child(function, &child))
		return 0;
	do {
		const char *name = dwarf_tag(&child) == DW_TAG_template_type_parameter
		                           ? dwarf_diename(&child)
		                           : NULL;
		if (!name || !die_name_is_automatic(name))
			continue;
		number++;
		if (die_attribute(&child, DW_AT_type, &given) && given.addr == type.addr)
			return number;
	} while (die_next(&child));
	return 0;
}

size_t die_name_size_before_arguments(const char *name)
{
	size_t depth = 0;
	for (size_t i = strlen(name); i-- > 1;) {
		if (name[i] == '>' && name[i - 1] != '-')
			depth++;
		else if (name[i] == '<' && depth && --depth == 0)
			return i;
		else if (!depth)
			return 0;
	}
	return 0;
}

bool die_is_const_method(Dwarf_Die *function)
{
	Dwarf_Die child, type, target;
	if (dwarf_child(function, &child))
		return false;
	while (dwarf_tag(&child) != DW_TAG_formal_parameter) /* types may come first */
		if (!die_next(&child))
			return false;
	if (!die_is_artificial(&child) || !die_attribute(&child, DW_AT_type, &type))
		return false;
	if (dwarf_tag(&type) == DW_TAG_const_type) {
		if (!die_attribute(&type, DW_AT_type, &target))
			return false;
		type = target;
	}
	return dwarf_tag(&type) == DW_TAG_pointer_type &&
	       die_attribute(&type, DW_AT_type, &target) && dwarf_tag(&target) == DW_TAG_const_type;
}

bool die_lambda(Dwarf_Die *type, Dwarf_Die *function)
{
	const char *name = dwarf_diename(type);
	if ((name && !string_begins(name, "<lambda")) || dwarf_child(type, function))
		return false;
	do {
		const char *method = dwarf_tag(function) == DW_TAG_subprogram
		                             ? dwarf_diename(function)
		                             : NULL;
		if (method && string_begins(method, "operator()"))
			return true;
	} while (die_next(function));
	return false;
}

bool die_is_plain_symbol(Dwarf_Die *function, bool in_class)
{
	bool external = false;
	Dwarf_Attribute attribute;
	return !in_class &&
	       dwarf_formflag(dwarf_attr(function, DW_AT_external, &attribute), &external) == 0 &&
	       external;
}
