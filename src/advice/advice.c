#include "advice/advice.h"

#include "base/c_locale.h"
#include "base/vector.h"
#include "advice/inputs.h"
#include "advice/later.h"
#include "advice/stacks.h"
#include "symbol/symbol.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum kind {
	NO_CHAINS,
	BROKEN,
	JIT_BROKEN, /* broken stacks from code generated at run time, with stack dumps */
	BELOW,      /* in libraries called by a runtime system that generates code */
	DEEP,
	DUMPS,
	UNNAMED,
	KERNEL,
	JIT,
	INTERPRETED,
	LOST,
	FEW,
	KINDS
};

/* The smallest share for which advice is given, and what the share is of; %s is replaced by the
 * modules. */
static const struct {
	double threshold;
	const char *what;
} kinds[KINDS] = {
	[NO_CHAINS] = {0.90, "of the samples have no call chain%s"},
	[BROKEN] = {0.10, "of the profile does not reach the program's start%s"},
	[JIT_BROKEN] = {0.10, "of the profile does not reach the program's start, from code%s at "
                              "run time"},
	[BELOW] = {0.10, "of the profile does not reach the program's start, in libraries of a "
                         "runtime system%s"},
	[DEEP] = {0.05, "of the profile is in stacks cut off at 127 frames or more%s"},
	[DUMPS] = {0.05, "of the profile is in stacks larger than their dumps%s"},
	[UNNAMED] = {0.10, "of the profile has functions without names%s"},
	[KERNEL] = {0.05, "of the profile has kernel functions without names%s"},
	[JIT] = {0.05, "of the profile is in code%s at run time, without names"},
	[INTERPRETED] = {0.25,
                         "of the profile runs in an interpreter%s, which hides its functions"},
	[LOST] = {0.01, "of the samples were lost while recording%s"},
	[FEW] = {0, NULL}, /* by number */
};

/* The remedy for a file whose functions have no names. */
static const char *const missing_remedies[] = {
	[SYMBOL_THERE] = "install its debug package or build it with symbols before you fold",
	[SYMBOL_NO_FILE] = ("give --symfs=FOLDER with a copy of the file, which is not here (for a "
                            "container: /proc/PID/root)"),
	[SYMBOL_OTHER_BUILD] = ("record again, because the file has changed since (or give the old "
                                "one with --symfs)"),
	[SYMBOL_STRIPPED] =
		"install its debug package or build it with symbols, because it is stripped",
	[SYMBOL_EXPORTED] =
		"install its debug package or build it with symbols, because it is stripped",
	[SYMBOL_OTHER_DEBUG] =
		"install the matching debug file, because the one here is of another build",
	[SYMBOL_BAD_FILE] = "the file is damaged, or not an ELF file",
	[SYMBOL_NO_KERNEL] = "give --kallsyms or --vmlinux of the recorded kernel",
	[SYMBOL_NO_MAP] = "make the runtime system write a perf map",
	[SYMBOL_NO_SUPPORT] = "this build cannot read ELF files (it is without elfutils)",
	[SYMBOL_NO_DESCRIPTORS] = "raise ulimit -n, because too many files were open",
	[SYMBOL_NO_MEMORY] = "memory ran out",
};

#define KERNEL_REMEDY                                                                              \
	"sysctl kernel.kptr_restrict=0 as root, before recording and reading (of another "         \
	"machine: "                                                                                \
	"--kallsyms)"
#define DWARF "perf record --call-graph dwarf"
#define ONE_PROGRAM "record that one program (" DWARF " -p PID)"
#define POINTERS "-fno-omit-frame-pointer"
#define RUST_POINTERS "-C force-frame-pointers=yes (RUSTFLAGS)"

/* ---- the list ---- */

struct maker {
	struct advice_list *list;
	size_t capacity;
	bool by_flame;
	bool failed;
};

/* The options of perf record, and those of flame. */
static const struct {
	const char *perf, *flame;
} spellings[] = {
	{"perf record --call-graph dwarf", "flame -g dwarf"},
	{"record with perf record -g (frame pointers)", "record with flame -g fp (frame pointers)"},
	{", not --call-graph dwarf", ", not -g dwarf"},
	{"perf record -g (and perf script -F, if given, with ip,sym)", "flame -g fp"},
	{"perf record -g, or --call-graph dwarf (and perf script -F, if given, with ip,sym)",
         "flame -g fp, or -g dwarf"},
	{"; for text also perf script --max-stack 1024", ""},
	{"give perf record larger buffers (-m 1024)",
         "give perf larger buffers (--perf-args '-m 4096')"},
};

