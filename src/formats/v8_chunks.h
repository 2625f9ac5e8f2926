/* CPU profiles of V8 in pieces, in traces of DevTools: events "ProfileChunk", whose process and id
 * identify the profile.
 *
 *     {"name": "Profile", "ph": "P", "pid": 1, "tid": 2, "id": "0x1",
 *      "args": {"data": {"startTime": 1000}}}
 *     {"name": "ProfileChunk", "ph": "P", "pid": 1, "tid": 9, "id": "0x1", "args": {"data":
 *      {"cpuProfile": {"nodes": [{"id": 2, "parent": 1, "callFrame": {...}}], "samples": [2, 2]},
 *       "timeDeltas": [1200, 1250]}}}
 *
 * Each chunk has only new nodes. */
#ifndef STACKFOLD_FORMATS_V8_CHUNKS_H
#define STACKFOLD_FORMATS_V8_CHUNKS_H

#include "base/buffer.h"
#include "formats/v8_nodes.h"
#include "store/frames.h"

/* The parts of a chunk in an event's args. */
struct v8_chunk {
	uint32_t *samples; /* ids of nodes, UINT32_MAX: of no node */
	size_t sample_count, sample_capacity;
	int64_t *deltas; /* microseconds */
	size_t delta_count, delta_capacity;
	uint64_t start; /* microseconds; 0: not given */
};

struct v8_profile {
	struct call_tree tree;
	struct v8_chunk chunk; /* all so far */
	uint32_t thread;       /* the caller's; UINT32_MAX: not known */
};

/* A reader's state begins with this: the shapes get its address. Zeroed except the nodes;
 * v8_chunks_free frees. */
struct v8_chunks {
	struct v8_nodes nodes; /* first member; those of the current event */
	struct frames keys;    /* of profiles */
	struct v8_profile *profiles;
	size_t count, capacity;
	struct v8_chunk chunk; /* of the current event */
	uint64_t backwards;    /* samples with an earlier time than the previous one */
	uint64_t unknown;      /* samples of no node */
};

/* Begins the next event. */
void v8_chunks_begin(struct v8_chunks *chunks);

/* The shape of `data` in an event's args: adds to the event's chunk. */
extern const struct json_shape v8_chunk_data;

/* The profile with a key; NULL without memory. */
struct v8_profile *v8_chunks_profile(struct v8_chunks *chunks, struct text key);

/* Moves the event's chunk and nodes to a profile. False without memory. */
bool v8_chunks_add(struct v8_chunks *chunks, struct v8_profile *profile);

/* Puts the samples of a profile into the sink: sample: event, thread and process; `each`: one
 * by one with their times; otherwise the sums of nodes. STATUS_FAILED if nodes are not a tree. */
enum status v8_chunks_put(struct v8_chunks *chunks, struct v8_profile *profile,
                          struct put_sample *sample, bool each, const char *input,
                          struct error *err);

void v8_chunks_free(struct v8_chunks *chunks);

#endif
