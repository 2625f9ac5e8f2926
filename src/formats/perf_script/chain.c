#include "formats/perf_script/chain.h"

#include "base/hash.h"
#include "base/vector.h"
#include "base/wide.h"
#include "formats/perf_inline.h"

#include <stdlib.h>

bool perf_is_header(struct text line, struct perf_header *header)
{
	return perf_header_parse(line, header) && header->fields >= PERF_HEADER_CERTAIN;
}

bool perf_is_frame(struct text line, struct perf_frame *frame)
{
	struct perf_header header;
	return perf_frame_parse(line, frame) && !perf_is_header(line, &header);
}

static bool add_ids(struct perf_chain *chain, const uint32_t *ids, size_t count)
{
	if (!vector_reserve(&chain->ids, &chain->id_capacity, chain->id_count + count))
		return false;
	memcpy(chain->ids + chain->id_count, ids, count * sizeof *ids);
	chain->id_count += count;
	return true;
}

/* Ends a line whose frames were added to ids from `first` on. */
static bool add_line(struct perf_chain *chain, const char *at, size_t first)
{
	if (!vector_reserve(&chain->lines, &chain->line_capacity, chain->line_count + 1))
		return false;
	chain->lines[chain->line_count++] = (struct chain_line){
		at, (uint32_t)first, (uint32_t)(chain->id_count - first)};
	return true;
}

/* Adds a line's frames, of which the names are in chain->names. */
static bool add_names(struct perf_chain *chain, const char *at, const struct perf_frame *frame,
                      size_t count)
{
	struct text module = perf_frame_module(frame);
	size_t first = chain->id_count;
	if (chain->names.failed)
		return false;
	const char *name = chain->names.data;
	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(name);
		uint32_t id = frames_intern(&chain->sink->frames, name, size);
		if (id == FRAME_NONE || !add_ids(chain, &id, 1))
			return false;
		sink_origin(chain->sink, id, perf_frame_kind(frame, i), module.at, module.size);
		if (i == 0)
			sink_unnamed(chain->sink, id, perf_frame_unnamed(frame));
		name += size + 1;
	}
	return add_line(chain, at, first);
}

bool chain_add(struct perf_chain *chain, const char *at, const struct perf_frame *frame,
               struct text source_line)
{
	struct perf_symbol_context context = {chain->options, chain->java, source_line};
	chain->names.size = 0;
	return add_names(chain, at, frame, perf_symbol_names(frame, &context, &chain->names));
}

/* Whether the next frame called the previous one, so that its address is a return address. This is
 * not so for the innermost frame, and for one that entered the kernel, which may be at any
 * instruction. */
static bool is_caller(const struct perf_chain *chain)
{
	return chain->line_count > 0 && (!chain->entered_kernel || chain->options->as_perf);
}

/* The same with the inlined calls at the address. */
static bool add_expanded(struct perf_chain *chain, const char *at, const struct perf_frame *frame)
{
	bool caller = is_caller(chain);
	chain->names.size = 0;
	size_t count = perf_inline_names(frame, caller, chain->java, chain->options, &chain->names);
	return count ? add_names(chain, at, frame, count)
	             : chain_add(chain, at, frame, (struct text){0});
}

/* The position of the symbol in a line " PC SYMBOL...", 0: it has another form. Since 4.8 perf
 * writes a tab and the PC in 16 columns. */
static size_t symbol_offset(struct text line)
{
	enum { COLUMNS = 16, SYMBOL = 1 + COLUMNS + 1 };
	if (line.size > SYMBOL && line.at[0] == '\t' && line.at[SYMBOL - 1] == ' ' &&
	    !is_blank(line.at[SYMBOL]) && wide_is_address(line.at + 1))
		return SYMBOL;
	size_t i = 0;
	while (i < line.size && is_blank(line.at[i]))
		i++;
	size_t digits = i;
	while (i < line.size && is_hex_digit(line.at[i]))
		i++;
	if (i == digits || i == line.size || !is_blank(line.at[i]))
		return 0;
	while (i < line.size && is_blank(line.at[i]))
		i++;
	return i < line.size ? i : 0;
}

