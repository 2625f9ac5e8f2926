#include "symbol/units.h"

#include "base/vector.h"
#include "symbol/scopes.h"
#include "symbol/split_unit.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

enum {
	NESTING_MOST = 2000,       /* entries within entries */
	RANGES_MOST = 1 << 14,     /* pieces of one function or call */
	ALL_RANGES_MOST = 1 << 22, /* for the functions of one unit, or the calls of one function */
	HELD_MOST =
		16 << 20, /* bytes of calls: beyond this, the calls of all functions are dropped */
};

/* How thoroughly a unit's functions were searched. */
enum { READ_NOTHING, READ_OUTSIDE_TYPES, READ_ALL };

static int by_low(const void *a, const void *b)
{
	const struct code_range *x = a, *y = b;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	/* of equal starts the larger first, so that the smaller is found */
	if (x->high != y->high)
		return x->high > y->high ? -1 : 1;
	return x->owner < y->owner ? -1 : x->owner > y->owner;
}

/* Appends an entry's ranges; returns how many. Addresses of 0 in the entry itself mean code that
 * the linker discarded. */
static uint32_t add_ranges(Dwarf_Die *die, uint32_t owner, struct code_range **ranges,
                           size_t *count, size_t *capacity)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t offset = 0;
	uint32_t added = 0;
	for (int i = 0; i < RANGES_MOST && *count < ALL_RANGES_MOST; i++) {
		offset = dwarf_ranges(die, offset, &base, &low, &high);
		if (offset <= 0)
			break;
		if (low >= high || !low)
			continue;
		if (!vector_reserve(ranges, capacity, *count + 1))
			break;
		(*ranges)[(*count)++] = (struct code_range){low, high, owner};
		added++;
	}
	return added;
}

/* The range that contains an address: of those that begin last, the innermost; NULL: none. */
static const struct code_range *find_range(const struct code_range *ranges, size_t count,
                                           uint64_t address)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (ranges[middle].low <= address)
			low = middle + 1;
		else
			high = middle;
	}
	/* functions may be within the ranges of others, so look back a little */
	for (size_t back = 0; back < 16 && low > 0; back++, low--)
		if (address < ranges[low - 1].high)
			return &ranges[low - 1];
	return NULL;
}

void units_open(struct units *units, Dwarf *dwarf, const char *path)
{
	Dwarf_CU *at = NULL;
	Dwarf_Half version;
	uint8_t type;
	Dwarf_Die die;
	*units = (struct units){.dwarf = dwarf, .path = path};
	mapped_open(&units->mapped, dwarf_getelf(dwarf));
	for (;;) {
		mapped_end(&units->mapped);
		mapped_begin(&units->mapped);
		if (dwarf_get_units(dwarf, at, &at, &version, &type, &die, NULL))
			break;
		int tag = dwarf_tag(&die);
		if (tag != DW_TAG_compile_unit && tag != DW_TAG_skeleton_unit)
			continue;
		if (!vector_reserve(&units->units, &units->capacity, units->count + 1))
			break;
		if (!add_ranges(&die, (uint32_t)units->count, &units->ranges, &units->range_count,
		                &units->range_capacity))
			continue;
		units->units[units->count++] = (struct unit){.die = die};
	}
	if (units->range_count)
		qsort(units->ranges, units->range_count, sizeof *units->ranges, by_low);
}

static size_t calls_size(const struct function *function)
{
	return function->call_count * sizeof *function->calls +
	       function->range_count * sizeof *function->ranges;
}

static void forget_calls(struct units *units, struct function *function)
{
	units->held -= calls_size(function);
	free(function->calls);
	free(function->ranges);
	function->calls = NULL;
	function->ranges = NULL;
	function->call_count = function->range_count = 0;
	function->read = false;
}

static void forget_functions(struct units *units, struct unit *unit)
{
	for (size_t i = 0; i < unit->function_count; i++)
		forget_calls(units, &unit->functions[i]);
	unit->function_count = unit->range_count = 0;
	free(unit->copies);
	unit->copies = NULL;
}

void units_close(struct units *units)
{
	for (size_t i = 0; i < units->count; i++) {
		forget_functions(units, &units->units[i]);
		free(units->units[i].functions);
		free(units->units[i].ranges);
	}
	free(units->units);
	free(units->ranges);
	free(units->calls);
	free(units->call_ranges);
	*units = (struct units){0};
}

