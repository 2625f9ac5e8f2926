#include "render/gaps.h"

#include "base/fixed.h"
#include "base/vector.h"

#include <stdlib.h>

enum {
	LEAST = 30, /* tenths of a px: narrower frames have no gap, which would take too much of
	               them */
};

struct gap_row {
	int64_t left, right;
};

static struct gap_row *row_at(struct gaps *gaps, size_t depth)
{
	if (!vector_reserve(&gaps->rows, &gaps->capacity, depth + 1)) {
		gaps->failed = true;
		return NULL;
	}
	while (gaps->count <= depth)
		gaps->rows[gaps->count++] = (struct gap_row){INT64_MIN, INT64_MIN};
	return &gaps->rows[depth];
}

void gaps_add(struct gaps *gaps, size_t depth, int64_t left, int64_t right, int64_t top,
              int64_t height)
{
	struct gap_row *row = row_at(gaps, depth);
	if (!row)
		return;
	if (row->right == left && row->right - row->left >= LEAST && right - left >= LEAST) {
		buffer_byte(&gaps->path, 'M');
		fixed_append_short(&gaps->path, left, 1);
		buffer_byte(&gaps->path, ' ');
		fixed_append_short(&gaps->path, top, 1);
		buffer_byte(&gaps->path, 'v');
		fixed_append_short(&gaps->path, height, 1);
	}
	*row = (struct gap_row){left, right};
}

void gaps_write(struct gaps *gaps, struct markup *markup, const char *color)
{
	markup_open(markup, "path");
	markup_fixed(markup, "class", "gap");
	markup_string(markup, "stroke", color);
	markup_fixed(markup, "vector-effect", "non-scaling-stroke");
	markup_fixed(markup, "shape-rendering", "crispEdges");
	markup_value(markup, "d");
	if (gaps->path.size)
		markup_text(markup, gaps->path.data, gaps->path.size);
	markup_value_end(markup);
	markup_close(markup);
	markup_newline(markup);
	gaps->failed |= gaps->path.failed;
	gaps->path.size = 0;
	gaps->count = 0;
}

void gaps_free(struct gaps *gaps)
{
	buffer_free(&gaps->path);
	free(gaps->rows);
	*gaps = (struct gaps){0};
}
