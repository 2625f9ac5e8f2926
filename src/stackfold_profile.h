/* The public library's profiles, as its other files need them. */
#ifndef STACKFOLD_PROFILE_H
#define STACKFOLD_PROFILE_H

#include "stackfold.h"

#include "base/status.h"
#include "store/profile.h"

struct sf_profile {
	struct profile *at; /* `own`, or a comparison's pair */
	struct profile own;
	char *name;     /* the one input's that it was read from, NULL: of several, or of none */
	bool few_said;  /* messages said how few samples there are */
	bool sums_only; /* all of it was read from folded text */
};

/* Adds all of `from` to a profile of as many columns, in order where it keeps that. */
enum status public_merge(struct profile *into, const struct profile *from, struct error *err);

/* STATUS_FAILED if the sum of a column does not fit 64 bits. */
enum status public_check_sums(const struct profile *profile, struct error *err);

#endif
