#include "report/report.h"

#include "base/output.h"
#include "report/as_json.h"
#include "report/as_junit.h"
#include "report/as_markdown.h"
#include "report/as_text.h"

#include <string.h>

static const struct report_format *const formats[] = {
	&report_text, &report_markdown, &report_json, &report_junit, NULL,
};

const struct report_format *report_find(const char *name, size_t size)
{
	for (size_t i = 0; formats[i]; i++)
		if (strlen(formats[i]->name) == size && memcmp(formats[i]->name, name, size) == 0)
			return formats[i];
	return NULL;
}

const char *report_format_name(size_t index)
{
	return formats[index] ? formats[index]->name : NULL;
}

enum status report_write(const struct report *report, const struct report_format *format,
                         const char *path, struct error *err)
{
	struct buffer text = {0};
	format->write(report, &text);
	return output_whole(path, &text, err);
}
