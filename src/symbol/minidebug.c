#include "symbol/minidebug.h"

#include "symbol/unpack.h"

bool minidebug_open(Elf *elf, struct elf_file *file, char **bytes)
{
	GElf_Shdr header;
	Elf_Scn *section = elf_file_section(elf, ".gnu_debugdata", &header);
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	if (!data || !data->d_buf || !data->d_size)
		return false;
	struct buffer unpacked = {0};
	bool done = unpack_memory(data->d_buf, data->d_size, &unpacked) &&
	            elf_file_from_memory(file, unpacked.data, unpacked.size, ".gnu_debugdata");
	if (done)
		*bytes = unpacked.data;
	else
		buffer_free(&unpacked);
	return done;
}
