#include "names/anonymize.h"

#include "base/siphash.h"
#include "names/name_demangled.h"
#include "names/name_words.h"

#include <stdlib.h>
#include <string.h>

struct anonymizer {
	struct name_words words;
	struct frames replaced; /* the words that have replacements */
	uint32_t *numbers;      /* the number of each word, from 1; NULL: with a key */
	size_t numbered;
	struct siphash_key key;
	bool keyed;
	bool failed;
};

/* ---- keys ---- */

/* Two numbers that cannot be computed without all of the bytes. */
static struct siphash_key key_of(const void *bytes, size_t size)
{
	return (struct siphash_key){
		siphash((struct siphash_key){1, 0}, bytes, size),
		siphash((struct siphash_key){2, 0}, bytes, size),
	};
}

/* The key of all words: a sum, so that their order does not matter. */
static struct siphash_key key_of_words(const struct frames *words)
{
	struct siphash_key all = {0};
	for (size_t i = 0; i < words->count; i++) {
		const struct frame *word = &words->items[i];
		const struct siphash_key one = key_of(word->name, word->size);
		all.low += one.low;
		all.high += one.high;
	}
	return all;
}

enum status anonymizer_open(const void *key, size_t size, struct anonymizer **out,
                            struct error *err)
{
	*out = NULL;
	if (key && size < ANONYMIZE_KEY_LEAST)
		return error_set(err, STATUS_FAILED, "the key has %zu bytes: expected %d or more",
		                 size, ANONYMIZE_KEY_LEAST);
	struct anonymizer *anonymizer = calloc(1, sizeof *anonymizer);
	if (!anonymizer || !name_words_init(&anonymizer->words)) {
		anonymizer_free(anonymizer);
		return error_no_memory(err);
	}
	if (key)
		anonymizer->key = key_of(key, size);
	anonymizer->keyed = key;
	*out = anonymizer;
	return STATUS_OK;
}

/* ---- words ---- */

static void add_piece(void *context, struct text piece, bool stays)
{
	struct anonymizer *anonymizer = context;
	if (!stays && frames_intern(&anonymizer->replaced, piece.at, piece.size) == FRAME_NONE)
		anonymizer->failed = true;
}

void anonymizer_add(struct anonymizer *anonymizer, struct text name, unsigned kinds,
                    struct text module)
{
	const struct name_pieces pieces = {add_piece, anonymizer};
	struct name_demangled demangled = name_demangled(name, &anonymizer->failed);
	if (!anonymizer->keyed)
		name_words_of_frame(&anonymizer->words, demangled.name, kinds, module, &pieces);
	name_demangled_free(&demangled);
}

void anonymizer_add_module(struct anonymizer *anonymizer, struct text module)
{
	const struct name_pieces pieces = {add_piece, anonymizer};
	if (!anonymizer->keyed)
		name_words_of_module(&anonymizer->words, module, &pieces);
}

/* A word, for sorting by the order of numbers. */
struct ranked {
	uint64_t hash;
	const struct frame *word;
	uint32_t id;
};

static int compare_ranked(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return text_compare((struct text){a->word->name, a->word->size},
	                    (struct text){b->word->name, b->word->size});
}

enum status anonymizer_finish(struct anonymizer *anonymizer, struct error *err)
{
	const struct frames *words = &anonymizer->replaced;
	if (anonymizer->failed)
		return error_no_memory(err);
	if (anonymizer->keyed)
		return STATUS_OK;
	const struct siphash_key key = key_of_words(words);
	struct ranked *ranked = calloc(words->count + 1, sizeof *ranked);
	anonymizer->numbers = calloc(words->count + 1, sizeof *anonymizer->numbers);
	if (!ranked || !anonymizer->numbers) {
		free(ranked);
		return error_no_memory(err);
	}
	for (uint32_t i = 0; i < words->count; i++) {
		const struct frame *word = &words->items[i];
		ranked[i] = (struct ranked){siphash(key, word->name, word->size), word, i};
	}
	qsort(ranked, words->count, sizeof *ranked, compare_ranked);
	for (uint32_t i = 0; i < words->count; i++)
		anonymizer->numbers[ranked[i].id] = i + 1;
	anonymizer->numbered = words->count;
	free(ranked);
	return STATUS_OK;
}

/* ---- names ---- */

struct writing {
	struct anonymizer *anonymizer;
	struct buffer *out;
};

static void put_letters(struct buffer *out, uint64_t hash)
{
	enum { LETTERS = 12, BITS = 5 };
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	for (unsigned i = 0; i < LETTERS; i++, hash >>= BITS)
		buffer_byte(out, letters[hash & ((1 << BITS) - 1)]);
}

static void write_piece(void *context, struct text piece, bool stays)
{
	struct writing *writing = context;
	struct anonymizer *anonymizer = writing->anonymizer;
	struct buffer *out = writing->out;
	if (stays) {
		buffer_append(out, piece.at, piece.size);
		return;
	}
	/* a class still looks like one */
	buffer_byte(out, *piece.at >= 'A' && *piece.at <= 'Z' ? 'N' : 'n');
	if (anonymizer->keyed) {
		put_letters(out, siphash(anonymizer->key, piece.at, piece.size));
		return;
	}
	const uint32_t id = frames_intern(&anonymizer->replaced, piece.at, piece.size);
	out->failed |= id == FRAME_NONE;
	/* words that were not added before get the next numbers */
	buffer_unsigned(out,
	                id < anonymizer->numbered ? anonymizer->numbers[id] : (uint64_t)id + 1);
}

void anonymizer_name(struct anonymizer *anonymizer, struct text name, unsigned kinds,
                     struct text module, struct buffer *out)
{
	struct writing writing = {anonymizer, out};
	const struct name_pieces pieces = {write_piece, &writing};
	out->size = 0;
	struct name_demangled demangled = name_demangled(name, &out->failed);
	name_words_of_frame(&anonymizer->words, demangled.name, kinds, module, &pieces);
	name_demangled_free(&demangled);
}

void anonymizer_module(struct anonymizer *anonymizer, struct text module, struct buffer *out)
{
	struct writing writing = {anonymizer, out};
	const struct name_pieces pieces = {write_piece, &writing};
	out->size = 0;
	name_words_of_module(&anonymizer->words, module, &pieces);
}

void anonymizer_free(struct anonymizer *anonymizer)
{
	if (!anonymizer)
		return;
	name_words_free(&anonymizer->words);
	frames_free(&anonymizer->replaced);
	free(anonymizer->numbers);
	free(anonymizer);
}
