/* One of Chrome's trace events, as JSON has it. */
#ifndef STACKFOLD_FORMATS_CHROME_EVENT_H
#define STACKFOLD_FORMATS_CHROME_EVENT_H

#include "base/number.h"
#include "formats/json_shape.h"
#include "formats/v8_chunks.h"

/* The state of a reader begins with this: the shapes get its address. Zeroed but for the nodes of
 * chunks; chrome_event_free frees. */
struct chrome_event {
	struct v8_chunks chunks; /* first, likewise */
	char phase;              /* "ph"; 0: none, or longer than a letter */
	struct buffer name, pid, tid, id;
	struct buffer detail;        /* of args, as clang writes it */
	struct buffer new_name;      /* of args: that of a thread or process */
	struct decimal at, duration; /* microseconds */
	bool has_at, has_duration;
	bool total; /* a sum of events */
};

/* The fields of an event, and what makes it empty before they come. */
extern const struct json_field chrome_event_fields[];
enum status chrome_event_begin(void *context, const struct json_place *place);

void chrome_event_free(struct chrome_event *event);

#endif
