#include "symbol/tidy.h"

#include "base/vector.h"
#include "symbol/order.h"

#include <stdlib.h>
#include <string.h>

enum { TYPE_NONE = 0, TYPE_OBJECT = 1, TYPE_FUNCTION = 2, TYPE_IFUNC = 10 }; /* as in ELF */

/* Whether two names of kallsyms, "name\t[module]", belong to the same module, or both to the kernel
 * itself. */
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

/* Whether addr2line (binutils) prefers b, which comes after a in the file, for code that both
 * contain. */
static bool addr2line_prefers(const struct symbol *a, const struct symbol *b)
{
	if (is_function(a) != is_function(b))
		return is_function(b);
	if ((a->type == TYPE_NONE) != (b->type == TYPE_NONE))
		return a->type == TYPE_NONE;
	return b->end < a->end;
}

/* Notes addr2line's choice among the symbols of each address, as long as sizes are those of the
 * file, and labels inside other symbols, which it extends up to the next symbol. */
static void note_aliases(struct symbol_table *table, const uint32_t *order, size_t count)
{
	const struct symbol *symbols = table->symbols;
	uint64_t reach = 0; /* the last end of the previous symbols */
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

void symbol_table_tidy(struct symbol_table *table, bool kernel)
{
	size_t count;
	uint32_t *order = NULL;
	if (table->rule == SYMBOL_AS_PERF)
		order = symbol_order(table->symbols, table->count, table->losses, table->loss_count,
		                     &count);
	if (!order) {
		table->failed |= table->rule == SYMBOL_AS_PERF && table->count != 0;
		return;
	}
	if (!kernel && !table->alias_count)
		note_aliases(table, order, count);
	tidy_ends(table->symbols, order, count, kernel);
	const struct symbol *symbols = table->symbols;
	const struct symbol_naming naming = symbol_table_naming(table);
	uint32_t kept = order[0];
	for (size_t i = 1; i < count; i++) {
		uint32_t next = order[i];
		if (symbols[kept].start != symbols[next].start) {
			kept = next;
			continue;
		}
		bool keep = symbol_prefers(&naming, &symbols[kept], &symbols[next]);
		if (!lose(table, keep ? next : kept))
			table->failed = true;
		if (!keep)
			kept = next;
	}
	free(order);
}
