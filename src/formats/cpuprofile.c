/* V8's CPU profiles: `node --cpu-prof`, Chrome's performance panel, inspector clients. One JSON
 * object:
 *
 *     {"nodes": [...], "startTime": 1000, "endTime": 9000,
 *      "samples": [2, 5, 5], "timeDeltas": [1200, 1250, 1190]}
 *
 * samples are ids of nodes (see v8_nodes.h). timeDeltas are the microseconds between the previous
 * sample and each sample, which are charged to it. A delta is below 0 if V8 wrote samples in
 * another order than it took them. Such a sample gets no time, and later ones get only the time
 * after the latest previous sample, so that the sum is the time from the first to the last. In
 * profiles without timeDeltas samples count, in those without samples hitCount of nodes.
 *
 * Times when V8 had nothing to do, "(idle)", are not CPU time: only the type wall has them. */
#include "config.h"

#include "base/vector.h"
#include "formats/v8_nodes.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"

#include <stdlib.h>

enum { AHEAD = 16 /* samples whose nodes are prefetched */ };

enum type { TYPE_CPU, TYPE_WALL, TYPE_SAMPLES, TYPES };

struct cpuprofile {
	struct v8_nodes nodes; /* the first member: the shapes of nodes get a pointer to it */
	uint32_t *samples;     /* ids; once the tree is complete, indices of nodes: */
	size_t found;          /* this many */
	size_t sample_count, sample_capacity;
	int64_t *deltas; /* kept if nodes or samples are after them */
	size_t delta_count, delta_capacity;
	bool timed, direct;  /* there are deltas; they are charged while they are read */
	uint64_t start;      /* microseconds */
	int64_t now, latest; /* microseconds after the start */
	uint64_t backwards;  /* samples */
	uint64_t unknown;    /* samples of nodes that do not exist */
	bool each;           /* samples are kept one by one */
	uint32_t events[TYPES];
	uint32_t *known[TYPES]; /* if samples are kept one by one: nodes' stacks in the sink */
	const char *input;
};

static enum status take_sample(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct cpuprofile *profile = context;
	uint32_t id;
	if (!json_index(value, &id))
		id = UINT32_MAX; /* of no node */
	if (!vector_reserve(&profile->samples, &profile->sample_capacity,
	                    profile->sample_count + 1))
		return error_no_memory(place->err);
	profile->samples[profile->sample_count++] = id;
	return STATUS_OK;
}

/* False without memory. */
static bool make_known(struct cpuprofile *profile, enum type type)
{
	const size_t count = profile->nodes.tree.count;
	profile->known[type] = malloc((count + 1) * sizeof *profile->known[type]);
	for (size_t i = 0; profile->known[type] && i < count; i++)
		profile->known[type][i] = STACK_NONE;
	return profile->known[type];
}

static enum status put_one(struct cpuprofile *profile, uint32_t node, enum type type,
                           uint64_t samples, uint64_t weight, bool timed, struct error *err)
{
	struct put_sample sample = {.event = profile->events[type], .weight = {weight, 0}};
	struct call_tree *tree = &profile->nodes.tree;
	struct sink *sink = profile->nodes.putting.sink;
	if (!sink_value_wanted(sink, sample.event) || !weight)
		return STATUS_OK;
	if (profile->each && !profile->known[type] && !make_known(profile, type))
		return error_no_memory(err);
	sample.known = profile->each ? &profile->known[type][node] : NULL;
	if (!sample.known || *sample.known == STACK_NONE) {
		sample.frames = call_tree_stack(tree, node, &sample.depth);
		if (!sample.frames)
			return error_no_memory(err);
	}
	if (timed) {
		sample.place.known = PLACE_TIME;
		sample.place.time = (profile->start + (uint64_t)profile->now) * 1000;
	}
	enum status status = put_sample(&profile->nodes.putting, &sample, err);
	if (!status && samples && sample.depth && !sink->profiled)
		sink_sum(sink, sample.event, samples, sample.weight);
	return status;
}

