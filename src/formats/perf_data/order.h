/* Records in the order of their times. perf record empties the buffers of all CPUs in turn and ends
 * each round with a special record: records after it are not earlier than the latest record of the
 * previous round. So only two rounds must be kept. */
#ifndef STACKFOLD_READ_PERF_DATA_ORDER_H
#define STACKFOLD_READ_PERF_DATA_ORDER_H

#include "base/status.h"
#include "formats/perf_data/records.h"

/* A record that waits. */
struct waiting {
	uint64_t time;
	struct record record; /* pinned */
};

typedef enum status order_deliver(void *context, const struct record *record, uint64_t time,
                                  struct error *err);

/* Set deliver and context; the rest zeroed is empty and ready. */
struct record_order {
	order_deliver *deliver;
	void *context;
	struct waiting *items, *spare; /* spare: room for sorting */
	size_t count, capacity, spare_capacity;
	size_t *runs; /* the beginnings of sorted runs, while sorting */
	size_t run_capacity;
	size_t bytes;   /* of the records that wait */
	size_t carried; /* of these, the ones that waited after order_progress delivered */
	size_t limit;   /* bytes at which the earlier half is delivered, even within a round; 0: the
	                   default */
	uint64_t youngest;   /* of all records so far */
	uint64_t next_limit; /* records up to this time are delivered when the next round ends */
	uint64_t delivered;  /* time of the last delivered record */
	uint64_t late;       /* records that arrived after later ones were delivered */
};

/* Adds a record, which is pinned until it is delivered; time 0: unknown, it is delivered
 * immediately. */
enum status order_add(struct record_order *order, const struct record *record, uint64_t time,
                      struct error *err);

/* Ends a round. Delivers the due records in the order of time; records of the same time in the
 * order of arrival. */
enum status order_round(struct record_order *order, struct error *err);

/* The same without rounds: after more than `bytes` were added, the due records are delivered, and
 * those up to the time `limit` are due the next time. */
enum status order_progress(struct record_order *order, uint64_t limit, size_t bytes,
                           struct error *err);

/* Delivers all waiting records. */
enum status order_end(struct record_order *order, struct error *err);

/* Sets the number of bytes of records, with the overhead of keeping them, that may wait before the
 * earlier half is delivered; at most the default. */
void order_limit(struct record_order *order, uint64_t bytes);

/* The bytes for keeping records in order, besides the records themselves. */
size_t order_memory(const struct record_order *order);

/* Unpins records that still wait. */
void order_free(struct record_order *order);

#endif
