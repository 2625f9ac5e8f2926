/* simpleperf's features, by its record_file_format.h:
 *
 *     file   for each: its size, path, type, least address, symbols (address, size, name), and
 * fields that depend on the type file2  for each: its size, then a message FileFeature of
 * record_file.proto
 *
 * Addresses are those of ELF; the smallest one and its offset in the file convert
 * them to offsets. */
#include "formats/perf_data/recorded.h"

#include "base/map.h"
#include "base/vector.h"
#include "formats/protobuf.h"
#include "symbol/demangle.h"

#include <stdlib.h>
#include <string.h>

enum type { KERNEL, KERNEL_MODULE, ELF_FILE, DEX_FILE };

struct recorded_symbol {
	uint64_t address;
	uint32_t size;
	size_t name; /* its beginning in names */
};

struct recorded_file {
	struct recorded_symbol *symbols;
	size_t count, capacity;
	char *names;
	size_t name_bytes, name_capacity;
	uint64_t shift;  /* difference of addresses and offsets */
	uint32_t module; /* MODULE_NONE: not looked up yet */
	bool lost;       /* memory ran out while it was added */
	UT_hash_handle hh;
	char path[];
};

/* Fields of a file that are known before its path. */
struct description {
	struct text path;
	uint64_t type, least, offset;
	bool has_offset;
	struct recorded_file *file;
};

static void free_file(struct recorded_file *file)
{
	free(file->symbols);
	free(file->names);
	free(file);
}

/* NULL without memory. */
static struct recorded_file *new_file(struct text path)
{
	struct recorded_file *file = calloc(1, sizeof *file + path.size + 1);
	if (file && path.size)
		memcpy(file->path, path.at, path.size);
	if (file)
		file->module = MODULE_NONE;
	return file;
}

static bool add_symbol(struct recorded_file *file, uint64_t address, uint64_t size,
                       struct text name)
{
	if (!vector_reserve(&file->symbols, &file->capacity, file->count + 1) ||
	    !vector_reserve(&file->names, &file->name_capacity, file->name_bytes + name.size + 1))
		return false;
	file->symbols[file->count++] = (struct recorded_symbol){
		address, size > UINT32_MAX ? UINT32_MAX : (uint32_t)size, file->name_bytes};
	if (name.size)
		memcpy(file->names + file->name_bytes, name.at, name.size);
	file->names[file->name_bytes + name.size] = '\0';
	file->name_bytes += name.size + 1;
	return true;
}

/* Only programs' files are looked up by offset; the first one of a path counts. */
static bool add_file(struct recorded *recorded, struct description *description)
{
	struct recorded_file *file = description->file, *known;
	description->file = NULL;
	const size_t size = strlen(file->path);
	HASH_FIND(hh, recorded->files, file->path, size, known);
	if (known || !size || !file->count || description->type < ELF_FILE) {
		free_file(file);
		return true;
	}
	if (description->type == ELF_FILE && description->has_offset)
		file->shift = description->offset - description->least;
	HASH_ADD_KEYPTR(hh, recorded->files, file->path, size, file);
	if (file->lost) {
		free_file(file);
		return false;
	}
	recorded->bytes += sizeof *file + size + file->capacity * sizeof *file->symbols +
	                   file->name_capacity;
	return true;
}

/* ---- the feature "file" ---- */

static struct text take_text(struct bytes *bytes)
{
	const char *text = (const char *)bytes->at;
	const uint8_t *end = memchr(text, '\0', bytes_left(bytes));
	if (!end) {
		bytes->bad = true;
		return (struct text){"", 0};
	}
	bytes_take(bytes, (uint64_t)(end - bytes->at) + 1);
	return (struct text){text, (size_t)((const char *)end - text)};
}

static bool read_file(struct recorded *recorded, struct bytes *bytes)
{
	struct description description = {.path = take_text(bytes)};
	description.type = bytes_u32(bytes);
	description.least = bytes_u64(bytes);
	uint32_t count = bytes_u32(bytes);
	bool ok = (description.file = new_file(description.path)) != NULL;
	for (uint32_t i = 0; ok && i < count && !bytes->bad; i++) {
		const uint64_t address = bytes_u64(bytes);
		const uint32_t size = bytes_u32(bytes);
		const struct text name = take_text(bytes);
		ok = bytes->bad || add_symbol(description.file, address, size, name);
	}
	if (description.type == ELF_FILE && bytes_left(bytes) >= 8) {
		description.offset = bytes_u64(bytes);
		description.has_offset = description.offset != UINT64_MAX;
	}
	if (!ok) {
		if (description.file)
			free_file(description.file);
		return false;
	}
	return add_file(recorded, &description);
}

