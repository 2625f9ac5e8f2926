/* Frames of JavaScript as V8's profiles describe them. */
#ifndef STACKFOLD_FORMATS_JS_FRAME_H
#define STACKFOLD_FORMATS_JS_FRAME_H

#include "base/buffer.h"
#include "formats/json_shape.h"
#include "formats/put_sample.h"

/* The known fields of a call: texts are kept from one value to the next. Zeroed:
 * nothing is known. */
struct js_call {
	struct buffer name, url;
	int64_t line; /* from 0; -1: unknown */
};

void js_call_begin(struct js_call *call);

/* The frame: "parse"; for a function without a name "(anonymous) parser.js:12", with --srcline
 * always "parse:parser.js:12". Its module is the package in node_modules, "node" for Node.js's own
 * files, otherwise the file. FRAME_NONE without memory. */
uint32_t js_call_frame(struct js_call *call, struct putting *putting);

void js_call_free(struct js_call *call);

#endif
