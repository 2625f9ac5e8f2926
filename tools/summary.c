#include "summary.h"

#include "report/rankings.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The columns of the terminal that messages go to; 0: it is none. */
static size_t terminal_columns(void)
{
	struct winsize size = {0};
	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

enum status summary_write(const struct profile *profile, size_t most, struct error *err)
{
	const struct ranking_options options = {
		.wishes = {{.kind = RANKING_FUNCTIONS, .rows = most}},
		.wish_count = 1,
		.by = MEASURE_SELF,
	};
	const struct ranking_look look = {.columns = terminal_columns(), .ascii = true};
	struct output output;
	enum status status = output_open(&output, "/dev/stderr", err);
	if (status)
		return status;
	status = ranking_write(profile, &options, ranking_format_find("text", strlen("text")),
	                       &look, &output, err);
	return output_finish(&output, status, err);
}
