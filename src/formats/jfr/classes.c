#include "formats/jfr/classes.h"

#include "base/number.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	DEPTH_MAX = 32,      /* nesting depth of elements, and of classes */
	WORK_PER_BYTE = 16,  /* values for each byte of the input */
	WORK_BASE = 1 << 20, /* ... plus this many */
};

#define DURATION_EVENT(name, type)                                                                 \
	{                                                                                          \
		name, type, "ns", "eventThread", "duration", true                                  \
	}

const struct jfr_event jfr_events[] = {
	{"jdk.ExecutionSample", "cpu", "samples", "sampledThread", NULL, false},
	{"jdk.NativeMethodSample", "native", "samples", "sampledThread", NULL, false},
	{"profiler.WallClockSample", "wall", "samples", "sampledThread", "samples", false},
	{"jdk.ObjectAllocationSample", "alloc", "bytes", "eventThread", "weight", false},
	{"jdk.ObjectAllocationInNewTLAB", "alloc", "bytes", "eventThread", "tlabSize", false},
	{"jdk.ObjectAllocationOutsideTLAB", "alloc", "bytes", "eventThread", "allocationSize",
         false},
	DURATION_EVENT("jdk.JavaMonitorEnter", "lock"),
	DURATION_EVENT("jdk.JavaMonitorWait", "wait"),
	DURATION_EVENT("jdk.ThreadPark", "park"),
	DURATION_EVENT("jdk.ThreadSleep", "sleep"),
	DURATION_EVENT("jdk.FileRead", "io"),
	DURATION_EVENT("jdk.FileWrite", "io"),
	DURATION_EVENT("jdk.SocketRead", "io"),
	DURATION_EVENT("jdk.SocketWrite", "io"),
	{"jdk.JavaExceptionThrow", "exceptions", "exceptions", "eventThread", NULL, false},
	{NULL, NULL, NULL, NULL, NULL, false},
};

static const struct {
	const char *name;
	const char *slots[JFR_SLOTS];
} known_classes[JFR_KNOWN] = {
	[JFR_STACK_TRACE] = {"jdk.types.StackTrace", {"truncated", "frames"}},
	[JFR_STACK_FRAME] = {"jdk.types.StackFrame", {"method", "lineNumber", "type"}},
	[JFR_METHOD] = {"jdk.types.Method", {"type", "name", "descriptor"}},
	[JFR_CLASS] = {"java.lang.Class", {"name"}},
	[JFR_SYMBOL] = {"jdk.types.Symbol", {"string"}},
	[JFR_THREAD] = {"java.lang.Thread", {"osName", "osThreadId", "javaName", "javaThreadId"}},
	[JFR_FRAME_TYPE] = {"jdk.types.FrameType", {"description"}},
	[JFR_THREAD_STATE] = {"jdk.types.ThreadState", {"name"}},
	[JFR_JAVA_STRING] = {"java.lang.String", {NULL}},
};

static enum jfr_kind kind_of(struct text name)
{
	static const struct {
		const char *name;
		enum jfr_kind kind;
	} kinds[] = {
		{"boolean", JFR_BYTES_1}, {"byte", JFR_BYTES_1}, {"char", JFR_BYTES_2},
		{"short", JFR_BYTES_2},   {"int", JFR_BYTES_4},  {"long", JFR_BYTES_8},
		{"float", JFR_FLOAT},     {"double", JFR_FLOAT}, {"java.lang.String", JFR_STRING}};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(name, kinds[i].name))
			return kinds[i].kind;
	return JFR_STRUCT;
}

static enum jfr_known known_of(struct text name)
{
	unsigned known = 0;
	while (known < JFR_KNOWN && !text_is(name, known_classes[known].name))
		known++;
	return (enum jfr_known)known;
}

static uint8_t event_of(struct text name)
{
	for (uint8_t i = 0; jfr_events[i].name; i++)
		if (text_is(name, jfr_events[i].name))
			return (uint8_t)(i + 1);
	return 0;
}

