/* Recognises the first bytes of OpenTelemetry profiles, and their version. */
#ifndef STACKFOLD_FORMATS_OTLP_SHAPE_H
#define STACKFOLD_FORMATS_OTLP_SHAPE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* The bid for a message with these first bytes to have profiles, of any version: 0 to 100. */
int otlp_looks(struct text head);

/* The size of the length before the message, 0: there is none. The collector's files have it. */
enum { OTLP_LENGTH_SIZE = 4 };
size_t otlp_length_size(struct text head);

/* The version of the profiles of a resource without a dictionary: "1.4 or 1.5". */
const char *otlp_old_version(struct text resource);

#endif
