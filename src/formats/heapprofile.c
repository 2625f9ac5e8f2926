/* V8's sampling heap profiles: `node --heap-prof`, Chrome's allocation sampling. One JSON object:
 *
 *     {"head": {"callFrame": {...}, "selfSize": 0, "id": 1, "children": [{...}]}, "samples": [...]}
 *
 * selfSize: V8's estimate, from the samples, of the bytes that a node allocated and that were alive
 * when the profile was taken. */
#include "config.h"

#include "formats/v8_nodes.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/frames.h"

static const struct json_field fields[] = {{"head", &v8_node}, {0}};
static const struct json_shape document = {.fields = fields};

static enum status put_nodes(struct v8_nodes *nodes, uint32_t event, struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < nodes->tree.count; i++) {
		struct put_sample sample = {.event = event,
		                            .weight = {nodes->tree.nodes[i].weight, 0}};
		if (!sample.weight.value)
			continue;
		sample.frames = call_tree_stack(&nodes->tree, (uint32_t)i, &sample.depth);
		status = sample.frames ? put_sample(&nodes->putting, &sample, err)
		                       : error_no_memory(err);
	}
	return status;
}

static enum status heapprofile_read(struct stream *stream, struct sink *sink,
                                    const struct read_options *options, struct error *err)
{
	struct v8_nodes nodes = {.putting = {.sink = sink}, .idle = FRAME_NONE};
	(void)options;
	sink->profiled = false;
	const uint32_t event = sink_value(sink, "inuse_space", "bytes", true);
	enum status status = event == EVENT_NONE
	                             ? error_no_memory(err)
	                             : json_read(stream, &document, NULL, &nodes, NULL, err);
	if (!status)
		status = call_tree_finish(&nodes.tree, input_name(stream->input), err);
	if (!status)
		status = put_nodes(&nodes, event, err);
	v8_nodes_free(&nodes);
	return status;
}

static int heapprofile_bid(const struct head *head)
{
	return v8_nodes_in(head) && json_head_has(head, "selfSize") ? 92 : 0;
}

const struct reader reader_heapprofile = {
	.name = "heapprofile",
	.about = "V8's sampling heap profiles: node --heap-prof, Chrome (.heapprofile)",
	.fields = "a .heapprofile has neither",
	.kind = "a V8 heap profile",
	.form = "{\"head\": {\"callFrame\": ..., \"selfSize\": ...}}",
	.expected = "allocations (was anything alive when the profile was taken?)",
#ifdef HAVE_YAJL
	.available = true,
#endif
	.bid = heapprofile_bid,
	.read = heapprofile_read,
};
