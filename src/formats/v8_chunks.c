#include "formats/v8_chunks.h"

#include "base/vector.h"

#include <stdlib.h>

void v8_chunks_begin(struct v8_chunks *chunks)
{
	chunks->chunk.sample_count = chunks->chunk.delta_count = 0;
	chunks->chunk.start = 0;
	chunks->nodes.tree.count = chunks->nodes.tree.link_count = 0;
}

static bool add_sample(struct v8_chunk *chunk, uint32_t node)
{
	if (!vector_reserve(&chunk->samples, &chunk->sample_capacity, chunk->sample_count + 1))
		return false;
	chunk->samples[chunk->sample_count++] = node;
	return true;
}

static bool add_delta(struct v8_chunk *chunk, int64_t delta)
{
	if (!vector_reserve(&chunk->deltas, &chunk->delta_capacity, chunk->delta_count + 1))
		return false;
	chunk->deltas[chunk->delta_count++] = delta;
	return true;
}

/* ---- events ---- */

static enum status take_sample(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	uint32_t id;
	if (!json_index(value, &id))
		id = UINT32_MAX; /* of no node */
	return add_sample(&((struct v8_chunks *)context)->chunk, id) ? STATUS_OK
	                                                             : error_no_memory(place->err);
}

static enum status take_delta(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	int64_t delta;
	if (!json_integer_value(value, &delta))
		delta = 0;
	return add_delta(&((struct v8_chunks *)context)->chunk, delta)
	               ? STATUS_OK
	               : error_no_memory(place->err);
}

static enum status take_start(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct v8_chunks *chunks = context;
	(void)place;
	if (!json_whole(value, &chunks->chunk.start))
		chunks->chunk.start = 0;
	return STATUS_OK;
}

static const struct json_shape node_id = {.value = take_sample}, node_ids = {.items = &node_id},
			       delta = {.value = take_delta}, deltas = {.items = &delta},
			       start = {.value = take_start};

static const struct json_field profile_fields[] = {
	{"nodes", &v8_node_list}, {"samples", &node_ids}, {"timeDeltas", &deltas}, {0}};

static const struct json_shape cpu_profile = {.fields = profile_fields};

static const struct json_field data_fields[] = {
	{"cpuProfile", &cpu_profile}, {"timeDeltas", &deltas}, {"startTime", &start}, {0}};

const struct json_shape v8_chunk_data = {.fields = data_fields};

/* ---- profiles ---- */

struct v8_profile *v8_chunks_profile(struct v8_chunks *chunks, struct text key)
{
	const uint32_t id = frames_intern(&chunks->keys, key.at, key.size);
	if (id == FRAME_NONE ||
	    !vector_reserve(&chunks->profiles, &chunks->capacity, id + (size_t)1))
		return NULL;
	if (id == chunks->count)
		chunks->profiles[chunks->count++] = (struct v8_profile){.thread = UINT32_MAX};
	return &chunks->profiles[id];
}

/* Nested nodes get their parent from the nesting. */
static bool add_nodes(struct call_tree *tree, const struct call_tree *from)
{
	const size_t base = tree->count;
	for (size_t i = 0; i < from->count; i++) {
		const struct call_node *node = &from->nodes[i];
		const uint32_t parent = node->parent == NODE_NONE ? NODE_NONE
		                                                  : (uint32_t)(base + node->parent);
		if (call_tree_add(tree, node->id, parent, node->frame) == NODE_NONE)
			return false;
	}
	for (size_t i = 0; i < from->link_count; i++) {
		const struct call_link *link = &from->links[i];
		const uint32_t node = (uint32_t)(base + link->index);
		if (!(link->child ? call_tree_parent(tree, node, link->id)
		                  : call_tree_child(tree, node, link->id)))
			return false;
	}
	return true;
}

