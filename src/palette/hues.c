#include "palette/hues.h"

#include "base/text.h"

#include <string.h>

const struct hue hue_hot = {{205, 50, true}, {0, 230, false}, {0, 55, true}};
const struct hue hue_mem = {{0, 0, false}, {190, 50, true}, {0, 210, false}};
const struct hue hue_io = {{80, 60, false}, {80, 60, false}, {190, 55, true}};
const struct hue hue_red = {{200, 55, false}, {50, 80, false}, {50, 80, false}};
const struct hue hue_green = {{50, 60, false}, {200, 55, false}, {50, 60, false}};
const struct hue hue_blue = {{80, 60, false}, {80, 60, false}, {205, 50, false}};
const struct hue hue_yellow = {{175, 55, false}, {175, 55, false}, {50, 20, false}};
const struct hue hue_purple = {{190, 65, false}, {80, 60, false}, {190, 65, false}};
const struct hue hue_aqua = {{50, 60, false}, {165, 55, false}, {165, 55, false}};
const struct hue hue_orange = {{190, 65, false}, {90, 65, false}, {0, 0, false}};

static bool holds(struct name name, const char *part)
{
	return memmem(name.text, name.size, part, strlen(part)) != NULL;
}

static bool begins(struct name name, const char *part)
{
	size_t size = strlen(part);
	return name.size >= size && memcmp(name.text, part, size) == 0;
}

static bool begins_with_any(struct name name, const char *const *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins(name, parts[i]))
			return true;
	return false;
}

#define ANY(name, parts) begins_with_any(name, parts, sizeof(parts) / sizeof *(parts))

static bool ends(struct name name, const char *with)
{
	size_t n = strlen(with);
	return name.size >= n && memcmp(name.text + name.size - n, with, n) == 0;
}

/* In ASCII, independent of the program's locale. */
static bool is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Whether a name begins with packages and a class, whose name has a capital letter, joined by dots,
 * as async-profiler and others write methods: "java.util.HashMap.get". */
static bool is_dotted_method(struct name name)
{
	size_t packages = 0;
	for (size_t at = 0; at < name.size;) {
		size_t end = at;
		while (end < name.size && (is_letter(name.text[end]) || is_digit(name.text[end]) ||
		                           name.text[end] == '_' || name.text[end] == '$'))
			end++;
		if (packages && end > at && name.text[at] >= 'A' && name.text[at] <= 'Z')
			return true;
		if (end == at || end == name.size || name.text[end] != '.')
			return false;
		packages++;
		at = end + 1;
	}
	return false;
}

const struct hue *hue_of_java(struct name name, char mark)
{
	static const char *const packages[] = {"java/", "javax/", "jdk/", "net/",
	                                       "org/",  "com/",   "io/",  "sun/"};
	struct name bare = name;
	if (begins(name, "L"))
		bare = (struct name){name.text + 1, name.size - 1};
	/* async-profiler: _[1]: compiled by C1; _[0]: interpreted */
	if (mark == 'j' || ends(name, "_[1]") || ends(name, "_[0]"))
		return &hue_green;
	if (mark == 'i')
		return &hue_aqua;
	if (is_dotted_method(name))
		return &hue_green;
	if (ANY(name, packages) || ANY(bare, packages) || holds(name, ":::"))
		return &hue_green;
	if (holds(name, "::"))
		return &hue_yellow;
	return mark == 'k' ? &hue_orange : &hue_red;
}

const struct hue *hue_of_js(struct name name, char mark)
{
	const char *slash = memchr(name.text, '/', name.size);
	if (mark == 'j')
		return slash ? &hue_green : &hue_aqua;
	if (holds(name, "::"))
		return &hue_yellow;
	if (slash && memmem(slash, name.size - (size_t)(slash - name.text), ".js", 3))
		return &hue_green;
	if (holds(name, ":"))
		return &hue_aqua;
	if (name.size == 1 && name.text[0] == ' ')
		return &hue_green;
	return mark == 'k' || holds(name, "_[k]") ? &hue_orange : &hue_red;
}

const struct hue *hue_of_perl(struct name name, char mark)
{
	if (holds(name, "::"))
		return &hue_yellow;
	if (holds(name, "Perl") || holds(name, ".pl"))
		return &hue_green;
	return mark == 'k' ? &hue_orange : &hue_red;
}

const struct hue *hue_of_chain(struct name name, char mark)
{
	(void)mark;
	return holds(name, "_[w]") ? &hue_aqua : &hue_blue;
}

/* Paths of modules: packages that were installed, files that came with the interpreter (a folder
 * such as python3.11), and its built-in functions. */
const struct hue *hue_of_python(struct name name, char mark)
{
	static const char *const internal[] = {"<built-in", "<method", "<frozen"};
	bool library = ANY(name, internal);
	(void)mark;
	for (size_t at = 0; at < name.size;) {
		size_t size = 0;
		while (at + size < name.size && !strchr("/\\", name.text[at + size]))
			size++;
		struct name part = {name.text + at, size};
		if (size == strlen("site-packages") && begins(part, "site-packages"))
			return &hue_aqua;
		if (begins(part, "python") || begins(part, "Python")) {
			size_t digits = strlen("python");
			while (digits < size && strchr("0123456789.", part.text[digits]))
				digits++;
			library = library || digits == size;
		}
		at += size + 1;
	}
	return library ? &hue_yellow : &hue_red;
}

const struct hue *hue_of_rust(struct name name, char mark)
{
	static const char *const system[] = {
		"core::", "std::", "alloc::", "<core::", "<std::", "<alloc::"};
	(void)mark;
	const char *tick = memchr(name.text, '`', name.size);
	if (tick) {
		name.size -= (size_t)(tick + 1 - name.text);
		name.text = tick + 1;
	}
	/* The form of a user's async function. */
	bool generated = begins(name, "<core::future::from_generator::GenFuture<T>");
	if (ANY(name, system) && !generated)
		return &hue_orange;
	return holds(name, "::") ? &hue_aqua : &hue_yellow;
}
