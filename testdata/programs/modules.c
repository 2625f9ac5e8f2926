/*
 * modules PLUGIN: loads PLUGIN from a directory with a space and with brackets in its name, from a
 * deleted file and from a memfd, and runs bare code in anonymous, named and shared memory.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d61
#define PR_SET_VMA_ANON_NAME 0
#endif

typedef unsigned (*callback)(unsigned);
typedef unsigned (*entry)(callback, unsigned);

__attribute__((noinline)) static unsigned called_back(unsigned n)
{
	volatile unsigned sink = n;

	for (unsigned j = 0; j < 500; j++)
		sink += j;
	return sink;
}

static void copy(const char *from, int to)
{
	char buffer[65536];
	ssize_t n;
	int in = open(from, O_RDONLY);

	if (in < 0 || to < 0)
		exit(1);
	while ((n = read(in, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, (size_t)n) != n)
			exit(1);
	close(in);
}

static void run(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	entry plugin_run = library == NULL ? NULL : (entry)dlsym(library, "plugin_run");

	if (plugin_run == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	plugin_run(called_back, 20000);
}

static void run_in(const char *directory, const char *plugin)
{
	char path[256];
	int out;

	mkdir(directory, 0777);
	snprintf(path, sizeof(path), "%s/plug in.so", directory);
	out = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0777);
	copy(plugin, out);
	close(out);
	run(path);
}

static void run_descriptor(int descriptor)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
	run(path);
}

/* mov ecx, edi; 1: dec ecx; jnz 1b; ret, with a frame */
static void run_bare(const char *name, int flags)
{
	static const unsigned char code[] = {0x55, 0x48, 0x89, 0xe5, 0x89, 0xf9,
	                                     0xff, 0xc9, 0x75, 0xfc, 0x5d, 0xc3};
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, flags | MAP_ANONYMOUS,
	                    -1, 0);

	if (memory == MAP_FAILED)
		exit(1);
	if (name != NULL)
		prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, memory, 4096, name);
	memcpy(memory, code, sizeof(code));
	for (int i = 0; i < 200; i++)
		((void (*)(unsigned))memory)(200000);
}

int main(int argc, char **argv)
{
	int gone, memory;

	if (argc != 2)
		return 2;
	run_in("a dir", argv[1]);
	run_in("b (c) [d]", argv[1]);
	gone = open("gone.so", O_CREAT | O_TRUNC | O_RDWR, 0777);
	copy(argv[1], gone);
	unlink("gone.so");
	run_descriptor(gone);
	memory = memfd_create("jit code", 0);
	copy(argv[1], memory);
	run_descriptor(memory);
	run_bare(NULL, MAP_PRIVATE);
	run_bare("JIT app cache", MAP_PRIVATE);
	run_bare(NULL, MAP_SHARED);
	return 0;
}
