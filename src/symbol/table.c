#include "symbol/table.h"

#include "base/vector.h"
#include "symbol/cover.h"
#include "symbol/demangle.h"
#include "symbol/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BINDING_GLOBAL = 1, BINDING_WEAK = 2 }; /* as in ELF */
enum { TYPE_NONE = 0, TYPE_OBJECT = 1, TYPE_FUNCTION = 2, TYPE_IFUNC = 10 };

void symbol_table_add(struct symbol_table *table, uint64_t start, uint64_t size, uint8_t binding,
                      uint8_t type, const char *name)
{
	if (table->count >= SYMBOL_NONE / 4 ||
	    !vector_reserve(&table->symbols, &table->capacity, table->count + 1)) {
		table->failed = true;
		return;
	}
	if (size > UINT64_MAX - start)
		size = UINT64_MAX - start;
	table->symbols[table->count++] = (struct symbol){.start = start,
	                                                 .end = start + size,
	                                                 .name = name,
	                                                 .binding = binding,
	                                                 .type = type,
	                                                 .sized = size > 0};
}

void symbol_table_limit(struct symbol_table *table, uint64_t end)
{
	if (table->count)
		table->symbols[table->count - 1].limit = end;
}

bool symbol_table_add_copy(struct symbol_table *table, uint64_t start, uint64_t size,
                           uint8_t binding, uint8_t type, const char *name)
{
	table->left_out |= table->most && table->count >= table->most;
	if (table->left_out)
		return true;
	const char *copy = arena_copy(&table->names, name, strlen(name));
	if (copy)
		symbol_table_add(table, start, size, binding, type, copy);
	return copy && !table->failed;
}

/* The symbols that are left, as numbers sorted by start address, and for equal ones in the order
 * in which they were added; NULL without memory or symbols. The caller frees. */
static uint32_t *sorted(const struct symbol_table *table, size_t *count);

static int prefix_underscores(const char *name)
{
	return (int)strspn(name, "_");
}

/* The length of a symbol's name as perf shows it. */
static size_t shown_length(struct symbol_table *table, const char *name, const char **shown)
{
	bool lacking = false;
	char *text = table->demangle ? demangle(name, &lacking) : NULL;
	if (lacking)
		atomic_store(&table->incomplete, true);
	size_t length = strlen(text ? text : name);
	*shown = text;
	return length;
}

/* Which of two names perf prefers where all else is equal: fewer underscores in front, then the
 * longer one. */
static bool better_name(struct symbol_table *table, const char *a, const char *b)
{
	const char *free_a, *free_b;
	size_t length_a = shown_length(table, a, &free_a);
	size_t length_b = shown_length(table, b, &free_b);
	const char *shown_a = free_a ? free_a : a;
	int by_underscores = prefix_underscores(free_b ? free_b : b) - prefix_underscores(shown_a);
	/* of equal names the first, but for the kernel's old aliases of system calls */
	bool better = by_underscores         ? by_underscores > 0
	              : length_a != length_b ? length_a > length_b
	                                     : strncmp(shown_a, "SyS", 3) != 0 &&
	                                               strncmp(shown_a, "compat_SyS", 10) != 0;
	free((char *)free_a);
	free((char *)free_b);
	return better;
}

bool symbol_table_prefers(struct symbol_table *table, const struct symbol *a,
                          const struct symbol *b)
{
	bool sized_a = a->end > a->start, sized_b = b->end > b->start;
	if (sized_a != sized_b)
		return sized_a;
	if ((a->binding == BINDING_WEAK) != (b->binding == BINDING_WEAK))
		return b->binding == BINDING_WEAK;
	if ((a->binding == BINDING_GLOBAL) != (b->binding == BINDING_GLOBAL))
		return a->binding == BINDING_GLOBAL;
	return strcmp(a->name, b->name) == 0 || better_name(table, a->name, b->name);
}

