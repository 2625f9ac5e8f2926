#include "formats/jfr/names.h"

#include "base/vector.h"
#include "read/options.h"
#include "store/origins.h"
#include "store/samples.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 1 << 16 /* frames of a stack; Java Flight Recorder keeps at most 2048 */ };

bool jfr_names_init(struct jfr_names *names)
{
	const struct jfr_chunk *chunk = names->chunk;
	names->traces = calloc(chunk->pools[JFR_STACK_TRACE].ids.count + 1, sizeof *names->traces);
	names->threads = calloc(chunk->pools[JFR_THREAD].ids.count + 1, sizeof *names->threads);
	return names->traces && names->threads;
}

/* ---- texts ---- */

/* Appends slot `slot`, a string, of a constant. */
static void append_slot(struct jfr_names *names, enum jfr_known known, uint64_t number, size_t slot,
                        struct buffer *text)
{
	struct jfr_value slots[JFR_SLOTS];
	const size_t row = jfr_row(names->chunk, known, number);
	if (row != ID_INDEX_NONE && jfr_constant(names->chunk, known, row, slots))
		jfr_append_string(names->chunk, &slots[slot].string, text);
}

/* "Shop$$Lambda$14/0x0000000800c03400", whose numbers differ in each run, becomes "Shop$$Lambda",
 * "java/lang/invoke/LambdaForm$MH+0x00007fe61800a000.1908981452" loses what is after the '+'. */
static void tidy_class(struct buffer *text)
{
	static const char lambda[] = "$$Lambda";
	const struct text name = {text->data, text->size};
	const char *at = name.size ? text_find(name, lambda) : NULL;
	if (at) {
		text->size = (size_t)(at - name.at) + strlen(lambda);
		return;
	}
	for (size_t i = 0; i + 1 < name.size; i++)
		if ((name.at[i] == '/' || name.at[i] == '+' || name.at[i] == '.') &&
		    text_begins(text_from(name, i + 1), "0x")) {
			text->size = i;
			return;
		}
}

/* The class of a method in source form; empty for frames without one. */
static void append_class(struct jfr_names *names, uint64_t number)
{
	struct jfr_value slots[JFR_SLOTS];
	struct buffer *text = &names->text;
	const size_t row = jfr_row(names->chunk, JFR_CLASS, number);
	if (row == ID_INDEX_NONE || !jfr_constant(names->chunk, JFR_CLASS, row, slots))
		return;
	append_slot(names, JFR_SYMBOL, slots[CLASS_NAME].number, SYMBOL_STRING, text);
	if (text->failed)
		return;
	tidy_class(text);
	for (size_t i = 0; i < text->size; i++)
		if (text->data[i] == '/')
			text->data[i] = '.';
}

/* ---- frames ---- */

/* The kind of a frame by the name of its type, and whether it is not a Java frame. */
static unsigned kind_of(struct jfr_names *names, uint64_t type, bool *native)
{
	static const struct {
		const char *type;
		unsigned kind;
		bool native;
	} kinds[] = {{"Interpreted", ORIGIN_USER, false}, {"JIT compiled", ORIGIN_JIT, false},
	             {"C1 compiled", ORIGIN_JIT, false},  {"Inlined", ORIGIN_INLINED, false},
	             {"Native", ORIGIN_USER, true},       {"C++", ORIGIN_USER, true},
	             {"Kernel", ORIGIN_KERNEL, true}};
	struct buffer text = {0};
	unsigned kind = 0;
	append_slot(names, JFR_FRAME_TYPE, type, TYPE_DESCRIPTION, &text);
	names->text.failed |= text.failed;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is((struct text){text.size ? text.data : "", text.size}, kinds[i].type)) {
			kind = kinds[i].kind;
			*native = kinds[i].native;
		}
	buffer_free(&text);
	return kind;
}

/* Whether the class of a native method is in fact the library that contains it. */
static bool is_library(struct text class)
{
	return text_find(class, ".so") || text_begins(class, "[") || text_ends(class, ".dylib");
}

/* The frame of a method: "java.util.HashMap.get", native ones of other languages unchanged. */
static uint32_t make_frame(struct jfr_names *names, const struct jfr_method_key *key)
{
	struct jfr_value slots[JFR_SLOTS];
	struct buffer *text = &names->text;
	struct text module = {0};
	bool native = false;
	const unsigned kind = kind_of(names, key->type, &native);
	const size_t row = jfr_row(names->chunk, JFR_METHOD, key->method);
	text->size = 0;
	if (row != ID_INDEX_NONE && jfr_constant(names->chunk, JFR_METHOD, row, slots)) {
		append_class(names, slots[METHOD_TYPE].number);
		const struct text class = {text->size ? text->data : "", text->size};
		size_t from = text->size;
		if (native && is_library(class))
			module = text_base_name(class);
		else if (text->size)
			buffer_byte(text, '.');
		if (!module.size)
			from = 0;
		append_slot(names, JFR_SYMBOL, slots[METHOD_NAME].number, SYMBOL_STRING, text);
		if (key->line)
			buffer_printf(text, ":%llu", (unsigned long long)key->line);
		if (text->failed)
			return FRAME_NONE;
		/* the buffer may have moved */
		if (module.size)
			module = text_base_name((struct text){text->data, from});
		if (text->size > from)
			return put_frame(names->putting,
			                 (struct text){text->data + from, text->size - from}, kind,
			                 module);
	}
	return text->failed ? FRAME_NONE
	                    : put_frame(names->putting, (struct text){"", 0}, kind, module);
}

