/* The words that stand for kinds of notes in manifests. */
#ifndef STACKFOLD_PAGES_MANIFEST_WORDS_H
#define STACKFOLD_PAGES_MANIFEST_WORDS_H

#include "pages/benchmark.h"

extern const char *const manifest_note_kinds[NOTE_KINDS];

#endif
