/* A fuzz harness for recordings: the bytes are a list of steps of 16 bytes each, which make a
 * recording. It is a file, what goes into a pipe, or a folder of several files; its records are
 * whole but for a few steps' sake, in any order, and may be compressed. They name ELF files, perf
 * maps and a jitdump that are there.
 *
 * What takes more than 5 seconds or 512 MB is a finding like what ends the program: a recording
 * grows to 1 MiB at most.
 *
 *     first step: flags (1), sample type of the first event (1), seven further bytes of use
 *     others:     what (1), how (1), three numbers (2 each), a large number (8)
 */
#include "config.h"

#include "formats/formats.h"
#include "read/read.h"
#include "symbol/symbol.h"

#include "../tests/unit/perf_data_builder.h"

#include "mutate.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEP = 16, RECORDING_MOST = 1 << 20, FILES_MOST = 4 };

enum {
	FLAG_PIPE = 1,
	FLAG_FOLDER = 2,
	FLAG_BIG_ENDIAN = 4,
	FLAG_INLINE = 8,
	FLAG_AS_PERF = 16,
	FLAG_ORDER = 32,
	FLAG_THREADS = 64,
	FLAG_SAMPLES = 128, /* one by one, of all events */
};

struct step {
	uint8_t what, how;
	uint16_t a, b, c;
	uint64_t large;
};

/* What is built. */
struct build {
	struct recording files[FILES_MOST]; /* the first is the recording's own */
	struct recording *file;
	uint64_t types[64]; /* sample types of events, by id / 100 - 1 */
	size_t event_count;
	uint64_t time;
	size_t packed_from; /* records from there on are compressed; 0: none */
	uint8_t flags;
};

static char folder[64]; /* with what recordings name */

static const uint64_t sample_types[] = {
	SAMPLE_USUAL,
	SAMPLE_USUAL | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER,
	SAMPLE_USUAL & ~(uint64_t)PERF_SAMPLE_CALLCHAIN,
	SAMPLE_USUAL | PERF_SAMPLE_BRANCH_STACK,
	SAMPLE_USUAL | PERF_SAMPLE_READ,
	SAMPLE_USUAL | PERF_SAMPLE_RAW,
	PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_ID | PERF_SAMPLE_CALLCHAIN,
};

static const char *const paths[] = {
	"/gcc.elf",        "/./gcc.elf", "/split5.elf",     "/alt.elf", "/linked.elf",
	"/mini.elf",       "/clang.elf", "[vdso]",          "//anon",   "[heap]",
	"/tmp/jit-1.dump", "/nowhere",   "/tmp/perf-1.map", "/x.ko.gz", "[kernel.kallsyms]_text",
	"/memfd:code",     "/../etc",    "[ext4]",
};

static uint64_t load(const uint8_t *at, size_t size)
{
	uint64_t value = 0;
	for (size_t i = size; i-- > 0;)
		value = value << 8 | at[i];
	return value;
}

static struct step step_at(const uint8_t *at)
{
	return (struct step){at[0],
	                     at[1],
	                     (uint16_t)load(at + 2, 2),
	                     (uint16_t)load(at + 4, 2),
	                     (uint16_t)load(at + 6, 2),
	                     load(at + 8, 8)};
}

/* Few processes and addresses, so that they meet; now and then any at all. */
static uint32_t pid_of(uint16_t value)
{
	return value >= 0xff00 ? UINT32_MAX - (value & 7) : value >= 0xf000 ? value : value % 5;
}

static uint64_t address_of(uint64_t value)
{
	switch (value >> 56) {
	case 0xff:
		return value;
	case 0xfe:
		return UINT64_C(0xffffffff81000000) + value % 0x10000;
	case 0xfd:
		return (uint64_t)PERF_CONTEXT_KERNEL;
	case 0xfc:
		return (uint64_t)-640;
	case 0xfb:
		return UINT64_MAX - value % 5000;
	default:
		return 0x1000 + value % 0x40000;
	}
}

