#include "history/history_file.h"

#include "config.h"

#include "base/input.h"
#include "base/vector.h"
#include "formats/json_shape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- reading ---- */

/* A line while it is read. Texts are those of the buffers; names of functions stand in `names`, one
 * after the other, until the line ends. */
struct line_reading {
	struct history_line line;
	struct buffer run, benchmark, unit, names;
	size_t *ends; /* of the names */
	size_t end_capacity, function_capacity;
	bool has_total, negative;
	uint32_t share[MEASURES];
};

static enum status take_run(void *context, const struct json_place *place,
                            const struct json_value *value)
{
	return json_text_value(&((struct line_reading *)context)->run, place, value);
}

static enum status take_benchmark(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	return json_text_value(&((struct line_reading *)context)->benchmark, place, value);
}

static enum status take_unit(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	return json_text_value(&((struct line_reading *)context)->unit, place, value);
}

static enum status take_total(void *context, const struct json_place *place,
                              const struct json_value *value)
{
	struct line_reading *reading = context;
	(void)place;
	reading->has_total = json_decimal_value(value, &reading->line.total, &reading->negative) &&
	                     !reading->negative;
	return STATUS_OK;
}

static enum status take_min_share(void *context, const struct json_place *place,
                                  const struct json_value *value)
{
	struct line_reading *reading = context;
	(void)place;
	json_decimal_value(value, &reading->line.min_share, &(bool){false});
	return STATUS_OK;
}

static enum status take_recordings(void *context, const struct json_place *place,
                                   const struct json_value *value)
{
	uint32_t number;
	(void)place;
	if (json_index(value, &number) && number)
		((struct line_reading *)context)->line.recordings = number;
	return STATUS_OK;
}

static enum status take_samples(void *context, const struct json_place *place,
                                const struct json_value *value)
{
	(void)place;
	json_whole(value, &((struct line_reading *)context)->line.samples);
	return STATUS_OK;
}

static enum status begin_function(void *context, const struct json_place *place)
{
	struct line_reading *reading = context;
	size_t count = reading->line.count;
	if (!vector_reserve(&reading->line.functions, &reading->function_capacity, count + 1) ||
	    !vector_reserve(&reading->ends, &reading->end_capacity, count + 1))
		return error_no_memory(place->err);
	reading->line.functions[count] = (struct history_function){0};
	reading->ends[count] = reading->names.size;
	return STATUS_OK;
}

static enum status take_name(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct line_reading *reading = context;
	size_t count = reading->line.count;
	reading->names.size = count ? reading->ends[count - 1] : 0;
	if (value->type == JSON_TEXT)
		buffer_append(&reading->names, value->text.at, value->text.size);
	reading->ends[count] = reading->names.size;
	return reading->names.failed ? error_no_memory(place->err) : STATUS_OK;
}

/* A share in percent; one that is none, or out of bounds, is 0 or 100 %. */
static uint32_t share_of(const struct json_value *value)
{
	struct decimal percent;
	bool negative;
	if (!json_decimal_value(value, &percent, &negative) || negative)
		return 0;
	double units = (double)percent.value / (double)number_power10(percent.places) *
	               HISTORY_SHARE_ALL / 100;
	return units < HISTORY_SHARE_ALL ? (uint32_t)(units + 0.5) : HISTORY_SHARE_ALL;
}

static enum status take_self(void *context, const struct json_place *place,
                             const struct json_value *value)
{
	struct history_line *line = &((struct line_reading *)context)->line;
	(void)place;
	line->functions[line->count].share[MEASURE_SELF] = share_of(value);
	return STATUS_OK;
}

static enum status take_function_total(void *context, const struct json_place *place,
                                       const struct json_value *value)
{
	struct history_line *line = &((struct line_reading *)context)->line;
	(void)place;
	line->functions[line->count].share[MEASURE_TOTAL] = share_of(value);
	return STATUS_OK;
}

