#include "doctor.h"

#include "base/json.h"
#include "record/checkup.h"

#include <string.h>

enum {
	FORM = 1
}; /* version of the JSON: increased when programs that read it would have to change */

static void append_text(struct buffer *text, const struct checkup *checkup)
{
	for (size_t i = 0; i < checkup->count; i++) {
		const struct check *check = &checkup->checks[i];
		buffer_printf(text, "%-8s %-17s %s\n", check_result_name(check->result),
		              check->name, check->found.data);
		if (check->remedy.size)
			buffer_printf(text, "%-26s %s\n", "", check->remedy.data);
	}
	buffer_text(text, checkup->can_record ? "flame can record programs here.\n"
	                                      : "flame cannot record programs here.\n");
}

static void append_string(struct buffer *text, const char *key, const char *value)
{
	buffer_printf(text, "\"%s\":", key);
	json_append_string(text, value, strlen(value));
}

/* The form is described by docs/schemas/doctor.json. */
static void append_json(struct buffer *text, const struct checkup *checkup)
{
	buffer_printf(text, "{\"form\":%d,\"can_record\":%s,\"checks\":[", FORM,
	              checkup->can_record ? "true" : "false");
	for (size_t i = 0; i < checkup->count; i++) {
		const struct check *check = &checkup->checks[i];
		buffer_text(text, i ? ",\n{" : "\n{");
		append_string(text, "name", check->name);
		buffer_byte(text, ',');
		append_string(text, "result", check_result_name(check->result));
		buffer_byte(text, ',');
		append_string(text, "found", check->found.data);
		if (check->remedy.size) {
			buffer_byte(text, ',');
			append_string(text, "remedy", check->remedy.data);
		}
		buffer_byte(text, '}');
	}
	buffer_text(text, "\n]}\n");
}

int doctor_run(const struct cli *cli, bool as_json)
{
	struct checkup checkup;
	struct buffer text = {0};
	struct output output;
	struct error err = {{0}};
	enum status status = checkup_make(&checkup, &err);
	const bool can_record = checkup.can_record;
	if (!status)
		(as_json ? append_json : append_text)(&text, &checkup);
	if (!status && text.failed)
		status = error_no_memory(&err);
	if (!status)
		status = output_open(&output, NULL, &err);
	if (!status) {
		output_write(&output, text.data, text.size);
		status = output_close(&output, true, &err);
	}
	buffer_free(&text);
	checkup_free(&checkup);
	return status ? cli_fail(cli, &err) : can_record ? EXIT_DONE : EXIT_INPUT;
}
