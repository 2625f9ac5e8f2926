#include "formats/perf_data/order.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 256 << 20 /* limit of waiting bytes; rounds are far smaller */ };

static enum status deliver_up_to(struct record_order *order, uint64_t limit, struct error *err);

enum status order_add(struct record_order *order, const struct record *record, uint64_t time,
                      struct error *err)
{
	if (!time)
		return order->deliver(order->context, record, 0, err);
	if (!vector_reserve(&order->items, &order->capacity, order->count + 1))
		return error_no_memory(err);
	record_pin(record);
	order->items[order->count++] = (struct waiting){time, *record};
	order->bytes += record->size;
	order->late += time < order->delivered;
	if (time > order->youngest)
		order->youngest = time;
	const size_t all = order->bytes + 2 * order->count * sizeof *order->items;
	if (all <= (order->limit ? order->limit : LIMIT))
		return STATUS_OK;
	/* there seem to be no rounds, so the file is practically sorted: keep the later half */
	uint64_t oldest = UINT64_MAX;
	for (size_t i = 0; i < order->count; i++)
		if (order->items[i].time < oldest)
			oldest = order->items[i].time;
	return deliver_up_to(order, oldest + (order->youngest - oldest) / 2, err);
}

/* Merges two sorted runs; if times are equal, the first run's records are first. */
static void merge(const struct waiting *a, size_t a_count, const struct waiting *b, size_t b_count,
                  struct waiting *out)
{
	while (a_count && b_count) {
		if (b->time < a->time) {
			*out++ = *b++;
			b_count--;
		} else {
			*out++ = *a++;
			a_count--;
		}
	}
	memcpy(out, a, a_count * sizeof *a);
	memcpy(out + a_count, b, b_count * sizeof *b);
}

/* Finds the beginnings of runs of records that are already in order; returns their number, 0
 * without memory. Each CPU's records are in order, so there are few. */
static size_t find_runs(struct record_order *order)
{
	size_t runs = 0;
	for (size_t i = 0; i < order->count; i++) {
		if (i && order->items[i - 1].time <= order->items[i].time)
			continue;
		if (!vector_reserve(&order->runs, &order->run_capacity, runs + 2))
			return 0;
		order->runs[runs++] = i;
	}
	order->runs[runs] = order->count;
	return runs;
}

static bool sort(struct record_order *order)
{
	size_t runs = find_runs(order);
	if (runs > 1 && !vector_reserve(&order->spare, &order->spare_capacity, order->capacity))
		return false;
	while (runs > 1) {
		size_t *starts = order->runs, merged = 0;
		for (size_t r = 0; r < runs; r += 2) {
			size_t a = starts[r], b = starts[r + 1];
			size_t end = r + 1 < runs ? starts[r + 2] : b;
			merge(order->items + a, b - a, order->items + b, end - b, order->spare + a);
			starts[merged++] = a;
		}
		starts[merged] = order->count;
		runs = merged;
		struct waiting *sorted = order->spare;
		size_t capacity = order->spare_capacity;
		order->spare = order->items;
		order->spare_capacity = order->capacity;
		order->items = sorted;
		order->capacity = capacity;
	}
	return runs == 1;
}

static enum status deliver_up_to(struct record_order *order, uint64_t limit, struct error *err)
{
	if (!order->count)
		return STATUS_OK;
	if (!sort(order))
		return error_no_memory(err);
	size_t done = 0;
	enum status status = STATUS_OK;
	while (!status && done < order->count && order->items[done].time <= limit) {
		struct waiting *item = &order->items[done++];
		order->bytes -= item->record.size;
		order->delivered = item->time;
		status = order->deliver(order->context, &item->record, item->time, err);
		record_unpin(&item->record);
	}
	order->count -= done;
	memmove(order->items, order->items + done, order->count * sizeof *order->items);
	return status;
}

static enum status advance(struct record_order *order, uint64_t limit, struct error *err)
{
	enum status status = deliver_up_to(order, order->next_limit, err);
	order->next_limit = limit;
	return status;
}

enum status order_round(struct record_order *order, struct error *err)
{
	return advance(order, order->youngest, err);
}

enum status order_progress(struct record_order *order, uint64_t limit, size_t bytes,
                           struct error *err)
{
	if (order->bytes < order->carried + bytes)
		return STATUS_OK;
	enum status status = advance(order, limit, err);
	order->carried = order->bytes;
	return status;
}

enum status order_end(struct record_order *order, struct error *err)
{
	return deliver_up_to(order, UINT64_MAX, err);
}

void order_limit(struct record_order *order, uint64_t bytes)
{
	order->limit = bytes < LIMIT ? (size_t)bytes : LIMIT;
}

size_t order_memory(const struct record_order *order)
{
	return (order->capacity + order->spare_capacity) * sizeof *order->items +
	       order->run_capacity * sizeof *order->runs;
}

void order_free(struct record_order *order)
{
	for (size_t i = 0; i < order->count; i++)
		record_unpin(&order->items[i].record);
	free(order->items);
	free(order->spare);
	free(order->runs);
	*order = (struct record_order){0};
}
