#include "diff/match.h"

#include "base/pattern.h"

#include <stdlib.h>
#include <string.h>

/* After the end of a symbol: ".part.js" is a file, and "_[k]" a mark. */
#define NO_WORD "(?![A-Za-z0-9.]|_(?!\\[))"

/* The parts that --match normalized removes, in this order, each with examples of real names. */
static const struct {
	const char *regex, *text;
} rules[] = {
	/* Parts and copies of a function that compilers and linkers make: read.isra.0,
         * parse.part.1.cold, f.constprop.2, f.llvm.8245, f.lto_priv.3, f.__uniq.31415; demangled
         * "f(int) [clone .isra.0]". GCC: gcc/symtab-clones.cc, ipa-*.cc; LLVM: ThinLTO promotion,
         * -funique-internal-linkage-names, hot-cold splitting. */
	{"(?: \\[clone [.\\w]+\\])+", ""},
	{"(?:\\.(?:isra|part|constprop|cold|lto_priv|clone|llvm|localalias|__uniq)(?:\\.\\d+)*)"
         "+" NO_WORD,
         ""},
	/* Rust: legacy mangling's hash "core::f::h0123456789abcdef", v0's crate disambiguator
         * "core[846817f741e54dfd]::f", closures {{closure}} and {closure#0}. */
	{"::h[0-9a-f]{16}(?![\\w:])", ""},
	{"(?<=\\w)\\[[0-9a-f]{11,16}\\](?=::|$|[<>,)])", ""},
	{"\\{\\{closure\\}\\}|\\{closure#\\d+\\}", "{closure}"},
	/* C++: {lambda(int)#1}, {unnamed type#2} (libiberty), 'lambda0'(int) (LLVM), main::$_0
         * (clang), <lambda_1> (MSVC); unnamed namespaces as the demanglers write them. */
	{"(?<=[)\\w}])#\\d+(?=\\})", ""},
	{"'lambda\\d*'", "'lambda'"},
	{"'unnamed\\d*'", "'unnamed'"},
	{"\\$_\\d+(?!\\w)", "$$_"},
	{"<lambda_\\w+>", "<lambda>"},
	{"\\{anonymous\\}|`anonymous[ -]namespace'|_GLOBAL__N_1", "(anonymous namespace)"},
	/* Go: main.run.func1, main.run.func1.2, main.run.gowrap3. Swift: closure #1 in f. */
	{"\\.(func|gowrap)\\d+(?:\\.\\d+)*" NO_WORD, ".$1"},
	{"\\bclosure #\\d+", "closure"},
	/* Java: Foo$$Lambda$14/0x0000000800c031f0.run, Foo$$Lambda/0x7f..., lambda$main$0,
         * LambdaForm$MH/0x..., $Proxy12, GeneratedMethodAccessor7, anonymous classes Foo$1. */
	{"\\$\\$Lambda(?:\\$\\d+)?(?:[./](?:0x[0-9a-fA-F]+|\\d+))?", "$$$$Lambda"},
	{"\\b(lambda\\$\\w+)\\$\\d+", "$1"},
	{"(LambdaForm\\$\\w+)(?:[./](?:0x[0-9a-fA-F]+|\\d+))", "$1"},
	{"(\\$Proxy|Generated\\w+Accessor)\\d+" NO_WORD
         "|(\\$Proxy|Generated\\w+Accessor)\\d+(?=\\.)",
         "$1$2"},
	{"(?<=\\w)\\$\\d+(?=[.:;/]|$|_\\[)", "$$"},
	/* C#: <Main>b__0_1, <>c__DisplayClass3_0. */
	{"(?<=>)([a-z]__(?:DisplayClass)?)\\d+(?:_\\d+)*", "$1"},
	/* JavaScript: an anonymous function is identified by its place, "<anonymous> app.js:12:34",
           and places move with changes above them. */
	{"\\(anonymous\\)|<anonymous>", "<anonymous>"},
	{"(?<=[^\\s:\\d]):\\d+:\\d+(?=$|[\\s)\\]]|_\\[)", ""},
	/* Code generated at run time: [perf-1234.map], jitted-1234-5.so, BPF programs' tags. */
	{"\\bperf-\\d+\\.map\\b", "perf.map"},
	{"\\bjitted-\\d+-\\d+\\.so\\b", "jitted.so"},
	{"\\bbpf_prog_[0-9a-f]{16}(?=_|\\b)", "bpf_prog"},
	{"\\bbpf_trampoline_\\d+\\b", "bpf_trampoline"},
};

enum { RULES = sizeof rules / sizeof *rules };

struct step {
	struct pattern *pattern;
	const char *text; /* replaces the match */
};

