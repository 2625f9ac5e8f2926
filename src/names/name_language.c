#include "names/name_language.h"

#include "advice/names.h"
#include "names/brackets.h"
#include "names/name_characters.h"
#include "names/name_source.h"

#include <stdbool.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool begins_with_any(struct text text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_begins(text, words[i]))
			return true;
	return false;
}

static bool holds_any(struct text text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_find(text, words[i]))
			return true;
	return false;
}

/* ---- text around names ---- */

size_t name_module_end(struct text name)
{
	size_t at = 0;
	while (at < name.size && (is_name_character(name.at[at]) || memchr(".-+", name.at[at], 3)))
		at++;
	if (!at || at + 1 >= name.size || (name.at[at] != '`' && name.at[at] != '!'))
		return 0;
	/* not .NET's List`1, or the name of a Rust macro, println!("") */
	return is_name_character(name.at[at + 1]) && !is_digit(name.at[at + 1]) ? at + 1 : 0;
}

/* ---- languages ---- */

/* The name without line numbers and brackets at its end. */
static struct text file_of(struct text source)
{
	while (source.size && (is_digit(source.at[source.size - 1]) ||
	                       memchr(":)", source.at[source.size - 1], 2)))
		source.size--;
	return *source.at == '(' && source.size ? text_from(source, 1) : source;
}

static enum name_language language_of_file(struct text source)
{
	static const struct {
		const char *ending;
		enum name_language language;
	} endings[] = {
		{".js", NAME_JS},      {".mjs", NAME_JS},     {".cjs", NAME_JS},
		{".jsx", NAME_JS},     {".ts", NAME_JS},      {".tsx", NAME_JS},
		{".wasm", NAME_JS},    {".py", NAME_PYTHON},  {".pyx", NAME_PYTHON},
		{".rb", NAME_SCRIPT},  {".php", NAME_SCRIPT}, {".pl", NAME_SCRIPT},
		{".pm", NAME_SCRIPT},  {".lua", NAME_SCRIPT}, {".ex", NAME_SCRIPT},
		{".erl", NAME_SCRIPT},
	};
	source = file_of(source);
	for (size_t i = 0; i < COUNT(endings); i++)
		if (text_ends(source, endings[i].ending))
			return endings[i].language;
	static const char *const frozen[] = {"<frozen ", "<string>", "<stdin>"};
	for (size_t i = 0; i < COUNT(frozen); i++)
		if (text_find(source, frozen[i]))
			return NAME_PYTHON;
	const bool node = text_begins(source, "node:") && !text_begins(source, "node::");
	return node ? NAME_JS : NAME_PLAIN;
}

/* Whether brackets hold a place: (x.py:12), but not (int). */
static bool is_place(struct text source)
{
	const struct text inner = {source.at, source.size - 1};
	return language_of_file(source) != NAME_PLAIN ||
	       (memchr(inner.at, ':', inner.size) && is_digit(inner.at[inner.size - 1]) &&
	        !text_find(inner, "::") && memchr(inner.at, '.', inner.size));
}

size_t name_place(struct text name)
{
	if (name.size && name.at[name.size - 1] == ')') {
		size_t at = name.size;
		while (at && name.at[at - 1] != '(')
			at--;
		if (at > 2 && name.at[at - 2] == ' ' && at < name.size &&
		    is_place(text_from(name, at - 1)))
			return at - 2;
	}
	return name_source_start(name);
}

/* Prefixes of the names of V8's generated code. */
static bool is_v8(struct text name)
{
	static const char *const prefixes[] = {
		"JS:",      "LazyCompile:",     "Function:", "Script:",   "Eval:",    "RegExp:",
		"Builtin:", "BytecodeHandler:", "Handler:",  "Callback:", "JSFrame:", "Stub:"};
	return begins_with_any(name, prefixes, COUNT(prefixes)) ||
	       text_begins(name, "(anonymous) ");
}