/* The text with the words of flame; takes it over. NULL without memory. */
static char *respell(char *text)
{
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings && text; i++) {
		const char *place = strstr(text, spellings[i].perf);
		if (!place)
			continue;
		char *made = c_locale_text("%.*s%s%s", (int)(place - text), text,
		                           spellings[i].flame, place + strlen(spellings[i].perf));
		free(text);
		text = made;
	}
	return text;
}

/* Takes over the text; NULL: memory ran out. */
static void add(struct maker *maker, char *text, struct advice advice)
{
	struct advice_list *list = maker->list;
	if (text && maker->by_flame && !advice.carried)
		text = respell(text);
	advice.text = text;
	if (!text || !vector_reserve(&list->items, &maker->capacity, list->count + 1)) {
		free(text);
		maker->failed = true;
		return;
	}
	list->items[list->count++] = advice;
}

/* "38.2% of the profile ...<where>...: <remedy>". Shares that round to 0.0% are left out. */
static void say(struct maker *maker, enum kind kind, double share, const char *where,
                const char *remedy)
{
	const char *what = kinds[kind].what, *place = strstr(what, "%s");
	if (!(share >= 0.0005))
		return;
	char *text = c_locale_text("%.1f%% %.*s%s%s: %s", 100 * share, (int)(place - what), what,
	                           where, place + 2, remedy);
	add(maker, text, (struct advice){.share = share, .given = share >= kinds[kind].threshold});
}

/* The smallest share for which advice with these words is given; 0: the words are unknown. */
static double limit_of(struct text words)
{
	size_t longest = 0;
	double limit = 0;
	for (unsigned i = 0; i < KINDS; i++) {
		const char *what = kinds[i].what, *place = what ? strstr(what, "%s") : NULL;
		if (!place || strlen(what) < longest || !text_ends(words, place + 2) ||
		    words.size < (size_t)(place - what) ||
		    memcmp(words.at, what, (size_t)(place - what)) != 0)
			continue;
		longest = strlen(what);
		limit = kinds[i].threshold;
	}
	return limit;
}

static double share_of(number_wide part, number_wide total)
{
	return total ? (double)part / (double)total : 0;
}

/* ---- modules ---- */

enum { MODULES_NAMED = 3 };

static number_wide weight_of(const struct judged_module *module, enum kind kind)
{
	return kind == UNNAMED ? module->unnamed : module->broken;
}

/* The module with the largest weight below that of `before` (NULL: the largest of all). Equal
 * weights are sorted by name. NULL: there is none. */
static const struct judged_module *next_module(const struct judged_stacks *judged, enum kind kind,
                                               const struct judged_module *before)
{
	const struct judged_module *best = NULL;
	for (size_t i = 0; i < judged->module_count; i++) {
		const struct judged_module *module = &judged->modules[i];
		number_wide weight = weight_of(module, kind);
		int order = before ? text_compare(module->name, before->name) : 1;
		if (!weight || !module->name.size || module == before ||
		    (before && (weight > weight_of(before, kind) ||
		                (weight == weight_of(before, kind) && order < 0))))
			continue;
		if (!best || weight > weight_of(best, kind) ||
		    (weight == weight_of(best, kind) && text_compare(module->name, best->name) < 0))
			best = module;
	}
	return best;
}

/* ", in libfoo.so (30.1%), libbar.so (8.0%) and others": the heaviest modules with at least a tenth
 * of `all`. Returns the heaviest, NULL: none. */
static const struct judged_module *list_modules(const struct judged_stacks *judged, enum kind kind,
                                                number_wide all, char *list, size_t room)
{
	const struct judged_module *first = next_module(judged, kind, NULL), *module = first;
	size_t at = 0;
	*list = '\0';
	for (unsigned i = 0; module && i < MODULES_NAMED && at < room; i++) {
		if (weight_of(module, kind) < all / 10)
			return first;
		at += (size_t)c_locale_snprintf(
			list + at, room - at, "%s%.*s (%.1f%%)", i ? ", " : ", in ",
			(int)(module->name.size < 60 ? module->name.size : 60), module->name.at,
			100 * share_of(weight_of(module, kind), judged->total));
		module = next_module(judged, kind, module);
	}
	if (module && at < room)
		snprintf(list + at, room - at, " and others");
	return first;
}

