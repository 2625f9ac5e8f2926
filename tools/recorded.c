#include "recorded.h"

#include "base/c_locale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double least_share = 0.8,    /* share of the processor time that samples mean */
	least_missing = 0.05;             /* seconds */
static const double least_seconds = 0.02; /* seconds after which there should be samples */

/* Adds a warning, which is freed; NULL: there is no memory. */
static bool add(struct name_list *warnings, char *text)
{
	bool ok = text && name_list_add(warnings, text);
	free(text);
	return ok;
}

/* If the processor has no counter of cycles, perf uses the clock without a message. */
static bool check_event(const struct recorder *recorder, const struct facts *facts,
                        struct name_list *warnings)
{
	const char *asked = recorder_way(recorder).event, *used = facts->event.name;
	if (!recorder->options->event || !*asked || strstr(asked, "clock") ||
	    strncmp(used, "cpu-clock", 9) != 0)
		return true;
	return add(warnings,
	           c_locale_text("perf recorded %s, because %s does not work here", used, asked));
}

/* The seconds that the samples mean, negative: unknown. */
static double sampled_seconds(const struct facts *facts)
{
	const struct decimal *weight = &facts->counts[0].weight;
	if (!facts->counts[0].samples || strcmp(facts->unit.name, "ns") != 0)
		return -1;
	return (double)weight->value / pow(10, weight->places) / 1e9;
}

static bool check_times(const struct recorder *recorder, const struct facts *facts,
                        struct name_list *warnings)
{
	const struct child *program = &recorder->program;
	const double sampled = sampled_seconds(facts), taken = program->seconds;
	if (!recorder->times_program || !program->ended || sampled < 0 ||
	    recorder->outcome.end != RECORDING_ENDED || recorder->options->seconds > 0)
		return true;
	if (sampled >= least_share * taken || taken - sampled <= least_missing)
		return true;
	return add(warnings,
	           c_locale_text("samples stand for only %.2f s of the %.2f s of processor time "
	                         "that %s took: samples were lost, or processes ended before "
	                         "their first sample; a higher rate (-F 9970) misses fewer",
	                         sampled, taken, recorder->words[0]));
}

enum status recorded_check(const struct recorder *recorder, const struct facts *facts,
                           struct name_list *warnings, struct error *err)
{
	bool ok = check_event(recorder, facts, warnings) && check_times(recorder, facts, warnings);
	return ok ? STATUS_OK : error_no_memory(err);
}

enum status recorded_nothing(const struct recorder *recorder, struct error *err)
{
	const double delay = recorder->options->delay;
	const struct child *program = &recorder->program;
	if (delay > 0 && recorder->outcome.seconds <= 0)
		return error_set(err, STATUS_FAILED,
		                 "no samples: %s ended before the %g s of --delay were over",
		                 recorder->words[0], delay);
	if (delay <= 0 && program->ended && program->seconds > least_seconds)
		return error_set(err, STATUS_FAILED,
		                 "no samples, although %s took %.2f s of processor time: its "
		                 "processes may have ended before their first sample; record "
		                 "with a higher rate: -F 9970",
		                 recorder->words[0], program->seconds);
	return error_set(err, STATUS_FAILED,
	                 "no samples in %.2f s: what was recorded used hardly any processor time",
	                 recorder->outcome.seconds);
}
