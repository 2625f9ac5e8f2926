#include "store/origins.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	LETTERS_MIN = 3,
	LETTERS_MAX = 10,  /* 60 bits of the hash */
	LINE_CODES = 1000, /* in a line at most */
};

static const char begin[] = "# frames ";
static const char kernel_module[] = "[kernel.kallsyms]";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static const struct {
	const char *name;
	unsigned kind;
} kind_names[] = {
	{"user", ORIGIN_USER},
	{"kernel", ORIGIN_KERNEL},
	{"jit", ORIGIN_JIT},
	{"inlined", ORIGIN_INLINED},
};

enum { KINDS = sizeof kind_names / sizeof *kind_names };

/* ---- by frame ---- */

/* Both are true. */
static struct origin unite(struct origin a, struct origin b)
{
	struct origin both = {a.module, a.kinds | b.kinds};
	if (a.module == FRAME_NONE)
		both.module = b.module;
	else if (b.module != FRAME_NONE && b.module != a.module)
		both.module = ORIGIN_SEVERAL;
	return both;
}

static void add(struct origins *origins, uint32_t frame, struct origin origin)
{
	if (!vector_reserve(&origins->items, &origins->capacity, (size_t)frame + 1)) {
		origins->failed = true;
		return;
	}
	while (origins->count <= frame)
		origins->items[origins->count++] = (struct origin){FRAME_NONE, 0};
	origins->items[frame] = unite(origins->items[frame], origin);
}

static uint32_t module_id(struct origins *origins, const char *name, size_t size)
{
	if (!size)
		return FRAME_NONE;
	uint32_t id = frames_intern(&origins->modules, name, size);
	origins->failed |= id == FRAME_NONE;
	return id;
}

void origins_add(struct origins *origins, uint32_t frame, unsigned kinds, const char *module,
                 size_t size)
{
	origins->added = true;
	add(origins, frame, (struct origin){module_id(origins, module, size), (uint8_t)kinds});
}

const struct frame *origins_module(const struct origins *origins, struct origin origin)
{
	return origin.module < origins->modules.count ? &origins->modules.items[origin.module]
	                                              : NULL;
}

/* The same origin, with the id that the module has in `into`. */
static struct origin move_origin(struct origins *into, const struct origins *from,
                                 struct origin origin)
{
	const struct frame *module = origins_module(from, origin);
	if (module)
		origin.module = module_id(into, module->name, module->size);
	return origin;
}

void origins_copy(struct origins *into, uint32_t frame, const struct origins *from,
                  struct origin origin)
{
	into->added = true;
	add(into, frame, move_origin(into, from, origin));
}

static void add_code(struct origins *origins, const struct origin_code *code)
{
	if (vector_reserve(&origins->codes, &origins->code_capacity, origins->code_count + 1))
		origins->codes[origins->code_count++] = *code;
	else
		origins->failed = true;
}

void origins_merge(struct origins *into, const struct frames *frames, const struct origins *from,
                   const struct frames *from_frames)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct frame *frame = &from_frames->items[i];
		if (!from->items[i].kinds)
			continue;
		uint32_t id = frames_find(frames, frame->name, frame->size);
		if (id != FRAME_NONE)
			add(into, id, move_origin(into, from, from->items[i]));
	}
	for (size_t i = 0; i < from->code_count; i++) {
		struct origin_code code = from->codes[i];
		code.origin = move_origin(into, from, code.origin);
		add_code(into, &code);
	}
	into->added |= from->added;
	into->failed |= from->failed;
}

/* ---- codes ---- */

static uint64_t code_of(const struct frame *frame, unsigned letters)
{
	return XXH3_64bits(frame->name, frame->size) >> (64 - 6 * letters);
}

static int by_code(const void *a_, const void *b_)
{
	const struct origin_code *a = a_, *b = b_;
	if (a->letters != b->letters)
		return a->letters < b->letters ? -1 : 1;
	return (a->code > b->code) - (a->code < b->code);
}

/* The codes that were read, sorted and without duplicates; the caller frees them. NULL without
 * memory. */
