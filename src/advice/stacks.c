#include "advice/stacks.h"

#include <stdlib.h>

enum {
	DEEPEST = 126, /* frames, without that of the process: chains of this size may be cut off,
	                * because the kernel and perf script take 127, of which some
	                * may be left out */
	COMMON_START = 8, /* tenths of the stacks that run a program */
	OUTERMOST = 4,    /* outermost frames that are searched for a function with which programs
	                     begin: C libraries have functions without a name before it */
};

/* Facts about a frame, determined once for each name. */
enum {
	IN_KERNEL = 1,
	IN_PROGRAM = 2, /* also code generated at run time, and addresses where nothing is mapped */
	IN_JIT = 4,
	INLINED = 8,
	UNNAMED = 16,
	INTERPRETS = 32,
	UNMAPPED = 64, /* an address where nothing is mapped */
	CUT = 128,
};

struct judge {
	const struct profile *profile;
	const struct clues *clues;
	struct judged_stacks *judged;
	uint8_t *flags;    /* of each frame */
	uint8_t *starts;   /* of each frame: 1: programs begin with it, 2: they do not, 0: unknown
	                    */
	uint8_t *runtimes; /* of each module */
	unsigned only_runtime; /* the runtime system in the profile that has a map; RUNTIMES: none
	                          or several */
	uint32_t interpreters[RUNTIMES];
	number_wide *outermost; /* of each frame: the weight of broken stacks that begin with it and
	                           continue */
	number_wide *below;     /* ... the part that counts in judged_stacks.below */
	number_wide program;    /* the weight of stacks that run a program's code */
	uint32_t ambiguous;     /* "[unknown]", if it means the kernel and if it means programs */
};

static struct text name_of(const struct judge *judge, uint32_t frame)
{
	const struct frame *item = &judge->profile->frames.items[frame];
	return (struct text){item->name, item->size};
}

/* The module's number, or that of "nothing is known about it". */
static size_t module_number(const struct judge *judge, uint32_t frame)
{
	const struct origins *origins = &judge->profile->facts.origins;
	size_t module = origins_of(origins, frame).module;
	return module < origins->modules.count ? module : origins->modules.count;
}

static struct text module_name(const struct judge *judge, uint32_t frame)
{
	return judge->judged->modules[module_number(judge, frame)].name;
}

/* ---- facts about names and modules ---- */

static unsigned flags_of_origin(const struct judge *judge, uint32_t frame)
{
	unsigned kinds = origins_of(&judge->profile->facts.origins, frame).kinds;
	unsigned flags = 0;
	if (kinds & (ORIGIN_USER | ORIGIN_JIT))
		flags |= IN_PROGRAM;
	else if (kinds & ORIGIN_KERNEL)
		flags |= IN_KERNEL;
	if (kinds & ORIGIN_JIT || text_begins(module_name(judge, frame), "memfd:"))
		flags |= IN_JIT;
	if (kinds == ORIGIN_INLINED)
		flags |= INLINED;
	return flags;
}

static void set_flags(struct judge *judge)
{
	const struct clues *clues = judge->clues;
	bool kernel = false; /* has names */
	for (uint32_t i = 0; i < judge->profile->frames.count; i++) {
		unsigned how = i < clues->count ? clues->unnamed[i] : 0;
		unsigned flags = flags_of_origin(judge, i);
		kernel |= !how && flags == IN_KERNEL;
		if (how)
			flags |= UNNAMED;
		if (how & UNNAMED_CUT)
			flags |= CUT;
		if (how & (UNNAMED_USER | UNNAMED_CUT))
			flags |= IN_PROGRAM | UNMAPPED;
		else if (how & UNNAMED_KERNEL)
			flags |= IN_KERNEL;
		if (how & (UNNAMED_USER | UNNAMED_CUT) && how & UNNAMED_KERNEL)
			judge->ambiguous = i;
		judge->flags[i] = (uint8_t)flags;
		struct judged_module *module = &judge->judged->modules[module_number(judge, i)];
		if (!module->rust && module->name.size)
			module->rust = advice_is_rust(name_of(judge, i));
	}
	if (kernel)
		judge->ambiguous = FRAME_NONE;
}

