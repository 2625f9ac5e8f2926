#include "summary/summary.h"

#include "base/output.h"
#include "summary/summary_json.h"
#include "summary/summary_junit.h"
#include "summary/summary_markdown.h"

#include <string.h>

static const struct {
	const struct summary_format *format;
	const char *endings[2]; /* of files */
} formats[] = {
	{&summary_markdown, {".md", ".markdown"}},
	{&summary_json, {".json", NULL}},
	{&summary_junit, {".xml", NULL}},
	{NULL, {NULL, NULL}},
};

const struct summary_format *summary_find(const char *name, size_t size)
{
	for (size_t i = 0; formats[i].format; i++)
		if (text_is((struct text){name, size}, formats[i].format->name))
			return formats[i].format;
	return NULL;
}

const char *summary_format_name(size_t index)
{
	return formats[index].format ? formats[index].format->name : NULL;
}

const struct summary_format *summary_of_file(const char *given, const char **path)
{
	const char *colon = strchr(given, ':');
	*path = given;
	if (colon && summary_find(given, (size_t)(colon - given))) {
		*path = colon + 1;
		return summary_find(given, (size_t)(colon - given));
	}
	for (size_t i = 0; formats[i].format; i++)
		for (size_t k = 0; k < 2 && formats[i].endings[k]; k++)
			if (text_ends(text_of(given), formats[i].endings[k]))
				return formats[i].format;
	return NULL;
}

enum status summary_write(const struct summary *summary, const struct summary_format *format,
                          const char *path, struct error *err)
{
	struct buffer text = {0};
	format->write(summary, &text);
	return output_whole(path, &text, err);
}
