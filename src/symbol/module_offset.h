/* Frames that are places in a module and have no name yet, written so that a machine that has the
 * module's files can name them later (--build-ids, edit-stacks --symbolize):
 *
 *     /usr/bin/sort+0x1f2c [4a0c9e01...]          an offset in the file
 *     /usr/bin/sort+0x1f2c [4a0c9e01..., unwound] from a stack dump: inlined calls are frames too
 *     /opt/app+0x12 [no build id]                 any file of that path
 *     /lib/modules/6.1.0/kernel/fs/ext4.ko+0x40 [...]  from where the kernel loaded the module
 *     [kernel.kallsyms]_text+0x1f2c [...]         from a symbol of the kernel
 *     [vdso]+0x6b1 [...]                          from where the page is mapped
 *
 * A mark _[k] may follow. In the module ';', newlines and '\' are written as in /proc/PID/maps:
 * '\' and three octal digits. */
#ifndef STACKFOLD_SYMBOL_MODULE_OFFSET_H
#define STACKFOLD_SYMBOL_MODULE_OFFSET_H

#include "base/buffer.h"
#include "base/text.h"
#include "symbol/types.h"

#include <stdbool.h>
#include <stdint.h>

/* Texts and the build id belong to the caller that fills it. */
struct module_offset {
	enum module_kind kind;
	struct text path;      /* as recorded; "[kernel.kallsyms]", "[vdso]" for these */
	struct text reference; /* of a MODULE_KERNEL: the symbol that the offset counts from */
	uint64_t offset;
	uint8_t build_id[BUILD_ID_MOST];
	size_t build_id_size; /* 0: not known */
	bool unwound;         /* from a stack dump */
	bool marked;          /* followed by _[k] */
};

/* How addresses of a module are written: stores all members except the offset and those that depend
 * on the frame. *base is subtracted from each address. The build id of `key` counts. False: its
 * addresses mean nothing elsewhere (JIT-compiled code, a kernel that hides where it is), or such a
 * frame would not be read again. */
bool module_offset_of(const struct module_key *key, struct module_offset *place, uint64_t *base);

/* Appends the frame. */
void module_offset_write(const struct module_offset *place, struct buffer *name);

/* Reads a frame; false if it is none of these. `path` gets the module without escapes, to which
 * place->path points. If it runs out of memory, path->failed is set. */
bool module_offset_read(struct text name, struct module_offset *place, struct buffer *path);

/* Whether a name ends as such frames do; most others do not. */
static inline bool module_offset_likely(struct text name)
{
	return name.size > 8 && name.at[name.size - 1] == ']' &&
	       (name.at[0] == '/' || name.at[0] == '[');
}

#endif
