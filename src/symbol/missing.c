#include "symbol/missing.h"

const char *symbol_missing_text(enum symbol_missing missing)
{
	static const char *const texts[] = {
		[SYMBOL_THERE] = "",
		[SYMBOL_NO_FILE] = "no such file here, nor in the build-id cache",
		[SYMBOL_OTHER_BUILD] =
			"the file changed since the recording (its build id differs)",
		[SYMBOL_STRIPPED] = "no symbols; install its debug package",
		[SYMBOL_EXPORTED] = "only exported symbols; install its debug package",
		[SYMBOL_OTHER_DEBUG] = "no symbols: its debug file belongs to another build",
		[SYMBOL_BAD_FILE] = "not an ELF file, or damaged",
		[SYMBOL_NO_KERNEL] = "no symbols of that kernel; give --kallsyms or --vmlinux",
		[SYMBOL_NO_MAP] = "no perf map; make the runtime system write one",
		[SYMBOL_NO_SUPPORT] = "this build cannot read ELF files (it is without elfutils)",
		[SYMBOL_TOO_LARGE] = "its file is too large, and was read only in part",
		[SYMBOL_NOT_READ] = "its file cannot be read",
		[SYMBOL_NO_DESCRIPTORS] = "too many files are open: raise ulimit -n",
		[SYMBOL_NO_MEMORY] = "out of memory",
	};
	return texts[missing];
}

const char *symbol_lack_text(enum symbol_missing lack)
{
	switch (lack) {
	case SYMBOL_NO_MEMORY:
		return "out of memory";
	case SYMBOL_NO_DESCRIPTORS:
		return "files could not be opened, as too many are open already (raise ulimit -n)";
	case SYMBOL_NOT_READ:
		return "kallsyms or a perf map could not be read";
	default:
		return "kallsyms or a perf map is larger than 64 or 256 MiB, or has more than "
		       "4194304 symbols";
	}
}
