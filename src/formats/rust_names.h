/* Rust functions as symbol tables of macOS name them, with the mangled form's brackets removed and
 * its escapes left:
 *
 *     std::rt::lang_start::_$u7b$$u7b$closure$u7d$$u7d$::h7d0ebd26afb1a225 */
#ifndef STACKFOLD_FORMATS_RUST_NAMES_H
#define STACKFOLD_FORMATS_RUST_NAMES_H

#include "base/buffer.h"
#include "base/text.h"

/* Appends the name as people write it, without its hash; false, and nothing is appended, where it
 * is no such name. */
bool rust_name_append(struct buffer *to, struct text name);

#endif
