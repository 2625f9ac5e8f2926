#include "edit/keys.h"

#include "base/number.h"

#include <stdlib.h>
#include <string.h>

/* Threads of one process. */
struct sample_process {
	uint32_t pid, life;
};

/* Two numbers together. */
struct pair {
	uint32_t one, other;
};

static const struct {
	const char *name;
	enum key_kind kind;
	const char *lack, *help; /* the field that no sample has, and how to record it */
} kinds[] = {
	{"thread", KEY_THREAD, "a thread ID", "; perf script -F +tid prints them"},
	{"process", KEY_PROCESS, "a process ID", "; perf script -F +pid prints them"},
	{"comm", KEY_COMM, "a process name", "; perf script -F +comm prints them"},
	{"event", KEY_EVENT, "an event", "; perf script -F +event prints them"},
	{"cpu", KEY_CPU, "a CPU",
         "; perf record --sample-cpu records them, perf script -F +cpu prints them"},
};

/* ---- keys by name ---- */

/* Converts "0.5" to 500000000; false if it is not a time above 0. */
static bool parse_seconds(struct text text, uint64_t *length)
{
	enum { NANO_PLACES = 9 };
	struct decimal seconds;
	if (decimal_parse(text.at, text.size, &seconds) != NUMBER_OK ||
	    seconds.places > NANO_PLACES || !seconds.value)
		return false;
	*length = seconds.value;
	return number_scale(length, NANO_PLACES - seconds.places);
}

static bool parse_key(struct text text, bool seconds, struct sample_key *key)
{
	static const char label[] = "label:";
	*key = (struct sample_key){0};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(text, kinds[i].name)) {
			key->kind = kinds[i].kind;
			return true;
		}
	if (text_begins(text, label) && text.size > sizeof label - 1) {
		key->kind = KEY_LABEL;
		key->label = text_from(text, sizeof label - 1);
		return true;
	}
	key->kind = KEY_TIME;
	return seconds && parse_seconds(text, &key->length);
}

enum status keys_parse(struct sample_keys *keys, const char *option, bool seconds, const char *text,
                       struct error *err)
{
	for (const char *at = text;; at++) {
		const struct text word = {at, strcspn(at, ",")};
		if (keys->count == KEYS_MAX)
			return error_set(err, STATUS_FAILED, "--%s %s: more than %d keys", option,
			                 text, KEYS_MAX);
		if (!parse_key(word, seconds, &keys->items[keys->count++]))
			return error_set(err, STATUS_FAILED,
			                 "--%s %s: expected thread, process, comm, event, cpu%s "
			                 "label:KEY%s, or several of these, separated by commas",
			                 option, text, seconds ? "," : " or",
			                 seconds ? " or a number of seconds" : "");
		at += word.size;
		if (!*at)
			return STATUS_OK;
	}
}

bool keys_have(const struct sample_keys *keys, enum key_kind kind)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->items[i].kind == kind)
			return true;
	return false;
}

/* ---- names of threads and processes ---- */

static bool is_main(const struct sample_thread *thread)
{
	return thread->tid == thread->pid;
}

/* Threads have the last of their names; processes have that of their main thread, or otherwise of
 * their first thread in the input. */
static bool name_all(struct key_values *values)
{
	const struct samples *samples = values->samples;
	const size_t threads = samples->threads.count;
	values->thread_process = malloc((threads + 1) * sizeof *values->thread_process);
	values->thread_name = malloc((threads + 1) * sizeof *values->thread_name);
	values->process_name = malloc((threads + 1) * sizeof *values->process_name);
	if (!values->thread_process || !values->thread_name || !values->process_name)
		return false;
	memset(values->thread_name, 0xff, (threads + 1) * sizeof *values->thread_name);
	memset(values->process_name, 0xff, (threads + 1) * sizeof *values->process_name);
	for (size_t i = 0; i < samples->count; i++) {
		const struct sample_task *task = samples_task(samples,
		                                              samples_get(samples, i).task);
		if (task && task->comm != SAMPLE_NONE)
			values->thread_name[task->thread] = task->comm;
	}
	for (uint32_t t = 0; t < threads; t++) {
		const struct sample_thread *thread = samples_thread(samples, t);
		const struct sample_process key = {thread->pid, thread->life};
		values->thread_process[t] = SAMPLE_NONE;
		if (thread->pid == SAMPLE_NONE)
			continue;
		const uint32_t p = rows_intern(&values->processes, &key, sizeof key);
		if (p == ROW_NONE)
			return false;
		values->thread_process[t] = p;
		if (values->thread_name[t] != SAMPLE_NONE &&
		    (is_main(thread) || values->process_name[p] == SAMPLE_NONE))
			values->process_name[p] = values->thread_name[t];
	}
	return true;
}

/* ---- values ---- */

static uint32_t intern(struct key_values *values, struct rows *rows, const void *row, size_t size)
{
	const uint32_t id = rows_intern(rows, row, size);
	values->failed |= id == ROW_NONE;
	return id;
}

