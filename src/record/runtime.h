/* Runtime systems: how programs in Node.js, Java, Python and others are recorded with names. */
#ifndef STACKFOLD_RECORD_RUNTIME_H
#define STACKFOLD_RECORD_RUNTIME_H

#include "base/status.h"
#include "record/words.h"

#include <stdbool.h>
#include <sys/types.h>

/* What a row of the table says. */
struct runtime {
	const char *name;     /* "Node.js" */
	const char *programs; /* the names of its programs, with blanks around: " node nodejs " */
	bool versioned;       /* the names may end in a version: python3.12 */
	bool generates_code;  /* at run time; stack dumps do not lead through such code */
	const char
		*settings; /* variables of the environment, separated by newlines: NAME=VALUE is set
	                      if NAME is not set; NAME+=VALUE is appended to the present value */
	const char *inserted; /* arguments after the program's name, separated by blanks */
	const char *said;     /* a message for the user; NULL: none */
};

/* The runtime of a program, by the name with which it is started, or by that of its file; NULL:
 * none is known. Either may be NULL. */
const struct runtime *runtime_of_program(const char *called, const char *file);

/* The environment with what a runtime needs: the texts of `environment` (ends with NULL) and the
 * new ones. STATUS_FATAL without memory; words_free in any case. */
enum status runtime_environment(const struct runtime *runtime, char *const *environment,
                                struct word_list *made, struct error *err);

/* The arguments with what a runtime needs. java_version: of the JVM, 0: not known. */
enum status runtime_arguments(const struct runtime *runtime, const char *const *words, size_t count,
                              unsigned java_version, struct word_list *made, struct error *err);

/* The version of the JVM whose program the file is, such as 17 for 17.0.2 and 8 for 1.8.0, by
 * the file "release" of its folder; 0: not known. */
unsigned runtime_java_version(const char *file);

/* The version after the dot of a file's name such as python3.11: 11; 0: not known. */
unsigned runtime_python_version(const char *file);

/* Makes a running JVM, whose program is `file`, write the names of its code to /tmp/perf-PID.map,
 * by jcmd (JDK 17 and later). False if that fails. */
bool runtime_write_java_map(const char *file, pid_t pid);

/* Whether it is the JVM. */
bool runtime_is_java(const struct runtime *runtime);
bool runtime_is_python(const struct runtime *runtime);

#endif
