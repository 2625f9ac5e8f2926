#include "write/writers.h"

#include "base/text.h"

#include <stddef.h>
#include <string.h>

/* One row for each format: its file defines `const struct writer writer_NAME`. Messages name
 * them in this order. */
#define WRITERS                                                                                    \
	WRITER(folded)                                                                             \
	WRITER(pprof)                                                                              \
	WRITER(firefox)                                                                            \
	WRITER(speedscope)                                                                         \
	WRITER(ndjson)                                                                             \
	WRITER(ndjson_stacks)

#define WRITER(name) extern const struct writer writer_##name;
WRITERS
#undef WRITER

#define WRITER(name) &writer_##name,
writer_table writers[] = {WRITERS NULL};
#undef WRITER

static enum status write_folded(const struct profile *profile, bool plain, struct output *output,
                                struct error *err)
{
	return profile_write_folded(profile, plain, output, err);
}

const struct writer writer_folded = {
	.name = "folded",
	.endings = ".folded .collapsed",
	.available = true,
	.write = write_folded,
};

const struct writer *writer_named(const char *name)
{
	for (size_t i = 0; writers[i]; i++)
		if (strcmp(writers[i]->name, name) == 0)
			return writers[i];
	return NULL;
}

/* The bytes of the longest of a writer's endings that a name has; 0: none. */
static size_t ending_size(const struct writer *writer, struct text name)
{
	size_t longest = 0;
	for (const char *at = writer->endings; *at;) {
		size_t size = strcspn(at, " ");
		if (name.size > size && size > longest &&
		    memcmp(name.at + name.size - size, at, size) == 0)
			longest = size;
		at += size + strspn(at + size, " ");
	}
	return longest;
}

const struct writer *writer_for_path(const char *path)
{
	const struct writer *found = NULL;
	struct text name = text_of(path);
	for (int round = 0; round < 2 && !found; round++) {
		size_t longest = 0;
		for (size_t i = 0; writers[i]; i++)
			if (ending_size(writers[i], name) > longest) {
				longest = ending_size(writers[i], name);
				found = writers[i];
			}
		if (!text_ends(name, ".gz"))
			break;
		name.size -= strlen(".gz");
	}
	return found;
}

struct text writer_ending(const struct writer *writer)
{
	return (struct text){writer->endings, strcspn(writer->endings, " ")};
}

bool writer_compresses(const struct writer *writer, const char *path)
{
	return writer->gzip || (path && text_ends(text_of(path), ".gz"));
}

void writer_names(struct buffer *text)
{
	for (size_t i = 0; writers[i]; i++) {
		buffer_text(text, i ? ", " : "");
		buffer_text(text, writers[i]->name);
	}
}

enum status writer_write(const struct writer *writer, const struct profile *profile, bool plain,
                         bool compressed, struct output *output, struct error *err)
{
	if (profile->stacks.columns > 1 && writer != writers[0])
		return error_set(err, STATUS_FAILED,
		                 "%s has one weight for each stack, but this profile has %u: write "
		                 "folded text, or convert each profile by itself",
		                 writer->name, profile->stacks.columns);
	enum status status = compressed ? output_compress(output, WRITER_LEVEL, err) : STATUS_OK;
	return status ? status : writer->write(profile, plain, output, err);
}

enum status writer_save(const struct writer *writer, const struct profile *profile, bool plain,
                        const char *path, struct error *err)
{
	struct output output;
	enum status status = output_open(&output, path, err);
	if (status)
		return status;
	status = writer_write(writer, profile, plain, writer_compresses(writer, path), &output,
	                      err);
	return output_finish(&output, status, err);
}