static uint32_t label_number(struct key_values *values, size_t k, uint32_t set)
{
	const struct label_set labels = labels_of(&values->samples->labels, set);
	for (uint32_t i = 0; i < labels.count; i++) {
		if (labels.items[i].key != values->names[k])
			continue;
		return intern(values, &values->labels, &labels.items[i], sizeof labels.items[i]);
	}
	return SAMPLE_NONE;
}

static uint32_t pair_number(struct key_values *values, uint32_t one, uint32_t other)
{
	const struct pair pair = {one, other};
	return one == SAMPLE_NONE ? SAMPLE_NONE
	                          : intern(values, &values->pairs, &pair, sizeof pair);
}

static uint32_t time_number(const struct key_values *values, size_t k, uint64_t time)
{
	if (time == SAMPLE_NO_TIME)
		return SAMPLE_NONE;
	const uint64_t part = (time - values->first) / values->keys->items[k].length;
	return part < SAMPLE_NONE ? (uint32_t)part : SAMPLE_NONE - 1;
}

static uint32_t number_of(struct key_values *values, size_t k, const struct sample *sample)
{
	const struct samples *samples = values->samples;
	const struct sample_task *task = samples_task(samples, sample->task);
	switch (values->keys->items[k].kind) {
	case KEY_COMM:
		return task ? task->comm : SAMPLE_NONE;
	case KEY_COMM_PID:
		return task ? pair_number(values, task->comm, values->thread_process[task->thread])
		            : SAMPLE_NONE;
	case KEY_COMM_TID:
		return task ? pair_number(values, task->comm, task->thread) : SAMPLE_NONE;
	case KEY_PROCESS:
		return task ? values->thread_process[task->thread] : SAMPLE_NONE;
	case KEY_THREAD:
		if (!task || (samples_thread(samples, task->thread)->tid == SAMPLE_NONE))
			return SAMPLE_NONE;
		return task->thread;
	case KEY_EVENT:
		return samples_event(samples, sample->event)->name == SAMPLE_NONE ? SAMPLE_NONE
		                                                                  : sample->event;
	case KEY_CPU:
		return sample->cpu;
	case KEY_LABEL:
		return label_number(values, k, sample->labels);
	case KEY_TIME:
		return time_number(values, k, sample->time);
	}
	return SAMPLE_NONE;
}

bool key_values_of(struct key_values *values, const struct sample *sample, uint32_t *numbers)
{
	for (size_t k = 0; k < values->keys->count; k++)
		numbers[k] = number_of(values, k, sample);
	return !values->failed;
}

static enum status refuse(const struct sample_key *key, const char *option, struct error *err)
{
	if (key->kind == KEY_LABEL)
		return error_set(err, STATUS_FAILED, "--%s: no sample has a label %.*s", option,
		                 (int)(key->label.size < 60 ? key->label.size : 60), key->label.at);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].kind == key->kind)
			return error_set(err, STATUS_FAILED, "--%s: no sample has %s%s", option,
			                 kinds[i].lack, kinds[i].help);
	return key->kind == KEY_TIME
	               ? error_set(err, STATUS_FAILED,
	                           "--%s: no sample has a time; perf script -F +time prints it",
	                           option)
	               : STATUS_OK;
}

/* Whether each key has a value in some sample. */
static enum status check(struct key_values *values, const char *option, struct error *err)
{
	bool known[KEYS_MAX] = {false};
	size_t missing = values->keys->count;
	for (size_t i = 0; missing && i < values->samples->count; i++) {
		const struct sample sample = samples_get(values->samples, i);
		for (size_t k = 0; k < values->keys->count; k++) {
			if (known[k] || number_of(values, k, &sample) == SAMPLE_NONE)
				continue;
			known[k] = true;
			missing--;
		}
	}
	for (size_t k = 0; k < values->keys->count; k++)
		if (values->failed)
			return error_no_memory(err);
		else if (!known[k])
			return refuse(&values->keys->items[k], option, err);
	return STATUS_OK;
}

enum status key_values_init(struct key_values *values, const struct samples *samples,
                            const struct sample_keys *keys, const char *option, struct error *err)
{
	*values = (struct key_values){
		.samples = samples, .keys = keys, .first = SAMPLE_NO_TIME, .last = SAMPLE_NO_TIME};
	if (!name_all(values))
		return error_no_memory(err);
	for (size_t k = 0; k < keys->count; k++)
		values->names[k] = keys->items[k].kind != KEY_LABEL
		                           ? SAMPLE_NONE
		                           : frames_find(&samples->names, keys->items[k].label.at,
		                                         keys->items[k].label.size);
	for (size_t i = samples->count; i-- > 0;) { /* samples without a time are last */
		const uint64_t time = samples_get(samples, i).time;
		if (time == SAMPLE_NO_TIME)
			continue;
		values->first = samples_get(samples, 0).time;
		values->last = time;
		break;
	}
	return option ? check(values, option, err) : STATUS_OK;
}

