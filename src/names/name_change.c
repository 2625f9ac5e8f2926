#include "names/name_change.h"

#include "names/brackets.h"
#include "names/name_demangled.h"
#include "names/name_language.h"
#include "names/name_parts.h"
#include "names/name_short.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct name_change_info name_change_forms[NAME_CHANGE_FORMS] = {
	[NAMES_FULL] = {"full", "as it is"},
	[NAMES_NO_ARGS] = {"no-args", "without arguments and return type"},
	[NAMES_NO_TEMPLATES] = {"no-templates", "also without template and type arguments, with "
                                                ":DEPTH only without those nested that deep"},
	[NAMES_BASE] = {"base", "the function's own name, without scopes"},
	[NAMES_JAVA_SHORT] = {"java-short", "Java's as Class.method, lambdas and proxies unified"},
	[NAMES_GO_SHORT] = {"go-short", "Go's without the folders of import paths"},
	[NAMES_NO_HASH] = {"no-hash", "without hashes, addresses and suffixes of compilers"},
};

/* ---- the option's argument ---- */

static enum status unknown_form(struct text word, struct error *err)
{
	struct buffer names = {0};
	for (size_t i = 0; i < NAME_CHANGE_FORMS; i++) {
		buffer_text(&names, i ? ", " : "");
		buffer_text(&names, name_change_forms[i].name);
		buffer_text(&names, i == NAMES_NO_TEMPLATES ? "[:DEPTH]" : "");
	}
	buffer_byte(&names, '\0');
	enum status status = names.failed
	                             ? error_no_memory(err)
	                             : error_set(err, STATUS_FAILED,
	                                         "unknown form of names '%.*s': expected one of %s",
	                                         (int)(word.size < 80 ? word.size : 80), word.at,
	                                         names.data);
	buffer_free(&names);
	return status;
}

static enum status parse_depth(struct text digits, unsigned *depth, struct error *err)
{
	unsigned value = 0;
	size_t at = 0;
	while (at < digits.size && is_digit(digits.at[at]) && value <= NAME_TEMPLATES_DEEPEST)
		value = value * 10 + (unsigned)(digits.at[at++] - '0');
	if (at < digits.size || !value || value > NAME_TEMPLATES_DEEPEST)
		return error_set(err, STATUS_FAILED,
		                 "no-templates: expected a depth from 1 to %d, not '%.*s'",
		                 NAME_TEMPLATES_DEEPEST, (int)(digits.size < 80 ? digits.size : 80),
		                 digits.at);
	*depth = value;
	return STATUS_OK;
}

enum status name_change_parse(const char *text, struct name_change *change, struct error *err)
{
	const char *colon = strchr(text, ':');
	const struct text word = {text, colon ? (size_t)(colon - text) : strlen(text)};
	for (unsigned i = 0; i < NAME_CHANGE_FORMS; i++) {
		if (!text_is(word, name_change_forms[i].name))
			continue;
		*change = (struct name_change){.form = i, .depth = 1};
		if (!colon)
			return STATUS_OK;
		if (i != NAMES_NO_TEMPLATES)
			return error_set(err, STATUS_FAILED, "%s takes no depth",
			                 name_change_forms[i].name);
		return parse_depth(text_of(colon + 1), &change->depth, err);
	}
	return unknown_form(text_of(text), err);
}

/* ---- parts that forms leave out ---- */

/* A name that is being changed. */
struct changing {
	char *at;
	size_t size;
	char *room; /* for its next form */
};

static struct text name_of(const struct changing *changing)
{
	return (struct text){changing->at, changing->size};
}

/* The text in the room becomes the name, unless it is empty. */
static void take_room(struct changing *changing, size_t size)
{
	char *before = changing->at;
	if (!size)
		return;
	changing->at = changing->room;
	changing->size = size;
	changing->room = before;
}

static void leave_out(struct changing *changing, enum name_part part)
{
	take_room(changing, name_without(part, changing->at, changing->size, changing->room));
}

