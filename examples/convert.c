/* Converts a profile of any format to folded text, or to a flame graph if the output's name ends
 * in .svg or .svgz, and says what became of the samples:
 *
 *     convert INPUT OUTPUT [OPTION=VALUE]...
 *     convert perf.data out.svg colors=java pid=yes event-filter=cycles
 *
 *     cc -o convert convert.c $(pkg-config --cflags --libs stackfold)
 */
#include <stackfold.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_message(void *context, sf_message kind, const char *text)
{
	(void)context;
	if (kind != SF_NOTE)
		fprintf(stderr, "convert: %s\n", text);
}

static int list_option(void *context, const char *name, const char *argument, int repeatable,
                       const char *help)
{
	fprintf((FILE *)context, "  %s=%s%s\n      %s\n", name, argument ? argument : "yes|no",
	        repeatable ? " (repeatable)" : "", help);
	return 0;
}

static void show_account(const sf_account *account)
{
	uint64_t samples;
	int kept;
	const char *event;
	fprintf(stderr, "%" PRIu64 " of %" PRIu64 " samples kept, %" PRIu64 " unreadable lines\n",
	        sf_account_count(account, SF_COUNT_KEPT),
	        sf_account_count(account, SF_COUNT_SAMPLES),
	        sf_account_count(account, SF_COUNT_MALFORMED));
	for (size_t i = 0; (event = sf_account_event(account, i, &samples, &kept)); i++)
		fprintf(stderr, "  %s: %" PRIu64 " samples%s\n", event, samples,
		        kept ? "" : ", left out");
}

/* Sets "name=value". */
static sf_status set_option(sf_options *options, const char *text, struct sf_error *error)
{
	char name[64];
	size_t size = strcspn(text, "=");
	snprintf(name, sizeof name, "%.*s", (int)size, text);
	return sf_options_set(options, name, text[size] ? text + size + 1 : "yes", error);
}

static sf_status convert(const char *input, const char *output, const sf_options *options,
                         struct sf_error *error)
{
	const char *ending = strrchr(output, '.');
	int picture = ending && (strcmp(ending, ".svg") == 0 || strcmp(ending, ".svgz") == 0);
	sf_account *account = NULL;
	sf_profile *profile = sf_profile_new(1, error);
	if (!profile)
		return SF_FATAL;
	sf_status status = sf_profile_read(profile, &input, 1, options, &account, error);
	if (account)
		show_account(account);
	if (status == SF_OK)
		status = picture ? sf_profile_write_svg(profile, output, options, error)
		                 : sf_profile_write_folded(profile, output, options, error);
	sf_account_free(account);
	sf_profile_free(profile);
	return status;
}

int main(int argc, char **argv)
{
	struct sf_error error = SF_ERROR_INIT;
	if (argc < 3) {
		fprintf(stderr, "usage: convert INPUT OUTPUT [OPTION=VALUE]...\nOptions:\n");
		sf_options_each(list_option, stderr);
		return 2;
	}
	sf_options *options = sf_options_new(&error);
	sf_status status = options ? SF_OK : SF_FATAL;
	if (options)
		sf_options_on_message(options, show_message, NULL);
	for (int i = 3; i < argc && status == SF_OK; i++)
		status = set_option(options, argv[i], &error);
	if (status == SF_OK)
		status = convert(argv[1], argv[2], options, &error);
	if (status != SF_OK)
		fprintf(stderr, "convert: %s\n", error.text);
	sf_options_free(options);
	return status == SF_OK ? 0 : 1;
}
