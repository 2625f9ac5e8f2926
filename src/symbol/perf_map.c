#include "symbol/perf_map.h"

#include "base/text.h"
#include "symbol/text_file.h"

#include <string.h>

enum { BINDING_GLOBAL = 1, TYPE_FUNCTION = 2 };

/* A number with or without 0x in front, as both are written, and a blank behind it, where what is
 * returned points. NULL where there is none: then the file may be anything but a map. */
static const char *number(const char *at, const char *stop, uint64_t *value)
{
	if (stop - at > 2 && at[0] == '0' && (at[1] | 0x20) == 'x')
		at += 2;
	const char *behind = text_hex(at, stop, value);
	return behind > at && behind < stop && is_blank(*behind) ? behind : NULL;
}

/* perf passes over lines whose name is shorter than three bytes. */
static void add_line(struct symbol_table *table, char *at, char *stop)
{
	uint64_t start, size;
	const char *text = number(at, stop, &start);
	if (!text || stop - text <= 3)
		return;
	text = number(text + 1, stop, &size);
	if (!text || stop - text <= 3)
		return;
	*stop = '\0';
	symbol_table_add(table, start, size, BINDING_GLOBAL, TYPE_FUNCTION, text + 1);
}

bool perf_map_load(struct symbol_table *table, const char *path)
{
	size_t size;
	char *text = text_file_read(path, true, &table->names, &size);
	if (!text)
		return false;
	for (char *at = text, *end = text + size; at < end;) {
		char *stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			stop = end; /* a NUL stands there */
		add_line(table, at, stop);
		at = stop + 1;
	}
	return true;
}
