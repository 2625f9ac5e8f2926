#include "join/common_roots.h"

#include "base/buffer.h"
#include "join/places.h"
#include "store/frames.h"

#include <string.h>

enum {
	STEPS = 16,          /* lines of a root that are read until the rest is skipped */
	RELEASED = 16 << 20, /* bytes after which pages are released */
};

/* A text's lines, of which most that have the root of the line before are skipped. */
struct root_walk {
	const struct side *side;
	struct cursor line;
	struct text root;
	bool weighs;  /* the root has a weight above 0 */
	size_t freed; /* pages before it are released */
};

static struct text root_of(struct text stack)
{
	const char *end = memchr(stack.at, ';', stack.size);
	return (struct text){stack.at, end ? (size_t)(end - stack.at) : stack.size};
}

/* Skips the lines that begin with the root and a semicolon: they stand side by side. */
static bool skip_root(struct root_walk *walk)
{
	struct buffer after = {0};
	buffer_append(&after, walk->root.at, walk->root.size);
	buffer_byte(&after, ';' + 1);
	const struct text end = {after.data, after.size};
	bool ok = !after.failed;
	if (ok)
		walk->line = cursor_at(&walk->side->text, place_of(&walk->side->text, end));
	buffer_free(&after);
	return ok;
}

static void release_pages(struct root_walk *walk)
{
	size_t at = walk->line.at;
	if (at - walk->freed < RELEASED)
		return;
	side_unmap(walk->side, walk->freed, at);
	walk->freed = at;
}

/* Goes to the next root, which may have been met before; false at the end, or without memory. */
static bool next_root(struct root_walk *walk, bool *no_memory)
{
	size_t steps = 0;
	walk->weighs = false;
	if (!walk->line.stack.size)
		return false;
	walk->root = root_of(walk->line.stack);
	while (walk->line.stack.size) {
		struct text root = root_of(walk->line.stack);
		if (root.size != walk->root.size || memcmp(root.at, walk->root.at, root.size) != 0)
			break;
		walk->weighs |= walk->line.weight > 0;
		if (walk->weighs && ++steps > STEPS && root.size < walk->line.stack.size) {
			*no_memory = !skip_root(walk);
			break;
		}
		cursor_step(&walk->line);
	}
	release_pages(walk);
	return !*no_memory;
}

static struct root_walk walk_begin(const struct side *side)
{
	return (struct root_walk){.side = side, .line = cursor_at(&side->text, 0)};
}

enum status common_roots(const struct side sides[2], bool *common, struct error *err)
{
	struct frames roots = {.count = 0};
	struct root_walk before = walk_begin(&sides[0]), after = walk_begin(&sides[1]);
	bool no_memory = false;
	*common = false;
	while (next_root(&before, &no_memory))
		no_memory |= before.weighs &&
		             frames_intern(&roots, before.root.at, before.root.size) == FRAME_NONE;
	while (!*common && !no_memory && next_root(&after, &no_memory))
		*common = after.weighs &&
		          frames_find(&roots, after.root.at, after.root.size) != FRAME_NONE;
	frames_free(&roots);
	return no_memory ? error_no_memory(err) : STATUS_OK;
}
