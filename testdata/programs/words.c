/*
 * words list|hash [ROUNDS]: makes text, splits it into words, counts them, sorts the counts and
 * writes a report. "list" keeps the words in one linked list, "hash" in a table of lists: the same
 * program before and after a real change, for differential graphs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUCKETS 4096

struct word {
	struct word *next;
	unsigned count;
	char text[];
};

struct table {
	struct word *heads[BUCKETS];
	size_t buckets; /* 1 for a plain list */
	size_t distinct;
};

static uint32_t state = 2463534242U;

static uint32_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static char *make_text(size_t words)
{
	char *text = malloc(words * 12 + 1), *out = text;

	if (text == NULL)
		abort();
	for (size_t i = 0; i < words; i++) {
		uint32_t word = next_random() % 150;

		for (word += 700; word > 0; word /= 7)
			*out++ = (char)('a' + word % 7);
		*out++ = ' ';
	}
	*out = '\0';
	return text;
}

static size_t hash_word(const char *text, size_t length)
{
	size_t hash = 5381;

	while (length-- > 0)
		hash = hash * 33 + (unsigned char)*text++;
	return hash;
}

static int same_text(const char *word, const char *text, size_t length)
{
	while (length > 0 && *word == *text)
		word++, text++, length--;
	return length == 0 && *word == '\0';
}

static struct word *find_word(struct word *word, const char *text, size_t length)
{
	for (; word != NULL; word = word->next)
		if (same_text(word->text, text, length))
			return word;
	return NULL;
}

static struct word *add_word(struct table *table, struct word **head, const char *text,
                             size_t length)
{
	struct word *word = malloc(sizeof(*word) + length + 1);

	if (word == NULL)
		abort();
	memcpy(word->text, text, length);
	word->text[length] = '\0';
	word->count = 0;
	word->next = *head;
	*head = word;
	table->distinct++;
	return word;
}

static void count_word(struct table *table, const char *text, size_t length)
{
	struct word **head = &table->heads[0], *word;

	if (table->buckets > 1)
		head = &table->heads[hash_word(text, length) % table->buckets];
	word = find_word(*head, text, length);
	if (word == NULL)
		word = add_word(table, head, text, length);
	word->count++;
}

static void count_words(struct table *table, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		count_word(table, text, length);
		text += length + (text[length] == ' ');
	}
}

static int by_count(const void *left, const void *right)
{
	const struct word *a = *(struct word *const *)left, *b = *(struct word *const *)right;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return strcmp(a->text, b->text);
}

static void write_report(const struct table *table, FILE *report)
{
	struct word **sorted = malloc((table->distinct + 1) * sizeof(*sorted));
	size_t n = 0;

	if (sorted == NULL)
		abort();
	for (size_t i = 0; i < table->buckets; i++)
		for (struct word *word = table->heads[i]; word != NULL; word = word->next)
			sorted[n++] = word;
	qsort(sorted, n, sizeof(*sorted), by_count);
	rewind(report);
	for (size_t i = 0; i < n; i++)
		fprintf(report, "%8u %s\n", sorted[i]->count, sorted[i]->text);
	fflush(report);
	free(sorted);
}

static void clear_table(struct table *table)
{
	for (size_t i = 0; i < table->buckets; i++) {
		while (table->heads[i] != NULL) {
			struct word *word = table->heads[i];

			table->heads[i] = word->next;
			free(word);
		}
	}
	table->distinct = 0;
}

int main(int argc, char **argv)
{
	static struct table table;
	int rounds = argc > 2 ? atoi(argv[2]) : 40;
	FILE *report = tmpfile();

	if (argc < 2 || report == NULL)
		return 2;
	setvbuf(report, NULL, _IOLBF, 0); /* a system call for each line */
	table.buckets = strcmp(argv[1], "list") == 0 ? 1 : BUCKETS;
	while (rounds-- > 0) {
		char *text = make_text(12000);

		count_words(&table, text);
		write_report(&table, report);
		clear_table(&table);
		free(text);
	}
	return 0;
}
