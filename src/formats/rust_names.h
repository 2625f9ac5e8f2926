/* Rust functions in symbol tables of macOS, without the mangled form's brackets, but with its
 * escapes:
 *
 *     std::rt::lang_start::_$u7b$$u7b$closure$u7d$$u7d$::h7d0ebd26afb1a225 */
#ifndef STACKFOLD_FORMATS_RUST_NAMES_H
#define STACKFOLD_FORMATS_RUST_NAMES_H

#include "base/buffer.h"
#include "base/text.h"

/* Appends the name in source form, without its hash; false, and nothing is appended, if it is not
 * such a name. */
bool rust_name_append(struct buffer *to, struct text name);

#endif
