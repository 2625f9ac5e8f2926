#include "totals/chosen.h"

#include "base/buffer.h"
#include "base/near.h"
#include "base/pattern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Sets the message for a text that matches no frame. */
static enum status refuse(const struct frames *frames, const char *option, const char *text,
                          struct error *err)
{
	struct nearest nearest = {0};
	struct buffer names = {0};
	char room[NEAR_MAX];
	const struct text letters = {room, pattern_letters(text, strlen(text), room, NEAR_MAX)};
	for (size_t i = 0; letters.size && i < frames->count; i++)
		nearest_offer(&nearest, letters,
		              (struct text){frames->items[i].name, frames->items[i].size});
	for (size_t i = 0; i < nearest.count; i++)
		buffer_printf(&names, "%s %.*s", i ? "," : "; the nearest:",
		              (int)(nearest.items[i].size < 200 ? nearest.items[i].size : 200),
		              nearest.items[i].at);
	buffer_byte(&names, '\0');
	enum status status = names.failed ? error_no_memory(err)
	                                  : error_set(err, STATUS_FAILED,
	                                              "--%s: no function has the name '%.200s' or "
	                                              "matches it as a regular expression%s",
	                                              option, text, names.data);
	buffer_free(&names);
	return status;
}

static enum status compile(const char *option, const char *text, struct pattern **pattern,
                           struct error *err)
{
	size_t offset = 0;
	struct error why = {{0}};
	enum status status = pattern_compile_at(text, strlen(text), pattern, &offset, &why);
	if (status == STATUS_FAILED)
		return error_set(err, status,
		                 "--%s: '%.200s' is neither a function's name nor a regular "
		                 "expression: %s at its byte %zu",
		                 option, text, why.text, offset + 1);
	return status ? error_set(err, status, "%s", why.text) : STATUS_OK;
}

enum status chosen_check(const struct frames *frames, const char *option, const char *text,
                         struct error *err)
{
	struct pattern *pattern = NULL;
	if (frames_find(frames, text, strlen(text)) != FRAME_NONE)
		return STATUS_OK;
	enum status status = compile(option, text, &pattern, err);
	pattern_free(pattern);
	return status;
}

enum status chosen_make(struct chosen *chosen, const struct frames *frames, const char *option,
                        const char *text, struct error *err)
{
	struct pattern *pattern = NULL;
	uint32_t same = frames_find(frames, text, strlen(text));
	*chosen = (struct chosen){.is = calloc(frames->count + 1, sizeof *chosen->is)};
	if (!chosen->is)
		return error_no_memory(err);
	if (same != FRAME_NONE) {
		chosen->is[same] = true;
		chosen->count = 1;
		return STATUS_OK;
	}
	enum status status = compile(option, text, &pattern, err);
	if (status)
		return status;
	for (size_t i = 0; i < frames->count; i++) {
		chosen->is[i] = pattern_matches(pattern, frames->items[i].name,
		                                frames->items[i].size);
		chosen->count += chosen->is[i];
	}
	if (pattern_failure(pattern))
		status = error_set(err, STATUS_FAILED, "--%s: '%.200s': %s", option, text,
		                   pattern_failure(pattern));
	else if (!chosen->count)
		status = refuse(frames, option, text, err);
	pattern_free(pattern);
	return status;
}

void chosen_free(struct chosen *chosen)
{
	free(chosen->is);
	*chosen = (struct chosen){0};
}
