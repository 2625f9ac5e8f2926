/* Frame lines of `perf script`, as sample__fprintf_callchain() in the kernel's
 * tools/perf/util/evsel_fprintf.c writes them:
 *
 *     	ffffffff8103ce3b native_safe_halt+0xb ([kernel.kallsyms])
 *     	            1155 inl+0xc (inlined)
 *     	    7f722d142778 Ljava/io/PrintStream;::print (/tmp/perf-19982.map)
 *
 * and what becomes of their symbols: see folded(5) and fold-stacks(1).
 */
#include "formats/perf_symbol.h"

#include "advice/clues.h"
#include "store/origins.h"
#include "symbol/demangle.h"

#include <stdlib.h>
#include <string.h>

enum { NESTED_MAX = 256 /* brackets within brackets in a symbol */ };

/* ---- taking a line apart ---- */

/* The last group in brackets at the end of the text: its '(' must stand behind a blank or at the
 * beginning. Brackets inside a module's path are balanced as a rule; where they are not, the
 * group begins at the last " (". */
static bool take_module(struct text *text, struct text *module)
{
	if (!text->size || text->at[text->size - 1] != ')')
		return false;
	int depth = 0;
	size_t open = text->size, candidate = text->size;
	for (size_t i = text->size; i-- > 0;) {
		char c = text->at[i];
		depth += c == ')' ? 1 : c == '(' ? -1 : 0;
		if (c != '(' || (i && !is_blank(text->at[i - 1])))
			continue;
		if (candidate == text->size)
			candidate = i;
		if (depth == 0) {
			open = i;
			break;
		}
	}
	if (open == text->size)
		open = candidate;
	if (open == text->size)
		return false;
	*module = (struct text){text->at + open + 1, text->size - open - 2};
	*text = text_trim_end((struct text){text->at, open});
	return true;
}

/* "+0x7f8f80b8" at the end goes. */
static struct text without_offset(struct text text)
{
	size_t at = text.size;
	while (at && is_hex_digit(text.at[at - 1]))
		at--;
	if (at < text.size && text_ends((struct text){text.at, at}, "+0x"))
		text.size = at - strlen("+0x");
	return text;
}

bool perf_frame_parse(struct text line, struct perf_frame *frame)
{
	*frame = (struct perf_frame){0};
	struct text text = text_skip_blanks(line);
	size_t prefix = text.size > 2 && text.at[0] == '0' && (text.at[1] | 0x20) == 'x' ? 2 : 0;
	size_t n = prefix;
	while (n < text.size && is_hex_digit(text.at[n]))
		n++;
	if (n == prefix || (n < text.size && !is_blank(text.at[n])))
		return false;
	frame->pc = (struct text){text.at + prefix, n - prefix};
	text = text_trim_end(text_skip_blanks(text_from(text, n)));
	if (text_ends(text, "(inlined)")) {
		frame->inlined = true;
		text.size -= strlen("(inlined)");
		text = text_trim_end(text);
	} else if (take_module(&text, &frame->module)) {
		frame->module = without_offset(frame->module); /* -F dsoff */
	}
	frame->symbol = without_offset(text);
	if (frame->symbol.size < text.size)
		frame->offset = text_from(text, frame->symbol.size + strlen("+0x"));
	frame->no_symbol = text_is(frame->symbol, "[unknown]");
	frame->no_module = text_is(frame->module, "[unknown]");
	return true;
}

/* ---- what a module tells ---- */

static struct text base_name(struct text path)
{
	const char *slash = path.size ? memrchr(path.at, '/', path.size) : NULL;
	return slash ? text_from(path, (size_t)(slash - path.at) + 1) : path;
}

static bool contains(struct text text, const char *what)
{
	return text.size && memmem(text.at, text.size, what, strlen(what));
}

/* What the kernel makes at run time goes by its own name in the place of a module. */
static bool is_made_by_kernel(struct text module)
{
	return text_begins(module, "bpf_prog_") || text_begins(module, "bpf_trampoline_") ||
	       text_begins(module, "bpf_dispatcher_") || text_begins(module, "ftrace_trampoline") ||
	       text_begins(module, "kprobe_insn_page") ||
	       text_begins(module, "kprobe_optinsn_page");
}

static bool is_kernel(struct text module)
{
	struct text base = base_name(module);
	return (text_begins(module, "[") && !contains(module, "unknown")) ||
	       text_ends(module, "vmlinux") || text_begins(base, "vmlinux-") ||
	       is_made_by_kernel(base) || text_ends(base, ".ko") || text_ends(base, ".ko.gz") ||
	       text_ends(base, ".ko.xz") || text_ends(base, ".ko.zst") ||
	       text_ends(base, ".ko.bz2") || text_ends(base, ".ko.debug");
}

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

/* The size of the digits behind a prefix that the text holds, followed by a suffix. */
static bool has_number_between(struct text text, const char *prefix, const char *suffix)
{
	if (!text.size)
		return false;
	size_t size = strlen(prefix);
	const char *end = text.at + text.size;
	const char *at = text.at;
	while ((at = memmem(at, (size_t)(end - at), prefix, size))) {
		at += size;
		const char *digits = at;
		while (at < end && is_digit(*at))
			at++;
		if (at > digits && (size_t)(end - at) >= strlen(suffix) &&
		    memcmp(at, suffix, strlen(suffix)) == 0)
			return true;
	}
	return false;
}

