#include "formats/chrome/event.h"

enum status chrome_event_begin(void *context, const struct json_place *place)
{
	struct chrome_event *event = context;
	(void)place;
	event->phase = 0;
	event->name.size = event->pid.size = event->tid.size = event->id.size = 0;
	event->detail.size = event->new_name.size = 0;
	event->has_at = event->has_duration = event->total = false;
	v8_chunks_begin(&event->chunks);
	return STATUS_OK;
}

static enum status take_phase(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	(void)place;
	((struct chrome_event *)context)->phase = value->type == JSON_TEXT && value->text.size == 1
	                                                  ? *value->text.at
	                                                  : 0;
	return STATUS_OK;
}

static enum status take_name(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	return json_text_value(&((struct chrome_event *)context)->name, place, value);
}

static enum status take_new_name(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	return json_text_value(&((struct chrome_event *)context)->new_name, place, value);
}

static enum status take_detail(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	return json_text_value(&((struct chrome_event *)context)->detail, place, value);
}

/* Numbers, or texts: "stream 7". */
static enum status take_id(struct buffer *id, const struct json_place *place,
                           const struct json_value *value)
{
	id->size = 0;
	if (value->type == JSON_NUMBER || value->type == JSON_TEXT)
		buffer_append(id, value->text.at, value->text.size);
	return id->failed ? error_no_memory(place->err) : STATUS_OK;
}

static enum status take_pid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	return take_id(&((struct chrome_event *)context)->pid, place, value);
}

static enum status take_tid(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	return take_id(&((struct chrome_event *)context)->tid, place, value);
}

static enum status take_profile_id(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	return take_id(&((struct chrome_event *)context)->id, place, value);
}

static enum status take_at(void *context, const struct json_place *place,
                           const struct json_value *value)
{
	struct chrome_event *event = context;
	bool negative;
	(void)place;
	event->has_at = json_decimal_value(value, &event->at, &negative) &&
	                !(negative && event->at.value);
	return STATUS_OK;
}

static enum status take_duration(void *context, const struct json_place *place,
                                 const struct json_value *value)
{
	struct chrome_event *event = context;
	bool negative;
	(void)place;
	event->has_duration = json_decimal_value(value, &event->duration, &negative) &&
	                      !(negative && event->duration.value);
	return STATUS_OK;
}

static enum status take_average(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	(void)place;
	((struct chrome_event *)context)->total = value->type == JSON_NUMBER;
	return STATUS_OK;
}

static const struct json_shape new_name = {.value = take_new_name}, detail = {.value = take_detail},
			       average = {.value = take_average};

static const struct json_field args_fields[] = {{"name", &new_name},
                                                {"detail", &detail},
                                                {"avg ms", &average},
                                                {"data", &v8_chunk_data},
                                                {0}};

static const struct json_shape phase = {.value = take_phase}, name = {.value = take_name},
			       pid = {.value = take_pid}, tid = {.value = take_tid},
			       profile_id = {.value = take_profile_id}, at = {.value = take_at},
			       duration = {.value = take_duration}, args = {.fields = args_fields};

const struct json_field chrome_event_fields[] = {
	{"pid", &pid},   {"tid", &tid},   {"ph", &phase},      {"ts", &at}, {"dur", &duration},
	{"name", &name}, {"args", &args}, {"id", &profile_id}, {0},
};

void chrome_event_free(struct chrome_event *event)
{
	struct buffer *buffers[] = {&event->name, &event->pid,    &event->tid,
	                            &event->id,   &event->detail, &event->new_name};
	for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
		buffer_free(buffers[i]);
	v8_chunks_free(&event->chunks);
}
