/* A step that changes stacks: its value, what it knows of each name, and what it did. Each name is
 * looked at once: whether the step means the frame, and its new name, are kept by its id. */
#ifndef STACKFOLD_EDIT_STEP_H
#define STACKFOLD_EDIT_STEP_H

#include "base/buffer.h"
#include "base/pattern.h"
#include "read/options.h"
#include "store/profile.h"

#include <stdbool.h>
#include <stdint.h>

struct step;

/* A stack on its way through steps. */
struct walk {
	struct profile
		*profile; /* the stacks as they were before the first step; steps add names */
	uint32_t stack;   /* the number that the stack has there */
	uint32_t *ids;    /* its frames, root first */
	size_t depth, capacity;
	struct buffer name; /* room for a name */
	uint32_t *places;   /* room for a number for each frame, all 0; for place_count of them */
	size_t place_count;
	bool failed; /* memory ran out */
};

enum step_outcome {
	STEP_SAME,
	STEP_CHANGED,
	STEP_DROPPED, /* the stack is dropped, with its weight */
};

/* What a step does; steps.h has the table. */
struct step_kind {
	const char *name;     /* "focus" */
	const char *argument; /* what its value is called, NULL: it takes none */
	const char *help;
	/* Takes the value. STATUS_FAILED with a message and, where it is known, the offset in
	 * bytes of what is wrong. NULL: any text, or none. */
	enum status (*parse)(struct step *step, const char *value, size_t *offset,
	                     struct error *err);
	/* Looks at the whole profile before the first stack; it must be the result of all earlier
	 * steps. NULL: stacks can come one by one. */
	enum status (*prepare)(struct step *step, const struct profile *profile, struct error *err);
	/* What it does to a stack. */
	enum step_outcome (*act)(struct step *step, struct walk *walk);
	/* Appends the frame's new name; called at most once for each id. False: the name stays the
	 * same. NULL: the step changes no names. */
	bool (*rename)(struct step *step, const struct profile *profile, uint32_t id,
	               struct buffer *name);
	void (*release)(void *state); /* frees step->state; NULL: there is none */
};

/* Weights are in units of 10^-places. */
struct step_stats {
	size_t stacks; /* that came to the step */
	size_t dropped, changed;
	size_t merged; /* that became equal to others; known where the step was taken alone */
	unsigned columns, places;
	number_wide total[STACKS_COLUMNS_MAX], dropped_weight[STACKS_COLUMNS_MAX],
		changed_weight[STACKS_COLUMNS_MAX];
};

/* What a step knows of a frame. */
enum step_match { STEP_UNKNOWN, STEP_OTHER, STEP_MATCH };

struct step {
	const struct step_kind *kind;
	char *value; /* as it was given, a copy; NULL: none */

	/* what its value says */
	struct pattern *pattern;
	size_t regex_size;    /* the bytes of the value that are its expression, 0: it has none */
	const char *text;     /* what takes the place of a match; a part of value */
	bool innermost;       /* of several matches the last */
	unsigned number;      /* a number, or which of some words */
	unsigned depth;       /* another number */
	struct decimal share; /* in percent */
	struct buffer key;    /* bytes of --key */
	/* where names for addresses come from; NULL: from this machine's files */
	const struct read_options *reading;
	void *state; /* of its kind's functions */

	/* what is known of frames, by id */
	uint8_t *matches;   /* enum step_match */
	size_t match_count; /* for how many there is room */
	uint32_t *names;    /* the id of the new name, plus 1; 0: not known yet */
	size_t name_count;
	bool matched; /* some frame was meant */

	struct step_stats stats;
};

/* Finds out whether the step's expression matches a frame's name. */
bool step_look(struct step *step, struct walk *walk, uint32_t id);

/* The same, from memory where it is known. Without memory walk->failed is set. */
static inline bool step_matches(struct step *step, struct walk *walk, uint32_t id)
{
	const uint8_t known = id < step->match_count ? step->matches[id] : STEP_UNKNOWN;
	return known ? known == STEP_MATCH : step_look(step, walk, id);
}

/* Finds the name of a frame after the step, by kind->rename. */
uint32_t step_find_name(struct step *step, struct walk *walk, uint32_t id);

/* The same, from memory where it is known. */
static inline uint32_t step_renamed(struct step *step, struct walk *walk, uint32_t id)
{
	const uint32_t known = id < step->name_count ? step->names[id] : 0;
	return known ? known - 1 : step_find_name(step, walk, id);
}

/* Compiles the value's expression, or the first `size` bytes of it. */
enum status step_compile(struct step *step, size_t size, size_t *offset, struct error *err);

/* Frees everything that the step has. */
void step_free(struct step *step);

#endif