static bool interprets(unsigned runtime)
{
	return runtime < RUNTIMES && advice_runtimes[runtime].interprets;
}

/* Whether the runtime system runs programs as code generated at run time, as for Java and
 * JavaScript. */
static bool makes_code(unsigned runtime)
{
	return runtime < RUNTIMES && advice_runtimes[runtime].compiles;
}

static void find_interpreters(struct judge *judge)
{
	for (unsigned i = 0; i < RUNTIMES; i++) {
		const char *name = advice_runtimes[i].interpreter;
		judge->interpreters[i] = name ? frames_find(&judge->profile->frames, name,
		                                            strlen(name))
		                              : FRAME_NONE;
		if (judge->interpreters[i] != FRAME_NONE)
			judge->flags[judge->interpreters[i]] |= INTERPRETS;
	}
	for (uint32_t i = 0; i < judge->profile->frames.count; i++)
		if (interprets(judge->runtimes[module_number(judge, i)]))
			judge->flags[i] |= INTERPRETS;
}

static void find_runtimes(struct judge *judge)
{
	judge->only_runtime = RUNTIMES;
	unsigned found = 0;
	for (size_t i = 0; i < judge->judged->module_count; i++) {
		unsigned runtime = advice_runtime_of_module(judge->judged->modules[i].name);
		judge->runtimes[i] = (uint8_t)runtime;
		if (runtime == RUNTIMES || !advice_runtimes[runtime].map)
			continue;
		found += runtime != judge->only_runtime;
		judge->only_runtime = runtime;
	}
	if (found != 1)
		judge->only_runtime = RUNTIMES;
}

static bool is_start(struct judge *judge, uint32_t frame)
{
	uint8_t *known = &judge->starts[frame];
	if (!*known)
		*known = advice_is_start(name_of(judge, frame)) ? 1 : 2;
	return *known == 1;
}

/* ---- one stack, without the frame of its process ---- */

struct judged_stack {
	const uint32_t *frames;
	size_t depth;
	uint32_t root;           /* the process's frame, FRAME_NONE: there is none */
	unsigned all;            /* the facts about all its frames, combined */
	size_t inlined, unnamed; /* frames */
	number_wide weight;
};

/* The runtime system that generated the code that a stack runs. */
static unsigned runtime_of(const struct judge *judge, const struct judged_stack *stack)
{
	for (size_t i = stack->depth; i-- > 0;) {
		unsigned runtime = judge->runtimes[module_number(judge, stack->frames[i])];
		if (runtime < RUNTIMES && advice_runtimes[runtime].map)
			return runtime;
	}
	unsigned runtime = stack->root == FRAME_NONE
	                           ? RUNTIMES
	                           : advice_runtime_of_comm(name_of(judge, stack->root));
	return runtime < RUNTIMES && advice_runtimes[runtime].map ? runtime : judge->only_runtime;
}

/* The outermost frame has no name, and is in a file. Functions of C libraries that call main or a
 * thread's function usually have no name; for other files nothing is known. */
static bool unnamed_ends_early(const struct judge *judge, const struct judged_stack *stack)
{
	return advice_is_libc(module_name(judge, stack->frames[0])) &&
	       (stack->depth < 2 ||
	        module_number(judge, stack->frames[1]) == module_number(judge, stack->frames[0]));
}

