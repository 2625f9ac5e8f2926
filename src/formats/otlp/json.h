/* OpenTelemetry profiles as JSON: converted to the fields of the binary form while
 * they are read. */
#ifndef STACKFOLD_FORMATS_OTLP_JSON_H
#define STACKFOLD_FORMATS_OTLP_JSON_H

#include "formats/protobuf.h"
#include "read/stream.h"

/* Whether an input with these first bytes may be such a document. */
bool otlp_json_looks(const struct head *head);

/* Receives the complete fields of documents, and is called when a document ends. */
struct otlp_json_taker {
	enum status (*field)(void *context, const struct proto_field *field, struct error *err);
	enum status (*end)(void *context, struct error *err);
	void *context;
};

/* Reads a sequence of documents. STATUS_FAILED with the position of an error in the JSON. Memory:
 * the largest field. */
enum status otlp_json_read(struct stream *stream, const struct otlp_json_taker *taker,
                           struct error *err);

#endif
