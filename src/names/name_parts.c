#include "names/name_parts.h"

#include "base/text.h"
#include "names/brackets.h"
#include "names/name_characters.h"
#include "names/name_source.h"

#include <stdbool.h>
#include <string.h>

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* ---- suffixes ---- */

/* The position of a compiler's suffix, ".isra.0"; the end, if there is none. */
static size_t compiled_start(struct text text)
{
	static const struct text words[] = {
		TEXT("isra"),     TEXT("constprop"),  TEXT("part"),   TEXT("cold"),
		TEXT("lto_priv"), TEXT("llvm"),       TEXT("abi0"),   TEXT("abiinternal"),
		TEXT("clone"),    TEXT("localalias"), TEXT("__uniq"), TEXT("__part")};
	size_t start = text.size, end = text.size;
	while (end) {
		size_t at = end;
		bool digits = true;
		while (at && is_name_character(text.at[at - 1]))
			digits &= is_digit(text.at[--at]);
		if (at < 2 || at == end || text.at[at - 1] != '.')
			break;
		struct text word = {text.at + at, end - at};
		end = at - 1;
		if (text_is_one_of(word, words, sizeof words / sizeof *words))
			start = end;
		else if (!digits)
			break;
	}
	return start;
}

/* The position of a version, "@@GLIBC_2.34"; the end, if there is none. */
static size_t version_start(struct text text)
{
	const char *sign = text.size > 1 ? memchr(text.at + 1, '@', text.size - 1) : NULL;
	size_t start = sign ? (size_t)(sign - text.at) : text.size;
	for (size_t at = start; at < text.size; at++)
		if (!is_name_character(text.at[at]) && !is_character_of(text.at[at], "@."))
			return text.size;
	return start;
}

/* The position of Rust's hash, "::h" and 16 digits; the end, if there is none. */
static size_t hash_start(struct text text)
{
	enum { HASH = 19 };
	if (text.size <= HASH || !text_has_at(text, text.size - HASH, TEXT("::h")))
		return text.size;
	for (size_t at = text.size - 16; at < text.size; at++)
		if (!is_hex(text.at[at]))
			return text.size;
	return text.size - HASH;
}

/* The beginning and end of an address in a Java class's name, `A$$Lambda$1/0x7f00.run`. */
static size_t address_start(struct text text, size_t *end)
{
	for (size_t at = 1; at < text.size; at++) {
		if (!text_has_at(text, at, TEXT("/0x")))
			continue;
		*end = at + 3;
		while (*end < text.size && is_hex(text.at[*end]))
			++*end;
		if (*end < text.size && text.at[*end] == '.')
			return at;
	}
	return *end = text.size;
}

static size_t without_suffix(struct text text, char *out)
{
	size_t end, start = address_start(text, &end), clone = 0;
	memcpy(out, text.at, start);
	memcpy(out + start, text.at + end, text.size - end);
	text = (struct text){out, start + text.size - end};
	while (clone < text.size && !text_has_at(text, clone, TEXT(" [clone ")) &&
	       !text_has_at(text, clone, TEXT(" (.")))
		clone++;
	text.size = clone;
	text.size = version_start(text);
	text.size = compiled_start(text);
	text.size = hash_start(text);
	/* `Ljava/lang/String;::f` is java/lang/String::f, also with ':' instead of ';' */
	size_t class = 0;
	while (class < text.size && text.at[class] != ';' && !text_has_at(text, class, TEXT(":::")))
		class ++;
	if (class < 2 || *out != 'L' || !text_has_at(text, class + 1, TEXT("::")))
		return text.size;
	memmove(out, out + 1, class - 1);
	memmove(out + class - 1, out + class + 1, text.size - class - 1);
	return text.size - 2;
}

/* ---- brackets ---- */

/* A copy of a name, while it is made. */
struct copy {
	struct text text;
	size_t at; /* position in the text */
	char *out;
	size_t size;
	size_t after_operator; /* the copy's size after the last copied operator */
};

static void copy_to(struct copy *copy, size_t end)
{
	memcpy(copy->out + copy->size, copy->text.at + copy->at, end - copy->at);
	copy->size += end - copy->at;
	copy->at = end;
}

static bool copy_operator(struct copy *copy)
{
	size_t end = brackets_operator(copy->text, copy->at);
	if (end == copy->at)
		return false;
	copy_to(copy, end);
	copy->after_operator = copy->size;
	return true;
}

static void trim_blanks(struct copy *copy)
{
	while (copy->size && copy->out[copy->size - 1] == ' ')
		copy->size--;
}

