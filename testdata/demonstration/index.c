/* The program of the demonstration: makes an index of the words of a text and packs it into blocks
 * with checksums, again and again, always the same work.
 *
 *     gcc -O2 -fno-omit-frame-pointer -o index index.c
 *     gcc -O2 -fno-omit-frame-pointer -DSLOWER -o index-slower index.c
 *
 * block_checksum takes about a tenth of the time. With -DSLOWER it takes a tenth more: the patch
 * verifies the first tenth of each block before it computes the checksum of the whole. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTION __attribute__((noinline, noclone)) static

enum {
	TEXT_SIZE = 1 << 20,
	SLOTS = 1 << 13, /* of the hash table */
	WORDS = 4000,    /* distinct ones */
	WORD_SIZE = 12,
	BLOCK = 1 << 12,
};

struct entry {
	char word[WORD_SIZE + 4];
	uint32_t size, count, last;
};

static char text[TEXT_SIZE];
static struct entry slots[SLOTS], *sorted[SLOTS];
static unsigned char packed[SLOTS * (WORD_SIZE + 16)];
static uint32_t crc_table[256], state = 20261122;

FUNCTION uint32_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	return state ^= state << 5;
}

/* Words of a few letters; small numbers are more frequent. */
FUNCTION void make_text(void)
{
	for (size_t at = 0; at < TEXT_SIZE;) {
		uint32_t word = (next_random() % WORDS) * (next_random() % 1000) / 1000;
		uint32_t letters = word * 2654435761u;
		for (size_t size = 3 + word % 8; size && at < TEXT_SIZE; size--) {
			text[at++] = (char)('a' + letters % 26);
			letters = letters / 26 + word * 977;
		}
		if (at < TEXT_SIZE)
			text[at++] = ' ';
	}
}

FUNCTION size_t next_word(size_t at, size_t *size)
{
	while (at < TEXT_SIZE && text[at] == ' ')
		at++;
	*size = 0;
	while (at + *size < TEXT_SIZE && text[at + *size] != ' ')
		++*size;
	return at;
}

FUNCTION uint32_t hash_word(const char *word, size_t size)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)word[i]) * 16777619u;
	return hash ^ hash >> 15;
}

FUNCTION struct entry *find_slot(const char *word, size_t size, uint32_t hash)
{
	for (uint32_t i = hash;; i++) {
		struct entry *slot = &slots[i % SLOTS];
		if (!slot->size || (slot->size == size && memcmp(slot->word, word, size) == 0))
			return slot;
	}
}

FUNCTION void count_words(void)
{
	size_t size;
	memset(slots, 0, sizeof slots);
	for (size_t at = next_word(0, &size); size; at = next_word(at + size, &size)) {
		size_t kept = size < WORD_SIZE ? size : WORD_SIZE;
		struct entry *slot = find_slot(text + at, kept, hash_word(text + at, kept));
		if (!slot->size)
			memcpy(slot->word, text + at, slot->size = (uint32_t)kept);
		slot->count++;
		slot->last = (uint32_t)at;
	}
}

FUNCTION int by_word(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
	return strcmp(x->word, y->word);
}

FUNCTION void sift_down(size_t from, size_t count)
{
	for (size_t child; (child = 2 * from + 1) < count; from = child) {
		if (child + 1 < count && by_word(&sorted[child], &sorted[child + 1]) < 0)
			child++;
		if (by_word(&sorted[from], &sorted[child]) >= 0)
			return;
		struct entry *other = sorted[from];
		sorted[from] = sorted[child];
		sorted[child] = other;
	}
}

FUNCTION size_t sort_words(void)
{
	size_t count = 0;
	for (size_t i = 0; i < SLOTS; i++)
		if (slots[i].size)
			sorted[count++] = &slots[i];
	for (size_t i = count / 2; i > 0; i--)
		sift_down(i - 1, count);
	for (size_t end = count; end > 1; end--) {
		struct entry *other = sorted[0];
		sorted[0] = sorted[end - 1];
		sorted[end - 1] = other;
		sift_down(0, end - 1);
	}
	return count;
}

/* Each word without what it shares with the one before it. */
FUNCTION size_t pack_words(size_t count)
{
	const char *before = "";
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		size_t shared = 0;
		while (before[shared] && before[shared] == sorted[i]->word[shared])
			shared++;
		packed[at++] = (unsigned char)shared;
		for (const char *c = sorted[i]->word + shared; *c; c++)
			packed[at++] = (unsigned char)*c;
		for (uint32_t number = sorted[i]->count; number; number >>= 7)
			packed[at++] = (unsigned char)(number | 128);
		before = sorted[i]->word;
	}
	return at;
}

static void make_crc_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;
		for (int bit = 0; bit < 8; bit++)
			value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
		crc_table[i] = value;
	}
}

static inline uint32_t crc_of(const unsigned char *bytes, size_t size)
{
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < size; i++)
		crc = crc >> 8 ^ crc_table[(crc ^ bytes[i]) & 255];
	return ~crc;
}

FUNCTION uint32_t block_checksum(const unsigned char *block, size_t size)
{
#ifdef SLOWER
	if (crc_of(block, size / 10) == 0)
		return 0; /* damaged */
#endif
	return crc_of(block, size);
}

FUNCTION uint32_t checksums(const unsigned char *bytes, size_t size)
{
	uint32_t sum = 0;
	for (size_t at = 0; at < size; at += BLOCK)
		sum = sum * 31 + block_checksum(bytes + at, size - at < BLOCK ? size - at : BLOCK);
	return sum;
}

FUNCTION uint32_t make_index(void)
{
	count_words();
	size_t size = pack_words(sort_words());
	return checksums((const unsigned char *)text, TEXT_SIZE / 6) + checksums(packed, size);
}

int main(int count, char **arguments)
{
	int rounds = count > 1 ? atoi(arguments[1]) : 100;
	uint32_t sum = 0;
	make_text();
	make_crc_table();
	for (int i = 0; i < rounds; i++)
		sum += make_index();
	printf("%08x\n", (unsigned)sum);
	return 0;
}
