#include "symbol/qualified.h"

#include "base/text.h"
#include "base/vector.h"
#include "symbol/demangle.h"
#include "symbol/die.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEPTH_MOST = 64,      /* names within names */
	STEPS_MOST = 1 << 14, /* entries looked at for one name */
	SIZE_MOST = 1 << 16,  /* of a name */
};

static void append_scope(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text);
static void append_type_of(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text);

/* Counts a step; false if there were too many. */
static bool step(struct qualifier *qualifier, const struct buffer *text)
{
	if (qualifier->steps < STEPS_MOST && (!text || text->size < SIZE_MOST)) {
		qualifier->steps++;
		return true;
	}
	qualifier->unsure = true;
	return false;
}

/* Empty without memory. */
static struct scopes scopes_of(struct qualifier *qualifier, Dwarf_Die *die)
{
	for (size_t i = qualifier->unit_count; i-- > 0;)
		if (qualifier->units[i].unit == die->cu)
			return qualifier->units[i];
	if (!vector_reserve(&qualifier->units, &qualifier->unit_capacity,
	                    qualifier->unit_count + 1))
		return (struct scopes){0};
	scopes_read(&qualifier->units[qualifier->unit_count], die);
	return qualifier->units[qualifier->unit_count++];
}

/* The entry that contains an entry, without blocks; false: it is the unit, or unknown. */
static bool parent_of(struct qualifier *qualifier, Dwarf_Die *die, Dwarf_Die *parent)
{
	const struct scopes scopes = scopes_of(qualifier, die);
	uint32_t number = scopes_find(&scopes, die);
	if (number == SCOPE_NONE) {
		qualifier->unsure = true;
		return false;
	}
	do {
		number = scopes.items[number].parent;
		if (number == SCOPE_NONE)
			return false;
		*parent = scopes_entry(&scopes, number);
	} while (die_tag_is_block(scopes.items[number].tag));
	return true;
}

/* ---- arguments of templates ---- */

/* Writes a number as an argument: "3", "3u", "true", "(Color)1". */
static void append_value(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text)
{
	static const struct {
		const char *type, *suffix;
	} suffixes[] = {
		{"int", ""},         {"unsigned int", "u"},
		{"long", "l"},       {"unsigned long", "ul"},
		{"long long", "ll"}, {"unsigned long long", "ull"},
	};
	Dwarf_Attribute attribute;
	Dwarf_Word raw;
	Dwarf_Sword number;
	Dwarf_Die type;
	Dwarf_Word encoding = 0;
	if (!die_plain_type(die, &type) || !dwarf_attr(die, DW_AT_const_value, &attribute) ||
	    dwarf_formudata(&attribute, &raw)) {
		qualifier->unsure = true;
		return;
	}
	dwarf_formudata(dwarf_attr(&type, DW_AT_encoding, &attribute), &encoding);
	const bool is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	if (encoding == DW_ATE_boolean) {
		buffer_text(text, raw ? "true" : "false");
		return;
	}
	struct buffer name = {0};
	append_type_of(qualifier, die, &name);
	size_t i = 0;
	while (i < sizeof suffixes / sizeof *suffixes &&
	       (name.size != strlen(suffixes[i].type) ||
	        memcmp(name.data, suffixes[i].type, name.size) != 0))
		i++;
	const bool known = i < sizeof suffixes / sizeof *suffixes;
	if (!known) {
		buffer_byte(text, '(');
		buffer_append(text, name.data, name.size);
		buffer_byte(text, ')');
	}
	buffer_free(&name);
	if (is_signed &&
	    dwarf_formsdata(dwarf_attr(die, DW_AT_const_value, &attribute), &number) == 0)
		buffer_printf(text, "%" PRId64, (int64_t)number);
	else
		buffer_printf(text, "%" PRIu64, (uint64_t)raw);
	buffer_text(text, known ? suffixes[i].suffix : "");
}

