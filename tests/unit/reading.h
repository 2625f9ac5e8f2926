/* Reading a text as a file would be read, for tests of readers: what came of it as folded text. */
#ifndef STACKFOLD_TESTS_READING_H
#define STACKFOLD_TESTS_READING_H

#include "formats/formats.h"
#include "read/bidding.h"
#include "read/read.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reading_result {
	enum status status;
	struct error err;
	struct profile profile;
	struct read_account account;
	char *folded;  /* "" where reading failed */
	char path[32]; /* of the input; it is gone */
};

static inline void reading_put(char *path, const char *text, size_t size)
{
	strcpy(path, "/tmp/reading-XXXXXX");
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	FILE *file = fdopen(fd, "w");
	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static inline char *reading_get(const char *path)
{
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	fseek(file, 0, SEEK_END);
	size_t size = (size_t)ftell(file);
	rewind(file);
	char *text = malloc(size + 1);
	ck_assert_uint_eq(fread(text, 1, size, file), size);
	text[size] = '\0';
	fclose(file);
	return text;
}

static inline char *reading_folded(const struct profile *profile)
{
	struct error err;
	struct output output;
	char path[32];
	reading_put(path, "", 0);
	ck_assert_int_eq(output_open(&output, path, &err), STATUS_OK);
	ck_assert_int_eq(profile_write_folded(profile, true, &output, &err), STATUS_OK);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	char *text = reading_get(path);
	unlink(path);
	return text;
}

/* Each sample is in one row of the account. */
static inline void reading_check_account(const struct read_account *account)
{
	ck_assert_uint_eq(account->samples, account->kept + account->other_events +
	                                            account->other_comms + account->other_moments +
	                                            account->empty + account->guests +
	                                            account->unknown_events);
	uint64_t samples = 0;
	for (size_t i = 0; i < account->event_count; i++)
		samples += account->events[i].samples;
	ck_assert_uint_le(samples, account->samples - account->guests - account->unknown_events);
}

/* Reads files; reading_end frees. */
static inline void reading_paths(struct reading_result *result, const char *const *paths,
                                 size_t count, const struct read_options *options)
{
	*result = (struct reading_result){0};
	profile_init(&result->profile, 1);
	result->status = read_inputs(formats, paths, count, options, &result->profile,
	                             &result->account, &result->err);
	reading_check_account(&result->account);
	result->folded = result->status ? strdup("") : reading_folded(&result->profile);
	ck_assert_int_eq(result->status == STATUS_OK, !*result->err.text);
}

/* Reads one text. */
static inline void reading_text(struct reading_result *result, const char *text, size_t size,
                                const struct read_options *options)
{
	char path[32];
	reading_put(path, text, size);
	const char *const paths[] = {path};
	reading_paths(result, paths, 1, options);
	memcpy(result->path, path, sizeof path);
	unlink(path);
}

static inline void reading_end(struct reading_result *result)
{
	profile_free(&result->profile);
	read_account_free(&result->account);
	free(result->folded);
}

#endif
