/* Reads XML as a stream, by libxml2: elements and text are passed on as they are read, and nothing
 * is kept. It opens no files and no network addresses. A document that declares entities, elements
 * or attributes is rejected: profilers write none, and with them a few bytes can expand to
 * gigabytes. */
#ifndef STACKFOLD_FORMATS_XML_EVENTS_H
#define STACKFOLD_FORMATS_XML_EVENTS_H

#include "config.h"

#include "base/status.h"
#include "base/text.h"
#include "read/sink.h"
#include "read/stream.h"

#include <stdbool.h>

#ifdef HAVE_XML
enum { XML_AVAILABLE = 1 };
#else
enum { XML_AVAILABLE = 0 };
#endif

struct xml_element; /* in xml_events.c: the element that begins */

/* The functions that are called for the parts of a document; NULL: these parts are skipped. Text is
 * valid until the function returns. A status other than STATUS_OK ends the reading:
 * they set err. */
struct xml_events {
	/* Names are without their prefix. */
	enum status (*begin)(void *context, struct text name, struct xml_element *element,
	                     struct error *err);
	enum status (*end)(void *context, struct text name, struct error *err);
	/* A part of an element's text; there may be several, one after another. */
	enum status (*text)(void *context, struct text text, struct error *err);
};

/* The value of an attribute, named with its prefix if it has one ("fg:x"): valid until the next
 * call for the same element; size 0, at NULL: it is missing. */
struct text xml_attribute(struct xml_element *element, const char *name);

/* Reads the stream to its end, and keeps the line in sink->lines. STATUS_FAILED with the input's
 * name and the line if it is not XML or has declarations, STATUS_FATAL without memory, or the
 * status of a function. Not available without libxml2: STATUS_FAILED. */
enum status xml_read(struct stream *stream, struct sink *sink, const struct xml_events *events,
                     void *context, struct error *err);

/* Whether an input with this head is XML whose first element has that name. */
bool xml_begins(const struct head *head, const char *name);

#endif
