#include "record/signal_queue.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static bool is_ignored(int number)
{
	struct sigaction action;
	return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

enum status signal_queue_open(struct signal_queue *queue, bool users, struct error *err)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!is_ignored(numbers[i]) &&
		    (users || (numbers[i] != SIGUSR1 && numbers[i] != SIGUSR2)))
			sigaddset(&set, numbers[i]);
	sigprocmask(SIG_BLOCK, &set, &queue->before);
	queue->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (queue->fd >= 0)
		return STATUS_OK;
	int why = errno;
	sigprocmask(SIG_SETMASK, &queue->before, NULL);
	return error_set(err, STATUS_FATAL, "signals cannot be waited for: %s", strerror(why));
}

bool signal_queue_take(struct signal_queue *queue, struct queued_signal *taken)
{
	struct signalfd_siginfo info;
	if (read(queue->fd, &info, sizeof info) != sizeof info)
		return false;
	taken->number = (int)info.ssi_signo;
	taken->sent_by_process = info.ssi_code <= 0; /* SI_USER, SI_TKILL, SI_QUEUE */
	return true;
}

void signal_queue_close(struct signal_queue *queue)
{
	if (queue->fd < 0)
		return;
	close(queue->fd);
	queue->fd = -1;
	sigprocmask(SIG_SETMASK, &queue->before, NULL);
}
