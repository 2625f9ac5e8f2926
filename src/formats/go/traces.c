/* `go tool pprof -traces`: samples of a pprof profile, with readable values:
 *
 *     File: shop
 *     Type: cpu
 *     -----------+-------------------------------------------------------
 *           key:  value
 *          10ms   main.Sum (inline)
 *                 main.main.func1
 *
 * Values are rounded to the shown digits. */
#include "formats/go/traces.h"

#include <string.h>

struct traces {
	bool begun;  /* a separator was read */
	bool valued; /* the current sample has its value */
	bool bad;    /* its lines are ignored */
	struct decimal weight;
	char type[64]; /* of the values, "" if unknown */
	const char *unit;
};

static bool is_separator(struct text line)
{
	return text_begins(line, "-----------+----");
}

/* "      10ms   main.main" */
static bool take_value(struct text line, struct text *value, struct text *name)
{
	struct text left = text_skip_blanks(line);
	size_t size = 0;
	if (left.at == line.at || !left.size || !(is_digit(*left.at) || *left.at == '-'))
		return false;
	while (size < left.size && !is_blank(left.at[size]))
		size++;
	*value = (struct text){left.at, size};
	left = text_from(left, size);
	if (!text_begins(left, "   "))
		return false;
	*name = text_from(left, 3);
	return true;
}

static bool has_value(struct text line)
{
	struct text value, name;
	return take_value(line, &value, &name);
}

static int traces_bid(const struct head *head)
{
	return head_has(head, is_separator, has_value) ? 96 : 0;
}

static const struct unit_name {
	const char *suffix, *unit;
	uint64_t size;
} units[] = {
	{"", NULL, 1},
	{"ns", "ns", 1},
	{"us", "ns", 1000},
	{"ms", "ns", 1000000},
	{"s", "ns", 1000000000},
	{"mins", "ns", 60ULL * 1000000000},
	{"hrs", "ns", 3600ULL * 1000000000},
	{"days", "ns", 86400ULL * 1000000000},
	{"wks", "ns", 7 * 86400ULL * 1000000000},
	{"yrs", "ns", 365 * 86400ULL * 1000000000},
	{"B", "bytes", 1},
	{"kB", "bytes", 1 << 10},
	{"MB", "bytes", 1 << 20},
	{"GB", "bytes", 1 << 30},
	{"TB", "bytes", 1ULL << 40},
	{"PB", "bytes", 1ULL << 50},
};

/* "1.20s" in nanoseconds. False: it is not a time. */
static bool parse_value(struct text value, struct decimal *weight, const char **unit)
{
	size_t size = 0;
	struct decimal number;
	while (size < value.size && (is_digit(value.at[size]) || value.at[size] == '.'))
		size++;
	if (decimal_parse(value.at, size, &number) != NUMBER_OK)
		return false;
	const struct text suffix = text_from(value, size);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (!text_is(suffix, units[i].suffix))
			continue;
		number_wide wide = (number_wide)number.value * units[i].size;
		while (number.places && wide % 10 == 0) {
			wide /= 10;
			number.places--;
		}
		*weight = (struct decimal){(uint64_t)wide, number.places};
		*unit = units[i].unit;
		return wide <= UINT64_MAX;
	}
	return false;
}

static void parse_frame(struct text_stacks *stacks, struct text line)
{
	static const char inlined[] = " (inline)", partly[] = " (partial-inline)";
	unsigned kinds = ORIGIN_USER;
	if (text_ends(line, inlined)) {
		line.size -= strlen(inlined);
		kinds |= ORIGIN_INLINED;
	} else if (text_ends(line, partly)) {
		line.size -= strlen(partly);
	}
	stacks_name(stacks, line, kinds, (struct text){0});
}

static void put_trace(struct text_stacks *stacks)
{
	struct traces *state = stacks->state;
	if (state->valued && *state->type)
		stacks_event(stacks, state->type, strlen(state->type), state->unit, false);
	if (state->valued)
		stacks_put(stacks, state->weight);
	stacks_drop(stacks);
	state->valued = state->bad = false;
}

static void begin_trace(struct text_stacks *stacks, struct text line)
{
	struct traces *state = stacks->state;
	struct text value, name;
	if (take_value(line, &value, &name) && parse_value(value, &state->weight, &state->unit)) {
		state->valued = true;
		stacks_frame(stacks, name, parse_frame);
		return;
	}
	if (text_find(line, ":  "))
		return; /* a label */
	state->bad = true;
	sink_malformed(stacks->sink,
	               text_begins(text_skip_blanks(line), "-") ? "the value is negative" : NULL,
	               line.at, line.size);
}

static void traces_line(struct text_stacks *stacks, struct text line)
{
	struct traces *state = stacks->state;
	if (is_separator(line)) {
		put_trace(stacks);
		state->begun = true;
	} else if (!state->begun && text_begins(line, "Type: ") &&
	           line.size - strlen("Type: ") < sizeof state->type) {
		memcpy(state->type, line.at + strlen("Type: "), line.size - strlen("Type: "));
		state->type[line.size - strlen("Type: ")] = '\0';
	} else if (state->begun && !state->bad && line.size) {
		if (state->valued)
			stacks_frame(stacks, text_skip_blanks(line), parse_frame);
		else
			begin_trace(stacks, line);
	}
}

static const struct text_format traces_format = {
	.state_size = sizeof(struct traces),
	.line = traces_line,
	.end = put_trace,
};

const struct go_text go_traces = {traces_bid, &traces_format};
