/* Stand-ins for names: what a profile says without what its functions are called. The same part of
 * a name has the same stand-in wherever it is; what languages put between parts stays, and so do
 * the names of system libraries, runtime systems and the kernel:
 *
 *     shop::cart::total(std::vector<shop::item>&)   n4::n1::f7(std::vector<n4::f2>&)
 *     JS:*pay /srv/shop/pay.js:12:3                 JS:*f9 /n6/n4/n8.js:12:3
 *     std::sort<shop::item*>                        std::sort<n4::f2*>
 *     malloc, do_syscall_64_[k], [libc.so.6]        as they are
 *
 * Without a key stand-ins are numbers. Their order is that of a keyed hash (SipHash) whose key is
 * made of all names together: the same input gives the same stand-ins, other inputs give others. A
 * reader who guesses a name cannot check the guess by its number without all the other names.
 *
 * With a key a stand-in is made of the part and the key alone (60 bits of SipHash), so that
 * it is the same in all files for which the key is used. Only readers with the key can check
 * guesses. In both cases, what remains may reveal something: line numbers, the shapes of stacks,
 * names that are kept. */
#ifndef STACKFOLD_NAMES_ANONYMIZE_H
#define STACKFOLD_NAMES_ANONYMIZE_H

#include "base/buffer.h"
#include "base/status.h"
#include "base/text.h"

#include <stddef.h>

struct anonymizer;

enum { ANONYMIZE_KEY_LEAST = 16 }; /* bytes */

/* key NULL: without one. STATUS_FAILED with a message if the key is too short, STATUS_FATAL
 * without memory. */
enum status anonymizer_open(const void *key, size_t size, struct anonymizer **out,
                            struct error *err);

/* Adds the name of a frame; in any order, and more than once is allowed. module and kinds as in
 * grouping.h. Without a key, add all names before you call the functions below, which also report
 * lack of memory. */
void anonymizer_add(struct anonymizer *anonymizer, struct text name, unsigned kinds,
                    struct text module);

/* The same for the name of a module alone. */
void anonymizer_add_module(struct anonymizer *anonymizer, struct text module);

/* Numbers what was added, once. STATUS_FATAL without memory. */
enum status anonymizer_finish(struct anonymizer *anonymizer, struct error *err);

/* Replaces the contents of out by the stand-in for a frame's name. Without memory, out->failed is
 * set. */
void anonymizer_name(struct anonymizer *anonymizer, struct text name, unsigned kinds,
                     struct text module, struct buffer *out);

/* The same for the name of a module: "libshop.so.2" -> "n3.so.2". */
void anonymizer_module(struct anonymizer *anonymizer, struct text module, struct buffer *out);

void anonymizer_free(struct anonymizer *anonymizer); /* NULL is fine */

#endif
