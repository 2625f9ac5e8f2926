/* The manifest of a report: what it has, for machines and as the next report's baseline. */
#ifndef STACKFOLD_PAGES_MANIFEST_H
#define STACKFOLD_PAGES_MANIFEST_H

#include "pages/benchmark.h"

/* The form of manifests: a report of another one is no baseline. */
enum { MANIFEST_FORM = 1 };

/* Appends the manifest. What memory lacks shows in text->failed. */
void manifest_write(struct buffer *text, const char *title, const struct benchmark *benchmarks,
                    size_t count);

#endif
