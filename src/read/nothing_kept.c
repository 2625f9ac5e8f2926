#include "read/nothing_kept.h"

#include "read/left_out.h"

#include <stdio.h>

/* Describes the samples of the counting events that choices left out. */
static bool merge_left_out(const struct reading *reading, struct left_out *all)
{
	bool ok = true;
	for (unsigned w = 0; w < reading->worker_count; w++) {
		const struct sink *sink = &reading->workers[w].sink;
		for (size_t e = 0; ok && e < sink->event_count; e++)
			if (sink->events[e].left_out && account_keeps(reading, &sink->events[e]))
				ok = left_out_merge(all, sink->events[e].left_out);
	}
	return ok;
}

/* Describes the contents of the inputs. */
static const char *noun(const struct reading *reading)
{
	return reading->sums == reading_samples(reading) ? "stack" : "sample";
}

/* No sample is from a chosen process. */
static enum status no_process(const struct reading *reading, const struct left_out *left_out,
                              struct error *err)
{
	static const struct {
		enum left_out_by by;
		const char *asked, *what;
	} kinds[] = {{BY_COMM, "processes", "processes named"},
	             {BY_PID, "processes", "processes"},
	             {BY_TID, "threads", "threads"}};
	const char *name = reading->inputs[0].name;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char list[600];
		if (!left_out->items[kinds[i].by])
			continue;
		if (!left_out_list(left_out, kinds[i].by, list, sizeof list))
			return error_no_memory(err);
		return error_set(err, STATUS_FAILED,
		                 "%s: no %s is of the chosen %s; there are %s %s", name,
		                 noun(reading), kinds[i].asked, kinds[i].what, list);
	}
	return error_set(err, STATUS_FAILED,
	                 "%s: no %s is of the chosen processes: the input does not name processes "
	                 "(%s)",
	                 name, noun(reading), reading->reader->fields);
}

/* No sample is from a chosen CPU and time. */
static enum status no_moment(const struct reading *reading, const struct left_out *left_out,
                             struct error *err)
{
	const struct choice *choice = &reading->options->choice;
	const char *name = reading->inputs[0].name;
	bool cpus = choice->cpus.count, times = choice->time.given;
	const char *what = cpus && times ? "on the chosen CPUs and at the chosen times"
	                   : cpus        ? "on the chosen CPUs"
	                                 : "at the chosen times";
	char list[600] = "", span[96] = "";
	if (cpus && !left_out_list(left_out, BY_CPU, list, sizeof list))
		return error_no_memory(err);
	if (times && left_out->timed) {
		uint64_t first = left_out->first_time / 1000;
		uint64_t last = left_out->last_time / 1000 + (left_out->last_time % 1000 != 0);
		snprintf(span, sizeof span, "%s they are from %llu.%06llu s to %llu.%06llu s",
		         *list ? ";" : "", (unsigned long long)first / 1000000,
		         (unsigned long long)first % 1000000, (unsigned long long)last / 1000000,
		         (unsigned long long)last % 1000000);
	}
	bool lacks_cpus = cpus && !left_out->placed, lacks_times = times && !left_out->timed;
	if (lacks_cpus || lacks_times)
		return error_set(err, STATUS_FAILED,
		                 "%s: no %s was taken %s: the input has no %s (%s)", name,
		                 noun(reading), what,
		                 lacks_cpus && lacks_times ? "CPUs or times"
		                 : lacks_cpus              ? "CPUs"
		                                           : "times",
		                 reading->reader->fields);
	return error_set(err, STATUS_FAILED, "%s: no %s was taken %s;%s%s%s", name, noun(reading),
	                 what, *list ? " they are of the CPUs " : "", list, span);
}

/* No sample has a chosen event. */
static enum status no_event(const struct reading *reading, const struct read_account *account,
                            struct error *err)
{
	const struct read_options *options = reading->options;
	char list[512] = "";
	bool values = account->event_count > 0;
	for (size_t i = 0, at = 0; i < account->event_count && at < sizeof list; i++) {
		const struct event_account *event = &account->events[i];
		values &= event->value;
		at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "",
		                       event->name);
		if (!event->value && at < sizeof list)
			at += (size_t)snprintf(list + at, sizeof list - at, " (%llu sample%s)",
			                       (unsigned long long)event->samples,
			                       event->samples == 1 ? "" : "s");
	}
	return error_set(err, STATUS_FAILED, "%s: no %s '%s'%s%s", reading->inputs[0].name,
	                 values                                      ? "sample type is named"
	                 : reading->sums == reading_samples(reading) ? "stack is of the event"
	                                                             : "sample is of the event",
	                 options->event_count ? options->events[0] : "?",
	                 *list ? "; there are: " : ": the input has no event names", list);
}

/* Context switches give no time off the CPU. */
static enum status no_off_cpu(const struct reading *reading, struct error *err)
{
	return error_set(err, STATUS_FAILED,
	                 "%s: no time off the CPU has a beginning and an end in the %llu context "
	                 "switches, or none is in a chosen state: --stats says more; "
	                 "perf record -a records the switches of all threads",
	                 reading->inputs[0].name,
	                 (unsigned long long)reading->workers[0].sink.switches);
}

enum status nothing_kept(const struct reading *reading, const struct read_account *account,
                         struct error *err)
{
	struct left_out left_out = {0};
	uint64_t asked = account->samples - account->guests - account->unknown_events -
	                 account->other_events;
	uint64_t of_processes = asked - account->other_comms;
	enum status status;
	if (reading->options->off_cpu && !asked)
		status = no_off_cpu(reading, err);
	else if (!merge_left_out(reading, &left_out))
		status = error_no_memory(err);
	else if (asked && !of_processes)
		status = no_process(reading, &left_out, err);
	else if (of_processes && of_processes == account->other_moments)
		status = no_moment(reading, &left_out, err);
	else if (account->empty)
		status = error_set(err, STATUS_FAILED, "%s: no %s has a frame",
		                   reading->inputs[0].name, noun(reading));
	else
		status = no_event(reading, account, err);
	left_out_free(&left_out);
	return status;
}
