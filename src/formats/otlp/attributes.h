/* Attributes of OpenTelemetry profiles: keys with values. Some identify the thread, process or CPU,
 * and some the kind of code of a frame; all others become labels of samples. */
#ifndef STACKFOLD_FORMATS_OTLP_ATTRIBUTES_H
#define STACKFOLD_FORMATS_OTLP_ATTRIBUTES_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "formats/put_sample.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum otlp_role {
	OTLP_LABEL,   /* none of the following */
	OTLP_PID,     /* process.pid */
	OTLP_TID,     /* thread.id */
	OTLP_CPU,     /* cpu.logical_number */
	OTLP_SERVICE, /* service.name; these four name the root frame, the last of them first */
	OTLP_PATH,    /* process.executable.path */
	OTLP_PROGRAM, /* process.executable.name */
	OTLP_THREAD,  /* thread.name */
	OTLP_FRAME_TYPE,
	OTLP_BUILD_ID,
};

struct otlp_attribute {
	struct text key;
	enum { OTLP_NOTHING, OTLP_TEXT, OTLP_NUMBER } type; /* of the value; lists are ignored */
	struct text text;
	int64_t number;
	struct text unit;                     /* of the number */
	uint64_t key_row, text_row, unit_row; /* of texts of the dictionary; 0: none */
	enum otlp_role role;
	bool labelled; /* label is made */
	struct label label;
};

/* Sets type, text (or its row) and number from the message of a value. Values other than text are
 * written into the arena. STATUS_FAILED, without a message, if it is invalid. */
enum status otlp_value(struct otlp_attribute *attribute, struct text message, struct arena *arena,
                       struct error *err);

/* The meaning of a key. */
enum otlp_role otlp_role(struct text key);

enum { OTLP_LABELS_MAX = 256 };

/* Fields of a sample from attributes: first those of its resource, then of its profile, then its
 * own. Copy it to return to an earlier state. Zeroed: no fields. */
struct otlp_about {
	struct sample_place place;
	struct text comm;
	enum otlp_role comm_role; /* the role of the attribute with the comm; 0: there is none */
	size_t label_count;
};

/* The labels of a sample. */
struct otlp_labels {
	struct label items[OTLP_LABELS_MAX]; /* about->label_count of them */
	struct label last[OTLP_LABELS_MAX];
};

/* Adds an attribute. STATUS_FAILED, without a message, if there are too many. */
enum status otlp_about_add(struct otlp_about *about, struct otlp_labels *labels,
                           struct otlp_attribute *attribute, struct sink *sink, struct error *err);

/* Puts these fields into a sample: of labels with the same key the last one counts. Valid until the
 * next call. */
void otlp_about_put(const struct otlp_about *about, struct otlp_labels *labels,
                    struct put_sample *sample);

#endif
