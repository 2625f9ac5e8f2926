#include "formats/xml_events.h"

#include "base/buffer.h"

#include <string.h>

/* The end of a document type, which may have declarations in brackets. */
static const char *end_of_type(struct text text)
{
	const char *bracket = memchr(text.at, '[', text.size), *end = text_find(text, ">");
	return bracket && end && bracket < end ? "]>" : ">";
}

/* The text after blanks, a byte order mark, the XML declaration, comments and a document type. */
static struct text skip_prolog(struct text text)
{
	if (text_begins(text, "\xef\xbb\xbf"))
		text = text_from(text, 3);
	for (;;) {
		while (text.size && strchr(" \t\r\n", *text.at))
			text = text_from(text, 1);
		const char *end = text_begins(text, "<?")     ? "?>"
		                  : text_begins(text, "<!--") ? "-->"
		                  : text_begins(text, "<!")   ? end_of_type(text)
		                                              : NULL;
		const char *stop = end ? text_find(text, end) : NULL;
		if (!stop)
			return text;
		text = text_from(text, (size_t)(stop - text.at) + strlen(end));
	}
}

bool xml_begins(const struct head *head, const char *name)
{
	const struct text rest = skip_prolog((struct text){head->text, head->size});
	const size_t size = strlen(name);
	if (rest.size < size + 2 || *rest.at != '<')
		return false;
	struct text tag = text_from(rest, 1);
	const char *colon = memchr(tag.at, ':', tag.size < 64 ? tag.size : 64);
	const char *stop = memchr(tag.at, '>', tag.size);
	if (colon && (!stop || colon < stop) && !memchr(tag.at, ' ', (size_t)(colon - tag.at)))
		tag = text_from(tag, (size_t)(colon - tag.at) + 1);
	return text_begins(tag, name) && tag.size > size && strchr(" \t\r\n/>", tag.at[size]);
}

#ifdef HAVE_XML

#include <libxml/parser.h>
#include <pthread.h>

enum { XML_CHUNK = 64 << 10 };

struct xml_reading {
	const struct xml_events *events;
	void *context;
	struct sink *sink;
	xmlParserCtxtPtr parser;
	unsigned depth;     /* of open elements */
	enum status status; /* of the first call that failed */
	struct error *err;
	const char *refused; /* the kind of declaration in the document */
	struct buffer value; /* the value of an attribute, decoded */
};

struct xml_element {
	struct xml_reading *reading;
	const xmlChar **attributes; /* five pointers for each attribute */
	int count;
};

enum { NAME, PREFIX, ADDRESS, VALUE, VALUE_END, ATTRIBUTE_PARTS };

static void stop_at(struct xml_reading *reading, enum status status)
{
	if (!status)
		return;
	reading->status = status;
	xmlStopParser(reading->parser);
}

static struct text text_of_name(const xmlChar *name)
{
	return text_of((const char *)name);
}

static bool is_going_on(const struct xml_reading *reading)
{
	return !reading->status && !reading->refused;
}

static void note_line(struct xml_reading *reading)
{
	const int line = xmlSAX2GetLineNumber(reading->parser);
	reading->sink->lines = line > 0 ? (uint64_t)line : 0;
}

static void on_begin(void *to, const xmlChar *name, const xmlChar *prefix, const xmlChar *address,
                     int namespaces, const xmlChar **namespace_list, int attributes, int defaulted,
                     const xmlChar **attribute_list)
{
	struct xml_reading *reading = to;
	struct xml_element element = {reading, attribute_list, attributes};
	(void)prefix, (void)address, (void)namespaces, (void)namespace_list, (void)defaulted;
	reading->depth++;
	if (!is_going_on(reading) || !reading->events->begin)
		return;
	note_line(reading);
	stop_at(reading, reading->events->begin(reading->context, text_of_name(name), &element,
	                                        reading->err));
}

static void on_end(void *to, const xmlChar *name, const xmlChar *prefix, const xmlChar *address)
{
	struct xml_reading *reading = to;
	(void)prefix, (void)address;
	reading->depth--;
	if (!is_going_on(reading) || !reading->events->end)
		return;
	stop_at(reading, reading->events->end(reading->context, text_of_name(name), reading->err));
}

static void on_text(void *to, const xmlChar *text, int size)
{
	struct xml_reading *reading = to;
	if (!is_going_on(reading) || !reading->events->text || size <= 0)
		return;
	stop_at(reading, reading->events->text(reading->context,
	                                       (struct text){(const char *)text, (size_t)size},
	                                       reading->err));
}

static void refuse(struct xml_reading *reading, const char *what)
{
	if (!is_going_on(reading))
		return;
	reading->refused = what;
	xmlStopParser(reading->parser);
}

static void on_entity(void *to, const xmlChar *name, int type, const xmlChar *public_name,
                      const xmlChar *system_name, xmlChar *content)
{
	(void)name, (void)type, (void)public_name, (void)system_name, (void)content;
	refuse(to, "entities");
}

static void on_unparsed(void *to, const xmlChar *name, const xmlChar *public_name,
                        const xmlChar *system_name, const xmlChar *notation)
{
	(void)name, (void)public_name, (void)system_name, (void)notation;
	refuse(to, "entities");
}

static void on_attribute(void *to, const xmlChar *element, const xmlChar *name, int type, int kind,
                         const xmlChar *value, xmlEnumerationPtr tree)
{
	(void)element, (void)name, (void)type, (void)kind, (void)value;
	xmlFreeEnumeration(tree);
	refuse(to, "attributes");
}