static uint64_t time_of(struct build *build, const struct step *step)
{
	if (step->how & 0x80)
		return step->how & 0x40 ? step->large : 0;
	return build->time += step->how & 0x3f;
}

static struct built_event event_of(const struct step *step)
{
	return (struct built_event){
		.type = step->how % 6,
		.config = step->how % 6 == 1 && step->c % 4 == 0 ? 10 : step->c % 16,
		.sample_type = sample_types[step->a % (sizeof sample_types / sizeof *sample_types)],
		.read_format = step->b % 32,
		.branch_sample_type = step->b & 32 ? PERF_SAMPLE_BRANCH_CALL_STACK : 0,
		.sample_regs_user = step->b & 64 ? step->large : 0x1c2,
		.flags = (step->b & 128 ? UINT64_C(1) << 25 : 0) | (uint64_t)(step->c & 0xf000)
	                                                                   << 8,
	};
}

static void note_event(struct build *build, const struct built_event *event)
{
	build->types[build->event_count++ % 64] = event->sample_type;
}

static void put_chain(struct recording *r, const struct step *step)
{
	const uint64_t count = step->c % 140;
	put_u64(r, step->c >= 0xfff0 ? step->large : count);
	for (uint64_t i = 0; i < count; i++)
		put_u64(r, i                 ? address_of(step->large * (2 * i + 1) ^ i * 0x1357)
		           : step->c & 0x800 ? (uint64_t)PERF_CONTEXT_USER
		                             : address_of(step->large));
}

static void put_dump(struct recording *r, const struct step *step)
{
	const uint64_t words = step->b % 300;
	put_u64(r, 2 - (step->b >> 12 == 1));
	for (unsigned i = 0; i < 4; i++) /* registers of the mask 0x1c2: rbx, rbp, rsp, rip */
		put_u64(r, i == 3 ? address_of(step->large) : 0x7000 + i * step->b);
	put_u64(r, words * 8);
	for (uint64_t i = 0; i < words; i++)
		put_u64(r, i % 3 ? address_of(step->large * i) : 0x7000 + i * 16);
	put_u64(r, step->b >> 12 == 2 ? step->large : words * 8);
}

static void put_any_sample(struct build *build, const struct step *step)
{
	struct recording *r = build->file;
	const uint64_t id = step->a % 32, type = build->types[id % 64];
	const uint32_t pid = pid_of(step->b), tid = step->b & 0x80 ? pid : pid_of(step->b >> 8);
	begin_record(r, PERF_RECORD_SAMPLE, (uint16_t)(1 + (step->a >> 12) % 5));
	if (type & PERF_SAMPLE_IDENTIFIER)
		put_u64(r, step->a & 0x400 ? step->large : 100 * (id + 1));
	put_u64(r, address_of(step->large));
	put_u32(r, pid);
	put_u32(r, tid);
	if (type & PERF_SAMPLE_TIME)
		put_u64(r, time_of(build, step));
	if (type & PERF_SAMPLE_ID)
		put_u64(r, 100 * (id + 1));
	if (type & PERF_SAMPLE_CPU)
		put_u64(r, step->a >> 8);
	if (type & PERF_SAMPLE_PERIOD)
		put_u64(r, step->a & 0x800 ? step->large : step->c);
	if (type & PERF_SAMPLE_READ)
		for (unsigned i = 0; i < 4; i++)
			put_u64(r, i == 1 ? 1 : 100 * (id + 1));
	if (type & PERF_SAMPLE_CALLCHAIN)
		put_chain(r, step);
	if (type & PERF_SAMPLE_RAW) {
		put_u32(r, 28);
		for (unsigned i = 0; i < 7; i++)
			put_u32(r, step->large >> i);
	}
	if (type & PERF_SAMPLE_BRANCH_STACK) {
		put_u64(r, step->b % 33);
		for (unsigned i = 0; i < step->b % 33 * 3U; i++)
			put_u64(r, address_of(step->large * i));
	}
	if (type & PERF_SAMPLE_STACK_USER)
		put_dump(r, step);
	end_record(r);
}

