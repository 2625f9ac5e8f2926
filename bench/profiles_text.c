/* Stacks as profilers and debuggers print them. Each line or group of lines of a stack counts a few
 * samples; formats that are trees are written several times, as of several threads. */
#include "profiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint32_t path[PATH_MAX_DEPTH];

static const char *name_at(uint32_t node)
{
	static char name[NAME_MAX_SIZE];
	function_name(node_at(node)->function, name);
	return name;
}

static unsigned long long address_of(uint32_t node)
{
	return 0x7f0000400000u + node * 16ull;
}

static unsigned offset_of(uint32_t node)
{
	return node % 4 * 17 + 5;
}

void write_bpftrace(uint64_t bytes)
{
	put_format("Attaching 1 probe...\n\n");
	while (put_so_far() < bytes) {
		const uint32_t depth = node_path(random_node(), path);
		put_format("@[\n");
		for (uint32_t i = 0; i < depth; i++)
			put_format("    %s+%u\n", name_at(path[i]), offset_of(path[i]));
		put_format("]: %u\n", 1 + (unsigned)random_below(50));
	}
}

void write_stap(uint64_t bytes)
{
	while (put_so_far() < bytes) {
		const uint32_t depth = node_path(random_node(), path);
		for (uint32_t i = 0; i < depth; i++)
			put_format(" 0x%016llx : %s+0x%x/0x170 [/usr/bin/service]\n",
			           address_of(path[i]), name_at(path[i]), offset_of(path[i]));
		put_format("\t%u\n", 1 + (unsigned)random_below(50));
	}
}

void write_dtrace(uint64_t bytes)
{
	put_format("CPU     ID                    FUNCTION:NAME\n  3  77104                       "
	           ":tick-10s \n\n");
	while (put_so_far() < bytes) {
		const uint32_t depth = node_path(random_node(), path);
		put_format("\n");
		for (uint32_t i = 0; i < depth; i++)
			put_format("              service`%s+0x%x\n", name_at(path[i]),
			           offset_of(path[i]));
		put_format("               %2u\n", 1 + (unsigned)random_below(50));
	}
}

void write_gdb(uint64_t bytes)
{
	for (uint32_t thread = 1; put_so_far() < bytes; thread++) {
		const uint32_t depth = node_path(random_node(), path);
		put_format("\nThread %u (Thread 0x7f1b1073b6c0 (LWP %u)):\n", thread % 64 + 1,
		           19000 + thread % 64);
		for (uint32_t i = 0; i < depth; i++)
			put_format("#%-2u 0x%016llx in %s (n=<optimized out>, this=0x7ffe2fa64790) "
			           "at unit%u.cc:%u\n",
			           i, address_of(path[i]), name_at(path[i]),
			           node_at(path[i])->function % 300, offset_of(path[i]));
	}
}

void write_jstack(uint64_t bytes)
{
	put_format(
		"2026-11-22 04:44:45\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed "
		"mode, sharing):\n\n");
	for (uint32_t thread = 1; put_so_far() < bytes; thread++) {
		const uint32_t depth = node_path(random_node(), path);
		put_format("\"worker-%u\" #%u prio=5 os_prio=0 cpu=46.36ms elapsed=3.21s "
		           "tid=0x00007f6908017ef0 nid=0x%x runnable  [0x00007f690e91e000]\n"
		           "   java.lang.Thread.State: RUNNABLE\n",
		           thread % 64, thread % 64, 0x5a00 + thread % 64);
		for (uint32_t i = 0; i < depth; i++) {
			const unsigned function = node_at(path[i])->function;
			put_format(
				"\tat com.company.shop.unit%u.Handler%u.visit(Handler%u.java:%u)\n",
				function % 97, function, function, offset_of(path[i]));
		}
		put_format("\n");
	}
}

