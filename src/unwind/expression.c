/* DWARF expressions, only those that call frame information uses (DWARF 5, 2.5 and 6.4.2). Real
 * files have PLT entries (CFA = rsp + 8 + ((rip & 15) >= 11) * 8), signal frames (registers at
 * fixed places above rsp), realigned stacks (CFA = *(rbp - 8)). */
#include "config.h"

#include "unwind/expression.h"

#include "unwind/rule.h"

#ifdef HAVE_ELFUTILS

#include <dwarf.h>

enum {
	STACK_MOST = 64,
	STEPS_MOST = 1000, /* jumps may go backwards */
};

struct machine {
	const struct unwind_inputs *inputs;
	uint64_t stack[STACK_MOST];
	size_t depth;
};

static bool push(struct machine *machine, uint64_t value)
{
	if (machine->depth == STACK_MOST)
		return false;
	machine->stack[machine->depth++] = value;
	return true;
}

static bool push_register(struct machine *machine, uint64_t reg, uint64_t offset)
{
	const struct unwind_inputs *inputs = machine->inputs;
	return reg < UNWIND_REGS && (inputs->known >> reg & 1) &&
	       push(machine, inputs->regs[reg] + offset);
}

/* Loads size bytes from the address on top of the stack. */
static bool dereference(struct machine *machine, uint64_t size)
{
	uint64_t *top = &machine->stack[machine->depth - 1];
	const struct unwind_inputs *inputs = machine->inputs;
	if (size < 1 || size > 8 || !inputs->read(inputs->context, *top, top))
		return false;
	if (size < 8)
		*top &= (UINT64_C(1) << 8 * size) - 1;
	return true;
}

/* Signed comparisons of two values; false: another operation. */
static bool compare(uint64_t atom, int64_t under, int64_t top, uint64_t *result)
{
	*result = (atom == DW_OP_eq && under == top) || (atom == DW_OP_ne && under != top) ||
	          (atom == DW_OP_lt && under < top) || (atom == DW_OP_le && under <= top) ||
	          (atom == DW_OP_gt && under > top) || (atom == DW_OP_ge && under >= top);
	return atom >= DW_OP_eq && atom <= DW_OP_ne;
}

/* Operations on the two topmost values; false: another operation, or it has no result. */
static bool binary(uint64_t atom, uint64_t under, uint64_t top, uint64_t *result)
{
	const int64_t a = (int64_t)under, b = (int64_t)top;
	if (compare(atom, a, b, result))
		return true;
	if (atom == DW_OP_and)
		*result = under & top;
	else if (atom == DW_OP_or)
		*result = under | top;
	else if (atom == DW_OP_xor)
		*result = under ^ top;
	else if (atom == DW_OP_plus)
		*result = under + top;
	else if (atom == DW_OP_minus)
		*result = under - top;
	else if (atom == DW_OP_mul)
		*result = under * top;
	else if (atom == DW_OP_shl)
		*result = top < 64 ? under << top : 0;
	else if (atom == DW_OP_shr)
		*result = top < 64 ? under >> top : 0;
	else if (atom == DW_OP_shra)
		*result = a < 0 ? ~(~under >> (top < 64 ? top : 63)) : top < 64 ? under >> top : 0;
	else if (atom == DW_OP_div && b != 0 && (b != -1 || a != INT64_MIN))
		*result = (uint64_t)(a / b);
	else if (atom == DW_OP_mod && top != 0)
		*result = under % top;
	else
		return false;
	return true;
}

/* Operations that change the topmost value or reorder values. -1: another operation. */
static int unary(struct machine *machine, const struct unwind_op *op)
{
	uint64_t *top = machine->stack + machine->depth - 1; /* read only if the depth allows it */
	const size_t depth = machine->depth;
	switch (op->atom) {
	case DW_OP_dup:
		return depth >= 1 && push(machine, *top);
	case DW_OP_drop:
		return depth >= 1 && machine->depth--;
	case DW_OP_over:
		return depth >= 2 && push(machine, top[-1]);
	case DW_OP_pick:
		return op->number < depth && push(machine, *(top - op->number));
	case DW_OP_deref:
		return depth >= 1 && dereference(machine, 8);
	case DW_OP_deref_size:
		return depth >= 1 && dereference(machine, op->number);
	case DW_OP_plus_uconst:
		return depth >= 1 && (*top += op->number, true);
	case DW_OP_abs:
		return depth >= 1 && (*top = *top >> 63 ? -*top : *top, true);
	case DW_OP_neg:
		return depth >= 1 && (*top = -*top, true);
	case DW_OP_not:
		return depth >= 1 && (*top = ~*top, true);
	case DW_OP_swap:
	case DW_OP_rot: {
		const size_t many = op->atom == DW_OP_swap ? 2 : 3;
		if (depth < many)
			return false;
		const uint64_t first = *top;
		for (size_t i = 1; i < many; i++, top--)
			*top = top[-1];
		*top = first;
		return true;
	}
	default:
		return -1;
	}
}

/* Operations that push a value. -1: another operation. */
static int constant(struct machine *machine, const struct unwind_op *op)
{
	const uint64_t atom = op->atom;
	if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31)
		return push(machine, atom - DW_OP_lit0);
	if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31)
		return push_register(machine, atom - DW_OP_breg0, op->number);
	if (atom >= DW_OP_const1u && atom <= DW_OP_consts)
		return push(machine, op->number); /* already sign-extended */
	switch (atom) {
	case DW_OP_bregx:
		return push_register(machine, op->number, op->number2);
	case DW_OP_call_frame_cfa:
		return push(machine, machine->inputs->cfa);
	case DW_OP_addr:
		return push(machine, op->number + machine->inputs->load);
	default:
		return -1;
	}
}

