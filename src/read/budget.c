#include "read/budget.h"

enum { TIMES = 64, ALWAYS = 64 << 20 };

uint64_t budget_of(const struct read_options *options, uint64_t bytes)
{
	if (options->memory_most)
		return options->memory_most;
	if (options->memory_limited || bytes > UINT64_MAX / TIMES - ALWAYS)
		return UINT64_MAX;
	return bytes * TIMES + ALWAYS;
}

enum status budget_exceeded(const struct read_options *options, const struct input *input,
                            struct error *err)
{
	if (options->memory_most)
		return error_set(err, STATUS_FATAL,
		                 "%s: names and stacks take more memory than --max-memory allows",
		                 input_name(input));
	return error_set(err, STATUS_FATAL,
	                 "%s: takes more memory than %d times its %ssize and %d MiB; "
	                 "--max-memory=SIZE allows more",
	                 input_name(input), TIMES,
	                 input_compressed_bytes(input) ? "compressed " : "", ALWAYS >> 20);
}