static uint8_t slot_of(const struct jfr_class *class, struct text name)
{
	if (class->event) {
		const struct jfr_event *event = &jfr_events[class->event - 1];
		const char *slots[JFR_SLOTS] = {"startTime", event->thread, "stackTrace", "state",
		                                event->weight};
		for (unsigned i = 0; i < JFR_SLOTS; i++)
			if (slots[i] && text_is(name, slots[i]))
				return (uint8_t)i;
	}
	for (unsigned i = 0; class->known < JFR_KNOWN && i < JFR_SLOTS; i++)
		if (known_classes[class->known].slots[i] &&
		    text_is(name, known_classes[class->known].slots[i]))
			return (uint8_t)i;
	return JFR_NO_SLOT;
}

/* ---- reading ---- */

static bool read_strings(struct jfr_classes *classes, struct jfr_bytes *bytes)
{
	uint64_t count = jfr_number(bytes, 4);
	size_t *ends = NULL, capacity = 0, n = 0;
	bool ok = true;
	for (; count && !bytes->bad && ok; count--) {
		const struct jfr_string string = jfr_string(bytes);
		jfr_append(&classes->texts, &string);
		ok = vector_reserve(&ends, &capacity, n + 1);
		if (ok)
			ends[n++] = classes->texts.size;
	}
	ok = ok && !classes->texts.failed &&
	     vector_reserve(&classes->strings, &classes->string_capacity, n + 1);
	for (size_t i = 0; ok && i < n; i++) {
		const size_t from = i ? ends[i - 1] : 0;
		classes->strings[i] = (struct text){
			ends[i] > from ? classes->texts.data + from : "", ends[i] - from};
	}
	classes->string_count = ok ? n : 0;
	free(ends);
	return ok;
}

static struct text read_name(const struct jfr_classes *classes, struct jfr_bytes *bytes)
{
	const uint64_t i = jfr_number(bytes, 4);
	if (i < classes->string_count)
		return classes->strings[i];
	bytes->bad = true;
	return (struct text){"", 0};
}

static uint64_t decimal_of(struct text text)
{
	struct decimal number = {0, 0};
	return decimal_parse(text.at, text.size, &number) || number.places ? 0 : number.value;
}

/* The attributes of an element. */
struct element {
	struct text kind, name;
	uint64_t id, class_id;
	bool pooled, array;
};

static struct element read_element(const struct jfr_classes *classes, struct jfr_bytes *bytes)
{
	struct element element = {.kind = read_name(classes, bytes)};
	uint64_t attributes = jfr_number(bytes, 4);
	for (; attributes && !bytes->bad; attributes--) {
		const struct text key = read_name(classes, bytes),
				  value = read_name(classes, bytes);
		if (text_is(key, "name"))
			element.name = value;
		else if (text_is(key, "id"))
			element.id = decimal_of(value);
		else if (text_is(key, "class"))
			element.class_id = decimal_of(value);
		else if (text_is(key, "constantPool"))
			element.pooled = text_is(value, "true");
		else if (text_is(key, "dimension"))
			element.array = !text_is(value, "0");
	}
	return element;
}

/* False without memory. */
static bool add_class(struct jfr_classes *classes, const struct element *element)
{
	const size_t n = classes->ids.count;
	if (!vector_reserve(&classes->items, &classes->capacity, n + 1) ||
	    !id_index_add(&classes->ids, element->id))
		return false;
	const enum jfr_known known = known_of(element->name);
	classes->items[n] = (struct jfr_class){.name = element->name,
	                                       .kind = kind_of(element->name),
	                                       .known = known,
	                                       .first_field = classes->field_count,
	                                       .event = event_of(element->name)};
	if (known < JFR_KNOWN)
		classes->row_of[known] = n;
	return true;
}

static bool add_field(struct jfr_classes *classes, const struct element *element)
{
	struct jfr_class *class = &classes->items[classes->ids.count - 1];
	if (!vector_reserve(&classes->fields, &classes->field_capacity, classes->field_count + 1))
		return false;
	classes->fields[classes->field_count++] = (struct jfr_field){
		.class_id = element->class_id,
		.pooled = element->pooled,
		.array = element->array,
		.slot = slot_of(class, element->name)};
	class->field_count++;
	if (classes->fields[classes->field_count - 1].slot != JFR_NO_SLOT)
		class->slot_fields = class->field_count;
	return true;
}

