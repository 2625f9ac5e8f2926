/* The names of benchmarks, made of the paths of their profiles. */
#ifndef STACKFOLD_PAGES_NAMING_H
#define STACKFOLD_PAGES_NAMING_H

#include "base/buffer.h"
#include "base/pattern.h"
#include "base/text.h"
#include "diff/match.h"

/* Zeroed: as is usual. */
struct naming {
	struct match *renames; /* --name; NULL: none */
	struct pattern *runs;  /* --runs: what tells runs of one benchmark apart */
	bool apart;            /* every input is a benchmark of its own */
};

/* Appends a path's name in parts that are joined by "/": without "." and "..", the folder at the
 * beginning of an absolute path (that of this process where it is below it), and without the
 * endings of profiles' files, unless they are to stay. */
void naming_plain(struct buffer *name, const char *path, bool endings);

/* Whether a path's ending is one that only profiles have: an empty file of that name is a profile
 * that could not be written. */
bool naming_is_profile(const char *path);

/* Appends the name of the benchmark: that name without what tells runs apart (usually a number
 * after a dot at the end), with the user's renames. *merged: one of these changed it, so that
 * inputs whose names are the same now belong together. A name that would be empty stays. */
void naming_benchmark(const struct naming *naming, struct buffer *name, const char *path,
                      bool *merged);

/* Appends a name for files: of the characters a-z, 0-9, "." "_" and "-", without a dot or a dash at
 * its beginning, at most NAMING_FILE_MOST bytes. A name that is not of this form gets a checksum of
 * its bytes, so that different names get different ones, in file systems without letter case too;
 * and the result depends on nothing but the name. */
enum { NAMING_FILE_MOST = 80 };
void naming_file(struct buffer *file, const char *name, size_t size);

#endif
