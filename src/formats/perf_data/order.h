/* Records in the order of their times. perf record empties the buffers of all CPUs in turn and ends
 * each round with a record that says so: what comes after it is not older than the youngest record
 * of the round before. So two rounds are all that has to be kept. */
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
	struct waiting *items, *spare; /* spare: room to sort */
	size_t count, capacity, spare_capacity;
	size_t *runs; /* where sorted runs begin, while sorting */
	size_t run_capacity;
	size_t bytes;        /* of the records that wait */
	size_t carried;      /* of these, what waited after order_progress delivered */
	size_t limit;        /* bytes at which the older half goes, round or not; 0: the default */
	uint64_t youngest;   /* of all records so far */
	uint64_t next_limit; /* what is not younger than this goes when the next round ends */
	uint64_t delivered;  /* time of the record delivered last */
	uint64_t late;       /* records that came when younger ones had gone */
};

/* A record waits for its turn, pinned until then; time 0: not known, it is delivered at once. */
enum status order_add(struct record_order *order, const struct record *record, uint64_t time,
                      struct error *err);

/* A round has ended. Delivers in the order of time what is due; records of the same time in the
 * order they came. */
enum status order_round(struct record_order *order, struct error *err);

/* The same where no round ends: once more than `bytes` were added, what was due is delivered, and
 * what is not younger than `limit` is due the next time. */
enum status order_progress(struct record_order *order, uint64_t limit, size_t bytes,
                           struct error *err);

/* Delivers all that waits. */
enum status order_end(struct record_order *order, struct error *err);

/* So many bytes of records may wait, with what keeping them takes, before the older half goes, or
 * as many as without a limit if those are fewer. */
void order_limit(struct record_order *order, uint64_t bytes);

/* The bytes that keeping records in order takes, beside their own. */
size_t order_memory(const struct record_order *order);

/* Unpins what still waits. */
void order_free(struct record_order *order);

#endif
