#include "base/decompress.h"

#include <archive.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { CHUNK_SIZE = 256 << 10 /* compressed bytes that are read at a time */ };

struct decompress {
	const char *name;
	decompress_source *read;
	void *context;
	int failure;             /* errno of a failed read inside libarchive's call-back */
	struct archive *archive; /* for other compressions than gzip; NULL for gzip */
	z_stream *gzip;          /* for gzip; NULL for other compressions */
	bool member_ended;       /* gzip: between two members, or after the last */
	char *chunk;             /* CHUNK_SIZE compressed bytes */
};

static bool is_gzip(const char *magic, size_t size)
{
	return size >= 2 && memcmp(magic, "\x1f\x8b", 2) == 0;
}

/* What libarchive decompresses. Its other filters stay off: some run programs, which they look for
 * in PATH. */
static const struct compression {
	char magic[DECOMPRESS_MAGIC];
	size_t magic_size;
	const char *name;
	int (*support)(struct archive *);
} compressions[] = {
	{"\xfd"
         "7zXZ\0",
         6, "xz", archive_read_support_filter_xz},
	{"BZh", 3, "bzip2", archive_read_support_filter_bzip2},
	{"\x28\xb5\x2f\xfd", 4, "zstd", archive_read_support_filter_zstd},
};

/* NULL: it is plain, or compressed by gzip. */
static const struct compression *compression_of(const char *magic, size_t size)
{
	for (size_t i = 0; i < sizeof compressions / sizeof *compressions; i++)
		if (size >= compressions[i].magic_size &&
		    memcmp(magic, compressions[i].magic, compressions[i].magic_size) == 0)
			return &compressions[i];
	return NULL;
}

const char *decompress_name(const char *bytes, size_t size)
{
	const struct compression *compression = compression_of(bytes, size);
	return compression ? compression->name : is_gzip(bytes, size) ? "gzip" : NULL;
}

static ssize_t archive_chunk(struct archive *archive, void *context, const void **bytes)
{
	struct decompress *packed = context;
	*bytes = packed->chunk;
	ssize_t n = packed->read(packed->context, packed->chunk, CHUNK_SIZE);
	if (n < 0) {
		packed->failure = errno;
		archive_set_error(archive, errno, "%s", strerror(errno));
	}
	return n;
}

static enum status damaged(const struct decompress *packed, const char *why, struct error *err)
{
	return error_set(err, STATUS_FAILED, "%s: cannot decompress: damaged or truncated%s%s",
	                 packed->name, why ? ": " : "", why ? why : "");
}

static enum status archive_problem(struct decompress *packed, struct error *err)
{
	const char *why = archive_error_string(packed->archive);
	if (packed->failure)
		return error_set(err, STATUS_FAILED, "%s: %s", packed->name,
		                 strerror(packed->failure));
	/* zstd's limit is 128 MiB: "Frame requires too much memory for decoding" */
	if (why && strstr(why, "requires too much memory"))
		return error_set(err, STATUS_FAILED,
		                 "%s: needs more than 128 MiB of memory to decompress: zstd -d "
		                 "--long=31 decompresses it",
		                 packed->name);
	/* that of zstd comes in words only: "Allocation error : not enough memory" */
	if (archive_errno(packed->archive) == ENOMEM || (why && strstr(why, "emory")))
		return error_no_memory(err);
	return damaged(packed, why, err);
}

/* gzip is read by zlib, as libarchive does not look at its checksums. */
static enum status open_gzip(struct decompress *packed, struct error *err)
{
	enum { GZIP_WINDOW = 15 + 16 }; /* zlib's way to say: gzip, the largest window */
	packed->chunk = malloc(CHUNK_SIZE);
	packed->gzip = calloc(1, sizeof *packed->gzip);
	if (!packed->chunk || !packed->gzip || inflateInit2(packed->gzip, GZIP_WINDOW) != Z_OK)
		return error_no_memory(err);
	return STATUS_OK;
}

/* The next compressed bytes where there are none at hand; false with *status set on a failed read,
 * false at the end of the file. */
static bool refill_gzip(struct decompress *packed, enum status *status, struct error *err)
{
	z_stream *gzip = packed->gzip;
	if (gzip->avail_in)
		return true;
	ssize_t n = packed->read(packed->context, packed->chunk, CHUNK_SIZE);
	if (n < 0)
		*status = error_set(err, STATUS_FAILED, "%s: %s", packed->name, strerror(errno));
	gzip->next_in = (unsigned char *)packed->chunk;
	gzip->avail_in = n > 0 ? (unsigned)n : 0;
	return n > 0;
}

