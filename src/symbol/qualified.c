#include "symbol/qualified.h"

#include "base/vector.h"
#include "symbol/demangle.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEPTH_MOST = 64,      /* names within names */
	STEPS_MOST = 1 << 14, /* entries looked at for one name */
	SIZE_MOST = 1 << 16,  /* of a name */
	ALIASES_MOST = 16,    /* names of one type */
};

static void append_scope(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text);
static void append_type_of(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text);

/* Whether there may be another step, which is counted. */
static bool step(struct qualifier *qualifier, const struct buffer *text)
{
	if (qualifier->steps < STEPS_MOST && (!text || text->size < SIZE_MOST)) {
		qualifier->steps++;
		return true;
	}
	qualifier->unsure = true;
	return false;
}

static bool attribute_entry(Dwarf_Die *die, unsigned name, Dwarf_Die *entry)
{
	Dwarf_Attribute attribute;
	return dwarf_formref_die(dwarf_attr(die, name, &attribute), entry) != NULL;
}

/* Goes on to what follows an entry in the same one; links that lead back are not followed. */
static bool next_entry(Dwarf_Die *die)
{
	Dwarf_Die next;
	if (dwarf_siblingof(die, &next) || (uintptr_t)next.addr <= (uintptr_t)die->addr)
		return false;
	*die = next;
	return true;
}

static const char *linkage_name(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	const char *name = dwarf_formstring(
		dwarf_attr_integrate(die, DW_AT_linkage_name, &attribute));
	return name ? name
	            : dwarf_formstring(
			      dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &attribute));
}

static bool is_class(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_union_type || tag == DW_TAG_interface_type;
}

static bool is_block(int tag)
{
	return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
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

/* What an entry lies in, blocks apart; false: the unit, or it is not known. */
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
	} while (is_block(scopes.items[number].tag));
	return true;
}

/* ---- arguments of templates ---- */

/* A type without the names that others gave it. */
static bool plain_type(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Die at = *die;
	for (int i = 0; i < ALIASES_MOST; i++) {
		if (!attribute_entry(&at, DW_AT_type, type))
			return false;
		const int tag = dwarf_tag(type);
		if (tag != DW_TAG_typedef && tag != DW_TAG_const_type &&
		    tag != DW_TAG_volatile_type)
			return true;
		at = *type;
	}
	return false;
}

