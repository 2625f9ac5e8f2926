#include "formats/text_symbol.h"

#include "formats/perf_arguments.h"

#include <string.h>

/* What a part between two '$' stands for; '\0': it is not known. */
static char rust_sign(struct text part)
{
	static const struct {
		const char *part;
		char sign;
	} signs[] = {{"LT", '<'}, {"GT", '>'}, {"LP", '('}, {"RP", ')'},
	             {"C", ','},  {"BP", '*'}, {"RF", '&'}, {"SP", '@'}};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (text_is(part, signs[i].part))
			return signs[i].sign;
	if (part.size != strlen("u20") || part.at[0] != 'u' || !is_hex_digit(part.at[1]) ||
	    !is_hex_digit(part.at[2]))
		return '\0';
	unsigned code = 0;
	for (size_t i = 1; i < part.size; i++)
		code = code * 16 + (is_digit(part.at[i])
		                            ? (unsigned)(part.at[i] - '0')
		                            : (unsigned)(part.at[i] | 0x20) - 'a' + 10);
	return code >= 0x20 && code < 0x7f ? (char)code : '\0';
}

/* Without "::h" and 16 digits at the end. */
static size_t without_hash(const char *name, size_t size)
{
	enum { DIGITS = 16 };
	if (size < DIGITS + 3 || memcmp(name + size - DIGITS - 3, "::h", 3) != 0)
		return size;
	for (size_t i = size - DIGITS; i < size; i++)
		if (!is_hex_digit(name[i]))
			return size;
	return size - DIGITS - 3;
}

size_t rust_decode(char *name, size_t size)
{
	size_t kept = 0;
	size = without_hash(name, size);
	const bool decode = size && text_find((struct text){name, size}, "$") != NULL;
	for (size_t i = 0; decode && i < size; i++) {
		const char *close = name[i] == '$' && i + 1 < size
		                            ? memchr(name + i + 1, '$', size - i - 1)
		                            : NULL;
		const struct text part = {name + i + 1, close ? (size_t)(close - name) - i - 1 : 0};
		const char sign = close ? rust_sign(part) : '\0';
		const bool two = i + 1 < size && name[i] == '.' && name[i + 1] == '.';
		if (sign)
			i += part.size + 1;
		if (sign == '<' && kept == 1 && name[0] == '_')
			kept = 0;
		name[kept++] = two ? ':' : sign ? sign : name[i];
		if (two) {
			name[kept++] = ':';
			i++;
		}
	}
	return decode ? kept : size;
}

/* "[module]", "[unknown]". */
static void add_unknown(struct text_stacks *stacks, unsigned kinds, struct text module)
{
	char name[256];
	const struct text base = text_base_name(module);
	if (!base.size || base.size > sizeof name - 2) {
		stacks_name(stacks, (struct text){0}, kinds, module);
		return;
	}
	const bool bracketed = *base.at == '[';
	memcpy(name + !bracketed, base.at, base.size);
	if (!bracketed) {
		name[0] = '[';
		name[base.size + 1] = ']';
	}
	stacks_name(stacks, (struct text){name, base.size + (bracketed ? 0 : 2)}, kinds, module);
}

void stacks_symbol(struct text_stacks *stacks, struct text symbol, unsigned kinds,
                   struct text module)
{
	symbol = text_trim_end(text_skip_blanks(symbol));
	if (!symbol.size || text_is(symbol, "??") || text_is(symbol, "[unknown]")) {
		add_unknown(stacks, kinds, module);
		return;
	}
	const struct text bare = text_without_offset(symbol);
	struct buffer *name = &stacks->name;
	name->size = 0;
	buffer_append(name, bare.at, perf_arguments_begin(bare));
	if (!name->failed && name->size) {
		name->size = rust_decode(name->data, name->size);
		name->size = text_trim_end((struct text){name->data, name->size}).size;
	}
	if (stacks->options->addresses)
		buffer_append(name, bare.at + bare.size, symbol.size - bare.size);
	stacks_name(stacks, (struct text){name->data, name->size}, kinds, module);
}
