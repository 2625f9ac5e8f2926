/* How call chains are recorded: by frame pointers, by stack dumps, or by the processor (LBR). */
#ifndef STACKFOLD_RECORD_CALL_GRAPH_H
#define STACKFOLD_RECORD_CALL_GRAPH_H

#include "base/status.h"
#include "record/words.h"

#include <stdbool.h>

/* What is known of the program or process to record. */
struct call_graph_question {
	const char *runtime;           /* "node": code is generated at run time; NULL: none known */
	const struct word_list *files; /* whose code runs; none: not known */
	bool whole_system;
	bool branch_stacks; /* the processor has LBR with call stacks */
};

struct call_graph {
	const char *mode; /* for perf record --call-graph */
	char why[256];    /* a text without a full stop, for people */
};

/* Chooses: frame pointers for generated code, which stack dumps do not lead through; for the whole
 * system LBR or else frame pointers, because dumps of all processes are too much; for programs and
 * libraries frame pointers if all keep them, otherwise stack dumps. */
void call_graph_choose(const struct call_graph_question *question, struct call_graph *choice);

#endif
