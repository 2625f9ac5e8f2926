#include "formats/perf_data/dumps.h"

#include "base/parallel.h"
#include "formats/perf_data/jit.h"
#include "formats/perf_data/spaces.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHARE_FROM = 16, /* with fewer samples, threads are not worth their start */
	REGISTERS_MAX = 64,
};

struct dump_walkers {
	struct unwind_frame *frames; /* room: `limit` for each sample */
	struct unwind_files *files;
	struct unwinder *unwinders[THREADS_MAX]; /* one for each thread, made when first needed */
	unsigned threads;
	atomic_size_t next; /* the next sample, which no thread has taken yet */
};

/* ---- one dump ---- */

/* Finds the machine of a dump: abi as in the sample; false if its stacks cannot be unwound. */
static bool arch_of(const struct perf_data_header *header, uint64_t abi, enum unwind_arch *arch)
{
	enum { ABI_32 = 1, ABI_64 = 2 };
	const char *name = header->arch;
	bool x86 = *name == 'x' || *name == 'i'; /* x86_64, i386 to i686 */
	bool arm64 = strcmp(name, "aarch64") == 0 || strcmp(name, "arm64") == 0;
	if (!*name) {
#if defined __x86_64__ || defined __i386__
		x86 = true;
#elif defined __aarch64__
		arm64 = true;
#endif
	}
	*arch = !x86 ? UNWIND_ARM64 : abi == ABI_64 ? UNWIND_X86_64 : UNWIND_I386;
	return !header->big_endian &&
	       ((x86 && (abi == ABI_32 || abi == ABI_64)) || (arm64 && abi == ABI_64));
}

/* The position of the program counter among a machine's registers in the kernel; -1: unknown. */
static int counter_of(const char *arch)
{
	static const struct {
		const char *arch; /* the beginning of its name */
		int number;
	} machines[] = {
		{"s390", 33},    {"ppc", 32},   {"riscv", 0}, {"loongarch", 0},
		{"aarch64", 32}, {"arm64", 32}, {"arm", 15},
	};
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
		if (strncmp(arch, machines[i].arch, strlen(machines[i].arch)) == 0)
			return machines[i].number;
	return -1;
}

static bool chain_has_user(const struct perf_data_header *header, const struct perf_sample *sample)
{
	for (uint64_t i = 0; i < sample->chain.count; i++)
		if (sample_number(&sample->chain, i, header->big_endian) ==
		    (uint64_t)PERF_CONTEXT_USER)
			return true;
	return false;
}

/* The only frame of a dump that cannot be unwound, unless the kernel also walked the
 * user's stack. */
static void take_counter(const struct perf_data_header *header, struct pending_sample *pending)
{
	const struct perf_sample *sample = &pending->sample;
	uint64_t mask = pending->event->sample_regs_user;
	int number = counter_of(header->arch);
	struct unwound *unwound = &pending->unwound;
	if (chain_has_user(header, sample))
		return;
	if (number >= 0 && mask >> number & 1) {
		uint64_t below = mask & ((UINT64_C(1) << number) - 1);
		unwound->frames[0].ip = sample_number(
			&sample->regs, (uint64_t)__builtin_popcountll(below), header->big_endian);
	} else if (sample->mode == PERF_RECORD_MISC_USER) {
		unwound->frames[0].ip = sample->ip;
	} else {
		return;
	}
	unwound->frames[0].map = 0; /* it is looked up by its address */
	unwound->count = 1;
}

/* Data for walking through a dump. */
struct walk_space {
	const struct space *space;
	struct jit_moment moment;
};

static const struct unwind_map *find_map(const void *context, uint64_t address)
{
	const struct walk_space *in = context;
	return space_find(in->space, address);
}

static bool find_code(const void *context, const struct unwind_map *map, uint64_t address,
                      struct unwind_code *code)
{
	const struct walk_space *in = context;
	struct jit_found found;
	jit_find(&in->moment, map, address, &found);
	if (!found.code)
		return false;
	const struct jitdump_frames *frames = found.code->frames;
	*code = (struct unwind_code){
		.module = found.dump->module,
		.number = (uint32_t)(found.code - found.dump->dump.codes),
		.start = found.code->start,
		.frames = frames ? frames->bytes : NULL,
		.frames_size = frames ? frames->size : 0,
		.frames_address = jitdump_frames_address(found.code),
	};
	return true;
}

static struct unwind_space maps_of(const struct memory *memory, const struct walk_space *in)
{
	return (struct unwind_space){
		.find_map = find_map,
		.find_code = memory->jit ? find_code : NULL,
		.context = in,
	};
}

static void walk(const struct dumps *dumps, struct pending_sample *pending,
                 struct unwinder *unwinder)
{
	const struct perf_sample *sample = &pending->sample;
	const struct memory *memory = pending->task->memory;
	const struct walk_space in = {memory->space, jit_moment(memory, sample->time)};
	const struct unwind_space maps = maps_of(memory, &in);
	uint64_t regs[REGISTERS_MAX];
	struct unwind_state state = {
		.mask = pending->event->sample_regs_user,
		.regs = regs,
		.stack = sample->stack,
		.stack_size = (size_t)sample->stack_size,
	};
	enum unwind_end end;
	struct error err;
	if (!pending->unwound.frames)
		return;
	if (!arch_of(dumps->header, sample->regs_abi, &state.arch)) {
		take_counter(dumps->header, pending);
		return;
	}
	for (uint64_t i = 0; i < sample->regs.count; i++)
		regs[i] = sample_number(&sample->regs, i, false);
	pending->unwound.failed = unwind_walk(unwinder, &maps, &state, pending->unwound.frames,
	                                      dumps->limit, &pending->unwound.count, &end, &err);
}

