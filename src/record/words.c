#include "record/words.h"

#include "base/buffer.h"
#include "base/text.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

bool words_add(struct word_list *words, const char *word)
{
	if (!vector_reserve(&words->items, &words->capacity, words->count + 2))
		return false;
	char *copy = strdup(word);
	if (!copy)
		return false;
	words->items[words->count++] = copy;
	words->items[words->count] = NULL;
	return true;
}

/* Takes one word from *at on, which is not a blank; false if a quote is not closed. */
static bool take_word(const char **at, struct buffer *word)
{
	const char *c = *at;
	char quote = 0;
	for (; *c && (quote || !is_blank(*c)); c++) {
		if (quote ? *c == quote : *c == '\'' || *c == '"')
			quote = quote ? 0 : *c;
		else if (*c == '\\' && quote != '\'' && c[1])
			buffer_byte(word, *++c);
		else
			buffer_byte(word, *c);
	}
	buffer_byte(word, '\0');
	*at = c;
	return !quote;
}

enum status words_split(struct word_list *words, const char *text, struct error *err)
{
	enum status status = STATUS_OK;
	const char *at = text;
	while (!status) {
		at += strspn(at, " \t");
		if (!*at)
			break;
		struct buffer word = {0};
		if (!take_word(&at, &word))
			status = error_set(err, STATUS_FAILED, "'%s': a quote is not closed", text);
		else if (word.failed || !words_add(words, word.data))
			status = error_no_memory(err);
		buffer_free(&word);
	}
	return status;
}

void words_free(struct word_list *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct word_list){0};
}