bool v8_chunks_add(struct v8_chunks *chunks, struct v8_profile *profile)
{
	const struct v8_chunk *chunk = &chunks->chunk;
	bool ok = add_nodes(&profile->tree, &chunks->nodes.tree);
	for (size_t i = 0; ok && i < chunk->sample_count; i++) /* a delta for each */
		ok = add_sample(&profile->chunk, chunk->samples[i]) &&
		     add_delta(&profile->chunk, i < chunk->delta_count ? chunk->deltas[i] : 0);
	if (chunk->start)
		profile->chunk.start = chunk->start;
	return ok;
}

static enum status put_node(struct v8_nodes *nodes, struct call_tree *tree, uint32_t node,
                            uint64_t samples, uint64_t ns, struct put_sample *sample,
                            struct error *err)
{
	struct sink *sink = nodes->putting.sink;
	if (!ns)
		return STATUS_OK;
	sample->frames = call_tree_stack(tree, node, &sample->depth);
	if (!sample->frames)
		return error_no_memory(err);
	sample->weight = (struct decimal){ns, 0};
	enum status status = put_sample(&nodes->putting, sample, err);
	if (!status && sample->depth && !sink->profiled)
		sink_sum(sink, sample->event, samples, sample->weight);
	return status;
}

static bool is_idle(const struct v8_nodes *nodes, const struct call_tree *tree, uint32_t node)
{
	return nodes->idle != FRAME_NONE && tree->nodes[node].frame == nodes->idle;
}

/* A sample gets the time since the latest previous one, as in a .cpuprofile. */
static enum status charge(struct v8_chunks *chunks, struct v8_profile *profile,
                          struct put_sample *sample, bool each, const char *input,
                          struct error *err)
{
	const struct v8_chunk *chunk = &profile->chunk;
	struct v8_nodes *nodes = &chunks->nodes;
	struct call_tree *tree = &profile->tree;
	int64_t now = 0, latest = 0;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < chunk->sample_count; i++) {
		const uint32_t node = call_tree_find(tree, chunk->samples[i]);
		if (__builtin_add_overflow(now, chunk->deltas[i], &now) || now > INT64_MAX / 4000 ||
		    now < -(INT64_MAX / 4000))
			return error_set(err, STATUS_FAILED,
			                 "%s: timeDeltas: they do not fit 64 bits", input);
		const uint64_t spent = now > latest ? (uint64_t)(now - latest) * 1000 : 0;
		chunks->backwards += chunk->deltas[i] < 0;
		latest = now > latest ? now : latest;
		chunks->unknown += node == NODE_NONE;
		if (node == NODE_NONE || is_idle(nodes, tree, node))
			continue;
		if (!each) {
			tree->nodes[node].samples++;
			tree->nodes[node].weight += spent;
			continue;
		}
		sample->place.known |= PLACE_TIME;
		sample->place.time = (chunk->start + (uint64_t)(now > 0 ? now : 0)) * 1000;
		status = put_node(nodes, tree, node, 1, spent, sample, err);
	}
	return status;
}

enum status v8_chunks_put(struct v8_chunks *chunks, struct v8_profile *profile,
                          struct put_sample *sample, bool each, const char *input,
                          struct error *err)
{
	struct call_tree *tree = &profile->tree;
	if (profile->chunk.start > UINT64_MAX / 4000)
		profile->chunk.start = 0;
	enum status status = call_tree_finish(tree, input, err);
	if (!status)
		status = charge(chunks, profile, sample, each, input, err);
	for (size_t i = 0; !status && !each && i < tree->count; i++)
		status = put_node(&chunks->nodes, tree, (uint32_t)i, tree->nodes[i].samples,
		                  tree->nodes[i].weight, sample, err);
	return status;
}

void v8_chunks_free(struct v8_chunks *chunks)
{
	for (size_t i = 0; i < chunks->count; i++) {
		call_tree_free(&chunks->profiles[i].tree);
		free(chunks->profiles[i].chunk.samples);
		free(chunks->profiles[i].chunk.deltas);
	}
	free(chunks->profiles);
	free(chunks->chunk.samples);
	free(chunks->chunk.deltas);
	frames_free(&chunks->keys);
	v8_nodes_free(&chunks->nodes);
}
