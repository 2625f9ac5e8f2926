/* Why symbols are missing, and the words for it. */
#ifndef STACKFOLD_SYMBOL_MISSING_H
#define STACKFOLD_SYMBOL_MISSING_H

/* Why a module has no symbols, or not all. */
enum symbol_missing {
	SYMBOL_THERE,          /* it has symbols, or has not been loaded yet */
	SYMBOL_NO_FILE,        /* no such file, also not in the build-id cache */
	SYMBOL_OTHER_BUILD,    /* the file is not the one that was recorded: its build id differs */
	SYMBOL_STRIPPED,       /* the file has no symbols, and no debug file was found */
	SYMBOL_EXPORTED,       /* the file has only exported symbols, and no debug file was found */
	SYMBOL_OTHER_DEBUG,    /* one of these two, and there is a debug file of another build */
	SYMBOL_BAD_FILE,       /* not ELF, or damaged */
	SYMBOL_NO_KERNEL,      /* another kernel's recording, or kallsyms hides its addresses */
	SYMBOL_NO_MAP,         /* no perf map: the JIT wrote none, or it is gone */
	SYMBOL_NO_SUPPORT,     /* this build is without elfutils */
	SYMBOL_TOO_LARGE,      /* kallsyms or a perf map is larger than the limit */
	SYMBOL_NOT_READ,       /* reading one of them failed */
	SYMBOL_NO_DESCRIPTORS, /* a file was not opened, because too many are open */
	SYMBOL_NO_MEMORY,
};

/* A message for users: "no symbols; install its debug package". Static; "" for SYMBOL_THERE. */
const char *symbol_missing_text(enum symbol_missing missing);

/* A message about the result of symbols_lack; not for SYMBOL_THERE. */
const char *symbol_lack_text(enum symbol_missing lack);

#endif
