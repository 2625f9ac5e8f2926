#include "read/reading.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

struct reading *reading_open(reader_table *readers, const struct read_options *options)
{
	struct reading *reading = calloc(1, sizeof *reading);
	if (!reading)
		return NULL;
	reading->readers = readers;
	reading->options = options;
	pthread_mutex_init(&reading->lock, NULL);
	return reading;
}

bool reading_add_input(struct reading *reading, const char *name)
{
	if (!vector_reserve(&reading->inputs, &reading->input_capacity, reading->input_count + 1))
		return false;
	reading->piece_base = reading->piece_count;
	reading->inputs[reading->input_count++] = (struct read_input){reading->piece_count, name};
	return true;
}

bool reading_note_lines(struct reading *reading, uint64_t piece, uint64_t lines)
{
	pthread_mutex_lock(&reading->lock);
	bool ok = vector_reserve(&reading->piece_lines, &reading->piece_capacity,
	                         (size_t)piece + 1);
	if (ok) {
		if (reading->piece_count <= piece) {
			memset(reading->piece_lines + reading->piece_count, 0,
			       ((size_t)piece + 1 - reading->piece_count) *
			               sizeof *reading->piece_lines);
			reading->piece_count = (size_t)piece + 1;
		}
		reading->piece_lines[piece] = lines;
	}
	pthread_mutex_unlock(&reading->lock);
	return ok;
}

uint64_t reading_line(const struct reading *reading, size_t first_piece, uint64_t piece,
                      uint64_t line)
{
	for (size_t i = first_piece; i < piece; i++)
		line += reading->piece_lines[i];
	return line;
}

uint64_t reading_samples(const struct reading *reading)
{
	uint64_t samples = 0;
	for (unsigned i = 0; i < reading->worker_count; i++)
		samples += reading->workers[i].sink.samples;
	return samples;
}

size_t reading_memory(const struct reading *reading)
{
	size_t memory = 0;
	for (unsigned i = 0; i < THREADS_MAX; i++)
		memory += atomic_load(&reading->memory[i]);
	return memory;
}

void reading_close(struct reading *reading)
{
	for (unsigned i = 0; i < reading->worker_count; i++) {
		sink_free(&reading->workers[i].sink);
		piece_free(&reading->workers[i].piece);
	}
	pthread_mutex_destroy(&reading->lock);
	free(reading->piece_lines);
	free(reading->inputs);
	free(reading);
}