/* Members one after the other, zeros after the last: as gzip does. */
static ssize_t read_gzip(struct decompress *packed, char *bytes, size_t size, struct error *err)
{
	z_stream *gzip = packed->gzip;
	enum status status = STATUS_OK;
	size_t done = 0;
	while (done < size) {
		if (!refill_gzip(packed, &status, err)) {
			if (!status && !packed->member_ended)
				status = damaged(packed, "its end is missing", err);
			break;
		}
		if (packed->member_ended && *gzip->next_in == 0) {
			gzip->next_in++;
			gzip->avail_in--;
			continue;
		}
		if (packed->member_ended)
			inflateReset(gzip);
		packed->member_ended = false;
		size_t room = size - done < CHUNK_SIZE ? size - done : CHUNK_SIZE;
		gzip->next_out = (unsigned char *)bytes + done;
		gzip->avail_out = (unsigned)room;
		int result = inflate(gzip, Z_NO_FLUSH);
		done += room - gzip->avail_out;
		packed->member_ended = result == Z_STREAM_END;
		if (result == Z_MEM_ERROR)
			status = error_no_memory(err);
		else if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
			status = damaged(packed, gzip->msg, err);
		if (status)
			break;
	}
	return status ? -1 : (ssize_t)done;
}

static enum status open_archive(struct decompress *packed, const struct compression *compression,
                                struct error *err)
{
	enum { FILTERS = 2 /* as libarchive counts: the decompressor and the file below it */ };
	packed->chunk = malloc(CHUNK_SIZE);
	packed->archive = archive_read_new();
	if (!packed->chunk || !packed->archive)
		return error_no_memory(err);
	/* ARCHIVE_WARN: a program would be run, as the library was not there at its build */
	int result = compression->support(packed->archive);
	if (result == ARCHIVE_WARN)
		return error_set(err, STATUS_FAILED,
		                 "%s: is compressed with %s, which this build's libarchive lacks",
		                 packed->name, compression->name);
	if (result != ARCHIVE_OK ||
	    archive_read_support_format_raw(packed->archive) != ARCHIVE_OK ||
	    archive_read_support_format_empty(packed->archive) != ARCHIVE_OK)
		return error_no_memory(err);
	struct archive_entry *entry;
	if (archive_read_open(packed->archive, packed, NULL, archive_chunk, NULL) != ARCHIVE_OK)
		return archive_problem(packed, err);
	if (archive_filter_count(packed->archive) > FILTERS)
		return error_set(err, STATUS_FAILED,
		                 "%s: is compressed more than once; decompress it first",
		                 packed->name);
	result = archive_read_next_header(packed->archive, &entry);
	if (result != ARCHIVE_OK && result != ARCHIVE_WARN && result != ARCHIVE_EOF)
		return archive_problem(packed, err);
	return STATUS_OK;
}

enum status decompress_open(const char *name, const char *magic, size_t size,
                            decompress_source *read, void *context, struct decompress **opened,
                            struct error *err)
{
	struct decompress *packed = calloc(1, sizeof *packed);
	if (!packed)
		return error_no_memory(err);
	packed->name = name;
	packed->read = read;
	packed->context = context;
	const struct compression *compression = compression_of(magic, size);
	enum status status = compression ? open_archive(packed, compression, err)
	                                 : open_gzip(packed, err);
	if (status) {
		decompress_close(packed);
		packed = NULL;
	}
	*opened = packed;
	return status;
}

static ssize_t read_archive(struct decompress *packed, char *bytes, size_t size, struct error *err)
{
	size_t done = 0;
	while (done < size) {
		ssize_t n = archive_read_data(packed->archive, bytes + done, size - done);
		if (n == ARCHIVE_RETRY)
			continue;
		if (n < 0) {
			archive_problem(packed, err);
			return -1;
		}
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

ssize_t decompress_read(struct decompress *packed, void *bytes, size_t size, struct error *err)
{
	return packed->gzip ? read_gzip(packed, bytes, size, err)
	                    : read_archive(packed, bytes, size, err);
}

void decompress_close(struct decompress *packed)
{
	if (!packed)
		return;
	if (packed->archive)
		archive_read_free(packed->archive);
	if (packed->gzip)
		inflateEnd(packed->gzip);
	free(packed->gzip);
	free(packed->chunk);
	free(packed);
}