static const char *why_unnamed(const struct clues *clues, const struct judged_module *module)
{
	if (!module)
		return missing_remedies[SYMBOL_THERE];
	for (size_t i = 0; i < clues->module_count; i++)
		if (text_is(module->name, clues->modules[i].name))
			return missing_remedies[clues->modules[i].why];
	if (text_ends(module->name, "(deleted)"))
		return "record again, because the file was deleted or replaced while it ran";
	return missing_remedies[SYMBOL_THERE];
}

/* ---- each kind ---- */

static void say_names(struct maker *maker, const struct clues *clues,
                      const struct judged_stacks *judged)
{
	char list[320];
	const struct judged_module *module = list_modules(judged, UNNAMED, judged->unnamed, list,
	                                                  sizeof list);
	say(maker, UNNAMED, share_of(judged->unnamed, judged->total), list,
	    why_unnamed(clues, module));
	say(maker, KERNEL, share_of(judged->kernel, judged->total), "", KERNEL_REMEDY);
}

static void say_runtimes(struct maker *maker, const struct judged_stacks *judged)
{
	char where[64];
	for (unsigned i = 0; i <= RUNTIMES; i++) {
		const struct advice_runtime *runtime = i < RUNTIMES ? &advice_runtimes[i] : NULL;
		snprintf(where, sizeof where, "%s%s", runtime ? " that " : "",
		         runtime ? runtime->name : "");
		strcat(where, " generated");
		say(maker, JIT, share_of(judged->jit[i], judged->total), where,
		    runtime ? runtime->map
		            : "make its runtime write /tmp/perf-PID.map or a jitdump");
		snprintf(where, sizeof where, " (%s)", runtime ? runtime->name : "");
		if (runtime)
			say(maker, INTERPRETED, share_of(judged->interpreted[i], judged->total),
			    where, runtime->names);
	}
}

static const char *broken_dumps(const struct clues *clues)
{
	return clues->dumps_short && clues->dumps_short * 2 >= clues->dumps_failed
	               ? DWARF ",65528"
	               : "--stats says why their stack dumps could not be unwound";
}

/* Stack dumps of a whole system are too large: the advice is to record one program. */
static const char *broken_remedy(const struct clues *clues, const struct judged_module *module)
{
	if (clues->dumps)
		return broken_dumps(clues);
	if (module && advice_is_libc(module->name) && !clues->all_cpus)
		return DWARF;
	if (module && module->rust)
		return clues->all_cpus ? "rebuild with " RUST_POINTERS ", or " ONE_PROGRAM
		                       : DWARF ", or rebuild with " RUST_POINTERS;
	return clues->all_cpus ? "rebuild with " POINTERS ", or " ONE_PROGRAM
	                       : DWARF ", or rebuild with " POINTERS;
}

/* Stacks from code that a runtime system generated. */
static void say_broken_code(struct maker *maker, const struct clues *clues, unsigned i,
                            double share)
{
	const struct advice_runtime *runtime = i < RUNTIMES ? &advice_runtimes[i] : NULL;
	bool pointers = runtime && runtime->compiles && runtime->pointers;
	char where[64], remedy[320];
	if (clues->dumps) {
		snprintf(where, sizeof where, "%s%s generated", runtime ? " that " : "",
		         runtime ? runtime->name : "");
		snprintf(remedy, sizeof remedy,
		         "record with perf record -g (frame pointers)%s%s, not --call-graph dwarf: "
		         "stack dumps cannot be unwound through code generated at run time",
		         pointers ? " and " : "", pointers ? runtime->pointers : "");
		say(maker, JIT_BROKEN, share, where, remedy);
	} else if (!runtime || !runtime->compiles) {
		snprintf(where, sizeof where, "%s%s generated", runtime ? " that " : "",
		         runtime ? runtime->name : "");
		say(maker, JIT_BROKEN, share, where,
		    "make its runtime keep frame pointers, as stack dumps cannot be unwound "
		    "through "
		    "it");
	} else if (pointers) {
		snprintf(where, sizeof where, " (%s)", runtime->name);
		say(maker, BROKEN, share, where, runtime->pointers);
	}
}