static void leave_out_templates(struct changing *changing, unsigned depth)
{
	take_room(changing,
	          name_without_templates(changing->at, changing->size, depth, changing->room));
}

/* Prefixes of names that compilers generate for other functions. */
static bool is_made_for(struct text name)
{
	static const char *const words[] = {
		"virtual thunk to ", "non-virtual thunk to ", "covariant return thunk to ",
		"guard variable for ", "vtable for ", "VTT for ", "typeinfo ", "TLS ",
		"reference temporary ", "transaction clone for ", "construction vtable for ",
		/* Swift */
		"closure #", "implicit closure #", "specialized ", "partial apply ",
		"protocol witness ", "reabstraction thunk ", "merged ", "outlined "};
	for (size_t i = 0; i < COUNT(words); i++)
		if (text_begins(name, words[i]))
			return true;
	return false;
}

static void leave_out_signature(struct changing *changing)
{
	leave_out(changing, NAME_ARGUMENTS);
	if (!is_made_for(name_of(changing)))
		leave_out(changing, NAME_TYPE);
}

static void leave_out_scopes(struct changing *changing)
{
	const size_t end = name_scopes_end(changing->at, changing->size);
	if (end < changing->size) {
		changing->at += end;
		changing->size -= end;
	}
}

static void shorten_java(struct changing *changing)
{
	leave_out_signature(changing);
	take_room(changing, name_short_java(name_of(changing), changing->room));
}

/* ---- forms ---- */

static void change_templates(struct changing *changing, unsigned depth)
{
	leave_out(changing, NAME_ARGUMENTS);
	take_room(changing, name_short_rust(name_of(changing), changing->room));
	leave_out_templates(changing, depth);
	if (!is_made_for(name_of(changing)))
		leave_out(changing, NAME_TYPE);
}

/* Removes the place in the source; false for functions without a name of their own, <module> and
 * (anonymous), which keep it. */
static bool change_script_to_base(struct changing *changing)
{
	if (memchr("*~^+:>)", changing->at[changing->size - 1], 7))
		return false;
	leave_out_scopes(changing);
	return true;
}

static void change_to_base(struct changing *changing, enum name_language language)
{
	const size_t module = name_module_end(name_of(changing));
	changing->at += module;
	changing->size -= module;
	if (language == NAME_JAVA) {
		shorten_java(changing);
	} else {
		leave_out(changing, NAME_SUFFIX);
		if (language != NAME_PLAIN)
			change_templates(changing, 1);
		if (language != NAME_PLAIN && !text_find(name_of(changing), "closure #"))
			leave_out(changing, NAME_TYPE);
	}
	if (language != NAME_PLAIN)
		leave_out_scopes(changing);
}

static void change_hash(struct changing *changing, enum name_language language)
{
	if (language == NAME_JAVA) {
		take_room(changing, name_short_made(name_of(changing), changing->room));
		return;
	}
	leave_out(changing, NAME_SUFFIX);
	if (language == NAME_RUST || language == NAME_CPP)
		take_room(changing, name_short_rust(name_of(changing), changing->room));
}

/* Returns whether the place in the source, if there is one, stays. */
static bool change(struct changing *changing, const struct name_change *how,
                   enum name_language language)
{
	const bool script = language == NAME_JS || language == NAME_PYTHON ||
	                    language == NAME_SCRIPT;
	switch (how->form) {
	case NAMES_NO_ARGS:
		if (language != NAME_PLAIN && !script)
			leave_out_signature(changing);
		return true;
	case NAMES_NO_TEMPLATES:
		if (language != NAME_PLAIN && !script)
			change_templates(changing, how->depth);
		return true;
	case NAMES_BASE:
		if (script)
			return !change_script_to_base(changing);
		if (language == NAME_PLAIN && text_ends(name_of(changing), ":"))
			return true; /* "Source: /usr/include/stdio.h" */
		change_to_base(changing, language);
		return false;
	case NAMES_JAVA_SHORT:
		if (language == NAME_JAVA)
			shorten_java(changing);
		return true;
	case NAMES_GO_SHORT:
		if (language == NAME_GO)
			take_room(changing, name_short_go(name_of(changing), changing->room));
		return true;
	case NAMES_NO_HASH:
		if (!script)
			change_hash(changing, language);
		return true;
	default:
		return true;
	}
}