/* ---- the feature "file2" ---- */

static bool take_symbol(struct recorded_file *file, struct text message)
{
	enum { ADDRESS = 1, SIZE, NAME };
	uint64_t values[NAME] = {0};
	struct text name = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field)) {
		if (field.type == PROTO_NUMBER && field.number < NAME)
			values[field.number] = field.value;
		else if (field.type == PROTO_BYTES && field.number == NAME)
			name = field.bytes;
	}
	return memchr(name.size ? name.at : "", '\0', name.size) ||
	       add_symbol(file, values[ADDRESS], values[SIZE], name);
}

/* The offset of the smallest address, from a message ElfFile. */
static void take_offset(struct description *description, struct text message)
{
	struct proto proto = proto_of(message);
	struct proto_field field;
	description->has_offset = true; /* the format does not write 0 */
	while (proto_next(&proto, &field))
		if (field.number == 1 && field.type == PROTO_NUMBER)
			description->offset = field.value;
}

static bool read_message(struct recorded *recorded, struct text message)
{
	enum { PATH = 1, TYPE, LEAST, SYMBOL, ELF = 6 };
	struct description description = {0};
	struct proto proto = proto_of(message);
	struct proto_field field;
	while (proto_next(&proto, &field)) {
		if (field.number == PATH && field.type == PROTO_BYTES)
			description.path = field.bytes;
		else if (field.number == TYPE && field.type == PROTO_NUMBER)
			description.type = field.value;
		else if (field.number == LEAST && field.type == PROTO_NUMBER)
			description.least = field.value;
		else if (field.number == ELF && field.type == PROTO_BYTES)
			take_offset(&description, field.bytes);
	}
	bool ok = (description.file = new_file(description.path)) != NULL;
	proto = proto_of(message);
	while (ok && proto_next(&proto, &field))
		if (field.number == SYMBOL && field.type == PROTO_BYTES)
			ok = take_symbol(description.file, field.bytes);
	if (!ok) {
		if (description.file)
			free_file(description.file);
		return false;
	}
	return add_file(recorded, &description);
}

bool recorded_take(struct recorded *recorded, unsigned feature, struct bytes *bytes)
{
	bool ok = true;
	while (ok && bytes_left(bytes) >= 4) {
		const uint32_t size = bytes_u32(bytes);
		const uint8_t *at = bytes_take(bytes, size);
		if (!at)
			break;
		struct bytes file = {at, at + size, bytes->big_endian, false};
		ok = feature == FEATURE_SIMPLEPERF_FILE
		             ? read_file(recorded, &file)
		             : read_message(recorded, (struct text){(const char *)at, size});
	}
	return ok;
}

/* ---- modules of files ---- */

static bool add_symbols(const struct recorded_file *file, struct symbols *symbols, uint32_t module)
{
	bool ok = true;
	for (size_t i = 0; ok && i < file->count; i++) {
		const struct recorded_symbol *symbol = &file->symbols[i];
		const char *name = file->names + symbol->name;
		bool lacking = false;
		char *readable = demangle(name, &lacking);
		ok = !lacking && symbols_add(symbols, module, symbol->address + file->shift,
		                             symbol->size, readable ? readable : name);
		free(readable);
	}
	return ok;
}

bool recorded_module(const struct recorded *recorded, struct symbols *symbols, const char *path,
                     uint32_t *module)
{
	struct recorded_file *file;
	*module = MODULE_NONE;
	HASH_FIND(hh, recorded->files, path, strlen(path), file);
	if (!file)
		return true;
	if (file->module == MODULE_NONE) {
		const struct module_key key = {.kind = MODULE_LISTED, .path = path};
		const uint32_t number = symbols_module(symbols, &key);
		if (number == MODULE_NONE || !add_symbols(file, symbols, number))
			return false;
		file->module = number;
	}
	*module = file->module;
	return true;
}

void recorded_free(struct recorded *recorded)
{
	struct recorded_file *file, *next;
	HASH_ITER(hh, recorded->files, file, next) {
		HASH_DEL(recorded->files, file);
		free_file(file);
	}
	*recorded = (struct recorded){0};
}
