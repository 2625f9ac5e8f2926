/* flamesvg: draws profiles as a flame graph. */
#include "cli.h"
#include "merging.h"
#include "reading.h"
#include "report.h"

#include "base/buffer.h"
#include "options/drawing.h"
#include "options/editing.h"
#include "options/picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADVICE_DRAWN = 2 /* at most */ };

/* The command line. */
struct settings {
	struct cli cli;
	struct reading_options reading;
	struct editing_options editing;
	struct drawing_options drawing;
	char *advice[ADVICE_DRAWN]; /* drawing.render.advice */
};

static struct settings settings;

/* clang-format off */
static const struct option options[] = {
	DRAWING_OPTIONS(&settings.drawing),
	EDITING_DRAWN_OPTIONS(&settings.editing, ""),
	READING_OPTIONS(&settings.reading, false, OPTION_RARELY),

	DRAWING_OUTPUT_OPTIONS(&settings.drawing),
	CLI_COMMON_OPTIONS(&settings.cli),
};
/* clang-format on */

static const struct tool tool = {
	.name = "flamesvg",
	.usage = "[OPTION]... [FILE]...",
	.summary = "Draws profiles as an interactive flame graph in SVG. Reads any format\nthat "
		   "fold-stacks reads; several inputs are added up. Two counts for each "
		   "stack\nmake a differential. Without FILE, or with -, reads standard input.",
	.examples = "perf script | flamesvg > out.svg\n"
		    "flamesvg --title 'CPU, host 12' --colors java -o out.svg cpu.folded\n"
		    "diff-stacks before.folded after.folded | flamesvg > diff.svg",
	.options = options,
};

/* The heaviest advice goes into the picture, whose subtitle says how few samples there are. The
 * texts move to the settings. */
static void take_advice(struct settings *s, struct read_account *account,
                        struct picture_input *input)
{
	struct render_options *render = &s->drawing.render;
	for (size_t i = 0; i < account->advice_count; i++) {
		struct advice *advice = &account->advice[i];
		input->few_said |= advice->few && !advice->carried;
		bool other = (s->drawing.bases.count || editing_asked(&s->editing)) &&
		             facts_advice_of_weight(advice->text); /* of all stacks */
		if (!advice->given || advice->few || other || render->advice_count == ADVICE_DRAWN)
			continue;
		s->advice[render->advice_count++] = advice->text;
		advice->text = NULL;
	}
	render->advice = (const char *const *)s->advice;
}

static uint64_t narrow_frames(const void *layout, uint64_t weight, unsigned places)
{
	return weight ? layout_narrow(layout, weight, places) : 0;
}

static bool may_reduce(const struct settings *s)
{
	return !editing_asked(&s->editing) && !s->drawing.bases.count &&
	       !s->drawing.layout.reverse && s->drawing.layout.order == LAYOUT_NAME;
}

/* Reads sorted folded text that is large, in memory that follows the picture: what is too narrow to
 * be drawn is not kept. *done: whether that was possible; if not, *merge (NULL, or to be closed)
 * says what is to be read instead. */
static enum status read_reduced(struct settings *s, struct profile *profile,
                                struct read_account *account, struct sorted_merge **merge,
                                bool *done, struct error *err)
{
	struct reduction reduction = {.limit = narrow_frames, .context = &s->drawing.layout};
	const struct profile *merged;
	bool same = false;
	enum status status = merging_run(&s->cli, &s->reading, &reduction, merge, done, err);
	if (!status && *done)
		status = reduction_finish(&reduction, profile, &same, err);
	*done &= same;
	if (!status && *done)
		status = merging_report(&s->cli, &s->reading, *merge, account, &merged, err);
	if (!status && *done)
		status = sorted_merge_describe(*merge, profile, err);
	if (!*done) {
		profile_free(profile);
		profile_init(profile, 1);
	}
	reduction_free(&reduction);
	return status;
}

/* Reads the inputs into a profile, or into one of what the picture shows of them. */
static enum status read_profile(struct settings *s, struct profile *profile,
                                struct read_account *account, struct error *err)
{
	struct reading_options reading = s->reading;
	const char *const *inputs = s->cli.inputs;
	size_t count = s->cli.input_count;
	struct sorted_merge *merge = NULL;
	bool done = false;
	enum status status = STATUS_OK;
	if (may_reduce(s))
		status = read_reduced(s, profile, account, &merge, &done, err);
	if (!status && !done && merge)
		inputs = sorted_merge_inputs(merge, &count, &reading.read);
	if (!status && !inputs)
		status = error_no_memory(err);
	if (!status && !done)
		status = reading_run(&s->cli, &reading, inputs, count, profile, account, err);
	sorted_merge_close(merge);
	return status;
}