static void judge_end(struct judge *judge, const struct judged_stack *stack)
{
	struct judged_stacks *judged = judge->judged;
	uint32_t outermost = stack->frames[0];
	unsigned flags = judge->flags[outermost];
	if (!(flags & IN_PROGRAM) || advice_is_loader(module_name(judge, outermost)))
		return;
	for (size_t i = 0; i < stack->depth && i < OUTERMOST; i++)
		if (is_start(judge, stack->frames[i]))
			return;
	if (flags & CUT && makes_code(runtime_of(judge, stack))) {
		judged->broken += stack->weight; /* larger dumps would not help: unwinding ends at
		                                    code generated at run time */
		judged->below += stack->weight;
		return;
	}
	if (flags & CUT) {
		judged->cut += stack->weight;
		return;
	}
	if (stack->depth - stack->inlined >= DEEPEST && stack->unnamed * 2 < stack->depth) {
		judged->deep += stack->weight;
		return;
	}
	if (flags & UNNAMED && !(flags & (UNMAPPED | IN_JIT)) && !unnamed_ends_early(judge, stack))
		return;
	judged->broken += stack->weight;
	size_t inner = 0;
	while (inner + 1 < stack->depth && judge->flags[stack->frames[inner]] & UNMAPPED &&
	       !(judge->flags[stack->frames[inner + 1]] & IN_KERNEL))
		inner++;
	size_t module = module_number(judge, stack->frames[inner]);
	unsigned runtime = judge->runtimes[module];
	bool below = !interprets(runtime) && makes_code(runtime_of(judge, stack));
	if (!(flags & (IN_JIT | UNNAMED)) && stack->depth > 1) {
		judge->outermost[outermost] += stack->weight;
		judge->below[outermost] += below ? stack->weight : 0;
	}
	if (judge->flags[stack->frames[inner]] & IN_JIT)
		judged->jit_broken[runtime_of(judge, stack)] += stack->weight;
	else if (interprets(runtime))
		judged->runtime_broken[runtime] += stack->weight;
	else if (below)
		judged->below += stack->weight;
	else
		judged->modules[module].broken += stack->weight;
}

/* Whether a frame without a name shows that symbols are missing. Libraries call main, or a thread's
 * function, from functions that they do not export; such functions, and all of the C library, count
 * only at the leaf. */
static bool is_missed(const struct judge *judge, const struct judged_stack *stack, size_t i)
{
	uint32_t frame = stack->frames[i];
	struct text module = module_name(judge, frame);
	if (judge->flags[frame] & UNMAPPED)
		return false;
	if (i + 1 == stack->depth)
		return true;
	bool library = text_find(module, ".so");
	bool calls_in = i < OUTERMOST && library &&
	                module_number(judge, stack->frames[i + 1]) != module_number(judge, frame);
	return !calls_in && !advice_is_libc(module);
}

static void judge_names(struct judge *judge, const struct judged_stack *stack)
{
	struct judged_stacks *judged = judge->judged;
	bool kernel = false, jit = false, file = false;
	for (size_t i = stack->depth; i-- > 0;) {
		uint32_t frame = stack->frames[i];
		unsigned flags = judge->flags[frame];
		if (!(flags & UNNAMED))
			continue;
		if (flags & IN_KERNEL || (i + 1 == stack->depth && frame == judge->ambiguous)) {
			kernel = true;
		} else if (flags & IN_JIT) {
			jit = true;
		} else if (!file && is_missed(judge, stack, i)) {
			judged->modules[module_number(judge, frame)].unnamed += stack->weight;
			file = true;
		}
	}
	judged->kernel += kernel ? stack->weight : 0;
	judged->unnamed += file ? stack->weight : 0;
	if (jit)
		judged->jit[runtime_of(judge, stack)] += stack->weight;
}

static void judge_interpreter(struct judge *judge, const struct judged_stack *stack)
{
	const uint8_t *flags = judge->flags;
	size_t i = stack->depth - 1;
	bool within = false; /* a name inside the innermost of the interpreter's frames */
	for (; !(flags[stack->frames[i]] & INTERPRETS); i--)
		within |= (flags[stack->frames[i]] & (IN_JIT | UNNAMED)) == IN_JIT;
	unsigned runtime = judge->runtimes[module_number(judge, stack->frames[i])];
	bool named = within;
	for (size_t k = 0; k < i && interprets(runtime); k++)
		named |= (flags[stack->frames[k]] & (IN_JIT | UNNAMED)) == IN_JIT;
	for (unsigned k = 0; !interprets(runtime) && k < RUNTIMES; k++)
		if (judge->interpreters[k] == stack->frames[i])
			runtime = k;
	if (!named)
		judge->judged->interpreted[runtime] += stack->weight;
}

