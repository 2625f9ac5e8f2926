#include "formats/perf_data/unwind.h"

#include "base/parallel.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	WAIT_MAX = 512,  /* samples that wait; of 64 kB each at most */
	SHARE_FROM = 16, /* samples from which on threads are worth their start */
	REGISTERS_MAX = 64,
};

/* A sample in the queue. */
struct job {
	struct waiting_sample waiting;
	struct record record; /* pinned */
	enum status status;
};

struct unwinding {
	struct job jobs[WAIT_MAX];
	size_t count;
	struct unwind_frame *frames; /* room: `limit` for each job */
	size_t limit;                /* of the frames of a dump */
	struct unwind_files *files;
	struct unwinder *unwinders[THREADS_MAX]; /* one for each thread, made when first needed */
	unsigned threads;
	atomic_size_t next; /* job that nobody has taken yet */
};

/* ---- one dump ---- */

/* What machine a dump is of: abi as in the sample; false where its stacks cannot be unwound. */
static bool arch_of(const struct perf_data *data, uint64_t abi, enum unwind_arch *arch)
{
	enum { ABI_32 = 1, ABI_64 = 2 };
	const char *name = data->file.header.arch;
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
	return !data->file.header.big_endian &&
	       ((x86 && (abi == ABI_32 || abi == ABI_64)) || (arm64 && abi == ABI_64));
}

