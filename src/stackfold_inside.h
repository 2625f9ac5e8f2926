/* What the files of the public library share. */
#ifndef STACKFOLD_INSIDE_H
#define STACKFOLD_INSIDE_H

#include "stackfold.h"

#include "base/status.h"
#include "store/profile.h"

struct sf_profile {
	struct profile profile;
};

/* Hands an inner failure on; any success is SF_OK. */
sf_status public_outcome(enum status status, const struct error *inner, struct sf_error *error);

#endif
