/* Tables of call frame information: .eh_frame as its header indexes it (Linux Standard Base, Core,
 * 10.6), or .debug_frame (DWARF 5, 6.4).
 *
 * Read here and not by libdw: libdw 0.188 makes room for as many registers as CFI names, which may
 * be 2 GiB for each state that a hostile file has it remember; it takes arm64's
 * DW_CFA_AARCH64_negate_ra_state for SPARC's register windows; it needs a lock, and some
 * microseconds for an address. libelf finds the sections. */
#ifndef STACKFOLD_UNWIND_CFI_H
#define STACKFOLD_UNWIND_CFI_H

#include "unwind/bytes.h"

#include <libelf.h>

/* Where a function's information is, if there is no header to search. */
struct unwind_place {
	uint64_t start, end; /* ELF addresses */
	uint64_t at;         /* of the FDE, from the table's begin */
};

/* A table. Zeroed: there is none. */
struct unwind_cfi {
	const uint8_t *bytes; /* in the file's image, which must live as long */
	uint64_t size;
	uint64_t address;     /* ELF address of bytes */
	bool debug;           /* .debug_frame */
	bool narrow;          /* addresses have 4 bytes, not 8 */
	const uint8_t *index; /* pairs of int32_t, offsets from index_address, sorted: where a
	                       * function is, and its FDE; NULL: places */
	uint64_t index_count, index_address;
	struct unwind_place *places; /* sorted by start */
	size_t place_count, place_capacity;
};

/* Finds .eh_frame of a file; image: all of its bytes. */
void unwind_cfi_eh(struct unwind_cfi *cfi, Elf *elf, const uint8_t *image, uint64_t size);

/* Finds .debug_frame, decompressed where that is needed. elf must live as long. */
void unwind_cfi_debug(struct unwind_cfi *cfi, Elf *elf);

/* Takes the bytes of an .eh_frame, which must live as long; address: where they count from. */
void unwind_cfi_bytes(struct unwind_cfi *cfi, const uint8_t *bytes, uint64_t size,
                      uint64_t address);

void unwind_cfi_free(struct unwind_cfi *cfi);

/* The information about a function. */
struct unwind_function {
	uint64_t start, end;                  /* ELF addresses */
	struct unwind_bytes initial, program; /* instructions of its CIE and FDE */
	uint64_t code_factor;                 /* of advances */
	int64_t data_factor;                  /* of offsets */
	uint64_t ra_reg;
	bool signal;
	uint8_t encoding; /* of addresses, DW_EH_PE_... */
};

/* The function that has the address. False: there is none, or its information is invalid. */
bool unwind_cfi_find(const struct unwind_cfi *cfi, uint64_t address,
                     struct unwind_function *function);

/* An encoded address; *at is at bytes->at. 0, with bad set, if the encoding is not supported. */
uint64_t unwind_encoded(const struct unwind_cfi *cfi, struct unwind_bytes *bytes, uint8_t encoding);

#endif
