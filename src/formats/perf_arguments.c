#include "formats/perf_arguments.h"

#include <string.h>

enum { NESTED_MAX = 256 /* nesting depth of brackets in a symbol */ };

static bool is_word(char c)
{
	return is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 26 || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static const char operator_word[] = "operator";

/* The size of an operator's signs after the word "operator". */
static size_t operator_size(struct text text)
{
	static const char *const signs[] = {"()", "[]", "<=>", "<<=", ">>=", "->*", "->",
	                                    "<<", ">>", "<=",  ">=",  "<",   ">"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (text_begins(text, signs[i]))
			return strlen(signs[i]);
	return 0;
}

static bool is_operator_word(struct text symbol, size_t at)
{
	size_t size = sizeof operator_word - 1;
	return at + size <= symbol.size && memcmp(symbol.at + at, operator_word, size) == 0 &&
	       (!at || !is_word(symbol.at[at - 1])) &&
	       (at + size == symbol.size || !is_word(symbol.at[at + size]));
}

/* The number of bytes from `at` on that are not brackets although they may look like them: the word
 * "operator" with its signs, an arrow ("fn(A) -> B"). */
static size_t signs_at(struct text symbol, size_t at)
{
	size_t word = sizeof operator_word - 1;
	if (symbol.at[at] == 'o' && is_operator_word(symbol, at))
		return word + operator_size(text_from(symbol, at + word));
	return text_begins(text_from(symbol, at), "->") ? 2 : 0;
}

static char opener_of(char close)
{
	return close == ')' ? '(' : close == ']' ? '[' : close == '}' ? '{' : '<';
}

/* The position after the bracket that closes the one at `open`; 0 if none does. Comparisons
 * ("f<(a<b)>") are not brackets. */
static size_t close_of(struct text symbol, size_t open)
{
	char nested[NESTED_MAX];
	size_t depth = 0;
	for (size_t i = open; i < symbol.size; i++) {
		char c = symbol.at[i];
		size_t signs = signs_at(symbol, i);
		if (signs) {
			i += signs - 1;
			continue;
		}
		if (c && strchr("([{<", c)) {
			if (depth == NESTED_MAX)
				return 0;
			nested[depth++] = c;
		} else if (c && strchr(")]}>", c)) {
			if (c == '>' && nested[depth - 1] != '<')
				continue;
			while (depth && c != '>' && nested[depth - 1] == '<')
				depth--;
			if (!depth || nested[depth - 1] != opener_of(c))
				return 0;
			if (--depth == 0)
				return i + 1;
		}
	}
	return 0;
}

/* Whether the group symbol[open..close) is part of the name: the anonymous namespace, Go's
 * receiver in pkg.(*Type).Method, operands of decltype and the like, a declarator in brackets
 * ("void (*f())(int)"), or the arguments of a function before the name of something local to it
 * ("f(int)::{lambda()#1}::operator()() const"). */
static bool is_name_group(struct text symbol, size_t open, size_t close)
{
	struct text group = {symbol.at + open, close - open};
	struct text before = {symbol.at, open};
	struct text after = text_from(symbol, close);
	if (open == 0 || text_is(group, "(anonymous namespace)"))
		return true;
	if (text_begins(after, ".") && text_ends(before, "."))
		return true;
	if (text_ends(before, "decltype") || text_ends(before, "decltype ") ||
	    text_ends(before, "noexcept"))
		return true;
	if (is_blank(symbol.at[open - 1]) && open + 1 < close && strchr("*&", symbol.at[open + 1]))
		return true;
	if (text_begins(after, " const"))
		after = text_from(after, strlen(" const"));
	return text_begins(after, "::");
}

/* Go's methods keep all their brackets, as in the original. */
static bool is_go_method(struct text symbol)
{
	const char *open = text_find(symbol, ".(");
	return open && text_find(text_from(symbol, (size_t)(open + 2 - symbol.at)), ").");
}

/* If brackets do not balance, as in names that perf truncated: cuts at the first '(' that does not
 * open the anonymous namespace. */
static size_t cut_plain(struct text symbol)
{
	for (size_t i = 1; i < symbol.size; i++)
		if (symbol.at[i] == '(' &&
		    !text_begins(text_from(symbol, i), "(anonymous namespace)"))
			return i;
	return symbol.size;
}

size_t perf_arguments_begin(struct text symbol)
{
	if (!symbol.size || !memchr(symbol.at, '(', symbol.size) || is_go_method(symbol))
		return symbol.size;
	for (size_t i = 0; i < symbol.size; i++) {
		char c = symbol.at[i];
		size_t signs = signs_at(symbol, i);
		if (signs) {
			i += signs - 1;
			continue;
		}
		if (!c || !strchr("([{<", c))
			continue;
		size_t close = close_of(symbol, i);
		if (!close)
			return cut_plain(symbol);
		if (c == '(' && !is_name_group(symbol, i, close))
			return i;
		i = close - 1;
	}
	return symbol.size;
}
