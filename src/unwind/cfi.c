#include "config.h"

#ifdef HAVE_ELFUTILS

#include "unwind/cfi.h"

#include "base/vector.h"

#include <dwarf.h>
#include <endian.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

static uint64_t extend(uint64_t value, unsigned size)
{
	return size && size < 8 && value >> (8 * size - 1) ? value | ~UINT64_C(0) << 8 * size
	                                                   : value;
}

uint64_t unwind_encoded(const struct unwind_cfi *cfi, struct unwind_bytes *bytes, uint8_t encoding)
{
	static const uint8_t sizes[16] = {
		[DW_EH_PE_udata2] = 2, [DW_EH_PE_udata4] = 4, [DW_EH_PE_udata8] = 8,
		[DW_EH_PE_sdata2] = 2, [DW_EH_PE_sdata4] = 4, [DW_EH_PE_sdata8] = 8,
	};
	const uint64_t here = cfi->address + (uint64_t)(bytes->at - cfi->bytes);
	const uint8_t format = encoding & 0x0f, base = encoding & 0x70;
	uint64_t value;
	if (format == DW_EH_PE_uleb128) {
		value = unwind_uleb(bytes);
	} else if (format == DW_EH_PE_sleb128) {
		value = (uint64_t)unwind_sleb(bytes);
	} else {
		const uint8_t size = format != DW_EH_PE_absptr ? sizes[format]
		                     : cfi->narrow             ? 4
		                                               : 8;
		value = unwind_fixed(bytes, size);
		if (format & DW_EH_PE_signed)
			value = extend(value, size);
		bytes->bad |= !size;
	}
	if (base == DW_EH_PE_pcrel)
		return cfi->narrow ? (uint32_t)(value + here) : value + here;
	bytes->bad |= base != DW_EH_PE_absptr || encoding & DW_EH_PE_indirect;
	return value;
}

/* The bytes of an entry after its length; bytes.at is at the field that distinguishes CIEs from
 * FDEs. */
struct entry {
	struct unwind_bytes bytes;
	unsigned offset_size; /* 4, or 8 in the 64-bit format */
	uint64_t next;        /* beginning of the next entry */
};

static bool read_entry(const struct unwind_cfi *cfi, uint64_t at, struct entry *entry)
{
	if (at >= cfi->size)
		return false;
	struct unwind_bytes bytes = {cfi->bytes + at, cfi->bytes + cfi->size, false};
	uint64_t size = unwind_fixed(&bytes, 4);
	entry->offset_size = 4;
	if (size == UINT32_MAX) {
		entry->offset_size = 8;
		size = unwind_fixed(&bytes, 8);
	}
	entry->bytes = unwind_block(&bytes, size);
	entry->next = (uint64_t)(bytes.at - cfi->bytes);
	return size && !bytes.bad;
}

/* Reads the augmentation of a CIE: "zR", "zPLR", "zRS" and so on. */
static void read_augmentation(const struct unwind_cfi *cfi, struct unwind_bytes *bytes,
                              const char *text, struct unwind_function *function)
{
	if (!*text)
		return;
	if (*text != 'z') {
		bytes->bad = true;
		return;
	}
	struct unwind_bytes data = unwind_block(bytes, unwind_uleb(bytes));
	while (*++text && !data.bad) {
		if (*text == 'R')
			function->encoding = (uint8_t)unwind_fixed(&data, 1);
		else if (*text == 'L')
			unwind_fixed(&data, 1);
		else if (*text == 'S')
			function->signal = true;
		else if (*text == 'P') /* a personality routine, which is not needed */
			unwind_encoded(cfi, &data, (uint8_t)unwind_fixed(&data, 1) & 0x0f);
		else if (*text != 'B' && *text != 'G') /* arm64: key B, tagged stack */
			break; /* the size of the data is known, so it can be skipped */
	}
	bytes->bad |= data.bad;
}

