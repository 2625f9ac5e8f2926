/* Runs the instructions of call frame information up to an address, and compiles the rule there. */
#include "config.h"

#ifdef HAVE_ELFUTILS

#include "unwind/program.h"

#include "unwind/cfi.h"
#include "unwind/expression.h"
#include "unwind/rule.h"

#include <dwarf.h>

/* Older versions of elfutils' dwarf.h lack these; the first is DW_CFA_GNU_window_save on SPARC. */
enum { CFA_ARM64_NEGATE_RA_STATE = 0x2d, CFA_ARM64_NEGATE_RA_STATE_WITH_PC = 0x2c };

enum { REMEMBERED_MOST = 8 }; /* compilers save one state at a time */

enum how {
	HOW_UNSPECIFIED, /* by the machine's calling convention */
	HOW_UNDEFINED,
	HOW_SAME,
	HOW_SAVED, /* `saved` is the saved_how of struct unwind_saved */
};

/* The place of a register of the caller. */
struct place {
	uint8_t how, saved;
	int64_t offset;                 /* or register */
	struct unwind_bytes expression; /* for SAVED_AT_EXPR and SAVED_EXPR */
};

struct row {
	uint64_t cfa_reg;
	int64_t cfa_offset;
	struct unwind_bytes cfa_expression; /* at: NULL: none */
	struct place places[UNWIND_REGS];
};

struct machine {
	const struct unwind_cfi *cfi;
	const struct unwind_function *function;
	enum unwind_arch arch;
	const struct unwind_machine *kind;
	struct row row;
	struct row initial; /* after the CIE's instructions */
	bool has_initial;
	struct row remembered[REMEMBERED_MOST];
	size_t remembered_count;
	uint64_t location, address;
};

static void set_place(struct machine *machine, uint64_t reg, struct place place)
{
	if (reg < UNWIND_REGS) /* vector registers are not needed */
		machine->row.places[reg] = place;
}

static void save(struct machine *machine, uint64_t reg, uint8_t saved, int64_t offset)
{
	set_place(machine, reg, (struct place){HOW_SAVED, saved, offset, {0}});
}

static int64_t factored(const struct machine *machine, int64_t offset)
{
	return (int64_t)((uint64_t)offset * (uint64_t)machine->function->data_factor);
}

static void define_cfa(struct machine *machine, uint64_t reg, int64_t offset)
{
	machine->row.cfa_reg = reg;
	machine->row.cfa_offset = offset;
	machine->row.cfa_expression = (struct unwind_bytes){0};
}

/* Advances to another location; false: it is after the address. */
static bool advance(struct machine *machine, uint64_t by)
{
	machine->location += by * machine->function->code_factor;
	return machine->location <= machine->address;
}

/* Instructions that advance the location. -1: another instruction; 0: the row is complete. */
static int moving(struct machine *machine, struct unwind_bytes *bytes, uint8_t opcode)
{
	switch (opcode) {
	case DW_CFA_set_loc:
		machine->location = unwind_encoded(machine->cfi, bytes,
		                                   machine->function->encoding);
		return machine->location <= machine->address;
	case DW_CFA_advance_loc1:
		return advance(machine, unwind_fixed(bytes, 1));
	case DW_CFA_advance_loc2:
		return advance(machine, unwind_fixed(bytes, 2));
	case DW_CFA_advance_loc4:
		return advance(machine, unwind_fixed(bytes, 4));
	default:
		return opcode >> 6 == 1 ? advance(machine, opcode & 0x3f) : -1;
	}
}

/* Instructions that define the CFA; false: another instruction. */
static bool cfa_instruction(struct machine *machine, struct unwind_bytes *bytes, uint8_t opcode)
{
	struct row *row = &machine->row;
	const uint64_t reg = opcode == DW_CFA_def_cfa || opcode == DW_CFA_def_cfa_sf ||
	                                     opcode == DW_CFA_def_cfa_register
	                             ? unwind_uleb(bytes)
	                             : row->cfa_reg;
	switch (opcode) {
	case DW_CFA_def_cfa:
	case DW_CFA_def_cfa_offset:
		define_cfa(machine, reg, (int64_t)unwind_uleb(bytes));
		return true;
	case DW_CFA_def_cfa_sf:
	case DW_CFA_def_cfa_offset_sf:
		define_cfa(machine, reg, factored(machine, unwind_sleb(bytes)));
		return true;
	case DW_CFA_def_cfa_register:
		define_cfa(machine, reg, row->cfa_offset);
		return true;
	case DW_CFA_def_cfa_expression:
		row->cfa_expression = unwind_block(bytes, unwind_uleb(bytes));
		return true;
	default:
		return false;
	}
}

