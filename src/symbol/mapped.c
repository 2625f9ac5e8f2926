#include "symbol/mapped.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* A fault also maps the pages around it, 64 KiB in all: this many faults are 256 MiB. */
enum { FAULTS_MOST = 4096 };

static bool is_mapped_file(uintptr_t start, size_t size)
{
	char line[512];
	bool found = false;
	FILE *maps = fopen("/proc/self/maps", "re");
	while (maps && !found && fgets(line, sizeof line, maps)) {
		uintptr_t low, high;
		unsigned long inode;
		char rights[5];
		found = sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*x %*s %lu", &low, &high,
		               rights, &inode) == 4 &&
		        start == low && size <= high - low && rights[1] == '-' && inode != 0;
	}
	if (maps)
		fclose(maps);
	return found;
}

static long thread_faults(void)
{
	struct rusage usage;
	return getrusage(RUSAGE_THREAD, &usage) ? 0 : usage.ru_minflt + usage.ru_majflt;
}

void mapped_open(struct mapped *mapped, Elf *elf)
{
	size_t size = 0;
	char *start = elf_rawfile(elf, &size);
	*mapped = (struct mapped){0};
	if (start && is_mapped_file((uintptr_t)start, size)) {
		mapped->start = start;
		mapped->size = size;
	}
}

void mapped_begin(struct mapped *mapped)
{
	if (mapped->start)
		mapped->before = thread_faults();
}

void mapped_end(struct mapped *mapped)
{
	if (!mapped->start)
		return;
	mapped->faults += thread_faults() - mapped->before;
	if (mapped->faults < FAULTS_MOST)
		return;
	madvise(mapped->start, mapped->size, MADV_DONTNEED);
	mapped->faults = 0;
}
