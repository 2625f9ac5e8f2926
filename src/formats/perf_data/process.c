#include "formats/perf_data/process.h"

#include <stdio.h>
#include <sys/mman.h>

enum { MISC_MMAP_DATA = 1 << 13, MISC_MMAP_BUILD_ID = 1 << 14, MISC_FORK_EXEC = 1 << 13 };

/* Counts an invalid record; reading continues. */
static bool unfit(struct processes *processes)
{
	processes->unfit_records++;
	return true;
}

/* The fields of MMAP and MMAP2. */
struct mapping {
	uint32_t pid, tid, protection, flags;
	uint64_t start, size, offset;
	const uint8_t *build_id; /* NULL: not known */
	size_t build_id_size;
	uint32_t major, minor; /* the file, if there is no build id; inode 0: unknown */
	uint64_t inode;
	char path[PATH_SIZE];
};

static bool parse_mapping(const struct record *record, bool big_endian, struct mapping *mapping)
{
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size,
	                      big_endian, false};
	mapping->pid = bytes_u32(&bytes);
	mapping->tid = bytes_u32(&bytes);
	mapping->start = bytes_u64(&bytes);
	mapping->size = bytes_u64(&bytes);
	mapping->offset = bytes_u64(&bytes);
	mapping->protection = record->misc & MISC_MMAP_DATA ? 0 : PROT_EXEC;
	mapping->flags = 0;
	mapping->build_id = NULL;
	mapping->build_id_size = 0;
	mapping->inode = 0;
	if (record->type == PERF_RECORD_MMAP2) {
		const uint8_t *which = bytes_take(&bytes, 24); /* device and inode, or build id */
		if (which && record->misc & MISC_MMAP_BUILD_ID && *which &&
		    *which <= BUILD_ID_SIZE) {
			mapping->build_id = which + 4;
			mapping->build_id_size = *which;
		}
		if (which && !(record->misc & MISC_MMAP_BUILD_ID)) {
			mapping->major = load_u32(which, big_endian);
			mapping->minor = load_u32(which + 4, big_endian);
			mapping->inode = load_u64(which + 8, big_endian);
		}
		mapping->protection = bytes_u32(&bytes);
		mapping->flags = bytes_u32(&bytes);
	}
	const char *path;
	size_t size = bytes_text(&bytes, bytes_left(&bytes), &path);
	if (bytes.bad || size >= sizeof mapping->path)
		return false;
	memcpy(mapping->path, path, size);
	mapping->path[size] = '\0';
	return true;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* A key with the file's build id, if it is known. */
static struct module_key key_of(const struct processes *processes, enum module_kind kind,
                                const struct mapping *mapping)
{
	struct module_key key = {
		.kind = kind,
		.path = mapping->path,
		.build_id = mapping->build_id,
		.build_id_size = mapping->build_id_size,
		.pid = mapping->pid,
	};
	const struct build_id *known =
		key.build_id ? NULL : perf_data_build_id(processes->header, mapping->path);
	if (known) {
		key.build_id = known->id;
		key.build_id_size = known->size;
	}
	return key;
}

/* ---- the kernel ---- */

static const char kernel_path[] = "[kernel.kallsyms]";

/* The kernel's text: its path has the name of a symbol after it, whose address is in offset. */
static bool map_kernel_text(struct processes *processes, struct mapping *mapping,
                            struct unwind_map *map)
{
	char reference[32] = "";
	size_t size = strlen(mapping->path);
	if (size > sizeof kernel_path - 1)
		snprintf(reference, sizeof reference, "%s", mapping->path + sizeof kernel_path - 1);
	snprintf(mapping->path, sizeof mapping->path, "%s", kernel_path);
	struct module_key key = key_of(processes, MODULE_KERNEL, mapping);
	key.start = map->start;
	key.end = map->end;
	key.reference = mapping->offset;
	key.reference_name = *reference ? reference : NULL;
	key.pid = 0;
	if (!map->start && !map->end) /* perf could not read addresses */
		map->end = UINT64_MAX;
	map->module = symbols_module(processes->symbols, &key);
	if (map->module == MODULE_NONE)
		return false;
	processes->tasks.kernel.kernel_module = map->module + 1;
	return space_map(&processes->tasks.kernel, map);
}