/* ---- several dumps ---- */

/* Data that threads share. */
struct walking {
	const struct dumps *dumps;
	struct pending_sample *samples;
	size_t count;
};

/* Walks dumps with one of the unwinders until none is left. */
static void walk_some(void *walking_, size_t unwinder)
{
	const struct walking *walking = walking_;
	struct dump_walkers *walkers = walking->dumps->walkers;
	size_t i;
	while ((i = atomic_fetch_add(&walkers->next, 1)) < walking->count)
		walk(walking->dumps, &walking->samples[i], walkers->unwinders[unwinder]);
}

static void walk_all(const struct dumps *dumps, struct pending_sample *samples, size_t count)
{
	struct dump_walkers *walkers = dumps->walkers;
	struct walking walking = {dumps, samples, count};
	unsigned threads = count < SHARE_FROM ? 1 : walkers->threads, ready = 1;
	for (; ready < threads; ready++) {
		struct unwinder **unwinder = &walkers->unwinders[ready];
		if (!*unwinder && !(*unwinder = unwinder_new(walkers->files)))
			break;
	}
	atomic_store(&walkers->next, 0);
	parallel_each(ready, ready, walk_some, &walking);
}

/* Makes the walkers if there are none yet. False without memory. */
static bool prepare(struct dumps *dumps)
{
	struct dump_walkers *walkers = dumps->walkers;
	if (walkers)
		return walkers->frames && walkers->unwinders[0];
	walkers = calloc(1, sizeof *walkers);
	if (!walkers)
		return false;
	dumps->walkers = walkers;
	walkers->threads = parallel_threads(dumps->threads);
	walkers->frames = malloc(SAMPLES_AT_ONCE * dumps->limit * sizeof *walkers->frames);
	walkers->files = unwind_files_new(dumps->symbols);
	if (walkers->files)
		walkers->unwinders[0] = unwinder_new(walkers->files);
	return walkers->frames && walkers->unwinders[0];
}

bool dumps_walk(struct dumps *dumps, struct pending_sample *samples, size_t count)
{
	bool any = false;
	enum unwind_arch arch;
	for (size_t i = 0; i < count; i++) {
		struct pending_sample *pending = &samples[i];
		if (!sample_has_dump(pending->event, &pending->sample))
			continue;
		if (!prepare(dumps))
			return false;
		any = true;
		pending->unwound.frames = dumps->walkers->frames + i * dumps->limit;
		dumps->foreign += !arch_of(dumps->header, pending->sample.regs_abi, &arch);
	}
	if (any)
		walk_all(dumps, samples, count);
	return true;
}

bool dumps_leaf_caller(struct dumps *dumps, const struct pending_sample *pending, uint64_t pc,
                       uint64_t *ip)
{
	enum { LINK = 30, SP = 31, PC = 32 }; /* bits of sample_regs_user */
	const struct perf_sample *sample = &pending->sample;
	const uint64_t given = pending->event->sample_regs_user;
	uint64_t regs[REGISTERS_MAX];
	struct unwind_state state = {
		.mask = given | UINT64_C(1) << SP | UINT64_C(1) << PC,
		.regs = regs,
	};
	struct error err;
	*ip = 0;
	if (!dumps->header->events.frame_pointers || !(given >> LINK & 1) ||
	    sample->regs.count > REGISTERS_MAX ||
	    !arch_of(dumps->header, sample->regs_abi, &state.arch) || state.arch != UNWIND_ARM64)
		return true;
	if (!prepare(dumps))
		return false;
	for (uint64_t reg = 0, from = 0, to = 0; reg < 64 && to < REGISTERS_MAX; reg++) {
		if (given >> reg & 1)
			regs[to++] = sample_number(&sample->regs, from++, false);
		else if (state.mask >> reg & 1)
			regs[to++] = reg == PC ? pc : 0;
	}
	const struct memory *memory = pending->task->memory;
	const struct walk_space in = {memory->space, jit_moment(memory, sample->time)};
	const struct unwind_space maps = maps_of(memory, &in);
	return !unwind_leaf_caller(dumps->walkers->unwinders[0], &maps, &state, ip, &err);
}

void dumps_counts(const struct dumps *dumps, struct unwind_counts *counts)
{
	*counts = (struct unwind_counts){0};
	for (unsigned i = 0; dumps->walkers && i < THREADS_MAX; i++) {
		if (!dumps->walkers->unwinders[i])
			continue;
		const struct unwind_counts *one = unwinder_counts(dumps->walkers->unwinders[i]);
		for (size_t e = 0; e < UNWIND_ENDS; e++)
			counts->ends[e] += one->ends[e];
		counts->frames += one->frames;
		counts->guessed += one->guessed;
		counts->rules += one->rules;
	}
}

void dumps_free(struct dumps *dumps)
{
	struct dump_walkers *walkers = dumps->walkers;
	if (!walkers)
		return;
	for (unsigned i = 0; i < THREADS_MAX; i++)
		unwinder_free(walkers->unwinders[i]);
	unwind_files_free(walkers->files);
	free(walkers->frames);
	free(walkers);
	dumps->walkers = NULL;
}
