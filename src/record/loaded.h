/* The files whose code a program runs: itself and its libraries. */
#ifndef STACKFOLD_RECORD_LOADED_H
#define STACKFOLD_RECORD_LOADED_H

#include "record/words.h"

#include <sys/types.h>

/* Adds a program and the libraries that it asks for when it is started, in the order in which they
 * are loaded, each once. A library that is not found is left out; so are those that the program
 * loads later. STATUS_FATAL without memory. Without elfutils only the program is added. */
enum status loaded_by_program(const char *path, struct word_list *files, struct error *err);

/* Adds the files whose code a running process has mapped. STATUS_FAILED with a message if that
 * is not allowed, or there is no such process. */
enum status loaded_by_process(pid_t pid, struct word_list *files, struct error *err);

/* PATH, or where programs are looked for without it. */
const char *loaded_program_folders(void);

/* The file of a program as the shell finds it on PATH, links followed, for the caller to free; NULL
 * if there is none, or without memory. */
char *loaded_find_program(const char *name);

/* The program that runs a file: the one after #! in its first line, /usr/bin/env passed over; NULL
 * if the file is no script. For the caller to free. */
char *loaded_find_interpreter(const char *path);

#endif
