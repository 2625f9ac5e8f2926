/* Signals that are queued instead of ending this process. */
#ifndef STACKFOLD_RECORD_SIGNAL_QUEUE_H
#define STACKFOLD_RECORD_SIGNAL_QUEUE_H

#include "base/status.h"

#include <signal.h>
#include <stdbool.h>

struct signal_queue {
	int fd; /* to be polled */
	sigset_t before;
};

/* A signal that came. */
struct queued_signal {
	int number;
	bool sent_by_process; /* to this process; else the terminal sent it to the group */
};

/* From now on, signals that end processes, and SIGCHLD, are queued. With `users`,
 * SIGUSR1 and SIGUSR2 too. Those that are ignored stay so. */
enum status signal_queue_open(struct signal_queue *queue, bool users, struct error *err);

/* Takes the next; false: there is none now. */
bool signal_queue_take(struct signal_queue *queue, struct queued_signal *taken);

/* Signals that come from now on, and those still in the queue, have their usual effect. */
void signal_queue_close(struct signal_queue *queue);

#endif