static bool map_kernel(struct processes *processes, struct mapping *mapping)
{
	struct unwind_map map = {.start = mapping->start,
	                         .end = mapping->start + mapping->size,
	                         .offset = mapping->start};
	if (map.end < map.start)
		map.end = UINT64_MAX;
	if (begins(mapping->path, "[kernel.kallsyms"))
		return map_kernel_text(processes, mapping, &map);
	if (*mapping->path == '/' || *mapping->path == '[') {
		struct module_key key = key_of(processes, MODULE_KERNEL_MODULE, mapping);
		key.start = map.start;
		key.end = map.end;
		key.pid = 0;
		map.module = symbols_module(processes->symbols, &key);
	} else { /* the entry code of the kernel, a second mapping of its text */
		if (!processes->tasks.kernel.kernel_module)
			return true;
		map.module = processes->tasks.kernel.kernel_module - 1;
		map.offset = mapping->offset;
	}
	return map.module != MODULE_NONE && space_map(&processes->tasks.kernel, &map);
}

/* A function that was added to or removed from the kernel: a BPF program, a
 * trampoline of ftrace. */
static bool take_kernel_symbol(struct processes *processes, struct bytes *bytes)
{
	enum { UNREGISTER = 1 };
	uint64_t start = bytes_u64(bytes);
	uint32_t size = bytes_u32(bytes);
	uint32_t flags = bytes_u32(bytes);
	if (processes->header->big_endian)
		flags &= 0xffff; /* kind, then flags, 16 bits each */
	else
		flags >>= 16;
	const char *text;
	char name[512];
	size_t name_size = bytes_text(bytes, bytes_left(bytes), &text);
	struct space *kernel = &processes->tasks.kernel;
	if (bytes->bad || !name_size || name_size >= sizeof name || start > UINT64_MAX - size)
		return unfit(processes);
	memcpy(name, text, name_size);
	name[name_size] = '\0';
	const struct unwind_map *there = space_find(kernel, start);
	if (flags & UNREGISTER) {
		if (there && there->module + 1 != kernel->kernel_module)
			return space_unmap(kernel, start);
		return true;
	}
	struct unwind_map map = {.start = start, .end = start + size, .offset = start};
	if (there && symbols_is_listed(processes->symbols, there->module)) {
		map.module = there->module;
	} else { /* also if the kernel's own text covers all addresses */
		map.module = symbols_module(processes->symbols,
		                            &(struct module_key){.kind = MODULE_LISTED,
		                                                 .path = name,
		                                                 .start = start,
		                                                 .end = map.end});
		if (map.module == MODULE_NONE || !space_map(kernel, &map))
			return false;
	}
	return symbols_add(processes->symbols, map.module, start, size, name);
}

/* ---- processes ---- */

static bool is_anonymous(const struct mapping *mapping)
{
	const char *path = mapping->path;
	return strcmp(path, "//anon") == 0 || begins(path, "/dev/zero") ||
	       begins(path, "/anon_hugepage") || mapping->flags & MAP_HUGETLB;
}

/* Whether a path means memory for generated code, which must not hide the code of a jitdump: perf
 * inject leaves out such mappings. */
static bool is_jit_memory(const char *path)
{
	return begins(path, "//anon") || begins(path, "[anon:") || begins(path, "/memfd:");
}

static bool has_own_dump(const struct memory *memory)
{
	return memory->jit && memory->jit_until == UINT64_MAX;
}

static bool is_no_file(const char *path)
{
	return begins(path, "[stack") || begins(path, "/SYSV") || strcmp(path, "[heap]") == 0;
}

/* perf uses this name, and finds the build id by it. */
static void name_vdso32(const struct processes *processes, const struct mapping *mapping,
                        struct module_key *key)
{
	static const char name[] = "[vdso32]";
	const struct build_id *known = perf_data_build_id(processes->header, name);
	key->path = name;
	key->build_id = mapping->build_id;
	key->build_id_size = mapping->build_id_size;
	if (!key->build_id && known) {
		key->build_id = known->id;
		key->build_id_size = known->size;
	}
}