static void on_element(void *to, const xmlChar *name, int type, xmlElementContentPtr content)
{
	(void)name, (void)type, (void)content;
	refuse(to, "elements");
}

/* libxml2 makes no other calls: nothing is resolved, loaded or kept. */
static xmlSAXHandler handler = {
	.initialized = XML_SAX2_MAGIC,
	.startElementNs = on_begin,
	.endElementNs = on_end,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_text,
	.entityDecl = on_entity,
	.unparsedEntityDecl = on_unparsed,
	.attributeDecl = on_attribute,
	.elementDecl = on_element,
};

/* "x" is the attribute without a prefix, "fg:x" the one with this prefix. */
static bool is_named(const xmlChar **attribute, const char *name)
{
	const char *prefix = (const char *)attribute[PREFIX];
	const size_t size = prefix ? strlen(prefix) : 0;
	if (size && (strncmp(name, prefix, size) != 0 || name[size] != ':'))
		return false;
	return strcmp(name + size + (size > 0), (const char *)attribute[NAME]) == 0;
}

struct text xml_attribute(struct xml_element *element, const char *name)
{
	static const char ampersand[] = "&#38;"; /* libxml2 passes a lone & in this form */
	struct buffer *value = &element->reading->value;
	const xmlChar **at = element->attributes;
	for (int i = 0; i < element->count; i++, at += ATTRIBUTE_PARTS) {
		if (!is_named(at, name))
			continue;
		struct text text = {(const char *)at[VALUE], (size_t)(at[VALUE_END] - at[VALUE])};
		const char *found = text_find(text, ampersand);
		if (!found)
			return text;
		value->size = 0;
		for (; found; found = text_find(text, ampersand)) {
			buffer_append(value, text.at, (size_t)(found - text.at));
			buffer_byte(value, '&');
			text = text_from(text, (size_t)(found - text.at) + strlen(ampersand));
		}
		buffer_append(value, text.at, text.size);
		return (struct text){value->data, value->size};
	}
	return (struct text){NULL, 0};
}

static enum status report(struct xml_reading *reading, const struct stream *stream)
{
	const char *name = input_name(stream->input);
	const xmlError *error = xmlCtxtGetLastError(reading->parser);
	const char *message = error && error->message ? error->message : "no XML";
	const size_t size = strcspn(message, "\n");
	if (error && error->code == XML_ERR_NO_MEMORY)
		return error_no_memory(reading->err);
	if (error && error->code == XML_ERR_DOCUMENT_END && reading->depth)
		return error_set(reading->err, STATUS_FAILED,
		                 "%s: line %d: the document ends in the middle of an element", name,
		                 error->line);
	return error_set(reading->err, STATUS_FAILED, "%s: line %d: %.*s", name,
	                 error ? error->line : 0, (int)(size < 200 ? size : 200), message);
}

/* Whether reading continues after a call of the parser; if not, its status is set. */
static bool look_after(struct xml_reading *reading, const struct stream *stream, int result)
{
	if (reading->status)
		return false;
	if (reading->refused)
		reading->status = error_set(
			reading->err, STATUS_FAILED,
			"%s: line %d: declares %s of its own (<!DOCTYPE ... [), which is refused",
			input_name(stream->input), xmlSAX2GetLineNumber(reading->parser),
			reading->refused);
	else if (reading->value.failed)
		reading->status = error_no_memory(reading->err);
	else if (result != XML_ERR_OK && !reading->parser->wellFormed)
		reading->status = report(reading, stream);
	return !reading->status;
}

static void read_on(struct xml_reading *reading, struct stream *stream)
{
	char bytes[XML_CHUNK];
	while (stream_has_more(stream)) {
		const ssize_t n = stream_read(stream, bytes, sizeof bytes, reading->err);
		if (n < 0)
			reading->status = STATUS_FAILED;
		if (n < 0 ||
		    !look_after(reading, stream, xmlParseChunk(reading->parser, bytes, (int)n, 0)))
			return;
	}
	look_after(reading, stream, xmlParseChunk(reading->parser, NULL, 0, 1));
}

static pthread_once_t initialised = PTHREAD_ONCE_INIT;

enum status xml_read(struct stream *stream, struct sink *sink, const struct xml_events *events,
                     void *context, struct error *err)
{
	struct xml_reading reading = {
		.events = events, .context = context, .sink = sink, .err = err};
	char first[4]; /* libxml2 detects the encoding by them */
	pthread_once(&initialised, xmlInitParser);
	const ssize_t n = stream_read(stream, first, sizeof first, err);
	if (n < 0)
		return STATUS_FAILED;
	reading.parser = xmlCreatePushParserCtxt(&handler, &reading, first, (int)n, NULL);
	if (!reading.parser)
		return error_no_memory(err);
	xmlCtxtUseOptions(reading.parser,
	                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	read_on(&reading, stream);
	xmlFreeDoc(reading.parser->myDoc); /* libxml2 creates one for declarations */
	reading.parser->myDoc = NULL;
	xmlFreeParserCtxt(reading.parser);
	buffer_free(&reading.value);
	return reading.status;
}

#else

struct text xml_attribute(struct xml_element *element, const char *name)
{
	(void)element, (void)name;
	return (struct text){NULL, 0};
}

enum status xml_read(struct stream *stream, struct sink *sink, const struct xml_events *events,
                     void *context, struct error *err)
{
	(void)sink, (void)events, (void)context;
	return error_set(err, STATUS_FAILED, "%s: this build cannot read XML",
	                 input_name(stream->input));
}

#endif
