#include "symbol/perf_map.h"

#include "symbol/text_file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BINDING_GLOBAL = 1, TYPE_FUNCTION = 2 };

/* A number with or without 0x in front: both are written. */
static const char *number(const char *at, const char *stop, uint64_t *value)
{
	bool prefixed = stop - at > 2 && at[0] == '0' && (at[1] | 0x20) == 'x';
	return text_hex(prefixed ? at + 2 : at, stop, value);
}

/* perf passes over lines whose name is shorter than three bytes. */
static void add_line(struct symbol_table *table, char *at, char *stop)
{
	uint64_t start, size;
	const char *text = number(at, stop, &start);
	if (stop - text <= 3)
		return;
	text = number(text + 1, stop, &size);
	if (stop - text <= 3)
		return;
	*stop = '\0';
	symbol_table_add(table, start, size, BINDING_GLOBAL, TYPE_FUNCTION, text + 1);
}

bool perf_map_load(struct symbol_table *table, const char *path)
{
	struct stat status;
	size_t size;
	if (stat(path, &status) || (status.st_uid && status.st_uid != geteuid()))
		return false;
	char *text = text_file_read(path, &table->names, &size);
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
