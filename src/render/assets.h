/* The files of assets/, built into the program: their bytes with a NUL behind (not counted). */
#ifndef STACKFOLD_RENDER_ASSETS_H
#define STACKFOLD_RENDER_ASSETS_H

#include <stddef.h>

extern const char asset_flamegraph_css[];
extern const size_t asset_flamegraph_css_size;
extern const char asset_flamegraph_js[];
extern const size_t asset_flamegraph_js_size;

#endif