/* Where the kernel puts the program counter among a machine's registers; -1: not known. */
static int counter_of(const char *arch)
{
	static const struct {
		const char *arch; /* how its name begins */
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

static bool chain_has_user(const struct perf_data *data, const struct perf_sample *sample)
{
	for (uint64_t i = 0; i < sample->chain.count; i++)
		if (sample_number(&sample->chain, i, data->file.header.big_endian) ==
		    (uint64_t)PERF_CONTEXT_USER)
			return true;
	return false;
}

/* The one frame of a dump that cannot be unwound, unless the kernel walked the user's stack too. */
static void take_counter(const struct perf_data *data, struct waiting_sample *waiting)
{
	const struct perf_sample *sample = &waiting->sample;
	uint64_t mask = waiting->event->sample_regs_user;
	int number = counter_of(data->file.header.arch);
	struct unwound *unwound = &waiting->unwound;
	if (chain_has_user(data, sample))
		return;
	if (number >= 0 && mask >> number & 1) {
		uint64_t below = mask & ((UINT64_C(1) << number) - 1);
		unwound->frames[0].ip = sample_number(&sample->regs,
		                                      (uint64_t)__builtin_popcountll(below),
		                                      data->file.header.big_endian);
	} else if (sample->mode == PERF_RECORD_MISC_USER) {
		unwound->frames[0].ip = sample->ip;
	} else {
		return;
	}
	unwound->frames[0].map = 0; /* it is looked up by its address */
	unwound->count = 1;
}

static bool has_dump(const struct waiting_sample *waiting)
{
	const uint64_t both = PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
	return (waiting->event->sample_type & both) == both && waiting->sample.stack_size &&
	       waiting->sample.regs_abi && waiting->sample.regs.count <= REGISTERS_MAX;
}

/* Where a dump is walked through. */
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

static void walk(const struct perf_data *data, struct job *job, struct unwinder *unwinder)
{
	struct waiting_sample *waiting = &job->waiting;
	const struct perf_sample *sample = &waiting->sample;
	const struct memory *memory = waiting->task->memory;
	const struct walk_space in = {memory->space, perf_data_moment(memory, sample->time)};
	const struct unwind_space maps = maps_of(memory, &in);
	uint64_t regs[REGISTERS_MAX];
	struct unwind_state state = {
		.mask = waiting->event->sample_regs_user,
		.regs = regs,
		.stack = sample->stack,
		.stack_size = (size_t)sample->stack_size,
	};
	enum unwind_end end;
	struct error err;
	if (!waiting->unwound.frames)
		return;
	if (!arch_of(data, sample->regs_abi, &state.arch)) {
		take_counter(data, waiting);
		return;
	}
	for (uint64_t i = 0; i < sample->regs.count; i++)
		regs[i] = sample_number(&sample->regs, i, false);
	job->status = unwind_walk(unwinder, &maps, &state, waiting->unwound.frames,
	                          data->unwinding->limit, &waiting->unwound.count, &end, &err);
}

/* ---- all that wait ---- */

/* What threads share. */
struct walking {
	const struct perf_data *data;
	struct unwinding *unwinding;
};

/* Walks with one of the unwinders until no dump is left. */
static void walk_some(void *walking_, size_t unwinder)
{
	const struct walking *walking = walking_;
	struct unwinding *unwinding = walking->unwinding;
	size_t i;
	while ((i = atomic_fetch_add(&unwinding->next, 1)) < unwinding->count)
		walk(walking->data, &unwinding->jobs[i], unwinding->unwinders[unwinder]);
}

static void walk_all(const struct perf_data *data, struct unwinding *unwinding)
{
	struct walking walking = {data, unwinding};
	unsigned threads = unwinding->count < SHARE_FROM ? 1 : unwinding->threads, ready = 1;
	for (; ready < threads; ready++) {
		struct unwinder **unwinder = &unwinding->unwinders[ready];
		if (!*unwinder && !(*unwinder = unwinder_new(unwinding->files)))
			break;
	}
	atomic_store(&unwinding->next, 0);
	parallel_each(ready, ready, walk_some, &walking);
}

enum status unwinding_flush(struct perf_data *data, struct error *err)
{
	struct unwinding *unwinding = data->unwinding;
	if (!unwinding || !unwinding->count)
		return STATUS_OK;
	walk_all(data, unwinding);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < unwinding->count; i++) {
		struct job *job = &unwinding->jobs[i];
		if (!status && job->status)
			status = error_no_memory(err);
		if (!status)
			status = perf_data_finish_sample(data, &job->waiting, err);
		record_unpin(&job->record);
	}
	unwinding->count = 0;
	return status;
}

static bool prepare(struct perf_data *data)
{
	struct unwinding *unwinding = calloc(1, sizeof *unwinding);
	if (!unwinding)
		return false;
	data->unwinding = unwinding;
	unwinding->threads = parallel_threads(data->options->threads);
	unwinding->limit = data->options->as_perf ? FRAMES_AS_PERF : DUMP_MOST;
	unwinding->frames = malloc(WAIT_MAX * unwinding->limit * sizeof *unwinding->frames);
	unwinding->files = unwind_files_new(data->symbols);
	if (unwinding->files)
		unwinding->unwinders[0] = unwinder_new(unwinding->files);
	return unwinding->frames && unwinding->unwinders[0];
}

enum status unwinding_now(struct perf_data *data, const struct waiting_sample *waiting,
                          struct error *err)
{
	if (!data->unwinding && !prepare(data))
		return error_no_memory(err);
	struct job job = {.waiting = *waiting};
	job.waiting.unwound.frames = data->unwinding->frames;
	walk(data, &job, data->unwinding->unwinders[0]);
	return job.status ? error_no_memory(err) : perf_data_finish_sample(data, &job.waiting, err);
}

enum status unwinding_add(struct perf_data *data, const struct waiting_sample *waiting,
                          const struct record *record, struct error *err)
{
	bool dump = has_dump(waiting);
	if (dump && jit_held_wants(data, waiting, record))
		return jit_held_add(data, waiting, record, err);
	if (!dump && (!data->unwinding || !data->unwinding->count))
		return perf_data_finish_sample(data, waiting, err);
	if (!data->unwinding && !prepare(data))
		return error_no_memory(err);
	struct unwinding *unwinding = data->unwinding;
	struct job *job = &unwinding->jobs[unwinding->count];
	*job = (struct job){.waiting = *waiting, .record = *record};
	enum unwind_arch arch;
	data->counts.foreign_dumps += dump && !arch_of(data, waiting->sample.regs_abi, &arch);
	if (dump)
		job->waiting.unwound.frames = unwinding->frames +
		                              unwinding->count * unwinding->limit;
	record_pin(record);
	unwinding->count++;
	return unwinding->count < WAIT_MAX ? STATUS_OK : unwinding_flush(data, err);
}

bool unwinding_leaf_caller(struct perf_data *data, const struct waiting_sample *waiting,
                           uint64_t pc, uint64_t *ip)
{
	enum { LINK = 30, SP = 31, PC = 32 }; /* bits of sample_regs_user */
	const struct perf_sample *sample = &waiting->sample;
	const uint64_t given = waiting->event->sample_regs_user;
	uint64_t regs[REGISTERS_MAX];
	struct unwind_state state = {
		.mask = given | UINT64_C(1) << SP | UINT64_C(1) << PC,
		.regs = regs,
	};
	struct error err;
	*ip = 0;
	if (!data->file.header.events.frame_pointers || !(given >> LINK & 1) ||
	    sample->regs.count > REGISTERS_MAX || !arch_of(data, sample->regs_abi, &state.arch) ||
	    state.arch != UNWIND_ARM64)
		return true;
	if (!data->unwinding && !prepare(data))
		return false;
	for (uint64_t reg = 0, from = 0, to = 0; reg < 64 && to < REGISTERS_MAX; reg++) {
		if (given >> reg & 1)
			regs[to++] = sample_number(&sample->regs, from++, false);
		else if (state.mask >> reg & 1)
			regs[to++] = reg == PC ? pc : 0;
	}
	const struct memory *memory = waiting->task->memory;
	const struct walk_space in = {memory->space, perf_data_moment(memory, sample->time)};
	const struct unwind_space maps = maps_of(memory, &in);
	return !unwind_leaf_caller(data->unwinding->unwinders[0], &maps, &state, ip, &err);
}

void unwinding_counts(const struct perf_data *data, struct unwind_counts *counts)
{
	*counts = (struct unwind_counts){0};
	for (unsigned i = 0; data->unwinding && i < THREADS_MAX; i++) {
		if (!data->unwinding->unwinders[i])
			continue;
		const struct unwind_counts *one = unwinder_counts(data->unwinding->unwinders[i]);
		for (size_t e = 0; e < UNWIND_ENDS; e++)
			counts->ends[e] += one->ends[e];
		counts->frames += one->frames;
		counts->guessed += one->guessed;
		counts->rules += one->rules;
	}
}

void unwinding_free(struct perf_data *data)
{
	struct unwinding *unwinding = data->unwinding;
	if (!unwinding)
		return;
	for (size_t i = 0; i < unwinding->count; i++)
		record_unpin(&unwinding->jobs[i].record);
	for (unsigned i = 0; i < THREADS_MAX; i++)
		unwinder_free(unwinding->unwinders[i]);
	unwind_files_free(unwinding->files);
	free(unwinding->frames);
	free(unwinding);
	data->unwinding = NULL;
}