/* Stacks from an interpreter. */
static void say_broken_interpreter(struct maker *maker, const struct clues *clues,
                                   const struct advice_runtime *runtime, double share)
{
	char where[64], remedy[160];
	snprintf(where, sizeof where, " (%s)", runtime->name);
	snprintf(remedy, sizeof remedy, "%s, or %s", clues->all_cpus ? ONE_PROGRAM : DWARF,
	         runtime->pointers);
	say(maker, BROKEN, share, where, clues->dumps ? broken_dumps(clues) : remedy);
}

/* The remedy is the runtime system's own setting that keeps frame pointers, if it has one;
 * otherwise stack dumps, or the compiler's flag. */
static void say_broken(struct maker *maker, const struct clues *clues,
                       const struct judged_stacks *judged)
{
	char list[320];
	number_wide rest = judged->broken - judged->below;
	for (unsigned i = 0; i <= RUNTIMES; i++) {
		say_broken_code(maker, clues, i, share_of(judged->jit_broken[i], judged->total));
		rest -= judged->jit_broken[i];
		if (i == RUNTIMES || !advice_runtimes[i].pointers || !advice_runtimes[i].interprets)
			continue;
		say_broken_interpreter(maker, clues, &advice_runtimes[i],
		                       share_of(judged->runtime_broken[i], judged->total));
		rest -= judged->runtime_broken[i];
	}
	const struct judged_module *module = list_modules(judged, BROKEN, rest, list, sizeof list);
	say(maker, BROKEN, share_of(rest, judged->total), list, broken_remedy(clues, module));
	say(maker, DEEP, share_of(judged->deep, judged->total), "",
	    "sysctl kernel.perf_event_max_stack=1024, and record again; for text also perf script "
	    "--max-stack 1024");
	say(maker, DUMPS, share_of(judged->cut, judged->total), "", DWARF ",65528");
}

/* There is no simple remedy for callers that are lost in libraries below a runtime system, so this
 * is reported only if nothing else is. */
static void say_below(struct maker *maker, const struct clues *clues,
                      const struct judged_stacks *judged)
{
	const struct advice_list *list = maker->list;
	number_wide below = judged->below;
	bool alone = true;
	for (unsigned i = 0; i < RUNTIMES && !clues->dumps; i++)
		if (advice_runtimes[i].compiles && !advice_runtimes[i].pointers)
			below += judged->jit_broken[i];
	for (size_t i = 0; i < list->count; i++)
		alone &= !list->items[i].given || list->items[i].carried;
	if (alone)
		say(maker, BELOW, share_of(below, judged->total), "",
		    "no simple remedy, as the libraries lack frame pointers, and stack dumps "
		    "end at code generated at run time");
}

static void say_samples(struct maker *maker, const struct advice_basis *basis)
{
	uint64_t lost = basis->clues.lost;
	if (lost)
		say(maker, LOST, (double)lost / ((double)lost + (double)basis->samples), "",
		    "give perf record larger buffers (-m 1024) or a lower rate (-F 99)");
}

/* How far chance may move the share of a frame with 10 %: one standard error. perf: the profile is
 * from perf. */
static void say_few(struct maker *maker, const struct sample_count *count, bool perf)
{
	if (!count->samples || count->samples >= ADVICE_SAMPLES)
		return;
	double error = sqrt(0.1 * 0.9 / (double)count->samples);
	char *text = c_locale_text("only %" PRIu64
	                           " sample%s, so a frame of 10%% may really be %.0f%% to %.0f%%: "
	                           "record longer, or %s",
	                           count->samples, count->samples == 1 ? "" : "s",
	                           error < 0.1 ? 100 * (0.1 - error) : 0, 100 * (0.1 + error),
	                           perf ? "with a higher -F" : "more often");
	add(maker, text, (struct advice){.share = error, .given = true, .few = true});
}

/* ---- all ---- */

static int by_share(const void *a_, const void *b_)
{
	const struct advice *a = a_, *b = b_;
	if (a->share != b->share)
		return a->share < b->share ? 1 : -1;
	return strcmp(a->text, b->text);
}

static void sort_advice(struct advice_list *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, by_share);
}

/* If lines were removed from folded text, the shares in its advice do not apply to the rest. */
static void forget_untrue(struct profile *profile)
{
	const struct stacks *stacks = &profile->stacks;
	struct facts *facts = &profile->facts;
	for (unsigned c = 0; c < stacks->columns && facts->advice_count; c++) {
		number_wide all = 0;
		for (size_t i = 0; i < stacks->count; i++)
			all += stacks_sum(stacks, i * stacks->columns + c);
		double samples = facts_samples(facts, c, (double)all, stacks->places);
		if (samples >= 0 && samples < 0.9 * (double)facts->counts[c].samples)
			facts_forget_shares(facts);
	}
}

