/* From the addresses of a sample's call chain to frames, with the root of its process and its
 * weight. */
#ifndef STACKFOLD_READ_PERF_DATA_NAME_H
#define STACKFOLD_READ_PERF_DATA_NAME_H

#include "formats/perf_data/addresses.h"
#include "formats/perf_data/resolve.h"

/* The previous chain, outermost first, up to the first address whose frames depend on the sample:
 * chains of one thread share their outer part, whose ids are still in naming.chain. */
struct chain_memo {
	uint64_t ips[256];
	const struct space *spaces[256];
	size_t ends[256]; /* ids in the chain up to that address */
	size_t count;     /* 0: nothing can be reused */
	size_t base;      /* ids before the first */
};

/* Set the members above the line; the rest zeroed is empty and ready. */
struct naming {
	struct addresses addresses; /* its first members must also be set */
	const struct read_options *options;
	const struct space *kernel;
	/* Gets the samples with their frames, which are valid until the next one. */
	enum status (*next)(void *context, const struct named_sample *sample, struct error *err);
	void *context;

	struct frame_chain chain; /* room for the current sample */
	struct chain_memo memo;   /* of the previous sample */
};

/* Names the frames of a sample and passes it to the successor. */
enum status name_sample(struct naming *naming, const struct resolved_sample *sample,
                        struct error *err);

/* Call it when tasks or mappings change. */
void name_forget(struct naming *naming);

/* Call when the jitdumps were read. False without memory. */
bool name_dumps_read(struct naming *naming);

/* After that: passes a sample to the successor again, with names for the frames that had none. */
enum status name_settle(struct naming *naming, const struct named_sample *sample,
                        struct error *err);

/* Call after all samples, when perf maps are complete: gives postponed frames their names
 * everywhere in the sink. */
enum status name_finish(struct naming *naming, struct error *err);

void name_free(struct naming *naming);

#endif
