#include "formats/pprof/keys.h"

#include "formats/pprof/fields.h"
#include "read/options.h"

void pprof_key_row(struct pprof_key_rows *rows, struct text text, uint64_t row)
{
	uint64_t *at = text_is(text, "comm")     ? &rows->comm
	               : text_is(text, "thread") ? &rows->thread
	               : text_is(text, "pid")    ? &rows->pid
	               : text_is(text, "tid")    ? &rows->tid
	                                         : NULL;
	if (at && *at == UINT64_MAX)
		*at = row;
}

void pprof_keys_init(struct pprof_keys *keys, const struct proto_stream *fields,
                     const struct read_options *options, bool chooses)
{
	*keys = (struct pprof_keys){.fields = fields,
	                            .all = options->keep_samples,
	                            .numbers = options->pid || options->tid || chooses,
	                            .rows = PPROF_KEY_ROWS_NONE};
}

void pprof_keys_reset(struct pprof_keys *keys)
{
	keys->typed = keys->looked = keys->known = false;
	keys->rows = (struct pprof_key_rows)PPROF_KEY_ROWS_NONE;
}

/* Continues from the current sample to the end of the profile: sample types after samples begin
 * another one. Errors are found when the profile is read. */
static void look_ahead(struct pprof_keys *keys, const struct text *texts, size_t text_count)
{
	struct stream stream = stream_again(keys->fields->stream);
	struct read_options silent = *stream.options;
	struct proto_stream fields = {.stream = &stream};
	struct proto_field field;
	struct error err = {0};
	enum status status = STATUS_OK;
	bool ended = false;
	silent.progress = NULL;
	stream.options = &silent;
	stream.offset = keys->fields->offset;
	for (size_t i = 0; i < text_count; i++)
		pprof_key_row(&keys->rows, texts[i], i);
	while (!ended && proto_stream_next(&fields, &field, &status, &err)) {
		ended = field.number == PPROF_SAMPLE_TYPE && field.type == PROTO_BYTES;
		if (field.number == PPROF_STRING_TABLE && field.type == PROTO_BYTES)
			pprof_key_row(&keys->rows, field.bytes, text_count++);
	}
	keys->known = !status;
	proto_stream_free(&fields);
	stream_again_free(&stream);
}

static bool known(struct pprof_keys *keys, const struct text *texts, size_t text_count)
{
	if (!keys->looked && keys->typed) {
		keys->looked = true;
		if (input_can_seek(keys->fields->stream->input))
			look_ahead(keys, texts, text_count);
	}
	return keys->known;
}

bool pprof_label_counts(struct pprof_keys *keys, struct text label, const struct text *texts,
                        size_t text_count)
{
	uint64_t fields[PPROF_LABEL_FIELDS];
	if (keys->all || !pprof_label_fields(label, fields))
		return true;
	const uint64_t key = fields[PPROF_LABEL_KEY];
	if (fields[PPROF_LABEL_TEXT])
		return !known(keys, texts, text_count) || key == keys->rows.comm;
	if (!keys->numbers || fields[PPROF_LABEL_NUMBER] > UINT32_MAX || fields[PPROF_LABEL_UNIT])
		return false;
	return !known(keys, texts, text_count) || key == keys->rows.pid || key == keys->rows.tid;
}
