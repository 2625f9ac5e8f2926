#include "formats/otlp/attributes.h"

#include "formats/protobuf.h"
#include "read/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A decimal number with the fewest digits that represent it exactly. */
static enum status write_double(struct otlp_attribute *attribute, uint64_t bits,
                                struct arena *arena, struct error *err)
{
	char text[32];
	double value;
	memcpy(&value, &bits, sizeof value);
	int size = 0;
	for (int digits = 15; digits <= 17; digits++) {
		size = snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	const char *copy = arena_copy(arena, text, (size_t)size);
	if (!copy)
		return error_no_memory(err);
	attribute->type = OTLP_TEXT;
	attribute->text = (struct text){copy, (size_t)size};
	return STATUS_OK;
}

enum status otlp_value(struct otlp_attribute *attribute, struct text message, struct arena *arena,
                       struct error *err)
{
	enum { TEXT = 1, TRUTH, NUMBER, DOUBLE, TEXT_ROW = 8 };
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		if (field.number == TEXT && field.type == PROTO_BYTES) {
			attribute->type = OTLP_TEXT;
			attribute->text = field.bytes;
		} else if (field.number == TRUTH && field.type == PROTO_NUMBER) {
			attribute->type = OTLP_TEXT;
			attribute->text = text_of(field.value ? "true" : "false");
		} else if (field.number == NUMBER && field.type == PROTO_NUMBER) {
			attribute->type = OTLP_NUMBER;
			attribute->number = (int64_t)field.value;
		} else if (field.number == TEXT_ROW && field.type == PROTO_NUMBER) {
			attribute->type = OTLP_TEXT;
			attribute->text_row = field.value;
		} else if (field.number == DOUBLE && field.type == PROTO_FIXED64) {
			status = write_double(attribute, field.value, arena, err);
		}
	}
	return proto.bad && !status ? STATUS_FAILED : status;
}

enum otlp_role otlp_role(struct text key)
{
	static const struct {
		const char *key;
		enum otlp_role role;
	} roles[] = {{"process.pid", OTLP_PID},
	             {"thread.id", OTLP_TID},
	             {"thread.name", OTLP_THREAD},
	             {"cpu.logical_number", OTLP_CPU},
	             {"process.executable.name", OTLP_PROGRAM},
	             {"process.executable.path", OTLP_PATH},
	             {"service.name", OTLP_SERVICE},
	             {"profile.frame.type", OTLP_FRAME_TYPE},
	             {"process.executable.build_id.gnu", OTLP_BUILD_ID},
	             {"process.executable.build_id.go", OTLP_BUILD_ID}};
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (text_is(key, roles[i].key))
			return roles[i].role;
	return OTLP_LABEL;
}

static bool make_label(struct otlp_attribute *attribute, struct samples *kept)
{
	attribute->labelled = attribute->type == OTLP_TEXT
	                              ? put_text_label(kept, attribute->key, attribute->text,
	                                               &attribute->label)
	                              : put_number_label(kept, attribute->key, attribute->number,
	                                                 attribute->unit, &attribute->label);
	return attribute->labelled;
}

static enum status add_label(struct otlp_about *about, struct otlp_labels *labels,
                             struct otlp_attribute *attribute, struct sink *sink, struct error *err)
{
	if (!sink->options->keep_samples || attribute->type == OTLP_NOTHING || !attribute->key.size)
		return STATUS_OK;
	if (about->label_count == OTLP_LABELS_MAX)
		return STATUS_FAILED;
	if (!attribute->labelled && !make_label(attribute, &sink->kept))
		return error_no_memory(err);
	labels->items[about->label_count++] = attribute->label;
	return STATUS_OK;
}

/* A comm is taken from the most suitable attribute. */
static void take_comm(struct otlp_about *about, const struct otlp_attribute *attribute)
{
	if (attribute->type != OTLP_TEXT || !attribute->text.size ||
	    attribute->role < about->comm_role)
		return;
	about->comm = attribute->role == OTLP_PATH ? text_base_name(attribute->text)
	                                           : attribute->text;
	about->comm_role = attribute->role;
}

/* Whether the attribute is a number of a process, thread or CPU, which is then put into *id. */
static bool take_id(struct otlp_about *about, const struct otlp_attribute *attribute, unsigned bit,
                    uint32_t *id)
{
	if (attribute->type != OTLP_NUMBER || attribute->number < 0 ||
	    attribute->number >= UINT32_MAX - 1)
		return false;
	*id = (uint32_t)attribute->number;
	about->place.known |= bit;
	return true;
}

enum status otlp_about_add(struct otlp_about *about, struct otlp_labels *labels,
                           struct otlp_attribute *attribute, struct sink *sink, struct error *err)
{
	bool taken = false;
	switch (attribute->role) {
	case OTLP_PID:
		taken = take_id(about, attribute, PLACE_PID, &about->place.pid);
		break;
	case OTLP_TID:
		taken = take_id(about, attribute, PLACE_TID, &about->place.tid);
		break;
	case OTLP_CPU:
		taken = take_id(about, attribute, PLACE_CPU, &about->place.cpu);
		break;
	case OTLP_THREAD:
		taken = attribute->type == OTLP_TEXT;
		take_comm(about, attribute);
		break;
	case OTLP_PROGRAM:
	case OTLP_PATH:
	case OTLP_SERVICE:
		take_comm(about, attribute);
		break;
	default:
		break;
	}
	return taken ? STATUS_OK : add_label(about, labels, attribute, sink, err);
}

void otlp_about_put(const struct otlp_about *about, struct otlp_labels *labels,
                    struct put_sample *sample)
{
	size_t count = 0;
	for (size_t i = about->label_count; i--;) {
		size_t k = 0;
		while (k < count && labels->last[k].key != labels->items[i].key)
			k++;
		if (k == count)
			labels->last[count++] = labels->items[i];
	}
	sample->comm = about->comm;
	sample->place = about->place;
	sample->labels = labels->last;
	sample->label_count = count;
}
