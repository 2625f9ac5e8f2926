#include "symbol/minidebug.h"

#include "base/buffer.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

/* What is unpacked may be so large: symbols of the largest programs take a tenth of it. */
enum { SIZE_MOST = 256 << 20 };

static bool unpack(struct archive *archive, const void *packed, size_t size, struct buffer *to)
{
	struct archive_entry *entry;
	if (archive_read_support_filter_xz(archive) != ARCHIVE_OK ||
	    archive_read_support_format_raw(archive) != ARCHIVE_OK ||
	    archive_read_open_memory(archive, packed, size) != ARCHIVE_OK ||
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

bool minidebug_open(Elf *elf, struct elf_file *file, char **bytes)
{
	GElf_Shdr header;
	Elf_Scn *section = elf_file_section(elf, ".gnu_debugdata", &header);
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	if (!data || !data->d_buf || !data->d_size)
		return false;
	struct buffer unpacked = {0};
	struct archive *archive = archive_read_new();
	bool done = archive && unpack(archive, data->d_buf, data->d_size, &unpacked) &&
	            elf_file_from_memory(file, unpacked.data, unpacked.size, ".gnu_debugdata");
	archive_read_free(archive);
	if (done)
		*bytes = unpacked.data;
	else
		buffer_free(&unpacked);
	return done;
}