static bool same_method(const struct jfr_method_key *a, const struct jfr_method_key *b)
{
	return a->method == b->method && a->type == b->type && a->line == b->line;
}

static uint32_t frame_of(struct jfr_names *names, const uint64_t slots[JFR_SLOTS])
{
	struct jfr_method_key key = {slots[FRAME_METHOD], slots[FRAME_TYPE], 0};
	if (names->putting->sink->options->source_lines && slots[FRAME_LINE] <= INT32_MAX)
		key.line = slots[FRAME_LINE];
	const uint64_t mixed = key.method ^ key.type << 5 ^ key.line << 7;
	struct jfr_memo *memo = &names->memo[(mixed ^ mixed >> 10) % JFR_MEMO];
	if (memo->made && same_method(&memo->key, &key))
		return memo->frame;
	const size_t known = names->methods.count;
	const uint32_t id = rows_intern(&names->methods, &key, sizeof key);
	if (id == ROW_NONE ||
	    !vector_reserve(&names->method_frames, &names->method_capacity, id + (size_t)1))
		return FRAME_NONE;
	if (names->methods.count > known)
		names->method_frames[id] = make_frame(names, &key);
	*memo = (struct jfr_memo){key, names->method_frames[id], true};
	return memo->frame;
}

/* ---- stacks and threads ---- */

static enum status make_trace(struct jfr_names *names, size_t row, struct jfr_trace *trace,
                              struct error *err)
{
	struct jfr_value slots[JFR_SLOTS];
	struct jfr_chunk *chunk = names->chunk;
	const size_t class = chunk->classes.row_of[JFR_STACK_FRAME];
	if (class == ID_INDEX_NONE || !jfr_constant(chunk, JFR_STACK_TRACE, row, slots) ||
	    slots[TRACE_FRAMES].number > DEPTH_MAX)
		return STATUS_FAILED;
	trace->truncated = slots[TRACE_TRUNCATED].number;
	trace->count = slots[TRACE_FRAMES].at ? (uint32_t)slots[TRACE_FRAMES].number : 0;
	trace->first = names->frame_count;
	if (!vector_reserve(&names->frames, &names->frame_capacity, trace->first + trace->count))
		return error_no_memory(err);
	struct jfr_bytes bytes = jfr_at(chunk, 0);
	bytes.at = trace->count ? slots[TRACE_FRAMES].at : bytes.end;
	for (uint32_t i = trace->count; i--;) {
		uint64_t numbers[JFR_NUMBERS];
		jfr_read_numbers(&chunk->classes, class, &bytes, numbers);
		if (bytes.bad)
			return STATUS_FAILED;
		const uint32_t frame = frame_of(names, numbers);
		if (frame == FRAME_NONE)
			return error_no_memory(err);
		names->frames[trace->first + i] = frame;
	}
	names->frame_count += trace->count;
	trace->made = true;
	return STATUS_OK;
}

enum status jfr_names_trace(struct jfr_names *names, size_t row, const struct jfr_trace **trace,
                            struct error *err)
{
	static const struct jfr_trace none = {0};
	*trace = row == ID_INDEX_NONE ? &none : &names->traces[row];
	if (row == ID_INDEX_NONE || names->traces[row].made)
		return STATUS_OK;
	return make_trace(names, row, &names->traces[row], err);
}

enum status jfr_names_thread(struct jfr_names *names, size_t row, const struct jfr_thread **thread,
                             struct error *err)
{
	static const struct jfr_thread none = {.tid = SAMPLE_NONE};
	struct jfr_value slots[JFR_SLOTS];
	*thread = row == ID_INDEX_NONE ? &none : &names->threads[row];
	if (row == ID_INDEX_NONE || names->threads[row].made)
		return STATUS_OK;
	if (!jfr_constant(names->chunk, JFR_THREAD, row, slots))
		return STATUS_FAILED;
	struct jfr_thread *made = &names->threads[row];
	const uint64_t os = slots[THREAD_OS_ID].number, java = slots[THREAD_ID].number;
	struct buffer *text = &names->text;
	text->size = 0;
	jfr_append_string(names->chunk, &slots[THREAD_NAME].string, text);
	if (!text->size)
		jfr_append_string(names->chunk, &slots[THREAD_OS_NAME].string, text);
	const char *comm = text->failed ? NULL
	                                : arena_copy(&names->arena, text->size ? text->data : "",
	                                             text->size);
	if (!comm)
		return error_no_memory(err);
	*made = (struct jfr_thread){.made = true, .tid = SAMPLE_NONE};
	if (text->size)
		made->comm = (struct text){comm, text->size};
	if (os && os < SAMPLE_JOINED)
		made->tid = (uint32_t)os;
	else if (java && java < SAMPLE_JOINED)
		made->tid = (uint32_t)java;
	return STATUS_OK;
}

bool jfr_names_sleeps(struct jfr_names *names, uint64_t state)
{
	struct buffer *text = &names->text;
	if (names->state_known && state == names->state)
		return names->state_sleeps;
	text->size = 0;
	append_slot(names, JFR_THREAD_STATE, state, STATE_NAME, text);
	names->state_known = true;
	names->state = state;
	names->state_sleeps = text->size &&
	                      text_is((struct text){text->data, text->size}, "STATE_SLEEPING");
	return names->state_sleeps;
}

void jfr_names_free(struct jfr_names *names)
{
	arena_free(&names->arena);
	free(names->traces);
	free(names->threads);
	free(names->frames);
	free(names->method_frames);
	rows_free(&names->methods);
	buffer_free(&names->text);
}