static void put_mapping(struct build *build, const struct step *step)
{
	struct recording *r = build->file;
	const uint32_t pid = pid_of(step->a);
	const bool two = step->b & 1, kernel = (step->b >> 4) % 16 == 0;
	begin_record(r, two ? 10 : PERF_RECORD_MMAP,
	             (uint16_t)(kernel ? PERF_RECORD_MISC_KERNEL
	                               : PERF_RECORD_MISC_USER | (step->b & 2 ? 1 << 13 : 0)));
	put_u32(r, kernel ? UINT32_MAX : pid);
	put_u32(r, pid);
	put_u64(r, address_of(step->large) & ~UINT64_C(0xff));
	put_u64(r, step->b & 4 ? step->large : 0x100U * (step->c >> 8));
	put_u64(r, step->b & 8 ? step->large >> 8 : 0);
	for (unsigned i = 0; two && i < 4; i++)
		put_u64(r, i == 3 ? 5 : step->large & i);
	put_text(r, paths[step->c % (sizeof paths / sizeof *paths)]);
	end_timed(r, pid, pid, time_of(build, step));
}

/* Records that say what runs. */
static void put_task(struct build *build, const struct step *step)
{
	struct recording *r = build->file;
	const uint32_t pid = pid_of(step->a), tid = pid_of(step->b), parent = pid_of(step->c);
	const uint64_t time = time_of(build, step);
	static const char *const comms[] = {"a", "java", "", " ", "longer name"};
	switch (step->large % 4) {
	case 0:
		put_comm(r, pid, tid, comms[step->c % 5], time);
		break;
	case 1:
	case 2:
		put_fork(r, pid, step->large & 16 ? pid : tid, parent, parent, time);
		break;
	default:
		begin_record(r, PERF_RECORD_EXIT, 0);
		put_u32(r, pid);
		put_u32(r, parent);
		put_u32(r, step->large & 16 ? pid : tid);
		put_u32(r, parent);
		put_u64(r, time);
		end_timed(r, pid, tid, time);
	}
}

static void put_deferred(struct build *build, const struct step *step)
{
	struct recording *r = build->file;
	begin_record(r, 22, PERF_RECORD_MISC_USER);
	put_u64(r, step->a);
	put_chain(r, step);
	end_timed(r, pid_of(step->b), pid_of(step->b), time_of(build, step));
}

/* Records that perf makes itself. */
static void put_perf(struct build *build, const struct step *step)
{
	struct recording *r = build->file;
	begin_record(r, 64 + step->a % 24, step->b);
	switch (step->a % 24) {
	case 14: /* the name of an event */
		put_u64(r, step->b % 4);
		put_u64(r, 100 * (step->c % 16));
		put_text(r, step->b & 8 ? "offcpu-time" : "name");
		break;
	case 15: /* a clock */
		put_u64(r, step->b % 70);
		put_u64(r, step->large);
		put_u64(r, step->large >> 7);
		if (step->c & 1)
			for (unsigned i = 0; i < 3; i++)
				put_u64(r, step->large >> i);
		break;
	case 16: /* a feature */
		put_u64(r, step->b % 32);
		put_u32(r, step->c);
		put_text(r, "aarch64");
		put_u64(r, step->large);
		break;
	default:
		for (unsigned i = 0; i < step->c % 20; i++)
			put_u64(r, step->large >> i);
	}
	end_record(r);
}

static void put_bytes(struct build *build, const struct step *step)
{
	struct recording *r = build->file;
	begin_record(r, step->a % 100, step->b);
	for (unsigned i = 0; i < step->c % 100; i++)
		put_u64(r, step->large * i);
	end_record(r);
	if (step->how == 0xff)
		patch(r, r->record + 6, step->c, 2);
}

