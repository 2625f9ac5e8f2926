/* The samples that the workers' sinks kept become the profile's. */
#ifndef STACKFOLD_READ_GATHER_SAMPLES_H
#define STACKFOLD_READ_GATHER_SAMPLES_H

#include "read/reading.h"
#include "store/profile.h"

/* The worker that has the piece that follows those before at[], in each worker's list of pieces:
 * workers[at] is the next; worker_count after the last. */
unsigned gather_next_worker(const struct reading *reading, const size_t *at);

/* The unit of an event's weights, as all sinks have met them; NULL: not known. */
const char *gather_unit(const struct reading *reading, const struct sink_event *event,
                        const struct facts *facts);

/* Fills profile->samples with those of the events that the account keeps, in order. The stacks have
 * come into the profile before, and the sinks' events know their ids there (sink_event.gathered).
 * The sinks' samples are used up. */
enum status gather_samples(struct reading *reading, struct profile *profile, struct error *err);

#endif