static void append_arguments(struct qualifier *qualifier, Dwarf_Die *die, bool *first,
                             struct buffer *text)
{
	Dwarf_Die child;
	const char *automatic = NULL;
	if (dwarf_child(die, &child))
		return;
	do {
		const int tag = dwarf_tag(&child);
		const char *name = dwarf_diename(&child);
		if (tag == DW_TAG_template_type_parameter && name && die_name_is_automatic(name)) {
			if (automatic && strcmp(name, automatic) == 0)
				break; /* GCC 12 lists the arguments of lambdas twice */
			automatic = automatic ? automatic : name;
		}
		if (tag == DW_TAG_GNU_template_parameter_pack) {
			append_arguments(qualifier, &child, first, text);
			continue;
		}
		if (tag != DW_TAG_template_type_parameter &&
		    tag != DW_TAG_template_value_parameter &&
		    tag != DW_TAG_GNU_template_template_param)
			continue;
		if (!step(qualifier, text))
			return;
		if (!*first)
			buffer_text(text, ", ");
		*first = false;
		if (tag == DW_TAG_template_type_parameter)
			append_type_of(qualifier, &child, text);
		else if (tag == DW_TAG_template_value_parameter)
			append_value(qualifier, &child, text);
		else
			qualifier->unsure = true;
	} while (die_next(&child));
}

/* Writes a name from debug information, with its arguments in the demangler's spelling. */
static void append_plain(struct qualifier *qualifier, Dwarf_Die *die, const char *name,
                         struct buffer *text)
{
	const size_t start = text->size, base = die_name_size_before_arguments(name);
	const bool unsure = qualifier->unsure;
	bool first = true;
	buffer_append(text, name, base ? base : strlen(name));
	if (!base)
		return;
	qualifier->unsure = false;
	buffer_byte(text, '<');
	append_arguments(qualifier, die, &first, text);
	if (!text->failed && text->data[text->size - 1] == '>')
		buffer_byte(text, ' ');
	buffer_byte(text, '>');
	if (qualifier->unsure || first) {
		text->size = text->failed ? text->size : start;
		buffer_text(text, name);
	}
	qualifier->unsure = unsure;
}

/* ---- parameters ---- */

/* Writes "(int, char const*)", without the object that a method is called on. */
static void append_parameters(struct qualifier *qualifier, Dwarf_Die *function, struct buffer *text)
{
	Dwarf_Die child;
	bool first = true;
	const bool unsure = qualifier->unsure; /* a missing type does not mean another function */
	buffer_byte(text, '(');
	if (dwarf_child(function, &child) == 0) {
		do {
			const int tag = dwarf_tag(&child);
			if ((tag != DW_TAG_formal_parameter &&
			     tag != DW_TAG_unspecified_parameters) ||
			    die_is_artificial(&child) || !step(qualifier, text))
				continue;
			buffer_text(text, first ? "" : ", ");
			first = false;
			const unsigned number = die_automatic(function, &child);
			if (tag == DW_TAG_unspecified_parameters)
				buffer_text(text, "...");
			else if (number)
				buffer_printf(text, "auto:%u", number);
			else
				append_type_of(qualifier, &child, text);
		} while (die_next(&child));
	}
	buffer_byte(text, ')');
	qualifier->unsure = unsure;
}

/* ---- types ---- */

/* The number of a lambda within its function or other scope: GCC counts all lambdas there, whatever
 * their parameters. */
static unsigned lambda_number(struct qualifier *qualifier, Dwarf_Die *type)
{
	const struct scopes scopes = scopes_of(qualifier, type);
	const uint32_t own = scopes_find(&scopes, type);
	Dwarf_Die parent;
	unsigned number = 1;
	if (own == SCOPE_NONE)
		return number;
	const bool inside = parent_of(qualifier, type, &parent);
	const uint32_t outer = inside ? scopes_find(&scopes, &parent) : SCOPE_NONE;
	for (uint32_t i = outer == SCOPE_NONE ? 0 : outer + 1; i < own; i++) {
		Dwarf_Die other = scopes_entry(&scopes, i), function, around;
		if (!die_tag_is_class(scopes.items[i].tag) || !step(qualifier, NULL) ||
		    !die_lambda(&other, &function))
			continue;
		const bool also_inside = parent_of(qualifier, &other, &around);
		number += also_inside == inside && (!inside || around.addr == parent.addr);
	}
	return number;
}

static void append_lambda(struct qualifier *qualifier, Dwarf_Die *type, Dwarf_Die *function,
                          struct buffer *text)
{
	buffer_text(text, "{lambda");
	append_parameters(qualifier, function, text);
	buffer_printf(text, "#%u}", lambda_number(qualifier, type));
}

