#include "store/facts.h"

#include "base/c_locale.h"
#include "base/vector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char event_begin[] = "# event: ";
static const char unit_begin[] = "# unit: ";
static const char advice_begin[] = "# advice: ";
static const char samples_begin[] = "# samples: ";
static const char recorded_begin[] = "# recorded: ";

/* Keeps of two values with the same name the first in the order of bytes. */
static const char *earlier_input(const char *a, const char *b)
{
	return !a || (b && strcmp(b, a) < 0) ? b : a;
}

/* As fact_set, for an input (NULL: not known). The name needs no cleaning. */
static void set_by_input(struct fact *fact, const char *name, const char *input)
{
	if (!*fact->name && !fact->differs) {
		strcpy(fact->name, name);
		fact->least_input = fact->most_input = input;
		return;
	}
	if (!fact->differs && strcmp(fact->name, name) == 0) {
		fact->least_input = earlier_input(fact->least_input, input);
		fact->most_input = fact->least_input;
		return;
	}
	if (!fact->differs) {
		strcpy(fact->least, fact->name);
		strcpy(fact->most, fact->name);
	}
	int least = strcmp(name, fact->least), most = strcmp(name, fact->most);
	if (least <= 0)
		fact->least_input = least ? input : earlier_input(fact->least_input, input);
	if (most >= 0)
		fact->most_input = most ? input : earlier_input(fact->most_input, input);
	if (least < 0)
		strcpy(fact->least, name);
	if (most > 0)
		strcpy(fact->most, name);
	fact->differs = true;
	*fact->name = '\0';
}

static void set_fact(struct fact *fact, const char *name, size_t size, const char *input)
{
	char clean[FACTS_NAME_MAX] = "";
	if (size >= sizeof clean)
		size = sizeof clean - 1;
	for (size_t i = 0; i < size; i++)
		clean[i] = (unsigned char)name[i] < 0x20 || name[i] == 0x7f || name[i] == ';'
		                   ? '?'
		                   : name[i];
	if (*clean)
		set_by_input(fact, clean, input);
}

void fact_set(struct fact *fact, const char *name, size_t size)
{
	set_fact(fact, name, size, NULL);
}

static void fact_merge(struct fact *into, const struct fact *from)
{
	set_fact(into, from->name, strlen(from->name), from->least_input);
	set_fact(into, from->least, strlen(from->least), from->least_input);
	set_fact(into, from->most, strlen(from->most), from->most_input);
}

enum status facts_check_unit(const struct facts *facts, struct error *err)
{
	const struct fact *unit = &facts->unit;
	bool named = unit->least_input && unit->most_input;
	if (!unit->differs)
		return STATUS_OK;
	return error_set(err, STATUS_FAILED,
	                 "the inputs cannot be added up: they count different things, %s%s%s%s and "
	                 "%s%s%s%s; fold the recordings with --count to count samples instead",
	                 unit->least, named ? " (" : "", named ? unit->least_input : "",
	                 named ? ")" : "", unit->most, named ? " (" : "",
	                 named ? unit->most_input : "", named ? ")" : "");
}

void facts_forget_recorded(struct facts *facts)
{
	free(facts->recorded);
	facts->recorded = NULL;
}

bool facts_set_recorded(struct facts *facts, const char *text, size_t size)
{
	if (!size || size > FACTS_RECORDED_SIZE || facts->recorded_differs)
		return true;
	char *clean = strndup(text, size);
	if (!clean)
		return false;
	for (char *c = clean; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == ';')
			*c = '?';
	if (!facts->recorded) {
		facts->recorded = clean;
		return true;
	}
	facts->recorded_differs = strcmp(facts->recorded, clean) != 0;
	free(clean);
	if (facts->recorded_differs)
		facts_forget_recorded(facts);
	return true;
}

double facts_advice_share(const char *advice)
{
	const char *percent = strchr(advice, '%'), *number = percent;
	while (number && number > advice && (is_digit(number[-1]) || number[-1] == '.'))
		number--;
	return number && number < percent ? c_locale_strtod(number, NULL) / 100 : 0;
}

/* The heavier one is first; equal weights are sorted by text. */
static int advice_order(const char *a, const char *b)
{
	double one = facts_advice_share(a), other = facts_advice_share(b);
	return one == other ? strcmp(a, b) : one < other ? 1 : -1;
}

