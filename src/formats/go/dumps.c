/* Goroutines in the output of a panic and of net/http/pprof with debug=2:
 *
 *     goroutine 23 [semacquire, 2 minutes]:
 *     sync.(*Mutex).Lock(...)
 *     	/usr/lib/go-1.19/src/sync/mutex.go:90
 *     main.main.func3(0x2, {0xc000088f30?, 0xc000062020?})
 *     	/tmp/shop/main.go:15 +0x32
 *     created by main.main
 *     	/tmp/shop/main.go:15 +0x1f9
 *
 * Each goroutine counts 1; its state is a label. Functions whose arguments are "(...)" were
 * inlined. Also profiles of debug=1, whose lines begin with counts:
 *
 *     goroutine profile: total 7
 *     2 @ 0x437936 0x40619b
 *     #	0x437571	runtime.main+0x211	/usr/lib/go-1.19/src/runtime/proc.go:250
 *
 *     heap profile: 1: 512 [2: 1024] @ heap/1048576
 *     1: 512 [2: 1024] @ 0x40d8c2
 *     #	0x40d8c1	main.fill+0x21	/tmp/shop/main.go:9 */
#include "formats/go/dumps.h"

#include <string.h>

/* "goroutine 23 [semacquire]:", since Go 1.23 with more before the bracket. */
static bool take_goroutine(struct text line, struct text *state)
{
	uint64_t number;
	struct text before;
	if (!text_begins(line, "goroutine ") || !text_take(&line, "goroutine ") ||
	    !text_take_number(&line, &number) || !text_begins(line, " ") ||
	    !text_take_until(&line, "[", &before) || !text_take_until(&line, "]:", state))
		return false;
	return !line.size;
}

static bool is_goroutine(struct text line)
{
	struct text state;
	return take_goroutine(line, &state);
}

/* The name before the last brackets, which end the line: their arguments. */
static bool take_function(struct text line, struct text *name, bool *inlined)
{
	size_t depth = 0;
	if (!text_ends(line, ")") || is_blank(*line.at))
		return false;
	for (size_t i = line.size; i > 1; i--) {
		depth += line.at[i - 1] == ')';
		depth -= line.at[i - 1] == '(';
		if (!depth) {
			*name = (struct text){line.at, i - 1};
			*inlined = text_is(text_from(line, i - 1), "(...)");
			return true;
		}
	}
	return false;
}

static bool is_function(struct text line)
{
	struct text name;
	bool inlined;
	return take_function(line, &name, &inlined);
}

static int goroutines_bid(const struct head *head)
{
	return head_has(head, is_goroutine, is_function) ? 96 : 0;
}

static void parse_function(struct text_stacks *stacks, struct text line)
{
	struct text name;
	bool inlined;
	if (take_function(line, &name, &inlined))
		stacks_name(stacks, name, ORIGIN_USER | (inlined ? ORIGIN_INLINED : 0),
		            (struct text){0});
}

static void begin_goroutine(struct text_stacks *stacks, struct text about)
{
	struct text before;
	struct text state = about;
	if (text_take_until(&about, ",", &before))
		state = before;
	stacks_label(stacks, "state", state);
}

struct goroutines {
	bool open;
};

static void end_goroutine(struct text_stacks *stacks)
{
	struct goroutines *goroutines = stacks->state;
	if (goroutines->open && !stacks->depth) /* "stack unavailable" */
		stacks_name(stacks, (struct text){0}, ORIGIN_USER, (struct text){0});
	stacks_put_one(stacks);
	goroutines->open = false;
}

static void goroutines_line(struct text_stacks *stacks, struct text line)
{
	struct goroutines *goroutines = stacks->state;
	struct text state;
	if (take_goroutine(line, &state)) {
		end_goroutine(stacks);
		begin_goroutine(stacks, state);
		goroutines->open = true;
	} else if (!line.size) {
		end_goroutine(stacks);
	} else if (goroutines->open && !text_begins(line, "created by ") && is_function(line)) {
		stacks_frame(stacks, line, parse_function);
	}
}

static const struct text_format goroutines_format = {
	.state_size = sizeof(struct goroutines),
	.profiled = true,
	.line = goroutines_line,
	.end = end_goroutine,
};

const struct go_text go_goroutines = {goroutines_bid, &goroutines_format};

/* ---- debug=1 ---- */

enum { VALUES_MOST = 4 };