/* Restores the CIE's rule; not allowed in a CIE itself. */
static bool restore(struct machine *machine, uint64_t reg)
{
	if (reg < UNWIND_REGS)
		machine->row.places[reg] = machine->initial.places[reg];
	return machine->has_initial;
}

/* Instructions about one register, `reg`. False: another instruction, or not allowed. */
static bool register_instruction(struct machine *machine, struct unwind_bytes *bytes,
                                 uint8_t opcode, uint64_t reg)
{
	switch (opcode) {
	case DW_CFA_offset_extended:
		save(machine, reg, SAVED_AT, factored(machine, (int64_t)unwind_uleb(bytes)));
		return true;
	case DW_CFA_offset_extended_sf:
		save(machine, reg, SAVED_AT, factored(machine, unwind_sleb(bytes)));
		return true;
	case DW_CFA_GNU_negative_offset_extended:
		save(machine, reg, SAVED_AT,
		     (int64_t) - (uint64_t)factored(machine, (int64_t)unwind_uleb(bytes)));
		return true;
	case DW_CFA_val_offset:
		save(machine, reg, SAVED_VALUE, factored(machine, (int64_t)unwind_uleb(bytes)));
		return true;
	case DW_CFA_val_offset_sf:
		save(machine, reg, SAVED_VALUE, factored(machine, unwind_sleb(bytes)));
		return true;
	case DW_CFA_register:
		save(machine, reg, SAVED_REGISTER, (int64_t)unwind_uleb(bytes));
		return true;
	case DW_CFA_expression:
	case DW_CFA_val_expression: {
		struct place place = {HOW_SAVED,
		                      opcode == DW_CFA_expression ? SAVED_AT_EXPR : SAVED_EXPR, 0,
		                      unwind_block(bytes, unwind_uleb(bytes))};
		set_place(machine, reg, place);
		return true;
	}
	case DW_CFA_undefined:
		set_place(machine, reg, (struct place){.how = HOW_UNDEFINED});
		return true;
	case DW_CFA_same_value:
		set_place(machine, reg, (struct place){.how = HOW_SAME});
		return true;
	case DW_CFA_restore_extended:
		return restore(machine, reg);
	default:
		return false;
	}
}

static bool takes_register(uint8_t opcode)
{
	return (opcode >= DW_CFA_offset_extended && opcode <= DW_CFA_register) ||
	       opcode == DW_CFA_expression || opcode == DW_CFA_offset_extended_sf ||
	       (opcode >= DW_CFA_val_offset && opcode <= DW_CFA_val_expression) ||
	       opcode == DW_CFA_GNU_negative_offset_extended;
}

/* All other instructions. */
static bool other_instruction(struct machine *machine, struct unwind_bytes *bytes, uint8_t opcode)
{
	switch (opcode) {
	case DW_CFA_nop:
		return true;
	case DW_CFA_remember_state:
		if (machine->remembered_count == REMEMBERED_MOST)
			return false;
		machine->remembered[machine->remembered_count++] = machine->row;
		return true;
	case DW_CFA_restore_state:
		if (!machine->remembered_count)
			return false;
		machine->row = machine->remembered[--machine->remembered_count];
		return true;
	case DW_CFA_GNU_args_size:
		unwind_uleb(bytes);
		return true;
	case CFA_ARM64_NEGATE_RA_STATE:
	case CFA_ARM64_NEGATE_RA_STATE_WITH_PC:
		return machine->arch == UNWIND_ARM64; /* signatures are removed in any case */
	default:
		return false;
	}
}

/* Runs instructions up to the machine's address. */
static bool run(struct machine *machine, struct unwind_bytes bytes)
{
	while (bytes.at < bytes.end && !bytes.bad) {
		const uint8_t opcode = *bytes.at++;
		const int moved = moving(machine, &bytes, opcode);
		if (moved >= 0 && !machine->has_initial)
			return false; /* a CIE has one row */
		if (moved == 0)
			break;
		if (moved > 0)
			continue;
		bool good;
		if (opcode >> 6 == 2)
			good = register_instruction(machine, &bytes, DW_CFA_offset_extended,
			                            opcode & 0x3f);
		else if (opcode >> 6 == 3)
			good = restore(machine, opcode & 0x3f);
		else if (takes_register(opcode))
			good = register_instruction(machine, &bytes, opcode, unwind_uleb(&bytes));
		else
			good = cfa_instruction(machine, &bytes, opcode) ||
			       other_instruction(machine, &bytes, opcode);
		if (!good)
			return false;
	}
	return !bytes.bad;
}

