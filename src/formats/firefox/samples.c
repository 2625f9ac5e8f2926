#include "formats/firefox/samples.h"

#include "base/vector.h"

#include <stdlib.h>

/* Adds the ones that were not kept so far. */
static bool keep_all(struct weights *weights)
{
	if (!vector_reserve(&weights->items, &weights->capacity, weights->count + 1))
		return false;
	for (size_t i = 0; i < weights->count; i++)
		weights->items[i] = 1;
	weights->kept = true;
	return true;
}

static bool add_places(struct weights *weights, unsigned places, bool *fits)
{
	const uint64_t factor = number_power10(places - weights->places);
	for (size_t i = 0; i < weights->count && *fits; i++)
		*fits = weights->items[i] <= UINT64_MAX / factor;
	for (size_t i = 0; i < weights->count && *fits; i++)
		weights->items[i] *= factor;
	if (*fits)
		weights->places = places;
	return *fits;
}

bool weights_add(struct weights *weights, struct decimal weight, bool *fits)
{
	bool exact = true;
	*fits = true;
	if (weight.places > WEIGHT_PLACES_MAX) {
		number_wide rounded = number_round(weight.value, weight.places - WEIGHT_PLACES_MAX,
		                                   &exact);
		weight = (struct decimal){(uint64_t)rounded, WEIGHT_PLACES_MAX};
	}
	if (!weights->kept && weight.value == 1 && !weight.places) {
		weights->count++;
		return true;
	}
	if (!weights->kept && !keep_all(weights))
		return false;
	if (weight.places > weights->places && !add_places(weights, weight.places, fits))
		return false;
	*fits = number_scale(&weight.value, weights->places - weight.places);
	if (!*fits || !vector_reserve(&weights->items, &weights->capacity, weights->count + 1))
		return false;
	weights->items[weights->count++] = weight.value;
	return true;
}

uint64_t weights_get(const struct weights *weights, size_t i)
{
	if (weights->kept && i < weights->count)
		return weights->items[i];
	return number_power10(weights->places);
}

bool samples_add_time(struct samples_read *samples, uint64_t time)
{
	samples->last_time = time;
	if (!vector_reserve(&samples->times, &samples->time_capacity, samples->time_count + 1))
		return false;
	samples->times[samples->time_count++] = time;
	return true;
}

void samples_read_free(struct samples_read *samples)
{
	free(samples->weights.items);
	free(samples->times);
	*samples = (struct samples_read){0};
}
