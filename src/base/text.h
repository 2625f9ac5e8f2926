/* Walking through text: lines, blanks and digits. Text is bytes with a length, without a NUL after
 * it. */
#ifndef STACKFOLD_BASE_TEXT_H
#define STACKFOLD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes in memory that something else owns. */
struct text {
	const char *at;
	size_t size;
};

static inline struct text text_of(const char *string)
{
	return (struct text){string, strlen(string)};
}

/* A literal, and the bytes in it: two arguments of a call. */
#define TEXT_AND_SIZE(literal) literal, sizeof(literal) - 1

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool is_digit(char c)
{
	return (unsigned char)(c - '0') <= 9;
}

static inline bool is_hex_digit(char c)
{
	return is_digit(c) || (unsigned char)((c | 0x20) - 'a') <= 5;
}

/* The line that begins at `at`, without its line end ("\n" or "\r\n"); *next is where the one
 * after it begins, at most end. */
static inline struct text text_line(const char *at, const char *end, const char **next)
{
	const char *stop = memchr(at, '\n', (size_t)(end - at));
	*next = stop ? stop + 1 : end;
	if (!stop)
		stop = end;
	if (stop > at && stop[-1] == '\r')
		stop--;
	return (struct text){at, (size_t)(stop - at)};
}

static inline struct text text_skip_blanks(struct text text)
{
	while (text.size && is_blank(*text.at)) {
		text.at++;
		text.size--;
	}
	return text;
}

static inline struct text text_trim_end(struct text text)
{
	while (text.size && is_blank(text.at[text.size - 1]))
		text.size--;
	return text;
}

static inline struct text text_from(struct text text, size_t offset)
{
	return (struct text){text.at + offset, text.size - offset};
}

static inline bool text_begins(struct text text, const char *with)
{
	size_t size = strlen(with);
	return text.size >= size && memcmp(text.at, with, size) == 0;
}

/* The same of a string that a NUL ends. */
static inline bool string_begins(const char *string, const char *with)
{
	return strncmp(string, with, strlen(with)) == 0;
}

static inline bool text_ends(struct text text, const char *with)
{
	size_t size = strlen(with);
	return text.size >= size && memcmp(text.at + text.size - size, with, size) == 0;
}

static inline bool text_is(struct text text, const char *what)
{
	return text.size == strlen(what) && (!text.size || memcmp(text.at, what, text.size) == 0);
}

/* The first place of `what` in the text; NULL: there is none. */
static inline const char *text_find(struct text text, const char *what)
{
	return text.size ? memmem(text.at, text.size, what, strlen(what)) : NULL;
}

/* The text after the last '/', or all of it if there is none. */
static inline struct text text_base_name(struct text path)
{
	const char *slash = path.size ? memrchr(path.at, '/', path.size) : NULL;
	return slash ? text_from(path, (size_t)(slash - path.at) + 1) : path;
}

/* Compares by bytes; if one text is the beginning of the other, it comes first. */
static inline int text_compare(struct text a, struct text b)
{
	size_t most = a.size < b.size ? a.size : b.size;
	int order = most ? memcmp(a.at, b.at, most) : 0;
	return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* How many bytes two texts have in common at their beginnings, at their ends. */
size_t text_shared_start(const char *a, const char *b, size_t most);
size_t text_shared_end(const char *a_end, const char *b_end, size_t most);

#endif