/* The key by which a line is recognised: the text from its symbol on. Only the address shows
 * whether a frame without a name is the kernel's, or whether a stack dump ended there, so the keys
 * of such frames begin earlier. */
static struct text line_key(struct text line, size_t offset)
{
	if (offset < 2 || line.at[offset] != '[' || (line.at[1] | 0x20) != 'f')
		return text_from(line, offset);
	bool cut = perf_frame_is_cut(text_skip_blanks((struct text){line.at, offset - 1}));
	return text_from(line, offset - (cut ? 2 : 1));
}

/* Adds a line that was read before; false without memory. */
static bool add_known(struct perf_chain *chain, const char *at, const struct memo_line *known)
{
	size_t first = chain->id_count;
	return add_ids(chain, known->ids, known->count) && add_line(chain, at, first);
}

/* Takes a line as the next frame, if it is one, and keeps it; expand: with inlined calls. */
static enum line_kind take_line(struct perf_chain *chain, struct text line, bool expand)
{
	struct memo *memo = expand ? &chain->expanded[chain->java][is_caller(chain)]
	                           : &chain->memos[chain->java];
	size_t first = chain->id_count;
	size_t offset = symbol_offset(line);
	struct text key = line_key(line, offset);
	uint32_t hash = offset ? hash_bytes(key.at, key.size) : 0;
	const struct memo_line *known = offset ? memo_find(memo, key, hash) : NULL;
	if (known)
		return add_known(chain, line.at, known) ? LINE_FRAME : LINE_NO_MEMORY;
	struct perf_frame frame;
	if (!perf_is_frame(line, &frame))
		return LINE_OTHER;
	if (expand ? !add_expanded(chain, line.at, &frame)
	           : !chain_add(chain, line.at, &frame, (struct text){0}))
		return LINE_NO_MEMORY;
	if (!offset || perf_symbol_needs_pc(&frame, chain->options) ||
	    (expand && !frame.offset.size))
		return LINE_FRAME;
	return memo_add(memo, key, hash, chain->ids + first, chain->id_count - first)
	               ? LINE_FRAME
	               : LINE_NO_MEMORY;
}

enum line_kind chain_take_lines(struct perf_chain *chain, const char **at, const char *stop,
                                const char *end)
{
	enum { AHEAD = 16 };
	struct {
		struct text line, key;
		const char *next;
		uint32_t hash;
		const struct memo_line *known;
	} ahead[AHEAD];
	const struct memo *memo = &chain->memos[chain->java];
	while (*at < stop) {
		const char *next = *at;
		size_t count = 0, offset = 1;
		for (; offset && count < AHEAD && next < stop; count++) {
			ahead[count].line = text_line(next, end, &next);
			ahead[count].next = next;
			offset = symbol_offset(ahead[count].line);
			ahead[count].key = line_key(ahead[count].line, offset);
			ahead[count].hash =
				offset ? hash_bytes(ahead[count].key.at, ahead[count].key.size) : 0;
			memo_expect(memo, ahead[count].hash);
		}
		for (size_t i = 0; i < count; i++)
			ahead[i].known = memo_candidate(memo, ahead[i].hash);
		for (size_t i = 0; i < count; i++) {
			const struct memo_line *known = ahead[i].known;
			const char *line = ahead[i].line.at;
			enum line_kind kind;
			if (known && memo_is(known, ahead[i].key))
				kind = add_known(chain, line, known) ? LINE_FRAME : LINE_NO_MEMORY;
			else
				kind = take_line(chain, ahead[i].line, false);
			if (kind != LINE_FRAME)
				return kind;
			*at = ahead[i].next;
		}
	}
	return LINE_FRAME;
}

