/* What the files of the program `profiles` share. */
#ifndef STACKFOLD_BENCH_PROFILES_H
#define STACKFOLD_BENCH_PROFILES_H

#include <stddef.h>
#include <stdint.h>

enum { NODES_MAX = 60000, FUNCTIONS = 5000, PATH_MAX_DEPTH = 64, NAME_MAX_SIZE = 128 };

#define NODE_NONE UINT32_MAX

/* A call: of the function, by that of the parent. Parents come before their children. */
struct node {
	uint32_t parent; /* NODE_NONE: the root */
	uint32_t depth;  /* 1: the root's */
	uint32_t function;
};

uint64_t random_number(void);
uint64_t random_below(uint64_t end);

const struct node *node_at(uint32_t node);
uint32_t node_count(void);
uint32_t random_node(void); /* of a sample */

/* The node and its callers, leaf first; their number, at most PATH_MAX_DEPTH. */
uint32_t node_path(uint32_t node, uint32_t *path);

/* The name of a function, into NAME_MAX_SIZE bytes; its size. */
int function_name(uint32_t function, char *name);

void put(const void *bytes, size_t size);
void put_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
uint64_t put_so_far(void); /* bytes */

void write_pprof(uint64_t bytes);
void write_pprof_symbols(uint64_t bytes);
void write_dhat(uint64_t bytes);
void write_cpuprofile(uint64_t bytes);
void write_speedscope(uint64_t bytes);
void write_chrome(uint64_t bytes);
void write_firefox(uint64_t bytes);
void write_bpftrace(uint64_t bytes);
void write_stap(uint64_t bytes);
void write_dtrace(uint64_t bytes);
void write_gdb(uint64_t bytes);
void write_jstack(uint64_t bytes);
void write_sample(uint64_t bytes);
void write_vtune(uint64_t bytes);
void write_xdebug(uint64_t bytes);
void write_go_raw(uint64_t bytes);

#endif