static struct origin_code *tidy_codes(const struct origins *origins, size_t *count)
{
	struct origin_code *codes = malloc((origins->code_count + 1) * sizeof *codes);
	*count = 0;
	if (!codes || !origins->code_count)
		return codes;
	memcpy(codes, origins->codes, origins->code_count * sizeof *codes);
	qsort(codes, origins->code_count, sizeof *codes, by_code);
	for (size_t i = 0; i < origins->code_count; i++) {
		struct origin_code *last = &codes[*count ? *count - 1 : 0];
		if (*count && by_code(last, &codes[i]) == 0)
			last->origin = unite(last->origin, codes[i].origin);
		else
			codes[(*count)++] = codes[i];
	}
	return codes;
}

void origins_tidy(struct origins *origins)
{
	enum { FEW = 4096 };
	size_t count;
	if (origins->code_count < FEW || origins->code_count / 2 < origins->tidy_count)
		return;
	struct origin_code *codes = tidy_codes(origins, &count);
	origins->failed |= !codes;
	if (!codes)
		return;
	free(origins->codes);
	origins->codes = codes;
	origins->code_capacity = origins->code_count + 1;
	origins->code_count = origins->tidy_count = count;
}

void origins_resolve(struct origins *origins, const struct frames *frames)
{
	size_t count;
	struct origin_code *codes = tidy_codes(origins, &count);
	bool used[LETTERS_MAX + 1] = {false};
	for (size_t i = 0; i < count; i++)
		used[codes[i].letters] = true;
	for (unsigned letters = LETTERS_MIN; letters <= LETTERS_MAX; letters++)
		for (size_t i = 0; used[letters] && i < frames->count; i++) {
			const struct origin_code key = {.code = code_of(&frames->items[i], letters),
			                                .letters = (uint8_t)letters};
			const struct origin_code *found = bsearch(&key, codes, count, sizeof *codes,
			                                          by_code);
			if (found)
				add(origins, (uint32_t)i, found->origin);
		}
	origins->failed |= !codes;
	free(codes);
}

/* ---- reading ---- */

/* Takes "jit+inlined " off the text, also without the blank if the text ends there; 0 if the text
 * has another form. */
static unsigned take_kinds(struct text *text)
{
	unsigned kinds = 0;
	for (;;) {
		size_t i = 0;
		while (i < KINDS && !text_begins(*text, kind_names[i].name))
			i++;
		if (i == KINDS)
			return 0;
		kinds |= kind_names[i].kind;
		*text = text_from(*text, strlen(kind_names[i].name));
		if (!text->size)
			return kinds;
		char next = *text->at;
		*text = text_from(*text, 1);
		if (next != '+')
			return next == ' ' ? kinds : 0;
	}
}

/* Takes the number of letters off the text. */
static unsigned take_letters(struct text *text)
{
	unsigned letters = 0;
	while (text->size && is_digit(*text->at) && letters <= LETTERS_MAX) {
		letters = letters * 10 + (unsigned)(*text->at - '0');
		*text = text_from(*text, 1);
	}
	return letters >= LETTERS_MIN && letters <= LETTERS_MAX ? letters : 0;
}

/* The position of the colon between the module and the codes, or text.size. */
static size_t find_colon(struct text text)
{
	const char *colon = text.size ? memrchr(text.at, ':', text.size) : NULL;
	return colon ? (size_t)(colon - text.at) : text.size;
}

/* Reads the codes of the names that have one origin. */
static void read_codes(struct origins *origins, struct text codes, unsigned letters,
                       struct origin origin)
{
	struct origin_code code = {.letters = (uint8_t)letters, .origin = origin};
	if (codes.size % letters)
		return;
	for (size_t i = 0; i < codes.size; i++) {
		const char *letter = codes.at[i] ? strchr(alphabet, codes.at[i]) : NULL;
		if (!letter)
			return;
		code.code = code.code << 6 | (uint64_t)(letter - alphabet);
		if ((i + 1) % letters)
			continue;
		add_code(origins, &code);
		code.code = 0;
	}
}

/* Reads the origin before the codes: kinds, kinds and a module, or a module. */
static struct origin read_origin(struct origins *origins, struct text text)
{
	struct text module = text;
	unsigned kinds = take_kinds(&module);
	if (!kinds) {
		module = text;
		kinds = text_is(module, kernel_module) ? ORIGIN_KERNEL : ORIGIN_USER;
	}
	return (struct origin){module_id(origins, module.at, module.size), (uint8_t)kinds};
}