/* Whether the copy ends in a function's name, which brackets may follow. */
static bool is_name_before(const struct copy *copy, const char *others)
{
	if (!copy->size)
		return false;
	char last = copy->out[copy->size - 1];
	return copy->size == copy->after_operator || is_name_character(last) ||
	       is_character_of(last, others);
}

/* Copies `decltype(auto)`, whose brackets do not contain arguments. */
static bool copy_decltype(struct copy *copy)
{
	struct text text = copy->text;
	size_t at = copy->at + strlen("decltype");
	if (!text_has_at(text, copy->at, TEXT("decltype")) ||
	    (copy->at && is_name_character(text.at[copy->at - 1])))
		return false;
	at += text_has_at(text, at, TEXT(" ("));
	size_t end = text_has_at(text, at, TEXT("(")) ? brackets_close(text, at) : 0;
	if (end)
		copy_to(copy, end);
	return end;
}

/* Whether the brackets up to `end` contain arguments. `foo (x.py:3)` has a blank before its
 * last ones; `int (anonymous namespace)::f` has none; LLVM writes `'lambda'(int)`. */
static bool are_arguments(const struct copy *copy, size_t end)
{
	if (is_name_before(copy, ")]}>'"))
		return true;
	return end == copy->text.size && copy->size > 1 && copy->out[copy->size - 1] == ' ' &&
	       is_name_character(copy->out[copy->size - 2]);
}

static size_t without_arguments(struct text text, char *out)
{
	struct copy copy = {.text = text, .out = out};
	while (copy.at < text.size) {
		char c = text.at[copy.at];
		if (copy_operator(&copy) || copy_decltype(&copy))
			continue;
		size_t end = is_character_of(c, "(<[") ? brackets_close(text, copy.at)
		                                       : copy.at + 1;
		if (!end) {
			copy_to(&copy, text.size);
		} else if (c != '(' || !are_arguments(&copy, end)) {
			copy_to(&copy, end);
		} else {
			trim_blanks(&copy);
			copy.at =
				end; /* and the text after them: " const", " -> int", Java's type */
			while (copy.at < text.size && !is_character_of(text.at[copy.at], ".}#(") &&
			       !text_has_at(text, copy.at, TEXT("::")))
				copy.at = text_has_at(text, copy.at, TEXT(" -> ")) ? text.size
				                                                   : copy.at + 1;
		}
	}
	return copy.size;
}

/* Whether these brackets contain a scope, `<impl A for B>`. */
static bool is_scope(struct text inner)
{
	if (text_has_at(inner, 0, TEXT("impl ")) || text_has_at(inner, 0, TEXT("lambda")) ||
	    text_has_at(inner, 0, TEXT("unnamed")))
		return true;
	for (size_t at = 0; at < inner.size; at++)
		if (text_has_at(inner, at, TEXT(" as ")))
			return true;
	return false;
}

/* Whether the brackets up to `end` contain template arguments; Rust also writes `f::<T>`. */
static bool are_templates(struct copy *copy, size_t end)
{
	struct text text = copy->text;
	if (is_name_before(copy, text.at[copy->at] == '<' ? ")]" : ""))
		return true;
	if (copy->size < 3 || memcmp(copy->out + copy->size - 2, "::", 2) != 0 ||
	    text.at[copy->at] != '<' ||
	    (end < text.size && !text_has_at(text, end, TEXT("::")) &&
	     !is_character_of(text.at[end], ">,)] ")) ||
	    is_scope((struct text){text.at + copy->at + 1, end - copy->at - 2}))
		return false;
	copy->size -= 2;
	return true;
}

/* Nested template arguments that stay. */
struct kept_templates {
	size_t ends[NAME_TEMPLATES_DEEPEST]; /* ends of their brackets */
	size_t depth, most;
};

/* Leaves out template arguments, or enters those that stay, at an opening bracket. False if the
 * brackets do not contain template arguments. */
static bool take_templates(struct copy *copy, size_t end, struct kept_templates *kept)
{
	const size_t before = copy->size; /* with the colons of Rust's f::<T> */
	if (!are_templates(copy, end))
		return false;
	if (kept->depth == kept->most) {
		copy->at = end;
		return true;
	}
	copy->size = before;
	kept->ends[kept->depth++] = end;
	copy_to(copy, copy->at + 1);
	return true;
}

/* The blank in operator<< <char>. */
static void take_blank(struct copy *copy, const struct kept_templates *kept)
{
	if (kept->depth == kept->most) {
		copy->at++;
		return;
	}
	copy_to(copy, copy->at + 1);
	copy->after_operator = copy->size;
}