/* Finds the classes of fields, and the classes that have only numbers. */
static void resolve(struct jfr_classes *classes)
{
	for (size_t i = 0; i < classes->field_count; i++)
		classes->fields[i].class_row = id_index_find(&classes->ids,
		                                             classes->fields[i].class_id);
	for (size_t i = 0; i < classes->ids.count; i++) {
		struct jfr_class *class = &classes->items[i];
		class->numbers = class->kind == JFR_STRUCT && class->field_count;
		for (size_t f = 0; f < class->field_count && class->numbers; f++) {
			const struct jfr_field *field = &classes->fields[class->first_field + f];
			const enum jfr_kind kind = field->class_row == ID_INDEX_NONE
			                                   ? JFR_STRUCT
			                                   : classes->items[field->class_row].kind;
			class->numbers = !field->array && (field->pooled || kind >= JFR_BYTES_2);
		}
	}
}

enum status jfr_classes_read(struct jfr_classes *classes, struct jfr_bytes *bytes,
                             struct error *err)
{
	uint64_t left[DEPTH_MAX] = {1}; /* number of remaining elements on each level */
	size_t depth = 1;
	for (size_t i = 0; i < JFR_KNOWN; i++)
		classes->row_of[i] = ID_INDEX_NONE;
	classes->work = WORK_BASE + (uint64_t)(bytes->end - bytes->at) * WORK_PER_BYTE;
	if (!read_strings(classes, bytes))
		return error_no_memory(err);
	while (depth && !bytes->bad) {
		if (!left[depth - 1]) {
			depth--;
			continue;
		}
		left[depth - 1]--;
		const struct element element = read_element(classes, bytes);
		const bool class = text_is(element.kind, "class");
		if (bytes->bad || depth == DEPTH_MAX)
			return STATUS_FAILED;
		if (class && !add_class(classes, &element))
			return error_no_memory(err);
		if (!class && text_is(element.kind, "field") && classes->ids.count &&
		    !add_field(classes, &element))
			return error_no_memory(err);
		left[depth++] = jfr_number(bytes, 4);
	}
	if (!id_index_settle(&classes->ids))
		return error_no_memory(err);
	resolve(classes);
	return bytes->bad ? STATUS_FAILED : STATUS_OK;
}

/* ---- values ---- */

static void skip_values(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes,
                        uint64_t count, unsigned depth);

static void skip_field(struct jfr_classes *classes, const struct jfr_field *field,
                       struct jfr_bytes *bytes, unsigned depth)
{
	const uint64_t count = field->array ? jfr_number(bytes, 4) : 1;
	if (field->pooled && bytes->compressed)
		jfr_pass_compressed(bytes, count);
	else if (field->pooled)
		jfr_pass(bytes, count > UINT32_MAX ? UINT64_MAX : 8 * count);
	else
		skip_values(classes, field->class_row, bytes, count, depth);
}

/* Skips values of a class that has fields; in damaged files a class may contain itself. */
static void skip_structs(struct jfr_classes *classes, const struct jfr_class *class,
                         struct jfr_bytes *bytes, uint64_t count, unsigned depth)
{
	if (class->numbers && bytes->compressed) {
		if (count > UINT32_MAX)
			bytes->bad = true;
		else
			jfr_pass_compressed(bytes, count * class->field_count);
		return;
	}
	for (; count && !bytes->bad; count--) {
		if (depth == DEPTH_MAX || classes->work <= class->field_count) {
			bytes->bad = true;
			return;
		}
		classes->work -= class->field_count + 1;
		for (size_t f = 0; f < class->field_count && !bytes->bad; f++)
			skip_field(classes, &classes->fields[class->first_field + f], bytes,
			           depth + 1);
	}
}

