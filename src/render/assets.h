/* The style sheets of assets/ and the script of each look, built into the program: their bytes, and
 * a NUL that is not counted. */
#ifndef STACKFOLD_RENDER_ASSETS_H
#define STACKFOLD_RENDER_ASSETS_H

#include <stddef.h>

extern const char asset_flamegraph_css[];
extern const size_t asset_flamegraph_css_size;
extern const char asset_modern_css[];
extern const size_t asset_modern_css_size;
extern const char asset_modern_page_css[];
extern const size_t asset_modern_page_css_size;
extern const char asset_modern_dark_css[];
extern const size_t asset_modern_dark_css_size;
extern const char asset_dark_css[];
extern const size_t asset_dark_css_size;
extern const char asset_classic_js[];
extern const size_t asset_classic_js_size;
extern const char asset_modern_js[];
extern const size_t asset_modern_js_size;

#endif