/* Code generated at run time: /tmp/perf-PID.map, or what `perf inject --jit` makes of it. */
static bool is_jit(struct text module)
{
	return has_number_between(module, "/tmp/perf-", ".map") ||
	       (has_number_between(base_name(module), "jitted-", "-") && text_ends(module, ".so"));
}

/* ---- what goes from a symbol ---- */

static bool is_word(char c)
{
	return is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 26 || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static const char operator_word[] = "operator";

/* Behind the word "operator": how many bytes the operator's own signs take. */
static size_t operator_size(struct text text)
{
	static const char *const signs[] = {"()", "[]", "<=>", "<<=", ">>=", "->*", "->",
	                                    "<<", ">>", "<=",  ">=",  "<",   ">"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (text_begins(text, signs[i]))
			return strlen(signs[i]);
	return 0;
}

static bool is_operator_word(struct text symbol, size_t at)
{
	size_t size = sizeof operator_word - 1;
	return at + size <= symbol.size && memcmp(symbol.at + at, operator_word, size) == 0 &&
	       (!at || !is_word(symbol.at[at - 1])) &&
	       (at + size == symbol.size || !is_word(symbol.at[at + size]));
}

/* How many bytes from `at` on are no brackets whatever they look like: the word "operator" with its
 * signs, an arrow ("fn(A) -> B"). */
static size_t signs_at(struct text symbol, size_t at)
{
	size_t word = sizeof operator_word - 1;
	if (symbol.at[at] == 'o' && is_operator_word(symbol, at))
		return word + operator_size(text_from(symbol, at + word));
	return text_begins(text_from(symbol, at), "->") ? 2 : 0;
}

static char opener_of(char close)
{
	return close == ')' ? '(' : close == ']' ? '[' : close == '}' ? '{' : '<';
}

/* The position behind the bracket that closes the one at `open`; 0 where none does. Comparisons
 * ("f<(a<b)>") are no brackets. */
static size_t close_of(struct text symbol, size_t open)
{
	char nested[NESTED_MAX];
	size_t depth = 0;
	for (size_t i = open; i < symbol.size; i++) {
		char c = symbol.at[i];
		size_t signs = signs_at(symbol, i);
		if (signs) {
			i += signs - 1;
			continue;
		}
		if (c && strchr("([{<", c)) {
			if (depth == NESTED_MAX)
				return 0;
			nested[depth++] = c;
		} else if (c && strchr(")]}>", c)) {
			if (c == '>' && nested[depth - 1] != '<')
				continue;
			while (depth && c != '>' && nested[depth - 1] == '<')
				depth--;
			if (!depth || nested[depth - 1] != opener_of(c))
				return 0;
			if (--depth == 0)
				return i + 1;
		}
	}
	return 0;
}

/* Whether the group symbol[open..close) is part of the name: the anonymous namespace, Go's
 * receiver in pkg.(*Type).Method, what decltype and the like ask about, a declarator in brackets
 * ("void (*f())(int)"), or the arguments of a function that something local to it follows
 * ("f(int)::{lambda()#1}::operator()() const"). */
static bool is_name_group(struct text symbol, size_t open, size_t close)
{
	struct text group = {symbol.at + open, close - open};
	struct text before = {symbol.at, open};
	struct text behind = text_from(symbol, close);
	if (open == 0 || text_is(group, "(anonymous namespace)"))
		return true;
	if (text_begins(behind, ".") && text_ends(before, "."))
		return true;
	if (text_ends(before, "decltype") || text_ends(before, "decltype ") ||
	    text_ends(before, "noexcept"))
		return true;
	if (is_blank(symbol.at[open - 1]) && open + 1 < close && strchr("*&", symbol.at[open + 1]))
		return true;
	if (text_begins(behind, " const"))
		behind = text_from(behind, strlen(" const"));
	return text_begins(behind, "::");
}

/* Go's methods keep all their brackets, as in the original. */
static bool is_go_method(struct text symbol)
{
	const char *open = text_find(symbol, ".(");
	return open && text_find(text_from(symbol, (size_t)(open + 2 - symbol.at)), ").");
}

/* Where brackets do not balance, as in names that perf truncated: at the first '(' that does not
 * open the anonymous namespace. */
static size_t cut_plain(struct text symbol)
{
	for (size_t i = 1; i < symbol.size; i++)
		if (symbol.at[i] == '(' &&
		    !text_begins(text_from(symbol, i), "(anonymous namespace)"))
			return i;
	return symbol.size;
}

size_t perf_symbol_without_arguments(struct text symbol)
{
	if (!symbol.size || !memchr(symbol.at, '(', symbol.size) || is_go_method(symbol))
		return symbol.size;
	for (size_t i = 0; i < symbol.size; i++) {
		char c = symbol.at[i];
		size_t signs = signs_at(symbol, i);
		if (signs) {
			i += signs - 1;
			continue;
		}
		if (!c || !strchr("([{<", c))
			continue;
		size_t close = close_of(symbol, i);
		if (!close)
			return cut_plain(symbol);
		if (c == '(' && !is_name_group(symbol, i, close))
			return i;
		i = close - 1;
	}
	return symbol.size;
}

/* ---- the names ---- */

/* Tidies names->data[from..size) in place: ';' would part frames, quotes and arguments go. */
static void tidy(struct buffer *names, size_t from)
{
	char *name = names->data + from;
	size_t size = names->size - from;
	for (size_t i = 0; i < size; i++)
		if (name[i] == ';')
			name[i] = ':';
	size = perf_symbol_without_arguments((struct text){name, size});
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

static bool is_unknown(const struct perf_frame *frame)
{
	return !frame->symbol.size || frame->no_symbol;
}

/* The module is there and has a name. */
static bool has_module(const struct perf_frame *frame)
{
	return frame->module.size && !frame->no_module;
}

bool perf_symbol_needs_pc(const struct perf_frame *frame, const struct read_options *options)
{
	return options->addresses && is_unknown(frame);
}

/* "[module]", "[unknown]", with --addrs "[module <pc>]". */
static void append_unknown(const struct perf_frame *frame, const struct read_options *options,
                           struct buffer *names)
{
	struct text base = base_name(frame->module);
	buffer_byte(names, '[');
	if (has_module(frame))
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

/* The mark behind a name, by where its code is. */
static const char *annotation(const struct perf_frame *frame, const struct read_options *options,
                              bool jit, size_t part)
{
	if (part > 0)
		return "_[i]";
	if (options->annotate_kernel && is_kernel(frame->module))
		return "_[k]";
	if (options->annotate_jit && jit)
		return "_[j]";
	return NULL;
}

/* One name: text, tidied and marked. */
static void append_name(const struct perf_frame *frame, const struct perf_symbol_context *context,
                        struct text text, bool jit, size_t part, struct buffer *names)
{
	size_t from = names->size;
	if (part == 0 && is_unknown(frame))
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
	if (mark && (mark[2] == 'k' || !contains(name, mark)))
		buffer_text(names, mark);
	if (context->source_line.size && (!is_unknown(frame) || has_module(frame))) {
		buffer_byte(names, ':');
		size_t at = names->size;
		buffer_append(names, context->source_line.at, context->source_line.size);
		for (size_t i = at; !names->failed && i < names->size; i++)
			if (names->data[i] == ';' || !names->data[i])
				names->data[i] = ':';
	}
	buffer_byte(names, '\0');
}

/* Memory without a file that code was written into. */
static bool is_anonymous(struct text module)
{
	static const char *const names[] = {"//anon", "[anon", "[heap]", "[stack", "[JIT"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_begins(module, names[i]))
			return true;
	return false;
}

unsigned perf_symbol_kind(const struct perf_frame *frame, size_t n)
{
	if (n > 0 || frame->inlined)
		return ORIGIN_INLINED;
	if (!has_module(frame))
		return 0;
	if (is_jit(frame->module) || is_anonymous(frame->module))
		return ORIGIN_JIT;
	/* the kernel maps [vdso] into programs, which run it */
	bool mapped = text_begins(frame->module, "[vdso") || text_begins(frame->module, "[vsys");
	return is_kernel(frame->module) && !mapped ? ORIGIN_KERNEL : ORIGIN_USER;
}

unsigned perf_symbol_unnamed(const struct perf_frame *frame)
{
	if (!is_unknown(frame))
		return 0;
	if (has_module(frame))
		return UNNAMED_MAPPED;
	if (perf_symbol_is_cut(frame->pc))
		return UNNAMED_CUT;
	return perf_symbol_in_kernel(frame->pc) ? UNNAMED_KERNEL : UNNAMED_USER;
}

struct text perf_symbol_module(const struct perf_frame *frame)
{
	if (!has_module(frame) || is_jit(frame->module) || is_anonymous(frame->module))
		return (struct text){0};
	return base_name(frame->module);
}

/* Whether a name is one of Rust's as it stands in files: "_ZN4core3fmt5write17h0123456789abcdefE",
 * maybe with ".llvm.123" behind it, or of the newer kind "_RNvNtC4core3fmt5write". */
static bool is_raw_rust(struct text symbol)
{
	enum { HASH = 16 };
	if (text_begins(symbol, "_R"))
		return true;
	if (!text_begins(symbol, "_ZN"))
		return false;
	for (const char *hash; (hash = text_find(symbol, "17h"));
	     symbol = text_from(symbol, (size_t)(hash + 1 - symbol.at))) {
		const struct text behind = text_from(symbol,
		                                     (size_t)(hash + strlen("17h") - symbol.at));
		size_t digits = 0;
		while (digits < HASH && digits < behind.size && is_hex_digit(behind.at[digits]))
			digits++;
		if (digits == HASH && digits < behind.size && behind.at[digits] == 'E')
			return true;
	}
	return false;
}

/* A name of Rust as it stands in the source: not every perf knows how; NULL: it is not one. The
 * caller frees. */
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
	bool jit = is_jit(frame->module);
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
