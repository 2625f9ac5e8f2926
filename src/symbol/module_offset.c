#include "symbol/module_offset.h"

#include <inttypes.h>
#include <string.h>

static const char kernel_path[] = "[kernel.kallsyms]";
static const char no_build_id[] = "no build id";
static const char unwound_mark[] = ", unwound";
static const char kernel_mark[] = "_[k]";

enum { BUILD_ID_LEAST = 2 /* bytes: paths are made from the first byte and from the rest */ };

static bool is_symbol_name(struct text name)
{
	for (size_t i = 0; i < name.size; i++)
		if (!is_digit(name.at[i]) && name.at[i] != '_' &&
		    (unsigned char)((name.at[i] | 0x20) - 'a') > 'z' - 'a')
			return false;
	return name.size > 0;
}

/* Whether a path is a module of the kernel: "[ext4]", or a file, "ext4.ko", which may be
 * compressed. */
static bool is_kernel_module(struct text path)
{
	static const char *const endings[] = {".ko", ".ko.gz", ".ko.xz", ".ko.zst", ".ko.bz2"};
	if (*path.at == '[')
		return path.at[path.size - 1] == ']';
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (text_ends(path, endings[i]))
			return true;
	return false;
}

/* The kind of module that a path means; false: it has no file. */
static bool kind_of(struct text path, enum module_kind *kind)
{
	if (!path.size || (*path.at != '/' && *path.at != '[') || memchr(path.at, '\0', path.size))
		return false;
	if (text_is(path, "[vdso]") || text_is(path, "[vdso32]"))
		*kind = MODULE_VDSO;
	else if (text_is(path, kernel_path))
		*kind = MODULE_KERNEL;
	else if (is_kernel_module(path))
		*kind = MODULE_KERNEL_MODULE;
	else if (*path.at == '/')
		*kind = MODULE_FILE;
	else
		return false;
	return true;
}

bool module_offset_of(const struct module_key *key, struct module_offset *place, uint64_t *base)
{
	enum module_kind kind;
	*base = 0;
	*place = (struct module_offset){.kind = key->kind};
	if (key->path)
		place->path = text_of(key->path);
	if (key->kind == MODULE_KERNEL) {
		*base = key->reference;
		place->path = text_of(kernel_path);
		place->reference = text_of(key->reference_name);
		if (!key->reference || !is_symbol_name(place->reference))
			return false;
	} else if (key->kind == MODULE_KERNEL_MODULE) {
		*base = key->start;
	} else if (key->kind == MODULE_VDSO && !key->path) {
		place->path = text_of("[vdso]");
	}
	if (key->build_id_size >= BUILD_ID_LEAST && key->build_id_size <= BUILD_ID_MOST) {
		place->build_id_size = key->build_id_size;
		memcpy(place->build_id, key->build_id, key->build_id_size);
	}
	return kind_of(place->path, &kind) && kind == key->kind;
}

/* ---- writing ---- */

static bool is_escaped(char byte)
{
	return byte == ';' || byte == '\n' || byte == '\\';
}

void module_offset_write(const struct module_offset *place, struct buffer *name)
{
	for (size_t i = 0; i < place->path.size; i++) {
		const char byte = place->path.at[i];
		if (is_escaped(byte))
			buffer_printf(name, "\\%03o", (unsigned)byte);
		else
			buffer_byte(name, byte);
	}
	if (place->reference.size)
		buffer_append(name, place->reference.at, place->reference.size);
	buffer_printf(name, "+0x%" PRIx64 " [", place->offset);
	for (size_t i = 0; i < place->build_id_size; i++)
		buffer_printf(name, "%02x", place->build_id[i]);
	buffer_printf(name, "%s%s]%s", place->build_id_size ? "" : no_build_id,
	              place->unwound ? unwound_mark : "", place->marked ? kernel_mark : "");
}

/* ---- reading ---- */

static unsigned hex_value(char digit)
{
	return is_digit(digit) ? (unsigned)(digit - '0') : (unsigned)((digit | 0x20) - 'a' + 10);
}

static bool read_build_id(struct text hex, struct module_offset *place)
{
	if (text_is(hex, no_build_id))
		return true;
	if (hex.size % 2 || hex.size / 2 < BUILD_ID_LEAST || hex.size / 2 > BUILD_ID_MOST)
		return false;
	for (size_t i = 0; i < hex.size; i++)
		if (!is_hex_digit(hex.at[i]))
			return false;
	for (size_t i = 0; i < hex.size / 2; i++)
		place->build_id[i] = (uint8_t)(hex_value(hex.at[2 * i]) << 4 |
		                               hex_value(hex.at[2 * i + 1]));
	place->build_id_size = hex.size / 2;
	return true;
}

/* Removes "+0xHEX" from the end. */
static bool take_offset(struct text *text, uint64_t *offset)
{
	static const char prefix[] = "+0x";
	size_t digits = 0;
	*offset = 0;
	while (digits < text->size && is_hex_digit(text->at[text->size - digits - 1]))
		digits++;
	if (!digits || digits > 16 || text->size < digits + strlen(prefix))
		return false;
	for (size_t i = text->size - digits; i < text->size; i++)
		*offset = *offset << 4 | hex_value(text->at[i]);
	text->size -= digits;
	if (!text_ends(*text, prefix))
		return false;
	text->size -= strlen(prefix);
	return true;
}

static bool is_octal(char byte)
{
	return byte >= '0' && byte <= '7';
}

static void unescape(struct text from, struct buffer *path)
{
	for (size_t i = 0; i < from.size; i++) {
		const char *at = from.at + i;
		if (*at == '\\' && from.size - i > 3 && is_octal(at[1]) && is_octal(at[2]) &&
		    is_octal(at[3])) {
			const unsigned byte = (unsigned)(at[1] - '0') << 6 |
			                      (unsigned)(at[2] - '0') << 3 |
			                      (unsigned)(at[3] - '0');
			buffer_byte(path, (char)(unsigned char)byte);
			i += 3;
		} else {
			buffer_byte(path, *at);
		}
	}
}

/* Removes " [BUILD ID]" from the end, and the mark after it. */
static bool take_brackets(struct text *name, struct module_offset *place)
{
	if (text_ends(*name, kernel_mark)) {
		place->marked = true;
		name->size -= strlen(kernel_mark);
	}
	if (!name->size || name->at[name->size - 1] != ']')
		return false;
	const char *open = memrchr(name->at, '[', name->size);
	if (!open || open == name->at || open[-1] != ' ')
		return false;
	struct text inside = {open + 1, (size_t)(name->at + name->size - 1 - (open + 1))};
	if (text_ends(inside, unwound_mark)) {
		place->unwound = true;
		inside.size -= strlen(unwound_mark);
	}
	name->size = (size_t)(open - 1 - name->at);
	return read_build_id(inside, place);
}

bool module_offset_read(struct text name, struct module_offset *place, struct buffer *path)
{
	*place = (struct module_offset){0};
	if (!module_offset_likely(name) || !take_brackets(&name, place) ||
	    !take_offset(&name, &place->offset))
		return false;
	if (text_begins(name, kernel_path)) {
		place->reference = text_from(name, strlen(kernel_path));
		name.size = strlen(kernel_path);
		if (!is_symbol_name(place->reference))
			return false;
	}
	path->size = 0;
	unescape(name, path);
	place->path = (struct text){path->data, path->size};
	return !path->failed && kind_of(place->path, &place->kind);
}
