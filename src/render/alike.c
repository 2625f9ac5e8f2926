#include "render/alike.h"

#include "base/hash.h"
#include "base/table.h"

#include <string.h>

/* The values in a title. */
struct said {
	uint64_t extent;
	struct sides self, total; /* if the title shows them */
	uint32_t frame, waker;
};

static struct said said_by(const struct layout *layout, size_t index)
{
	const struct rectangle *rectangle = &layout->items[index];
	struct said said = {
		.extent = rectangle->end - rectangle->start,
		.frame = rectangle->frame,
		.waker = rectangle->waker,
	};
	if (layout->differential) {
		said.self = rectangle->self;
		said.total = rectangle->total;
	}
	return said;
}

static bool same(struct said a, struct said b)
{
	return memcmp(&a, &b, sizeof a) == 0; /* it has no padding */
}

bool alike_find(const struct layout *layout, struct alike *alike)
{
	struct table firsts = {0};
	size_t count = layout->count;
	uint32_t *last = calloc(count + 1,
	                        sizeof *last); /* the last of the chain that begins here */
	*alike = (struct alike){
		.next = calloc(count + 1, sizeof *alike->next),
		.follows = calloc(count + 1, sizeof *alike->follows),
	};
	bool done = last && alike->next && alike->follows && count < UINT32_MAX;
	for (uint32_t i = 1; done && i < count; i++) {
		struct said said = said_by(layout, i);
		uint32_t hash = hash_bytes(&said, sizeof said), first = 0;
		done = table_room(&firsts);
		if (!done)
			break;
		table_each(&firsts, hash, at) {
			if (!same(said_by(layout, at->number - 1), said))
				continue;
			first = at->number - 1;
			break;
		}
		if (!first) {
			table_put(&firsts, hash, i);
			last[i] = i;
			continue;
		}
		alike->next[last[first]] = i;
		alike->follows[i] = true;
		last[first] = i;
	}
	free(firsts.slots);
	free(last);
	if (!done)
		alike_free(alike);
	return done;
}

void alike_free(struct alike *alike)
{
	free(alike->next);
	free(alike->follows);
	*alike = (struct alike){0};
}
