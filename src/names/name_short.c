#include "names/name_short.h"

#include "names/name_characters.h"

#include <stdbool.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool begins(struct text text, size_t at, const char *with)
{
	return text_begins(text_from(text, at), with);
}

/* ---- Java ---- */

/* Suffixes in the names of classes that a JVM and libraries generate. */
static const struct {
	const char *name;   /* this part stays */
	const char *before; /* the text after it, ... */
	bool word;          /* ... then a word, or otherwise digits: these two are left out */
} made[] = {
	{"$$Lambda", "$", false},
	{"$Proxy", "", false},
	{"GeneratedMethodAccessor", "", false},
	{"GeneratedConstructorAccessor", "", false},
	{"GeneratedSerializationConstructorAccessor", "", false},
	{"jdk.proxy", "", false},
	{"jdk/proxy", "", false},
	{"$$EnhancerBySpringCGLIB", "$$", true},
	{"$$EnhancerByCGLIB", "$$", true},
	{"$$EnhancerByGuice", "$$", true},
	{"$$FastClassBySpringCGLIB", "$$", true},
	{"$$FastClassByCGLIB", "$$", true},
	{"$$FastClassByGuice", "$$", true},
	{"$$KeyFactoryByCGLIB", "$$", true},
	{"$$SpringCGLIB", "$$", true},
	{"$HibernateProxy", "$", true},
	{"$HibernateAccessOptimizer", "$", true},
	{"$MockitoMock", "$", true},
	{"$ByteBuddy", "$", true},
	{"_$$_javassist", "_", true},
	{"_$$_jvst", "", true},
};

/* The end of a hidden class's address that begins at the position: /0x0123, .0x0123, +0x0123, or
 * /0123 of Java 8; the position itself if there is none. */
static size_t address_end(struct text name, size_t at)
{
	size_t end = at + 1;
	if (!at || !is_name_character(name.at[at - 1]) || !memchr("/.+", name.at[at], 3))
		return at;
	if (begins(name, end, "0x")) {
		end += 2;
		while (end < name.size && is_hex_digit(name.at[end]))
			end++;
	} else if (name.at[at] == '/') {
		while (end < name.size && is_digit(name.at[end]))
			end++;
	}
	const bool ends = end == name.size || memchr(".:;(", name.at[end], 4);
	return ends && end > at + 1 ? end : at;
}

/* The end of a part that is made at run time and begins at the position; the position itself if
 * there is none. */
static size_t number_end(struct text name, size_t at, bool word)
{
	size_t end = at;
	while (end < name.size && (word ? is_name_character(name.at[end]) : is_digit(name.at[end])))
		end++;
	return end;
}

/* The row of the name at the position, COUNT(made): none. */
static size_t made_there(struct text name, size_t at)
{
	size_t i = 0;
	if (!memchr("$Gj_", name.at[at], 4))
		return COUNT(made);
	while (i < COUNT(made) && !begins(name, at, made[i].name))
		i++;
	return i;
}

size_t name_short_made(struct text name, char *out)
{
	size_t size = 0;
	for (size_t at = 0; at < name.size;) {
		const size_t address = address_end(name, at), i = made_there(name, at);
		if (address > at) {
			at = address;
		} else if (i < COUNT(made)) {
			const size_t own = strlen(made[i].name), before = at + own;
			memcpy(out + size, made[i].name, own);
			size += own;
			at = before;
			if (!begins(name, at, made[i].before))
				continue;
			at += strlen(made[i].before);
			const size_t end = number_end(name, at, made[i].word);
			at = end > at ? end : before;
		} else {
			out[size++] = name.at[at++];
		}
	}
	return size;
}

/* The position of the name after the module: java.base@17.0.1/java.util.HashMap.get; 0
 * without one. */
static size_t module_end(struct text name)
{
	const char *slash = name.size ? memchr(name.at, '/', name.size) : NULL;
	const size_t size = slash ? (size_t)(slash - name.at) : 0;
	return size && memchr(name.at, '.', size) ? size + 1 : 0;
}

/* The colons between class and method: their position (the text's size if there are none) and their
 * number of bytes. */
static size_t find_colons(struct text name, size_t *size)
{
	static const char *const colons[] = {":::", ";::", "::"};
	for (size_t i = 0; i < COUNT(colons); i++) {
		const char *found = text_find(name, colons[i]);
		*size = strlen(colons[i]);
		if (found)
			return (size_t)(found - name.at);
	}
	return name.size;
}

