/* OpenTelemetry profiles: a message of Protocol Buffers, as it is sent
 * (ExportProfilesServiceRequest) or stored (ProfilesData), which look the same;
 * opentelemetry/proto/profiles/v1development in
 * https://github.com/open-telemetry/opentelemetry-proto describes its fields:
 *
 *     resource_profiles {
 *       resource {attributes {key "process.pid", value 12}}
 *       scope_profiles {profiles {
 *         sample_type {"samples", "count"}
 *         samples {stack_index 1, attribute_indices 2, timestamps_unix_nano 17...} ...}}}
 *     dictionary {location_table ..., function_table ..., string_table ..., stack_table ...}
 *
 * All its numbers refer to rows in the dictionary, which is mostly last, so resources are kept
 * until then. The OpenTelemetry collector writes sequences of messages to files, each after its
 * length in 4 bytes, or as JSON, one in each line (json.h).
 *
 * The schema is not yet stable. Versions 1.8 to 1.11 are read: from 1.8 on stacks are in the
 * dictionary. Older ones have their tables elsewhere; they are rejected with a message that names
 * the version. */
#include "config.h"

#include "base/buffer.h"
#include "base/vector.h"
#include "formats/otlp/json.h"
#include "formats/otlp/resource.h"
#include "formats/otlp/shape.h"
#include "formats/protobuf.h"
#include "read/options.h"
#include "read/reader.h"

#include <stdlib.h>
#include <string.h>

enum { RESOURCE_PROFILES = 1, DICTIONARY, TABLES_1_6_END = 8 };

/* The most frames in all samples together, which limits the time: the first number, plus the second
 * one for each byte of their messages. A sample takes some bytes, and few stacks are that deep. */
enum { FRAMES_BASE = 1 << 24, FRAMES_PER_BYTE = 1024 };

struct otlp {
	struct stream *stream;
	const char *input;
	struct putting putting;
	struct otlp_dictionary dictionary;
	struct otlp_reading reading;
	bool has_dictionary;
	bool leads;            /* the dictionary was before the first resource */
	struct buffer waiting; /* fields of resources, with keys and sizes */
	char *bytes;           /* a message, of those with lengths */
	size_t capacity;
	uint64_t offset; /* of the current field or message, in the stream */
};

static enum status put_resource(struct otlp *o, struct text message, struct error *err)
{
	o->reading.frames_left += message.size * FRAMES_PER_BYTE;
	return otlp_resource(&o->reading, message, err);
}

/* Keeps a resource until its dictionary is read: its size, then its bytes. */
static enum status keep_resource(struct otlp *o, struct text message, struct error *err)
{
	buffer_append(&o->waiting, &message.size, sizeof message.size);
	buffer_append(&o->waiting, message.at, message.size);
	return o->waiting.failed ? error_no_memory(err) : STATUS_OK;
}

/* Takes the first waiting resource from the text; false: there is none. */
static bool next_waiting(struct text *waiting, struct text *message)
{
	if (!waiting->size)
		return false;
	memcpy(&message->size, waiting->at, sizeof message->size);
	message->at = waiting->at + sizeof message->size;
	*waiting = text_from(*waiting, sizeof message->size + message->size);
	return true;
}

static enum status put_waiting(struct otlp *o, struct error *err)
{
	struct text waiting = {o->waiting.data, o->waiting.size}, message;
	enum status status = STATUS_OK;
	while (!status && next_waiting(&waiting, &message))
		status = o->has_dictionary ? put_resource(o, message, err)
		         : otlp_old_version(message)
		                 ? otlp_refuse(o->input, otlp_old_version(message), err)
		                 : error_set(err, STATUS_FAILED,
		                             "%s: these profiles have no dictionary", o->input);
	o->waiting.size = 0;
	return status;
}

static enum status take_dictionary(struct otlp *o, struct text message, struct error *err)
{
	enum status status = STATUS_OK;
	if (!o->has_dictionary)
		o->leads = !o->waiting.size;
	else if (o->leads) /* waiting resources belong to the previous one */
		status = put_waiting(o, err);
	otlp_dictionary_free(&o->dictionary);
	if (!status)
		status = otlp_dictionary_read(&o->dictionary, message, err);
	o->has_dictionary = true;
	return status ? status : put_waiting(o, err);
}

static enum status take_field(struct otlp *o, const struct proto_field *field, struct error *err)
{
	if (field->type != PROTO_BYTES)
		return STATUS_OK;
	if (field->number == DICTIONARY) /* an empty one has no data */
		return !field->bytes.size ? STATUS_OK : take_dictionary(o, field->bytes, err);
	if (field->number == RESOURCE_PROFILES)
		return o->leads ? put_resource(o, field->bytes, err)
		                : keep_resource(o, field->bytes, err);
	return field->number <= TABLES_1_6_END ? otlp_refuse(o->input, "1.6", err) : STATUS_OK;
}

/* ---- messages ---- */

static enum status damaged(const struct otlp *o, enum status status, const struct error *why,
                           struct error *err)
{
	if (*why->text)
		return error_set(err, status, "%s", why->text);
	return error_set(err, status, "%s: byte %llu: this field of the profiles is damaged",
	                 o->input, (unsigned long long)o->offset);
}

