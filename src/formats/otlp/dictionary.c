#include "formats/otlp/dictionary.h"

#include "base/vector.h"
#include "formats/protobuf.h"

#include <stdlib.h>

enum { MAPPING = 1, LOCATION, FUNCTION, LINK, STRING, ATTRIBUTE, STACK };

enum status otlp_refuse(const char *input, const char *version, struct error *err)
{
	return error_set(err, STATUS_FAILED,
	                 "%s: this is version %s of OpenTelemetry's profiles, but only 1.8 to 1.11 "
	                 "are read",
	                 input, version);
}

static enum status add_text(struct otlp_dictionary *d, struct text text, struct error *err)
{
	if (!vector_reserve(&d->texts, &d->text_capacity, d->text_count + 1))
		return error_no_memory(err);
	d->texts[d->text_count++] = text;
	return STATUS_OK;
}

static enum status add_link(struct otlp_dictionary *d, struct text message, struct error *err)
{
	if (!vector_reserve(&d->links, &d->link_capacity, d->link_count + 1))
		return error_no_memory(err);
	d->links[d->link_count++] = message;
	return STATUS_OK;
}

static enum status add_mapping(struct otlp_dictionary *d, struct text message, struct error *err)
{
	if (!vector_reserve(&d->mappings, &d->mapping_capacity, d->mapping_count + 1))
		return error_no_memory(err);
	d->mappings[d->mapping_count++] = (struct otlp_mapping){.message = message};
	return STATUS_OK;
}

static enum status add_row(struct otlp_row **rows, size_t *count, size_t *capacity,
                           struct text message, struct error *err)
{
	if (!vector_reserve(rows, capacity, *count + 1))
		return error_no_memory(err);
	(*rows)[(*count)++] = (struct otlp_row){.message = message};
	return STATUS_OK;
}

static enum status add_function(struct otlp_dictionary *d, struct text message, struct error *err)
{
	enum { NAME = 1, SYSTEM_NAME, FILE_NAME, START_LINE, FIELDS };
	uint64_t values[FIELDS] = {0};
	if (!proto_numbers(message, values, FIELDS))
		return STATUS_FAILED;
	if (!vector_reserve(&d->functions, &d->function_capacity, d->function_count + 1))
		return error_no_memory(err);
	d->functions[d->function_count++] = (struct otlp_function){
		values[NAME], values[SYSTEM_NAME], values[FILE_NAME], values[START_LINE]};
	return STATUS_OK;
}

static enum status add_attribute(struct otlp_dictionary *d, struct text message, struct error *err)
{
	enum { KEY = 1, VALUE, UNIT };
	struct otlp_attribute attribute = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_next(&proto, &field)) {
		if (field.number == KEY && field.type == PROTO_NUMBER)
			attribute.key_row = field.value;
		else if (field.number == UNIT && field.type == PROTO_NUMBER)
			attribute.unit_row = field.value;
		else if (field.number == VALUE && field.type == PROTO_BYTES)
			status = otlp_value(&attribute, field.bytes, &d->arena, err);
		else if (field.number == KEY && field.type == PROTO_BYTES)
			return otlp_refuse(d->input, "1.7", err);
	}
	if (status || proto.bad)
		return status ? status : STATUS_FAILED;
	if (!vector_reserve(&d->attributes, &d->attribute_capacity, d->attribute_count + 1))
		return error_no_memory(err);
	d->attributes[d->attribute_count++] = attribute;
	return STATUS_OK;
}

static enum status take_row(struct otlp_dictionary *d, const struct proto_field *field,
                            struct error *err)
{
	switch (field->number) {
	case MAPPING:
		return add_mapping(d, field->bytes, err);
	case LOCATION:
		return add_row(&d->locations, &d->location_count, &d->location_capacity,
		               field->bytes, err);
	case FUNCTION:
		return add_function(d, field->bytes, err);
	case LINK:
		return add_link(d, field->bytes, err);
	case STRING:
		return add_text(d, field->bytes, err);
	case ATTRIBUTE:
		return add_attribute(d, field->bytes, err);
	case STACK:
		return add_row(&d->stacks, &d->stack_count, &d->stack_capacity, field->bytes, err);
	default:
		return STATUS_OK;
	}
}

enum status otlp_text(struct otlp_dictionary *d, uint64_t row, struct text *text, struct error *err)
{
	*text = (struct text){"", 0};
	if (row < d->text_count)
		*text = d->texts[row];
	else if (row)
		return error_set(err, STATUS_FAILED,
		                 "%s: text %llu is used, but there are only %zu texts", d->input,
		                 (unsigned long long)row, d->text_count);
	return STATUS_OK;
}

enum status otlp_settle(struct otlp_dictionary *d, struct otlp_attribute *attribute,
                        struct error *err)
{
	enum status status = STATUS_OK;
	if (attribute->key_row)
		status = otlp_text(d, attribute->key_row, &attribute->key, err);
	if (!status && attribute->text_row)
		status = otlp_text(d, attribute->text_row, &attribute->text, err);
	if (!status && attribute->unit_row)
		status = otlp_text(d, attribute->unit_row, &attribute->unit, err);
	attribute->role = otlp_role(attribute->key);
	return status;
}

enum status otlp_dictionary_read(struct otlp_dictionary *d, struct text message, struct error *err)
{
	const char *copy = arena_copy(&d->arena, message.size ? message.at : "", message.size);
	struct proto proto = proto_of((struct text){copy, message.size});
	struct proto_field field;
	enum status status = copy ? STATUS_OK : error_no_memory(err);
	d->bytes = message.size;
	while (!status &&
	       proto_next(&proto, &field)) /* version 1.6 had mappings here, and their numbers */
		status = field.type == PROTO_BYTES ? take_row(d, &field, err)
		                                   : otlp_refuse(d->input, "1.6", err);
	if (!status && proto.bad)
		status = STATUS_FAILED;
	for (size_t i = 0; !status && i < d->attribute_count; i++) /* texts may be last */
		status = otlp_settle(d, &d->attributes[i], err);
	return status;
}

struct otlp_attribute *otlp_attribute(struct otlp_dictionary *d, uint64_t row)
{
	return row && row < d->attribute_count ? &d->attributes[row] : NULL;
}

void otlp_dictionary_free(struct otlp_dictionary *d)
{
	arena_free(&d->arena);
	free(d->texts);
	free(d->mappings);
	free(d->functions);
	free(d->locations);
	free(d->stacks);
	free(d->links);
	free(d->attributes);
	free(d->frames);
	free(d->lines);
	free(d->room);
	free(d->name);
	*d = (struct otlp_dictionary){.putting = d->putting, .input = d->input};
}
