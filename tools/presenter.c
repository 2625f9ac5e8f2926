#include "presenter.h"

#include "draw.h"
#include "page.h"
#include "summary.h"

#include "record/child.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The parts of the page, in their order. */
enum {
	PART_DIFFERENCE,
	PART_CHANGES,
	PART_PICTURE,
	PART_BEFORE, /* the picture of the other program */
	PART_SELF,
	PART_TOTAL,
	PARTS
};

static const struct page_part no_parts[PARTS] = {
	[PART_DIFFERENCE] = {.heading = "Difference", .picture = true},
	[PART_CHANGES] = {.heading = "Changes"},
	[PART_PICTURE] = {.heading = "Flame graph", .picture = true},
	[PART_BEFORE] = {.heading = "Flame graph before", .picture = true},
	[PART_SELF] = {.heading = "Functions, by self"},
	[PART_TOTAL] = {.heading = "Functions, by total"},
};

/* The path of a picture. An earlier file with this name is kept. */
static enum status choose_target(const struct settings *set, const char *path,
                                 struct page_part *part, struct drawn *drawn, struct error *err)
{
	*drawn = (struct drawn){
		.path = set->flame.no_svg ? NULL : path,
		.text = set->flame.html ? &part->text : NULL,
	};
	return drawn->path ? results_keep_old(path, err) : STATUS_OK;
}

/* Draws all runs of a side together. */
static enum status draw(const struct settings *set, const struct side *side, struct profile *sum,
                        struct page_part *part, struct error *err)
{
	struct drawn drawn;
	enum status status = choose_target(set, side->results.svg, part, &drawn, err);
	if (!status)
		status = draw_profile(&set->cli, sum, &side->input, &drawn, err);
	if (!status && drawn.path)
		results_own(&side->results, drawn.path);
	return status;
}

static enum status draw_before(const struct settings *set, const struct side *before,
                               struct page_part *part, struct error *err)
{
	struct profile sum;
	profile_init(&sum, 1);
	enum status status = run_list_sum(&before->runs, &sum, err);
	if (!status)
		status = draw(set, before, &sum, part, err);
	profile_free(&sum);
	return status;
}

static enum status compare(struct settings *set, struct side *before, struct side *after,
                           struct page_part *parts, struct error *err)
{
	struct drawn drawn;
	enum status status = choose_target(set, after->results.difference, &parts[PART_DIFFERENCE],
	                                   &drawn, err);
	if (set->flame.html)
		set->comparer.gate.text = &parts[PART_CHANGES].text;
	if (!status)
		status = comparer_run(&set->comparer, before ? &before->runs : NULL, &after->runs,
		                      &drawn, err);
	if (!status && drawn.path)
		results_own(&after->results, drawn.path);
	return status;
}

/* --- the page --------------------------------------------------------------------------------- */

static enum status append_lists(const struct settings *set, const struct profile *sum,
                                struct page_part *parts, struct error *err)
{
	enum status status = summary_append(sum, set->rows, MEASURE_SELF, &parts[PART_SELF].text,
	                                    err);
	return status ? status
	              : summary_append(sum, set->rows, MEASURE_TOTAL, &parts[PART_TOTAL].text, err);
}

static enum status write_page(const struct settings *set, const struct side *after,
                              const struct facts *facts, struct page_part *parts, struct error *err)
{
	const char *path = after->results.html;
	char *title;
	if (asprintf(&title, "flame: %s", set->cli.command ? set->words[0] : after->results.name) <
	    0)
		return error_no_memory(err);
	const struct page page = {
		.title = title,
		.recorded = after->recorded ? after->recorded : facts->recorded,
		.facts = facts,
		.parts = parts,
		.part_count = PARTS,
	};
	enum status status = results_keep_old(path, err);
	if (!status)
		status = page_write(&page, path, err);
	if (!status)
		results_own(&after->results, path);
	free(title);
	return status;
}

enum status presenter_show(struct settings *set, struct side *before, struct side *after,
                           struct error *err)
{
	struct page_part parts[PARTS];
	struct profile sum;
	memcpy(parts, no_parts, sizeof parts);
	profile_init(&sum, 1);
	enum status status = run_list_sum(&after->runs, &sum, err);
	struct error unseen = {{0}}; /* the picture is drawn even if messages cannot be written */
	if (!status && !set->cli.quiet)
		(void)summary_write(&sum, set->rows, &unseen);
	if (!status && set->flame.html)
		status = append_lists(set, &sum, parts, err);
	if (!status && comparer_asked(&set->comparer))
		status = compare(set, before, after, parts, err);
	if (!status && before)
		status = draw_before(set, before, &parts[PART_BEFORE], err);
	if (!status)
		status = draw(set, after, &sum, &parts[PART_PICTURE], err);
	if (!status && set->flame.html)
		status = write_page(set, after, &sum.facts, parts, err);
	for (size_t i = 0; i < PARTS; i++)
		buffer_free(&parts[i].text);
	profile_free(&sum);
	return status;
}

/* --- places of the files
 * --------------------------------------------------------------------------- */

/* Whether the caller of flame would see a browser. */
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
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC); /* browsers print many messages */
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
	if (set->flame.html)
		cli_warn(cli, "the page is %s", after->results.html);
	if (recorded && before)
		name_kept(set, before);
	if (recorded)
		name_kept(set, after);
	if (set->flame.html)
		open_picture(set, after->results.html);
	else if (!set->flame.no_svg)
		open_picture(set, after->results.svg);
}
