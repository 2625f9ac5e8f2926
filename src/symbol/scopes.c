#include "symbol/scopes.h"

#include "base/vector.h"

#include <dwarf.h>
#include <stdlib.h>

enum {
	NESTING_MOST = 2000, /* entries within entries */
	LINKS_MOST = 8,      /* from an entry to the one that it completes */
};

/* Whether an entry is kept, because it has a name or may contain something with a name. */
static bool is_scope(int tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_subprogram:
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
	case DW_TAG_interface_type:
	case DW_TAG_enumeration_type:
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
		return true;
	default:
		return false;
	}
}

/* The links in a file may lead anywhere, so entries are visited in the order of the file. */
static void read_entries(struct scopes *scopes, Dwarf_Die *parent, uint32_t number, unsigned depth,
                         Dwarf_Off *last)
{
	Dwarf_Die die, next;
	if (depth >= NESTING_MOST || dwarf_child(parent, &die))
		return;
	while (dwarf_dieoffset(&die) > *last) {
		const int tag = dwarf_tag(&die);
		*last = dwarf_dieoffset(&die);
		if (is_scope(tag)) {
			if (scopes->count >= SCOPE_NONE ||
			    !vector_reserve(&scopes->items, &scopes->capacity, scopes->count + 1))
				return;
			const uint32_t own = (uint32_t)scopes->count++;
			scopes->items[own] = (struct scope){die.addr, number, tag};
			read_entries(scopes, &die, own, depth + 1, last);
		}
		if (dwarf_siblingof(&die, &next))
			return;
		die = next;
	}
}

void scopes_read(struct scopes *scopes, Dwarf_Die *any)
{
	Dwarf_Die unit;
	Dwarf_Off last = 0;
	*scopes = (struct scopes){.unit = any->cu};
	if (dwarf_diecu(any, &unit, NULL, NULL))
		read_entries(scopes, &unit, SCOPE_NONE, 0, &last);
}

uint32_t scopes_find(const struct scopes *scopes, const Dwarf_Die *entry)
{
	size_t low = 0, high = scopes->count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if ((uintptr_t)scopes->items[middle].entry < (uintptr_t)entry->addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low < scopes->count && scopes->items[low].entry == entry->addr ? (uint32_t)low
	                                                                      : SCOPE_NONE;
}

Dwarf_Die scopes_declaration(const Dwarf_Die *die)
{
	static const unsigned links[] = {DW_AT_abstract_origin, DW_AT_specification};
	Dwarf_Die at = *die, next;
	for (size_t i = 0, link = 0; i < LINKS_MOST && link < 2; i++) {
		Dwarf_Attribute attribute;
		for (link = 0; link < 2; link++)
			if (dwarf_formref_die(dwarf_attr(&at, links[link], &attribute), &next))
				break;
		at = link < 2 ? next : at;
	}
	return at;
}

Dwarf_Die scopes_entry(const struct scopes *scopes, uint32_t number)
{
	return (Dwarf_Die){.addr = scopes->items[number].entry, .cu = scopes->unit};
}

void scopes_free(struct scopes *scopes)
{
	free(scopes->items);
	*scopes = (struct scopes){0};
}