bool facts_advise(struct facts *facts, const char *text, size_t size)
{
	char clean[FACTS_ADVICE_SIZE + 1];
	if (size > FACTS_ADVICE_SIZE)
		size = FACTS_ADVICE_SIZE;
	for (size_t i = 0; i < size; i++) {
		bool control = (unsigned char)text[i] < 0x20 || text[i] == 0x7f;
		clean[i] = text[i] == ';' ? ',' : control ? '?' : text[i];
	}
	clean[size] = '\0';
	size_t at = 0;
	while (at < facts->advice_count && advice_order(facts->advice[at], clean) < 0)
		at++;
	if (at == FACTS_ADVICE_MAX ||
	    (at < facts->advice_count && strcmp(facts->advice[at], clean) == 0))
		return true;
	char *copy = strdup(clean);
	if (!copy ||
	    !vector_reserve(&facts->advice, &facts->advice_capacity, facts->advice_count + 1)) {
		free(copy);
		return false;
	}
	if (facts->advice_count == FACTS_ADVICE_MAX)
		free(facts->advice[--facts->advice_count]);
	memmove(facts->advice + at + 1, facts->advice + at,
	        (facts->advice_count - at) * sizeof *facts->advice);
	facts->advice[at] = copy;
	facts->advice_count++;
	return true;
}

bool facts_add_advice(struct facts *into, const struct facts *from, const char *prefix)
{
	bool ok = true;
	for (size_t i = 0; ok && i < from->advice_count; i++) {
		char *longer;
		ok = asprintf(&longer, "%s%s", prefix, from->advice[i]) >= 0;
		if (!ok)
			return false;
		ok = facts_advise(into, longer, strlen(longer));
		free(longer);
	}
	return ok;
}

bool facts_advice_of_weight(const char *advice)
{
	return strstr(advice, "% of the profile") || strstr(advice, "have no call chain");
}

void facts_forget_shares(struct facts *facts)
{
	size_t kept = 0;
	for (size_t i = 0; i < facts->advice_count; i++) {
		if (facts_advice_of_weight(facts->advice[i]))
			free(facts->advice[i]);
		else
			facts->advice[kept++] = facts->advice[i];
	}
	facts->advice_count = kept;
}

/* The record of an input, created if there is none; NULL without memory. */
static struct fact_input *find_input(struct facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->input_count; i++)
		if (strcmp(facts->inputs[i].name, name) == 0)
			return &facts->inputs[i];
	if (!vector_reserve(&facts->inputs, &facts->input_capacity, facts->input_count + 1))
		return NULL;
	struct fact_input *input = &facts->inputs[facts->input_count++];
	*input = (struct fact_input){.name = name};
	return input;
}

/* Adds a piece of advice to an input, unless it has it already. False without memory. */
static bool advise_of_input(struct fact_input *input, struct text advice)
{
	for (size_t i = 0; i < input->advice_count; i++)
		if (text_is(advice, input->advice[i]))
			return true;
	if (input->advice_count == FACTS_ADVICE_MAX)
		return true;
	char *copy = strndup(advice.at, advice.size);
	if (!copy ||
	    !vector_reserve(&input->advice, &input->advice_capacity, input->advice_count + 1)) {
		free(copy);
		return false;
	}
	input->advice[input->advice_count++] = copy;
	return true;
}

static void count_of_input(struct fact_input *input, const struct sample_count *more)
{
	input->joined |= input->count.samples && more->samples;
	sample_count_add(&input->count, more);
}

static bool merge_inputs(struct facts *into, const struct facts *from)
{
	bool ok = true;
	for (size_t i = 0; ok && i < from->input_count; i++) {
		const struct fact_input *input = &from->inputs[i];
		struct fact_input *known = find_input(into, input->name);
		if (!known)
			return false;
		known->joined |= input->joined;
		count_of_input(known, &input->count);
		for (size_t j = 0; ok && j < input->advice_count; j++)
			ok = advise_of_input(
				known, (struct text){input->advice[j], strlen(input->advice[j])});
	}
	return ok;
}

static void forget_inputs(struct facts *facts)
{
	for (size_t i = 0; i < facts->input_count; i++) {
		for (size_t j = 0; j < facts->inputs[i].advice_count; j++)
			free(facts->inputs[i].advice[j]);
		free(facts->inputs[i].advice);
	}
	facts->input_count = 0;
}