static enum status read_message(struct otlp *o, struct error *err)
{
	struct proto_stream fields = {.stream = o->stream};
	struct proto_field field;
	enum status status = STATUS_OK;
	while (!status && proto_stream_next(&fields, &field, &status, err)) {
		struct error why = {0};
		o->offset = fields.offset;
		status = take_field(o, &field, &why);
		if (status)
			damaged(o, status, &why, err);
	}
	proto_stream_free(&fields);
	return status;
}

/* Reads that many bytes; *size is less if the input ends. */
static enum status load(struct otlp *o, size_t need, size_t *size, struct error *err)
{
	enum { CHUNK = 1 << 20 };
	*size = 0;
	while (*size < need && stream_has_more(o->stream)) {
		const size_t room = need - *size < CHUNK ? need - *size : CHUNK;
		if (!vector_reserve(&o->bytes, &o->capacity, *size + room))
			return error_no_memory(err);
		const ssize_t n = stream_read(o->stream, o->bytes + *size, room, err);
		if (n < 0)
			return STATUS_FAILED;
		*size += (size_t)n;
	}
	return STATUS_OK;
}

static enum status take_message(struct otlp *o, struct text message, struct error *err)
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	struct error why = {0};
	enum status status = STATUS_OK;
	o->has_dictionary = o->leads = false;
	while (!status && proto_next(&proto, &field))
		status = take_field(o, &field, &why);
	if (!status && proto.bad)
		status = STATUS_FAILED;
	if (!status)
		status = put_waiting(o, &why);
	return status ? damaged(o, status, &why, err) : STATUS_OK;
}

/* Reads messages with their lengths before them. */
static enum status read_messages(struct otlp *o, struct error *err)
{
	enum status status = STATUS_OK;
	size_t size;
	while (!status) {
		status = load(o, OTLP_LENGTH_SIZE, &size, err);
		if (status || !size)
			break;
		size_t need = 0;
		for (size_t i = 0; i < size; i++)
			need = need << 8 | (unsigned char)o->bytes[i];
		const bool whole = size == OTLP_LENGTH_SIZE;
		if (whole)
			status = load(o, need, &size, err);
		if (!status && (!whole || size < need))
			status = error_set(
				err, STATUS_FAILED,
				"%s: byte %llu: the input ends within a message: is it cut?",
				o->input, (unsigned long long)o->offset);
		if (!status)
			status = take_message(o, (struct text){o->bytes, size}, err);
		o->offset += OTLP_LENGTH_SIZE + size;
	}
	return status;
}

/* ---- JSON ---- */

static enum status take_json(void *context, const struct proto_field *field, struct error *err)
{
	return take_field(context, field, err);
}

static enum status end_json(void *context, struct error *err)
{
	struct otlp *o = context;
	enum status status = put_waiting(o, err);
	o->has_dictionary = o->leads = false;
	return status;
}

static enum status read_json(struct otlp *o, struct error *err)
{
	const struct otlp_json_taker taker = {take_json, end_json, o};
	struct error why = {0};
	enum status status = otlp_json_read(o->stream, &taker, &why);
	return status ? damaged(o, status, &why, err) : STATUS_OK;
}

/* Reads a message that is the whole input. */
static enum status read_whole(struct otlp *o, struct error *err)
{
	struct error why = {0};
	enum status status = read_message(o, err);
	if (status)
		return status;
	status = put_waiting(o, &why);
	return status ? damaged(o, status, &why, err) : STATUS_OK;
}

static enum status otlp_read(struct stream *stream, struct sink *sink,
                             const struct read_options *options, struct error *err)
{
	struct otlp o = {.stream = stream, .putting = {.sink = sink}};
	struct head head;
	enum { HEAD = 64 << 10 };
	(void)options;
	o.input = o.dictionary.input = input_name(stream->input);
	o.dictionary.putting = &o.putting;
	o.reading.dictionary = &o.dictionary;
	o.reading.frames_left = FRAMES_BASE;
	enum status status = stream_peek(stream, HEAD, &head, err);
	if (!status)
		status = otlp_json_looks(&head) ? read_json(&o, err)
		         : otlp_length_size((struct text){head.text, head.size})
		                 ? read_messages(&o, err)
		                 : read_whole(&o, err);
	sink->profiled = !o.reading.sums;
	otlp_dictionary_free(&o.dictionary);
	otlp_reading_free(&o.reading);
	buffer_free(&o.waiting);
	free(o.bytes);
	putting_free(&o.putting);
	return status;
}

/* Times are nanoseconds since 1970. */
static enum status otlp_wall_clock(struct stream *stream, uint64_t *zero, struct error *err)
{
	(void)stream;
	(void)err;
	*zero = 0;
	return STATUS_OK;
}

static int otlp_bid(const struct head *head)
{
	if (otlp_json_looks(head))
		return 95;
	return otlp_looks((struct text){head->text, head->size});
}

const struct reader reader_otlp = {
	.name = "otlp",
	.about = "OpenTelemetry profiles 1.8 to 1.11: the eBPF profiler, the collector's files",
	.fields = "these profiles do not say so: attributes of samples and resources would",
	.kind = "OpenTelemetry profiles",
	.expected = "samples (was anything running?)",
	.available = true,
	.bid = otlp_bid,
	.wall_clock = otlp_wall_clock,
	.read = otlp_read,
};