size_t name_without_templates(const char *name, size_t size, unsigned depth, char *out)
{
	struct text text = {name, size};
	struct copy copy = {.text = text, .out = out};
	struct kept_templates kept = {.most = depth ? depth - 1 : 0};
	if (kept.most > NAME_TEMPLATES_DEEPEST)
		kept.most = NAME_TEMPLATES_DEEPEST;
	while (copy.at < size) {
		if (copy_operator(&copy))
			continue;
		const bool opens = is_character_of(text.at[copy.at], "<[");
		const size_t end = opens ? brackets_close(text, copy.at) : copy.at + 1;
		if (kept.depth && copy.at + 1 == kept.ends[kept.depth - 1]) {
			kept.depth--;
			trim_blanks(&copy); /* a<b<c> > and a<b<c>> are a<b> */
		}
		if (copy.size == copy.after_operator && text_has_at(text, copy.at, TEXT(" <")))
			take_blank(&copy, &kept);
		else if (!end)
			copy_to(&copy, size);
		else if (!opens || !take_templates(&copy, end, &kept))
			copy_to(&copy, copy.at + 1);
	}
	return copy.size;
}

/* ---- types and scopes ---- */

/* The position of the name after a return type; 0 without one. */
static size_t type_end(struct text text)
{
	static const struct text plain[] = {TEXT("void"),  TEXT("bool"), TEXT("char"),
	                                    TEXT("int"),   TEXT("long"), TEXT("unsigned"),
	                                    TEXT("float"), TEXT("auto"), TEXT("double")};
	size_t blank = 0, first = 0;
	bool scoped = false, dotted = false;
	for (size_t at = 0; at < text.size; at = brackets_step(text, at)) {
		if (brackets_operator(text, at) > at)
			break;
		if (text.at[at] == ' ') {
			blank = at + 1;
			first = first ? first : at;
			dotted = false;
		}
		dotted |= text.at[at] == '.';
		scoped |= text_has_at(text, at, TEXT("::"));
	}
	struct text word = {text.at, first};
	bool typed = scoped || dotted || text_is_one_of(word, plain, sizeof plain / sizeof *plain);
	return blank < text.size && typed ? blank : 0;
}

/* Whether a name may begin here after a scope before it was left out. */
static bool is_start(struct text text)
{
	static const struct text made[] = {TEXT("func"), TEXT("gowrap"), TEXT("deferwrap")};
	if (!text.size)
		return false;
	if (*text.at == '<') {
		size_t end = brackets_close(text, 0);
		return end &&
		       (text_has_at(text, end, TEXT("::")) || text_has_at(text, end, TEXT(".")));
	}
	if (text_has_at(text, 0, TEXT("$_")) && text.size > 2 && is_digit(text.at[2]))
		return false; /* clang's lambdas */
	/* Go numbers functions without a name */
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (text_has_at(text, 0, made[i]) && text.size > made[i].size &&
		    is_digit(text.at[made[i].size]))
			return false;
	return (is_name_character(*text.at) && !is_digit(*text.at)) ||
	       is_character_of(*text.at, "(*~");
}

/* Steps through the scopes of a name in a single pass. */
struct scopes {
	struct text text;
	size_t at;    /* the name continues here */
	size_t slash; /* the next '/' outside of brackets, or the blank before it, or the end */
	size_t blank; /* the last one, 0: none */
};

static struct scopes scopes_of(struct text text)
{
	const char *blank = memrchr(text.at, ' ', text.size);
	return (struct scopes){.text = text, .blank = blank ? (size_t)(blank - text.at) : 0};
}

/* Finds the next '/'; false if a blank or the end is before it. */
static bool find_slash(struct scopes *scopes)
{
	struct text text = scopes->text;
	size_t at = scopes->slash > scopes->at ? scopes->slash : scopes->at;
	while (at < text.size && text.at[at] != '/' && text.at[at] != ' ')
		at = brackets_step(text, at);
	scopes->slash = at;
	return at < text.size && text.at[at] == '/';
}

/* Whether the name of a file ends after a point: libx.so, work.js:12. */
static bool is_ending_of_file(struct text text)
{
	enum { LONGEST = 4 };
	struct text ending = {text.at, 0};
	while (ending.size < text.size && ending.size < LONGEST && text.at[ending.size] != ':')
		ending.size++;
	return (ending.size == text.size || text.at[ending.size] == ':') &&
	       name_source_is_ending(ending);
}

