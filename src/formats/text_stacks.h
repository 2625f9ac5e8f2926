/* Common parts of readers of stacks in text: lines go to the reader's function, which adds frames
 * and facts about samples, and ends stacks. A frame's line is parsed only once, even if it occurs
 * often. */
#ifndef STACKFOLD_FORMATS_TEXT_STACKS_H
#define STACKFOLD_FORMATS_TEXT_STACKS_H

#include "base/buffer.h"
#include "base/number.h"
#include "base/text.h"
#include "formats/lines.h"
#include "formats/perf_script/memo.h"
#include "formats/put_sample.h"
#include "read/options.h"
#include "read/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STACKS_VALUES_MOST = 16 };

/* State of reading one input. Functions that fail set `status`. Then no more lines follow, and all
 * calls do nothing, so that readers need not check it. */
struct text_stacks {
	const struct read_options *options;
	struct sink *sink;
	void *state;              /* the reader's own, zeroed at the beginning */
	struct put_sample sample; /* fields of the next samples; the reader sets event and place */
	struct buffer text, more; /* also the reader's own, freed at the end */
	unsigned value_count; /* number of calls of stacks_value; a reader may start again with 0 */
	enum status status;
	struct error *err;

	/* The other members are internal to these functions. */
	const struct text_format *format;
	struct lines lines;
	struct putting putting;
	struct memo memo;
	uint32_t *turned; /* room for stacks_put_path */
	size_t turned_capacity;
	struct buffer comm, event;           /* event: name of `sample.event` */
	struct buffer name;                  /* room for one */
	struct label label;                  /* of stacks_label */
	uint32_t values[STACKS_VALUES_MOST]; /* events of stacks_value */
	uint32_t *frames;                    /* of the open stack, in the order of the input */
	size_t depth, capacity;
};

/* A format, for text_stacks_read. */
struct text_format {
	size_t state_size; /* of the reader's own state; nothing in it is freed */
	bool profiled;     /* samples are kept one by one: see sink->profiled */
	bool root_first;   /* frames are listed root first; otherwise leaf first */
	void (*line)(struct text_stacks *stacks, struct text line);
	void (*end)(
		struct text_stacks *stacks); /* called after the last line; NULL: stacks_put_one */
	void (*all)(struct text_stacks *stacks); /* reads lines.stream itself, instead of these */
};

/* Reads an input: for a reader's `read`. */
enum status text_stacks_read(const struct text_format *format, struct stream *stream,
                             struct sink *sink, const struct read_options *options,
                             struct error *err);

/* ---- for a format's functions ---- */

/* Adds the frame or frames of a line to the open stack. parse() is called if the line is new, and
 * calls stacks_name for each frame. A format has one parse() for all lines, or several for
 * different lines. */
void stacks_frame(struct text_stacks *stacks, struct text line,
                  void (*parse)(struct text_stacks *stacks, struct text line));

/* Adds one frame: see put_frame. */
void stacks_name(struct text_stacks *stacks, struct text name, unsigned kinds, struct text module);

/* Adds frames of an inlined chain "a->b", root first, of which all except the first are inlined.
 * Removes the L before names of Java such as "Lshop/Item". */
void stacks_chain(struct text_stacks *stacks, struct text name, unsigned kinds, struct text module);

/* Sets the name of the next samples' process or thread, which is copied; size 0: it has no name. */
void stacks_comm(struct text_stacks *stacks, struct text comm);

/* Sets the event of the next samples, which sink_kind makes. */
void stacks_event(struct text_stacks *stacks, const char *name, size_t size, const char *unit,
                  bool leads);

/* Gives the next samples one label; size 0: none. */
void stacks_label(struct text_stacks *stacks, const char *key, struct text text);

/* Adds one more value, by sink_value, to the next samples. Then stacks_put_values puts the
 * open stack once for each, and opens the next one. */
void stacks_value(struct text_stacks *stacks, const char *name, const char *unit, bool leads);
void stacks_put_values(struct text_stacks *stacks, const uint64_t *values, unsigned count);

/* For frames with a key: the first keeps the open stack's frames under the key, and opens the next
 * stack; the second adds the frames of a key to the open stack, false if the key is unknown. A
 * format that uses these does not use stacks_frame. */
void stacks_remember(struct text_stacks *stacks, struct text key);
bool stacks_known(struct text_stacks *stacks, struct text key);

/* Adds a frame by its id. */
void stacks_known_frame(struct text_stacks *stacks, uint32_t frame);

/* Puts the open stack into the sink with that weight, and opens the next one. stacks_put_one gives
 * weight 1, and does nothing if no stack is open. */
void stacks_put(struct text_stacks *stacks, struct decimal weight);
void stacks_put_one(struct text_stacks *stacks);

/* Also puts the open stack, but a part of it stays open: the caller sets `depth` to the number of
 * frames that stay. If frames are listed from the leaf on, the sample gets a copy. */
void stacks_put_path(struct text_stacks *stacks, struct decimal weight);

/* Reads a weight: digits, which may have decimals. False if it is not a weight; one that is too
 * large ends the reading. */
bool stacks_weight(struct text_stacks *stacks, struct text text, struct decimal *weight);

/* Forgets the open stack. */
static inline void stacks_drop(struct text_stacks *stacks)
{
	stacks->depth = 0;
}

/* ---- parsing lines ---- */

/* The lines of a head, without an incomplete one at its end. */
struct head_lines {
	const char *at, *end;
	bool whole;
};

struct head_lines head_lines_of(const struct head *head);
bool head_lines_next(struct head_lines *lines, struct text *line);

/* Whether a line that `first` accepts is anywhere before one that `then` accepts. */
bool head_has(const struct head *head, bool (*first)(struct text line),
              bool (*then)(struct text line));

/* Takes a number from the beginning of a text; false if there is none, or it does not fit. */
bool text_take_number(struct text *text, uint64_t *number);

/* Moves past a beginning and the blanks before it; false if the text does not begin with it. */
bool text_take(struct text *text, const char *beginning);

/* Takes the text up to a string, and moves past it; false if the text does not contain it. */
bool text_take_until(struct text *text, const char *stop, struct text *before);

/* Takes "0x" and digits at the beginning. */
bool text_take_address(struct text *text, struct text *address);

/* The number of such an address; false if it is the largest number or larger. */
bool text_address_number(struct text address, uint64_t *number);

/* The name without "+0x1f" or "+31" at its end. */
struct text text_without_offset(struct text name);

#endif