static size_t size_of(const struct jfr_class *class)
{
	switch (class->kind) {
	case JFR_BYTES_1:
		return 1;
	case JFR_BYTES_2:
		return 2;
	case JFR_BYTES_4:
		return 4;
	case JFR_FLOAT:
		return text_is(class->name, "float") ? 4 : 8;
	default:
		return 8;
	}
}

static void skip_values(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes,
                        uint64_t count, unsigned depth)
{
	if (row == ID_INDEX_NONE) {
		bytes->bad |= count > 0;
		return;
	}
	const struct jfr_class *class = &classes->items[row];
	if (class->kind == JFR_STRUCT)
		skip_structs(classes, class, bytes, count, depth);
	else if (class->kind == JFR_STRING)
		for (; count && !bytes->bad; count--)
			jfr_string(bytes);
	else if (bytes->compressed && class->kind >= JFR_BYTES_2)
		jfr_pass_compressed(bytes, count);
	else
		jfr_pass(bytes, count > UINT32_MAX ? UINT64_MAX : count * size_of(class));
}

void jfr_skip(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes)
{
	skip_values(classes, row, bytes, 1, 0);
}

/* last: the bytes after the field are not needed. */
static void read_field(struct jfr_classes *classes, const struct jfr_field *field,
                       struct jfr_bytes *bytes, bool last, struct jfr_value *value)
{
	const struct jfr_class *class = field->class_row == ID_INDEX_NONE
	                                        ? NULL
	                                        : &classes->items[field->class_row];
	if (field->array) {
		struct jfr_bytes ahead = *bytes;
		value->number = jfr_number(&ahead, 4);
		value->at = ahead.at;
		if (!last)
			skip_field(classes, field, bytes, 0);
	} else if (field->pooled) {
		value->number = jfr_number(bytes, 8);
	} else if (class && class->kind == JFR_STRING) {
		value->string = jfr_string(bytes);
	} else if (class && class->kind >= JFR_BYTES_1) {
		value->number = jfr_number(bytes, size_of(class));
	} else {
		skip_field(classes, field, bytes, 0);
	}
}

static void read_fields(struct jfr_classes *classes, const struct jfr_class *class,
                        struct jfr_bytes *bytes, bool whole, struct jfr_value slots[JFR_SLOTS])
{
	const size_t count = whole ? class->field_count : class->slot_fields;
	memset(slots, 0, JFR_SLOTS * sizeof *slots);
	for (size_t f = 0; f < count && !bytes->bad; f++) {
		const struct jfr_field *field = &classes->fields[class->first_field + f];
		if (field->slot == JFR_NO_SLOT)
			skip_field(classes, field, bytes, 0);
		else
			read_field(classes, field, bytes, !whole && f + 1 == count,
			           &slots[field->slot]);
	}
}

void jfr_read(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes,
              struct jfr_value slots[JFR_SLOTS])
{
	const struct jfr_class *class = &classes->items[row];
	if (class->kind == JFR_STRING) {
		memset(slots, 0, JFR_SLOTS * sizeof *slots);
		slots[0].string = jfr_string(bytes);
		return;
	}
	read_fields(classes, class, bytes, false, slots);
}

void jfr_read_numbers(struct jfr_classes *classes, size_t row, struct jfr_bytes *bytes,
                      uint64_t slots[JFR_NUMBERS])
{
	const struct jfr_class *class = &classes->items[row];
	const struct jfr_field *field = &classes->fields[class->first_field];
	const struct jfr_field *end = field + class->field_count;
	struct jfr_value values[JFR_SLOTS];
	if (class->numbers && bytes->compressed) {
		for (size_t i = 0; i < JFR_SLOTS; i++)
			slots[i] = 0;
		for (; field < end; field++)
			slots[field->slot] = jfr_compressed(bytes);
		return;
	}
	read_fields(classes, class, bytes, true, values);
	for (size_t i = 0; i < JFR_SLOTS; i++)
		slots[i] = values[i].number;
}

void jfr_classes_free(struct jfr_classes *classes)
{
	id_index_free(&classes->ids);
	free(classes->items);
	free(classes->fields);
	free(classes->strings);
	buffer_free(&classes->texts);
	*classes = (struct jfr_classes){0};
}
