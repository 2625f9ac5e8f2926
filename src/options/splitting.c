#include "options/splitting.h"

bool splitting_asked(const struct splitting_options *options)
{
	return options->by || options->every;
}

const char *splitting_option(const struct splitting_options *options)
{
	return options->by ? "split-by" : "every";
}

const char *splitting_value(const struct splitting_options *options)
{
	return options->by ? options->by : options->every;
}

static enum status parse_every(struct splitting_options *options, struct error *err)
{
	struct sample_keys *keys = &options->keys;
	const size_t before = keys->count;
	enum status status = keys_parse(keys, "every", true, options->every, err);
	if (keys->count > before &&
	    (status || keys->count != before + 1 || keys->items[before].kind != KEY_TIME))
		return error_set(err, STATUS_FAILED, "--every %s: expected a number of seconds",
		                 options->every);
	return status;
}

/* Checks that there is at most one label and one time, because file names have room for one of
 * each. */
static enum status check(const struct splitting_options *options, struct error *err)
{
	const struct sample_keys *keys = &options->keys;
	unsigned labels = 0, times = 0;
	for (size_t k = 0; k < keys->count; k++) {
		labels += keys->items[k].kind == KEY_LABEL;
		times += keys->items[k].kind == KEY_TIME;
	}
	if (labels > 1 || times > 1)
		return error_set(err, STATUS_FAILED, "--%s: only one %s can be split by at a time",
		                 splitting_option(options),
		                 labels > 1 ? "label" : "length of time");
	return STATUS_OK;
}

enum status splitting_prepare(struct splitting_options *options, struct read_options *read,
                              struct error *err)
{
	enum status status = STATUS_OK;
	options->keys.count = 0;
	if (!splitting_asked(options))
		return STATUS_OK;
	if (options->by)
		status = keys_parse(&options->keys, "split-by", true, options->by, err);
	if (!status && options->every)
		status = parse_every(options, err);
	if (!status)
		status = check(options, err);
	read->keep_samples = true;
	if (keys_have(&options->keys, KEY_EVENT) && !read->event_count)
		read->all_events = true;
	return status;
}