/* The advice in folded text, with the share that it states. */
static void take_over(struct maker *maker, const struct facts *facts)
{
	for (size_t i = 0; i < facts->advice_count; i++) {
		double share = facts_advice_share(facts->advice[i]);
		add(maker, strdup(facts->advice[i]),
		    (struct advice){.share = share, .given = true, .carried = true});
	}
}

static enum status judge(struct maker *maker, const struct advice_basis *basis,
                         const struct profile *profile, struct error *err)
{
	struct judged_stacks judged;
	enum status status = judge_stacks(profile, &basis->clues, &judged, err);
	if (status)
		return status;
	double flat = (double)basis->flat / (double)basis->samples;
	say(maker, NO_CHAINS, flat, "",
	    basis->clues.all_cpus
	            ? "perf record -g (and perf script -F, if given, with ip,sym)"
	            : "perf record -g, or --call-graph dwarf (and perf script -F, if given, with "
	              "ip,sym)");
	if (flat < kinds[NO_CHAINS].threshold)
		say_broken(maker, &basis->clues, &judged);
	say_names(maker, &basis->clues, &judged);
	say_runtimes(maker, &judged);
	say_below(maker, &basis->clues, &judged);
	judged_stacks_free(&judged);
	return STATUS_OK;
}

/* ---- frames that are named later ---- */

enum status advice_make_late(struct clues *clues, struct profile *profile, struct advice_list *list,
                             struct error *err)
{
	struct advice_basis basis = {0};
	bool failed = false;
	if (!later_take_up(clues, profile, &basis.samples, &basis.flat, &failed))
		return failed ? error_no_memory(err) : STATUS_OK;
	basis.clues = *clues;
	return advice_make(&basis, profile, list, err);
}

/* ---- all advice ---- */

enum status advice_make(const struct advice_basis *basis, struct profile *profile,
                        struct advice_list *list, struct error *err)
{
	struct maker maker = {.list = list, .by_flame = basis->by_flame};
	enum status status = STATUS_OK;
	maker.failed = !advice_add_up(profile, limit_of);
	forget_untrue(profile);
	take_over(&maker, &profile->facts);
	const bool judged = basis->samples >= ADVICE_SURE && !basis->whole;
	bool failed = false;
	if (judged && later_has_places(profile, &failed))
		later_put_off(&basis->clues, basis->samples, basis->flat, profile);
	else if (judged && !failed)
		status = judge(&maker, basis, profile, err);
	maker.failed |= failed;
	if (status)
		return status;
	say_samples(&maker, basis);
	sort_advice(list);
	for (size_t i = 0; i < list->count; i++) {
		const struct advice *advice = &list->items[i];
		if (advice->given && !advice->carried)
			maker.failed |= !facts_advise(&profile->facts, advice->text,
			                              strlen(advice->text));
	}
	say_few(&maker, &profile->facts.counts[0], !basis->whole);
	if (list->count) {
		sort_advice(list);
		for (size_t i = 0; i < list->count; i++)
			list->items[i].carried |= !basis->samples;
	}
	return maker.failed ? error_no_memory(err) : STATUS_OK;
}

bool advice_gather(struct clues *into, const struct frames *frames, const struct clues *from,
                   const struct frames *from_frames)
{
	for (uint32_t i = 0; i < from->count; i++) {
		const struct frame *frame = &from_frames->items[i];
		uint32_t id = from->unnamed[i] ? frames_find(frames, frame->name, frame->size)
		                               : FRAME_NONE;
		if (id != FRAME_NONE)
			clues_unnamed(into, id, from->unnamed[i]);
	}
	for (size_t i = 0; i < from->module_count; i++)
		clues_module(into, from->modules[i].name, from->modules[i].why);
	into->lost += from->lost;
	into->dumps |= from->dumps;
	into->dumps_failed += from->dumps_failed;
	into->dumps_short += from->dumps_short;
	into->all_cpus |= from->all_cpus;
	into->roots |= from->roots;
	into->failed |= from->failed;
	return !into->failed;
}

void advice_free(struct advice_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].text);
	free(list->items);
	*list = (struct advice_list){0};
}