/* Writes a class, structure, union or enumeration with all its scopes. */
static void append_class(struct qualifier *qualifier, const Dwarf_Die *die, struct buffer *text)
{
	Dwarf_Die type = scopes_declaration(die), function, own = *die;
	const int tag = dwarf_tag(&type);
	const char *name = dwarf_diename(&type);
	Dwarf_Die parent;
	if (parent_of(qualifier, &type, &parent))
		append_scope(qualifier, &parent, text);
	if (die_tag_is_class(tag) && die_lambda(&type, &function))
		append_lambda(qualifier, &type, &function, text);
	else if (name)
		append_plain(qualifier, &own, name, text);
	else
		buffer_text(text, tag == DW_TAG_union_type         ? "(anonymous union)"
		                  : tag == DW_TAG_enumeration_type ? "(anonymous enum)"
		                  : tag == DW_TAG_class_type       ? "(anonymous class)"
		                                                   : "(anonymous struct)");
}

/* GCC's names of integer types, and the demangler's. */
static void append_number_type(Dwarf_Die *type, struct buffer *text)
{
	static const char *const names[][2] = {
		{"long int", "long"},
		{"long unsigned int", "unsigned long"},
		{"short int", "short"},
		{"short unsigned int", "unsigned short"},
		{"long long int", "long long"},
		{"long long unsigned int", "unsigned long long"},
		{"_Bool", "bool"},
	};
	const char *name = dwarf_diename(type);
	for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i][0]) == 0)
			name = names[i][1];
	buffer_text(text, name ? name : "?");
}

/* Writes "int (*)(char)": the pointer's sign is in the middle. */
static void append_function_type(struct qualifier *qualifier, Dwarf_Die *type, const char *sign,
                                 struct buffer *text)
{
	append_type_of(qualifier, type, text);
	buffer_byte(text, ' ');
	if (*sign)
		buffer_printf(text, "(%s)", sign);
	append_parameters(qualifier, type, text);
}

static void append_array_type(struct qualifier *qualifier, Dwarf_Die *type, const char *sign,
                              struct buffer *text)
{
	Dwarf_Die range;
	Dwarf_Attribute attribute;
	Dwarf_Word most = 0;
	append_type_of(qualifier, type, text);
	buffer_byte(text, ' ');
	if (*sign)
		buffer_printf(text, "(%s) ", sign);
	buffer_byte(text, '[');
	if (dwarf_child(type, &range) == 0 &&
	    dwarf_formudata(dwarf_attr(&range, DW_AT_upper_bound, &attribute), &most) == 0)
		buffer_unsigned(text, (uint64_t)most + 1);
	buffer_byte(text, ']');
}

/* A pointer or a reference. */
static void append_pointer(struct qualifier *qualifier, Dwarf_Die *type, const char *sign,
                           struct buffer *text)
{
	Dwarf_Die target;
	const int tag = die_attribute(type, DW_AT_type, &target) ? dwarf_tag(&target) : 0;
	if (tag == DW_TAG_subroutine_type) {
		append_function_type(qualifier, &target, sign, text);
	} else if (tag == DW_TAG_array_type) {
		append_array_type(qualifier, &target, sign, text);
	} else {
		append_type_of(qualifier, type, text);
		buffer_text(text, sign);
	}
}

static void append_type(struct qualifier *qualifier, Dwarf_Die *type, struct buffer *text)
{
	switch (dwarf_tag(type)) {
	case DW_TAG_base_type:
		append_number_type(type, text);
		break;
	case DW_TAG_unspecified_type:
		buffer_text(text, dwarf_diename(type) ? dwarf_diename(type) : "?");
		break;
	case DW_TAG_typedef:
		append_type_of(qualifier, type, text);
		break;
	case DW_TAG_const_type:
		append_type_of(qualifier, type, text);
		buffer_text(text, " const");
		break;
	case DW_TAG_volatile_type:
		append_type_of(qualifier, type, text);
		buffer_text(text, " volatile");
		break;
	case DW_TAG_pointer_type:
		append_pointer(qualifier, type, "*", text);
		break;
	case DW_TAG_reference_type:
		append_pointer(qualifier, type, "&", text);
		break;
	case DW_TAG_rvalue_reference_type:
		append_pointer(qualifier, type, "&&", text);
		break;
	case DW_TAG_subroutine_type:
		append_function_type(qualifier, type, "", text);
		break;
	case DW_TAG_array_type:
		append_array_type(qualifier, type, "", text);
		break;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
	case DW_TAG_interface_type:
	case DW_TAG_enumeration_type:
		append_class(qualifier, type, text);
		break;
	default:
		buffer_byte(text, '?');
		qualifier->unsure = true;
	}
}

