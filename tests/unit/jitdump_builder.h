/* Jitdumps of the tests' own making, in either byte order, written to a file in a folder. */
#ifndef STACKFOLD_TESTS_JITDUMP_BUILDER_H
#define STACKFOLD_TESTS_JITDUMP_BUILDER_H

#include "perf_data_builder.h"
#include "symbol/jitdump.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct recording d; /* the dump, of which only numbers are used */
static char folder[32], path[64];

static inline void begin_dump(bool big_endian, uint32_t pid, uint64_t flags)
{
	buffer_free(&d.out);
	d = (struct recording){.big_endian = big_endian};
	put_u32(&d, 0x4a695444);
	put_u32(&d, 1);
	put_u32(&d, 48);
	put_u32(&d, 62);
	put_u32(&d, 0);
	put_u32(&d, pid);
	put_u64(&d, 0);
	put_u64(&d, flags);
	put_u64(&d, 0); /* a header may grow */
}

static inline void put_load_of(uint32_t pid, uint64_t time, uint64_t start, uint64_t size,
                               uint64_t index, const char *name)
{
	uint64_t there = size < 0x100 ? size : 0; /* code itself, which nobody looks at */
	put_u32(&d, 0);
	put_u32(&d, 56 + strlen(name) + 1 + there);
	put_u64(&d, time);
	put_u32(&d, pid);
	put_u32(&d, pid);
	put_u64(&d, start);
	put_u64(&d, start);
	put_u64(&d, size);
	put_u64(&d, index);
	buffer_append(&d.out, name, strlen(name) + 1);
	for (uint64_t i = 0; i < there; i++)
		buffer_byte(&d.out, '\x90');
}

static inline void put_load(uint64_t time, uint64_t start, uint64_t size, uint64_t index,
                            const char *name)
{
	put_load_of(1, time, start, size, index, name);
}

static inline void put_move(uint64_t time, uint64_t from, uint64_t to, uint64_t size,
                            uint64_t index)
{
	put_u32(&d, 1);
	put_u32(&d, 64);
	put_u64(&d, time);
	put_u32(&d, 1);
	put_u32(&d, 1);
	put_u64(&d, to);
	put_u64(&d, from);
	put_u64(&d, to);
	put_u64(&d, size);
	put_u64(&d, index);
}

/* f is loaded at 10, g takes its place at 30; h is loaded at 10 and moved at 40. */
static inline void build_dump(bool big_endian)
{
	begin_dump(big_endian, 1, 0);
	put_load(10, 0x5000, 0x40, 0, "f");
	put_load(10, 0x6000, 0x40, 1, "h");
	put_u32(&d, 2); /* lines: passed over */
	put_u32(&d, 24);
	put_u64(&d, 20);
	put_u64(&d, 0);
	put_load(30, 0x5000, 0x40, 2, "g");
	put_move(40, 0x6000, 0x7000, 0x40, 1);
}

static inline void write_dump(size_t size)
{
	FILE *file = fopen(path, "w");
	if (!file || fwrite(d.out.data, 1, size, file) != size || fclose(file) != 0)
		ck_abort_msg("%s: %s", path, strerror(errno));
}

static inline void set_up(void)
{
	strcpy(folder, "/tmp/jitdump-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/jit-1.dump", folder);
}

/* For 0x40 bytes of code at `start`: a CIE and an FDE as JITs write them, and the table after. */
static inline void put_unwinding(uint64_t time, uint64_t start, bool empty)
{
	static const uint8_t cie[24] = {20, 0,    0,  0, 0,    0,    0, 0, 1,    'z', 'R', 0,
	                                1,  0x78, 16, 1, 0x1b, 0x0c, 7, 8, 0x90, 1,   0,   0};
	const size_t size = empty ? 0 : sizeof cie + 24;
	put_u32(&d, 4);
	put_u32(&d, 40 + size + 4);
	put_u64(&d, time);
	put_u64(&d, size + 4);
	put_u64(&d, 4);
	put_u64(&d, size);
	if (!empty) {
		buffer_append(&d.out, cie, sizeof cie);
		put_u32(&d, 20);
		put_u32(&d, sizeof cie + 4);
		put_u32(&d, start - (start + 0x40 + sizeof cie + 8));
		put_u32(&d, 0x40);
		put_u32(&d, 0x180e00); /* nothing to say of itself; CFA = rsp + 24 */
		put_u32(&d, 0);
	}
	put_u32(&d, 0x3b031b01); /* the table's head */
}

static inline void remove_dump(void)
{
	unlink(path);
	rmdir(folder);
	buffer_free(&d.out);
}

#endif