void key_values_free(struct key_values *values)
{
	rows_free(&values->processes);
	rows_free(&values->pairs);
	rows_free(&values->labels);
	free(values->thread_process);
	free(values->thread_name);
	free(values->process_name);
	*values = (struct key_values){0};
}

/* ---- texts for values ---- */

static struct text name_of(const struct key_values *values, uint32_t name)
{
	if (name == SAMPLE_NONE)
		return (struct text){0};
	const struct frame *frame = &values->samples->names.items[name];
	return (struct text){frame->name, frame->size};
}

static const struct sample_process *process_of(const struct key_values *values, uint32_t process)
{
	return (const struct sample_process *)values->processes.items + process;
}

static void add_thread(const struct key_values *values, uint32_t id, struct key_facts *facts)
{
	const struct sample_thread *thread = samples_thread(values->samples, id);
	facts->pid = thread->pid;
	facts->tid = thread->tid;
}

static void append_label(const struct key_values *values, uint32_t number, struct buffer *text)
{
	const struct label *label = (const struct label *)values->labels.items + number;
	const struct text value = name_of(values, label->text), unit = name_of(values, label->unit);
	if (value.at) {
		buffer_append(text, value.at, value.size);
		return;
	}
	buffer_printf(text, "%lld", (long long)label->number);
	if (unit.size) {
		buffer_byte(text, ' ');
		buffer_append(text, unit.at, unit.size);
	}
}

/* Only for keys that are pairs: otherwise there are no pairs, and their address is NULL. */
static const struct pair *pair_of(const struct key_values *values, uint32_t number)
{
	return (const struct pair *)values->pairs.items + number;
}

void key_facts_add(const struct key_values *values, size_t k, uint32_t number, struct buffer *room,
                   struct key_facts *facts)
{
	const struct pair *pair;
	const size_t before = room->size;
	if (number == SAMPLE_NONE)
		return;
	switch (values->keys->items[k].kind) {
	case KEY_COMM:
		facts->comm = name_of(values, number);
		break;
	case KEY_COMM_PID:
		pair = pair_of(values, number);
		facts->comm = name_of(values, pair->one);
		if (pair->other != SAMPLE_NONE)
			facts->pid = process_of(values, pair->other)->pid;
		break;
	case KEY_COMM_TID:
		pair = pair_of(values, number);
		facts->comm = name_of(values, pair->one);
		add_thread(values, pair->other, facts);
		break;
	case KEY_PROCESS:
		facts->comm = name_of(values, values->process_name[number]);
		facts->pid = process_of(values, number)->pid;
		break;
	case KEY_THREAD:
		facts->comm = name_of(values, values->thread_name[number]);
		add_thread(values, number, facts);
		break;
	case KEY_EVENT:
		facts->event = name_of(values, samples_event(values->samples, number)->name);
		break;
	case KEY_CPU:
		facts->cpu = number;
		break;
	case KEY_LABEL:
		append_label(values, number, room);
		facts->label = (struct text){room->data ? room->data + before : "",
		                             room->size - before};
		break;
	case KEY_TIME:
		facts->part = number;
		break;
	}
}

/* Digits, or "?" if the number is unknown. */
static void append_id(struct buffer *text, char before, uint32_t id)
{
	buffer_byte(text, before);
	if (id == SAMPLE_NONE)
		buffer_byte(text, '?');
	else
		buffer_unsigned(text, id);
}

void key_append_frame(const struct key_values *values, size_t k, uint32_t number,
                      struct buffer *text)
{
	struct key_facts facts = {.pid = SAMPLE_NONE, .tid = SAMPLE_NONE};
	struct buffer room = {0};
	const enum key_kind kind = values->keys->items[k].kind;
	const size_t from = text->size;
	key_facts_add(values, k, number, &room, &facts);
	const struct text name = facts.label.at   ? facts.label
	                         : facts.event.at ? facts.event
	                                          : facts.comm;
	if (kind == KEY_CPU)
		buffer_printf(text, "cpu-%u", number);
	else if (name.at)
		buffer_append(text, name.at, name.size);
	else
		buffer_byte(text, '?');
	if (kind == KEY_PROCESS || kind == KEY_THREAD || kind == KEY_COMM_PID ||
	    kind == KEY_COMM_TID)
		append_id(text, '-', facts.pid);
	if ((kind == KEY_THREAD || kind == KEY_COMM_TID) && facts.tid != SAMPLE_JOINED)
		append_id(text, '/', facts.tid);
	for (size_t i = from; i < text->size; i++) {
		char *c = &text->data[i];
		*c = *c == ';' ? ':' : *c == ' ' || *c == '\n' || *c == '\r' ? '_' : *c;
	}
	text->failed |= room.failed;
	buffer_free(&room);
}