static bool read_cie(const struct unwind_cfi *cfi, uint64_t at, struct unwind_function *function,
                     bool *augmented)
{
	struct entry entry;
	if (!read_entry(cfi, at, &entry))
		return false;
	struct unwind_bytes *bytes = &entry.bytes;
	const uint64_t id = unwind_fixed(bytes, entry.offset_size);
	if (cfi->debug ? id != (entry.offset_size == 4 ? UINT32_MAX : UINT64_MAX) : id != 0)
		return false;
	const uint64_t version = unwind_fixed(bytes, 1);
	const char *text = (const char *)bytes->at;
	const uint8_t *end = memchr(text, 0, (size_t)(bytes->end - bytes->at));
	if (!end || (version != 1 && version != 3 && version != 4))
		return false;
	bytes->at = end + 1;
	if (version == 4 &&
	    (unwind_fixed(bytes, 1) != (cfi->narrow ? 4 : 8) || unwind_fixed(bytes, 1) != 0))
		return false; /* sizes of addresses and segments */
	function->code_factor = unwind_uleb(bytes);
	function->data_factor = unwind_sleb(bytes);
	function->ra_reg = version == 1 ? unwind_fixed(bytes, 1) : unwind_uleb(bytes);
	read_augmentation(cfi, bytes, text, function);
	function->initial = *bytes;
	*augmented = *text;
	return !bytes->bad;
}

/* Reads the FDE at a place; false: there is none (but *next is set if there is an entry). */
static bool read_fde(const struct unwind_cfi *cfi, uint64_t at, struct unwind_function *function,
                     uint64_t *next)
{
	struct entry entry;
	if (!read_entry(cfi, at, &entry))
		return false;
	*next = entry.next;
	struct unwind_bytes *bytes = &entry.bytes;
	const uint64_t here = (uint64_t)(bytes->at - cfi->bytes);
	const uint64_t id = unwind_fixed(bytes, entry.offset_size);
	if (!cfi->debug && (id == 0 || id > here))
		return false;
	*function = (struct unwind_function){.encoding = DW_EH_PE_absptr};
	bool augmented;
	if (!read_cie(cfi, cfi->debug ? id : here - id, function, &augmented))
		return false;
	function->start = unwind_encoded(cfi, bytes, function->encoding);
	function->end = function->start + unwind_encoded(cfi, bytes, function->encoding & 0x0f);
	if (augmented)
		unwind_block(bytes, unwind_uleb(bytes));
	function->program = *bytes;
	return !bytes->bad;
}

static int32_t index_item(const struct unwind_cfi *cfi, uint64_t number)
{
	uint32_t value;
	memcpy(&value, cfi->index + 4 * number, sizeof value);
	return (int32_t)le32toh(value);
}