/* The address at the beginning of a frame line. */
static struct text pc_of(struct text line)
{
	struct text text = text_skip_blanks(line);
	size_t size = 0;
	while (size < text.size && is_hex_digit(text.at[size]))
		size++;
	return (struct text){text.at, size};
}

/* Whether a line belongs to the kernel itself, like the frame before the user's part. */
static bool is_kernel_line(struct text line, struct text pc)
{
	line = text_trim_end(line);
	return (pc.size == 16 && text_begins(pc, "ffff")) ||
	       text_ends(line, "[kernel.kallsyms])") || text_ends(line, "[kernel.vmlinux])") ||
	       text_ends(line, "/vmlinux)");
}

/* Notes how the kernel was entered: on arm64 this shows two frames further in. */
static void note_kernel(struct perf_chain *chain, struct text line, struct text pc)
{
	enum { OUTERMOST = 3 };
	if (!is_kernel_line(line, pc)) {
		chain->entered_kernel = false;
		return;
	}
	const size_t offset = symbol_offset(line);
	const bool call = offset && perf_symbol_is_system_call(text_from(line, offset));
	chain->since_call = call ? 1 : chain->since_call ? chain->since_call + 1 : 0;
	chain->entered_kernel = !chain->since_call || chain->since_call > OUTERMOST;
}

enum line_kind chain_take_expanding(struct perf_chain *chain, struct text line)
{
	struct text pc = pc_of(line), before = chain->inlined_pc;
	bool told = before.size && before.size == pc.size && memcmp(before.at, pc.at, pc.size) == 0;
	bool inlined = text_ends(text_trim_end(line), "(inlined)");
	chain->inlined_pc = inlined ? pc : (struct text){0};
	const enum line_kind kind = take_line(chain, line, !inlined && !told);
	note_kernel(chain, line, pc);
	return kind;
}

/* With --srcline the line after a frame names its source: "  file.c:12", "  libc.so[1635]",
 * which "(inlined)" may follow. An address in brackets is removed. */
static struct text source_text(struct text line, struct buffer *room)
{
	struct text text = text_trim_end(text_skip_blanks(line));
	if (text_ends(text, "(inlined)"))
		text = text_trim_end((struct text){text.at, text.size - strlen("(inlined)")});
	for (size_t i = 0; i < text.size; i++) {
		const char *close = text.at[i] == '[' ? memchr(text.at + i, ']', text.size - i)
		                                      : NULL;
		if (close)
			i = (size_t)(close - text.at);
		else
			buffer_byte(room, text.at[i]);
	}
	return text_trim_end((struct text){room->data, room->size});
}

enum line_kind chain_take_with_source(struct perf_chain *chain, struct text line, const char **next,
                                      const char *end)
{
	struct perf_frame frame, other;
	struct perf_header header;
	if (!perf_is_frame(line, &frame))
		return LINE_OTHER;
	struct buffer room = {0};
	struct text source = {0};
	if (*next < end) {
		const char *after;
		struct text candidate = text_line(*next, end, &after);
		if (!perf_frame_parse(candidate, &other) && !perf_is_header(candidate, &header)) {
			source = source_text(candidate, &room);
			*next = after;
			chain->sink->lines++;
		}
	}
	bool ok = chain_add(chain, line.at, &frame, source) && !room.failed;
	buffer_free(&room);
	return ok ? LINE_FRAME : LINE_NO_MEMORY;
}

void chain_clear(struct perf_chain *chain)
{
	chain->line_count = 0;
	chain->id_count = 0;
	chain->entered_kernel = false;
	chain->since_call = 0;
	chain->inlined_pc = (struct text){0};
}

void chain_free(struct perf_chain *chain)
{
	memo_free(&chain->memos[0]);
	memo_free(&chain->memos[1]);
	for (int java = 0; java < 2; java++)
		for (int caller = 0; caller < 2; caller++)
			memo_free(&chain->expanded[java][caller]);
	buffer_free(&chain->names);
	free(chain->lines);
	free(chain->ids);
}
