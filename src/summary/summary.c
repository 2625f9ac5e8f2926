#include "summary/summary.h"

#include "base/output.h"
#include "summary/summary_json.h"
#include "summary/summary_junit.h"
#include "summary/summary_markdown.h"

#include <string.h>

static const struct summary_format *const formats[] = {
	&summary_markdown,
	&summary_json,
	&summary_junit,
	NULL,
};

const struct summary_format *summary_find(const char *name, size_t size)
{
	for (size_t i = 0; formats[i]; i++)
		if (strlen(formats[i]->name) == size && memcmp(formats[i]->name, name, size) == 0)
			return formats[i];
	return NULL;
}

const char *summary_format_name(size_t index)
{
	return formats[index] ? formats[index]->name : NULL;
}

enum status summary_write(const struct summary *summary, const struct summary_format *format,
                          const char *path, struct error *err)
{
	struct buffer text = {0};
	struct output output;
	format->write(summary, &text);
	enum status status = text.failed ? error_no_memory(err) : output_open(&output, path, err);
	if (status == STATUS_OK) {
		output_write(&output, text.data, text.size);
		status = output_close(&output, true, err);
	}
	buffer_free(&text);
	return status;
}
