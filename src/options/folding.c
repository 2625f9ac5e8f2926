#include "options/folding.h"

#include "base/buffer.h"
#include "edit/trim.h"
#include "formats/perf_symbol.h"

#include <stdlib.h>
#include <string.h>

enum status folding_skip(const struct folding_options *options, const struct read_options *read,
                         struct profile *profile, struct error *err)
{
	const struct text_list *functions = &options->skip_after;
	if (!functions->count)
		return STATUS_OK;
	struct buffer names = {0};
	const char **list = NULL;
	size_t count = 0;
	for (size_t i = 0; i < functions->count; i++) {
		const char *function = functions->items[i];
		const struct perf_frame frame = {.symbol = {function, strlen(function)},
		                                 .module = {"", 0}};
		buffer_append(&names, function, strlen(function) + 1);
		count++;
		for (int java = 0; java < 2; java++) {
			const struct perf_symbol_context context = {.options = read, .java = java};
			count += perf_symbol_names(&frame, &context, &names);
		}
	}
	enum status status = STATUS_OK;
	if (names.failed || !(list = malloc((count + 1) * sizeof *list)))
		status = error_no_memory(err);
	for (size_t i = 0, at = 0; !status && i < count; at += strlen(names.data + at) + 1)
		list[i++] = names.data + at;
	if (!status)
		status = trim_stacks(profile, list, count, false, err);
	facts_forget_shares(&profile->facts); /* they are of whole stacks */
	free(list);
	buffer_free(&names);
	return status;
}
