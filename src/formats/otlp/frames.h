/* Names of the frames of OpenTelemetry profiles, from locations and stacks. */
#ifndef STACKFOLD_FORMATS_OTLP_FRAMES_H
#define STACKFOLD_FORMATS_OTLP_FRAMES_H

#include "formats/otlp/dictionary.h"

/* The frames of a stack, root first, valid until the next call. STATUS_FAILED without a message if
 * the stack, or a location of it, does not exist. */
enum status otlp_frames(struct otlp_dictionary *d, uint64_t stack, const uint32_t **frames,
                        size_t *depth, struct error *err);

#endif