static bool is_rust(struct text name)
{
	static const char *const marks[] = {"{{closure}}", "{closure#",    "{{vtable.shim}}",
	                                    "{impl#",      "{shim:",       "::<impl ",
	                                    "{async_fn#",  "{{constant}}", "{async_block#"};
	if (advice_is_rust(name) || text_begins(name, "<impl "))
		return true;
	if (name.size && *name.at == '<') {
		const size_t end = brackets_close(name, 0);
		if (end && text_begins(text_from(name, end), "::"))
			return true;
	}
	return holds_any(name, marks, COUNT(marks));
}

/* Go packages whose path is one word: only these distinguish time.Time.Add from a
 * method of Java. */
static bool is_go_package(struct text word)
{
	static const char *const packages[] = {"archive",
	                                       "bufio",
	                                       "builtin",
	                                       "bytes",
	                                       "cmp",
	                                       "context",
	                                       "crypto",
	                                       "embed",
	                                       "errors",
	                                       "expvar",
	                                       "flag",
	                                       "fmt",
	                                       "gcWriteBarrier",
	                                       "go",
	                                       "hash",
	                                       "html",
	                                       "image",
	                                       "io",
	                                       "iter",
	                                       "log",
	                                       "main",
	                                       "maps",
	                                       "math",
	                                       "mime",
	                                       "net",
	                                       "os",
	                                       "path",
	                                       "plugin",
	                                       "reflect",
	                                       "regexp",
	                                       "runtime",
	                                       "slices",
	                                       "sort",
	                                       "strconv",
	                                       "strings",
	                                       "sync",
	                                       "syscall",
	                                       "testing",
	                                       "time",
	                                       "type",
	                                       "unicode",
	                                       "unique",
	                                       "unsafe",
	                                       "weak"};
	for (size_t i = 0; i < COUNT(packages); i++)
		if (text_is(word, packages[i]))
			return true;
	return false;
}

bool name_is_go_standard(struct text name)
{
	size_t size = 0;
	while (size < name.size && is_name_character(name.at[size]))
		size++;
	const struct text first = {name.at, size};
	if (text_begins(name, "internal/"))
		return true;
	return size < name.size && memchr("./", name.at[size], 2) && is_go_package(first) &&
	       !text_is(first, "main");
}

static bool is_go(struct text name)
{
	static const char *const marks[] = {".(*",         "[...]", "go.shape.",
	                                    "go.struct {", "[go.",  ".gowrap"};
	if (text_find(name, "::"))
		return false;
	return text_begins(name, "type:.") || text_begins(name, "go:") ||
	       holds_any(name, marks, COUNT(marks));
}

/* Facts about a name of components, joined by '.' or '/'. */
struct path {
	size_t packages; /* components that begin with a small letter, before the first class */
	size_t classes;  /* then those that begin with a capital letter, or contain '$' */
	bool method;     /* something follows the classes */
	bool slashes;    /* there is a '/': */
	size_t first_slash, last_slash;
	bool class_is_last_folder; /* the class follows the last '/' */
	struct text first;         /* the first component */
	size_t size;               /* of all components */
};

/* Methods that compilers generate contain a '$'. */
static bool is_class(struct text component)
{
	static const char *const methods[] = {"lambda$", "access$", "$anonfun", "$deserialize"};
	return is_upper(*component.at) || (memchr(component.at, '$', component.size) &&
	                                   !begins_with_any(component, methods, COUNT(methods)));
}

static struct path path_of(struct text name)
{
	struct path path = {0};
	size_t at = 0;
	while (at < name.size) {
		size_t end = at;
		while (end < name.size && (is_name_character(name.at[end]) || name.at[end] == '-' ||
		                           name.at[end] == '@'))
			end++;
		const struct text component = {name.at + at, end - at};
		if (!component.size)
			break;
		if (!at)
			path.first = component;
		const bool class = is_class(component);
		if (path.classes && !class)
			path.method = true;
		else if (class && !path.method)
			path.classes++;
		else
			path.packages++;
		if (class && path.classes == 1)
			path.class_is_last_folder = at && name.at[at - 1] == '/';
		path.size = at = end;
		if (at == name.size || (name.at[at] != '.' && name.at[at] != '/'))
			break;
		if (name.at[at] == '/') {
			path.first_slash = path.slashes ? path.first_slash : at;
			path.last_slash = at;
			path.slashes = true;
		}
		if (name.at[at] == '/' && path.classes && !text_begins(text_from(name, at), "/0x"))
			path.class_is_last_folder = false;
		at++;
	}
	const struct text rest = text_from(name, at);
	path.method |= path.classes &&
	               (text_begins(rest, "<init>") || text_begins(rest, "<clinit>") ||
	                (path.slashes && text_begins(rest, "::")));
	return path;
}

