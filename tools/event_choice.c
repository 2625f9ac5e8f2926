#include "event_choice.h"

#include "record/probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool whole_system(const struct event_choice *choice)
{
	return choice->options->whole_system || choice->options->cgroup || choice->switches;
}

/* Whether a process belongs to another user. */
static bool of_other_user(pid_t pid)
{
	char path[64];
	struct stat info;
	snprintf(path, sizeof path, "/proc/%ld", (long)pid);
	return pid && stat(path, &info) == 0 && info.st_uid != geteuid();
}

enum status event_refuse(const char *what, pid_t pid, struct buffer *why, struct error *err)
{
	char process[32] = "";
	enum status status;
	if (pid)
		snprintf(process, sizeof process, " process %ld", (long)pid);
	buffer_byte(why, '\0');
	if (why->failed)
		status = error_no_memory(err);
	else
		status = error_set(err, STATUS_FAILED, "cannot record%s%s: %s", what, process,
		                   why->data);
	buffer_free(why);
	return status;
}

/* Warns of missing data, with the reason. */
static void warn_of(const struct cli *cli, const char *what, struct buffer *why)
{
	buffer_byte(why, '\0');
	if (!why->failed)
		cli_warn(cli, "%s: %s", what, why->data);
	buffer_free(why);
}

/* The first event that works on a process, or on everything that is recorded; if none does, with
 * the reason of the last, which needs the least. */
static enum status try_target(const struct probe_target *target, struct surroundings *here,
                              struct probe_try tries[PROBE_TRIES], const struct probe_try **best,
                              struct error *err)
{
	struct buffer why = {0};
	*best = probe_events(target, false, tries);
	if (*best)
		return STATUS_OK;
	here->other_user = of_other_user(target->pid);
	hindrance_of_event(tries[PROBE_TRIES - 1].failure, here, &why);
	return event_refuse("", target->pid, &why, err);
}

/* The same for all processes of --pid: the one that works on each. */
static enum status try_targets(struct event_choice *choice, struct probe_try tries[PROBE_TRIES],
                               const struct probe_try **best, struct error *err)
{
	const struct flame_options *options = choice->options;
	struct probe_target target = {.whole_system = choice->whole_system};
	const struct probe_try *found;
	enum status status = STATUS_OK;
	if (target.whole_system || !options->processes.count)
		return try_target(&target, &choice->here, tries, best, err);
	*best = NULL;
	for (size_t i = 0; i < options->processes.count && !status; i++) {
		target.pid = options->pids[i];
		status = try_target(&target, &choice->here, tries, &found, err);
		if (!status && (!*best || found > *best))
			*best = found;
	}
	return status;
}

/* Whether context switches can be recorded. If their tracepoints are not available, perf may be
 * able to enable them. */
static enum status try_switches(const struct surroundings *here, struct error *err)
{
	struct buffer why = {0};
	int failure = probe_switches();
	if (!failure || failure == ENOENT)
		return STATUS_OK;
	hindrance_of_switches(failure, here, &why);
	return event_refuse(" context switches", 0, &why, err);
}

/* Warns of parts of the kernel that are not visible. */
static void say_hidden(struct event_choice *choice, bool user_only)
{
	struct buffer why = {0};
	if (user_only) {
		hindrance_of_kernel(&choice->here, &why);
		warn_of(choice->cli, "time in the kernel is not recorded", &why);
		choice->kernel_hidden = true;
	} else if (hindrance_hides_kernel_names("/proc/kallsyms")) {
		hindrance_of_kernel_names(&choice->here, &why);
		warn_of(choice->cli, "the kernel's functions have no names", &why);
		choice->kernel_hidden = true;
	}
}

/* The event with that name among those that are tried, NULL: it is not one of them. */
static const struct probe_try *find_try(const struct probe_try tries[PROBE_TRIES],
                                        const char *event)
{
	for (size_t i = 0; i < PROBE_TRIES; i++)
		if (strcmp(tries[i].event, event) == 0)
			return &tries[i];
	return NULL;
}

/* Whether the event of an earlier result works on everything that is recorded, if that can be
 * tried; `taken` is the event, if it is one of those that are tried. */
static bool works(const struct event_choice *choice, struct probe_try tries[PROBE_TRIES],
                  const struct probe_try **taken)
{
	const struct flame_options *options = choice->options;
	const bool each = !choice->whole_system && options->processes.count;
	struct probe_target target = {.whole_system = choice->whole_system};
	bool fails = false;
	for (size_t i = 0; i < (each ? options->processes.count : 1) && !fails; i++) {
		target.pid = each ? options->pids[i] : 0;
		probe_events(&target, true, tries);
		*taken = find_try(tries, options->event);
		fails = *taken && (*taken)->failure;
	}
	return !fails;
}

/* Takes the user's event, or that of an earlier result if it works; otherwise the best one. NULL:
 * the event is none of those that were tried. */
static enum status choose_sampled(struct event_choice *choice, struct probe_try tries[PROBE_TRIES],
                                  const struct probe_try **taken, struct error *err)
{
	const struct flame_options *options = choice->options;
	if (options->event && (!options->event_noted || works(choice, tries, taken))) {
		choice->event = strdup(options->event);
		return choice->event ? STATUS_OK : error_no_memory(err);
	}
	enum status status = try_targets(choice, tries, taken, err);
	if (status)
		return status;
	say_hidden(choice, (*taken)->user_only);
	choice->event = strdup((*taken)->event);
	return choice->event ? STATUS_OK : error_no_memory(err);
}

enum status event_choose(struct event_choice *choice, struct error *err)
{
	const struct flame_options *options = choice->options;
	struct probe_try tries[PROBE_TRIES];
	const struct probe_try *taken = NULL;
	choice->whole_system = whole_system(choice);
	surroundings_look(&choice->here);
	choice->here.whole_system = choice->whole_system;
	enum status status = choice->switches ? try_switches(&choice->here, err) : STATUS_OK;
	if (status)
		return status;
	if (choice->switches && !choice->wall) {
		choice->event = strdup("");
		return choice->event ? STATUS_OK : error_no_memory(err);
	}
	status = choose_sampled(choice, tries, &taken, err);
	choice->times_program = taken && !taken->user_only && !taken->hardware &&
	                        !choice->switches && !options->no_children && options->delay <= 0;
	return status;
}
