#include "base/tarball.h"

#include "base/output.h"
#include "base/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct tarball {
	struct output output;
	struct archive *archive;
	bool given_up; /* nothing more is written */
};

static const struct {
	const char *ending;
	int (*add)(struct archive *archive);
	const char *options;
} filters[] = {
	{".gz", archive_write_add_filter_gzip, "gzip:!timestamp"},
	{".tgz", archive_write_add_filter_gzip, "gzip:!timestamp"},
	{".xz", archive_write_add_filter_xz, NULL},
	{".zst", archive_write_add_filter_zstd, NULL},
	{".bz2", archive_write_add_filter_bzip2, NULL},
};

/* Never reports failure, because libarchive would then not free its filters. The output remembers
 * failures. */
static la_ssize_t write_bytes(struct archive *archive, void *data, const void *bytes, size_t size)
{
	struct tarball *tarball = data;
	(void)archive;
	if (!tarball->given_up && !tarball->output.failure)
		output_write(&tarball->output, bytes, size);
	return (la_ssize_t)size;
}

static enum status fail(struct tarball *tarball, struct error *err)
{
	const char *why = archive_error_string(tarball->archive);
	if (tarball->output.failure) /* output_finish has the message */
		return error_set(err, STATUS_FATAL, "%s: %s", tarball->output.name,
		                 strerror(tarball->output.failure));
	if (!why || archive_errno(tarball->archive) == ENOMEM)
		return error_no_memory(err);
	return error_set(err, STATUS_FATAL, "%s: %s", tarball->output.name, why);
}

/* ARCHIVE_WARN: libarchive lacks the filter and would run a program. */
static bool add_filter(struct archive *archive, const char *path)
{
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		if (text_ends(text_of(path), filters[i].ending))
			return filters[i].add(archive) == ARCHIVE_OK &&
			       (!filters[i].options ||
			        archive_write_set_options(archive, filters[i].options) ==
			                ARCHIVE_OK);
	return true;
}

enum status tarball_open(const char *path, struct tarball **made, struct error *err)
{
	struct tarball *tarball = *made = calloc(1, sizeof *tarball);
	if (!tarball)
		return error_no_memory(err);
	enum status status = output_open(&tarball->output, path, err);
	if (status) {
		free(tarball);
		*made = NULL;
		return status;
	}
	tarball->archive = archive_write_new();
	if (!tarball->archive || archive_write_set_format_pax_restricted(tarball->archive))
		status = error_no_memory(err);
	else if (archive_write_set_bytes_in_last_block(tarball->archive, 1))
		status = error_no_memory(err); /* no padding after the compressed bytes */
	else if (!add_filter(tarball->archive, path))
		status = error_set(
			err, STATUS_FATAL,
			"%s: this build's libarchive cannot write this kind of compression", path);
	else if (archive_write_open2(tarball->archive, tarball, NULL, write_bytes, NULL, NULL))
		status = fail(tarball, err);
	if (!status)
		return STATUS_OK;
	archive_write_free(tarball->archive);
	struct error ignored;
	output_close(&tarball->output, false, &ignored);
	free(tarball);
	*made = NULL;
	return status;
}

static enum status add_entry(struct tarball *tarball, const char *name, size_t size, const char *to,
                             struct error *err)
{
	struct archive_entry *entry = archive_entry_new();
	if (!entry)
		return error_no_memory(err);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_size(entry, (la_int64_t)size);
	if (to)
		archive_entry_set_hardlink(entry, to);
	const int result = archive_write_header(tarball->archive, entry);
	archive_entry_free(entry);
	return result == ARCHIVE_OK && !tarball->output.failure ? STATUS_OK : fail(tarball, err);
}

enum status tarball_add(struct tarball *tarball, const char *name, const void *bytes, size_t size,
                        struct error *err)
{
	enum { MOST = 1 << 24 /* all in one write: filters that copy need less memory */ };
	enum status status = add_entry(tarball, name, size, NULL, err);
	for (size_t at = 0, some; !status && at < size; at += some) {
		some = size - at < MOST ? size - at : MOST;
		const la_ssize_t written = archive_write_data(tarball->archive,
		                                              (const char *)bytes + at, some);
		if (written < 0 || (size_t)written != some || tarball->output.failure)
			status = fail(tarball, err);
	}
	return status;
}

enum status tarball_link(struct tarball *tarball, const char *name, const char *to,
                         struct error *err)
{
	return add_entry(tarball, name, 0, to, err);
}

enum status tarball_close(struct tarball *tarball, enum status status, struct error *err)
{
	tarball->given_up = status != STATUS_OK;
	const int closed = archive_write_close(tarball->archive);
	if (!status && (closed != ARCHIVE_OK || tarball->output.failure))
		status = fail(tarball, err);
	archive_write_free(tarball->archive);
	status = output_finish(&tarball->output, status, err);
	free(tarball);
	return status;
}