static bool map_process(struct processes *processes, const struct mapping *mapping, uint64_t time)
{
	struct task *task = tasks_get(&processes->tasks, mapping->pid, mapping->tid);
	if (!task)
		return false;
	struct unwind_map map = {.start = mapping->start,
	                         .end = mapping->start + mapping->size,
	                         .offset = mapping->offset,
	                         .time = time};
	if (has_own_dump(task->memory) && is_jit_memory(mapping->path)) {
		if (!processes->dumps->late)
			return true;
		map.time = JIT_MEMORY;
	}
	if (map.end < map.start)
		map.end = UINT64_MAX;
	struct module_key key = key_of(processes, MODULE_FILE, mapping);
	if (is_anonymous(mapping) || is_no_file(mapping->path)) {
		bool code = mapping->protection & PROT_EXEC && task->pid;
		map.offset = map.start; /* there is no base for offsets */
		key = (struct module_key){.kind = code ? MODULE_PERF_MAP : MODULE_LISTED,
		                          .path = code ? NULL : mapping->path,
		                          .pid = code ? task->pid : 0};
	} else if (strcmp(mapping->path, "[vdso]") == 0) {
		map.offset = 0;
		key.kind = MODULE_VDSO;
		key.path = NULL;
		if (map.end <= (uint64_t)UINT32_MAX + 1) /* of a 32-bit process: another file */
			name_vdso32(processes, mapping, &key);
	}
	if (key.kind != MODULE_FILE)
		map.module = MODULE_NONE;
	else if (!recorded_module(&processes->header->recorded, processes->symbols, mapping->path,
	                          &map.module))
		return false;
	if (map.module == MODULE_NONE)
		map.module = symbols_module(processes->symbols, &key);
	const struct jit_mapping file = {mapping->path,  mapping->pid,   time,
	                                 mapping->inode, mapping->major, mapping->minor};
	return map.module != MODULE_NONE && task_map(task, &map) &&
	       jit_dumps_map(processes->dumps, &file, task->memory);
}

/* ---- records ---- */

static bool take_mapping(struct processes *processes, const struct record *record, uint64_t time)
{
	struct mapping mapping;
	if (!parse_mapping(record, processes->header->big_endian, &mapping))
		return unfit(processes);
	switch (record->misc & PERF_RECORD_MISC_CPUMODE_MASK) {
	case PERF_RECORD_MISC_KERNEL:
		return map_kernel(processes, &mapping);
	case PERF_RECORD_MISC_GUEST_KERNEL:
		return true; /* samples from inside virtual machines are left out */
	default:
		return map_process(processes, &mapping, time);
	}
}

/* Takes records that are only counted. */
static bool take_count(struct processes *processes, uint32_t type, struct bytes *bytes,
                       uint64_t time)
{
	uint64_t lost;
	switch (type) {
	case PERF_RECORD_LOST:
		bytes_u64(bytes);
		lost = bytes_u64(bytes);
		processes->lost += lost;
		return bytes->bad ? unfit(processes) : true;
	case PERF_RECORD_LOST_SAMPLES: /* perf record's own records, with the events' counts, have
	                                * no time */
		lost = bytes_u64(bytes);
		*(time ? &processes->lost_samples : &processes->lost_in_all) += lost;
		return bytes->bad ? unfit(processes) : true;
	case PERF_RECORD_THROTTLE:
		processes->throttled++;
		return true;
	default:
		processes->unknown_records += type > PERF_RECORD_AUX_OUTPUT_HW_ID + 1 || !type;
		return true;
	}
}

bool processes_record(struct processes *processes, const struct record *record, uint64_t time)
{
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size,
	                      processes->header->big_endian, false};
	const char *comm;
	uint32_t pid, tid, parent, parent_tid;
	switch (record->type) {
	case PERF_RECORD_MMAP:
	case PERF_RECORD_MMAP2:
		return take_mapping(processes, record, time);
	case PERF_RECORD_COMM:
		pid = bytes_u32(&bytes);
		tid = bytes_u32(&bytes);
		size_t size = bytes_text(&bytes, bytes_left(&bytes), &comm);
		return bytes.bad ? unfit(processes)
		                 : tasks_comm(&processes->tasks, pid, tid, comm, size);
	case PERF_RECORD_FORK:
		pid = bytes_u32(&bytes);
		parent = bytes_u32(&bytes);
		tid = bytes_u32(&bytes);
		parent_tid = bytes_u32(&bytes);
		return bytes.bad ? unfit(processes)
		                 : tasks_fork(&processes->tasks, pid, tid, parent, parent_tid,
		                              !(record->misc & MISC_FORK_EXEC), time);
	case PERF_RECORD_EXIT:
		bytes_u64(&bytes); /* its process, and the parent of that process */
		tid = bytes_u32(&bytes);
		return bytes.bad ? unfit(processes) : tasks_exit(&processes->tasks, tid, time);
	case PERF_RECORD_KSYMBOL:
		return take_kernel_symbol(processes, &bytes);
	default:
		return take_count(processes, record->type, &bytes, time);
	}
}
