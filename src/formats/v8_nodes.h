/* The nodes of V8's profiles, flat ("children": [2, 3]) or nested ("children": [{...}]):
 *
 *     {"id": 2, "callFrame": {"functionName": "parse", "url": "file:///a/parser.js",
 *      "lineNumber": 11, "columnNumber": 4}, "hitCount": 3, "children": [5, 8]}
 *
 * https://chromedevtools.github.io/devtools-protocol/tot/Profiler/ and .../HeapProfiler/ */
#ifndef STACKFOLD_FORMATS_V8_NODES_H
#define STACKFOLD_FORMATS_V8_NODES_H

#include "formats/call_tree.h"
#include "formats/js_frame.h"
#include "formats/json_shape.h"
#include "formats/put_sample.h"

/* A reader's state begins with this: the shapes below get its address. Zeroed except the sink. */
struct v8_nodes {
	struct putting putting;
	struct call_tree tree;
	struct js_call call;
	uint32_t *open; /* nodes, the outer ones first */
	size_t depth, capacity;
	uint32_t idle; /* the frame of "(idle)", FRAME_NONE: none so far */
};

/* Shapes of an array of nodes, and of one node with the nodes below it. hitCount or selfSize is
 * its weight. */
extern const struct json_shape v8_node_list, v8_node;

/* The number of bytes of a document's head that suggest nodes of V8: those of their keys. */
bool v8_nodes_in(const struct head *head);

void v8_nodes_free(struct v8_nodes *nodes);

#endif
