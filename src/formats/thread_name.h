/* Parses the names of threads in profiles. */
#ifndef STACKFOLD_FORMATS_THREAD_NAME_H
#define STACKFOLD_FORMATS_THREAD_NAME_H

#include "base/text.h"
#include "read/choice.h"

#include <stdbool.h>

struct thread_name {
	enum {
		THREAD_NAME_OTHER, /* all of it is the comm */
		THREAD_NAME_OURS,  /* "comm 12/15, cycles", as in write/rows.h */
		THREAD_NAME_WORDS, /* 'Process 12 Thread 15 "comm"', as in py-spy */
	} form;
	struct text comm;  /* within the name, or a constant */
	struct text event; /* likewise; size 0: none */
	struct sample_place place;
};

/* ours: we wrote the file. */
struct thread_name thread_name_parse(struct text name, bool ours);

#endif
