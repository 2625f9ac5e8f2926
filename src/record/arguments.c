#include "record/arguments.h"

#include "base/buffer.h"

/* Adds an option with its value (NULL: it has none). False without memory. */
static bool add_option(struct word_list *words, const char *option, const char *value)
{
	return words_add(words, option) && (!value || words_add(words, value));
}

static bool add_pids(struct word_list *words, const struct record_plan *plan)
{
	struct buffer list = {0};
	if (!plan->pid_count)
		return true;
	for (size_t i = 0; i < plan->pid_count; i++)
		buffer_printf(&list, "%s%ld", i ? "," : "", (long)plan->pids[i]);
	buffer_byte(&list, '\0');
	bool ok = !list.failed && add_option(words, "-p", list.data);
	buffer_free(&list);
	return ok;
}

static bool add_control(struct word_list *words, const struct record_plan *plan)
{
	struct buffer text = {0};
	buffer_printf(&text, "--control=fd:%d,%d", plan->control, plan->answers);
	buffer_byte(&text, '\0');
	bool ok = !text.failed && add_option(words, "--delay", "-1") && words_add(words, text.data);
	buffer_free(&text);
	return ok;
}

enum status record_arguments(const struct record_plan *plan, struct word_list *words,
                             struct error *err)
{
	bool ok = words_add(words, "perf") && words_add(words, "record") &&
	          add_option(words, "-o", plan->output) &&
	          words_add(words, "-N"); /* do not copy programs to ~/.debug */
	for (size_t i = 0; i < plan->event_count && ok; i++)
		ok = add_option(words, "-e", plan->events[i]);
	if (plan->frequency)
		ok = ok && add_option(words, "-F", plan->frequency);
	if (plan->call_graph)
		ok = ok && add_option(words, "--call-graph", plan->call_graph);
	if (plan->buffers)
		ok = ok && add_option(words, "-m", plan->buffers);
	if (plan->no_children)
		ok = ok && words_add(words, "--no-inherit");
	if (plan->whole_system)
		ok = ok && words_add(words, "-a");
	if (plan->cgroup) /* perf requires it after the event */
		ok = ok && add_option(words, "-G", plan->cgroup);
	ok = ok && add_pids(words, plan) && add_control(words, plan);
	for (size_t i = 0; i < plan->extra_count && ok; i++)
		ok = words_add(words, plan->extra[i]);
	return ok ? STATUS_OK : error_no_memory(err);
}
