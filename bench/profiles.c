/* profiles: files of profilers, of set size, for measuring readers.
 *
 *     profiles FORMAT MEGABYTES [SEED]
 *
 * Samples are drawn from a tree of calls, 30 deep on average, of 5000 functions of C, C++ and
 * JavaScript: a few often and most seldom. The same arguments give the same bytes. FORMAT is one of
 * those in the table at the end; profiles_pprof.c, profiles_json.c and profiles_text.c write them.
 */
#include "profiles.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = NODES_MAX, DEEPEST = 60 };

static uint64_t state = 88172645463325252u;

uint64_t random_number(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 2685821657736338717u;
}

uint64_t random_below(uint64_t end)
{
	return (random_number() >> 16) % end;
}

/* ---- the calls ---- */

static struct node nodes[NODES];

/* Each node is called by the one before, or by one of its callers. */
static void make_nodes(void)
{
	for (uint32_t i = 0; i < NODES; i++) {
		uint32_t parent = i ? i - 1 : NODE_NONE;
		while (parent && parent != NODE_NONE &&
		       (nodes[parent].depth == DEEPEST || random_below(100) < 48))
			parent = nodes[parent].parent;
		nodes[i].parent = parent;
		nodes[i].depth = i ? nodes[parent].depth + 1 : 1;
		nodes[i].function = i ? (uint32_t)random_below(FUNCTIONS) : 0;
	}
}

const struct node *node_at(uint32_t node)
{
	return &nodes[node];
}

uint32_t node_count(void)
{
	return NODES;
}

uint32_t random_node(void)
{
	const uint64_t drawn = random_below(NODES); /* squaring makes low numbers frequent */
	return (uint32_t)(drawn * random_below(drawn + 1) / (drawn + 1));
}

uint32_t node_path(uint32_t node, uint32_t *path)
{
	uint32_t depth = 0;
	for (; node != NODE_NONE; node = nodes[node].parent)
		path[depth++] = node;
	return depth;
}

/* Names, in the same shares as in generate.c. */
int function_name(uint32_t function, char *name)
{
	switch (function % 5) {
	case 0:
		return snprintf(name, NAME_MAX_SIZE, "do_sys_work_%u", function);
	case 1:
		return snprintf(name, NAME_MAX_SIZE,
		                "server::Handler<%u>::run(request const&, std::vector<int>)",
		                function);
	case 2:
		return snprintf(name, NAME_MAX_SIZE, "visit%u", function);
	default:
		return snprintf(name, NAME_MAX_SIZE, "parse_node_%u", function);
	}
}

/* ---- output ---- */

static uint64_t written;

void put(const void *bytes, size_t size)
{
	written += size;
	if (fwrite(bytes, 1, size, stdout) == size)
		return;
	perror("profiles");
	exit(1);
}

void put_format(const char *format, ...)
{
	char text[4096];
	va_list values;
	va_start(values, format);
	const int size = vsnprintf(text, sizeof text, format, values);
	va_end(values);
	put(text, (size_t)size);
}

uint64_t put_so_far(void)
{
	return written;
}

static const struct {
	const char *name;
	void (*write)(uint64_t bytes);
} formats[] = {
	{"pprof", write_pprof},
	{"pprof-symbols", write_pprof_symbols},
	{"dhat", write_dhat},
	{"cpuprofile", write_cpuprofile},
	{"speedscope", write_speedscope},
	{"chrome", write_chrome},
	{"firefox", write_firefox},
	{"bpftrace", write_bpftrace},
	{"stap", write_stap},
	{"dtrace", write_dtrace},
	{"gdb", write_gdb},
	{"jstack", write_jstack},
	{"sample", write_sample},
	{"vtune", write_vtune},
	{"xdebug", write_xdebug},
	{"go-raw", write_go_raw},
};

int main(int argc, char **argv)
{
	const uint64_t megabytes = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	if (argc > 3)
		state = strtoull(argv[3], NULL, 10) * 2 + 1;
	for (size_t i = 0; megabytes && i < sizeof formats / sizeof *formats; i++) {
		if (strcmp(argv[1], formats[i].name) != 0)
			continue;
		make_nodes();
		formats[i].write(megabytes * 1000000);
		return fflush(stdout) || ferror(stdout);
	}
	fprintf(stderr, "usage: profiles FORMAT MEGABYTES [SEED], where FORMAT is one of");
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		fprintf(stderr, " %s", formats[i].name);
	fputc('\n', stderr);
	return 2;
}