void facts_forget_advice(struct facts *facts)
{
	forget_inputs(facts);
	for (size_t i = 0; i < facts->advice_count; i++)
		free(facts->advice[i]);
	facts->advice_count = 0;
	facts->unjudged = (struct unjudged){{0}, 0};
}

void sample_count_add(struct sample_count *count, const struct sample_count *more)
{
	struct decimal *weight = &count->weight;
	struct decimal other = more->weight;
	unsigned places = weight->places > other.places ? weight->places : other.places;
	if (!more->samples)
		return;
	bool fits = number_scale(&weight->value, places - weight->places) &&
	            number_scale(&other.value, places - other.places) &&
	            !__builtin_add_overflow(weight->value, other.value, &weight->value) &&
	            !__builtin_add_overflow(count->samples, more->samples, &count->samples);
	weight->places = places;
	if (!fits)
		*count = (struct sample_count){0};
}

double facts_samples(const struct facts *facts, unsigned column, double weight, unsigned places)
{
	const struct sample_count *count = &facts->counts[column];
	if (!count->samples || !count->weight.value)
		return -1;
	double all = (double)count->weight.value / (double)number_power10(count->weight.places);
	return weight / (double)number_power10(places) * ((double)count->samples / all);
}

struct sample_count sample_count_scaled(double samples, uint64_t total, unsigned places)
{
	if (!(samples >= 0.5 && samples < 1e18))
		return (struct sample_count){0};
	return (struct sample_count){(uint64_t)(samples + 0.5), {total, places}};
}

void facts_merge(struct facts *into, const struct frames *frames, const struct facts *from,
                 const struct frames *from_frames, unsigned column)
{
	fact_merge(&into->unit, &from->unit);
	fact_merge(&into->event, &from->event);
	for (unsigned c = 0; column + c < STACKS_COLUMNS_MAX; c++)
		sample_count_add(&into->counts[column + c], &from->counts[c]);
	origins_merge(&into->origins, frames, &from->origins, from_frames);
	if (from->recorded_differs) {
		into->recorded_differs = true;
		facts_forget_recorded(into);
	} else if (from->recorded) {
		into->origins.failed |= !facts_set_recorded(into, from->recorded,
		                                            strlen(from->recorded));
	}
	for (size_t i = 0; i < from->advice_count; i++)
		into->origins.failed |= !facts_advise(into, from->advice[i],
		                                      strlen(from->advice[i]));
	into->origins.failed |= !merge_inputs(into, from);
	unjudged_add(&into->unjudged, &from->unjudged);
}

/* Takes "225 of 450901800" off the text; false if it does not begin with that. */
static bool take_samples(struct text *text, struct sample_count *count)
{
	struct decimal samples;
	size_t size = 0;
	while (size < text->size && is_digit(text->at[size]))
		size++;
	if (decimal_parse(text->at, size, &samples) != NUMBER_OK)
		return false;
	*text = text_from(*text, size);
	if (!text_begins(*text, " of "))
		return false;
	*text = text_from(*text, strlen(" of "));
	size = 0;
	while (size < text->size && (is_digit(text->at[size]) || text->at[size] == '.'))
		size++;
	if (decimal_parse(text->at, size, &count->weight) != NUMBER_OK)
		return false;
	*text = text_from(*text, size);
	count->samples = samples.value;
	return true;
}

/* The unit, and the event after a comma. */
static void read_names(struct facts *facts, struct text names)
{
	const char *comma = memmem(names.at, names.size, ", ", 2);
	size_t unit = comma ? (size_t)(comma - names.at) : names.size;
	set_fact(&facts->unit, names.at, unit, facts->input);
	if (comma)
		set_fact(&facts->event, comma + 2, names.size - unit - 2, facts->input);
}

static void read_samples(struct facts *facts, struct text text)
{
	struct sample_count counts[STACKS_COLUMNS_MAX] = {{0}};
	unsigned columns = 0;
	do {
		if (columns == STACKS_COLUMNS_MAX || !take_samples(&text, &counts[columns++]))
			return;
		if (text_begins(text, ", "))
			text = text_from(text, 2);
		else if (text.size && *text.at != ' ')
			return;
	} while (text.size && *text.at != ' ');
	for (unsigned c = 0; c < columns; c++)
		sample_count_add(&facts->counts[c], &counts[c]);
	struct fact_input *input = facts->input ? find_input(facts, facts->input) : NULL;
	if (input && columns == 1)
		count_of_input(input, &counts[0]);
	facts->origins.failed |= facts->input && !input;
	if (text.size)
		read_names(facts, text_from(text, 1));
}

