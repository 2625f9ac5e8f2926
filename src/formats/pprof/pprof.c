/* pprof: a message of Protocol Buffers, mostly compressed by gzip, as Go, pprof-rs, npm's
 * pprof and `fold-stacks --to pprof` write it;
 * https://github.com/google/pprof/tree/main/proto says what its fields mean:
 *
 *     sample_type {samples count} {cpu nanoseconds}
 *     sample {location_id 3 2 1, value 12 120000000, label worker=one}
 *     location {id 3, mapping_id 1, line {function_id 7} {function_id 4}}
 *
 * Texts are numbers in a table. The tables mostly come after the samples, so these are added up by
 * their bytes first (samples.h), with those labels that can count (keys.h). A sample type that
 * comes after samples or rows of tables begins another profile: several may stand one after
 * another.
 *
 * Messages are taken apart by our own code: protobuf-c unpacks samples at 270 to 300 MB/s, and
 * adding them up by their bytes needs no unpacking. */
#include "formats/pprof/fields.h"
#include "formats/pprof/prune.h"
#include "formats/pprof/put.h"
#include "formats/pprof/samples.h"
#include "formats/pprof/tables.h"
#include "formats/pprof/types.h"
#include "read/reader.h"

struct pprof {
	struct putting putting;
	struct pprof_types types;
	struct pprof_samples samples;
	struct pprof_tables tables;
	uint64_t drop_frames, keep_frames, default_sample_type;
	bool filled;    /* samples or rows of tables came after the sample types */
	uint64_t began; /* at which byte */
};

/* ---- the fields ---- */

/* The profile read so far is complete: its samples go to the sink. */
static enum status finish(struct pprof *p, uint64_t end, struct error *err)
{
	enum status status = pprof_end_samples(&p->samples, err);
	if (!status && !p->types.count && p->samples.pile_size)
		status = error_set(err, STATUS_FAILED, "%s: a profile without sample types",
		                   p->tables.input);
	if (!status && p->types.count)
		status = pprof_types_declare(&p->types, &p->tables, p->default_sample_type, err);
	if (!status && !pprof_tables_settle(&p->tables))
		status = error_no_memory(err);
	if (!status)
		status = pprof_prune_open(&p->tables, p->drop_frames, p->keep_frames, err);
	if (!status)
		status = pprof_put_samples(&p->samples, &p->tables, &p->types, end - p->began, err);
	if (!status && p->tables.no_text)
		status = error_set(err, STATUS_FAILED,
		                   "%s: text %llu is used, but there are only %zu texts",
		                   p->tables.input, (unsigned long long)p->tables.text_row,
		                   p->tables.text_count);
	pprof_tables_free(&p->tables);
	pprof_samples_free(&p->samples);
	pprof_keys_reset(&p->samples.keys);
	p->types.count = 0;
	p->drop_frames = p->keep_frames = p->default_sample_type = 0;
	p->filled = false;
	p->began = end;
	return status;
}

static enum status take_bytes(struct pprof *p, const struct proto_field *field, uint64_t at,
                              struct error *err)
{
	enum status status = STATUS_OK;
	switch (field->number) {
	case PPROF_SAMPLE_TYPE:
		if (p->filled)
			status = finish(p, at, err);
		p->samples.keys.typed = true;
		return status ? status : pprof_add_type(&p->types, field->bytes);
	case PPROF_SAMPLE:
		return pprof_add_sample(&p->samples, field->bytes, err);
	case PPROF_MAPPING:
		return pprof_add_mapping(&p->tables, field->bytes, err);
	case PPROF_LOCATION:
		return pprof_add_location(&p->tables, field->bytes, err);
	case PPROF_FUNCTION:
		return pprof_add_function(&p->tables, field->bytes, err);
	case PPROF_STRING_TABLE:
		return pprof_add_text(&p->tables, field->bytes, err);
	default: /* other fields say nothing of the stacks */
		return STATUS_OK;
	}
}

static enum status take_field(struct pprof *p, const struct proto_field *field, uint64_t at,
                              struct error *err)
{
	enum status status = STATUS_OK;
	if (field->type == PROTO_BYTES)
		status = take_bytes(p, field, at, err);
	else if (field->number == PPROF_DROP_FRAMES)
		p->drop_frames = field->value;
	else if (field->number == PPROF_KEEP_FRAMES)
		p->keep_frames = field->value;
	else if (field->number == PPROF_DEFAULT_SAMPLE_TYPE)
		p->default_sample_type = field->value;
	p->filled |= p->types.count && field->number > PPROF_SAMPLE_TYPE &&
	             field->number <= PPROF_STRING_TABLE;
	return status;
}

static enum status pprof_read(struct stream *stream, struct sink *sink,
                              const struct read_options *options, struct error *err)
{
	struct pprof p = {.putting = {.sink = sink}, .samples = {.sink = sink}};
	struct proto_stream fields = {.stream = stream};
	struct proto_field field;
	enum status status = STATUS_OK;
	sink->profiled = false;
	pprof_keys_init(&p.samples.keys, &fields, options, sink->places);
	p.samples.tables = &p.tables;
	p.tables.putting = &p.putting;
	p.tables.input = input_name(stream->input);
	while (!status && proto_stream_next(&fields, &field, &status, err)) {
		struct error why = {0};
		status = take_field(&p, &field, fields.offset, &why);
		if (status && *why.text)
			error_set(err, status, "%s", why.text);
		else if (status)
			error_set(err, status,
			          "%s: byte %llu: field %llu of the profile is damaged",
			          p.tables.input, (unsigned long long)fields.offset,
			          (unsigned long long)field.number);
	}
	if (!status)
		status = finish(&p, fields.before + fields.at, err);
	pprof_tables_free(&p.tables);
	pprof_samples_free(&p.samples);
	putting_free(&p.putting);
	proto_stream_free(&fields);
	return status;
}

/* ---- the bid ---- */

static bool fits(const struct proto_field *field)
{
	const bool bytes = field->type == PROTO_BYTES;
	switch (field->number) {
	case PPROF_SAMPLE_TYPE:
	case PPROF_PERIOD_TYPE:
		return bytes && proto_only_numbers(field->bytes, 2);
	case PPROF_MAPPING:
		return bytes && proto_only_numbers(field->bytes, 10);
	case PPROF_FUNCTION:
		return bytes && proto_only_numbers(field->bytes, 5);
	case PPROF_SAMPLE:
	case PPROF_LOCATION:
	case PPROF_STRING_TABLE:
		return bytes;
	case PPROF_COMMENT:
		return bytes || field->type == PROTO_NUMBER;
	default:
		return field->number < PPROF_FIELDS && field->type == PROTO_NUMBER;
	}
}

static int pprof_bid(const struct head *head)
{
	struct proto proto = proto_of((struct text){head->text, head->size});
	struct proto_field field;
	bool typed = false;
	while (proto_next(&proto, &field)) {
		if (!fits(&field))
			return 0;
		typed |= field.number == PPROF_SAMPLE_TYPE && field.bytes.size;
	}
	return typed ? 97 : 0; /* that the last field ends after the head does not matter */
}

const struct reader reader_pprof = {
	.name = "pprof",
	.about = "pprof: Go, pprof-rs, npm's pprof, Pyroscope, Parca",
	.fields = "this profile does not say so: pprof has them only where labels do",
	.kind = "a pprof profile",
	.expected = "samples (was the program measured at all?)",
	.available = true,
	.bid = pprof_bid,
	.read = pprof_read,
};
