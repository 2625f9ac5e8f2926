#include "pages/side.h"

#include "base/hash.h"
#include "formats/formats.h"
#include "options/remarks.h"
#include "read/bidding.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	IN_MEMORY = 16 << 20, /* bytes of a file that is read at once */
	PIECE = 1 << 20,
	HEAD = 1 << 16, /* bytes that readers bid for */
};

/* --- bytes ---------------------------------------------------------------------------------- */

static void write_checksum(XXH128_hash_t sum, char text[SIDE_CHECKSUM])
{
	snprintf(text, SIDE_CHECKSUM, "%016llx%016llx", (unsigned long long)sum.high64,
	         (unsigned long long)sum.low64);
}

static ssize_t read_some(int fd, char *bytes, size_t size)
{
	ssize_t got;
	do
		got = read(fd, bytes, size);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Reads so many bytes, or fewer if the file has become shorter. False if that fails. */
static bool read_all(int fd, struct side_bytes *bytes)
{
	while (bytes->size < bytes->length) {
		const ssize_t got = read_some(fd, bytes->bytes + bytes->size,
		                              (size_t)bytes->length - bytes->size);
		if (got < 0)
			return false;
		if (!got)
			break;
		bytes->size += (size_t)got;
	}
	return true;
}

/* The checksum of a large file, which is then read once more. */
static bool sum_up(int fd, const atomic_bool *stopped, char text[SIDE_CHECKSUM])
{
	XXH3_state_t *state = XXH3_createState();
	char *piece = malloc(PIECE);
	ssize_t got = -1;
	if (state && piece) {
		XXH3_128bits_reset(state);
		while (!atomic_load(stopped) && (got = read_some(fd, piece, PIECE)) > 0)
			XXH3_128bits_update(state, piece, (size_t)got);
		if (!got)
			write_checksum(XXH3_128bits_digest(state), text);
	}
	free(piece);
	XXH3_freeState(state);
	return !got;
}

static bool load_from(int fd, const struct stat *info, const atomic_bool *stopped,
                      struct side_bytes *bytes)
{
	bytes->length = (uint64_t)info->st_size;
	if (info->st_size > IN_MEMORY)
		return sum_up(fd, stopped, bytes->checksum) || true;
	bytes->bytes = malloc((size_t)info->st_size + 1);
	if (!bytes->bytes)
		return false;
	if (read_all(fd, bytes)) {
		write_checksum(XXH3_128bits(bytes->bytes, bytes->size), bytes->checksum);
		return true;
	}
	free(bytes->bytes);
	bytes->bytes = NULL;
	return true;
}

enum status side_load(const char *path, const atomic_bool *stopped, struct side_bytes *bytes,
                      struct error *err)
{
	struct stat info;
	*bytes = (struct side_bytes){0};
	if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
		return STATUS_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return STATUS_OK;
	bool ok = fstat(fd, &info) == 0 && S_ISREG(info.st_mode)
	                  ? load_from(fd, &info, stopped, bytes)
	                  : true;
	close(fd);
	return ok ? STATUS_OK : error_no_memory(err);
}

void side_bytes_free(struct side_bytes *bytes)
{
	free(bytes->bytes);
	bytes->bytes = NULL;
}

/* --- reading -------------------------------------------------------------------------------- */

static struct input_source source_of(const char *path, const struct side_bytes *bytes,
                                     const atomic_bool *stopped)
{
	struct input_source source = {.kind = INPUT_PATH, .name = path, .stopped = stopped};
	if (bytes->bytes) {
		source.kind = INPUT_MEMORY;
		source.bytes = bytes->bytes;
		source.size = bytes->size;
	}
	return source;
}

bool side_is_profile(const char *path, const struct side_bytes *bytes, const char *format)
{
	const struct input_source source = source_of(path, bytes, NULL);
	const struct reader *reader = NULL;
	struct input *input = NULL;
	struct error ignored = {{0}};
	char *head = malloc(HEAD);
	if (format || !head || input_open_source(&source, &input, &ignored)) {
		free(head);
		return true; /* reading it says what is wrong */
	}
	const ssize_t got = input_read(input, head, HEAD, &ignored);
	if (got > 0) {
		const struct head seen = {head, (size_t)got, (size_t)got < HEAD};
		reader = bidding_best(formats, &seen);
	}
	input_close(input);
	free(head);
	return reader;
}

static void say_account(const struct read_account *account, const struct messages *said)
{
	remark_account(account, true, said);
	for (size_t i = 0; i < account->advice_count; i++)
		if (account->advice[i].given)
			message(said, MESSAGE_ADVICE, "%s", account->advice[i].text);
}

enum status side_read(const char *path, const struct side_bytes *bytes,
                      const struct read_options *options, const atomic_bool *stopped,
                      struct profile *profile, const struct messages *said, struct error *err)
{
	const struct input_source source = source_of(path, bytes, stopped);
	struct read_account account = {0};
	profile_init(profile, 1);
	enum status status = read_sources(formats, &source, 1, options, profile, &account, err);
	if (!status)
		status = profile_fit(profile, SUMS_COLUMNS, err);
	say_account(&account, said);
	if (!status)
		remark_rounding(&profile->stacks, said);
	read_account_free(&account);
	return status;
}

/* --- measuring ------------------------------------------------------------------------------ */

/* Puts each run into its column, and adds all up. */
static enum status merge(struct side *side, struct error *err)
{
	enum status status = STATUS_OK;
	side->made = true;
	profile_init(&side->own_columns, side->count);
	profile_init(&side->own_sum, 1);
	for (unsigned c = 0; c < side->count && !status; c++) {
		status = profile_merge(&side->own_columns, &side->runs[c], c, err);
		if (!status)
			status = profile_merge(&side->own_sum, &side->runs[c], 0, err);
	}
	if (!status)
		status = profile_fit(&side->own_columns, SUMS_COLUMNS, err);
	if (!status)
		status = profile_fit(&side->own_sum, SUMS_COLUMNS, err);
	side->columns = &side->own_columns;
	side->sum = &side->own_sum;
	return status;
}

enum status side_make(struct side *side, struct profile *runs, unsigned count, struct error *err)
{
	enum status status = STATUS_OK;
	*side = (struct side){.runs = runs, .count = count, .columns = runs, .sum = runs};
	if (count > 1)
		status = merge(side, err);
	if (status)
		return status;
	const struct stacks *stacks = &side->columns->stacks;
	side->first = stacks->columns - count;
	for (unsigned c = 0; c < count && !status; c++)
		status = stacks_total(stacks, side->first + c, &side->weight[c], err);
	return status ? status
	              : totals_make(stacks, stacks->weights, stacks->columns,
	                            side->columns->frames.count, &side->totals, err);
}

void side_free(struct side *side)
{
	for (unsigned c = 0; c < side->count; c++)
		profile_free(&side->runs[c]);
	free(side->runs);
	totals_free(&side->totals);
	if (side->made) {
		profile_free(&side->own_columns);
		profile_free(&side->own_sum);
	}
	*side = (struct side){0};
}

/* The mean of the numbers, and by how much they differ; 0 of one. */
static double mean_of(const double *numbers, unsigned count, double *spread)
{
	double sum = 0, squares = 0;
	for (unsigned c = 0; c < count; c++)
		sum += numbers[c];
	const double mean = sum / count;
	for (unsigned c = 0; c < count; c++)
		squares += (numbers[c] - mean) * (numbers[c] - mean);
	*spread = count > 1 ? sqrt(squares / (count - 1)) : 0;
	return mean;
}

/* The mean of weights, each stride-th, rounded to the nearest. */
static uint64_t mean_weight(const uint64_t *weights, unsigned count)
{
	number_wide sum = 0;
	for (unsigned c = 0; c < count; c++)
		sum += weights[c];
	return (uint64_t)((sum + count / 2) / count);
}

struct row_side side_row(const struct side *side)
{
	struct row_side row = {.runs = side->count};
	double weights[STACKS_COLUMNS_MAX];
	const struct profile *columns = side->columns;
	bool known = true;
	if (!side->count)
		return row;
	for (unsigned c = 0; c < side->count; c++) {
		const double samples = facts_samples(&columns->facts, side->first + c,
		                                     (double)side->weight[c],
		                                     columns->stacks.places);
		weights[c] = (double)side->weight[c];
		known &= samples > 0;
		row.samples += samples > 0 ? floor(samples + 0.5) : 0;
	}
	if (!known)
		row.samples = 0;
	row.weight = mean_weight(side->weight, side->count);
	mean_of(weights, side->count, &row.spread);
	return row;
}

struct row_function side_function(const struct side *side, uint32_t frame)
{
	struct row_function function = {0};
	const unsigned stride = side->columns->stacks.columns;
	for (int m = 0; m < MEASURES; m++) {
		const uint64_t *of = side->totals.of[m] + (size_t)frame * stride + side->first;
		double shares[STACKS_COLUMNS_MAX];
		for (unsigned c = 0; c < side->count; c++)
			shares[c] = side->weight[c] ? (double)of[c] / (double)side->weight[c] : 0;
		function.of[m] = mean_weight(of, side->count);
		function.share[m] = mean_of(shares, side->count, &function.spread[m]);
	}
	return function;
}
