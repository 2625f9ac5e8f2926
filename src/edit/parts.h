/* A profile's samples in parts, by keys: each part is a profile of its own. One part is made at a
 * time:
 *
 *     parts_init(&parts, profile, &keys, "split-by", false, err)
 *     for (size_t i = 0; i < parts_count(&parts); i++) {
 *             part_init(&part, &parts, i, err)
 *             ... part.profile, part.facts
 *             part_free(&part);
 *     }
 *     parts_free(&parts);
 */
#ifndef STACKFOLD_EDIT_PARTS_H
#define STACKFOLD_EDIT_PARTS_H

#include "edit/keys.h"
#include "store/profile.h"

/* Ids of a table of the profile in the current part: those of earlier parts do not count. */
struct part_ids {
	uint32_t *now, *part; /* the id, and the number of the part, from 1, that it is of */
};

struct parts {
	const struct profile *profile;
	const struct sample_keys *keys;
	bool keep_samples;
	struct key_values values;
	struct rows tuples; /* the keys' numbers of each part */
	uint32_t *order;    /* samples, part by part, each in order of time */
	size_t *first;      /* of each part in `order`, and the end of the last */
	struct part_ids frames, stacks, events;
	struct samples_moved moved;
	uint32_t *ids; /* room for a stack */
	size_t ids_capacity;
};

/* STATUS_FAILED with a message that names the option if no sample has a value for a key. The
 * profile, whose samples were kept, and the keys must stay. Parts come in the order in which the
 * first of their samples do. keep_samples: they have their samples too, not only the sums; the
 * profile has one column then. parts_free also after a failure. Cost: 8 bytes a sample. */
enum status parts_init(struct parts *parts, const struct profile *profile,
                       const struct sample_keys *keys, const char *option, bool keep_samples,
                       struct error *err);
void parts_free(struct parts *parts);

size_t parts_count(const struct parts *parts);

/* The number of the last stretch of time, where they are split by time. */
uint32_t parts_last_stretch(const struct parts *parts);

struct part {
	struct profile profile;
	struct key_facts facts; /* the keys' values */
	uint64_t from, to;      /* times of the first and last sample; SAMPLE_NO_TIME: not known */
	size_t samples;
	struct buffer label; /* text of facts.label, with a NUL */
};

/* Part i. part_free also after a failure. */
enum status part_init(struct part *part, struct parts *parts, size_t i, struct error *err);
void part_free(struct part *part);

#endif
