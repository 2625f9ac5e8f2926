#include "names/name_words.h"

#include "names/kept_names.h"
#include "names/name_language.h"
#include "names/name_parts.h"
#include "store/origins.h"

#include <string.h>

enum {
	DEPTH_MAX = 64
}; /* nesting depth of brackets; deeper names do not count as those of a system library */

static bool add_words(struct frames *to, const char *(*word_at)(size_t i))
{
	bool added = true;
	for (size_t i = 0; word_at(i); i++)
		added = frames_intern(to, word_at(i), strlen(word_at(i))) != FRAME_NONE && added;
	return added;
}

bool name_words_init(struct name_words *words)
{
	return add_words(&words->kept, kept_word_at) &&
	       add_words(&words->kept_files, kept_file_word_at);
}

void name_words_free(struct name_words *words)
{
	frames_free(&words->kept);
	frames_free(&words->kept_files);
}

/* '$' separates the words of Java's classes. */
static bool is_word(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || is_digit(c) || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static size_t word_end(struct text text, size_t at)
{
	while (at < text.size && is_word(text.at[at]))
		at++;
	return at;
}

static bool is_in(const struct frames *set, struct text word)
{
	return frames_find(set, word.at, word.size) != FRAME_NONE;
}

static void put(const struct name_pieces *pieces, struct text piece, bool stays)
{
	if (piece.size)
		pieces->put(pieces->context, piece, stays);
}

/* ---- paths and files ---- */

static void put_file(const struct name_words *words, struct text path,
                     const struct name_pieces *pieces)
{
	size_t at = 0;
	while (at < path.size) {
		size_t end = word_end(path, at);
		const struct text word = {path.at + at, end - at};
		if (!word.size)
			end++;
		const bool stays = !word.size || kept_shape(word) ||
		                   is_in(&words->kept_files, word) || is_in(&words->kept, word);
		put(pieces, (struct text){path.at + at, end - at}, stays);
		at = end;
	}
}

void name_words_of_module(const struct name_words *words, struct text module,
                          const struct name_pieces *pieces)
{
	const bool kernel = module.size && *module.at == '[';
	if (kernel || kept_module(module))
		put(pieces, module, true);
	else
		put_file(words, module, pieces);
}

/* A place in the source. */
static void put_place(const struct name_words *words, struct text place,
                      const struct name_pieces *pieces)
{
	const size_t kept = kept_source(place);
	put_file(words, (struct text){place.at, kept}, pieces);
	put(pieces, text_from(place, kept), true);
}

/* ---- functions ---- */

/* A scoped name, a::b::f: either all of it stays, or only the words that always stay. */
struct scoped {
	bool open;  /* the next word is part of it */
	bool stays; /* it begins with the scope of a system library */
};

/* State of scanning a function's name. */
struct walk {
	const struct name_words *words;
	const struct name_pieces *pieces;
	struct text name;
	enum name_language language;
	struct scoped scoped;           /* at the current position */
	struct scoped outer[DEPTH_MAX]; /* in the enclosing brackets */
	size_t depth;
};

static void walk_word(struct walk *walk, size_t at, size_t end)
{
	const struct text word = {walk->name.at + at, end - at};
	if (!walk->scoped.open)
		walk->scoped = (struct scoped){
			.open = true,
			.stays = kept_path(text_from(walk->name, at), walk->language),
		};
	put(walk->pieces, word,
	    walk->scoped.stays || kept_shape(word) || is_in(&walk->words->kept, word));
}

static void walk_in(struct walk *walk, char bracket)
{
	const struct scoped before = walk->scoped;
	if (walk->depth < DEPTH_MAX)
		walk->outer[walk->depth] = before;
	walk->depth++;
	/* runtime.(*mcache).refill */
	const bool receiver = bracket == '(' && before.open && walk->language == NAME_GO;
	walk->scoped = receiver ? before : (struct scoped){0};
}

/* `<a::B as core::ops::Drop>::drop` belongs to the trait, `<core::A>::f` to the type. */
static void walk_out(struct walk *walk, size_t at)
{
	const char bracket = walk->name.at[at];
	const struct scoped inner = walk->scoped;
	if (!walk->depth)
		return;
	walk->depth--;
	walk->scoped = walk->depth < DEPTH_MAX ? walk->outer[walk->depth] : (struct scoped){0};
	if (bracket == '>' && !walk->scoped.open)
		walk->scoped = (struct scoped){.open = true, .stays = inner.stays};
	/* a type may follow arguments */
	const struct text rest = text_from(walk->name, at + 1);
	if (bracket == ')' && !text_begins(rest, "::") && !text_begins(rest, "."))
		walk->scoped.open = false;
}

/* Whether a colon or semicolon ends a class in a descriptor of Java, (La/B;Lc/D;)V; ":" is used if
 * names cannot contain ";". There may be one before "::" and the method. */
static bool ends_class(const struct walk *walk, size_t at)
{
	const struct text name = walk->name;
	return walk->language == NAME_JAVA && memchr(":;", name.at[at], 2) &&
	       !(at + 1 < name.size && name.at[at + 1] == ':') && !(at && name.at[at - 1] == ':');
}

static void walk_sign(struct walk *walk, size_t at)
{
	const char c = walk->name.at[at];
	if (c && strchr("(<[{", c))
		walk_in(walk, c);
	else if (c && strchr(")>]}", c))
		walk_out(walk, at);
	else if (c == ' ' || c == ',' || c == '&' || ends_class(walk, at))
		walk->scoped.open = false;
}

/* Whether the 'L' of a descriptor of Java is before the word: La/B:::f. */
static bool begins_descriptor(const struct walk *walk, size_t at, size_t end)
{
	const struct text rest = text_from(walk->name, end);
	return walk->language == NAME_JAVA && !walk->scoped.open && walk->name.at[at] == 'L' &&
	       end > at + 1 &&
	       (text_begins(rest, "/") || text_begins(rest, ":::") || text_begins(rest, ";::"));
}

static void put_function(const struct name_words *words, struct text name,
                         enum name_language language, const struct name_pieces *pieces)
{
	struct walk walk = {.words = words, .pieces = pieces, .name = name, .language = language};
	size_t at = 0;
	while (at < name.size) {
		const size_t end = word_end(name, at);
		if (end > at && begins_descriptor(&walk, at, end)) {
			put(pieces, (struct text){name.at + at, 1}, true);
			at++;
		} else if (end > at) {
			walk_word(&walk, at, end);
			at = end;
		} else {
			put(pieces, (struct text){name.at + at, 1}, true);
			walk_sign(&walk, at++);
		}
	}
}

/* ---- frames ---- */

/* [libc.so.6], [unknown], /usr/bin/x */
static void put_file_frame(const struct name_words *words, struct text name,
                           const struct name_pieces *pieces)
{
	static const char *const kept[] = {"[unknown]", "[heap]",     "[stack]",  "[anon]",
	                                   "[vdso]",    "[vsyscall]", "[kernel.", "[guest.kernel."};
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (text_begins(name, kept[i])) {
			put(pieces, name, true);
			return;
		}
	const bool bracketed = *name.at == '[' && name.size > 1;
	put(pieces, (struct text){name.at, bracketed}, true);
	const struct text module = {name.at + bracketed, name.size - 2 * (size_t)bracketed};
	if (kept_module(module))
		put(pieces, module, true);
	else
		put_file(words, module, pieces);
	put(pieces, (struct text){name.at + name.size - bracketed, bracketed}, true);
}

static bool is_kept_whole(struct text name, size_t marks, unsigned kinds, struct text module)
{
	const bool kernel = kinds & ORIGIN_KERNEL && !(kinds & (ORIGIN_USER | ORIGIN_JIT));
	const enum name_language language = name_language_of((struct text){name.at, marks});
	const bool script = language == NAME_JS || language == NAME_PYTHON ||
	                    language == NAME_SCRIPT;
	return kernel || text_begins(text_from(name, marks), "_[k]") ||
	       (module.size && !script && kept_module(module));
}

/* A function with its place in the source; all functions in files of the system stay. */
static void put_sourced(const struct name_words *words, struct text name,
                        enum name_language language, const struct name_pieces *pieces)
{
	const size_t end = name_place(name);
	const struct text function = {name.at, end}, rest = text_from(name, end);
	const struct text place = text_from(rest, rest.size != 0);
	const bool system = kept_source(place) < place.size;
	if (system)
		put(pieces, function, true);
	else if (language == NAME_PLAIN)
		put_file(words, function, pieces);
	else
		put_function(words, function, language, pieces);
	put(pieces, (struct text){rest.at, rest.size != 0}, true);
	put_place(words, place, pieces);
}

void name_words_of_frame(const struct name_words *words, struct text name, unsigned kinds,
                         struct text module, const struct name_pieces *pieces)
{
	const size_t bare = name_bare_size(name.at, name.size);
	if (is_kept_whole(name, bare, kinds, module)) {
		put(pieces, name, true);
		return;
	}
	const struct text marks = text_from(name, bare);
	name.size = bare;
	const size_t prefix = name_module_end(name);
	if (prefix) {
		name_words_of_module(words, (struct text){name.at, prefix - 1}, pieces);
		put(pieces, (struct text){name.at + prefix - 1, 1}, true);
		name = text_from(name, prefix);
	}
	const enum name_language language = name_language_of(name);
	if (language == NAME_FILE)
		put_file_frame(words, name, pieces);
	else
		put_sourced(words, name, language, pieces);
	put(pieces, marks, true);
}
