#include "names/module.h"

#include "store/annotation.h"

#include <stdint.h>
#include <string.h>

static const struct name none = {"", 0};

static struct name between(const char *from, const char *to)
{
	return (struct name){from, (size_t)(to - from)};
}

static const char *end_of(struct name name)
{
	return name.text + name.size;
}

static bool begins(struct name name, const char *part)
{
	size_t size = strlen(part);
	return name.size >= size && memcmp(name.text, part, size) == 0;
}

static struct name after(struct name name, size_t bytes)
{
	return (struct name){name.text + bytes, name.size - bytes};
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The text up to the first of some bytes, or all of it. */
static struct name up_to(struct name name, const char *stops)
{
	size_t size = 0;
	while (size < name.size && !strchr(stops, name.text[size]))
		size++;
	return (struct name){name.text, size};
}

/* Removes _[j] and similar marks; true if _[k] was among them. */
static bool strip_annotations(struct name *name)
{
	bool kernel = false;
	for (char mark; (mark = annotation_of(name->text, name->size));) {
		kernel = kernel || mark == 'k';
		name->size -= ANNOTATION_SIZE;
	}
	return kernel;
}

/* "[libc.so.6]", but not "[unknown]". */
static struct name by_brackets(struct name name)
{
	struct name inner = {name.text + 1, name.size - 2};
	bool unknown = inner.size == 7 && memcmp(inner.text, "unknown", 7) == 0;
	return unknown || memchr(inner.text, '[', inner.size) ? none : inner;
}

/* "genunix`kmem_alloc", but not .NET's "List`1". */
static struct name by_backtick(struct name name)
{
	struct name module = up_to(name, "`<( ");
	const char *next = module.text + module.size + 1;
	if (module.size == 0 || next >= end_of(name) || next[-1] != '`' || is_digit(*next))
		return none;
	return module;
}

/* The component after the last `folder` in a path. */
static struct name component_after(struct name path, const char *folder)
{
	size_t size = strlen(folder);
	for (size_t at = path.size; at-- > 0;) {
		struct name rest = after(path, at);
		if (!begins(rest, folder) || rest.size == size)
			continue;
		struct name part = up_to(after(rest, size), "/");
		if (part.text[0] == '@' && end_of(part) < end_of(path)) /* @scope/package */
			part.size += 1 + up_to(after(rest, size + part.size + 1), "/").size;
		return part;
	}
	return none;
}

/* The package that contains a script's path, or otherwise the path itself. */
static struct name by_path(struct name path)
{
	static const char *const folders[] = {"node_modules/", "site-packages/", "dist-packages/",
	                                      "gems/"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		struct name part = component_after(path, folders[i]);
		if (part.size)
			return i == 1 || i == 2 ? up_to(part, ".") : part; /* "six.py" */
	}
	return begins(path, "file://") ? after(path, strlen("file://")) : path;
}

enum { ENDING_MAX = 3 }; /* size of the longest ending below */

/* Whether a file name's ending (without the point) is a script's. */
static bool is_script(struct name ending)
{
	static const char *const endings[] = {"js", "mjs", "cjs", "jsx", "ts", "tsx",
	                                      "py", "rb",  "php", "pl",  "pm", "lua"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (ending.size == strlen(endings[i]) && begins(ending, endings[i]))
			return true;
	return false;
}

/* The script in a name: "JS:~run /srv/run.js:12", "run (/srv/run.py:12)",
 * "py::run:/srv/run.py", "JS:~load node:internal/modules:7". */
static struct name by_script(struct name name)
{
	const char *from = name.text;
	struct name found = none;
	if (begins(name, "py::")) {
		struct name function = up_to(after(name, 4), ":");
		return end_of(function) < end_of(name)
		               ? by_path(between(end_of(function) + 1, end_of(name)))
		               : none;
	}
	for (size_t i = 0; i < name.size; i++) {
		const char *at = name.text + i;
		if (*at == ' ' || *at == '(')
			from = at + 1;
		struct name rest = between(at, end_of(name));
		if (at == from && begins(rest, "node:") && !begins(rest, "node::"))
			return between(at, end_of(up_to(after(rest, 5), "/:")));
		if (*at != '.' || at == from)
			continue;
		/* one byte more than the longest ending: names may be long and have many points */
		struct name ending = after(rest, 1);
		ending.size = ending.size < ENDING_MAX + 1 ? ending.size : ENDING_MAX + 1;
		ending = up_to(ending, ":) ");
		if (is_script(ending))
			found = between(from, end_of(ending));
	}
	return found.size ? by_path(found) : none;
}

/* Suffixes that compilers and linkers add to names of C functions: the point before them does not
 * separate a package from its function. */
static bool is_clone(struct name rest)
{
	static const char *const endings[] = {"constprop", "isra",     "part",       "cold",
	                                      "llvm",      "lto_priv", "localalias", "so"};
	struct name part = up_to(rest, ".");
	if (part.size && is_digit(*part.text))
		return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (part.size == strlen(endings[i]) && begins(part, endings[i]))
			return true;
	return false;
}

/* "java.util.HashMap.get": the part before the class; "Trees$Node.insert": the outer class;
 * "runtime.mallocgc" (Go), "json.decoder.scan": the first component. */
static struct name by_points(struct name token)
{
	struct name first = up_to(token, ".");
	if (first.size == 0 || first.size == token.size || is_clone(after(token, first.size + 1)))
		return none;
	if (is_upper(*first.text))
		return up_to(first, "$");
	for (const char *at = end_of(first); at + 1 < end_of(token); at++)
		if (*at == '.' && is_upper(at[1]))
			return between(token.text, at);
	return first;
}

/* "java/util/HashMap.get": the part before the class; "net/http.(*Client).Do": the package, up to
 * the point after the last slash. */
static struct name by_slashes(struct name token)
{
	struct name head = up_to(token, "[");
	const char *last = NULL;
	if (head.text[0] == '/') /* a program's path */
		return head;
	if (head.size > 2 && head.text[0] == 'L' && is_lower(head.text[1]))
		head = after(head, 1); /* "Ljava/util/HashMap;" */
	for (const char *at = head.text; at + 1 < end_of(head); at++)
		if (*at == '/' && !is_digit(at[1])) /* as in "Lambda$12/0x80" */
			last = at;
	if (!last)
		return none;
	if (is_upper(last[1]))
		return between(head.text, last);
	struct name rest = between(last, end_of(head)), package = up_to(rest, ".:;");
	/* A digit: "kworker/u8:0". */
	struct name tail = after(rest, package.size);
	bool told = tail.size > 0 && !(tail.size > 1 && is_digit(tail.text[1]));
	return told ? between(head.text, tail.text) : none;
}

/* The qualified name itself, without the type before it and the arguments after it; templates and
 * brackets in it may contain anything. */
static struct name bare(struct name name)
{
	const char *from = name.text, *at = name.text, *end = end_of(name);
	unsigned depth = 0;
	for (; at < end; at++) {
		struct name rest = between(at, end);
		if (begins(rest, "(anonymous namespace)"))
			at += strlen("(anonymous namespace)") - 1;
		else if (depth == 0 && (*at == '(' || *at == '{' || begins(rest, "operator")))
			break;
		else if (*at == '<' || *at == '[' || *at == '(')
			depth++;
		else if ((*at == '>' && at > from && at[-1] != '-') || *at == ']' || *at == ')')
			depth -= depth > 0;
		else if (*at == ' ' && depth == 0)
			from = at + 1;
	}
	return between(from, at);
}

/* Whether there is a :: outside of templates' arguments. */
static bool has_scope(struct name token)
{
	unsigned depth = 0;
	for (const char *at = token.text; at + 1 < end_of(token); at++) {
		if (*at == '<')
			depth++;
		else if (*at == '>')
			depth -= depth > 0;
		else if (depth == 0 && at[0] == ':' && at[1] == ':')
			return true;
	}
	return false;
}

static struct name by_qualifier(struct name name)
{
	static const char anonymous[] = "(anonymous namespace)::";
	struct name token = bare(name);
	if (begins(token, anonymous))
		token = after(token, sizeof anonymous - 1);
	if (begins(token, "::"))
		token = after(token, 2);
	struct name head = up_to(token, "<:");
	if (memchr(head.text, '/', head.size))
		return by_slashes(token);
	if (memchr(head.text, '.', head.size))
		return by_points(head);
	return has_scope(token) ? up_to(head, "\\$") : none;
}

/* "<alloc::vec::Vec<T> as core::ops::Drop>::drop": by the type, or otherwise by the trait. */
static struct name by_rust_type(struct name name)
{
	static const char *const marks[] = {"&", "*const ", "*mut ", "mut ", "dyn ", "[", "("};
	struct name type = after(name, 1);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (begins(type, marks[i]))
			type = after(type, strlen(marks[i]));
	struct name path = up_to(type, "< >,;)]");
	for (const char *at = path.text; at + 1 < end_of(path); at++)
		if (at > path.text && at[0] == ':' && at[1] == ':')
			return between(path.text, at);
	const char *trait = memmem(type.text, type.size, " as ", 4);
	return trait ? by_qualifier(between(trait + 4, end_of(name))) : none;
}

struct name module_of(struct name name)
{
	if (strip_annotations(&name))
		return (struct name){"kernel", 6};
	if (name.size == 0)
		return none;
	if (name.size > 2 && name.text[0] == '[' && end_of(name)[-1] == ']')
		return by_brackets(name);
	struct name module = by_backtick(name);
	if (!module.size)
		module = by_script(name);
	if (module.size)
		return module;
	if (begins(name, "Builtins_") || begins(name, "Builtin:") ||
	    begins(name, "BytecodeHandler:"))
		return (struct name){"v8", 2};
	return name.text[0] == '<' ? by_rust_type(name) : by_qualifier(name);
}

struct name module_known(struct name name, struct name file, bool kernel)
{
	static const char *const kernels[] = {"[kernel", "[guest.kernel", "vmlinux", "vmlinuz"};
	struct name bare = name;
	bool marked = strip_annotations(&bare);
	bool own = kernel && !file.size;
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
		own = own || begins(file, kernels[i]);
	if (marked || own)
		return (struct name){"kernel", 6};
	if (!file.size)
		return module_of(name);
	if (file.size > 2 && file.text[0] == '[' && end_of(file)[-1] == ']')
		return (struct name){file.text + 1, file.size - 2};
	if (memmem(file.text, file.size, ".so", 3))
		return file;
	struct name told = module_of(name);
	return told.size ? told : file;
}

unsigned module_hash(struct name module)
{
	/* FNV-1a with a final mix. The initial value keeps kernel, std, v8, java.util, and Go's
	 * runtime and main far apart on the colour wheel of shade_module. */
	uint32_t hash = 2675080U;
	for (size_t i = 0; i < module.size; i++) {
		char c = module.text[i] == '/' ? '.' : module.text[i];
		hash = (hash ^ (unsigned char)c) * 16777619U;
	}
	hash = (hash ^ hash >> 16) * 0x85EBCA6BU;
	hash = (hash ^ hash >> 13) * 0xC2B2AE35U;
	return hash ^ hash >> 16;
}
