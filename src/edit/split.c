#include "edit/split.h"

#include "base/json.h"
#include "edit/part_names.h"
#include "edit/parts.h"
#include "write/writers.h"

#include <stdio.h>
#include <string.h>

static const char manifest_name[] = "manifest.json";

/* A profile being split. */
struct splitting {
	const struct split *split;
	struct parts parts;
	struct part_names names;
	struct buffer manifest, manifest_path;
	bool any; /* files in the manifest */
};

/* ---- the manifest, of the form in docs/schemas/split-manifest.json ---- */

enum { FORM = 1 }; /* version: increased when programs that read manifests would have to change */

static void append_name(struct buffer *text, const char *key, struct text value)
{
	buffer_printf(text, ", \"%s\": ", key);
	if (value.at)
		json_append_string(text, value.at, value.size);
	else
		buffer_text(text, "null");
}

static void append_id(struct buffer *text, const char *key, uint32_t id)
{
	buffer_printf(text, ", \"%s\": ", key);
	if (sample_id_known(id))
		buffer_unsigned(text, id);
	else
		buffer_text(text, "null");
}

static void append_decimal(struct buffer *text, const char *key, uint64_t value, unsigned places)
{
	char digits[NUMBER_FORMAT_MAX];
	buffer_printf(text, ", \"%s\": ", key);
	buffer_append(text, digits, decimal_format(digits, value, places));
}

static void append_keys(struct buffer *text, const struct sample_keys *keys,
                        const struct key_facts *facts)
{
	const bool process = keys_have(keys, KEY_PROCESS), thread = keys_have(keys, KEY_THREAD);
	if (process || thread || keys_have(keys, KEY_COMM))
		append_name(text, "comm", facts->comm);
	if (process || thread)
		append_id(text, "pid", facts->pid);
	if (thread)
		append_id(text, "tid", facts->tid);
	if (keys_have(keys, KEY_EVENT))
		append_name(text, "event", facts->event);
	if (keys_have(keys, KEY_CPU))
		append_id(text, "cpu", facts->cpu);
	if (keys_have(keys, KEY_LABEL))
		append_name(text, "label", facts->label);
}

/* A line of the manifest: file, keys, times of the first and last sample, samples, weights. */
static enum status add_to_manifest(struct splitting *splitting, const struct part *part,
                                   const char *path, struct error *err)
{
	struct buffer *text = &splitting->manifest;
	const struct stacks *stacks = &part->profile.stacks;
	path += part_names_base(&splitting->names);
	buffer_text(text, splitting->any ? ",\n    {\"file\": " : "\n    {\"file\": ");
	splitting->any = true;
	json_append_string(text, path, strlen(path));
	append_keys(text, &splitting->split->keys, &part->facts);
	if (part->from != SAMPLE_NO_TIME) {
		append_decimal(text, "from", part->from, 9);
		append_decimal(text, "to", part->to, 9);
	}
	append_decimal(text, "samples", part->samples, 0);
	const char *unit = part->profile.facts.unit.name;
	append_name(text, "unit", *unit ? text_of(unit) : (struct text){0});
	for (unsigned c = 0; c < stacks->columns; c++) {
		uint64_t total;
		char key[24] = "weight";
		enum status status = stacks_total(stacks, c, &total, err);
		if (status)
			return status;
		if (c)
			snprintf(key, sizeof key, "weight%u", c + 1);
		append_decimal(text, key, total, stacks->places);
	}
	buffer_byte(text, '}');
	return STATUS_OK;
}

static enum status write_manifest(struct splitting *splitting, struct error *err)
{
	struct output output;
	struct buffer *text = &splitting->manifest;
	buffer_text(text, "\n  ]\n}\n");
	if (text->failed)
		return error_no_memory(err);
	enum status status = output_open(&output, splitting->manifest_path.data, err);
	if (status)
		return status;
	output_write(&output, text->data, text->size);
	return output_close(&output, true, err);
}

static enum status begin_manifest(struct splitting *splitting, struct error *err)
{
	const struct split *split = splitting->split;
	struct buffer *text = &splitting->manifest, *path = &splitting->manifest_path;
	buffer_printf(text, "{\n  \"form\": %d,\n  \"split-by\": ", FORM);
	json_append_string(text, split->given, strlen(split->given));
	buffer_text(text, ",\n  \"files\": [");
	buffer_append(path, splitting->names.template, part_names_base(&splitting->names));
	buffer_append(path, manifest_name, sizeof manifest_name);
	return part_names_reserve(&splitting->names, path) ? STATUS_OK : error_no_memory(err);
}

/* ---- all ---- */

static enum status write_part(struct splitting *splitting, size_t i, struct buffer *path,
                              struct error *err)
{
	const struct split *split = splitting->split;
	struct part part;
	enum status status = part_init(&part, &splitting->parts, i, err);
	if (!status)
		status = part_names_path(&splitting->names, &part.facts, i + 1, path, err);
	if (!status)
		status = part_names_folders(&splitting->names, path->data, err);
	if (!status)
		status = writer_save(split->writer, &part.profile, split->plain, path->data, err);
	if (!status)
		status = add_to_manifest(splitting, &part, path->data, err);
	part_free(&part);
	return status;
}

enum status split_check(const struct split *split, struct error *err)
{
	struct part_names names;
	if (!split->output || strcmp(split->output, "-") == 0)
		return error_set(err, STATUS_FAILED,
		                 "--%s needs -o FOLDER, or -o with names such as "
		                 "FOLDER/{comm}-{tid}.folded",
		                 split->option);
	enum status status = part_names_init(&names, split->output, writer_ending(split->writer),
	                                     &split->keys, 0, err);
	part_names_free(&names);
	return status;
}

enum status split_write(const struct split *split, const struct profile *profile, size_t *files,
                        struct error *err)
{
	struct splitting splitting = {.split = split};
	struct parts *parts = &splitting.parts;
	struct buffer path = {0};
	enum status status = parts_init(parts, profile, &split->keys, split->option,
	                                split->writer->samples && profile->stacks.columns == 1,
	                                err);
	if (!status)
		status = part_names_init(&splitting.names, split->output,
		                         writer_ending(split->writer), &split->keys,
		                         parts_last_stretch(parts), err);
	if (!status)
		status = begin_manifest(&splitting, err);
	for (size_t i = 0; !status && i < parts_count(parts); i++)
		status = write_part(&splitting, i, &path, err);
	if (!status)
		status = write_manifest(&splitting, err);
	*files = parts_count(parts);
	parts_free(parts);
	part_names_free(&splitting.names);
	buffer_free(&splitting.manifest);
	buffer_free(&splitting.manifest_path);
	buffer_free(&path);
	return status;
}
