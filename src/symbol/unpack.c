#include "symbol/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

enum {
	SIZE_MOST = 256 << 20, /* limit of unpacked bytes: symbols of the largest programs take a
	                          tenth of it */
	FILTERS = 2 /* libarchive counts the decompressor and the file below it; no nesting */
};

static bool take_all(struct archive *archive, struct buffer *to)
{
	struct archive_entry *entry;
	if (archive_filter_count(archive) > FILTERS ||
	    archive_read_next_header(archive, &entry) != ARCHIVE_OK)
		return false;
	for (;;) {
		char *room = buffer_room(to, 1 << 16);
		if (!room || to->size > SIZE_MOST)
			return false;
		la_ssize_t got = archive_read_data(archive, room, 1 << 16);
		if (got <= 0)
			return got == 0;
		to->size += (size_t)got;
	}
}

bool unpack_memory(const void *packed, size_t size, struct buffer *to)
{
	struct archive *archive = archive_read_new();
	bool done = archive && archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
	            archive_read_support_format_raw(archive) == ARCHIVE_OK &&
	            archive_read_open_memory(archive, packed, size) == ARCHIVE_OK &&
	            take_all(archive, to);
	archive_read_free(archive);
	return done;
}

bool unpack_file(int fd, struct buffer *to)
{
	struct archive *archive = archive_read_new();
	bool done = archive && lseek(fd, 0, SEEK_SET) == 0 &&
	            archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
	            archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
	            archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
	            archive_read_support_format_raw(archive) == ARCHIVE_OK &&
	            archive_read_open_fd(archive, fd, 1 << 16) == ARCHIVE_OK &&
	            take_all(archive, to);
	archive_read_free(archive);
	return done;
}