struct match {
	bool strip_addresses;
	struct step *steps;       /* the rules, ... */
	size_t rule_count, count; /* ... then the renames */
	struct buffer room;
};

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static void append_stripped(struct buffer *out, const char *name, size_t size)
{
	size_t copied = 0;
	for (size_t i = 0; i + 2 < size;) {
		if (name[i] != '0' || name[i + 1] != 'x' || !is_hex(name[i + 2])) {
			i++;
			continue;
		}
		buffer_append(out, name + copied, i - copied);
		buffer_text(out, "0x...");
		for (i += 2; i < size && is_hex(name[i]);)
			i++;
		copied = i;
	}
	buffer_append(out, name + copied, size - copied);
}

/* The '=' that separates "REGEX=TEXT": the first without a backslash before it; NULL: none. */
static const char *find_separator(const char *rename)
{
	for (const char *at = rename; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '=')
			return at;
	}
	return NULL;
}

static enum status add_rename(struct match *match, const char *rename, size_t *offset,
                              struct error *err)
{
	const char *separator = find_separator(rename);
	*offset = separator ? 0 : strlen(rename);
	if (!separator)
		return error_set(err, STATUS_FAILED, "a '=' and the new text are missing");
	const char *text = separator + 1;
	struct step *step = &match->steps[match->count];
	enum status status = pattern_compile_at(rename, (size_t)(separator - rename),
	                                        &step->pattern, offset, err);
	if (status)
		return status;
	step->text = text;
	match->count++;
	*offset = (size_t)(text - rename) + strcspn(text, ";\n");
	if (rename[*offset])
		return error_set(err, STATUS_FAILED, "a frame's name cannot contain %s",
		                 rename[*offset] == ';' ? "a semicolon" : "a newline");
	*offset = (size_t)(text - rename);
	return pattern_check_replacement(step->pattern, text, err);
}

static enum status add_rules(struct match *match, struct error *err)
{
	for (size_t i = 0; i < RULES; i++) {
		struct step *step = &match->steps[match->count];
		enum status status = pattern_compile(rules[i].regex, strlen(rules[i].regex),
		                                     &step->pattern, err);
		if (status)
			return status;
		step->text = rules[i].text;
		match->count++;
	}
	match->rule_count = match->count;
	return STATUS_OK;
}

enum status match_open(const struct match_options *options, struct match **out, size_t *rename,
                       size_t *offset, struct error *err)
{
	*out = NULL;
	struct match *match = calloc(1, sizeof *match);
	if (!match)
		return error_no_memory(err);
	match->strip_addresses = options->strip_addresses || options->normalized;
	match->steps = calloc(RULES + options->rename_count + 1, sizeof *match->steps);
	enum status status = match->steps ? STATUS_OK : error_no_memory(err);
	if (!status && options->normalized)
		status = add_rules(match, err);
	for (*rename = 0; !status && *rename < options->rename_count; ++*rename) {
		status = add_rename(match, options->renames[*rename], offset, err);
		if (status)
			break;
	}
	if (status)
		match_free(match);
	else
		*out = match;
	return status;
}

bool match_changes(const struct match *match)
{
	return match->count || match->strip_addresses;
}

/* One step: replaces the matches in `out`; rules do not apply if nothing would be left. */
static enum status apply(struct match *match, const struct step *step, bool may_empty,
                         struct buffer *out, struct error *err)
{
	struct buffer *room = &match->room;
	room->size = 0;
	bool made = pattern_replace(step->pattern, out->size ? out->data : "", out->size,
	                            step->text, room);
	if (made && (room->size || may_empty)) {
		struct buffer other = *out;
		*out = *room;
		*room = other;
	}
	const char *failure = pattern_failure(step->pattern);
	if (failure)
		return error_set(err, STATUS_FAILED, "--match or --rename: matching failed: %s",
		                 failure);
	return room->failed || out->failed ? error_no_memory(err) : STATUS_OK;
}

enum status match_name(struct match *match, const char *name, size_t size, struct buffer *out,
                       struct error *err)
{
	enum status status = STATUS_OK;
	out->size = 0;
	buffer_append(out, name, size);
	for (size_t i = 0; !status && i < match->rule_count; i++)
		status = apply(match, &match->steps[i], false, out, err);
	if (!status && match->strip_addresses) {
		match->room.size = 0;
		append_stripped(&match->room, out->size ? out->data : "", out->size);
		struct buffer other = *out;
		*out = match->room;
		match->room = other;
	}
	for (size_t i = match->rule_count; !status && i < match->count; i++)
		status = apply(match, &match->steps[i], true, out, err);
	if (!status && (out->failed || match->room.failed))
		status = error_no_memory(err);
	if (!status && !out->size && size)
		status = error_set(err, STATUS_FAILED,
		                   "--rename leaves nothing of the frame '%.*s'",
		                   (int)(size < 200 ? size : 200), name);
	return status;
}

void match_free(struct match *match)
{
	if (!match)
		return;
	for (size_t i = 0; match->steps && i < match->count; i++)
		pattern_free(match->steps[i].pattern);
	free(match->steps);
	buffer_free(&match->room);
	free(match);
}
