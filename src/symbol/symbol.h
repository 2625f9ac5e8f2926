/* Addresses to names: of the kernel, its modules, programs, libraries, the vdso, and of code that
 * was generated at run time. With the option as_perf, what comes out is what `perf script` writes
 * for the same address on the same machine; without it, that where it is right.
 *
 * A module is what an address lies in: an ELF file, the kernel, the map that a JIT wrote. The
 * reader asks for its number once for each mapping that it meets, and then for addresses in it;
 * files are opened when the first address is asked for, and each only once.
 *
 *     struct symbols *symbols = symbols_open(&options);
 *     uint32_t module = symbols_module(symbols, &(struct module_key){
 *             .kind = MODULE_FILE, .path = "/usr/bin/sort", .build_id = id, .build_id_size = 20});
 *     struct symbol_found found;
 *     if (symbols_find(symbols, module, ip - map_start + map_pgoff, &found))
 *             ... found.name ...
 *     symbols_close(symbols);
 *
 * Threads: every call may be made from any thread at any time, symbols_open and symbols_close
 * apart. Once a module is loaded, symbols_find takes no lock (only the first look at a name that
 * has to be demangled does). What calls return lives until symbols_close, and never changes.
 *
 * Nothing here fails: what is not available is "unknown", and symbols_missing says why.
 */
#ifndef STACKFOLD_SYMBOL_SYMBOL_H
#define STACKFOLD_SYMBOL_SYMBOL_H

#include "symbol/missing.h"
#include "symbol/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;

/* NULL without memory. */
struct symbols *symbols_open(const struct symbol_options *options);
void symbols_close(struct symbols *symbols); /* NULL is fine */

/* The number of a module: 0 and up, dense, in the order of first sight. MODULE_NONE without
 * memory. Cost: a hash and a look-up under a lock; no file is opened. */
uint32_t symbols_module(struct symbols *symbols, const struct module_key *key);

/* How perf script names the module between its brackets: "/usr/bin/sort", "[kernel.kallsyms]",
 * "[ext4]", "[vdso]", "/tmp/perf-12.map". Loads a MODULE_KERNEL, as its name is the file's that
 * its symbols came from. */
const char *symbols_module_name(struct symbols *symbols, uint32_t module);

/* Whether a module is a MODULE_PERF_MAP. Opens no file. */
bool symbols_is_perf_map(struct symbols *symbols, uint32_t module);

/* Whether it is a MODULE_LISTED one. */
bool symbols_is_listed(struct symbols *symbols, uint32_t module);

/* The bytes that naming modules, and symbols by symbols_add, has taken: not those of files. */
size_t symbols_memory(struct symbols *symbols);

/* Adds a symbol to a MODULE_LISTED or MODULE_JITDUMP one, at any time. Of several at an address
 * the last one is found. False without memory, and with other modules. */
bool symbols_add(struct symbols *symbols, uint32_t module, uint64_t start, uint64_t size,
                 const char *name);

/* A function. */
struct symbol_found {
	const char *name; /* demangled as perf does; NUL-terminated; any bytes, ';' too */
	uint32_t size;    /* of the name in bytes */
	uint32_t index;  /* of the symbol in its module: dense, so that callers can keep an array of
	                  * what they made of each; below symbols_count() */
	uint64_t offset; /* from where the symbol begins to the address: perf's +0x1c */
};

/* The function at an address, false if there is none. Cost: a binary search; the first call
 * for a module reads its file. */
bool symbols_find(struct symbols *symbols, uint32_t module, uint64_t address,
                  struct symbol_found *found);

/* Whether an address that no mapping holds is the kernel's all the same: it is among its own
 * symbols, between the first and the last one, as the mapped text ends before some of them; it has
 * a symbol, as in what ftrace made before the recording; or /proc/kcore beside its kallsyms says
 * that it is its memory, as where a module was unloaded. Loads the module, which is a
 * MODULE_KERNEL. */
bool symbols_kernel_reaches(struct symbols *symbols, uint32_t module, uint64_t address);

/* How many symbols a module has; loads it. */
uint32_t symbols_count(struct symbols *symbols, uint32_t module);

/* The functions at an address by debug information, innermost first, the last one being the
 * function in the symbol table: *frames holds as many as are returned. 0: no debug information
 * there. The same array for the same address, cached. Cost: the first call for an address reads
 * what its compilation unit says about its function.
 *
 * With the option as_perf, a function of C++ and the like without a linkage name, which is asked
 * for as the innermost one at an address for the first time, is named by the symbol at that
 * address: perf has it so from addr2line. Asked in perf's order, the names are perf's. */
size_t symbols_inlined(struct symbols *symbols, uint32_t module, uint64_t address,
                       const struct symbol_inlined **frames);

enum symbol_missing symbols_missing(struct symbols *symbols, uint32_t module);

/* The last of the reasons from SYMBOL_TOO_LARGE on for which names of some module are missing,
 * though its files may have them; SYMBOL_THERE: none are. */
enum symbol_missing symbols_lack(struct symbols *symbols);

/* The number of the module that was loaded from the same files, as they may have several names; its
 * own where it was the first. Loads the module. */
uint32_t symbols_same(struct symbols *symbols, uint32_t module);

/* Whether this build reads ELF at all; without elfutils only kallsyms, perf maps and symbols_add
 * give names. */
bool symbols_read_elf(void);

/* Neither libelf nor libdw let two threads work on one file: between these two calls no other
 * thread uses this module's handles. Hold it shortly; look up no symbols meanwhile. Handles stay
 * open until symbols_close. NULL if there is no ELF file (nothing is locked then). */
const struct symbol_elf *symbols_lock_elf(struct symbols *symbols, uint32_t module);
void symbols_unlock_elf(struct symbols *symbols, uint32_t module);

/* The address that ELF's own tables (symbols, .eh_frame, debug information) mean by a file offset,
 * by the program headers; false if the file is not there or no segment holds it. */
bool symbols_elf_address(struct symbols *symbols, uint32_t module, uint64_t offset,
                         uint64_t *address);

/* The other way round. */
bool symbols_elf_offset(struct symbols *symbols, uint32_t module, uint64_t address,
                        uint64_t *offset);

/* Where symbols of a name begin, as symbols_find takes addresses: up to `most`, and how many there
 * are. Cost: the first call for a module demangles and sorts all of its names. */
size_t symbols_named(struct symbols *symbols, uint32_t module, const char *name,
                     uint64_t *addresses, size_t most);

#endif
