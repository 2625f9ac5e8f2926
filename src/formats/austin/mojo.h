/* Austin's binary format, MOJO. */
#ifndef STACKFOLD_FORMATS_AUSTIN_MOJO_H
#define STACKFOLD_FORMATS_AUSTIN_MOJO_H

#include "formats/text_stacks.h"

bool mojo_is(const struct head *head);
enum status mojo_read(struct stream *stream, struct sink *sink, const struct read_options *options,
                      struct error *err);

#endif
