#include "report/rankings.h"

#include "report/ranking_csv.h"
#include "report/ranking_json.h"
#include "report/ranking_markdown.h"
#include "report/ranking_text.h"

#include <string.h>

static const struct ranking_format *const formats[] = {
	&ranking_text, &ranking_markdown, &ranking_json, &ranking_csv, NULL,
};

const struct ranking_format *ranking_format_find(const char *name, size_t size)
{
	for (size_t i = 0; formats[i]; i++)
		if (strlen(formats[i]->name) == size && memcmp(formats[i]->name, name, size) == 0)
			return formats[i];
	return NULL;
}

const char *ranking_format_name(size_t index)
{
	return formats[index] ? formats[index]->name : NULL;
}

enum status ranking_write(const struct profile *profile, const struct ranking_options *options,
                          const struct ranking_format *format, const struct ranking_look *look,
                          struct output *output, struct error *err)
{
	struct ranking ranking;
	struct buffer text = {0};
	enum status status = ranking_make(&ranking, profile, options, &format->lines, err);
	if (!status)
		format->write(&ranking, look, &text);
	if (!status && text.failed)
		status = error_no_memory(err);
	if (!status)
		output_write(output, text.data, text.size);
	buffer_free(&text);
	ranking_free(&ranking);
	return status;
}