size_t name_short_dotted(struct text name, char *out)
{
	name = (struct text){out, name_short_made(name, out)};
	size_t size = 0, between = 0, colons = find_colons(name, &between);
	const bool descriptor = between == strlen(":::") && colons < name.size && *name.at == 'L';
	for (size_t at = descriptor ? 1 : module_end(name); at < name.size; at++) {
		out[size++] = name.at[at] == '/' || at == colons ? '.' : name.at[at];
		at += at == colons ? between - 1 : 0;
	}
	return size;
}

/* The position of the class after the packages, which begin with small letters; without such a
 * class, the component before the method counts. */
static size_t class_start(struct text name)
{
	size_t before = 0;
	for (size_t at = 0; at < name.size;) {
		size_t end = at;
		bool class = is_upper(name.at[at]);
		while (end < name.size && is_name_character(name.at[end]))
			class |= name.at[end++] == '$';
		if (end == at || end == name.size)
			return before; /* the method's name may look like a class: lambda$f$0 */
		if (class)
			return at;
		if (name.at[end] != '.')
			return before;
		before = at;
		at = end + 1;
	}
	return 0;
}

size_t name_short_java(struct text name, char *out)
{
	name = (struct text){out, name_short_dotted(name, out)};
	const size_t start = class_start(name);
	memmove(out, out + start, name.size - start);
	return name.size - start;
}

/* ---- Go ---- */

static bool is_path(char c)
{
	return is_name_character(c) || (c && strchr("./-~%@+", c));
}

/* In a path that ends at the position: the position of "v2", which is the last folder of a module;
 * the end, if there is none. */
static size_t version_start(struct text name, size_t from, size_t end)
{
	size_t at = end;
	while (at > from && is_digit(name.at[at - 1]))
		at--;
	const bool version = at < end && at > from + 2 && name.at[at - 1] == 'v' &&
	                     name.at[at - 2] == '/';
	return version ? at - 2 : end;
}

/* Copies a path without its folders; returns the size of the copy. */
static size_t copy_path(struct text name, size_t from, size_t end, char *out)
{
	size_t folder = end, package = from;
	while (folder > from && name.at[folder - 1] != '/')
		folder--;
	size_t dot = folder; /* after the package's name */
	while (dot < end && name.at[dot] != '.')
		dot++;
	size_t stop = folder > from ? version_start(name, from, dot) : dot, size = 0;
	for (size_t at = from; at < stop; at++)
		if (name.at[at] == '/')
			package = at + 1;
	if (stop == dot)
		stop = dot = end;
	for (size_t at = package; at < end; at++) {
		if (at == stop && stop < dot)
			at = dot;
		const bool point = at + 2 < end && memcmp(name.at + at, "%2e", 3) == 0;
		out[size++] = point ? '.' : name.at[at];
		at += point ? 2 : 0;
	}
	return size;
}

/* Functions that the compiler generates for types: type:.eq.a/b.T; the position of the type. */
static size_t made_for_type(struct text name)
{
	static const char *const words[] = {"type:.eq.", "type:.hash.", "type..eq.", "type..hash."};
	for (size_t i = 0; i < COUNT(words); i++)
		if (text_begins(name, words[i]))
			return strlen(words[i]);
	return 0;
}

size_t name_short_go(struct text name, char *out)
{
	size_t at = made_for_type(name), size = at;
	memcpy(out, name.at, at);
	while (at < name.size) {
		size_t end = at;
		while (end < name.size && is_path(name.at[end]))
			end++;
		size += copy_path(name, at, end, out + size);
		if (end < name.size)
			out[size++] = name.at[end++];
		at = end;
	}
	return size;
}

/* ---- Rust ---- */

/* The end of a crate's hash that begins at the position, "[0123456789abcdef]"; the position itself
 * if there is none. */
static size_t hash_end(struct text name, size_t at)
{
	enum { LEAST = 9, MOST = 16 };
	size_t end = at + 1;
	if (name.at[at] != '[' || !at || !is_name_character(name.at[at - 1]))
		return at;
	while (end < name.size && is_hex_digit(name.at[end]))
		end++;
	const size_t digits = end - at - 1;
	if (end == name.size || name.at[end] != ']' || digits < LEAST || digits > MOST)
		return at;
	return end + 1;
}

size_t name_short_rust(struct text name, char *out)
{
	size_t size = 0;
	for (size_t at = 0; at < name.size;) {
		const size_t end = hash_end(name, at);
		if (end > at)
			at = end;
		else
			out[size++] = name.at[at++];
	}
	return size;
}