/* A function without a name is passed over. */
static enum status end_function(void *context, const struct json_place *place)
{
	struct line_reading *reading = context;
	size_t count = reading->line.count;
	(void)place;
	reading->line.count += reading->ends[count] > (count ? reading->ends[count - 1] : 0);
	return STATUS_OK;
}

static const struct json_shape name_shape = {.value = take_name}, self_shape = {.value = take_self},
			       function_total_shape = {.value = take_function_total};
static const struct json_field function_fields[] = {
	{"name", &name_shape}, {"self", &self_shape}, {"total", &function_total_shape}, {0}};
static const struct json_shape function_shape = {
	.fields = function_fields, .begin = begin_function, .end = end_function};
static const struct json_shape functions_shape = {.items = &function_shape};
static const struct json_shape run_shape = {.value = take_run},
			       benchmark_shape = {.value = take_benchmark},
			       unit_shape = {.value = take_unit},
			       total_shape = {.value = take_total},
			       recordings_shape = {.value = take_recordings},
			       samples_shape = {.value = take_samples},
			       min_share_shape = {.value = take_min_share};
static const struct json_field line_fields[] = {{"run", &run_shape},
                                                {"benchmark", &benchmark_shape},
                                                {"unit", &unit_shape},
                                                {"total", &total_shape},
                                                {"recordings", &recordings_shape},
                                                {"samples", &samples_shape},
                                                {"min_share_percent", &min_share_shape},
                                                {"functions", &functions_shape},
                                                {0}};
static const struct json_shape line_shape = {.fields = line_fields};

static enum status parse_line(struct text text, struct line_reading *reading, struct error *err)
{
	static const struct read_options options;
	const struct input_source source = {
		.kind = INPUT_MEMORY, .name = "line", .bytes = text.at, .size = text.size};
	struct input *input;
	struct stream stream;
	enum status status = input_open_source(&source, &input, err);
	if (status)
		return status;
	stream_init(&stream, input, &options);
	status = json_read(&stream, &line_shape, NULL, reading, NULL, err);
	stream_free(&stream);
	return status;
}

/* What an entry needs. */
static enum status check_line(struct line_reading *reading, struct error *err)
{
	const char *lacks = !reading->run.size         ? "run"
	                    : !reading->benchmark.size ? "benchmark"
	                    : !reading->has_total      ? "total"
	                                               : NULL;
	return lacks ? error_set(err, STATUS_FAILED, "no \"%s\"", lacks) : STATUS_OK;
}

static enum status read_line(struct text text, struct line_reading *reading,
                             struct history *history, struct error *err)
{
	struct history_line *line = &reading->line;
	*line = (struct history_line){.functions = line->functions, .recordings = 1};
	reading->run.size = reading->benchmark.size = reading->unit.size = reading->names.size = 0;
	reading->has_total = false;
	enum status status = parse_line(text, reading, err);
	if (!status)
		status = check_line(reading, err);
	if (status)
		return status;
	line->run = buffer_as_text(&reading->run);
	line->benchmark = buffer_as_text(&reading->benchmark);
	line->unit = buffer_as_text(&reading->unit);
	for (size_t i = 0, at = 0; i < line->count; at = reading->ends[i++])
		line->functions[i].name = (struct text){reading->names.data + at,
		                                        reading->ends[i] - at};
	return history_add(history, line, err);
}

static void note_damage(struct history_damage *damage, size_t number, const struct error *why)
{
	if (damage->lines++)
		return;
	damage->first = number;
	damage->first_reason = *why;
}

