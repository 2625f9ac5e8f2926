#include "formats/v8_nodes.h"

#include "base/vector.h"
#include "store/frames.h"

#include <stdlib.h>

static struct call_node *open_node(struct v8_nodes *nodes)
{
	return &nodes->tree.nodes[nodes->open[nodes->depth - 1]];
}

/* A node without an id gets an unused one: V8's ids count from 1. */
static enum status begin_node(void *context, const struct json_place *place)
{
	struct v8_nodes *nodes = context;
	const uint64_t id = UINT64_MAX - nodes->tree.count;
	const uint32_t parent = nodes->depth ? nodes->open[nodes->depth - 1] : NODE_NONE;
	const uint32_t node = call_tree_add(&nodes->tree, id, parent, FRAME_NONE);
	if (node == NODE_NONE || !vector_reserve(&nodes->open, &nodes->capacity, nodes->depth + 1))
		return error_no_memory(place->err);
	nodes->open[nodes->depth++] = node;
	js_call_begin(&nodes->call);
	return STATUS_OK;
}

static enum status end_node(void *context, const struct json_place *place)
{
	struct v8_nodes *nodes = context;
	(void)place;
	nodes->depth--;
	return STATUS_OK;
}

static enum status take_id(void *context, const struct json_place *place,
                           const struct json_value *value)
{
	(void)place;
	uint64_t id;
	if (json_whole(value, &id))
		open_node(context)->id = id;
	return STATUS_OK;
}

static enum status take_weight(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	(void)place;
	uint64_t weight;
	if (json_whole(value, &weight))
		open_node(context)->weight = weight;
	return STATUS_OK;
}

static enum status take_parent(void *context, const struct json_place *place,
                               const struct json_value *value)
{
	struct v8_nodes *nodes = context;
	uint64_t parent;
	if (json_whole(value, &parent) &&
	    !call_tree_parent(&nodes->tree, nodes->open[nodes->depth - 1], parent))
		return error_no_memory(place->err);
	return STATUS_OK;
}

static enum status take_child(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct v8_nodes *nodes = context;
	uint64_t child;
	if (json_whole(value, &child) &&
	    !call_tree_child(&nodes->tree, nodes->open[nodes->depth - 1], child))
		return error_no_memory(place->err);
	return STATUS_OK;
}

static enum status begin_call(void *context, const struct json_place *place)
{
	struct v8_nodes *nodes = context;
	(void)place;
	js_call_begin(&nodes->call);
	return STATUS_OK;
}

/* The root, which is in all stacks, is left out. */
static enum status end_call(void *context, const struct json_place *place)
{
	struct v8_nodes *nodes = context;
	const struct text name = {nodes->call.name.data, nodes->call.name.size};
	struct call_node *node = open_node(nodes);
	if (name.size && text_is(name, "(root)"))
		return STATUS_OK;
	const bool idle = name.size && text_is(name, "(idle)");
	node->frame = js_call_frame(&nodes->call, &nodes->putting);
	if (node->frame == FRAME_NONE)
		return error_no_memory(place->err);
	if (idle)
		nodes->idle = node->frame;
	return STATUS_OK;
}

static enum status take_text(struct buffer *buffer, const struct json_place *place,
                             const struct json_value *value)
{
	buffer->size = 0;
	if (value->type == JSON_TEXT)
		buffer_append(buffer, value->text.at, value->text.size);
	return buffer->failed ? error_no_memory(place->err) : STATUS_OK;
}

static enum status take_name(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	return take_text(&((struct v8_nodes *)context)->call.name, place, value);
}

static enum status take_url(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	return take_text(&((struct v8_nodes *)context)->call.url, place, value);
}

static enum status take_line(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct v8_nodes *nodes = context;
	(void)place;
	if (!json_integer_value(value, &nodes->call.line) || nodes->call.line < -1)
		nodes->call.line = -1;
	return STATUS_OK;
}

static const struct json_shape id = {.value = take_id}, weight = {.value = take_weight},
			       parent = {.value = take_parent}, name = {.value = take_name},
			       url = {.value = take_url}, line = {.value = take_line};

static const struct json_field call_fields[] = {
	{"functionName", &name},
	{"url", &url},
	{"lineNumber", &line},
	{0},
};

static const struct json_shape call = {.fields = call_fields, .begin = begin_call, .end = end_call};

static const struct json_field node_fields[];

/* A child is a node, or the id of one. */
static const struct json_shape child = {
	.fields = node_fields, .begin = begin_node, .end = end_node, .value = take_child};

static const struct json_shape children = {.items = &child};

static const struct json_field node_fields[] = {
	{"id", &id},
	{"callFrame", &call},
	{"hitCount", &weight},
	{"selfSize", &weight},
	{"children", &children},
	{"parent", &parent},
	{0},
};

const struct json_shape v8_node = {.fields = node_fields, .begin = begin_node, .end = end_node};
const struct json_shape v8_node_list = {.items = &v8_node};

bool v8_nodes_in(const struct head *head)
{
	return json_begins(head) && json_head_has(head, "callFrame") &&
	       json_head_has(head, "functionName");
}

void v8_nodes_free(struct v8_nodes *nodes)
{
	putting_free(&nodes->putting);
	call_tree_free(&nodes->tree);
	js_call_free(&nodes->call);
	free(nodes->open);
}