/* "libc.so.6: AbCd-x_9Qq0Z, jit: 0aZ1" */
static void read_groups(struct origins *origins, struct text text, unsigned letters)
{
	while (text.size) {
		const char *colon = memmem(text.at, text.size, ": ", 2);
		if (!colon)
			return;
		struct text name = {text.at, (size_t)(colon - text.at)};
		text = text_from(text, name.size + 2);
		const char *comma = memmem(text.at, text.size, ", ", 2);
		struct text codes = {text.at, comma ? (size_t)(comma - text.at) : text.size};
		read_codes(origins, codes, letters, read_origin(origins, name));
		text = text_from(text, codes.size + (comma ? 2 : 0));
	}
}

void origins_read(struct origins *origins, struct text line)
{
	if (!text_begins(line, begin) || line.at[line.size - 1] != ';')
		return;
	line.size--;
	struct text text = text_from(line, sizeof begin - 1), rest = text;
	unsigned letters = take_letters(&rest);
	if (letters && text_begins(rest, " ")) {
		read_groups(origins, text_from(rest, 1), letters);
		return;
	}
	unsigned kinds = take_kinds(&text);
	letters = kinds ? take_letters(&text) : 0;
	size_t colon = find_colon(text);
	if (!letters || colon + 2 > text.size || text.at[colon + 1] != ' ' ||
	    (colon && *text.at != ' '))
		return;
	struct origin origin = {FRAME_NONE, (uint8_t)kinds};
	if (colon > 1)
		origin.module = module_id(origins, text.at + 1, colon - 1);
	read_codes(origins, text_from(text, colon + 2), letters, origin);
}

/* ---- writing ---- */

/* The origins whose modules are compared: qsort passes no context. */
struct written {
	struct origin_code code;
	const struct frame *module; /* NULL: none */
};