/* Moves past the outermost scope; false without one. */
static bool next_scope(struct scopes *scopes)
{
	struct text text = scopes->text;
	const size_t from = scopes->at;
	size_t at = from;
	if (find_slash(scopes)) {
		if (!is_start(text_from(text, scopes->slash + 1)))
			return false;
		scopes->at = scopes->slash + 1;
		return true;
	}
	while (at < text.size && !is_character_of(text.at[at], ".: "))
		at = brackets_step(text, at);
	if (at == from || at == text.size || text.at[at] == ' ' || text.at[from] == '{')
		return false;
	bool dot = text.at[at] == '.', two = text_has_at(text, at, TEXT("::"));
	size_t next = at + (two ? 2 : 1);
	next += text_has_at(text, at, TEXT(":::")); /* when followed by "::", as in ";::" */
	if (!dot && !two)                           /* V8 marks its tiers: JS:*work */
		while (next < text.size && is_character_of(text.at[next], "*~^+"))
			next++;
	struct text rest = text_from(text, next);
	if (dot && (is_ending_of_file(rest) || scopes->blank >= next))
		return false; /* libx.so, work.js:12, Node.js thread */
	if (!is_start(rest))
		return false;
	scopes->at = next;
	return true;
}

/* The position after the name's outermost scope; 0 without one. */
static size_t scope_end(struct text text)
{
	struct scopes scopes = scopes_of(text);
	return next_scope(&scopes) ? scopes.at : 0;
}

size_t name_scopes_end(const char *name, size_t size)
{
	struct scopes scopes = scopes_of((struct text){name, size});
	while (next_scope(&scopes))
		continue;
	return scopes.at;
}

/* `<alloc::vec::Vec as core::ops::Drop>::drop` is <Vec as Drop>::drop first. Returns the text's
 * size if its brackets contain no scopes. */
static size_t without_inner_scopes(struct text text, char *out)
{
	size_t end = text.size && *text.at == '<' ? brackets_close(text, 0) : 0, size = 0, word = 0;
	if (!end || !text_has_at(text, end, TEXT("::")))
		end = 0;
	for (size_t at = 0; at < end; at++) {
		if (text_has_at(text, at, TEXT("::")) && size > word) {
			size = word;
			at++;
			continue;
		}
		out[size++] = text.at[at];
		if (!is_name_character(text.at[at]))
			word = size;
	}
	memcpy(out + size, text.at + end, text.size - end);
	return size + text.size - end;
}

static size_t without_start(struct text text, size_t start, char *out)
{
	memcpy(out, text.at + start, text.size - start);
	return text.size - start;
}

static size_t without_scope(struct text text, char *out)
{
	size_t size = without_inner_scopes(text, out);
	return size < text.size ? size : without_start(text, scope_end(text), out);
}

static size_t without(enum name_part part, struct text text, char *out)
{
	/* a module, [libc.so.6], or nothing is left */
	if (!text.size || *text.at == '[')
		part = NAME_PARTS;
	switch (part) {
	case NAME_FOLDERS:
		return name_source_without_folders(text, out);
	case NAME_SOURCE:
		return name_source_left_out(text, out);
	case NAME_SUFFIX:
		return without_suffix(text, out);
	case NAME_ARGUMENTS:
		return without_arguments(text, out);
	case NAME_TEMPLATES:
		return name_without_templates(text.at, text.size, 1, out);
	case NAME_TYPE:
		return without_start(text, type_end(text), out);
	case NAME_SCOPE:
		return without_scope(text, out);
	default:
		return without_start(text, 0, out);
	}
}

/* `_[k]` */
static size_t without_mark(struct text name)
{
	enum { MARK = 4 };
	const bool marked = name.size > MARK && text_has_at(name, name.size - MARK, TEXT("_[")) &&
	                    name.at[name.size - 1] == ']';
	return marked ? name.size - MARK : name.size;
}

/* `+0x1b` */
static size_t without_offset(struct text name)
{
	size_t at = name.size;
	while (at && is_hex(name.at[at - 1]))
		at--;
	const bool offset = at < name.size && at > 3 && text_has_at(name, at - 3, TEXT("+0x"));
	return offset ? at - 3 : name.size;
}

size_t name_bare_size(const char *name, size_t size)
{
	struct text bare = {name, size};
	do {
		size = bare.size;
		bare.size = without_mark(bare);
		bare.size = without_offset(bare);
	} while (bare.size < size);
	return size;
}

size_t name_without(enum name_part part, const char *name, size_t size, char *out)
{
	const size_t bare = name_bare_size(name, size);
	const size_t left = without(part, (struct text){name, bare}, out);
	memcpy(out + left, name + bare, size - bare);
	return left + size - bare;
}
