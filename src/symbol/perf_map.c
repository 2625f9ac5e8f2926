#include "symbol/perf_map.h"

#include "base/text.h"
#include "symbol/text_file.h"

enum { BINDING_GLOBAL = 1, TYPE_FUNCTION = 2 };

/* Reads a number with or without 0x, because both are written, and returns the position of the
 * blank after it. NULL if there is none: then the file is not a map. */
static const char *number(const char *at, const char *stop, uint64_t *value)
{
	if (stop - at > 2 && at[0] == '0' && (at[1] | 0x20) == 'x')
		at += 2;
	const char *after = text_hex(at, stop, value);
	return after > at && after < stop && is_blank(*after) ? after : NULL;
}

/* perf ignores lines whose name is shorter than three bytes. */
static bool add_line(void *table_, char *at, size_t size_of_line)
{
	struct symbol_table *table = table_;
	const char *stop = at + size_of_line;
	uint64_t start, size;
	const char *text = number(at, stop, &start);
	if (!text || stop - text <= 3)
		return true;
	text = number(text + 1, stop, &size);
	if (!text || stop - text <= 3)
		return true;
	return symbol_table_add_copy(table, start, size, BINDING_GLOBAL, TYPE_FUNCTION, text + 1);
}

enum symbol_missing perf_map_load(struct symbol_table *table, const char *path)
{
	table->most = TEXT_SYMBOLS_MOST;
	const struct text_reading reading = {
		.mine = true, .most = TEXT_MAP_MOST, .take = add_line, .context = table};
	const enum symbol_missing missing = text_file_read(path, &reading);
	return !missing && table->left_out ? SYMBOL_TOO_LARGE : missing;
}
