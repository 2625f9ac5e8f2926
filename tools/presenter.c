#include "presenter.h"

#include "summary.h"

#include "options/picture.h"
#include "record/child.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- pictures --------------------------------------------------------------------------------- */

/* Draws all runs of a side together. */
static enum status draw(struct settings *set, struct side *side, struct profile *sum,
                        struct error *err)
{
	const struct messages messages = cli_messages(&set->cli);
	const char *path = side->results.svg;
	/* drawing adapts its options to the profile */
	struct drawing_options drawing = {.pair = false};
	struct picture picture = {.count = 0};
	struct output output;
	drawing_options_init(&drawing);
	enum status status = drawing_options_prepare(&drawing, false, err);
	if (!status)
		status = picture_make(&drawing, sum, &side->input, &messages, &picture, err);
	if (!status)
		status = results_keep_old(path, err);
	if (!status)
		status = output_open(&output, path, err);
	if (!status)
		status = picture_write(&drawing, sum, &picture, &messages, &output, err);
	if (!status)
		results_own(&side->results, path);
	picture_free(&picture);
	drawing_options_free(&drawing);
	return status;
}

static enum status compare(struct settings *set, struct side *before, struct side *after,
                           struct error *err)
{
	const char *path = set->flame.no_svg ? NULL : after->results.difference;
	enum status status = path ? results_keep_old(path, err) : STATUS_OK;
	if (!status)
		status = comparer_run(&set->comparer, before ? &before->runs : NULL, &after->runs,
		                      path, err);
	if (!status && path)
		results_own(&after->results, path);
	return status;
}

/* Draws the other program, which has a summary of its own only in its files. */
static enum status draw_before(struct settings *set, struct side *before, struct error *err)
{
	struct profile sum;
	profile_init(&sum, 1);
	enum status status = run_list_sum(&before->runs, &sum, err);
	if (!status)
		status = draw(set, before, &sum, err);
	profile_free(&sum);
	return status;
}

enum status presenter_show(struct settings *set, struct side *before, struct side *after,
                           struct error *err)
{
	struct profile sum;
	profile_init(&sum, 1);
	enum status status = run_list_sum(&after->runs, &sum, err);
	if (!status && !set->cli.quiet)
		status = summary_write(&sum, set->rows, err);
	if (!status && comparer_asked(&set->comparer))
		status = compare(set, before, after, err);
	if (!status && before && !set->flame.no_svg)
		status = draw_before(set, before, err);
	if (!status && !set->flame.no_svg)
		status = draw(set, after, &sum, err);
	profile_free(&sum);
	return status;
}

/* --- where they are --------------------------------------------------------------------------- */

/* Whether a browser would be seen by the one who called flame. */
static bool on_desktop(void)
{
	return (getenv("DISPLAY") || getenv("WAYLAND_DISPLAY")) && isatty(STDERR_FILENO) &&
	       !getenv("SSH_CONNECTION") && !getenv("CI") && geteuid() != 0;
}

static void open_picture(const struct settings *set, const char *path)
{
	struct child_setup setup = CHILD_SETUP;
	struct child opener;
	struct error err = {{0}};
	const char *const words[] = {"xdg-open", path, NULL};
	if (set->flame.open == OPEN_NEVER || (set->flame.open == OPEN_AUTO && !on_desktop()))
		return;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC); /* browsers say much */
	setup.path = words[0];
	setup.words = (char *const *)words;
	setup.own_group = true;
	setup.streams[0] = setup.streams[1] = setup.streams[2] = nothing;
	if (child_start(&setup, &opener, &err) && set->flame.open == OPEN_ALWAYS)
		cli_warn(&set->cli, "the picture is not opened: %s", err.text);
	if (nothing >= 0)
		close(nothing);
}

/* "the stacks are flame.1.folded to flame.5.folded" */
static void name_kept(const struct settings *set, const struct side *side)
{
	const char *first = side->runs.count > 1 ? side->runs.items[0].name : NULL;
	if (set->flame.keep != KEEP_NONE)
		cli_note(&set->cli, "the stacks are %s%s%s", first ? first : "",
		         first ? " to " : "", side->runs.items[side->runs.count - 1].name);
	if (set->flame.keep == KEEP_ALL)
		cli_note(&set->cli, "the recording%s %s", first ? "s end with " : " is ",
		         first ? RESULTS_DATA : side->results.data);
}

void presenter_name_files(const struct settings *set, const struct side *before,
                          const struct side *after, bool recorded)
{
	const struct cli *cli = &set->cli;
	if (!set->flame.no_svg && comparer_asked(&set->comparer))
		cli_warn(cli, "the difference is %s", after->results.difference);
	if (!set->flame.no_svg && before)
		cli_warn(cli, "the pictures are %s and %s", before->results.svg,
		         after->results.svg);
	else if (!set->flame.no_svg)
		cli_warn(cli, "the picture is %s", after->results.svg);
	if (recorded && before)
		name_kept(set, before);
	if (recorded)
		name_kept(set, after);
	if (!set->flame.no_svg)
		open_picture(set, after->results.svg);
}