/* Reads the inputs, keeps and changes of them what is wanted, and lays it out. */
static enum status prepare(struct settings *s, struct profile *profile, struct picture *picture,
                           struct error *err)
{
	struct cli *cli = &s->cli;
	const struct messages messages = cli_messages(cli);
	struct read_account account = {0};
	struct picture_input input = {0};
	enum status status = read_profile(s, profile, &account, err);
	take_advice(s, &account, &input);
	input.sums_only = account.sums == account.samples;
	read_account_free(&account);
	if (!status)
		status = editing_apply(&s->editing.plan, s->reading.stats, &messages, profile, err);
	if (s->reading.stats)
		report_plan(&s->editing.plan);
	if (!status)
		status = editing_check(&s->editing.plan, err);
	return status ? status
	              : picture_make(&s->drawing, profile, &input, &messages, picture, err);
}

/* Writes a picture that says why there is none, for who redirected standard output into one. A
 * file asked for with -o is not made. */
static void write_message(struct settings *s, const struct error *why)
{
	const char *path = s->cli.output;
	struct output output;
	struct error err = {0};
	struct buffer text = {0};
	if (path && strcmp(path, "-") != 0)
		return;
	buffer_printf(&text, "Nothing to draw: %s", why->text);
	buffer_byte(&text, '\0');
	if (!text.failed && output_open(&output, NULL, &err) == STATUS_OK) {
		enum status status = s->drawing.gzip ? output_compress(&output, 9, &err)
		                                     : STATUS_OK;
		if (!status)
			renderers[0].write_message(text.data, &s->drawing.render, &output);
		output_finish(&output, status, &err);
	}
	buffer_free(&text);
}

static enum status write_picture(struct settings *s, const struct profile *profile,
                                 const struct picture *picture, struct error *err)
{
	const struct messages messages = cli_messages(&s->cli);
	struct output output;
	enum status status = output_open(&output, s->cli.output, err);
	s->drawing.gzip |= picture_compressed(s->cli.output);
	return status ? status
	              : picture_write(&s->drawing, profile, picture, &messages, &output, err);
}

/* What --cp writes is to be a file of its own, and no result may replace what --nameattr reads. */
static void check_files(const struct settings *s)
{
	const char *output = s->cli.output && strcmp(s->cli.output, "-") != 0 ? s->cli.output
	                                                                      : NULL;
	if (s->drawing.consistent) {
		cli_check_replaced(&s->cli, "cp", PALETTE_MAP);
		if (cli_same_file(output, PALETTE_MAP))
			cli_usage(&s->cli, "--cp keeps the colours in " PALETTE_MAP
			                   ", to which the picture would go; name another file");
	}
	if (output && s->drawing.attributes && cli_same_file(output, s->drawing.attributes))
		cli_usage(&s->cli, "--output %s: the picture would replace the file of --nameattr",
		          output);
}

int main(int argc, char **argv)
{
	struct profile profile;
	struct picture picture = {.count = 0};
	struct error err = {0};

	drawing_options_init(&settings.drawing);
	cli_parse(&settings.cli, &tool, argc, argv);
	reading_prepare(&settings.cli, &settings.reading);
	struct option_place place = {0};
	cli_refuse(&settings.cli, editing_prepare(&settings.editing, &place, &err), &place, &err);
	cli_check_input(&settings.cli, "folded stacks or the output of perf script");
	cli_check_output(&settings.cli, "the picture", "flame.svg");
	check_files(&settings);
	struct read_options *read = &settings.reading.read;
	cli_refuse(&settings.cli, drawing_options_prepare(&settings.drawing, read->as_perf, &err),
	           NULL, &err);
	read->keep_order = drawing_keeps_order(&settings.drawing);

	profile_init(&profile, 1);
	enum status status = drawing_options_read(&settings.drawing, &err);
	if (!status) {
		status = prepare(&settings, &profile, &picture, &err);
		if (status)
			write_message(&settings, &err);
	}
	if (!status)
		status = write_picture(&settings, &profile, &picture, &err);

	picture_free(&picture);
	profile_free(&profile);
	drawing_options_free(&settings.drawing);
	editing_free(&settings.editing);
	for (size_t i = 0; i < ADVICE_DRAWN; i++)
		free(settings.advice[i]);
	int code = status ? cli_fail(&settings.cli, &err) : EXIT_DONE;
	reading_options_free(&settings.reading);
	cli_free(&settings.cli);
	return code;
}