/* Writes the type of a parameter, or the type from which a type is made; "void" if
 * there is none. */
static void append_type_of(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text)
{
	Dwarf_Die type;
	if (!die_attribute(die, DW_AT_type, &type)) {
		buffer_text(text, "void");
		return;
	}
	if (qualifier->depth >= DEPTH_MOST || !step(qualifier, text)) {
		qualifier->unsure = true;
		return;
	}
	qualifier->depth++;
	append_type(qualifier, &type, text);
	qualifier->depth--;
}

/* ---- functions ---- */

/* Writes the demangled name of a symbol, with arguments if it contains something else. The
 * demangler gives these only within a name, so it gets the name of something in the function. */
static bool append_symbol(const char *symbol, bool around, struct buffer *text)
{
	struct buffer raw = {0};
	const size_t size = strcspn(symbol, "."); /* ".isra.0" and the like name copies */
	if (!string_begins(symbol, "_Z")) {
		buffer_append(text, symbol, size);
		return true;
	}
	buffer_text(&raw, around ? "_ZZ" : "_Z");
	buffer_append(&raw, symbol + 2, size - 2);
	buffer_text(&raw, around ? "E1x" : "");
	buffer_byte(&raw, '\0');
	text->failed |= raw.failed;
	char *name = raw.failed ? NULL : demangle(raw.data, &text->failed);
	buffer_free(&raw);
	const size_t after = around ? strlen("::x") : 0;
	const bool known = name && strlen(name) > after;
	if (known)
		buffer_append(text, name, strlen(name) - after);
	free(name);
	return known;
}

/* Writes a function; around: with its arguments, because it contains something. */
static void append_function(struct qualifier *qualifier, const Dwarf_Die *die, bool around,
                            struct buffer *text)
{
	Dwarf_Die own = *die, first = scopes_declaration(die), parent;
	const char *symbol = die_linkage_name(&own);
	if (!symbol)
		symbol = qualifier->symbol_of(qualifier->context, &first);
	if (symbol && append_symbol(symbol, around, text))
		return;
	const char *name = dwarf_diename(&first);
	if (!name) {
		qualifier->unsure = true;
		return;
	}
	const bool inside = parent_of(qualifier, &first, &parent);
	const bool in_class = inside && die_tag_is_class(dwarf_tag(&parent));
	const bool plain = die_is_plain_symbol(&first, in_class);
	if (inside && !plain)
		append_scope(qualifier, &parent, text);
	append_plain(qualifier, &first, name, text);
	if (!around || plain)
		return;
	append_parameters(qualifier, &first, text);
	if (in_class && die_is_const_method(&first))
		buffer_text(text, " const");
}

/* Writes the scopes of an entry, with "::" after them. */
static void append_scope(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text)
{
	Dwarf_Die parent, own = scopes_declaration(die);
	const int tag = dwarf_tag(&own);
	if (qualifier->depth >= DEPTH_MOST || !step(qualifier, text)) {
		qualifier->unsure = true;
		return;
	}
	qualifier->depth++;
	if (tag == DW_TAG_subprogram) {
		append_function(qualifier, die, true, text);
	} else if (tag == DW_TAG_namespace || tag == DW_TAG_module) {
		const char *name = dwarf_diename(&own);
		if (parent_of(qualifier, &own, &parent))
			append_scope(qualifier, &parent, text);
		buffer_text(text, name ? name : "(anonymous namespace)");
	} else {
		append_class(qualifier, die, text);
	}
	buffer_text(text, "::");
	qualifier->depth--;
}

bool qualified_name(struct qualifier *qualifier, Dwarf_Die *function, struct buffer *text)
{
	const size_t start = text->size;
	qualifier->depth = qualifier->steps = 0;
	qualifier->unsure = false;
	append_function(qualifier, function, false, text);
	if (text->failed)
		return false;
	if (!qualifier->unsure && qualifier->steps < STEPS_MOST && text->size < SIZE_MOST)
		return true;
	text->size = start;
	return false;
}

void qualifier_free(struct qualifier *qualifier)
{
	for (size_t i = 0; i < qualifier->unit_count; i++)
		scopes_free(&qualifier->units[i]);
	free(qualifier->units);
	*qualifier = (struct qualifier){0};
}
