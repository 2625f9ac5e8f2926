/* The ELF files of a module: which ones, and what is read of them. Without elfutils nothing is. */
#ifndef STACKFOLD_SYMBOL_MODULE_ELF_H
#define STACKFOLD_SYMBOL_MODULE_ELF_H

#include "symbol/module.h"
#include "symbol/same_files.h"

#include <stdbool.h>
#include <stdint.h>

/* Fills a module's table from ELF files: all that is available. If an earlier module has the same
 * files, it becomes the holder instead. The module's lock is held. Without elfutils:
 * SYMBOL_NO_SUPPORT. */
enum symbol_missing module_load_elf(struct module *module, const struct symbol_options *options,
                                    struct same_files *same);

/* The same for a kernel's ELF file at a path, any build or the module's own; SYMBOL_NO_FILE if it
 * does not exist, or is of another build. */
enum symbol_missing module_load_vmlinux(struct module *module, const char *path, bool any_build);

/* Stores the build id of the file of the module's path, and returns its size; 0: there is none. The
 * module need not be loaded. */
size_t module_file_build_id(const struct module *module, const struct symbol_options *options,
                            uint8_t id[BUILD_ID_MOST]);

/* The handles of a loaded module, NULL: none. Debug information is opened when first asked for.
 * The module's lock is held. */
const struct symbol_elf *module_handles(struct module *module);

/* The file offset of an address in the module's table, if the table has offsets. */
bool module_elf_address(struct module *module, uint64_t offset, uint64_t *address);
bool module_elf_offset(struct module *module, uint64_t address, uint64_t *offset);

/* A file that names of a module come from. */
struct module_image {
	const char *bytes; /* as long as the module is open */
	size_t size;
	bool debug; /* debug information, or symbols that the mapped file lacks */
	uint8_t build_id[BUILD_ID_MOST];
	size_t build_id_size;
};

enum { MODULE_IMAGES = 4 };

/* Stores the files of a loaded module, and returns how many there are. Opens debug information. The
 * module's lock is held. */
size_t module_images(struct module *module, struct module_image images[MODULE_IMAGES]);

void module_close_elf(struct module *module);

#endif
