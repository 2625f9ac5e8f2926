/* Numbers as people read them in reports. */
#ifndef STACKFOLD_REPORT_NUMBERS_H
#define STACKFOLD_REPORT_NUMBERS_H

#include "base/buffer.h"
#include "base/number.h"

/* A count with thousands separated, and to one place where it is no whole number: 1,234.5. */
void report_count(struct buffer *text, uint64_t units, unsigned places);
/* A weight in its unit, "451 ms" or "1,234 samples"; with bare, of what is counted only "1,234". As
 * report_count where the unit is not known. */
void report_amount(struct buffer *text, const char *unit_name, uint64_t units, unsigned places,
                   bool bare);
/* part / whole * 100, rounded, with so many places and a percent sign: 12.5%. */
void report_percent(struct buffer *text, uint64_t part, uint64_t whole, unsigned places);
/* The difference of two weights as a bare one, with its sign: +12, -3.5, 0, +451 ms. */
void report_growth(struct buffer *text, const char *unit_name, uint64_t before, uint64_t after,
                   unsigned places);
/* The same relative to the weight before: +12.5%, new, gone, 0.0%. */
void report_rate(struct buffer *text, uint64_t before, uint64_t after);
/* A share of a sum in percent: 1.23%; - where the sum is 0. */
void report_share(struct buffer *text, uint64_t units, uint64_t sum);
/* A probability: three significant digits, as 0.0123 or 1.2e-05; NAN gives nothing. */
void report_probability(struct buffer *text, double p);
/* A decimal as it is: 0.05. */
void report_decimal(struct buffer *text, struct decimal number);

/* A factor: five significant digits, as 1.0034. */
void report_factor(struct buffer *text, double factor);

#endif
