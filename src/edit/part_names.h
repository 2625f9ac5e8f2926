/* Names of the files that samples are split into, made of a template such as
 * "parts/{comm}-{tid}.folded". */
#ifndef STACKFOLD_EDIT_PART_NAMES_H
#define STACKFOLD_EDIT_PART_NAMES_H

#include "edit/keys.h"
#include "store/frames.h"

struct part_names {
	char *template; /* the whole path */
	size_t ending;  /* the bytes at its end that every path ends in, from their first '.' on */
	const struct sample_keys *keys;
	uint32_t last;        /* part of time */
	struct frames used;   /* names given out, in lower case */
	struct buffer folder; /* the last one that was made, with a NUL */
};

/* `output` has {comm}, {pid} and so on, or it is a folder, and names in it are made of the keys and
 * end in `ending`. STATUS_FAILED with a message if it has a field that is not among the keys.
 * `last` is the number of the last part of time. part_names_free also after a failure. */
enum status part_names_init(struct part_names *names, const char *output, struct text ending,
                            const struct sample_keys *keys, uint32_t last, struct error *err);
void part_names_free(struct part_names *names);

/* Appends the path of the n-th part, from 1, with a NUL: no two are equal, not even if letter case
 * is ignored: equal paths get a number before their ending. Values are made safe: letters, digits,
 * ._+=@%- and characters beyond ASCII stay, others become '_', so do '.' and '-' at the beginning;
 * at most 60 bytes of each. */
enum status part_names_path(struct part_names *names, const struct key_facts *facts, size_t n,
                            struct buffer *path, struct error *err);

/* Reserves a path (with a NUL), so that no part gets it. False without memory. */
bool part_names_reserve(struct part_names *names, const struct buffer *path);

/* Makes the folders that a path needs. STATUS_FATAL with a message if that fails. */
enum status part_names_folders(struct part_names *names, const char *path, struct error *err);

/* The bytes of the template up to the last '/' before its first '{': where all files are. */
size_t part_names_base(const struct part_names *names);

#endif
