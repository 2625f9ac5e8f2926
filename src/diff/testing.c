#include "diff/testing.h"

#include "base/number.h"
#include "diff/statistics.h"

#include <math.h>
#include <string.h>

enum { WEIGHTS_FEW = 8 }; /* see testing.h */

/* --- the weight of a sample ----------------------------------------------------------------- */

/* The largest number that all weights of a side's runs are multiples of; *weights says how many are
 * above 0, as far as WEIGHTS_FEW. */
static uint64_t common_unit(const struct comparison *comparison, int side, size_t *weights)
{
	const uint64_t *runs = comparison_runs(comparison);
	size_t count = comparison->pair.stacks.count;
	unsigned columns = comparison_columns(comparison);
	unsigned first = comparison_first(comparison, side);
	uint64_t unit = 0;
	*weights = 0;
	for (size_t i = 0; i < count && (unit != 1 || *weights < WEIGHTS_FEW); i++)
		for (unsigned c = first; c < first + comparison->count[side]; c++) {
			unit = number_common_divisor(runs[i * columns + c], unit);
			*weights += runs[i * columns + c] > 0;
		}
	return unit ? unit : 1;
}

/* The weight of a sample in a run by the profile's facts, 0: unknown. */
static double known_unit(const struct comparison *comparison, unsigned run)
{
	const struct sample_count *count = &comparison->counts[run];
	if (!count->samples || !count->weight.value)
		return 0;
	return (double)count->weight.value / (double)count->samples *
	       (double)number_power10(comparison->run_places) /
	       (double)number_power10(count->weight.places);
}

/* Finds the weight of a sample in each run; false if it is unknown, so that single runs cannot be
 * tested. */
static bool find_units(struct testing *testing)
{
	const struct comparison *comparison = testing->comparison;
	const char *name = comparison->pair.facts.unit.name;
	const double one = (double)number_power10(comparison->run_places);
	size_t weights[DIFF_COLUMNS];
	uint64_t units[DIFF_COLUMNS];
	for (int side = 0; side < DIFF_COLUMNS; side++)
		units[side] = common_unit(comparison, side, &weights[side]);
	bool single = testing->kind == TEST_COUNTING, known = true;
	bool few = single && weights[DIFF_BEFORE] + weights[DIFF_AFTER] < WEIGHTS_FEW;
	bool counted = strcmp(name, "samples") == 0;
	for (unsigned c = 0; c < comparison_columns(comparison); c++) {
		double unit = counted ? one : known_unit(comparison, c);
		known = known && unit > 0;
		if (unit <= 0)
			unit = few ? one : (double)units[c >= comparison->count[DIFF_BEFORE]];
		testing->unit[c] = unit;
	}
	return known || !*name || !single;
}

/* --- single tests --------------------------------------------------------------------------- */

/* The factor by which the weights of a run are multiplied. */
static double factor_of(const struct testing *testing, unsigned run, enum test_of of)
{
	const struct comparison *comparison = testing->comparison;
	if (of == TEST_OF_SCALED)
		return comparison->factors[run];
	if (of == TEST_OF_RAW || !comparison->raw[run])
		return 1;
	/* Any common sum works; with that of the last run, the numbers stay near the
	 * original ones. */
	return (double)comparison->raw[comparison_columns(comparison) - 1] /
	       (double)comparison->raw[run];
}

/* Anscombe's root of the counts of one side's runs, each scaled like its run; see statistics.h. */
static struct spread side_spread(const struct testing *testing, const uint64_t *weights,
                                 enum test_of of, int side)
{
	const struct comparison *comparison = testing->comparison;
	unsigned first = comparison_first(comparison, side), count = comparison->count[side];
	double values[STACKS_COLUMNS_MAX], counting = 0;
	for (unsigned i = 0; i < count; i++) {
		double unit = testing->unit[first + i];
		double scale = factor_of(testing, first + i, of) * unit;
		values[i] = 2 * sqrt(scale * ((double)weights[first + i] / unit + 0.375));
		counting += scale / count;
	}
	return spread_of(values, count, counting);
}