/* The meaning of the numbers of an entry, in their order. */
static const struct profile_kind {
	const char *heading;
	struct {
		const char *name, *unit;
	} values[VALUES_MOST];
	unsigned leads; /* the default value */
} profile_kinds[] = {
	{"heap profile: ",
         {{"inuse_objects", "objects"},
          {"inuse_space", "bytes"},
          {"alloc_objects", "objects"},
          {"alloc_space", "bytes"}},
         1},
	{"--- ", {{"delay", "cycles"}, {"contentions", "contentions"}}, 0},
	{"goroutine profile: ", {{"goroutine", "goroutines"}}, 0},
	{"threadcreate profile: ", {{"threadcreate", "threads"}}, 0},
};

struct debug_profile {
	const struct profile_kind *kind;
	uint64_t values[VALUES_MOST];
	unsigned count; /* number of values of the current entry, 0: there is none */
};

static const struct profile_kind *kind_of(struct text line)
{
	for (size_t i = 0; i < sizeof profile_kinds / sizeof *profile_kinds; i++)
		if (text_begins(line, profile_kinds[i].heading))
			return &profile_kinds[i];
	return NULL;
}

static bool begins_profile(struct text line)
{
	return kind_of(line) != NULL;
}

/* "1: 512 [2: 1024] @ 0x40d8c2", "2 @ 0x437936": numbers up to the '@'. */
static bool take_entry(struct text line, uint64_t *values, unsigned *count)
{
	*count = 0;
	while (*count < VALUES_MOST && line.size && text_take_number(&line, &values[*count])) {
		++*count;
		while (line.size && strchr(":[] ", *line.at) && *line.at)
			line = text_from(line, 1);
	}
	return *count && text_begins(line, "@ ");
}

static bool is_entry(struct text line)
{
	uint64_t values[VALUES_MOST];
	unsigned count;
	return take_entry(line, values, &count);
}

static int debug_profile_bid(const struct head *head)
{
	return head_has(head, begins_profile, is_entry) ? 95 : 0;
}

static void end_entry(struct text_stacks *stacks)
{
	struct debug_profile *state = stacks->state;
	const size_t depth = stacks->depth;
	if (state->count && !depth && !stacks->status)
		stacks_name(stacks, (struct text){0}, ORIGIN_USER, (struct text){0});
	stacks_put_values(stacks, state->values, state->count);
	state->count = 0;
	stacks_drop(stacks);
}

static void begin_entry(struct text_stacks *stacks, struct text line)
{
	struct debug_profile *state = stacks->state;
	unsigned count;
	uint64_t values[VALUES_MOST];
	end_entry(stacks);
	if (!take_entry(line, values, &count) || count != stacks->value_count) {
		sink_malformed(stacks->sink, NULL, line.at, line.size);
		return;
	}
	memcpy(state->values, values, sizeof values);
	state->count = count;
}

static void begin_profile(struct text_stacks *stacks, const struct profile_kind *kind)
{
	struct debug_profile *state = stacks->state;
	end_entry(stacks);
	state->kind = kind;
	stacks->value_count = 0;
	for (unsigned i = 0; i < VALUES_MOST && kind->values[i].name; i++)
		stacks_value(stacks, kind->values[i].name, kind->values[i].unit, i == kind->leads);
}

/* "#	0x437571	runtime.main+0x211	/usr/lib/go-1.19/src/runtime/proc.go:250" */
static void parse_debug_frame(struct text_stacks *stacks, struct text line)
{
	struct text hash, address, name = {0};
	if (!text_take_until(&line, "\t", &hash) || !text_take_until(&line, "\t", &address))
		return;
	if (!text_take_until(&line, "\t", &name))
		name = line;
	stacks_name(stacks, text_without_offset(text_trim_end(name)), ORIGIN_USER,
	            (struct text){0});
}

static void debug_profile_line(struct text_stacks *stacks, struct text line)
{
	struct debug_profile *state = stacks->state;
	const struct profile_kind *kind = kind_of(line);
	if (kind)
		begin_profile(stacks, kind);
	else if (!line.size)
		end_entry(stacks);
	else if (state->count && text_begins(line, "#\t0x"))
		stacks_frame(stacks, line, parse_debug_frame);
	else if (state->kind && is_digit(*line.at))
		begin_entry(stacks, line);
}

static const struct text_format debug_profile_format = {
	.state_size = sizeof(struct debug_profile),
	.line = debug_profile_line,
	.end = end_entry,
};

const struct go_text go_debug_profile = {debug_profile_bid, &debug_profile_format};