static bool operate(struct machine *machine, const struct unwind_op *op)
{
	int done = constant(machine, op);
	if (done < 0)
		done = unary(machine, op);
	if (done >= 0)
		return done;
	if (op->atom == DW_OP_nop)
		return true;
	if (machine->depth < 2)
		return false;
	machine->depth--;
	uint64_t *under = &machine->stack[machine->depth - 1];
	return binary(op->atom, *under, machine->stack[machine->depth], under);
}

bool unwind_evaluate(const struct unwind_inputs *inputs, const struct unwind_op *ops, size_t count,
                     uint64_t *value)
{
	struct machine machine = {.inputs = inputs};
	size_t at = 0;
	for (int steps = 0; at < count; steps++) {
		const struct unwind_op *op = &ops[at++];
		if (steps == STEPS_MOST)
			return false;
		if (op->atom == DW_OP_skip) {
			at = op->number;
		} else if (op->atom == DW_OP_bra) {
			if (!machine.depth)
				return false;
			if (machine.stack[--machine.depth])
				at = op->number;
		} else if (!operate(&machine, op)) {
			return false;
		}
	}
	if (!machine.depth)
		return false;
	*value = machine.stack[machine.depth - 1];
	return true;
}

/* Operations without an operand. */
static bool is_plain(uint8_t atom)
{
	return atom == DW_OP_deref || (atom >= DW_OP_dup && atom <= DW_OP_over) ||
	       (atom >= DW_OP_swap && atom <= DW_OP_plus) ||
	       (atom >= DW_OP_shl && atom <= DW_OP_xor) || (atom >= DW_OP_eq && atom <= DW_OP_ne) ||
	       (atom >= DW_OP_lit0 && atom <= DW_OP_lit31) || atom == DW_OP_nop ||
	       atom == DW_OP_call_frame_cfa;
}

/* Reads the operands of an operation; false: not one that call frame information uses. */
static bool read_operands(struct unwind_bytes *bytes, struct unwind_op *op, unsigned word,
                          uint64_t shift)
{
	const uint8_t atom = (uint8_t)op->atom;
	static const uint8_t sizes[] = {1, 1, 2, 2, 4, 4, 8, 8};
	if (atom >= DW_OP_const1u && atom <= DW_OP_const8s) {
		const unsigned size = sizes[atom - DW_OP_const1u], rest = 64 - 8 * size;
		op->number = unwind_fixed(bytes, size);
		if ((atom - DW_OP_const1u) & 1)
			op->number = (uint64_t)((int64_t)(op->number << rest) >> rest);
	} else if (atom == DW_OP_addr) {
		op->number = unwind_fixed(bytes, word) + shift;
	} else if (atom == DW_OP_constu || atom == DW_OP_plus_uconst) {
		op->number = unwind_uleb(bytes);
	} else if (atom == DW_OP_consts || (atom >= DW_OP_breg0 && atom <= DW_OP_breg31)) {
		op->number = (uint64_t)unwind_sleb(bytes);
	} else if (atom == DW_OP_bregx) {
		op->number = unwind_uleb(bytes);
		op->number2 = (uint64_t)unwind_sleb(bytes);
	} else if (atom == DW_OP_pick || atom == DW_OP_deref_size) {
		op->number = unwind_fixed(bytes, 1);
	} else if (atom == DW_OP_skip || atom == DW_OP_bra) {
		op->number = (uint64_t)(int16_t)unwind_fixed(bytes, 2);
	} else {
		return is_plain(atom);
	}
	return !bytes->bad;
}

bool unwind_take_expression(struct unwind_draft *draft, struct unwind_bytes bytes, bool from_cfa,
                            unsigned word, uint64_t shift)
{
	/* The offsets of all operations and of the end, because jumps are in bytes. */
	ptrdiff_t begins[UNWIND_OPS_MOST + 1];
	struct unwind_rule *rule = &draft->rule;
	const uint8_t *begin = bytes.at;
	if (from_cfa && rule->op_count < UNWIND_OPS_MOST)
		draft->ops[rule->op_count++] = (struct unwind_op){.atom = DW_OP_call_frame_cfa};
	const uint16_t first = rule->op_count;
	while (bytes.at < bytes.end) {
		if (rule->op_count == UNWIND_OPS_MOST)
			return false;
		struct unwind_op *op = &draft->ops[rule->op_count];
		begins[rule->op_count++ - first] = bytes.at - begin;
		*op = (struct unwind_op){.atom = *bytes.at++};
		if (!read_operands(&bytes, op, word, shift))
			return false;
		if (op->atom == DW_OP_skip || op->atom == DW_OP_bra)
			op->number += (uint64_t)(bytes.at - begin);
	}
	const uint16_t count = (uint16_t)(rule->op_count - first);
	begins[count] = bytes.at - begin;
	for (uint16_t i = 0; i < count; i++) {
		struct unwind_op *op = &draft->ops[first + i];
		if (op->atom != DW_OP_skip && op->atom != DW_OP_bra)
			continue;
		uint16_t to = 0;
		while (to <= count && (uint64_t)begins[to] != op->number)
			to++;
		if (to > count)
			return false;
		op->number = (uint64_t)to + from_cfa;
	}
	return true;
}

#else

bool unwind_evaluate(const struct unwind_inputs *inputs, const struct unwind_op *ops, size_t count,
                     uint64_t *value)
{
	(void)inputs, (void)ops, (void)count, (void)value;
	return false; /* only libdw gives rules with expressions */
}

#endif