/* A node's samples and their time in nanoseconds, in each type. */
static enum status put_types(struct cpuprofile *profile, uint32_t node, uint64_t samples,
                             uint64_t ns, bool timed, struct error *err)
{
	const struct v8_nodes *nodes = &profile->nodes;
	const uint32_t frame = nodes->tree.nodes[node].frame;
	const bool idle = frame != FRAME_NONE && frame == nodes->idle;
	enum status status = STATUS_OK;
	if (!idle)
		status = put_one(profile, node, TYPE_CPU, samples, ns, timed, err);
	if (!status)
		status = put_one(profile, node, TYPE_WALL, samples, ns, timed, err);
	if (!status)
		status = put_one(profile, node, TYPE_SAMPLES, samples, samples, timed, err);
	return status;
}

/* Charges sample i, which was taken `delta` after the previous one. */
static enum status charge(struct cpuprofile *profile, size_t i, int64_t delta, struct error *err)
{
	struct call_tree *tree = &profile->nodes.tree;
	const uint32_t node = profile->samples[i];
	if (i + AHEAD < profile->found && profile->samples[i + AHEAD] != NODE_NONE)
		__builtin_prefetch(&tree->nodes[profile->samples[i + AHEAD]]);
	if (__builtin_add_overflow(profile->now, delta, &profile->now) ||
	    profile->now > INT64_MAX / 1000 || profile->now < -(INT64_MAX / 1000))
		return error_set(err, STATUS_FAILED, "%s: timeDeltas: they do not fit 64 bits",
		                 profile->input);
	const int64_t spent = profile->now > profile->latest ? profile->now - profile->latest : 0;
	profile->backwards += delta < 0;
	profile->latest += spent;
	if (node == NODE_NONE) {
		profile->unknown++;
		return STATUS_OK;
	}
	if (profile->each)
		return put_types(profile, node, 1, (uint64_t)spent * 1000, profile->now >= 0, err);
	tree->nodes[node].samples++;
	tree->nodes[node].weight += (uint64_t)spent * 1000;
	return STATUS_OK;
}

/* Replaces the ids of samples by indices of nodes after the tree is complete. */
static void find_nodes(struct cpuprofile *profile)
{
	for (size_t i = profile->found; i < profile->sample_count; i++)
		profile->samples[i] = call_tree_find(&profile->nodes.tree, profile->samples[i]);
	profile->found = profile->sample_count;
}

static enum status begin_deltas(void *context, const struct json_place *place)
{
	struct cpuprofile *profile = context;
	struct call_tree *tree = &profile->nodes.tree;
	enum status status = STATUS_OK;
	profile->timed = true;
	if (!profile->direct) {
		profile->direct = tree->count && profile->sample_count && !profile->delta_count;
		if (!profile->direct)
			return STATUS_OK;
		for (size_t i = 0; i < tree->count; i++)
			tree->nodes[i].weight = 0; /* hitCount */
		status = call_tree_finish(tree, profile->input, place->err);
	}
	if (!status)
		find_nodes(profile);
	return status;
}

static enum status take_delta(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct cpuprofile *profile = context;
	int64_t delta;
	const size_t i = profile->delta_count++;
	if (!json_integer_value(value, &delta))
		return error_set(place->err, STATUS_FAILED,
		                 "%s: timeDeltas: number %zu is no whole number of microseconds",
		                 profile->input, i + 1);
	if (profile->direct)
		return i < profile->found ? charge(profile, i, delta, place->err) : STATUS_OK;
	if (!vector_reserve(&profile->deltas, &profile->delta_capacity, profile->delta_count))
		return error_no_memory(place->err);
	profile->deltas[i] = delta;
	return STATUS_OK;
}

static enum status take_start(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct cpuprofile *profile = context;
	(void)place;
	if (!json_whole(value, &profile->start) || profile->start > UINT64_MAX / 4000)
		profile->start = 0;
	return STATUS_OK;
}

static const struct json_shape sample_id = {.value = take_sample}, samples = {.items = &sample_id},
			       delta_value = {.value = take_delta},
			       deltas = {.items = &delta_value, .begin = begin_deltas},
			       start_time = {.value = take_start};

static const struct json_field fields[] = {
	{"nodes", &v8_node_list}, {"head", &v8_node},      {"startTime", &start_time},
	{"samples", &samples},    {"timeDeltas", &deltas}, {0},
};

static const struct json_shape document = {.fields = fields};