/* ---- a name ---- */

/* The position of " [clone .cold]" or LLVM's " (.cold)"; the end, if there is none. */
static size_t clone_start(struct text name)
{
	const char *clone = text_find(name, " [clone ");
	if (!clone)
		clone = text_find(name, " (.");
	return clone && clone > name.at ? (size_t)(clone - name.at) : name.size;
}

/* Writes the changed name without its marks to out; writes nothing if it does not change. */
static void change_bare(const struct name_change *how, struct text name, struct buffer *out)
{
	const enum name_language language = name_language_of(name);
	const bool clones = how->form == NAMES_NO_ARGS || how->form == NAMES_NO_TEMPLATES;
	const size_t place = name_place(name);
	const struct text own = {name.at, place}, function = {name.at, clone_start(own)};
	if (language == NAME_FILE || language == NAME_OBJC || !function.size ||
	    !brackets_balance(function))
		return;
	char *memory = malloc(2 * own.size);
	if (!memory) {
		out->failed = true;
		return;
	}
	struct changing changing = {
		.at = memory,
		.size = clones ? function.size : own.size,
		.room = memory + own.size,
	};
	memcpy(memory, name.at, own.size);
	const bool stays = change(&changing, how, language);
	buffer_append(out, changing.at, changing.size);
	if (clones)
		buffer_append(out, own.at + function.size, own.size - function.size);
	if (stays)
		buffer_append(out, name.at + place, name.size - place);
	free(memory);
}

/* Writes the changed name to out, with its marks. */
static void change_name(const struct name_change *how, struct text name, struct buffer *out)
{
	const struct text bare = {name.at, name_bare_size(name.at, name.size)};
	change_bare(how, bare, out);
	if (!out->size)
		buffer_append(out, bare.at, bare.size);
	buffer_append(out, name.at + bare.size, name.size - bare.size);
}

/* Changes the name once. */
static void change_once(const struct name_change *how, struct text name, struct buffer *out)
{
	out->size = 0;
	if (how->form == NAMES_JAVA_SHORT || how->form == NAMES_GO_SHORT) {
		change_name(how, name, out);
		return;
	}
	struct name_demangled demangled = name_demangled(name, &out->failed);
	change_name(how, demangled.name, out);
	name_demangled_free(&demangled);
}

static bool is_same(struct text a, struct text b)
{
	return a.size == b.size && (!a.size || memcmp(a.at, b.at, a.size) == 0);
}

/* In text that only looks like a name, removing a part may reveal more to remove: repeats until
 * nothing changes. False if that takes long, or removes one bracket of a pair. */
static bool change_all(const struct name_change *how, struct text name, struct buffer *out)
{
	enum { ROUNDS = 8 };
	struct buffer before = {0};
	bool settled = false;
	change_once(how, name, out);
	for (unsigned round = 1; round < ROUNDS && !settled && !out->failed; round++) {
		const struct buffer swapped = before;
		before = *out;
		*out = swapped;
		change_once(how, (struct text){before.data, before.size}, out);
		settled = is_same((struct text){before.data, before.size},
		                  (struct text){out->data, out->size});
	}
	out->failed |= before.failed;
	buffer_free(&before);
	return settled &&
	       (!brackets_balance(name) || brackets_balance((struct text){out->data, out->size}));
}

bool name_change(const struct name_change *change, struct text name, struct buffer *out)
{
	if (change->form != NAMES_FULL && name.size && change_all(change, name, out))
		return !out->failed && !is_same(name, (struct text){out->data, out->size});
	out->size = 0;
	buffer_append(out, name.at, name.size);
	return false;
}