/* The number that is an argument, as "3", "3u", "true", "(Color)1". */
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
	if (!plain_type(die, &type) || !dwarf_attr(die, DW_AT_const_value, &attribute) ||
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

/* Whether an argument of a template is that of a lambda's parameter "auto x". */
static bool is_automatic(const char *name)
{
	return strncmp(name, "auto:", 5) == 0;
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
		if (tag == DW_TAG_template_type_parameter && name && is_automatic(name)) {
			if (automatic && strcmp(name, automatic) == 0)
				break; /* GCC 12 lists those of lambdas twice */
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
	} while (next_entry(&child));
}

/* The size of a name in front of its arguments "<...>" at the end; 0: it has none. */
static size_t size_before_arguments(const char *name)
{
	size_t depth = 0;
	for (size_t i = strlen(name); i-- > 1;) {
		if (name[i] == '>' && name[i - 1] != '-')
			depth++;
		else if (name[i] == '<' && depth && --depth == 0)
			return i;
		else if (!depth)
			return 0;
	}
	return 0;
}

/* A name as debug information has it, its arguments spelled as the demangler does. */
static void append_plain(struct qualifier *qualifier, Dwarf_Die *die, const char *name,
                         struct buffer *text)
{
	const size_t start = text->size, base = size_before_arguments(name);
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

static bool is_artificial(Dwarf_Die *die)
{
	bool artificial = false;
	Dwarf_Attribute attribute;
	return dwarf_formflag(dwarf_attr(die, DW_AT_artificial, &attribute), &artificial) == 0 &&
	       artificial;
}

/* Which "auto" of a lambda a parameter is: the arguments of its template go by "auto:28". 0: none.
 */
static unsigned automatic(Dwarf_Die *function, Dwarf_Die *parameter)
{
	Dwarf_Die child, type, given;
	unsigned number = 0;
	if (!attribute_entry(parameter, DW_AT_type, &type) || dwarf_child(function, &child))
		return 0;
	do {
		const char *name = dwarf_tag(&child) == DW_TAG_template_type_parameter
		                           ? dwarf_diename(&child)
		                           : NULL;
		if (!name || !is_automatic(name))
			continue;
		number++;
		if (attribute_entry(&child, DW_AT_type, &given) && given.addr == type.addr)
			return number;
	} while (next_entry(&child));
	return 0;
}

/* "(int, char const*)", without the object that a method is called for. */
static void append_parameters(struct qualifier *qualifier, Dwarf_Die *function, struct buffer *text)
{
	Dwarf_Die child;
	bool first = true;
	const bool unsure = qualifier->unsure; /* a type less is no other function */
	buffer_byte(text, '(');
	if (dwarf_child(function, &child) == 0) {
		do {
			const int tag = dwarf_tag(&child);
			if ((tag != DW_TAG_formal_parameter &&
			     tag != DW_TAG_unspecified_parameters) ||
			    is_artificial(&child) || !step(qualifier, text))
				continue;
			buffer_text(text, first ? "" : ", ");
			first = false;
			const unsigned number = automatic(function, &child);
			if (tag == DW_TAG_unspecified_parameters)
				buffer_text(text, "...");
			else if (number)
				buffer_printf(text, "auto:%u", number);
			else
				append_type_of(qualifier, &child, text);
		} while (next_entry(&child));
	}
	buffer_byte(text, ')');
	qualifier->unsure = unsure;
}

/* Whether a method is const: what it is called for is. */
static bool is_const_method(Dwarf_Die *function)
{
	Dwarf_Die child, type, target;
	if (dwarf_child(function, &child))
		return false;
	while (dwarf_tag(&child) != DW_TAG_formal_parameter) /* types may stand before */
		if (!next_entry(&child))
			return false;
	if (!is_artificial(&child) || !attribute_entry(&child, DW_AT_type, &type))
		return false;
	if (dwarf_tag(&type) == DW_TAG_const_type) {
		if (!attribute_entry(&type, DW_AT_type, &target))
			return false;
		type = target;
	}
	return dwarf_tag(&type) == DW_TAG_pointer_type &&
	       attribute_entry(&type, DW_AT_type, &target) &&
	       dwarf_tag(&target) == DW_TAG_const_type;
}

/* ---- types ---- */

/* The function of a lambda's type; false: it is none. The type has no name, or, before GCC 12,
 * "<lambda(int)>". */
static bool lambda_function(Dwarf_Die *type, Dwarf_Die *function)
{
	const char *name = dwarf_diename(type);
	if ((name && strncmp(name, "<lambda", 7) != 0) || dwarf_child(type, function))
		return false;
	do {
		const char *method = dwarf_tag(function) == DW_TAG_subprogram
		                             ? dwarf_diename(function)
		                             : NULL;
		if (method && strncmp(method, "operator()", 10) == 0)
			return true;
	} while (next_entry(function));
	return false;
}

/* Which of the lambdas of a function, or of what else it lies in, this one is: GCC counts all of
 * them, whatever their parameters. */
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
		if (!is_class(scopes.items[i].tag) || !step(qualifier, NULL) ||
		    !lambda_function(&other, &function))
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

/* A class, structure, union or enumeration with all that it is in. */
static void append_class(struct qualifier *qualifier, const Dwarf_Die *die, struct buffer *text)
{
	Dwarf_Die type = scopes_declaration(die), function, own = *die;
	const int tag = dwarf_tag(&type);
	const char *name = dwarf_diename(&type);
	Dwarf_Die parent;
	if (parent_of(qualifier, &type, &parent))
		append_scope(qualifier, &parent, text);
	if (is_class(tag) && lambda_function(&type, &function))
		append_lambda(qualifier, &type, &function, text);
	else if (name)
		append_plain(qualifier, &own, name, text);
	else
		buffer_text(text, tag == DW_TAG_union_type         ? "(anonymous union)"
		                  : tag == DW_TAG_enumeration_type ? "(anonymous enum)"
		                  : tag == DW_TAG_class_type       ? "(anonymous class)"
		                                                   : "(anonymous struct)");
}

/* GCC's names of numbers, and the demangler's. */
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

/* "int (*)(char)": what stands for the pointer goes in the middle. */
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
	const int tag = attribute_entry(type, DW_AT_type, &target) ? dwarf_tag(&target) : 0;
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

/* The type of a parameter, or what a type is made of; "void" where there is none. */
static void append_type_of(struct qualifier *qualifier, Dwarf_Die *die, struct buffer *text)
{
	Dwarf_Die type;
	if (!attribute_entry(die, DW_AT_type, &type)) {
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

/* The demangled name of a symbol, with arguments where it is to hold something else: as the
 * demangler gives them within a name only, it is asked for something in the function. */
static bool append_symbol(const char *symbol, bool around, struct buffer *text)
{
	struct buffer raw = {0};
	const size_t size = strcspn(symbol, "."); /* ".isra.0" and the like name copies */
	if (strncmp(symbol, "_Z", 2) != 0) {
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
	const size_t behind = around ? strlen("::x") : 0;
	const bool known = name && strlen(name) > behind;
	if (known)
		buffer_append(text, name, strlen(name) - behind);
	free(name);
	return known;
}

/* Whether a function has its name in the source for a symbol, as main and those of extern "C". */
static bool is_plain_symbol(Dwarf_Die *function, bool in_class)
{
	bool external = false;
	Dwarf_Attribute attribute;
	return !in_class &&
	       dwarf_formflag(dwarf_attr(function, DW_AT_external, &attribute), &external) == 0 &&
	       external;
}

/* A function; around: something is in it, so that its arguments count. */
static void append_function(struct qualifier *qualifier, const Dwarf_Die *die, bool around,
                            struct buffer *text)
{
	Dwarf_Die own = *die, first = scopes_declaration(die), parent;
	const char *symbol = linkage_name(&own);
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
	const bool in_class = inside && is_class(dwarf_tag(&parent));
	const bool plain = is_plain_symbol(&first, in_class);
	if (inside && !plain)
		append_scope(qualifier, &parent, text);
	append_plain(qualifier, &first, name, text);
	if (!around || plain)
		return;
	append_parameters(qualifier, &first, text);
	if (in_class && is_const_method(&first))
		buffer_text(text, " const");
}

/* What something is in, with "::" behind it. */
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
