/* The processes of a control group. */
#ifndef STACKFOLD_RECORD_CGROUP_H
#define STACKFOLD_RECORD_CGROUP_H

#include <stddef.h>
#include <sys/types.h>

/* Finds the first processes of a control group, of its path below where they are mounted; gives
 * how many there are in `pids`, at most `most`. */
size_t cgroup_processes(const char *name, pid_t *pids, size_t most);

#endif
