/* The values of a manifest, as they are read. Each call returns STATUS_FAILED with a message where
 * the value is not what it is to be, STATUS_FATAL without memory. */
#ifndef STACKFOLD_PAGES_MANIFEST_VALUES_H
#define STACKFOLD_PAGES_MANIFEST_VALUES_H

#include "formats/json_shape.h"
#include "pages/benchmark.h"

/* The failure. */
enum status manifest_wrong(const struct json_place *place);

/* A text in the benchmark's arena; NULL: null. */
enum status manifest_take_text(struct benchmark *benchmark, const struct json_place *place,
                               const struct json_value *value, const char **text);

/* The same of a name for a file that is in the folder: without "/", and not hidden. */
enum status manifest_take_file(struct benchmark *benchmark, const struct json_place *place,
                               const struct json_value *value, const char **text);

/* A weight, in the places of the benchmark's row. */
enum status manifest_take_weight(struct benchmark *benchmark, const struct json_place *place,
                                 const struct json_value *value, uint64_t *weight);

/* A number; NAN: null. */
enum status manifest_take_real(const struct json_place *place, const struct json_value *value,
                               double *real);
enum status manifest_take_bool(const struct json_place *place, const struct json_value *value,
                               bool *truth);
enum status manifest_take_size(const struct json_place *place, const struct json_value *value,
                               size_t *size);

/* One of `count` words. */
enum status manifest_take_word(const struct json_place *place, const struct json_value *value,
                               const char *const *words, size_t count, unsigned *index);

#endif
