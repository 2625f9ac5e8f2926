/* Names of the frames of OpenTelemetry profiles: what locations and stacks stand for. */
#ifndef STACKFOLD_FORMATS_OTLP_FRAMES_H
#define STACKFOLD_FORMATS_OTLP_FRAMES_H

#include "formats/otlp/dictionary.h"

/* The frames of a stack, root first, until the next call. STATUS_FAILED without a message where
 * the stack, or a location of it, is not there. */
enum status otlp_frames(struct otlp_dictionary *d, uint64_t stack, const uint32_t **frames,
                        size_t *depth, struct error *err);

#endif