static int by_module(const struct frame *a, const struct frame *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	int order = memcmp(a->name, b->name, a->size < b->size ? a->size : b->size);
	return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int by_line(const void *a_, const void *b_)
{
	const struct written *a = a_, *b = b_;
	if (a->code.letters != b->code.letters)
		return a->code.letters < b->code.letters ? -1 : 1;
	if (a->code.origin.kinds != b->code.origin.kinds)
		return a->code.origin.kinds < b->code.origin.kinds ? -1 : 1;
	int order = by_module(a->module, b->module);
	return order ? order : by_code(&a->code, &b->code);
}

static bool same_group(const struct written *a, const struct written *b)
{
	return a->code.origin.kinds == b->code.origin.kinds && a->code.letters == b->code.letters &&
	       by_module(a->module, b->module) == 0;
}

static void write_kinds(unsigned kinds, struct buffer *text)
{
	const char *between = "";
	for (size_t i = 0; i < KINDS; i++) {
		if (!(kinds & kind_names[i].kind))
			continue;
		buffer_text(text, between);
		buffer_text(text, kind_names[i].name);
		between = "+";
	}
}

static void write_module(const struct frame *module, struct buffer *text)
{
	for (uint32_t i = 0; i < module->size; i++)
		buffer_byte(text, (unsigned char)module->name[i] < 0x20 ? '?' : module->name[i]);
}

/* Whether the module's name could be mistaken for something else in the list. */
static bool is_odd(const struct frame *module)
{
	return module && (memmem(module->name, module->size, ": ", 2) ||
	                  memmem(module->name, module->size, ", ", 2));
}

/* Whether the kinds are the default ones of the module. */
static bool kinds_go_without_saying(const struct written *item)
{
	struct text name = item->module ? (struct text){item->module->name, item->module->size}
	                                : (struct text){NULL, 0};
	unsigned usual = text_is(name, kernel_module) ? ORIGIN_KERNEL : ORIGIN_USER;
	return name.size && item->code.origin.kinds == usual && !take_kinds(&name);
}

static void begin_line(const struct written *item, struct buffer *text)
{
	buffer_text(text, begin);
	if (is_odd(item->module)) {
		write_kinds(item->code.origin.kinds, text);
		buffer_byte(text, ' ');
	}
	buffer_printf(text, "%u ", item->code.letters);
}

static void begin_group(const struct written *item, struct buffer *text)
{
	if (!is_odd(item->module) && !kinds_go_without_saying(item)) {
		write_kinds(item->code.origin.kinds, text);
		if (item->module)
			buffer_byte(text, ' ');
	}
	if (item->module)
		write_module(item->module, text);
	buffer_text(text, ": ");
}

static void write_codes(struct written *items, size_t count, struct buffer *text)
{
	size_t in_line = 0;
	qsort(items, count, sizeof *items, by_line);
	for (size_t i = 0; i < count; i++) {
		const struct written *item = &items[i], *next = i + 1 < count ? item + 1 : NULL;
		if (!in_line)
			begin_line(item, text);
		if (!in_line || !same_group(item - 1, item))
			begin_group(item, text);
		for (unsigned n = item->code.letters; n-- > 0;)
			buffer_byte(text, alphabet[item->code.code >> (6 * n) & 63]);
		in_line++;
		bool same = next && same_group(item, next);
		if (!next || in_line == LINE_CODES || next->code.letters != item->code.letters ||
		    (!same && (is_odd(item->module) || is_odd(next->module)))) {
			buffer_text(text, ";\n");
			in_line = 0;
		} else if (!same) {
			buffer_text(text, ", ");
		}
	}
}

static bool same_origin(const struct written *a, const struct written *b)
{
	return a->code.origin.kinds == b->code.origin.kinds &&
	       a->code.origin.module == b->code.origin.module;
}

static int by_full_code(const void *a, const void *b)
{
	return by_code(&((const struct written *)a)->code, &((const struct written *)b)->code);
}

/* The smallest number of letters that distinguishes names of different origins. Items are sorted by
 * all letters, so names with the same first letters are neighbours. */
static unsigned letters_needed(const struct written *items, size_t count)
{
	unsigned letters = LETTERS_MIN;
	for (size_t i = 1; i < count; i++)
		while (letters < LETTERS_MAX && !same_origin(&items[i - 1], &items[i]) &&
		       items[i - 1].code.code >> 6 * (LETTERS_MAX - letters) ==
		               items[i].code.code >> 6 * (LETTERS_MAX - letters))
			letters++;
	return letters;
}

/* Cuts the codes to that many letters and drops duplicates. */
static size_t shorten(struct written *items, size_t count, unsigned letters)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		struct written item = items[i];
		item.code.code >>= 6 * (LETTERS_MAX - letters);
		item.code.letters = (uint8_t)letters;
		if (!kept || by_full_code(&items[kept - 1], &item))
			items[kept++] = item;
	}
	return kept;
}

void origins_write_codes(const struct origins *origins, struct buffer *text)
{
	size_t count;
	struct origin_code *codes = tidy_codes(origins, &count);
	struct written *items = malloc((count + 1) * sizeof *items);
	for (size_t i = 0; items && i < count; i++)
		items[i] = (struct written){codes[i], origins_module(origins, codes[i].origin)};
	if (items && count)
		write_codes(items, count, text);
	text->failed |= !codes || !items || origins->failed;
	free(codes);
	free(items);
}

void origins_write(const struct origins *origins, const struct frames *frames, const bool *used,
                   struct buffer *text)
{
	size_t count = 0;
	if (!origins->added && origins->code_count) {
		origins_write_codes(origins, text);
		return;
	}
	struct written *items = malloc((origins->count + 1) * sizeof *items);
	for (size_t i = 0; items && i < origins->count; i++)
		if (used[i] && origins->items[i].kinds)
			items[count++] = (struct written){
				{code_of(&frames->items[i], LETTERS_MAX), origins->items[i],
			         LETTERS_MAX},
				origins_module(origins, origins->items[i])};
	if (items && count) {
		qsort(items, count, sizeof *items, by_full_code);
		count = shorten(items, count, letters_needed(items, count));
		write_codes(items, count, text);
	}
	text->failed |= !items || origins->failed;
	free(items);
}

void origins_free(struct origins *origins)
{
	frames_free(&origins->modules);
	free(origins->items);
	free(origins->codes);
	*origins = (struct origins){0};
}
