/* generate: text as `perf script` prints it, of set size, depth and variety, for measuring.
 *
 *     generate MEGABYTES DEPTH STACKS [SEED]
 *
 * STACKS distinct call chains of DEPTH frames on average are drawn from a tree of functions, as a
 * program's are: chains share their outer frames. Samples repeat them, a few often and most
 * seldom, with changing times and periods, from four threads. The same arguments give the same
 * bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEPTH_MAX = 4096,
	THREADS = 4,
	FUNCTIONS = 5000, /* distinct ones */
	CALL_SITES = 4,   /* in each */
};

static uint64_t state;

/* xorshift64*: a small generator with a fixed sequence for each seed. */
static uint64_t random_number(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 2685821657736338717u;
}

/* A number that depends on its arguments alone. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t x = a * 0x9e3779b97f4a7c15u ^ (b + 0x7f4a7c15u) * 0xbf58476d1ce4e5b9u;
	x ^= x >> 31;
	x *= 0x94d049bb133111ebu;
	return x ^ x >> 29;
}

/* A function's line: kernel, C++, JavaScript and plain C names in turn. */
static int print_frame(char *out, size_t size, uint64_t function, uint64_t offset)
{
	unsigned name = (unsigned)function;
	switch (function % 5) {
	case 0:
		return snprintf(out, size,
		                "\tffffffff%08" PRIx64 " do_sys_work_%u+0x%" PRIx64
		                " ([kernel.kallsyms])\n",
		                0x81000000 + function * 4096 + offset, name, offset);
	case 1:
		return snprintf(out, size,
		                "\t    7f%010" PRIx64 " server::Handler<%u>::run"
		                "(request const&, std::vector<int>)+0x%" PRIx64
		                " (/usr/lib/libserver.so.%u)\n",
		                function * 4096 + offset, name, offset, name % 7);
	case 2:
		return snprintf(out, size,
		                "\t    7e%010" PRIx64 " JS:*visit%u /srv/app/lib/walk%u.js:%u"
		                "+0x%" PRIx64 " (/tmp/perf-4242.map)\n",
		                function * 4096 + offset, name, name % 97, name % 3000, offset);
	default:
		return snprintf(out, size,
		                "\t          %06" PRIx64 " parse_node_%u+0x%" PRIx64
		                " (/usr/bin/service)\n",
		                function * 4096 + offset, name, offset);
	}
}

/* The text of chain number `chain`, leaf first; returns its size. Level by level the path divides,
 * so that chains of near numbers share their outer frames. */
static size_t print_chain(char *out, size_t room, uint64_t chain, unsigned depth, uint64_t stacks)
{
	static uint64_t paths[DEPTH_MAX];
	unsigned levels = depth - depth / 4 + (unsigned)(mix(chain, 1) % (depth / 2 + 1));
	uint64_t width = 1, path = 0;
	if (levels > DEPTH_MAX)
		levels = DEPTH_MAX;
	for (unsigned d = 0; d < levels; d++) {
		if (d > levels / 3 && width < stacks)
			width *= 2;
		path = mix(path, width > 1 ? chain * width / (stacks + 1) : 0);
		paths[d] = path;
	}
	size_t size = 0;
	for (unsigned d = levels; d-- > 0 && size + 512 < room;)
		size += (size_t)print_frame(
			out + size, room - size, paths[d] % FUNCTIONS,
			mix(paths[d] % FUNCTIONS, (paths[d] >> 40) % CALL_SITES) % 4096);
	return size;
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: generate MEGABYTES DEPTH STACKS [SEED]\n");
		return 2;
	}
	uint64_t want = strtoull(argv[1], NULL, 10) * 1000000;
	unsigned depth = (unsigned)strtoul(argv[2], NULL, 10);
	uint64_t stacks = strtoull(argv[3], NULL, 10);
	state = argc > 4 ? strtoull(argv[4], NULL, 10) * 2 + 1 : 88172645463325252u;
	if (!depth || depth > DEPTH_MAX || !stacks) {
		fprintf(stderr, "generate: DEPTH is 1 to %d, STACKS at least 1\n", DEPTH_MAX);
		return 2;
	}
	static char text[DEPTH_MAX * 256];
	uint64_t done = 0, time = 1000000000;
	while (done < want) {
		/* squaring makes low numbers frequent */
		uint64_t drawn = random_number() % stacks;
		uint64_t chain = drawn * (random_number() % (drawn + 1)) / (drawn + 1);
		unsigned thread = (unsigned)(chain % THREADS);
		time += random_number() % 2000;
		int head = printf("worker%u %5u/%-5u [%03u] %5" PRIu64 ".%06" PRIu64 ": %10" PRIu64
		                  " cycles:u: \n",
		                  thread, 4242u, 4250u + thread, thread % 2, time / 1000000,
		                  time % 1000000, 90000 + random_number() % 20000);
		size_t size = print_chain(text, sizeof text, chain, depth, stacks);
		fwrite(text, 1, size, stdout);
		putchar('\n');
		done += (uint64_t)head + size + 1;
	}
	return fflush(stdout) || ferror(stdout);
}