static void judge_stack(struct judge *judge, struct judged_stack *stack)
{
	judge->judged->total += stack->weight;
	bool unnamed_jit = false; /* a perf map may give the names that the interpreter hides */
	if (!stack->depth)
		return;
	for (size_t i = 0; i < stack->depth; i++) {
		unsigned flags = judge->flags[stack->frames[i]];
		stack->all |= flags;
		unnamed_jit |= (flags & (UNNAMED | IN_JIT)) == (UNNAMED | IN_JIT);
		stack->inlined += flags / INLINED & 1;
		stack->unnamed += flags / UNNAMED & 1;
	}
	if (stack->all & IN_PROGRAM) {
		judge->program += stack->weight;
		judge_end(judge, stack);
	}
	if (stack->all & UNNAMED)
		judge_names(judge, stack);
	if ((stack->all & INTERPRETS) && !unnamed_jit)
		judge_interpreter(judge, stack);
}

/* ---- all ---- */

/* A function with which nearly all stacks begin, and from which they continue, is the start of this
 * program. */
static void forgive_common_start(struct judge *judge)
{
	struct judged_stacks *judged = judge->judged;
	for (uint32_t i = 0; i < judge->profile->frames.count; i++) {
		number_wide weight = judge->outermost[i];
		if (!weight || weight < judge->program / 10 * COMMON_START)
			continue;
		size_t module = module_number(judge, i);
		unsigned runtime = judge->runtimes[module];
		judged->broken -= weight;
		if (interprets(runtime))
			judged->runtime_broken[runtime] -= weight;
		else
			judged->modules[module].broken -= weight - judge->below[i];
		judged->below -= judge->below[i];
	}
}

static bool begin(struct judge *judge)
{
	const struct profile *profile = judge->profile;
	const struct frames *modules = &profile->facts.origins.modules;
	struct judged_stacks *judged = judge->judged;
	judge->flags = calloc(profile->frames.count + 1, 1);
	judge->outermost = calloc(profile->frames.count + 1, sizeof *judge->outermost);
	judge->below = calloc(profile->frames.count + 1, sizeof *judge->below);
	judge->starts = calloc(profile->frames.count + 1, 1);
	judge->runtimes = calloc(modules->count + 1, 1);
	judged->modules = calloc(modules->count + 1, sizeof *judged->modules);
	judged->module_count = modules->count + 1;
	if (!judge->flags || !judge->outermost || !judge->below || !judge->starts ||
	    !judge->runtimes || !judged->modules)
		return false;
	for (size_t i = 0; i < modules->count; i++)
		judged->modules[i].name = (struct text){modules->items[i].name,
		                                        modules->items[i].size};
	judge->ambiguous = FRAME_NONE;
	set_flags(judge);
	find_runtimes(judge);
	find_interpreters(judge);
	return true;
}

enum status judge_stacks(const struct profile *profile, const struct clues *clues,
                         struct judged_stacks *judged, struct error *err)
{
	struct judge judge = {.profile = profile, .clues = clues, .judged = judged};
	const struct stacks *stacks = &profile->stacks;
	*judged = (struct judged_stacks){0};
	bool ok = begin(&judge);
	for (size_t i = 0; ok && i < stacks->count; i++) {
		const struct stack *stack = &stacks->items[i];
		size_t roots = clues->roots && stack->depth;
		struct judged_stack one = {
			.frames = stack->frames + roots,
			.depth = stack->depth - roots,
			.root = roots ? stack->frames[0] : FRAME_NONE,
			.weight = stacks_sum(stacks, i * stacks->columns),
		};
		judge_stack(&judge, &one);
	}
	if (ok)
		forgive_common_start(&judge);
	free(judge.outermost);
	free(judge.below);
	free(judge.flags);
	free(judge.starts);
	free(judge.runtimes);
	if (ok)
		return STATUS_OK;
	judged_stacks_free(judged);
	return error_no_memory(err);
}

void judged_stacks_free(struct judged_stacks *judged)
{
	free(judged->modules);
	*judged = (struct judged_stacks){0};
}