static enum status read_lines(struct text text, struct history *history,
                              struct history_damage *damage, struct error *err)
{
	struct line_reading reading = {0};
	enum status status = STATUS_OK;
	const char *end = text.at + text.size;
	size_t number = 0;
	for (const char *at = text.at, *next; !status && at < end; at = next) {
		struct text line = text_skip_blanks(text_line(at, end, &next));
		struct error why = {0};
		number++;
		status = line.size ? read_line(line, &reading, history, &why) : STATUS_OK;
		if (status == STATUS_FAILED) {
			note_damage(damage, number, &why);
			status = STATUS_OK;
		} else if (status) {
			error_set(err, status, "%s", why.text);
		}
	}
	free(reading.line.functions);
	free(reading.ends);
	buffer_free(&reading.run);
	buffer_free(&reading.benchmark);
	buffer_free(&reading.unit);
	buffer_free(&reading.names);
	return status;
}

static enum status read_all(struct input *input, struct buffer *text, struct error *err)
{
	enum { STEP = 1 << 16 };
	for (;;) {
		char *room = buffer_room(text, STEP);
		if (!room)
			return error_no_memory(err);
		ssize_t size = input_read(input, room, STEP, err);
		if (size < 0)
			return STATUS_FAILED;
		text->size += (size_t)size;
		if (size < STEP)
			return STATUS_OK;
	}
}

enum status history_read(const char *path, struct history *history, struct history_damage *damage,
                         struct error *err)
{
	struct buffer text = {0};
	struct input *input;
	*damage = (struct history_damage){0};
#ifndef HAVE_YAJL
	return error_set(err, STATUS_FAILED, "%s: histories are unavailable: built without YAJL",
	                 path);
#endif
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return STATUS_OK;
	enum status status = input_open(path, &input, err);
	if (status)
		return status;
	status = read_all(input, &text, err);
	if (!status && text.size)
		status = read_lines((struct text){text.data, text.size}, history, damage, err);
	input_close(input);
	buffer_free(&text);
	return status;
}

/* ---- appending ---- */

static enum status write_failed(const char *path, int why, struct error *err)
{
	return error_set(err, STATUS_FATAL, "%s: %s", path, strerror(why));
}

/* Writes all bytes; false with the reason in errno. */
static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t written = write(fd, bytes, size);
		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	return true;
}

/* Whether the file's last line has no end. */
static bool is_cut(int fd, off_t size)
{
	char last;
	return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* Appends to a locked file; on failure it has its former size again. */
static enum status append_locked(int fd, const char *path, const struct buffer *text,
                                 struct error *err)
{
	struct stat file;
	if (fstat(fd, &file) != 0)
		return write_failed(path, errno, err);
	bool ok = !is_cut(fd, file.st_size) || write_all(fd, "\n", 1);
	ok = ok && write_all(fd, text->data, text->size) &&
	     (fsync(fd) == 0 || errno == EINVAL || errno == EROFS);
	if (ok)
		return STATUS_OK;
	int why = errno;
	if (ftruncate(fd, file.st_size) != 0)
		return error_set(err, STATUS_FATAL, "%s: %s; what was written could not be removed",
		                 path, strerror(why));
	return write_failed(path, why, err);
}

static bool lock(int fd)
{
	int result;
	do
		result = flock(fd, LOCK_EX);
	while (result != 0 && errno == EINTR);
	return result == 0 || errno == EOPNOTSUPP || errno == ENOLCK; /* as on some networks */
}

enum status history_append(const char *path, const struct history_line *lines, size_t count,
                           struct error *err)
{
	struct buffer text = {0};
	for (size_t i = 0; i < count; i++)
		history_line_append(&lines[i], &text);
	if (text.failed) {
		buffer_free(&text);
		return error_no_memory(err);
	}
	enum status status = STATUS_OK;
	int fd = text.size ? open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (fd < 0)
		status = text.size ? write_failed(path, errno, err) : STATUS_OK;
	else if (!lock(fd))
		status = write_failed(path, errno, err);
	else
		status = append_locked(fd, path, &text, err);
	if (fd >= 0 && close(fd) != 0 && !status)
		status = write_failed(path, errno, err);
	buffer_free(&text);
	return status;
}
