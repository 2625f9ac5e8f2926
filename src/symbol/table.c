#include "symbol/table.h"

#include "base/vector.h"
#include "symbol/cover.h"
#include "symbol/demangle.h"
#include "symbol/order.h"
#include "symbol/tree.h"

#include <stdlib.h>
#include <string.h>

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

bool symbol_table_room_for_one(struct symbol_table *table)
{
	if (table->capacity)
		return true;
	table->symbols = malloc(sizeof *table->symbols);
	table->capacity = table->symbols != NULL;
	return table->symbols;
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

uint32_t symbol_table_alias(const struct symbol_table *table, uint32_t symbol, uint64_t address)
{
	size_t low = 0,
	       high = table->alias_count; /* the number that begin at or before the address */
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

struct symbol_naming symbol_table_naming(struct symbol_table *table)
{
	return (struct symbol_naming){table->demangle, &table->incomplete};
}

/* Separates the data for look-ups from the data that only filling needed. */
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
	if (table->rule != SYMBOL_AS_PERF) {
		const struct symbol_naming naming = symbol_table_naming(table);
		return symbol_cover(table->symbols, table->count, table->rule, &naming,
		                    table->ranges, &table->range_count);
	}
	uint32_t *order = symbol_order(table->symbols, table->count, table->losses,
	                               table->loss_count, &count);
	bool done = order &&
	            (symbol_plain_ranges(table->symbols, order, count, table->ranges,
	                                 &table->range_count) ||
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

/* The number of ranges that begin at or below an address. */
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
	/* two threads may have got here: the first one's table is kept */
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