/* A walk through entries; each is visited once, in the order of the file. */
struct walk {
	void (*visit)(struct walk *walk, Dwarf_Die *die, int tag); /* descends into its children */
	struct units *units;
	struct unit *unit;
	const struct function *function;
	bool all;       /* functions within types and functions too */
	Dwarf_Off last; /* the offset of the last entry that was visited */
	unsigned depth; /* of entries */
	unsigned calls; /* depth of inlined calls */
};

/* Visits the children of an entry; ends if its links would lead back. */
static void walk_entries(struct walk *walk, Dwarf_Die *parent)
{
	Dwarf_Die die, next;
	if (walk->depth >= NESTING_MOST || dwarf_child(parent, &die))
		return;
	walk->depth++;
	while (dwarf_dieoffset(&die) > walk->last) {
		walk->last = dwarf_dieoffset(&die);
		walk->visit(walk, &die, dwarf_tag(&die));
		if (dwarf_siblingof(&die, &next))
			break;
		die = next;
	}
	walk->depth--;
}

static void add_function(struct unit *unit, Dwarf_Die *die)
{
	Dwarf_Addr entry;
	size_t first = unit->range_count;
	if (!vector_reserve(&unit->functions, &unit->function_capacity, unit->function_count + 1))
		return;
	if (!add_ranges(die, (uint32_t)unit->function_count, &unit->ranges, &unit->range_count,
	                &unit->range_capacity))
		return;
	if (dwarf_lowpc(die, &entry) && dwarf_entrypc(die, &entry))
		entry = unit->ranges[first].low;
	unit->functions[unit->function_count++] = (struct function){
		.die = *die, .unit = unit, .low = entry};
}

static bool may_hold_functions(const struct walk *walk, int tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_module:
		return true;
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block:
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
	case DW_TAG_interface_type:
		return walk->all;
	default:
		return false;
	}
}

static void visit_for_functions(struct walk *walk, Dwarf_Die *die, int tag)
{
	if (tag == DW_TAG_subprogram)
		add_function(walk->unit, die);
	if (may_hold_functions(walk, tag))
		walk_entries(walk, die);
}

static void read_functions(struct units *units, struct unit *unit, unsigned how)
{
	struct walk walk = {.visit = visit_for_functions, .unit = unit, .all = how == READ_ALL};
	forget_functions(units, unit);
	unit->full_die = split_unit_contents(&unit->die, units->path);
	walk_entries(&walk, &unit->full_die);
	unit->read = how;
	if (unit->range_count)
		qsort(unit->ranges, unit->range_count, sizeof *unit->ranges, by_low);
}

static uint32_t add_call(struct walk *walk, Dwarf_Die *die)
{
	struct units *units = walk->units;
	const char *outer = walk->function->die.addr;
	const size_t first = units->call_range_count;
	if (units->call_count >= UINT32_MAX - 1 || (char *)die->addr - outer > UINT32_MAX ||
	    !vector_reserve(&units->calls, &units->call_capacity, units->call_count + 1))
		return UINT32_MAX;
	uint32_t count = add_ranges(die, 0, &units->call_ranges, &units->call_range_count,
	                            &units->call_range_capacity);
	if (!count)
		return UINT32_MAX;
	units->calls[units->call_count] = (struct inlined_call){
		.entry = (uint32_t)((char *)die->addr - outer),
		.first_range = (uint32_t)first,
		.range_count = count};
	return (uint32_t)units->call_count++;
}

static bool may_hold_calls(int tag)
{
	switch (tag) {
	case DW_TAG_inlined_subroutine:
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
	case DW_TAG_with_stmt:
		return true;
	default:
		return false;
	}
}

static void visit_for_calls(struct walk *walk, Dwarf_Die *die, int tag)
{
	uint32_t call = UINT32_MAX;
	if (tag == DW_TAG_inlined_subroutine && walk->calls < INLINED_DEPTH_MOST)
		call = add_call(walk, die);
	if (!may_hold_calls(tag))
		return;
	walk->calls += call != UINT32_MAX;
	walk_entries(walk, die);
	walk->calls -= call != UINT32_MAX;
	if (call != UINT32_MAX)
		walk->units->calls[call].next = (uint32_t)walk->units->call_count;
}