/* The position of the FDE that may contain the address. */
static bool search(const struct unwind_cfi *cfi, uint64_t address, uint64_t *at)
{
	const uint64_t relative = address - cfi->index_address;
	uint64_t low = 0, high = cfi->index ? cfi->index_count : cfi->place_count;
	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;
		if (cfi->index ? index_item(cfi, 2 * middle) <= (int64_t)relative
		               : cfi->places[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return false;
	if (!cfi->index)
		*at = cfi->places[low - 1].at;
	else
		*at = cfi->index_address + (uint64_t)(int64_t)index_item(cfi, 2 * low - 1) -
		      cfi->address;
	return true;
}

bool unwind_cfi_find(const struct unwind_cfi *cfi, uint64_t address,
                     struct unwind_function *function)
{
	uint64_t at, next;
	return cfi->size && search(cfi, address, &at) && read_fde(cfi, at, function, &next) &&
	       function->start <= address && address < function->end;
}

static int compare_places(const void *a, const void *b)
{
	const struct unwind_place *left = a, *right = b;
	return (left->start > right->start) - (left->start < right->start);
}

/* Lists all functions of a table that has no header. */
static void list_places(struct unwind_cfi *cfi)
{
	struct unwind_function function;
	for (uint64_t at = 0, next; at < cfi->size; at = next) {
		next = cfi->size;
		if (read_fde(cfi, at, &function, &next) &&
		    vector_reserve(&cfi->places, &cfi->place_capacity, cfi->place_count + 1))
			cfi->places[cfi->place_count++] = (struct unwind_place){function.start,
			                                                        function.end, at};
	}
	if (cfi->place_count)
		qsort(cfi->places, cfi->place_count, sizeof *cfi->places, compare_places);
}

/* Uses the header of .eh_frame, which the program headers list, so that files without section
 * headers have it too. */
static bool take_header(struct unwind_cfi *cfi, const GElf_Phdr *header, const GElf_Phdr *segment)
{
	struct unwind_bytes bytes = {cfi->bytes + (header->p_offset - segment->p_offset),
	                             cfi->bytes + cfi->size, false};
	const uint8_t *begin = bytes.at;
	const uint64_t version = unwind_fixed(&bytes, 1);
	const uint8_t frame = (uint8_t)unwind_fixed(&bytes, 1);
	const uint8_t count = (uint8_t)unwind_fixed(&bytes, 1);
	const uint8_t table = (uint8_t)unwind_fixed(&bytes, 1);
	const uint64_t address = unwind_encoded(cfi, &bytes, frame);
	if (bytes.bad || version != 1 || address - cfi->address >= cfi->size)
		return false;
	if (count != DW_EH_PE_omit && table == (DW_EH_PE_datarel | DW_EH_PE_sdata4)) {
		cfi->index_count = unwind_encoded(cfi, &bytes, count);
		cfi->index = bytes.at;
		cfi->index_address = cfi->address + (uint64_t)(begin - cfi->bytes);
		if (bytes.bad || (uint64_t)(bytes.end - bytes.at) / 8 < cfi->index_count)
			return false;
	}
	cfi->bytes += address - cfi->address;
	cfi->size -= address - cfi->address;
	cfi->address = address;
	if (!cfi->index)
		list_places(cfi);
	return true;
}

static bool by_program_header(struct unwind_cfi *cfi, Elf *elf, const uint8_t *image, uint64_t size)
{
	size_t count;
	GElf_Phdr header = {0}, segment;
	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count && header.p_type != PT_GNU_EH_FRAME; i++)
		if (!gelf_getphdr(elf, (int)i, &header))
			return false;
	if (header.p_type != PT_GNU_EH_FRAME)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD ||
		    header.p_offset < segment.p_offset || segment.p_offset > size ||
		    segment.p_filesz > size - segment.p_offset ||
		    header.p_offset - segment.p_offset >= segment.p_filesz)
			continue;
		*cfi = (struct unwind_cfi){.bytes = image + segment.p_offset,
		                           .size = segment.p_filesz,
		                           .address = segment.p_vaddr,
		                           .narrow = gelf_getclass(elf) == ELFCLASS32};
		if (take_header(cfi, &header, &segment))
			return true;
		*cfi = (struct unwind_cfi){0};
	}
	return false;
}

/* Finds a section by its name; it must have bytes in the file. */
static Elf_Scn *find_section(Elf *elf, const char *wanted, GElf_Shdr *header)
{
	size_t names;
	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
		if (!gelf_getshdr(section, header) || header->sh_type == SHT_NOBITS)
			continue;
		const char *name = elf_strptr(elf, names, header->sh_name);
		if (name && strcmp(name, wanted) == 0)
			return section;
	}
	return NULL;
}

void unwind_cfi_bytes(struct unwind_cfi *cfi, const uint8_t *bytes, uint64_t size, uint64_t address)
{
	cfi->bytes = bytes;
	cfi->size = size;
	cfi->address = address;
	list_places(cfi);
}

static void by_section(struct unwind_cfi *cfi, Elf *elf, const char *name)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section(elf, name, &header);
	if (section && header.sh_flags & SHF_COMPRESSED && elf_compress(section, 0, 0) < 0)
		return;
	const Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	if (!data || !data->d_buf)
		return;
	cfi->narrow = gelf_getclass(elf) == ELFCLASS32;
	unwind_cfi_bytes(cfi, data->d_buf, data->d_size, header.sh_addr);
}

void unwind_cfi_eh(struct unwind_cfi *cfi, Elf *elf, const uint8_t *image, uint64_t size)
{
	if (!image || !by_program_header(cfi, elf, image, size))
		by_section(cfi, elf, ".eh_frame");
}

void unwind_cfi_debug(struct unwind_cfi *cfi, Elf *elf)
{
	cfi->debug = true;
	by_section(cfi, elf, ".debug_frame");
}

void unwind_cfi_free(struct unwind_cfi *cfi)
{
	free(cfi->places);
}

#endif
