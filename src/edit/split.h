/* One profile as many files, by keys of its samples. */
#ifndef STACKFOLD_EDIT_SPLIT_H
#define STACKFOLD_EDIT_SPLIT_H

#include "edit/keys.h"
#include "store/profile.h"
#include "write/writer.h"

struct split {
	struct sample_keys keys;
	const char *option;          /* that gave them, for messages: "split-by" */
	const char *given;           /* its value, for the manifest */
	const char *output;          /* a template or a folder: see part_names.h */
	const struct writer *writer; /* of each file */
	bool plain;                  /* files without comments */
};

/* Checks the output before anything is read. */
enum status split_check(const struct split *split, struct error *err);

/* Writes each part of a profile whose samples were kept, and the manifest, which exists only if all
 * files do. Files are written one after another. *files: how many parts. Cost: as in parts.h, and a
 * part at a time. */
enum status split_write(const struct split *split, const struct profile *profile, size_t *files,
                        struct error *err);

#endif
