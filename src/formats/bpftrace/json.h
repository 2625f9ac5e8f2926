/* Output of bpftrace -f json. */
#ifndef STACKFOLD_FORMATS_BPFTRACE_JSON_H
#define STACKFOLD_FORMATS_BPFTRACE_JSON_H

#include "formats/text_stacks.h"

bool bpftrace_json_is(const struct head *head);
enum status bpftrace_json_read(struct stream *stream, struct sink *sink,
                               const struct read_options *options, struct error *err);

#endif
