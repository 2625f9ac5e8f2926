/* The public library's reading, as its other files need it. */
#ifndef STACKFOLD_READ_H
#define STACKFOLD_READ_H

#include "stackfold_options.h"

#include "base/input.h"
#include "read/account.h"
#include "read/begun.h"

#include <stdatomic.h>

struct sf_account {
	struct read_account inner;
};

/* How far a call of reading is, for the program that may cancel it. Zeroed but for the options. */
struct watch {
	const sf_options *options;
	uint64_t done; /* the largest number that was reported */
	atomic_bool stopped;
};

/* The function that reports it, with the watch as its context. */
void watch_progress(void *watch, uint64_t done, uint64_t total);

/* What a call reads. */
struct public_reading {
	struct input_source *inputs;
	size_t count;
	struct read_begun *begun; /* as in read_options, with begun_texts */
	size_t begun_texts;
	const char *output; /* where it will be written: its end may choose a format; NULL: that is
	                       not known */
	struct watch *watch;
};

/* Reads into a profile, as sf_profile_read() does. */
sf_status public_read(sf_profile *profile, const struct public_reading *reading,
                      const sf_options *options, sf_account **account, struct sf_error *error);

/* Prepares the options of reading; reading_options_free frees in any case. */
enum status public_prepare_reading(struct reading_options *reading, struct error *err);

/* Passes on what is to be said of inputs that were read. */
void public_remark(const struct read_account *account, const sf_options *options);

/* Hands the account on, or frees it. */
void public_account(sf_account **account, struct read_account *made);

/* The outcome of a call that the program cancelled. */
sf_status public_cancelled(const struct input_source *inputs, size_t count, struct sf_error *error);

#endif
