/* Frame lines of `perf script`, written by sample__fprintf_callchain() in the kernel's
 * tools/perf/util/evsel_fprintf.c:
 *
 *     	ffffffff8103ce3b native_safe_halt+0xb ([kernel.kallsyms])
 *     	            1155 inl+0xc (inlined)
 *     	    7f722d142778 Ljava/io/PrintStream;::print (/tmp/perf-19982.map) */
#include "formats/perf_frame.h"

#include "advice/clues.h"
#include "store/origins.h"

#include <string.h>

/* The last group in brackets at the end of the text: its '(' must be after a blank or at the
 * beginning. Brackets inside a module's path are usually balanced; if they are not, the group
 * begins at the last " (". */
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

/* Removes "+0x7f8f80b8" at the end. */
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
		const struct text module = frame->module;
		frame->module = without_offset(module); /* from -F dsoff */
		if (frame->module.size < module.size)
			frame->module_offset = text_from(module,
			                                 frame->module.size + strlen("+0x"));
	}
	frame->symbol = without_offset(text);
	if (frame->symbol.size < text.size)
		frame->offset = text_from(text, frame->symbol.size + strlen("+0x"));
	frame->no_symbol = text_is(frame->symbol, "[unknown]");
	frame->no_module = text_is(frame->module, "[unknown]");
	return true;
}

/* Code that the kernel generates at run time has its own name instead of a module. */
static bool is_made_by_kernel(struct text module)
{
	return text_begins(module, "bpf_prog_") || text_begins(module, "bpf_trampoline_") ||
	       text_begins(module, "bpf_dispatcher_") || text_begins(module, "ftrace_trampoline") ||
	       text_begins(module, "kprobe_insn_page") ||
	       text_begins(module, "kprobe_optinsn_page");
}

static bool is_kernel(struct text module)
{
	struct text base = text_base_name(module);
	return (text_begins(module, "[") && !text_find(module, "unknown")) ||
	       text_ends(module, "vmlinux") || text_begins(base, "vmlinux-") ||
	       is_made_by_kernel(base) || text_ends(base, ".ko") || text_ends(base, ".ko.gz") ||
	       text_ends(base, ".ko.xz") || text_ends(base, ".ko.zst") ||
	       text_ends(base, ".ko.bz2") || text_ends(base, ".ko.debug");
}

/* The number of digits between a prefix and a suffix in the text. */
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

/* Code generated at run time: /tmp/perf-PID.map, or files that `perf inject --jit` makes. */
static bool is_jit(struct text module)
{
	return has_number_between(module, "/tmp/perf-", ".map") ||
	       (has_number_between(text_base_name(module), "jitted-", "-") &&
	        text_ends(module, ".so"));
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

bool perf_frame_has_symbol(const struct perf_frame *frame)
{
	return frame->symbol.size && !frame->no_symbol;
}

bool perf_frame_has_module(const struct perf_frame *frame)
{
	return frame->module.size && !frame->no_module;
}

bool perf_frame_is_kernel(const struct perf_frame *frame)
{
	return is_kernel(frame->module);
}

bool perf_frame_is_jit(const struct perf_frame *frame)
{
	return is_jit(frame->module);
}

unsigned perf_frame_kind(const struct perf_frame *frame, size_t n)
{
	if (n > 0 || frame->inlined)
		return ORIGIN_INLINED;
	if (!perf_frame_has_module(frame))
		return 0;
	if (is_jit(frame->module) || is_anonymous(frame->module))
		return ORIGIN_JIT;
	/* programs run [vdso], which the kernel maps into them */
	bool mapped = text_begins(frame->module, "[vdso") || text_begins(frame->module, "[vsys");
	return is_kernel(frame->module) && !mapped ? ORIGIN_KERNEL : ORIGIN_USER;
}

unsigned perf_frame_unnamed(const struct perf_frame *frame)
{
	if (perf_frame_has_symbol(frame))
		return 0;
	if (perf_frame_has_module(frame))
		return UNNAMED_MAPPED;
	if (perf_frame_is_cut(frame->pc))
		return UNNAMED_CUT;
	return perf_frame_in_kernel(frame->pc) ? UNNAMED_KERNEL : UNNAMED_USER;
}

struct text perf_frame_module(const struct perf_frame *frame)
{
	if (!perf_frame_has_module(frame) || is_jit(frame->module) || is_anonymous(frame->module))
		return (struct text){0};
	return text_base_name(frame->module);
}
