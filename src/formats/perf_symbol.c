#include "formats/perf_symbol.h"

#include "formats/perf_arguments.h"
#include "symbol/demangle.h"
#include "symbol/module_offset.h"
#include "symbol/text_file.h"

#include <stdlib.h>
#include <string.h>

bool perf_symbol_is_system_call(struct text symbol)
{
	static const char *const beginnings[] = {"entry_SYS",    "entry_INT80",     "do_syscall",
	                                         "__do_syscall", "do_fast_syscall", "do_int80",
	                                         "el0_svc",      "system_call"};
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (text_begins(symbol, beginnings[i]))
			return true;
	return false;
}

/* Tidies names->data[from..size) in place: replaces ';', which would separate frames, and removes
 * quotes and arguments. */
static void tidy(struct buffer *names, size_t from)
{
	char *name = names->data + from;
	size_t size = names->size - from;
	for (size_t i = 0; i < size; i++)
		if (name[i] == ';')
			name[i] = ':';
	size = perf_arguments_begin((struct text){name, size});
	size_t kept = 0;
	for (size_t i = 0; i < size; i++)
		if (name[i] != '"' && name[i] != '\'' && name[i])
			name[kept++] = name[i];
	while (kept && is_blank(name[kept - 1]))
		kept--;
	names->size = from + kept;
}

/* Java class names in JVM form, "Lorg/x/Y:.call", lose their L. */
static void tidy_java(struct buffer *names, size_t from)
{
	char *name = names->data + from;
	size_t size = names->size - from;
	if (!size || *name != 'L' || !memchr(name, '/', size))
		return;
	memmove(name, name + 1, size - 1);
	names->size--;
}

bool perf_symbol_needs_pc(const struct perf_frame *frame, const struct read_options *options)
{
	return options->addresses && !perf_frame_has_symbol(frame);
}

/* "[module]", "[unknown]", with --addrs "[module <pc>]". */
static void append_unknown(const struct perf_frame *frame, const struct read_options *options,
                           struct buffer *names)
{
	struct text base = text_base_name(frame->module);
	buffer_byte(names, '[');
	if (perf_frame_has_module(frame))
		buffer_append(names, base.at, base.size);
	else
		buffer_text(names, "unknown");
	if (options->addresses) {
		buffer_text(names, " <");
		buffer_append(names, frame->pc.at, frame->pc.size);
		buffer_byte(names, '>');
	}
	buffer_byte(names, ']');
}

/* Appends the place of a frame without a symbol, if the line has its offset in a file; false: it
 * does not. */
static bool append_place(const struct perf_frame *frame, const struct read_options *options,
                         struct buffer *names)
{
	char path[4096];
	uint64_t base;
	struct module_offset place;
	struct module_key key = {.kind = MODULE_FILE, .path = path};
	if (!options->build_ids || perf_frame_has_symbol(frame) || !frame->module_offset.size ||
	    frame->module_offset.size > 16 || frame->module.size >= sizeof path)
		return false;
	memcpy(path, frame->module.at, frame->module.size);
	path[frame->module.size] = '\0';
	if (!module_offset_of(&key, &place, &base))
		return false;
	const char *digits = frame->module_offset.at;
	text_hex(digits, digits + frame->module_offset.size, &place.offset);
	module_offset_write(&place, names);
	buffer_byte(names, '\0');
	return true;
}

/* The mark after a name, by the place of its code. */
static const char *annotation(const struct perf_frame *frame, const struct read_options *options,
                              bool jit, size_t part)
{
	if (part > 0)
		return "_[i]";
	if (options->annotate_kernel && perf_frame_is_kernel(frame))
		return "_[k]";
	if (options->annotate_jit && jit)
		return "_[j]";
	return NULL;
}

/* Appends one name: text, tidied and marked. */
static void append_name(const struct perf_frame *frame, const struct perf_symbol_context *context,
                        struct text text, bool jit, size_t part, struct buffer *names)
{
	size_t from = names->size;
	if (part == 0 && append_place(frame, context->options, names))
		return;
	if (part == 0 && !perf_frame_has_symbol(frame))
		append_unknown(frame, context->options, names);
	else
		buffer_append(names, text.at, text.size);
	if (names->failed)
		return;
	tidy(names, from);
	if (context->java)
		tidy_java(names, from);
	const char *mark = annotation(frame, context->options, jit, part);
	struct text name = {names->data + from, names->size - from};
	if (mark && (mark[2] == 'k' || !text_find(name, mark)))
		buffer_text(names, mark);
	if (context->source_line.size &&
	    (perf_frame_has_symbol(frame) || perf_frame_has_module(frame))) {
		buffer_byte(names, ':');
		size_t at = names->size;
		buffer_append(names, context->source_line.at, context->source_line.size);
		for (size_t i = at; !names->failed && i < names->size; i++)
			if (names->data[i] == ';' || !names->data[i])
				names->data[i] = ':';
	}
	buffer_byte(names, '\0');
}

/* Whether a name is a mangled one of Rust: "_ZN4core3fmt5write17h0123456789abcdefE", which
 * ".llvm.123" may follow, or of the newer kind "_RNvNtC4core3fmt5write". */
static bool is_raw_rust(struct text symbol)
{
	enum { HASH = 16 };
	if (text_begins(symbol, "_R"))
		return true;
	if (!text_begins(symbol, "_ZN"))
		return false;
	for (const char *hash; (hash = text_find(symbol, "17h"));
	     symbol = text_from(symbol, (size_t)(hash + 1 - symbol.at))) {
		const struct text after = text_from(symbol,
		                                    (size_t)(hash + strlen("17h") - symbol.at));
		size_t digits = 0;
		while (digits < HASH && digits < after.size && is_hex_digit(after.at[digits]))
			digits++;
		if (digits == HASH && digits < after.size && after.at[digits] == 'E')
			return true;
	}
	return false;
}

/* The demangled form of a Rust name, because some versions of perf do not demangle it; NULL: it is
 * not one. The caller frees it. */
static char *rust_name(struct text symbol, const struct read_options *options, bool *lacking)
{
	if (!symbol.size || symbol.at[0] != '_' || options->as_perf || options->symbols.raw_names ||
	    !is_raw_rust(symbol))
		return NULL;
	char *raw = strndup(symbol.at, symbol.size);
	*lacking |= !raw;
	char *name = raw ? demangle(raw, lacking) : NULL;
	free(raw);
	return name;
}

size_t perf_symbol_names(const struct perf_frame *frame, const struct perf_symbol_context *context,
                         struct buffer *names)
{
	char *rust = rust_name(frame->symbol, context->options, &names->failed);
	struct text left = rust ? (struct text){rust, strlen(rust)} : frame->symbol;
	size_t part = 0;
	bool jit = perf_frame_is_jit(frame);
	while (left.size && jit) {
		const char *arrow = text_find(left, "->");
		if (!arrow)
			break;
		struct text first = {left.at, (size_t)(arrow - left.at)};
		left = text_from(left, first.size + 2);
		if (first.size)
			append_name(frame, context, first, jit, part++, names);
	}
	if (left.size || !part)
		append_name(frame, context, left, jit, part++, names);
	free(rust);
	return part;
}
