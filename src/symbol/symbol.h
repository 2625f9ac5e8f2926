/* Finds names for addresses: of the kernel, its modules, programs, libraries, the vdso, and of code
 * that was generated at run time. With the option as_perf, the names are those that `perf script`
 * writes for the same address on the same machine, even if they are wrong.
 *
 * A module is what contains an address: an ELF file, the kernel, the map that a JIT wrote. The
 * reader gets its number once for each mapping, and then looks up addresses in it; a file is opened
 * at the first look-up, and only once.
 *
 *     struct symbols *symbols = symbols_open(&options);
 *     uint32_t module = symbols_module(symbols, &(struct module_key){
 *             .kind = MODULE_FILE, .path = "/usr/bin/sort", .build_id = id, .build_id_size = 20});
 *     struct symbol_found found;
 *     if (symbols_find(symbols, module, ip - map_start + map_pgoff, &found))
 *             ... found.name ...
 *     symbols_close(symbols);
 *
 * Threads: every call may be made from any thread at any time, except symbols_open and
 * symbols_close. Once a module is loaded, symbols_find takes no lock, except for the first look-up
 * of a name that has to be demangled. Results live until symbols_close, and never change.
 *
 * Nothing here fails: what is not available is "unknown", and symbols_missing says why. */
#ifndef STACKFOLD_SYMBOL_SYMBOL_H
#define STACKFOLD_SYMBOL_SYMBOL_H

#include "base/status.h"
#include "symbol/missing.h"
#include "symbol/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;

/* NULL without memory. */
struct symbols *symbols_open(const struct symbol_options *options);
void symbols_close(struct symbols *symbols); /* NULL is fine */

/* The number of a module: 0 and up, dense, in the order of the first calls. MODULE_NONE without
 * memory. Cost: a hash and a look-up under a lock; no file is opened. */
uint32_t symbols_module(struct symbols *symbols, const struct module_key *key);

/* The name of the module that perf script writes between brackets: "/usr/bin/sort",
 * "[kernel.kallsyms]", "[ext4]", "[vdso]", "/tmp/perf-12.map". Loads a MODULE_KERNEL, because its
 * name is that of the file from which its symbols came. */
const char *symbols_module_name(struct symbols *symbols, uint32_t module);

/* What the module was made with: texts and build id belong to it. Opens no file. False: there is no
 * such module. */
bool symbols_key(struct symbols *symbols, uint32_t module, struct module_key *key);

/* Stores the build id of a module: the recorded one, or otherwise, for a MODULE_FILE or
 * MODULE_KERNEL_MODULE, that of the file at its path; and returns its size, 0: not known. Cost: may
 * open the file, and does not load the module. */
size_t symbols_build_id(struct symbols *symbols, uint32_t module, uint8_t id[BUILD_ID_MOST]);

/* Whether a module is a MODULE_PERF_MAP. Opens no file. */
bool symbols_is_perf_map(struct symbols *symbols, uint32_t module);

/* Whether it is a MODULE_LISTED one. */
bool symbols_is_listed(struct symbols *symbols, uint32_t module);

/* The memory for the names of modules and for symbols from symbols_add, in bytes; without that for
 * files. */
size_t symbols_memory(struct symbols *symbols);

/* Adds a symbol to a MODULE_LISTED or MODULE_JITDUMP, at any time. Of several symbols at an address
 * the last one is found. False without memory, and for other kinds of modules. */
bool symbols_add(struct symbols *symbols, uint32_t module, uint64_t start, uint64_t size,
                 const char *name);

/* A function. */
struct symbol_found {
	const char *name; /* demangled as perf does; NUL-terminated; any bytes, ';' too */
	uint32_t size;    /* of the name in bytes */
	uint32_t index;   /* of the symbol in its module: dense, so that callers can keep an array
	                   * with an entry for each; below symbols_count() */
	uint64_t offset;  /* from where the symbol begins to the address: perf's +0x1c */
};

/* The function at an address, false if there is none. Cost: a binary search; the first call
 * for a module reads its file. */
bool symbols_find(struct symbols *symbols, uint32_t module, uint64_t address,
                  struct symbol_found *found);

/* Whether an address in no mapping belongs to the kernel: it is between the first and the last of
 * the kernel's own symbols (the mapped text ends before some of them); or it has a symbol (code
 * that ftrace made before the recording); or /proc/kcore beside its kallsyms lists it as memory of
 * the kernel (a module was unloaded). Loads the module, which is a MODULE_KERNEL. */
bool symbols_kernel_reaches(struct symbols *symbols, uint32_t module, uint64_t address);

/* How many symbols a module has; loads it. */
uint32_t symbols_count(struct symbols *symbols, uint32_t module);

/* The functions at an address by debug information, innermost first; the last one is the function
 * in the symbol table. Returns their number; 0: there is no debug information. *frames is the same
 * array for the same address, cached. Cost: the first call for an address reads the debug
 * information of its function.
 *
 * With the option as_perf, a function of C++ and the like without a linkage name, which is asked
 * for as the innermost one at an address for the first time, is named by the symbol at that
 * address: perf has it so from addr2line. Asked in perf's order, the names are perf's. */
size_t symbols_inlined(struct symbols *symbols, uint32_t module, uint64_t address,
                       const struct symbol_inlined **frames);

enum symbol_missing symbols_missing(struct symbols *symbols, uint32_t module);

/* The last of the reasons from SYMBOL_TOO_LARGE on because of which names of some module are
 * missing although its files may have them; SYMBOL_THERE: none are missing. */
enum symbol_missing symbols_lack(struct symbols *symbols);

/* Why missing files were not asked for from servers (option debuginfod); NULL: all were. */
const char *symbols_download_problem(const struct symbols *symbols);

struct bundle;

/* Adds the files that names of a module come from to a bundle (bundle.h). Loads the module. *found:
 * there are any. */
enum status symbols_collect(struct symbols *symbols, uint32_t module, struct bundle *bundle,
                            bool *found, struct error *err);

/* The number of the first module that was loaded from the same files, which may have several names;
 * its own number if it was the first. Loads the module. */
uint32_t symbols_same(struct symbols *symbols, uint32_t module);

/* Whether this build reads ELF files; without elfutils only kallsyms, perf maps and symbols_add
 * give names. */
bool symbols_read_elf(void);

/* Neither libelf nor libdw let two threads work on one file: between these two calls no other
 * thread uses this module's handles. Unlock soon, and look up no symbols before that. Handles stay
 * open until symbols_close. NULL if there is no ELF file (nothing is locked then). */
const struct symbol_elf *symbols_lock_elf(struct symbols *symbols, uint32_t module);
void symbols_unlock_elf(struct symbols *symbols, uint32_t module);

/* The address that ELF's own tables (symbols, .eh_frame, debug information) use for a file offset,
 * according to the program headers; false if the file is not there or no segment holds it. */
bool symbols_elf_address(struct symbols *symbols, uint32_t module, uint64_t offset,
                         uint64_t *address);

/* The file offset of such an address. */
bool symbols_elf_offset(struct symbols *symbols, uint32_t module, uint64_t address,
                        uint64_t *offset);

/* Stores the addresses at which symbols of that name begin, at most `most`, in the form that
 * symbols_find takes, and returns how many there are. Cost: the first call for a module demangles
 * and sorts all of its names. */
size_t symbols_named(struct symbols *symbols, uint32_t module, const char *name,
                     uint64_t *addresses, size_t most);

#endif