static double test_runs(const struct testing *testing, const uint64_t *weights, enum test_of of,
                        enum tail tail)
{
	struct spread before = side_spread(testing, weights, of, DIFF_BEFORE);
	struct spread after = side_spread(testing, weights, of, DIFF_AFTER);
	double both = student_test(&before, &after);
	if (tail == TAIL_BOTH)
		return both;
	bool fits = tail == TAIL_MORE ? after.mean > before.mean : after.mean < before.mean;
	return fits ? both / 2 : 1 - both / 2;
}

/* The number of samples that the weights of a side mean. */
static double samples_of(const struct testing *testing, const uint64_t *weights, int side)
{
	const struct comparison *comparison = testing->comparison;
	unsigned first = comparison_first(comparison, side);
	double samples = 0;
	for (unsigned c = first; c < first + comparison->count[side]; c++)
		samples += (double)weights[c] / testing->unit[c];
	return round(samples);
}

/* The expected samples of a side for each unit of scaled weight. */
static double exposure(const struct testing *testing, enum test_of of, int side)
{
	const struct comparison *comparison = testing->comparison;
	unsigned first = comparison_first(comparison, side);
	double sum = 0;
	for (unsigned c = first; c < first + comparison->count[side]; c++)
		sum += 1 / (factor_of(testing, c, of) * testing->unit[c]);
	return sum;
}

static double test_counts(const struct testing *testing, const uint64_t *weights, enum test_of of,
                          enum tail tail)
{
	const struct comparison *comparison = testing->comparison;
	double before = samples_of(testing, weights, DIFF_BEFORE);
	double after = samples_of(testing, weights, DIFF_AFTER);
	bool shares = of == TEST_OF_SHARES ||
	              (of == TEST_OF_SCALED && comparison->by == NORMALIZE_TOTAL);
	if (shares)
		return shares_test(before, samples_of(testing, comparison->raw, DIFF_BEFORE), after,
		                   samples_of(testing, comparison->raw, DIFF_AFTER), tail);
	if (of == TEST_OF_SCALED && comparison->by == NORMALIZE_FRAME) {
		/* Tests the ratio of two counts that both vary: as shares of their sum. Stacks that
		 * are in both counts make the test cautious. */
		double all_before = samples_of(testing, comparison->reference, DIFF_BEFORE);
		double all_after = samples_of(testing, comparison->reference, DIFF_AFTER);
		return shares_test(before, before + all_before, after, after + all_after, tail);
	}
	double of_before = exposure(testing, of, DIFF_BEFORE);
	double of_after = exposure(testing, of, DIFF_AFTER);
	return rates_test(before, after, of_after / (of_before + of_after), tail);
}

/* --- interface ------------------------------------------------------------------------------ */

enum status testing_make(const struct comparison *comparison, bool off, struct testing *testing,
                         struct error *err)
{
	bool several = comparison->count[DIFF_BEFORE] > 1 && comparison->count[DIFF_AFTER] > 1;
	*testing = (struct testing){
		.comparison = comparison,
		.kind = off       ? TEST_NONE
	                : several ? TEST_RUNS
	                          : TEST_COUNTING,
	};
	if (testing->kind != TEST_NONE && !find_units(testing))
		testing->kind = TEST_NONE;
	if (testing->kind == TEST_NONE)
		return STATUS_OK;
	return totals_make(&comparison->pair.stacks, comparison_runs(comparison),
	                   comparison_columns(comparison), comparison->pair.frames.count,
	                   &testing->runs, err);
}

void testing_free(struct testing *testing)
{
	totals_free(&testing->runs);
}

double testing_p(const struct testing *testing, const uint64_t *weights, enum test_of of,
                 enum tail tail)
{
	switch (testing->kind) {
	case TEST_NONE:
		break;
	case TEST_COUNTING:
		return test_counts(testing, weights, of, tail);
	case TEST_RUNS:
		return test_runs(testing, weights, of, tail);
	}
	return NAN;
}

double testing_samples(const struct testing *testing, int side)
{
	return testing->kind == TEST_NONE ? 0 : samples_of(testing, testing->comparison->raw, side);
}
