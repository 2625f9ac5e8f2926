/* The entries of a table of symbols, and the ranges that are made of them: see table.h. */
#ifndef STACKFOLD_SYMBOL_ENTRY_H
#define STACKFOLD_SYMBOL_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

/* Which of several symbols that contain an address counts. */
enum symbol_rule {
	SYMBOL_AS_PERF, /* the one that perf finds; where none overlap, as in kallsyms: that one */
	SYMBOL_INNERMOST, /* functions before data and labels; of those the one that begins last; of
	                   * aliases the one that perf prefers */
	SYMBOL_NEWEST,    /* the one that was added last */
};

/* A symbol while the table is filled. */
struct symbol {
	uint64_t start, end; /* end is after the last byte; equal to start: size not known */
	const char *name;    /* as in the file; lives as long as the table */
	uint8_t binding;     /* ELF's STB_LOCAL, STB_GLOBAL, STB_WEAK */
	uint8_t type;        /* ELF's STT_NOTYPE, STT_FUNC, ... */
	bool sized;          /* its size was known from the start */
	uint64_t limit;      /* the end of its section, for those of no size; 0: not known */
};

/* A symbol that lost to an alias, and how many symbols there were by then. */
struct symbol_loss {
	uint32_t symbol, among;
};

/* What addr2line takes from an address on: of several symbols there one, or a label inside another.
 */
struct symbol_alias {
	uint64_t start;
	uint32_t symbol;
};

/* A range of addresses, up to the next one's start, and the symbol that counts there. */
struct symbol_range {
	uint64_t start;
	uint32_t symbol; /* SYMBOL_NONE: a gap */
};

#define SYMBOL_NONE UINT32_MAX

#endif