static bool read_advice(struct facts *facts, struct text advice)
{
	if (!facts->input)
		return facts_advise(facts, advice.at, advice.size);
	struct fact_input *input = find_input(facts, facts->input);
	if (advice.size > FACTS_ADVICE_SIZE)
		advice.size = FACTS_ADVICE_SIZE;
	return input && advise_of_input(input, advice);
}

void facts_read(struct facts *facts, struct text line)
{
	line = text_trim_end(line);
	if (text_begins(line, unit_begin)) {
		struct text unit = text_from(line, sizeof unit_begin - 1);
		unit.size -= text_ends(unit, ";");
		set_fact(&facts->unit, unit.at, unit.size, facts->input);
		return;
	}
	if (!text_ends(line, ";"))
		return;
	struct text rest = {line.at, line.size - 1};
	if (text_begins(rest, event_begin)) {
		struct text event = text_from(rest, sizeof event_begin - 1);
		set_fact(&facts->event, event.at, event.size, facts->input);
	} else if (text_begins(rest, samples_begin)) {
		read_samples(facts, text_from(rest, sizeof samples_begin - 1));
	} else if (text_begins(rest, advice_begin)) {
		struct text advice = text_from(rest, sizeof advice_begin - 1);
		facts->origins.failed |= !read_advice(facts, advice);
	} else if (text_begins(rest, recorded_begin)) {
		struct text how = text_from(rest, sizeof recorded_begin - 1);
		facts->origins.failed |= !facts_set_recorded(facts, how.at, how.size);
	} else if (!unjudged_read(line, &facts->unjudged)) {
		origins_read(&facts->origins, line);
	}
}

bool facts_known(const struct facts *facts)
{
	bool counted = false;
	for (unsigned c = 0; c < STACKS_COLUMNS_MAX; c++)
		counted |= facts->counts[c].samples > 0;
	return counted || *facts->unit.name || facts->unit.differs || *facts->event.name ||
	       facts->event.differs || facts->recorded || facts->advice_count ||
	       facts->origins.code_count || facts->unjudged.counts[UNJUDGED_SAMPLES];
}

/* Whether the samples of all columns are known: otherwise none are written. */
static bool knows_samples(const struct facts *facts, unsigned columns)
{
	for (unsigned c = 0; c < columns; c++)
		if (!facts->counts[c].samples)
			return false;
	return true;
}

/* "225 of 450901800", for each column. */
static void write_samples(const struct facts *facts, unsigned columns, struct buffer *text)
{
	buffer_text(text, samples_begin);
	for (unsigned c = 0; c < columns; c++) {
		char weight[NUMBER_FORMAT_MAX];
		const struct sample_count *count = &facts->counts[c];
		size_t size = decimal_format(weight, count->weight.value, count->weight.places);
		buffer_printf(text, "%s%llu of %.*s", c ? ", " : "",
		              (unsigned long long)count->samples, (int)size, weight);
	}
}

void facts_write(const struct facts *facts, unsigned columns, struct buffer *text)
{
	const char *unit = facts->unit.name, *event = facts->event.name;
	bool samples = knows_samples(facts, columns);
	bool together = samples && *unit && !strstr(unit, ", ");
	if (*event && !together)
		buffer_printf(text, "%s%s;\n", event_begin, event);
	if (*unit && !together) /* a unit that ends in a digit would look like a count */
		buffer_printf(text, "%s%s%s\n", unit_begin, unit,
		              is_digit(unit[strlen(unit) - 1]) ? " " : "");
	if (samples)
		write_samples(facts, columns, text);
	if (together)
		buffer_printf(text, " %s%s%s", unit, *event ? ", " : "", event);
	if (samples)
		buffer_text(text, ";\n");
	if (facts->recorded)
		buffer_printf(text, "%s%s;\n", recorded_begin, facts->recorded);
	for (size_t i = 0; i < facts->advice_count; i++)
		buffer_printf(text, "%s%s;\n", advice_begin, facts->advice[i]);
	if (columns == 1)
		unjudged_write(&facts->unjudged, text);
}

void facts_free(struct facts *facts)
{
	origins_free(&facts->origins);
	facts_forget_advice(facts);
	facts_forget_recorded(facts);
	free(facts->advice);
	free(facts->inputs);
	*facts = (struct facts){0};
}