/* Packages that identify classes whose names begin with a small letter. */
static bool is_java_package(const struct path *path)
{
	static const char *const first[] = {"java", "javax", "jdk",    "sun",
	                                    "com",  "org",   "kotlin", "scala"};
	for (size_t i = 0; i < COUNT(first); i++)
		if (text_is(path->first, first[i]))
			return path->packages > 2;
	return false;
}

/* For names with points or slashes outside of brackets, and no "::" except Java's. */
static enum name_language language_of_path(struct text name)
{
	const struct path path = path_of(name);
	if (path.slashes && (text_begins(name, "java.") || text_begins(name, "jdk.")))
		return NAME_JAVA; /* a module's name is first: java.base/java.util.HashMap.get */
	if (is_java_package(&path))
		return NAME_JAVA;
	if (path.slashes) {
		if (memchr(name.at, '.', path.first_slash))
			return NAME_GO; /* github.com/a/b.f */
		if (path.class_is_last_folder && path.classes)
			return NAME_JAVA;
		const struct text last = text_from(name, path.last_slash + 1);
		const char *after = last.size ? memchr(last.at, '.', last.size) : NULL;
		return after && after > last.at && !is_digit(*last.at) ? NAME_GO : NAME_PLAIN;
	}
	const bool points = path.size > path.first.size;
	if (points && is_go_package(path.first) && (path.packages <= 1 || !path.method))
		return NAME_GO;
	return path.classes && path.method ? NAME_JAVA : NAME_PLAIN;
}

/* The end of a type before a method of Java: void a.B.f; 0 without one. */
static size_t returned_end(struct text name)
{
	size_t at = 0;
	while (at < name.size && (is_name_character(name.at[at]) || memchr(".[]", name.at[at], 3)))
		at++;
	return at && at + 1 < name.size && name.at[at] == ' ' ? at + 1 : 0;
}

static bool is_function_of_cpp(struct text name)
{
	for (size_t at = 0; at < name.size; at = brackets_step(name, at)) {
		if (brackets_operator(name, at) > at || text_begins(text_from(name, at), "::"))
			return true;
		if (at && memchr("(<", name.at[at], 2) &&
		    (is_name_character(name.at[at - 1]) || memchr("]>", name.at[at - 1], 2)))
			return true;
	}
	return text_begins(name, "(anonymous ");
}

enum name_language name_language_of(struct text name)
{
	if (!name.size || *name.at == '/')
		return name.size ? NAME_FILE : NAME_PLAIN;
	if (*name.at == '[' && name.at[name.size - 1] == ']')
		return NAME_FILE;
	if (memchr("-+", *name.at, 2) && name.size > 2 && name.at[1] == '[')
		return NAME_OBJC;
	if (text_begins(name, "py::"))
		return NAME_PYTHON;
	if (is_v8(name))
		return NAME_JS;
	const size_t source = name_place(name);
	if (source < name.size) {
		const enum name_language language = language_of_file(text_from(name, source + 1));
		if (language != NAME_PLAIN)
			return language;
		name.size = source;
	}
	if (text_find(name, "$$Lambda") || text_find(name, ":::") || text_find(name, ";::"))
		return NAME_JAVA;
	if (is_rust(name))
		return NAME_RUST;
	if (is_go(name))
		return NAME_GO;
	const enum name_language language = language_of_path(text_from(name, returned_end(name)));
	const bool class = language == NAME_JAVA && memchr(name.at, '/', name.size); /* a/B::f */
	if (!class && text_find(name, "::") && is_function_of_cpp(name))
		return NAME_CPP;
	if (language != NAME_PLAIN)
		return language;
	return is_function_of_cpp(name) ? NAME_CPP : NAME_PLAIN;
}
