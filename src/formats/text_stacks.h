/* What readers of stacks in text share: lines go to the reader's function, which says what is a
 * frame, what is known of the sample, and where a stack ends. A frame's line is taken apart once,
 * however often it comes. */
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

/* What is read of one input. Functions that fail set `status`; the lines end then, and until then
 * all calls do nothing, so that readers need not look at it. */
struct text_stacks {
	const struct read_options *options;
	struct sink *sink;
	void *state;              /* the reader's own, zeroed at the beginning */
	struct put_sample sample; /* what the next samples are; event and place are the reader's */
	struct buffer text, more; /* the reader's own too, freed at the end */
	unsigned value_count;     /* calls of stacks_value; a reader may begin again with 0 */
	enum status status;
	struct error *err;

	/* The rest is for these functions. */
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
	uint32_t *frames;                    /* of the open stack, in the order they came */
	size_t depth, capacity;
};

/* A format, for text_stacks_read. */
struct text_format {
	size_t state_size; /* of the reader's own state; nothing in it is freed */
	bool profiled;     /* samples are put one by one: see sink->profiled */
	bool root_first;   /* frames come root first; otherwise leaf first */
	void (*line)(struct text_stacks *stacks, struct text line);
	void (*end)(struct text_stacks *stacks); /* after the last line; NULL: as stacks_put_one */
	void (*all)(struct text_stacks *stacks); /* reads lines.stream itself, in place of these */
};

/* Reads an input: what a reader's `read` calls. */
enum status text_stacks_read(const struct text_format *format, struct stream *stream,
                             struct sink *sink, const struct read_options *options,
                             struct error *err);

/* ---- for a format's functions ---- */

/* Adds the frame, or frames, that a line stands for to the open stack. parse() is called where the
 * line was not met before, and calls stacks_name for each. A format has one parse() for all lines,
 * or lines that differ. */
void stacks_frame(struct text_stacks *stacks, struct text line,
                  void (*parse)(struct text_stacks *stacks, struct text line));

/* Adds one frame: see put_frame. */
void stacks_name(struct text_stacks *stacks, struct text name, unsigned kinds, struct text module);

/* Adds frames of an inlined chain "a->b", root first, of which all but the first are inlined. The L
 * before names of Java such as "Lshop/Item" goes. */
void stacks_chain(struct text_stacks *stacks, struct text name, unsigned kinds, struct text module);

/* What the next samples' process or thread is called, copied; size 0: it has no name. */
void stacks_comm(struct text_stacks *stacks, struct text comm);

/* The next samples are of that event, which sink_kind makes. */
void stacks_event(struct text_stacks *stacks, const char *name, size_t size, const char *unit,
                  bool leads);

/* Gives the next samples one label; size 0: none. */
void stacks_label(struct text_stacks *stacks, const char *key, struct text text);

/* Says that the next samples have one more value, by sink_value. Then stacks_put_values puts the
 * open stack once for each, and opens the next one. */
void stacks_value(struct text_stacks *stacks, const char *name, const char *unit, bool leads);
void stacks_put_values(struct text_stacks *stacks, const uint64_t *values, unsigned count);

/* For frames that have a key: remembers the open stack's frames under it, and opens the next one;
 * and adds the frames of a key to the open stack, false if it is not known. A format that uses
 * these does not use stacks_frame. */
void stacks_remember(struct text_stacks *stacks, struct text key);
bool stacks_known(struct text_stacks *stacks, struct text key);

/* Adds a frame that is known by its id. */
void stacks_known_frame(struct text_stacks *stacks, uint32_t frame);

/* Puts the open stack into the sink with that weight, and opens the next one. stacks_put_one gives
 * weight 1, and does nothing if no stack is open. */
void stacks_put(struct text_stacks *stacks, struct decimal weight);
void stacks_put_one(struct text_stacks *stacks);

/* Puts the open stack too, of which a part then stays open: its frames stay, and the caller sets
 * `depth` to how many of them do. For frames from the leaf on the sample gets a copy. */
void stacks_put_path(struct text_stacks *stacks, struct decimal weight);

/* Reads a weight: digits, maybe with decimals. False if it is none; too large a one ends the
 * reading. */
bool stacks_weight(struct text_stacks *stacks, struct text text, struct decimal *weight);

/* Forgets the open stack. */
static inline void stacks_drop(struct text_stacks *stacks)
{
	stacks->depth = 0;
}

/* ---- looking at lines ---- */

/* Lines of a head, without one that is cut off by its end. */
struct head_lines {
	const char *at, *end;
	bool whole;
};

struct head_lines head_lines_of(const struct head *head);
bool head_lines_next(struct head_lines *lines, struct text *line);

/* Whether a line that `first` knows comes somewhere before one that `then` knows. */
bool head_has(const struct head *head, bool (*first)(struct text line),
              bool (*then)(struct text line));

/* A number at the beginning of a text, and what follows it; false if there is none, or it does
 * not fit. */
bool text_take_number(struct text *text, uint64_t *number);

/* What follows a beginning, without the blanks before; false if the text does not begin so. */
bool text_take(struct text *text, const char *beginning);

/* Up to a string, past which the text then goes on; false if the text does not have it. */
bool text_take_until(struct text *text, const char *stop, struct text *before);

/* "0x" and digits at the beginning. */
bool text_take_address(struct text *text, struct text *address);

/* The number of such an address, which is below the largest; false if it is not. */
bool text_address_number(struct text address, uint64_t *number);

/* A name without "+0x1f" or "+31" at its end. */
struct text text_without_offset(struct text name);

#endif
