/* Calling the public library in tests: profiles to work with, options, and output as a text. */
#ifndef STACKFOLD_TESTS_PUBLIC_H
#define STACKFOLD_TESTS_PUBLIC_H

#include "stackfold.h"

/* Six runs of a program with the functions f and g: the first three before a change, the last three
 * after it. f takes five times as long after it; g differs by chance. */
extern sf_profile *runs[6];
void make_runs(void);
void free_runs(void);

/* Options of pairs "name", "value", ended by NULL. */
sf_options *options_of(const char *const *pairs);
#define OPTIONS(...) options_of((const char *const[]){__VA_ARGS__, NULL})

/* A function to write to: keeps the bytes in a FILE. */
int keep(void *context, const void *bytes, size_t size);

/* The picture of a profile, and its folded text. The caller frees. */
char *svg_of(const sf_profile *profile, const sf_options *options);
char *folded_of(const sf_profile *profile, const sf_options *options);

#endif
