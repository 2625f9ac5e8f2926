/* OpenTelemetry profiles as JSON: made into the fields of the binary form as they are read. */
#ifndef STACKFOLD_FORMATS_OTLP_JSON_H
#define STACKFOLD_FORMATS_OTLP_JSON_H

#include "formats/protobuf.h"
#include "read/stream.h"

/* Whether an input with these first bytes may be such a document. */
bool otlp_json_looks(const struct head *head);

/* Who gets the fields of documents, each with all that is in it, and is called when one ends. */
struct otlp_json_taker {
	enum status (*field)(void *context, const struct proto_field *field, struct error *err);
	enum status (*end)(void *context, struct error *err);
	void *context;
};

/* Reads documents, one after another. STATUS_FAILED with the place where it is no JSON. Memory: the
 * largest field. */
enum status otlp_json_read(struct stream *stream, const struct otlp_json_taker *taker,
                           struct error *err);

#endif
