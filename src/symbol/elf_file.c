#include "symbol/elf_file.h"

#include "symbol/unpack.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static void choose_version(void)
{
	elf_version(EV_CURRENT);
}

static bool keep(struct elf_file *file, Elf *elf, int fd, const char *path)
{
	char *copy = strdup(path);
	if (!elf || elf_kind(elf) != ELF_K_ELF || !copy) {
		free(copy);
		elf_end(elf);
		return false;
	}
	file->elf = elf;
	file->fd = fd;
	file->path = copy;
	file->bytes = NULL;
	return true;
}

/* Distributions compress modules of the kernel: "/lib/modules/.../btrfs.ko.xz". */
static bool open_packed(struct elf_file *file, int fd, const char *path)
{
	struct buffer bytes = {0};
	const char *slash = strrchr(path, '/');
	if (!strstr(slash ? slash : path, ".ko."))
		return false;
	if (!unpack_file(fd, &bytes) || !keep(file, elf_memory(bytes.data, bytes.size), -1, path)) {
		buffer_free(&bytes);
		return false;
	}
	file->bytes = bytes.data;
	return true;
}

bool elf_file_open(struct elf_file *file, const char *path)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, choose_version);
	struct stat status;
	if (stat(path, &status) || !S_ISREG(status.st_mode))
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	if (keep(file, elf_begin(fd, ELF_C_READ_MMAP, NULL), fd, path))
		return true;
	bool unpacked = open_packed(file, fd, path);
	close(fd);
	return unpacked;
}

bool elf_file_from_memory(struct elf_file *file, char *bytes, size_t size, const char *name)
{
	elf_version(EV_CURRENT);
	return keep(file, elf_memory(bytes, size), -1, name);
}

void elf_file_close(struct elf_file *file)
{
	if (!file->elf)
		return;
	elf_end(file->elf);
	if (file->fd >= 0)
		close(file->fd);
	free(file->path);
	free(file->bytes);
	*file = (struct elf_file){0};
}

/* The build id among the notes of some data; 0: none. */
static size_t build_id_of(Elf_Data *data, uint8_t *id, size_t most)
{
	GElf_Nhdr note;
	size_t name, description;
	for (size_t at = 0;
	     data && (at = gelf_getnote(data, at, &note, &name, &description)) > 0;) {
		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
		    memcmp((char *)data->d_buf + name, "GNU", 4) != 0)
			continue;
		size_t size = note.n_descsz < most ? note.n_descsz : most;
		memcpy(id, (char *)data->d_buf + description, size);
		return size;
	}
	return 0;
}

size_t elf_file_build_id(Elf *elf, uint8_t *id, size_t most)
{
	size_t size = 0;
	Elf_Scn *section = NULL;
	while (!size && (section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_NOTE)
			size = build_id_of(elf_getdata(section, NULL), id, most);
	}
	size_t segments = 0;
	if (!size && elf_getphdrnum(elf, &segments))
		segments = 0;
	for (size_t i = 0; i < segments && !size; i++) {
		GElf_Phdr header;
		if (gelf_getphdr(elf, (int)i, &header) && header.p_type == PT_NOTE)
			size = build_id_of(elf_getdata_rawchunk(
						   elf, (int64_t)header.p_offset, header.p_filesz,
						   header.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR),
			                   id, most);
	}
	return size;
}

bool elf_file_is_build(Elf *elf, const uint8_t *id, size_t size)
{
	uint8_t own[64] = {0};
	if (!size)
		return true;
	if (size > sizeof own)
		return false;
	size_t own_size = elf_file_build_id(elf, own, sizeof own);
	if (!own_size || memcmp(own, id, own_size < size ? own_size : size) != 0)
		return false;
	for (size_t i = own_size; i < size; i++)
		if (id[i])
			return false;
	return true;
}

const char *elf_file_section_name(Elf *elf, const GElf_Shdr *header)
{
	size_t names;
	if (elf_getshdrstrndx(elf, &names))
		return "";
	const char *name = elf_strptr(elf, names, header->sh_name);
	return name ? name : "";
}

Elf_Scn *elf_file_section(Elf *elf, const char *name, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;
	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, header) &&
		    strcmp(elf_file_section_name(elf, header), name) == 0)
			return section;
	return NULL;
}

Elf_Scn *elf_file_section_of_type(Elf *elf, uint32_t type, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;
	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, header) && header->sh_type == type)
			return section;
	return NULL;
}

/* The loaded segment that holds an address, or with by_offset an offset in the file. */
static bool find_segment(Elf *elf, uint64_t where, bool by_offset, GElf_Phdr *header)
{
	size_t count;
	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, header) || header->p_type != PT_LOAD)
			continue;
		uint64_t start = by_offset ? header->p_offset : header->p_vaddr;
		uint64_t size = by_offset || header->p_filesz > header->p_memsz ? header->p_filesz
		                                                                : header->p_memsz;
		if (where >= start && where - start < size)
			return true;
	}
	return false;
}

bool elf_file_offset(Elf *elf, uint64_t address, uint64_t *offset)
{
	GElf_Phdr header;
	if (!find_segment(elf, address, false, &header))
		return false;
	*offset = address - header.p_vaddr + header.p_offset;
	return true;
}

bool elf_file_address(Elf *elf, uint64_t offset, uint64_t *address)
{
	GElf_Phdr header;
	if (!find_segment(elf, offset, true, &header))
		return false;
	*address = offset - header.p_offset + header.p_vaddr;
	return true;
}

const char *elf_file_debuglink(Elf *elf, uint32_t *checksum)
{
	GElf_Shdr header;
	Elf_Scn *section = elf_file_section(elf, ".gnu_debuglink", &header);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	if (!data || !data->d_buf || !memchr(data->d_buf, 0, data->d_size))
		return NULL;
	const char *name = data->d_buf;
	/* a name, not a path: it comes from the file */
	if (!*name || strchr(name, '/'))
		return NULL;
	/* behind it, at the next multiple of four, in the file's byte order */
	const size_t at = (strlen(name) + 4) & ~(size_t)3;
	const char *order = elf_getident(elf, NULL);
	if (!order || at + 4 > data->d_size)
		return NULL;
	const uint8_t *bytes = (const uint8_t *)name + at;
	*checksum = 0;
	for (unsigned i = 0; i < 4; i++)
		*checksum |= (uint32_t)bytes[order[EI_DATA] == ELFDATA2MSB ? 3 - i : i] << 8 * i;
	return name;
}

bool elf_file_has_checksum(const struct elf_file *file, uint32_t checksum)
{
	uint8_t bytes[1 << 16];
	uLong sum = crc32(0, NULL, 0);
	off_t at = 0;
	for (ssize_t got; (got = pread(file->fd, bytes, sizeof bytes, at)) != 0; at += got) {
		if (got < 0)
			return false;
		sum = crc32(sum, bytes, (uInt)got);
	}
	return sum == checksum;
}