/* Charges samples that were not charged while they were read. */
static enum status charge_rest(struct cpuprofile *profile, struct error *err)
{
	struct call_tree *tree = &profile->nodes.tree;
	const bool timed = profile->timed && profile->delta_count;
	enum status status = STATUS_OK;
	if (profile->direct)
		return STATUS_OK;
	status = call_tree_finish(tree, profile->input, err);
	if (!status)
		find_nodes(profile);
	for (size_t i = 0; !status && i < tree->count; i++) {
		struct call_node *node = &tree->nodes[i];
		node->samples = profile->sample_count ? 0 : node->weight;
		node->weight = 0;
	}
	for (size_t i = 0; !status && i < profile->sample_count; i++) {
		if (timed && i >= profile->delta_count)
			break;
		status = charge(profile, i, timed ? profile->deltas[i] : 0, err);
	}
	return status;
}

/* Puts the sums of nodes; if samples are kept one by one, nodes have none. */
static enum status put_nodes(struct cpuprofile *profile, struct error *err)
{
	const struct call_tree *tree = &profile->nodes.tree;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < tree->count; i++) {
		const struct call_node *node = &tree->nodes[i];
		if (node->samples)
			status = put_types(profile, (uint32_t)i, node->samples, node->weight, false,
			                   err);
	}
	return status;
}

static void note_account(const struct cpuprofile *profile)
{
	struct sink *sink = profile->nodes.putting.sink;
	const size_t counted = profile->delta_count < profile->sample_count ? profile->delta_count
	                                                                    : profile->sample_count;
	if (profile->backwards)
		sink_note(sink, false,
		          "%s: out of order, so read without their time: %llu of %zu samples",
		          profile->input, (unsigned long long)profile->backwards,
		          profile->sample_count);
	if (profile->unknown)
		sink_note(sink, true,
		          "%s: left out, because their node does not exist: %llu of %zu samples",
		          profile->input, (unsigned long long)profile->unknown,
		          profile->sample_count);
	if (profile->timed && profile->delta_count != profile->sample_count)
		sink_note(sink, true,
		          "%s: %zu samples, but %zu timeDeltas: only the first %zu are read",
		          profile->input, profile->sample_count, profile->delta_count, counted);
}

static bool declare(struct cpuprofile *profile)
{
	struct sink *sink = profile->nodes.putting.sink;
	const bool count = sink->options->count_samples;
	static const char *const names[] = {"cpu", "wall", "samples"};
	static const char *const units[] = {"ns", "ns", "samples"};
	for (unsigned i = 0; i < TYPES; i++) {
		const bool leads = i == (count ? TYPE_SAMPLES : TYPE_CPU);
		profile->events[i] = sink_value(sink, names[i], units[i], leads);
		if (profile->events[i] == EVENT_NONE)
			return false;
	}
	return true;
}

static enum status cpuprofile_read(struct stream *stream, struct sink *sink,
                                   const struct read_options *options, struct error *err)
{
	struct cpuprofile profile = {
		.nodes = {.putting = {.sink = sink}, .idle = FRAME_NONE},
		.input = input_name(stream->input),
		.each = sink->places || options->keep_order,
	};
	sink->profiled = profile.each;
	enum status status = declare(&profile)
	                             ? json_read(stream, &document, NULL, &profile, NULL, err)
	                             : error_no_memory(err);
	if (!status)
		status = charge_rest(&profile, err);
	if (!status)
		status = put_nodes(&profile, err);
	if (!status)
		note_account(&profile);
	v8_nodes_free(&profile.nodes);
	for (unsigned i = 0; i < TYPES; i++)
		free(profile.known[i]);
	free(profile.samples);
	free(profile.deltas);
	return status;
}

static int cpuprofile_bid(const struct head *head)
{
	if (!v8_nodes_in(head) || json_head_has(head, "selfSize"))
		return 0;
	return json_head_has(head, "hitCount") || json_head_has(head, "timeDeltas") ? 92 : 80;
}

const struct reader reader_cpuprofile = {
	.name = "cpuprofile",
	.about = "V8's CPU profiles: node --cpu-prof, Chrome (.cpuprofile)",
	.fields = "a .cpuprofile is of one thread, and has times of samples only",
	.kind = "a V8 CPU profile",
	.form = "{\"nodes\": ..., \"samples\": ..., \"timeDeltas\": ...}",
	.expected = "samples (node --cpu-prof writes them when the program ends)",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = cpuprofile_bid,
	.read = cpuprofile_read,
};