/* Keeps the calls of a function that a walk found, in an array of exactly their size. */
static void keep_calls(struct units *units, struct function *function)
{
	const size_t calls = units->call_count, ranges = units->call_range_count;
	if (!calls)
		return;
	function->calls = malloc(calls * sizeof *function->calls);
	function->ranges = malloc(ranges * sizeof *function->ranges);
	if (!function->calls || !function->ranges) {
		forget_calls(units, function);
		return;
	}
	memcpy(function->calls, units->calls, calls * sizeof *function->calls);
	for (size_t i = 0; i < ranges; i++)
		function->ranges[i] = (struct call_range){units->call_ranges[i].low,
		                                          units->call_ranges[i].high};
	function->call_count = (uint32_t)calls;
	function->range_count = (uint32_t)ranges;
	units->held += calls_size(function);
}

static void read_calls(struct units *units, struct function *function)
{
	struct walk walk = {.visit = visit_for_calls, .units = units, .function = function};
	for (size_t i = 0; units->held > HELD_MOST && i < units->count; i++)
		for (size_t j = 0; j < units->units[i].function_count; j++)
			forget_calls(units, &units->units[i].functions[j]);
	units->call_count = units->call_range_count = 0;
	walk_entries(&walk, &function->die);
	function->read = true;
	keep_calls(units, function);
}

static struct function *function_in(struct unit *unit, uint64_t address)
{
	const struct code_range *range = find_range(unit->ranges, unit->range_count, address);
	return range ? &unit->functions[range->owner] : NULL;
}

struct unit *units_unit(struct units *units, uint64_t address)
{
	const struct code_range *range = find_range(units->ranges, units->range_count, address);
	return range ? &units->units[range->owner] : NULL;
}

const struct function *unit_function(struct units *units, struct unit *unit, uint64_t address)
{
	struct function *function = NULL;
	for (unsigned how = READ_OUTSIDE_TYPES; how <= READ_ALL && !function; how++) {
		if (unit->read < how)
			read_functions(units, unit, how);
		function = function_in(unit, address);
	}
	if (function && !function->read)
		read_calls(units, function);
	return function;
}

static int by_origin(const void *a, const void *b)
{
	const struct function_copy *x = a, *y = b;
	if (x->origin != y->origin)
		return (uintptr_t)x->origin < (uintptr_t)y->origin ? -1 : 1;
	return x->low < y->low ? -1 : x->low > y->low;
}

static bool sort_copies(struct unit *unit)
{
	const size_t count = unit->function_count;
	unit->copies = malloc((count + 1) * sizeof *unit->copies);
	if (!unit->copies)
		return false;
	for (size_t i = 0; i < count; i++)
		unit->copies[i] = (struct function_copy){
			scopes_declaration(&unit->functions[i].die).addr, unit->functions[i].low};
	unit->copy_count = count;
	qsort(unit->copies, count, sizeof *unit->copies, by_origin);
	return true;
}

bool unit_copy(struct unit *unit, const Dwarf_Die *origin, uint64_t *low)
{
	if (!unit->copies && !sort_copies(unit))
		return false;
	size_t first = 0, after = unit->copy_count;
	while (first < after) {
		const size_t middle = first + (after - first) / 2;
		if ((uintptr_t)unit->copies[middle].origin < (uintptr_t)origin->addr)
			first = middle + 1;
		else
			after = middle;
	}
	if (first == unit->copy_count || unit->copies[first].origin != origin->addr)
		return false;
	*low = unit->copies[first].low;
	return true;
}

static bool holds(const struct function *function, const struct inlined_call *call,
                  uint64_t address)
{
	const struct call_range *range = function->ranges + call->first_range;
	for (uint32_t i = 0; i < call->range_count; i++, range++)
		if (address >= range->low && address < range->high)
			return true;
	return false;
}

size_t function_calls_at(const struct function *function, uint64_t address,
                         const struct inlined_call *chain[INLINED_DEPTH_MOST])
{
	size_t depth = 0;
	for (size_t i = 0, end = function->call_count; i < end && depth < INLINED_DEPTH_MOST;) {
		const struct inlined_call *call = &function->calls[i];
		if (holds(function, call, address)) {
			chain[depth++] = call;
			end = call->next;
			i++;
		} else {
			i = call->next;
		}
	}
	return depth;
}

Dwarf_Die function_call_entry(const struct function *function, const struct inlined_call *call)
{
	return (Dwarf_Die){.addr = (char *)function->die.addr + call->entry,
	                   .cu = function->die.cu};
}