/* Whether two names of kallsyms, "name\t[module]", are of one module or both of the kernel. */
static bool same_owner(const char *a, const char *b)
{
	const char *owner_a = strchr(a, '['), *owner_b = strchr(b, '[');
	if (!owner_a || !owner_b)
		return !owner_a && !owner_b;
	return strcmp(owner_a, owner_b) == 0;
}

static uint64_t page_up(uint64_t address)
{
	return address > UINT64_MAX - 4095 ? UINT64_MAX : (address + 4095) & ~UINT64_C(4095);
}

static void tidy_ends(struct symbol *symbols, const uint32_t *order, size_t count, bool kernel)
{
	for (size_t i = 0; i + 1 < count; i++) {
		struct symbol *symbol = &symbols[order[i]];
		const struct symbol *next = &symbols[order[i + 1]];
		if (symbol->end != symbol->start)
			continue;
		if (kernel && !same_owner(symbol->name, next->name))
			symbol->end = page_up(symbol->start < UINT64_MAX - 4096
			                              ? symbol->start + 4096
			                              : symbol->start);
		else
			symbol->end = next->start;
	}
	struct symbol *last = &symbols[order[count - 1]];
	if (last->end == last->start && last->start < UINT64_MAX - 8192)
		last->end = page_up(last->start) + 4096;
}

static bool lose(struct symbol_table *table, uint32_t symbol)
{
	if (!vector_reserve(&table->losses, &table->loss_capacity, table->loss_count + 1))
		return false;
	table->losses[table->loss_count++] = (struct symbol_loss){symbol, (uint32_t)table->count};
	return true;
}

static bool is_function(const struct symbol *symbol)
{
	return symbol->type == TYPE_FUNCTION || symbol->type == TYPE_IFUNC;
}

/* Whether addr2line (binutils) takes b, that stands behind a in the file, for code of both. */
static bool addr2line_prefers(const struct symbol *a, const struct symbol *b)
{
	if (is_function(a) != is_function(b))
		return is_function(b);
	if ((a->type == TYPE_NONE) != (b->type == TYPE_NONE))
		return a->type == TYPE_NONE;
	return b->end < a->end;
}

/* Notes what addr2line takes of each address' symbols, while sizes are those of the file, and
 * labels inside of others, which it takes up to the next one. */
static void note_aliases(struct symbol_table *table, const uint32_t *order, size_t count)
{
	const struct symbol *symbols = table->symbols;
	uint64_t reach = 0; /* of those before */
	for (size_t i = 0, next; i < count; i = next) {
		uint32_t taken = order[i];
		for (next = i + 1;
		     next < count && symbols[order[next]].start == symbols[taken].start; next++) {
			const struct symbol *now = &symbols[taken], *other = &symbols[order[next]];
			if (now->end == now->start ||
			    (other->end > other->start && addr2line_prefers(now, other)))
				taken = order[next];
		}
		const bool inside = symbols[taken].start < reach &&
		                    symbols[taken].type != TYPE_OBJECT;
		for (size_t j = i; j < next; j++)
			if (symbols[order[j]].end > reach)
				reach = symbols[order[j]].end;
		if (next == i + 1 && !inside)
			continue;
		if (!vector_reserve(&table->aliases, &table->alias_capacity,
		                    table->alias_count + 1)) {
			table->failed = true;
			return;
		}
		table->aliases[table->alias_count++] = (struct symbol_alias){symbols[taken].start,
		                                                             taken};
	}
}

