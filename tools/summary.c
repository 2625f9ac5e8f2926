#include "summary.h"

#include "page.h"

#include "report/rankings.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The columns of the terminal to which messages go; 0: it is not a terminal. */
static size_t terminal_columns(void)
{
	struct winsize size = {0};
	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static enum status write_list(const struct profile *profile, size_t most, enum measure by,
                              const struct ranking_look *look, struct output *output,
                              struct error *err)
{
	const struct ranking_options options = {
		.wishes = {{.kind = RANKING_FUNCTIONS, .rows = most}},
		.wish_count = 1,
		.by = by,
	};
	enum status status = ranking_write(
		profile, &options, ranking_format_find("text", strlen("text")), look, output, err);
	return output_finish(output, status, err);
}

enum status summary_write(const struct profile *profile, size_t most, struct error *err)
{
	const struct ranking_look look = {.columns = terminal_columns(), .ascii = true};
	struct output output;
	enum status status = output_open(&output, "/dev/stderr", err);
	return status ? status : write_list(profile, most, MEASURE_SELF, &look, &output, err);
}

enum status summary_append(const struct profile *profile, size_t most, enum measure by,
                           struct buffer *text, struct error *err)
{
	const struct ranking_look look = {.columns = 0};
	struct output output;
	enum status status = output_open_function(&output, "the page", page_gather, text, err);
	return status ? status : write_list(profile, most, by, &look, &output, err);
}
