#include "symbol/elf_file.h"

#include "symbol/unpack.h"

#include <errno.h>
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

/* The reason for a failure if it is not the file itself. */
static void note_lack(struct elf_opening *opening, int error)
{
	if (error == ENOMEM)
		opening->lack = SYMBOL_NO_MEMORY;
	else if (error == EMFILE || error == ENFILE)
		opening->lack = SYMBOL_NO_DESCRIPTORS;
}

static bool keep(struct elf_file *file, Elf *elf, const char *path)
{
	char *copy = strdup(path);
	if (!elf || elf_kind(elf) != ELF_K_ELF || !copy) {
		free(copy);
		elf_end(elf);
		return false;
	}
	*file = (struct elf_file){.elf = elf, .path = copy};
	return true;
}

/* Distributions compress modules of the kernel: "/lib/modules/.../btrfs.ko.xz". */
static bool open_packed(struct elf_file *file, int fd, const char *path)
{
	struct buffer bytes = {0};
	const char *slash = strrchr(path, '/');
	if (!strstr(slash ? slash : path, ".ko."))
		return false;
	if (!unpack_file(fd, &bytes) || !keep(file, elf_memory(bytes.data, bytes.size), path)) {
		errno = bytes.failed ? ENOMEM : errno;
		buffer_free(&bytes);
		return false;
	}
	file->bytes = bytes.data;
	return true;
}

/* Whether it may be opened; -1: no. */
static int open_regular(const char *path, struct stat *status)
{
	if (stat(path, status) || !S_ISREG(status->st_mode))
		return -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 && (fstat(fd, status) || !S_ISREG(status->st_mode))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void choose_version_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, choose_version);
}

/* errno is 0 if the file itself is invalid. */
static bool open_file(struct elf_file *file, const char *path, bool packed, int *fd)
{
	struct stat status;
	choose_version_once();
	errno = 0;
	*fd = open_regular(path, &status);
	if (*fd < 0)
		return false;
	errno = 0;
	bool opened = keep(file, elf_begin(*fd, ELF_C_READ_MMAP, NULL), path) ||
	              (packed && open_packed(file, *fd, path));
	if (opened) {
		file->device = status.st_dev;
		file->inode = status.st_ino;
	}
	return opened;
}

bool elf_file_close_descriptor(const struct elf_file *file, int fd)
{
	bool done = elf_cntl(file->elf, ELF_C_FDREAD) == 0;
	close(fd);
	return done;
}

bool elf_file_open(struct elf_file *file, const char *path, struct elf_opening *opening)
{
	int fd;
	bool opened = open_file(file, path, opening->packed, &fd);
	if (!opened)
		note_lack(opening, errno);
	if (opened && !file->bytes) {
		opened = elf_file_close_descriptor(file, fd);
		if (!opened) {
			note_lack(opening, ENOMEM);
			elf_file_close(file);
		}
	} else if (fd >= 0) {
		close(fd);
	}
	return opened;
}

bool elf_file_open_again(struct elf_file *again, const struct elf_file *file, int *fd)
{
	*fd = -1;
	if (!file->inode || file->bytes)
		return false;
	if (!open_file(again, file->path, false, fd)) {
		if (*fd >= 0)
			close(*fd);
		*fd = -1;
		return false;
	}
	if (again->device == file->device && again->inode == file->inode)
		return true;
	elf_file_close(again);
	close(*fd);
	*fd = -1;
	return false;
}

bool elf_file_from_memory(struct elf_file *file, char *bytes, size_t size, const char *name)
{
	choose_version_once();
	return keep(file, elf_memory(bytes, size), name);
}

void elf_file_close(struct elf_file *file)
{
	if (!file->elf)
		return;
	elf_end(file->elf);
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

/* The loaded segment that contains an address or, with by_offset, an offset in the file. */
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
	/* must be a name without a path: it comes from the file, which is not trusted */
	if (!*name || strchr(name, '/'))
		return NULL;
	/* after it, at the next multiple of four, in the file's byte order */
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
	enum { SIZE_MOST = 1 << 30 }; /* larger files have build IDs */
	size_t size;
	const char *bytes = elf_rawfile(file->elf, &size);
	return bytes && size <= SIZE_MOST &&
	       crc32_z(crc32(0, NULL, 0), (const Bytef *)bytes, size) == checksum;
}
