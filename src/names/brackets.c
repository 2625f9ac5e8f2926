#include "names/brackets.h"

#include "names/name_characters.h"

#include <string.h>

enum { DEPTH_MAX = 128 }; /* brackets in brackets */

static bool begins(struct text text, size_t at, const char *with)
{
	return text_begins(text_from(text, at), with);
}

/* LLVM writes `operator<<int>` for an operator< with template arguments: a shift operator is never
 * followed directly by a name. */
static bool is_shift(struct text text, size_t end)
{
	const struct text rest = text_from(text, end);
	return !rest.size || text_begins(rest, "_[") ||
	       !(is_name_character(*rest.at) || *rest.at == ':' || text_begins(rest, "(anonymous"));
}

size_t brackets_operator(struct text text, size_t at)
{
	/* operators that begin other operators are after them */
	static const char *const operators[] = {
		"()", "[]", " new[]", " delete[]", "<=>", "<<=", ">>=", "->*", "->", "<<", ">>",
		"<=", ">=", "==",     "!=",        "&&",  "||",  "++",  "--",  "+=", "-=", "*=",
		"/=", "%=", "^=",     "&=",        "|=",  "<",   ">",   "=",   "!",  "+",  "-",
		"*",  "/",  "%",      "^",         "&",   "|",   "~",   ","};
	const size_t symbols = at + strlen("operator");
	if (text.at[at] != 'o' || !begins(text, at, "operator") ||
	    (at && is_name_character(text.at[at - 1])))
		return at;
	if (symbols < text.size && is_name_character(text.at[symbols]))
		return at;
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		const size_t end = symbols + strlen(operators[i]);
		if (!begins(text, symbols, operators[i]))
			continue;
		if (strcmp(operators[i], "<<") == 0 && !is_shift(text, end))
			continue;
		return end;
	}
	return symbols;
}

static char closer_of(char c)
{
	switch (c) {
	case '(':
		return ')';
	case '[':
		return ']';
	case '{':
		return '}';
	case '<':
		return '>';
	default:
		return '\0';
	}
}

/* The open brackets while a name is scanned. */
struct open {
	char closers[DEPTH_MAX];
	size_t depth;
};

/* Takes a character outside of operators; false if brackets are nested too deeply, or one closes
 * that is not open. */
static bool take(struct open *open, struct text text, size_t at)
{
	const char c = text.at[at], closer = closer_of(c);
	if (closer) {
		if (open->depth == DEPTH_MAX)
			return false;
		open->closers[open->depth++] = closer;
		return true;
	}
	if (c == '>') {
		if (at && text.at[at - 1] == '-')
			return true;
		if (!open->depth)
			return false;
		open->depth -= open->closers[open->depth - 1] == '>';
		return true;
	}
	if (c != ')' && c != ']' && c != '}')
		return true;
	while (open->depth && open->closers[open->depth - 1] == '>')
		open->depth--; /* the bracket was a less-than sign */
	return open->depth && open->closers[--open->depth] == c;
}

size_t brackets_close(struct text text, size_t at)
{
	struct open open = {.depth = 0};
	while (at < text.size) {
		const size_t end = brackets_operator(text, at);
		if (end > at) {
			at = end;
			continue;
		}
		if (!take(&open, text, at))
			return 0;
		at++;
		if (!open.depth)
			return at;
	}
	return 0;
}

size_t brackets_step(struct text text, size_t at)
{
	size_t end = brackets_operator(text, at);
	if (end > at)
		return end;
	if (!closer_of(text.at[at]))
		return at + 1;
	end = brackets_close(text, at);
	return end ? end : text.size;
}

bool brackets_balance(struct text text)
{
	struct open open = {.depth = 0};
	for (size_t at = 0; at < text.size;) {
		const size_t end = brackets_operator(text, at);
		if (end == at && !take(&open, text, at))
			return false;
		at = end > at ? end : at + 1;
	}
	return open.depth == 0;
}
