#include "config.h"

#include "symbol/demangle.h"

#include <errno.h>
#include <stdlib.h>

#ifdef HAVE_DEMANGLE
#ifdef HAVE_LIBIBERTY_DEMANGLE_H
#include <libiberty/demangle.h>
#else
#include <demangle.h>
#endif
#endif
#include "base/buffer.h"
#include "base/hash.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

/* A C++ name of a few bytes can expand to terabytes of text; longer results are useless. */
enum {
	NAME_MOST = 1 << 20,
	SEARCH_MOST = 1 << 20, /* components looked at in one search; real names have hundreds */
	CONVERSIONS_MOST = 12, /* nesting depth */
};

#ifdef HAVE_DEMANGLE
/* The cost of searching a component of a name: the number of visits to it and to the components
 * below it. Components refer to each other in many places, so costs are kept in an open-addressing
 * table. */
enum { KNOWN_MOST = 1 << 13 };
struct known_cost {
	const struct demangle_component *component;
	uint32_t cost; /* 0: being computed */
};
struct costs {
	struct known_cost known[KNOWN_MOST];
	size_t count;
	bool too_high;
};

/* Whether libiberty's search for parameter packs finds nothing below a component. */
static bool is_end(const struct demangle_component *component)
{
	switch (component->type) {
	case DEMANGLE_COMPONENT_NAME:
	case DEMANGLE_COMPONENT_TEMPLATE_PARAM:
	case DEMANGLE_COMPONENT_FUNCTION_PARAM:
	case DEMANGLE_COMPONENT_OPERATOR:
	case DEMANGLE_COMPONENT_BUILTIN_TYPE:
	case DEMANGLE_COMPONENT_SUB_STD:
	case DEMANGLE_COMPONENT_CHARACTER:
	case DEMANGLE_COMPONENT_NUMBER:
	case DEMANGLE_COMPONENT_FIXED_TYPE:
	case DEMANGLE_COMPONENT_DEFAULT_ARG:
	case DEMANGLE_COMPONENT_UNNAMED_TYPE:
	case DEMANGLE_COMPONENT_LAMBDA:
#if HAVE_DECL_DEMANGLE_COMPONENT_EXTENDED_BUILTIN_TYPE
	case DEMANGLE_COMPONENT_EXTENDED_BUILTIN_TYPE:
#endif
		return true;
	default:
		return false;
	}
}

static uint32_t find_cost(struct costs *costs, const struct demangle_component *component);

static uint32_t cost_below(struct costs *costs, const struct demangle_component *component)
{
	switch (component->type) {
	case DEMANGLE_COMPONENT_CTOR:
		return find_cost(costs, component->u.s_ctor.name);
	case DEMANGLE_COMPONENT_DTOR:
		return find_cost(costs, component->u.s_dtor.name);
	case DEMANGLE_COMPONENT_EXTENDED_OPERATOR:
		return find_cost(costs, component->u.s_extended_operator.name);
	default:
		return find_cost(costs, component->u.s_binary.left) +
		       find_cost(costs, component->u.s_binary.right);
	}
}

static uint32_t find_cost(struct costs *costs, const struct demangle_component *component)
{
	if (!component)
		return 0;
	size_t at = hash_bytes(&component, sizeof component) % KNOWN_MOST;
	while (costs->known[at].component && costs->known[at].component != component)
		at = (at + 1) % KNOWN_MOST;
	struct known_cost *known = &costs->known[at];
	if (known->component)
		return known->cost;
	costs->too_high |= costs->count++ == KNOWN_MOST / 2;
	if (costs->too_high)
		return 0;
	known->component = component;
	uint32_t below = is_end(component) ? 0 : cost_below(costs, component);
	if (below > SEARCH_MOST)
		below = SEARCH_MOST + 1;
	/* the components below these are searched separately, and a search from above ends here */
	bool searches = component->type == DEMANGLE_COMPONENT_PACK_EXPANSION;
	costs->too_high |= below > SEARCH_MOST &&
	                   (searches || component->type == DEMANGLE_COMPONENT_UNARY);
	return known->cost = 1 + (searches ? 0 : below);
}

static size_t count_text(const char *name, const char *text)
{
	size_t count = 0;
	for (; (name = strstr(name, text)); name++)
		count++;
	return count;
}

/* How many times template arguments follow a template parameter: "T_I", "T12_I". */
static size_t count_parameter_arguments(const char *name)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t count = 0;
	for (; (name = strchr(name, 'T')); name++) {
		const char *end = name + 1 + strspn(name + 1, digits);
		count += end[0] == '_' && end[1] == 'I';
	}
	return count;
}

/* Whether libiberty would practically never end, without any output that would show it. When it
 * parses a name, it reads the arguments of a parameter in a conversion ("cvT_I") twice, and nested
 * ones four times. When it prints a name, it searches the pattern of each pack expansion ("Dp",
 * "sp", "sZ") for the pack, and follows all substitutions in it. */
static bool runs_away(const char *name)
{
	static const char global[] = "_GLOBAL__I_"; /* a name of its own follows */
	if (strncmp(name, global, 8) == 0 && strlen(name) >= sizeof global)
		name += sizeof global - 1;
	if (count_text(name, "cv") > CONVERSIONS_MOST &&
	    count_parameter_arguments(name) > CONVERSIONS_MOST)
		return true;
	if (!strstr(name, "Dp") && !strstr(name, "sp") && !strstr(name, "sZ"))
		return false;
	void *memory = NULL;
	const struct demangle_component *root = cplus_demangle_v3_components(name, DMGL_NO_OPTS,
	                                                                     &memory);
	struct costs *costs = root ? calloc(1, sizeof *costs) : NULL;
	if (costs)
		find_cost(costs, root);
	bool runs = root && (!costs || costs->too_high);
	free(costs);
	free(memory);
	return runs;
}

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
 * keep all data on the stack, so longjmp out of them leaks nothing. */
static bool demangle_compiled(const char *name, struct buffer *text)
{
	struct collected collected = {0};
	volatile bool done = false;
	if (!setjmp(collected.enough)) {
		done = rust_demangle_callback(name, DMGL_NO_OPTS, collect, &collected);
		if (!done && !runs_away(name)) {
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

/* "camlStdlib__List__map_123" is Stdlib.List.map_123; $2b is a byte in hexadecimal. */
static bool demangle_ocaml(const char *name, struct buffer *text)
{
	if (!string_begins(name, "caml") || name[4] < 'A' || name[4] > 'Z')
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

/* A type of a Java signature: "[Ljava/lang/String;" is java.lang.String[]. Returns the text after
 * it, or NULL if it is not a type. */
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
	/* perf writes no dot before <init> */
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

char *demangle(const char *name, bool *lacking)
{
	struct buffer text = {0};
	bool done = false;
	const int before = errno; /* callers may check it after several calls */
	errno = 0;                /* libiberty reports a lack of memory only in this way */
	/* nearly all other names begin with neither of these, so the demanglers are not called */
	if (name[0] == '_')
		done = demangle_compiled(name, &text);
	else if (name[0] == 'c')
		done = demangle_ocaml(name, &text);
	else if (name[0] == 'L')
		done = demangle_java(name, &text);
	if (done)
		buffer_byte(&text, '\0');
	const bool memory = !text.failed && errno != ENOMEM;
	if (memory)
		errno = before;
	if (!done || text.failed) {
		*lacking |= !memory;
		buffer_free(&text);
		return NULL;
	}
	return text.data;
}
