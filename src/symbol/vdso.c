#include "symbol/vdso.h"

#include <string.h>
#include <sys/auxv.h>

/* The size of the image: up to the end of its section headers, which are last. It comes from the
 * kernel, so its headers are trusted. */
static size_t image_size(const char *image)
{
	if (image[EI_CLASS] == ELFCLASS64) {
		Elf64_Ehdr header;
		memcpy(&header, image, sizeof header);
		return header.e_shoff + (size_t)header.e_shnum * header.e_shentsize;
	}
	Elf32_Ehdr header;
	memcpy(&header, image, sizeof header);
	return header.e_shoff + (size_t)header.e_shnum * header.e_shentsize;
}

bool vdso_open(struct elf_file *file)
{
	char *image = (char *)getauxval(AT_SYSINFO_EHDR);
	return image && memcmp(image, ELFMAG, SELFMAG) == 0 &&
	       elf_file_from_memory(file, image, image_size(image), "[vdso]");
}