/* Packs the records from build->packed_from on. Within others already packed they are nested. */
static void pack(struct build *build)
{
#ifdef HAVE_ZSTD
	struct recording *r = build->file;
	const size_t from = build->packed_from, size = from ? r->out.size - from : 0;
	const size_t most = ZSTD_compressBound(size);
	char *packed = malloc(most + 1);
	const size_t got = packed && size ? ZSTD_compress(packed, most, r->out.data + from, size, 1)
	                                  : 0;
	if (got && !ZSTD_isError(got) && got < 60000) {
		r->out.size = from;
		begin_record(r, 81, 0);
		buffer_append(&r->out, packed, got);
		end_record(r);
	}
	free(packed);
#endif
	build->packed_from = 0;
}

static void take(struct build *build, const struct step *step)
{
	struct built_event event;
	switch (step->what % 12) {
	case 0:
	case 1:
	case 2:
		put_any_sample(build, step);
		break;
	case 3:
		put_mapping(build, step);
		break;
	case 4:
		put_task(build, step);
		break;
	case 5:
		event = event_of(step);
		put_attr_record(build->file, &event, 100 * (build->event_count + 1));
		note_event(build, &event);
		break;
	case 6:
		put_ksymbol(build->file, address_of(step->large), step->c,
		            step->b & 1 ? "k" : "bpf", step->b & 2, time_of(build, step));
		break;
	case 7:
		put_deferred(build, step);
		break;
	case 8:
		put_perf(build, step);
		break;
	case 9:
		if (step->a % 2)
			pack(build);
		else if (!build->packed_from)
			build->packed_from = build->file->out.size;
		break;
	case 10:
		if (build->flags & FLAG_FOLDER) {
			pack(build);
			build->file = &build->files[step->a % FILES_MOST];
		} else {
			put_round(build->file);
		}
		break;
	default:
		put_bytes(build, step);
	}
}

/* Steps again: many times, as large inputs are made of little. */
static void take_all(struct build *build, const uint8_t *data, size_t size)
{
	size_t total = 0;
	for (size_t at = STEP; at + STEP <= size && total < RECORDING_MOST; at += STEP) {
		struct step step = step_at(data + at);
		unsigned times = step.what >= 0xf0 ? 1U << step.what % 16 : 1;
		if (step.what >= 0xf0) /* the step after the one before: both, over and over */
			at += at + 2 * STEP <= size ? STEP : 0;
		const struct step one = step_at(data + at), other = step_at(data + at - STEP);
		for (unsigned i = 0; i < times && total < RECORDING_MOST; i++) {
			struct step now = one, before = other;
			now.a = (uint16_t)(now.a + (times > 1 ? i : 0));
			now.large += times > 1 ? (uint64_t)i << 12 : 0;
			take(build, &now);
			before.what %= 0xf0;
			if (times > 1)
				take(build, &before);
			total = 0;
			for (size_t f = 0; f < FILES_MOST; f++)
				total += build->files[f].out.size;
		}
	}
	pack(build);
}

static void write_file(const char *path, const struct recording *r)
{
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(r->out.data, 1, r->out.size, file) != r->out.size || fclose(file))
		abort();
}

static void read_path(const char *path, uint8_t flags)
{
	const struct symbol_options symbols = {
		.symfs = folder, .buildid_dir = "/nonexistent", .kallsyms = "/dev/null"};
	const struct read_options options = {
		.format = "perf-data",
		.threads = flags & FLAG_THREADS ? 2 : 1,
		.inliner = flags & FLAG_INLINE ? symbols_open(&symbols) : NULL,
		.inline_lines = flags & FLAG_INLINE,
		.keep_order = flags & FLAG_ORDER,
		.keep_samples = flags & FLAG_SAMPLES,
		.all_events = flags & FLAG_SAMPLES,
		.as_perf = flags & FLAG_AS_PERF,
		.symbols = symbols,
	};
	struct profile profile;
	struct read_account account;
	struct error err;
	profile_init(&profile, 1);
	if (read_inputs(formats, &path, 1, &options, &profile, &account, &err) == STATUS_OK &&
	    account.samples != account.kept + account.other_events + account.other_comms +
	                               account.other_moments + account.empty + account.guests +
	                               account.unknown_events)
		abort(); /* a sample was lost */
	read_account_free(&account);
	profile_free(&profile);
	symbols_close(options.inliner);
}

