/* Whether two counts of samples differ by more than chance: exact tests, for one run a side.
 *
 * Samples arrive at random, so a count is a Poisson variable. Given the sum of two such counts, the
 * second is a binomial variable: in a program that did not change, each sample falls on either side
 * with a probability that is known (J. Przyborowski, H. Wilenski, "Homogeneity of results in
 * testing samples from Poisson series", Biometrika 31, 1940). Where shares are compared, the sums
 * of both sides are given too, and the second count is hypergeometric: Fisher's exact test (R. A.
 * Fisher, "The logic of inductive inference", J. R. Stat. Soc. 98, 1935).
 *
 * The tests know the chance of counting only. How far runs of one program differ by themselves,
 * one run a side cannot show. */
#ifndef STACKFOLD_DIFF_COUNTING_H
#define STACKFOLD_DIFF_COUNTING_H

/* Which changes count as evidence. */
enum tail {
	TAIL_BOTH,  /* of both directions: twice the smaller of the two others, at most 1 */
	TAIL_MORE,  /* more after than before */
	TAIL_FEWER, /* fewer */
};

/* The p-value of the counts before and after (whole numbers from 0, below 2^53), where a sample of
 * either falls after with the probability `after_share`, between 0 and 1. 1 where there are no
 * samples. Relative error below 1e-9; above a variance of a million the normal approximation.
 * Cost: proportional to the standard deviation. */
double rates_test(double before, double after, double after_share, enum tail tail);

/* The p-value of the counts before and after, of so many samples on either side in all (whole
 * numbers, at least the counts), that both have the same share. Error and cost as above. */
double shares_test(double before, double all_before, double after, double all_after,
                   enum tail tail);

#endif