static bool fits(int64_t offset)
{
	return offset >= INT32_MIN && offset <= INT32_MAX;
}

/* Puts the place of one register of the caller into the draft. False if the place
 * makes no sense. */
static bool take_register(struct unwind_draft *draft, uint8_t reg, const struct place *place,
                          const struct unwind_machine *kind, uint64_t shift)
{
	struct unwind_rule *rule = &draft->rule;
	if (place->how == HOW_SAVED || place->how == HOW_SAME ||
	    (place->how == HOW_UNSPECIFIED && kind->preserved >> reg & 1))
		rule->keep |= UINT64_C(1) << reg;
	if (place->how != HOW_SAVED)
		return true;
	struct unwind_saved *saved = &draft->saved[rule->saved_count++];
	*saved = (struct unwind_saved){reg, place->saved, 0, (int32_t)place->offset};
	if (place->saved == SAVED_REGISTER)
		return place->offset >= 0 && place->offset < UNWIND_REGS;
	if (place->saved != SAVED_AT_EXPR && place->saved != SAVED_EXPR)
		return fits(place->offset);
	const uint16_t first = rule->op_count;
	saved->offset = first;
	if (!unwind_take_expression(draft, place->expression, true, kind->word, shift))
		return false;
	saved->ops = (uint16_t)(rule->op_count - first);
	return true;
}

static bool take_cfa(struct unwind_draft *draft, const struct row *row, unsigned word,
                     uint64_t shift)
{
	struct unwind_rule *rule = &draft->rule;
	if (!row->cfa_expression.at) {
		rule->cfa_reg = (uint8_t)row->cfa_reg;
		rule->cfa_offset = (int32_t)row->cfa_offset;
		return row->cfa_reg < UNWIND_REGS && fits(row->cfa_offset);
	}
	if (!unwind_take_expression(draft, row->cfa_expression, false, word, shift))
		return false;
	rule->cfa_ops = rule->op_count;
	return rule->cfa_ops;
}

static bool take_row(struct unwind_draft *draft, const struct machine *machine, uint64_t shift)
{
	struct unwind_rule *rule = &draft->rule;
	const struct unwind_function *function = machine->function;
	const struct unwind_machine *kind = machine->kind;
	if (function->ra_reg >= kind->regs || !take_cfa(draft, &machine->row, kind->word, shift))
		return false;
	for (uint8_t reg = 0; reg < kind->regs; reg++)
		if (!take_register(draft, reg, &machine->row.places[reg], kind, shift))
			return false;
	rule->kind = RULE_CFI;
	rule->ra_reg = (uint8_t)function->ra_reg;
	rule->signal = function->signal;
	/* On x86 the return address must be saved: otherwise the caller would be at the same
	 * address. */
	return kind->ra != kind->pc || !(rule->keep >> rule->ra_reg & 1) ||
	       machine->row.places[rule->ra_reg].how == HOW_SAVED;
}

void unwind_compile(const struct unwind_cfi *cfi, const struct unwind_function *function,
                    uint64_t address, enum unwind_arch arch, uint64_t shift,
                    struct unwind_draft *draft)
{
	struct machine machine;
	machine.cfi = cfi;
	machine.function = function;
	machine.arch = arch;
	machine.kind = unwind_machine(arch);
	machine.row = (struct row){.cfa_reg = UNWIND_REGS};
	machine.has_initial = false;
	machine.remembered_count = 0;
	machine.location = function->start;
	machine.address = address;
	*draft = (struct unwind_draft){0};
	bool good = run(&machine, function->initial);
	machine.initial = machine.row;
	machine.has_initial = true;
	machine.remembered_count = 0;
	good = good && run(&machine, function->program) && take_row(draft, &machine, shift);
	if (!good)
		*draft = (struct unwind_draft){.rule.kind = RULE_BAD};
	else if (!(draft->rule.keep >> draft->rule.ra_reg & 1))
		*draft = (struct unwind_draft){.rule.kind = RULE_OUTER};
}

#endif
