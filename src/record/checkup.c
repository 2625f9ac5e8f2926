#include "record/checkup.h"

#include "config.h"

#include "base/text.h"
#include "record/child.h"
#include "record/hindrance.h"
#include "record/loaded.h"
#include "record/perf.h"
#include "record/probe.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BUFFER_SIZE = 512 << 10, /* bytes: the size that perf record maps for users */
	DEPTH_USUAL = 127,       /* the default of kernel.perf_event_max_stack */
};

static struct check *add(struct checkup *checkup, const char *name, enum check_result result,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

static struct check *add(struct checkup *checkup, const char *name, enum check_result result,
                         const char *format, ...)
{
	struct check *check = &checkup->checks[checkup->count++];
	char text[512];
	va_list args;
	*check = (struct check){.name = name, .result = result};
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	buffer_text(&check->found, text);
	return check;
}

/* --- the checks ------------------------------------------------------------------------------- */

/* Runs perf with some arguments; returns the first line of its output, and whether the output
 * contains a text. */
static bool perf_says(const char *perf, char *const *words, const char *part, char *line,
                      size_t room)
{
	struct buffer text = {0};
	child_run(perf, words, true, &text);
	buffer_byte(&text, '\0');
	const char *said = text.failed ? "" : text.data;
	bool found = part && strstr(said, part);
	snprintf(line, room, "%.*s", (int)strcspn(said, "\n"), said);
	buffer_free(&text);
	return found;
}

/* Returns perf's file, NULL: there is none. */
static char *check_perf(struct checkup *checkup)
{
	struct perf_places places = perf_usual_places;
	struct error why = {{0}};
	char *perf = NULL, line[128];
	char *const words[] = {"perf", "--version", NULL};
	places.path = loaded_program_folders();
	if (perf_find(&places, "/etc/os-release", &perf, &why) != STATUS_OK) {
		const char *remedy = strstr(why.text, ": ");
		struct check *check = add(checkup, "perf", CHECK_MISSING, "not found");
		buffer_text(&check->remedy, remedy ? remedy + 2 : why.text);
		return NULL;
	}
	perf_says(perf, words, NULL, line, sizeof line);
	add(checkup, "perf", CHECK_OK, "%s, %s", perf, line);
	return perf;
}

/* Adds a row for "why: remedy", split into its two parts. */
static void add_reason(struct checkup *checkup, const char *name, enum check_result result,
                       struct buffer *why)
{
	buffer_byte(why, '\0');
	const char *text = why->failed ? "" : why->data, *colon = strstr(text, ": ");
	struct check *check = add(checkup, name, result, "%.*s",
	                          (int)(colon ? colon - text : (ptrdiff_t)strlen(text)), text);
	if (colon)
		buffer_text(&check->remedy, colon + 2);
}

/* Adds a row for something that was tried. */
static void add_try(struct checkup *checkup, const char *name, int failure,
                    enum check_result otherwise, const struct surroundings *here)
{
	struct buffer why = {0};
	if (!failure) {
		add(checkup, name, CHECK_OK, "works");
		return;
	}
	hindrance_of_event(failure, here, &why);
	add_reason(checkup, name, otherwise, &why);
	buffer_free(&why);
}

/* Tries an event of the whole system and, if that fails, LBR. */
static void check_wider(struct checkup *checkup, struct surroundings *here)
{
	struct probe_try tries[PROBE_TRIES];
	const struct probe_target self = {0}, all = {.whole_system = true};
	const struct probe_try *best = probe_events(&all, false, tries);
	here->whole_system = true;
	add_try(checkup, "whole system", best ? 0 : tries[PROBE_TRIES - 1].failure, CHECK_LIMITED,
	        here);
	here->whole_system = false;
	add_try(checkup, "LBR", probe_branch_stacks(&self), CHECK_LIMITED, here);
}

static void check_events(struct checkup *checkup, struct surroundings *here)
{
	struct probe_try tries[PROBE_TRIES];
	const struct probe_target self = {0};
	const struct probe_try *best = probe_events(&self, true, tries);
	checkup->can_record = best;
	for (size_t i = 0; i < PROBE_TRIES; i++) {
		here->kernel = !tries[i].user_only;
		add_try(checkup, tries[i].event, tries[i].failure,
		        best ? CHECK_LIMITED : CHECK_MISSING, here);
	}
	here->kernel = false;
	check_wider(checkup, here);
}

static void check_buffers(struct checkup *checkup)
{
	int failure = probe_buffers(BUFFER_SIZE, 1);
	if (failure && !checkup->can_record) {
		add(checkup, "buffers", CHECK_LIMITED, "not tried, because no event works");
		return;
	}
	if (!failure) {
		add(checkup, "buffers", CHECK_OK, "%d KiB can be mapped", BUFFER_SIZE >> 10);
		return;
	}
	struct check *check = add(checkup, "buffers", CHECK_LIMITED, "%d KiB cannot be mapped: %s",
	                          BUFFER_SIZE >> 10, strerror(failure));
	if (failure == EPERM)
		buffer_text(&check->remedy, "sudo sysctl kernel.perf_event_mlock_kb=65536");
}

static void check_kernel_names(struct checkup *checkup, const struct surroundings *here)
{
	if (access("/proc/kallsyms", R_OK) != 0) {
		add(checkup, "kernel names", CHECK_LIMITED, "/proc/kallsyms is not readable");
	} else if (!hindrance_hides_kernel_names("/proc/kallsyms")) {
		add(checkup, "kernel names", CHECK_OK, "/proc/kallsyms has addresses");
	} else {
		struct check *check = add(checkup, "kernel names", CHECK_LIMITED,
		                          "/proc/kallsyms hides its addresses");
		hindrance_of_kernel_names(here, &check->remedy);
	}
}

static void check_depth(struct checkup *checkup)
{
	int depth = 0;
	FILE *file = fopen("/proc/sys/kernel/perf_event_max_stack", "re");
	if (file && fscanf(file, "%d", &depth) != 1)
		depth = 0;
	if (file)
		fclose(file);
	if (depth > DEPTH_USUAL)
		add(checkup, "depth of stacks", CHECK_OK, "%d frames", depth);
	else if (depth) {
		struct check *check = add(checkup, "depth of stacks", CHECK_OK,
		                          "%d frames, by frame pointers", depth);
		buffer_text(&check->remedy,
		            "for deeper ones: sudo sysctl kernel.perf_event_max_stack=1024");
	} else {
		add(checkup, "depth of stacks", CHECK_LIMITED, "not known");
	}
}

static void check_names(struct checkup *checkup)
{
#ifdef HAVE_ELFUTILS
	add(checkup, "symbols", CHECK_OK, "of programs, libraries and debug files; stack dumps");
#else
	struct check *check = add(checkup, "symbols", CHECK_LIMITED,
	                          "none of programs, and no stack dumps");
	buffer_text(&check->remedy, "build stackfold with elfutils");
#endif
}

static void check_switches(struct checkup *checkup, const struct surroundings *here)
{
	struct buffer why = {0};
	int failure = probe_switches();
	if (!failure) {
		add(checkup, "context switches", CHECK_OK, "can be recorded");
	} else if (failure == ENOENT) {
		struct check *check = add(checkup, "context switches", CHECK_LIMITED,
		                          "there are no tracepoints");
		buffer_text(&check->remedy, "sudo mount -t tracefs nodev /sys/kernel/tracing");
	} else {
		hindrance_of_switches(failure, here, &why);
		add_reason(checkup, "context switches", CHECK_LIMITED, &why);
	}
	buffer_free(&why);
}

static void check_bpf(struct checkup *checkup, const char *perf)
{
	char line[128];
	char *const words[] = {"perf", "record", "-h", NULL};
	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		add(checkup, "BPF", CHECK_LIMITED, "the kernel has no BTF");
	else if (!perf || perf_says(perf, words, "BUILD_BPF_SKEL", line, sizeof line))
		add(checkup, "BPF", CHECK_LIMITED, "perf is built without it");
	else
		add(checkup, "BPF", CHECK_OK, "the kernel and perf have it");
}

/* --- all of them ------------------------------------------------------------------------------ */

const char *check_result_name(enum check_result result)
{
	static const char *const names[] = {
		[CHECK_OK] = "ok", [CHECK_LIMITED] = "limited", [CHECK_MISSING] = "missing"};
	return names[result];
}

enum status checkup_make(struct checkup *checkup, struct error *err)
{
	struct surroundings here = {0};
	bool failed = false;
	*checkup = (struct checkup){.count = 0};
	surroundings_look(&here);
	char *perf = check_perf(checkup);
	check_events(checkup, &here);
	check_buffers(checkup);
	check_depth(checkup);
	check_names(checkup);
	check_kernel_names(checkup, &here);
	check_switches(checkup, &here);
	check_bpf(checkup, perf);
	checkup->can_record &= perf != NULL;
	free(perf);
	for (size_t i = 0; i < checkup->count; i++) {
		struct check *check = &checkup->checks[i];
		buffer_byte(&check->found, '\0');
		if (check->remedy.size)
			buffer_byte(&check->remedy, '\0');
		failed |= check->found.failed || check->remedy.failed;
	}
	return failed ? error_no_memory(err) : STATUS_OK;
}

void checkup_free(struct checkup *checkup)
{
	for (size_t i = 0; i < checkup->count; i++) {
		buffer_free(&checkup->checks[i].found);
		buffer_free(&checkup->checks[i].remedy);
	}
	checkup->count = 0;
}
