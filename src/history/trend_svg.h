/* The picture of a trend: a line over the runs, the band of its noise, a mark at each change. */
#ifndef STACKFOLD_HISTORY_TREND_SVG_H
#define STACKFOLD_HISTORY_TREND_SVG_H

#include "history/trend.h"
#include "render/markup.h"

enum { TREND_WIDTH = 320, TREND_HEIGHT = 64 }; /* px */

/* Appends the element <svg class="trend">, for a page: 320 by 64 px, without styles, scripts, ids
 * or links, so that every content security policy allows it. Its parts have classes (trend-band,
 * trend-line, trend-level, trend-change, trend-last) and attributes with colours that can be seen
 * on white and on black; trend_style has better ones. <title> says what trend_say says. */
void trend_svg(const struct trend *trend, struct markup *markup);

/* The same as a file of its own, with trend_style inside. STATUS_FATAL without memory; failures of
 * the output are the output's. */
enum status trend_svg_file(const struct trend *trend, struct output *output, struct error *err);

/* Rules for a style sheet: the colours of trends in light and dark pages. */
extern const char trend_style[];

#endif
