/* The texts of Go that the reader "go" reads: each has a bid and a format of its own. */
#ifndef STACKFOLD_FORMATS_GO_TEXT_H
#define STACKFOLD_FORMATS_GO_TEXT_H

#include "formats/text_stacks.h"

struct go_text {
	int (*bid)(const struct head *head);
	const struct text_format *format;
};

#endif
