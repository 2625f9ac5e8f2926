/* The style sheets of assets/ and its script, all its files as one, built into the program: their
 * bytes with a NUL behind (not counted). */
#ifndef STACKFOLD_RENDER_ASSETS_H
#define STACKFOLD_RENDER_ASSETS_H

#include <stddef.h>

extern const char asset_flamegraph_css[];
extern const size_t asset_flamegraph_css_size;
extern const char asset_dark_css[];
extern const size_t asset_dark_css_size;
extern const char asset_script_js[];
extern const size_t asset_script_js_size;

#endif
