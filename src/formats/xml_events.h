/* Reads XML as a stream, by libxml2: elements and text as they come, nothing is kept. It opens no
 * file and no address, and a document that declares entities, elements or attributes of its own is
 * refused: profilers write none, and they are how a few bytes become gigabytes. */
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

/* What is called as the document goes on; NULL: that is passed over. Text is valid until the call
 * returns. A status that is not STATUS_OK ends the reading: they set err. */
struct xml_events {
	/* Names are without their prefix. */
	enum status (*begin)(void *context, struct text name, struct xml_element *element,
	                     struct error *err);
	enum status (*end)(void *context, struct text name, struct error *err);
	/* A part of an element's text; there may be several, one after another. */
	enum status (*text)(void *context, struct text text, struct error *err);
};

/* The value of an attribute, named with its prefix where it has one ("fg:x"): valid until the next
 * call for the same element; size 0, at NULL: it is not there. */
struct text xml_attribute(struct xml_element *element, const char *name);

/* Reads the stream to its end, and keeps the line in sink->lines. STATUS_FAILED with the input's
 * name and the line where it is no XML or declares entities, STATUS_FATAL without memory, or what a
 * call returned. Not available without libxml2: STATUS_FAILED. */
enum status xml_read(struct stream *stream, struct sink *sink, const struct xml_events *events,
                     void *context, struct error *err);

/* Whether an input with this head is XML whose first element has that name. */
bool xml_begins(const struct head *head, const char *name);

#endif
