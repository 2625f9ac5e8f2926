#include "chain_choice.h"

#include "base/buffer.h"
#include "record/cgroup.h"
#include "record/hindrance.h"
#include "record/loaded.h"
#include "record/probe.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GROUP_MAX = 32 /* processes of a control group whose files are looked at */ };

char *chain_process_file(pid_t pid)
{
	char link[64], path[PATH_MAX];
	snprintf(link, sizeof link, "/proc/%ld/exe", (long)pid);
	ssize_t size = readlink(link, path, sizeof path - 1);
	if (size <= 0)
		return NULL;
	path[size] = '\0';
	return strdup(path);
}

/* The program of a name: the interpreter where it is a script. */
static struct program program_called(const char *called)
{
	struct program program = {.file = loaded_find_program(called)};
	char *interpreter = program.file ? loaded_find_interpreter(program.file) : NULL;
	program.runtime = runtime_of_program(called, program.file);
	if (interpreter) {
		free(program.file);
		program.file = interpreter;
		if (!program.runtime)
			program.runtime = runtime_of_program(NULL, program.file);
	}
	return program;
}

void chain_find_programs(struct chain_choice *choice)
{
	if (choice->called)
		choice->program = program_called(choice->called);
	if (choice->other_called)
		choice->other = program_called(choice->other_called);
}

/* Takes note of the files of a running process, and of its runtime. */
static enum status find_process(struct chain_choice *choice, pid_t pid, struct error *err)
{
	char *file = chain_process_file(pid);
	const struct runtime *runtime = runtime_of_program(NULL, file);
	if (runtime && (!choice->program.runtime || runtime->generates_code))
		choice->program.runtime = runtime;
	free(file);
	return loaded_by_process(pid, &choice->files, err);
}

/* The same of the processes of a control group, which may end at any time. */
static void find_group(struct chain_choice *choice)
{
	pid_t pids[GROUP_MAX];
	size_t count = cgroup_processes(choice->options->cgroup, pids, GROUP_MAX);
	struct error gone;
	for (size_t i = 0; i < count; i++)
		(void)find_process(choice, pids[i], &gone);
}

static enum status find_files(struct chain_choice *choice, struct error *err)
{
	const struct flame_options *options = choice->options;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < options->processes.count && !status; i++)
		status = find_process(choice, options->pids[i], err);
	if (options->cgroup)
		find_group(choice);
	if (choice->program.file && !status)
		status = loaded_by_program(choice->program.file, &choice->files, err);
	if (choice->other.file && !status)
		status = loaded_by_program(choice->other.file, &choice->files, err);
	return status;
}

/* The runtime that generates code, of one of the programs; NULL: none does. */
static const char *generating_runtime(const struct chain_choice *choice)
{
	const struct runtime *const runtimes[] = {choice->program.runtime, choice->other.runtime};
	for (size_t i = 0; i < sizeof runtimes / sizeof *runtimes; i++)
		if (runtimes[i] && runtimes[i]->generates_code)
			return runtimes[i]->name;
	return NULL;
}

/* Why LBR, which the user asked for, does not work. */
static enum status refuse_lbr(const struct event_choice *event, int failure, struct error *err)
{
	struct buffer why = {0};
	hindrance_of_event(failure, &event->here, &why);
	return event_refuse(" call chains by LBR", 0, &why, err);
}

enum status chain_choose(struct chain_choice *choice, const struct event_choice *event,
                         struct error *err)
{
	const struct flame_options *options = choice->options;
	const char *mode = options->call_graph;
	struct probe_target target = {.whole_system = event->whole_system};
	const int lbr = mode && strcmp(mode, "lbr") == 0 ? probe_branch_stacks(&target) : 0;
	if (lbr && !options->call_graph_noted)
		return refuse_lbr(event, lbr, err);
	if (mode && strcmp(mode, "auto") != 0 && !lbr) {
		choice->graph.mode = strcmp(mode, "none") == 0    ? NULL
		                     : strcmp(mode, "dwarf") == 0 ? "dwarf,8192"
		                                                  : mode;
		return STATUS_OK;
	}
	enum status status = target.whole_system && !options->cgroup ? STATUS_OK
	                                                             : find_files(choice, err);
	/* all of it, and not only processes whose files are known */
	const bool whole = target.whole_system && (event->switches || !choice->files.count);
	if (status)
		return status;
	const struct call_graph_question question = {
		.runtime = generating_runtime(choice),
		.files = &choice->files,
		.whole_system = whole,
		.branch_stacks = whole && !event->kernel_hidden &&
	                         probe_branch_stacks(&target) == 0,
	};
	call_graph_choose(&question, &choice->graph);
	return STATUS_OK;
}

void chain_choice_free(struct chain_choice *choice)
{
	free(choice->program.file);
	free(choice->other.file);
	words_free(&choice->files);
}