static void prepare(void)
{
	char command[1024];
	snprintf(folder, sizeof folder, "/tmp/fuzz-recording-XXXXXX");
	if (!mkdtemp(folder))
		abort();
	snprintf(command, sizeof command,
	         "cd %s && mkdir -p recording tmp && cp %s/elf/* . && gzip -c gcc.elf >x.ko.gz && "
	         "cp %s/symbols/tmp/demo/jit-8503.dump tmp/jit-1.dump && "
	         "printf '1000 4000 one\\n3000 100 two\\n' >tmp/perf-1.map",
	         folder, TESTDATA, TESTDATA);
	if (system(command))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct build build;
	char path[128];
	if (size < STEP)
		return 0;
	if (!*folder)
		prepare();
	const struct step first = step_at(data);
	const struct built_event event = event_of(&first);
	build = (struct build){.flags = first.what, .file = &build.files[0], .time = 10};
	const bool pipe = first.what & FLAG_PIPE;
	begin_recording(&build.files[0], first.what & FLAG_BIG_ENDIAN, pipe, &event, 1);
	note_event(&build, &event);
	for (size_t i = 1; i < FILES_MOST; i++)
		build.files[i].big_endian = first.what & FLAG_BIG_ENDIAN;
	take_all(&build, data, size);
	const bool several = !pipe && first.what & FLAG_FOLDER;
	if (several) {
		begin_feature(&build.files[0], 24);
		put_u64(&build.files[0], 1);
		end_feature(&build.files[0]);
	}
	end_recording(&build.files[0]);
	for (size_t i = 0; i < FILES_MOST; i++) {
		snprintf(path, sizeof path, i ? "%s/recording/data.%zu" : "%s/recording/data",
		         folder, i - 1);
		if (several || !i)
			write_file(path, &build.files[i]);
		buffer_free(&build.files[i].out);
	}
	snprintf(path, sizeof path, several ? "%s/recording" : "%s/recording/data", folder);
	read_path(path, first.what);
	return 0;
}

/* Changes whole steps: adds, repeats, moves, removes them; and at times what is in them. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	const size_t steps = size / STEP;
	uint32_t state = seed;
	if (steps < 2 || !mutate_below(&state, 3))
		return LLVMFuzzerMutate(data, size, max_size);
	const size_t from = 1 + mutate_below(&state, steps - 1),
		     to = 1 + mutate_below(&state, steps - 1);
	size_t count = 1 + mutate_below(&state, 8);
	count = count > steps - from ? steps - from : count;
	switch (mutate_below(&state, 5)) {
	case 0: /* one of any kind */
		for (size_t i = 0; i < STEP; i++)
			if (!i || mutate_below(&state, 2))
				data[from * STEP + i] = (uint8_t)mutate_below(&state, 256);
		return size;
	case 1: /* remove */
		if (count == steps - 1)
			return size;
		memmove(data + from * STEP, data + (from + count) * STEP,
		        size - (from + count) * STEP);
		return size - count * STEP;
	case 2: /* copy to another place */
		if (size + count * STEP > max_size)
			return size;
		memmove(data + (to + count) * STEP, data + to * STEP, size - to * STEP);
		if (from < to)
			memmove(data + to * STEP, data + from * STEP, count * STEP);
		return size + count * STEP;
	case 3: /* the same in place */
		memmove(data + to * STEP, data + from * STEP,
		        (count > steps - to ? steps - to : count) * STEP);
		return size;
	default:
		LLVMFuzzerMutate(data + from * STEP, STEP, STEP);
		return size;
	}
}

#include "replay.h"
