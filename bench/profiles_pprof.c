/* pprof. `pprof` is what many profiles merged into one look like, as continuous profiling makes
 * them: two values and three labels a sample (a thread, an endpoint, a span that few samples
 * share), 20,000 locations. `pprof-symbols` is mostly tables: one sample for four functions, none
 * with labels, as of a large program. */
#include "profiles.h"

#include <stdio.h>
#include <string.h>

struct message {
	uint8_t bytes[1024];
	size_t size;
};

static void add_number(struct message *message, uint64_t number)
{
	for (; number > 0x7f; number >>= 7)
		message->bytes[message->size++] = (uint8_t)(number | 0x80);
	message->bytes[message->size++] = (uint8_t)number;
}

static void add_field(struct message *message, unsigned field, uint64_t number)
{
	add_number(message, field << 3);
	add_number(message, number);
}

static void add_bytes(struct message *message, unsigned field, const void *bytes, size_t size)
{
	add_number(message, field << 3 | 2);
	add_number(message, size);
	memcpy(message->bytes + message->size, bytes, size);
	message->size += size;
}

static void put_message(unsigned field, const struct message *message)
{
	struct message whole = {.size = 0};
	add_bytes(&whole, field, message->bytes, message->size);
	put(whole.bytes, whole.size);
}

static void put_text(const char *text)
{
	struct message whole = {.size = 0};
	add_bytes(&whole, 6, text, strlen(text));
	put(whole.bytes, whole.size);
}

enum { CALL_SITES = 4, ENDPOINTS = 40, SPANS = 50000, FIRST_ENDPOINT = 8 };

static void put_types(void)
{
	struct message samples = {.size = 0}, cpu = {.size = 0};
	add_field(&samples, 1, 1);
	add_field(&samples, 2, 2);
	add_field(&cpu, 1, 3);
	add_field(&cpu, 2, 4);
	put_message(1, &samples);
	put_message(1, &cpu);
}

static void put_known_texts(void)
{
	static const char *const texts[] = {"",          "samples",  "count", "cpu", "nanoseconds",
	                                    "thread_id", "endpoint", "span"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		put_text(texts[i]);
}

static void put_function(uint64_t id, uint64_t name, uint64_t line)
{
	struct message function = {.size = 0};
	add_field(&function, 1, id);
	add_field(&function, 2, name);
	add_field(&function, 3, name);
	add_field(&function, 5, line);
	put_message(5, &function);
}

static void put_location(uint64_t id, uint64_t function, uint64_t line_number)
{
	struct message location = {.size = 0}, line = {.size = 0};
	add_field(&line, 1, function);
	add_field(&line, 2, line_number);
	add_field(&location, 1, id);
	add_field(&location, 3, 0x400000 + id * 16);
	add_bytes(&location, 4, line.bytes, line.size);
	put_message(4, &location);
}

static void add_label(struct message *sample, unsigned key, unsigned field, uint64_t value)
{
	struct message label = {.size = 0};
	add_field(&label, 1, key);
	add_field(&label, field, value);
	add_bytes(sample, 3, label.bytes, label.size);
}

static void add_values(struct message *sample)
{
	struct message values = {.size = 0};
	const uint64_t count = 1 + random_below(3);
	add_number(&values, count);
	add_number(&values, count * 10000000);
	add_bytes(sample, 2, values.bytes, values.size);
}

static void put_sample(const struct message *locations, uint64_t texts)
{
	struct message sample = {.size = 0};
	add_bytes(&sample, 1, locations->bytes, locations->size);
	add_values(&sample);
	if (texts) {
		add_label(&sample, 5, 3, 4000 + random_below(64));
		add_label(&sample, 6, 2, FIRST_ENDPOINT + random_below(ENDPOINTS));
		add_label(&sample, 7, 2, FIRST_ENDPOINT + ENDPOINTS + random_below(SPANS));
	}
	put_message(2, &sample);
}

void write_pprof(uint64_t bytes)
{
	char text[NAME_MAX_SIZE];
	put_types();
	while (put_so_far() < bytes) {
		struct message locations = {.size = 0};
		uint32_t path[PATH_MAX_DEPTH];
		const uint32_t depth = node_path(random_node(), path);
		for (uint32_t i = 0; i < depth; i++)
			add_number(&locations, 1 + node_at(path[i])->function * CALL_SITES +
			                               path[i] % CALL_SITES);
		put_sample(&locations, SPANS);
	}
	for (uint32_t i = 0; i < FUNCTIONS * CALL_SITES; i++)
		put_location(i + 1, 1 + i / CALL_SITES, i % 3000);
	for (uint32_t i = 0; i < FUNCTIONS; i++)
		put_function(i + 1, FIRST_ENDPOINT + ENDPOINTS + SPANS + i, i % 3000);
	put_known_texts();
	for (uint32_t i = 0; i < ENDPOINTS; i++) {
		snprintf(text, sizeof text, "/api/v1/orders/%u/items", i);
		put_text(text);
	}
	for (uint32_t i = 0; i < SPANS; i++) {
		snprintf(text, sizeof text, "%016llx", (unsigned long long)random_number());
		put_text(text);
	}
	for (uint32_t i = 0; i < FUNCTIONS; i++) {
		function_name(i, text);
		put_text(text);
	}
}

enum {
	SYMBOL_BYTES = 145, /* of a function, its location, name, and its part of a sample */
	SYMBOL_DEPTH = 24,
	SAMPLE_EACH = 4, /* functions */
};

static uint64_t caller_of(uint64_t function, uint32_t distance)
{
	return random_below(1 + function / (1 + distance * distance));
}

void write_pprof_symbols(uint64_t bytes)
{
	const uint64_t count = bytes / SYMBOL_BYTES;
	char text[2 * NAME_MAX_SIZE];
	put_types();
	for (uint64_t i = 0; i < count; i += SAMPLE_EACH) {
		struct message locations = {.size = 0};
		for (uint32_t d = 0; d < SYMBOL_DEPTH; d++)
			add_number(
				&locations,
				1 + (d < SAMPLE_EACH && i + d < count ? i + d : caller_of(i, d)));
		put_sample(&locations, 0);
	}
	for (uint64_t i = 0; i < count; i++)
		put_location(i + 1, 1 + i, i % 3000);
	for (uint64_t i = 0; i < count; i++)
		put_function(i + 1, FIRST_ENDPOINT + i, i % 3000);
	put_known_texts();
	for (uint64_t i = 0; i < count; i++) {
		char name[NAME_MAX_SIZE];
		function_name((uint32_t)i, name);
		snprintf(text, sizeof text, "company::product::storage::detail::%s::operator()%s",
		         name, i % 3 ? "(record const&) const" : "");
		put_text(text);
	}
}
