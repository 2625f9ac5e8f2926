/* The key of a module, and the results of look-ups in it: see symbol.h. */
#ifndef STACKFOLD_SYMBOL_TYPES_H
#define STACKFOLD_SYMBOL_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODULE_NONE UINT32_MAX /* no module: the result without memory */

enum { BUILD_ID_MOST = 20 }; /* perf records at most this many bytes of a build id */

/* Zero-initialised holds the defaults: the machine's own files. Strings must live as long as the
 * symbols. */
struct symbol_options {
	const char *symfs;       /* a folder in front of every file's path (perf's --symfs) */
	const char *buildid_dir; /* the build-id cache; NULL: $HOME/.debug, as perf has it */
	const char *debug_dir;   /* where debug files are; NULL: /usr/lib/debug, below symfs */
	const char *kallsyms;    /* the kernel's symbols, whatever the recording's build id says */
	const char *vmlinux;     /* the kernel's ELF file, likewise */
	unsigned debuginfod;     /* seconds that downloads of missing files may take; 0: none */
	struct download *download; /* symbols_open sets it */
	bool raw_names;            /* leave C++ and Rust names mangled */
	bool as_perf;   /* choose among symbols that overlap as perf does, and give inlined frames
	                 * the names of perf script: see symbols_inlined */
	bool any_order; /* inlined frames are looked up in any order, so effects of the order on
	                   perf's names are left out */
	bool lines;     /* inlined frames get files and lines: costs reading line tables */
};

/* The kind of a module, which decides what its addresses count from. */
enum module_kind {
	/* An ELF file. Addresses are offsets in the file: ip - map_start + map_pgoff. */
	MODULE_FILE,
	/* The kernel itself. Addresses are absolute. */
	MODULE_KERNEL,
	/* A loadable module of the kernel, its path either a file's or "[ext4]". Absolute. */
	MODULE_KERNEL_MODULE,
	/* The kernel's page of code in each process, our own's or, with a path, "[vdso32]" of
	 * 32-bit processes. Addresses are ip - map_start. */
	MODULE_VDSO,
	/* Executable memory without a file, described by /tmp/perf-PID.map. Absolute. */
	MODULE_PERF_MAP,
	/* Described in the recording itself, given to symbols_add (BPF programs, ftrace). Absolute.
	 */
	MODULE_LISTED,
	/* Code of a jitdump, given to symbols_add: an address is the symbol's number, from 0. */
	MODULE_JITDUMP,
};

/* What names a module. Two keys mean the same module if kind, path and build id are equal, and for
 * perf maps and jitdumps the pids; for MODULE_KERNEL_MODULE and MODULE_LISTED also `start` and
 * `end`. Everything is copied. */
struct module_key {
	enum module_kind kind;
	const char *path;        /* as recorded; NULL with MODULE_PERF_MAP and mostly MODULE_VDSO */
	const uint8_t *build_id; /* as recorded; NULL: not known, any file of that path will do */
	size_t build_id_size;
	uint32_t pid; /* whose mapping this is: to look below /proc/PID/root; 0: unknown */
	uint32_t namespace_pid; /* the pid in its own pid namespace, in a perf map's name; 0: pid */
	uint64_t start, end;    /* a kernel module's addresses; a kernel's text, 0 where unknown */
	uint64_t reference;     /* MODULE_KERNEL: where the recorded kernel had the symbol that perf
	                         * names in its mapping's path and gives as pgoff; 0: unknown */
	const char *reference_name; /* that symbol: "_text" or "_stext"; NULL: "_text" */
};

/* A function that was inlined, or, as the outermost one, the function that contains them all. */
struct symbol_inlined {
	const char *name; /* as perf script writes it; "??" where debug information has none */
	const char *file; /* source file as debug information has it; NULL: unknown, or lines were
	                   * not asked for in the options */
	uint32_t line;    /* in it, from 1; 0: unknown. For the innermost one where the address is,
	                   * for the others where they call the next inner one */
	bool inlined;     /* perf script writes (inlined) in place of the module; false if the name
	                   * equals that of the symbol at the address */
};

/* A module's ELF file and its debug information, for callers that read them themselves. */
struct Elf;   /* libelf's Elf */
struct Dwarf; /* libdw's Dwarf */
struct symbol_elf {
	const char *path;    /* of the file, for messages */
	struct Elf *elf;     /* the file that was mapped: has .eh_frame; NULL: not there */
	struct Elf *debug;   /* where debug information is: the same, or a debug file; NULL: none */
	struct Dwarf *dwarf; /* of `debug`; NULL: none */
	const char *debug_path;
};

#endif
