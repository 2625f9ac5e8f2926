#include "split.h"

bool split_asked(const struct split_options *options)
{
	return options->by || options->every;
}

static enum status parse(const struct cli *cli, struct split_options *options, struct error *err)
{
	struct split *split = &options->split;
	enum status status = STATUS_OK;
	split->output = cli->output;
	split->option = options->by ? "split-by" : "every";
	split->given = options->by ? options->by : options->every;
	if (options->by)
		status = keys_parse(&split->keys, "split-by", true, options->by, err);
	const size_t before = split->keys.count;
	if (!status && options->every)
		status = keys_parse(&split->keys, "every", true, options->every, err);
	if (options->every && split->keys.count > before &&
	    (status || split->keys.count != before + 1 ||
	     split->keys.items[before].kind != KEY_TIME))
		status = error_set(err, STATUS_FAILED, "--every %s: expected a number of seconds",
		                   options->every);
	return status ? status : split_check(split, err);
}

void split_prepare(const struct cli *cli, struct split_options *options, bool plain,
                   struct read_options *read)
{
	struct error err;
	if (!split_asked(options))
		return;
	options->split.plain = plain;
	cli_refuse(cli, parse(cli, options, &err), NULL, &err);
	read->keep_samples = true;
	if (keys_have(&options->split.keys, KEY_EVENT) && !read->event_count)
		read->all_events = true;
}
