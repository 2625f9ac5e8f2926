/* An entry of one of bpftrace's maps: keys, some of which are stacks, and a count. */
#ifndef STACKFOLD_FORMATS_BPFTRACE_ENTRY_H
#define STACKFOLD_FORMATS_BPFTRACE_ENTRY_H

#include "formats/text_stacks.h"

/* Zero-initialised before the first one. Its frames and keys are in stacks->text. */
struct bpftrace_entry {
	unsigned stacks; /* keys that are stacks, so far */
	bool in_stack;   /* the last item was a frame */
	uint64_t others; /* entries that had neither a stack nor a process */
};

/* Begins an entry of the map of that name, which is an event. */
void bpftrace_entry_begin(struct text_stacks *stacks, struct bpftrace_entry *entry,
                          struct text map);

/* Adds a frame to the current stack, from the leaf on, or begins a stack: "name+12", "0x7f12",
 * "7f12 name+12 (module)". */
void bpftrace_entry_frame(struct text_stacks *stacks, struct bpftrace_entry *entry,
                          struct text frame);

/* Adds keys that are not stacks, separated by the separator, and ends the current stack. */
void bpftrace_entry_keys(struct text_stacks *stacks, struct bpftrace_entry *entry, struct text keys,
                         const char *separator);

/* Puts the entry: of two stacks the kernel's has the leaf; the first key that is not a number is
 * the process, the others are frames at the root. */
void bpftrace_entry_put(struct text_stacks *stacks, struct bpftrace_entry *entry,
                        struct decimal weight);
void bpftrace_entry_drop(struct text_stacks *stacks, struct bpftrace_entry *entry);

/* Call at the end: notes how many entries were left out. */
void bpftrace_entry_note(struct text_stacks *stacks, const struct bpftrace_entry *entry);

#endif
