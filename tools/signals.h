/* What signals do to a tool. */
#ifndef STACKFOLD_TOOLS_SIGNALS_H
#define STACKFOLD_TOOLS_SIGNALS_H

#include <stdbool.h>

/* From now on a signal that ends the tool first removes temporary files. Signals that are ignored,
 * as with nohup, or that a profiler handles, stay so. tool: its name, for messages. */
void signals_watch(const char *tool);

/* From now on a signal that ends the tool calls a function first, which does only what a signal
 * handler may do. Call it while the tool has one thread. */
void signals_before_end(void (*act)(void));

/* From now on, until signals_end_reading, the first SIGINT does not end the tool where standard
 * input is a pipe: the same Ctrl-C ends the program that writes into it, such as perf record, and
 * its output until then is still read. The second SIGINT ends the tool. With `announce`, a message
 * on standard error, where that is a terminal, says so once the signal has come. */
void signals_read_to_end(bool announce);

/* SIGINT ends the tool again. */
void signals_end_reading(void);

#endif
