#include "symbol/language.h"

#include <dwarf.h>

static int language_of(Dwarf_CU *unit)
{
	Dwarf_Die die;
	return dwarf_srclang(dwarf_cu_die(unit, &die, NULL, NULL, NULL, NULL, NULL, NULL));
}

/* The language of a unit, or of the unit that uses it, because a shared unit may have none. */
static int language_in(Dwarf_CU *unit, Dwarf_CU *user)
{
	const int language = language_of(unit);
	return language < 0 ? language_of(user) : language;
}

bool language_is_cpp(Dwarf_CU *unit, Dwarf_CU *user)
{
	switch (language_in(unit, user)) {
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
	case 0x002b: /* C++17 and C++20 */
	case 0x002c:
	case DW_LANG_ObjC_plus_plus:
		return true;
	default:
		return false;
	}
}

bool language_mangles(Dwarf_CU *unit, Dwarf_CU *user)
{
	switch (language_in(unit, user)) {
	case DW_LANG_C89:
	case DW_LANG_C:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_Cobol74:
	case DW_LANG_Cobol85:
	case DW_LANG_Fortran77:
	case DW_LANG_Pascal83:
	case DW_LANG_PLI:
	case DW_LANG_UPC:
	case DW_LANG_Mips_Assembler: /* assembly for any machine, as GNU as writes it; OCaml uses
	                                that assembler */
		return false;
	default:
		return true;
	}
}