uint32_t symbol_table_alias(const struct symbol_table *table, uint32_t symbol, uint64_t address)
{
	size_t low = 0, high = table->alias_count; /* how many begin at the address or before */
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (table->aliases[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && table->aliases[low - 1].start >= table->starts[symbol]
	               ? table->aliases[low - 1].symbol
	               : symbol;
}

void symbol_table_tidy(struct symbol_table *table, bool kernel)
{
	size_t count;
	uint32_t *order = table->rule == SYMBOL_AS_PERF ? sorted(table, &count) : NULL;
	if (!order) {
		table->failed |= table->rule == SYMBOL_AS_PERF && table->count != 0;
		return;
	}
	if (!kernel && !table->alias_count)
		note_aliases(table, order, count);
	tidy_ends(table->symbols, order, count, kernel);
	const struct symbol *symbols = table->symbols;
	uint32_t kept = order[0];
	for (size_t i = 1; i < count; i++) {
		uint32_t next = order[i];
		if (symbols[kept].start != symbols[next].start) {
			kept = next;
			continue;
		}
		bool keep = symbol_table_prefers(table, &symbols[kept], &symbols[next]);
		if (!lose(table, keep ? next : kept))
			table->failed = true;
		if (!keep)
			kept = next;
	}
	free(order);
}

struct place {
	uint64_t start;
	uint32_t symbol;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->symbol < y->symbol ? -1 : 1;
}

static uint32_t *sorted(const struct symbol_table *table, size_t *count)
{
	*count = 0;
	if (!table->count)
		return NULL;
	struct place *places = malloc(table->count * sizeof *places);
	uint32_t *order = malloc(table->count * sizeof *order);
	bool *gone = calloc(table->count, sizeof *gone);
	if (places && order && gone) {
		size_t left = 0;
		for (size_t i = 0; i < table->loss_count; i++)
			gone[table->losses[i].symbol] = true;
		for (size_t i = 0; i < table->count; i++)
			if (!gone[i])
				places[left++] = (struct place){table->symbols[i].start,
				                                (uint32_t)i};
		qsort(places, left, sizeof *places, by_place);
		for (size_t i = 0; i < left; i++)
			order[i] = places[i].symbol;
		*count = left;
	} else {
		free(order);
		order = NULL;
	}
	free(gone);
	free(places);
	return order;
}

/* The ranges where no symbol reaches into the next one; false where one does. */
static bool plain_ranges(struct symbol_table *table, const uint32_t *order, size_t count)
{
	uint64_t behind = 0; /* the last symbol's end */
	size_t ranges = 0;
	for (size_t i = 0; i < count; i++) {
		const struct symbol *symbol = &table->symbols[order[i]];
		if (symbol->start < behind)
			return false;
		if (!ranges || symbol->start > behind)
			table->ranges[ranges++] = (struct symbol_range){behind, SYMBOL_NONE};
		if (ranges && table->ranges[ranges - 1].start == symbol->start)
			ranges--;
		table->ranges[ranges++] = (struct symbol_range){symbol->start, order[i]};
		if (symbol->start == UINT64_MAX)
			return false;
		behind = symbol->end > symbol->start ? symbol->end : symbol->start + 1;
	}
	table->ranges[ranges++] = (struct symbol_range){behind, SYMBOL_NONE};
	table->range_count = ranges;
	return true;
}

/* Parts what look-ups need from what only filling needed. */
static bool keep_names(struct symbol_table *table)
{
	table->starts = malloc(table->count * sizeof *table->starts);
	table->raw = malloc(table->count * sizeof *table->raw);
	if (table->demangle)
		table->shown = calloc(table->count, sizeof *table->shown);
	if (!table->starts || !table->raw || (table->demangle && !table->shown))
		return false;
	for (size_t i = 0; i < table->count; i++) {
		table->starts[i] = table->symbols[i].start;
		table->raw[i] = table->symbols[i].name;
	}
	return true;
}

static bool make_ranges(struct symbol_table *table)
{
	size_t count;
	table->ranges = malloc((2 * table->count + 1) * sizeof *table->ranges);
	if (!table->ranges)
		return false;
	if (table->rule != SYMBOL_AS_PERF)
		return symbol_cover(table);
	uint32_t *order = sorted(table, &count);
	bool done = order &&
	            (plain_ranges(table, order, count) ||
	             symbol_tree_ranges(table->symbols, table->count, table->losses,
	                                table->loss_count, table->ranges, &table->range_count));
	free(order);
	return done;
}

void symbol_table_finish(struct symbol_table *table)
{
	if (!table->count)
		return;
	bool done = make_ranges(table) && keep_names(table);
	free(table->symbols);
	free(table->losses);
	table->symbols = NULL;
	table->losses = NULL;
	table->capacity = table->loss_count = table->loss_capacity = 0;
	if (!done) {
		table->failed = true;
		table->range_count = 0;
		return;
	}
	struct symbol_range *fitting = realloc(table->ranges,
	                                       table->range_count * sizeof *table->ranges);
	if (fitting)
		table->ranges = fitting;
}

/* How many ranges begin at or below an address. */
static size_t ranges_up_to(const struct symbol_table *table, uint64_t address)
{
	size_t low = 0, high = table->range_count; /* the answer is between them */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (table->ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t symbol_table_find(const struct symbol_table *table, uint64_t address)
{
	size_t at = ranges_up_to(table, address);
	return at ? table->ranges[at - 1].symbol : SYMBOL_NONE;
}

bool symbol_table_holds(const struct symbol_table *table, uint64_t start, uint64_t end)
{
	size_t at = ranges_up_to(table, start);
	if (at && table->ranges[at - 1].symbol != SYMBOL_NONE)
		return true;
	return at < table->range_count && table->ranges[at].start < end &&
	       table->ranges[at].symbol != SYMBOL_NONE;
}

const char *symbol_table_name(struct symbol_table *table, uint32_t symbol)
{
	if (!table->shown)
		return table->raw[symbol];
	const char *shown = atomic_load_explicit(&table->shown[symbol], memory_order_acquire);
	if (shown)
		return shown;
	bool lacking = false;
	char *text = demangle(table->raw[symbol], &lacking);
	if (lacking)
		atomic_store(&table->incomplete, true);
	const char *name = text ? text : table->raw[symbol];
	/* two threads may have come so far: the first one's stays */
	if (!atomic_compare_exchange_strong(&table->shown[symbol], &shown, name)) {
		free(text);
		return shown;
	}
	return name;
}

static int by_shown_name(const void *a, const void *b, void *table)
{
	const uint32_t *x = a, *y = b;
	int order = strcmp(symbol_table_name(table, *x), symbol_table_name(table, *y));
	return order ? order : *x < *y ? -1 : *x > *y;
}

/* The first symbol in by_name whose name is not less. */
static size_t first_named(struct symbol_table *table, const char *name)
{
	size_t low = 0, high = table->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(symbol_table_name(table, table->by_name[middle]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t symbol_table_named(struct symbol_table *table, const char *name, uint64_t *starts,
                          size_t most)
{
	if (!table->range_count)
		return 0;
	if (!table->by_name) {
		table->by_name = malloc(table->count * sizeof *table->by_name);
		if (!table->by_name) {
			atomic_store(&table->incomplete, true);
			return 0;
		}
		for (size_t i = 0; i < table->count; i++)
			table->by_name[i] = (uint32_t)i;
		qsort_r(table->by_name, table->count, sizeof *table->by_name, by_shown_name, table);
	}
	size_t count = 0;
	for (size_t i = first_named(table, name); i < table->count; i++, count++) {
		uint32_t symbol = table->by_name[i];
		if (strcmp(symbol_table_name(table, symbol), name) != 0)
			break;
		if (count < most)
			starts[count] = table->starts[symbol];
	}
	return count;
}

void symbol_table_free(struct symbol_table *table)
{
	for (size_t i = 0; table->shown && i < table->count; i++) {
		const char *shown = atomic_load(&table->shown[i]);
		if (shown && shown != table->raw[i])
			free((char *)shown);
	}
	free((void *)table->shown);
	free(table->symbols);
	free(table->losses);
	free(table->aliases);
	free(table->starts);
	free(table->raw);
	free(table->ranges);
	free(table->by_name);
	arena_free(&table->names);
	*table = (struct symbol_table){0};
}
