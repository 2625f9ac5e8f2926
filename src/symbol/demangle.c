#include "config.h"

#include "symbol/demangle.h"

#include <stdlib.h>

#ifdef HAVE_DEMANGLE
#ifdef HAVE_LIBIBERTY_DEMANGLE_H
#include <libiberty/demangle.h>
#else
#include <demangle.h>
#endif
#endif
#include "base/buffer.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

/* A few bytes of C++ name can stand for terabytes of text: more than so much nobody reads. */
enum { NAME_MOST = 1 << 20 };

#ifdef HAVE_DEMANGLE
struct collected {
	struct buffer text;
	jmp_buf enough;
};

static void collect(const char *text, size_t size, void *opaque)
{
	struct collected *collected = opaque;
	if (collected->text.size + size > NAME_MOST)
		longjmp(collected->enough, 1);
	buffer_append(&collected->text, text, size);
}

/* libiberty's demanglers in the order in which its cplus_demangle tries them, without options. They
 * keep what they work on in their own frames, so that leaving by longjmp leaks nothing. */
static bool demangle_compiled(const char *name, struct buffer *text)
{
	struct collected collected = {0};
	volatile bool done = false;
	if (!setjmp(collected.enough)) {
		done = rust_demangle_callback(name, DMGL_NO_OPTS, collect, &collected);
		if (!done) {
			collected.text.size = 0;
			done = cplus_demangle_v3_callback(name, DMGL_NO_OPTS, collect, &collected);
		}
	} else {
		done = false;
	}
	if (collected.text.failed)
		done = false;
	*text = collected.text;
	return done;
}
#else
static bool demangle_compiled(const char *name, struct buffer *text)
{
	(void)name, (void)text;
	return false;
}
#endif

static int digit_value(char c)
{
	return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* "camlStdlib__List__map_123" is Stdlib.List.map_123; $2b is a byte by its number. */
static bool demangle_ocaml(const char *name, struct buffer *text)
{
	if (strncmp(name, "caml", 4) != 0 || name[4] < 'A' || name[4] > 'Z')
		return false;
	for (const char *at = name + 4; *at;) {
		if (at[0] == '_' && at[1] == '_') {
			buffer_byte(text, '.');
			at += 2;
		} else if (at[0] == '$' && is_hex_digit(at[1]) && is_hex_digit(at[2])) {
			buffer_byte(text, (char)(digit_value(at[1]) << 4 | digit_value(at[2])));
			at += 3;
		} else {
			buffer_byte(text, *at++);
		}
	}
	return !text->failed;
}

/* A type of a Java signature: "[Ljava/lang/String;" is java.lang.String[]. What is behind it, or
 * NULL where it is none. */
static const char *java_type(const char *at, struct buffer *text)
{
	static const char *const types[] = {
		['B'] = "byte", ['C'] = "char",  ['D'] = "double",  ['F'] = "float", ['I'] = "int",
		['J'] = "long", ['S'] = "short", ['Z'] = "boolean", ['V'] = "void"};
	size_t arrays = strspn(at, "[");
	at += arrays;
	if (*at == 'L') {
		for (at++; *at && *at != ';'; at++)
			buffer_byte(text, *at == '/' ? '.' : *at);
		if (!*at)
			return NULL;
	} else {
		size_t letter = (unsigned char)*at;
		if (letter >= sizeof types / sizeof *types || !types[letter])
			return NULL;
		buffer_text(text, types[letter]);
	}
	while (arrays--)
		buffer_text(text, "[]");
	return at + 1;
}

/* "Ljava/lang/String;equals(Ljava/lang/Object;)Z" is java.lang.String.equals(java.lang.Object). */
static bool demangle_java(const char *name, struct buffer *text)
{
	const char *at = strchr(name, ';');
	const char *open = at ? strchr(at, '(') : NULL;
	if (!open || !strchr(open, ')') || !java_type(name, text))
		return false;
	at++;
	/* perf sets no dot in front of <init> */
	if ((unsigned char)((*at | 0x20) - 'a') < 26)
		buffer_byte(text, '.');
	buffer_append(text, at, (size_t)(open - at + 1));
	for (at = open + 1; *at != ')';) {
		if (at > open + 1)
			buffer_text(text, ", ");
		at = java_type(at, text);
		if (!at)
			return false;
	}
	buffer_byte(text, ')');
	return !text->failed;
}

char *demangle(const char *name)
{
	struct buffer text = {0};
	bool done = false;
	/* nearly all other names begin with neither: spare them the demanglers */
	if (name[0] == '_')
		done = demangle_compiled(name, &text);
	else if (name[0] == 'c')
		done = demangle_ocaml(name, &text);
	else if (name[0] == 'L')
		done = demangle_java(name, &text);
	if (done)
		buffer_byte(&text, '\0');
	if (!done || text.failed) {
		buffer_free(&text);
		return NULL;
	}
	return text.data;
}