/* Nodes come in the order in which their tree is printed. */
void write_sample(uint64_t bytes)
{
	static uint32_t counts[NODES_MAX];
	for (uint32_t i = node_count(); i--;) {
		counts[i]++;
		if (i)
			counts[node_at(i)->parent] += counts[i];
	}
	put_format("Analysis of sampling service (pid 4711) every 1 millisecond\nProcess:         "
	           "service [4711]\nPath:            /usr/local/bin/service\nReport Version:  7\n"
	           "----\n\nCall graph:\n");
	for (unsigned thread = 500; put_so_far() < bytes; thread++) {
		put_format("    %u Thread_%u\n", counts[0], thread);
		for (uint32_t i = 0; i < node_count() && put_so_far() < bytes; i++) {
			char indent[2 * PATH_MAX_DEPTH + 1];
			for (uint32_t d = 0; d < node_at(i)->depth; d++) {
				indent[2 * d] = "+!:|"[d % 4];
				indent[2 * d + 1] = ' ';
			}
			indent[2 * node_at(i)->depth] = '\0';
			put_format("    %s%u %s  (in service) + %u  [0x%llx]\n", indent, counts[i],
			           name_at(i), offset_of(i), address_of(i));
		}
	}
	put_format("\nTotal number in stack (recursive counted multiple, when >=5):\n\nSort by top "
	           "of stack, same collapsed (when >= 5):\n");
}

void write_vtune(uint64_t bytes)
{
	put_format("Function Stack,CPU Time:Self,Module\nTotal,0.0,[Unknown]\n");
	while (put_so_far() < bytes)
		for (uint32_t i = 0; i < node_count() && put_so_far() < bytes; i++)
			put_format("%*s\"%s\",0.%06u,libservice.so\n", (int)node_at(i)->depth, "",
			           name_at(i), 1 + (unsigned)random_below(99999));
}

void write_xdebug(uint64_t bytes)
{
	uint64_t time = 231, call = 0;
	uint32_t depth = 0;
	put_format("Version: 3.2.0\nFile format: 4\nTRACE START [2026-11-22 05:33:39.975242]\n");
	while (put_so_far() < bytes) {
		for (uint32_t i = 0; i < node_count() && put_so_far() < bytes; i++) {
			for (; depth >= node_at(i)->depth; depth--) {
				time += 2;
				put_format("%u\t%" PRIu64 "\t1\t%" PRIu64 ".%06" PRIu64
				           "\t395496\n",
				           depth, call - node_at(i)->depth + depth, time / 1000000,
				           time % 1000000);
			}
			time += 1 + random_below(20);
			depth = node_at(i)->depth;
			call++;
			put_format("%u\t%" PRIu64 "\t0\t%" PRIu64 ".%06" PRIu64
			           "\t395496\tvisit%u\t1\t\tunit%u.php\t%u\t0\n",
			           depth, call, time / 1000000, time % 1000000,
			           node_at(i)->function, node_at(i)->function % 300, offset_of(i));
		}
	}
	put_format("\t\t\t%" PRIu64 ".%06" PRIu64
	           "\t395496\nTRACE END   [2026-11-22 05:33:40.975242]\n",
	           time / 1000000, time % 1000000);
}

void write_go_raw(uint64_t bytes)
{
	put_format("PeriodType: cpu nanoseconds\nPeriod: 10000000\nTime: 2026-11-22 04:44:45 +0000 "
	           "UTC\nDuration: 880ms\nSamples:\nsamples/count cpu/nanoseconds\n");
	while (put_so_far() < bytes) {
		const uint32_t depth = node_path(random_node(), path);
		const unsigned count = 1 + (unsigned)random_below(9);
		put_format("%11u %11u:", count, count * 10000000);
		for (uint32_t i = 0; i < depth; i++)
			put_format(" %u", 1 + node_at(path[i])->function);
		put_format(" \n");
	}
	put_format("Locations\n");
	for (uint32_t i = 0; i < FUNCTIONS; i++) {
		char name[NAME_MAX_SIZE];
		function_name(i, name);
		name[strcspn(name, "(, ")] = '\0';
		put_format("%6u: 0x%x M=1 %s /srv/unit%u.go:%u s=0\n", i + 1, 0x400000 + i * 16,
		           name, i % 300, i % 2000);
	}
	put_format("Mappings\n1: 0x400000/0x9ff000/0x0 /usr/bin/service  [FN]\n");
}
