/* bids FILE...: a line for each file: its path, then the readers that bid for its first bytes, the
 * highest bid first:
 *
 *     testdata/good-crlf.folded folded=70 perf-script=30
 */
#include "formats/formats.h"
#include "read/stream.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEAD = 64 << 10, READERS_MOST = 256 };

struct bid {
	const char *name;
	int bid;
};

static int by_bid(const void *a, const void *b)
{
	const struct bid *left = a, *right = b;
	return (right->bid > left->bid) - (right->bid < left->bid);
}

static void print_bids(const char *path, const struct head *head)
{
	struct bid bids[READERS_MOST];
	size_t count = 0;
	for (size_t i = 0; formats[i] && count < READERS_MOST; i++) {
		bids[count] = (struct bid){formats[i]->name, formats[i]->bid(head)};
		count += bids[count].bid > 0;
	}
	qsort(bids, count, sizeof *bids, by_bid);
	printf("%s", path);
	for (size_t i = 0; i < count; i++)
		printf(" %s=%d", bids[i].name, bids[i].bid);
	putchar('\n');
}

static int bid_for(const char *path)
{
	static const struct read_options options;
	struct error err;
	struct input *input;
	struct stream stream;
	struct head head;
	if (input_open(path, &input, &err)) {
		fprintf(stderr, "bids: %s\n", err.text);
		return 1;
	}
	stream_init(&stream, input, &options);
	const enum status status = stream_peek(&stream, HEAD, &head, &err);
	if (status)
		fprintf(stderr, "bids: %s\n", err.text);
	else
		print_bids(path, &head);
	stream_free(&stream);
	return status != STATUS_OK;
}

int main(int argc, char **argv)
{
	int failed = 0;
	for (int i = 1; i < argc; i++)
		failed |= bid_for(argv[i]);
	return failed;
}
