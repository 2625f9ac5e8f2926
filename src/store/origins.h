/* Where the code of frames is: kernel, JIT, inlined, which module. Palettes colour by it, even if
 * names do not show it.
 *
 * Readers add it by frame id. Comments after folded stacks carry it. They identify a name by a few
 * letters of its hash, and so take a few bytes for each distinct name:
 *
 *     # frames 4 libc.so.6: AbCd-x_9Qq0Z, kernel [nf_tables]: 12Ab, jit+inlined: 0aZ1;
 *
 * The number of letters for each name; then, for each origin, its kinds, its module if it has one,
 * and the letters of all its names. Kinds may be left out before a module: they are then kernel for
 * [kernel.kallsyms], else user. The line ends in a semicolon, so that its end does not look like a
 * count.
 *
 * An origin may have a line of its own, and gets one if the name of its module would be ambiguous
 * above:
 *
 *     # frames user 4 odd, name: AbCd-x_9Qq0Z;
 */
#ifndef STACKFOLD_STORE_ORIGINS_H
#define STACKFOLD_STORE_ORIGINS_H

#include "base/buffer.h"
#include "base/text.h"
#include "store/frames.h"

enum {
	ORIGIN_USER = 1,    /* machine code of a program or library, called */
	ORIGIN_KERNEL = 2,  /* the kernel, its modules, BPF programs */
	ORIGIN_JIT = 4,     /* generated at run time */
	ORIGIN_INLINED = 8, /* a call that the compiler inlined */
};

#define ORIGIN_SEVERAL (UINT32_MAX - 1) /* as a module: code of this name is in several */

struct origin {
	uint32_t module; /* an id in origins->modules, FRAME_NONE: not known, or ORIGIN_SEVERAL */
	uint8_t kinds;   /* the ORIGIN_* kinds of code of this name, 0: nothing is known */
};

/* What a comment states about the names with this code. */
struct origin_code {
	uint64_t code; /* the first `letters` of a name's hash */
	struct origin origin;
	uint8_t letters;
};

/* Zero-initialised: nothing known. */
struct origins {
	struct frames modules; /* names of modules */
	struct origin *items;  /* of frame i, for i below count */
	size_t count, capacity;
	struct origin_code *codes; /* read from text */
	size_t code_count, code_capacity;
	size_t tidy_count; /* how many there were after the last origins_tidy */
	bool added;        /* readers added some: not all was read from text */
	bool failed;       /* memory ran out: something is missing */
};

/* Adds to what is known of a frame: it is code of these kinds in this module (size 0: not known).
 * If memory runs out, origins->failed is set, here and below. */
void origins_add(struct origins *origins, uint32_t frame, unsigned kinds, const char *module,
                 size_t size);

/* The same of an origin that another table has. */
void origins_copy(struct origins *into, uint32_t frame, const struct origins *from,
                  struct origin origin);

/* kinds is 0 where nothing is known. */
static inline struct origin origins_of(const struct origins *origins, uint32_t frame)
{
	return frame < origins->count ? origins->items[frame] : (struct origin){FRAME_NONE, 0};
}

/* The module's name; NULL: it is not known, or there are several. */
const struct frame *origins_module(const struct origins *origins, struct origin origin);

/* Adds what `from` knows of its frames, which are found in `frames` by name; frames that are not
 * found are left out. Its codes are added too. */
void origins_merge(struct origins *into, const struct frames *frames, const struct origins *from,
                   const struct frames *from_frames);

/* Reads a comment if it is one of the above; ignores others. */
void origins_read(struct origins *origins, struct text line);

/* Makes origins of these frames from the codes that were read. The codes are kept. */
void origins_resolve(struct origins *origins, const struct frames *frames);

/* Makes one of codes that were read several times, if they are many more than after the last call.
 */
void origins_tidy(struct origins *origins);

/* Appends the comments for the frames whose used[id] is set. If everything was read from text,
 * these are the comments that were read, as origins_write_codes writes them. */
void origins_write(const struct origins *origins, const struct frames *frames, const bool *used,
                   struct buffer *text);

/* Appends the comments that were read, merged; for use when the names are not known. */
void origins_write_codes(const struct origins *origins, struct buffer *text);

void origins_free(struct origins *origins); /* empty and ready again */

#endif
