#include "config.h"

#include "version.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#ifndef HAVE_ELFUTILS
#define HAVE_ELFUTILS 0
#endif
#ifndef HAVE_DEMANGLE
#define HAVE_DEMANGLE 0
#endif
#ifndef HAVE_DLOPEN
#define HAVE_DLOPEN 0
#endif
#ifndef HAVE_ZSTD
#define HAVE_ZSTD 0
#endif
#ifndef HAVE_YAJL
#define HAVE_YAJL 0
#endif
#ifndef HAVE_XML
#define HAVE_XML 0
#endif
#ifndef HAVE_PROTOBUF_C
#define HAVE_PROTOBUF_C 0
#endif

/* Libraries that configure may not find or may be told to leave out. */
static const struct feature {
	const char *library;
	const char *purpose;
	bool is_built_in;
} features[] = {
	{"debuginfod", "downloads of debug information; loaded at run time", HAVE_DLOPEN},
	{"elfutils", "names of functions in perf.data, stack dumps, inlined calls", HAVE_ELFUTILS},
	{"libiberty", "readable names of C++ and Rust functions", HAVE_DEMANGLE},
	{"libxml2", "input of flame graph SVGs and Instruments", HAVE_XML},
	{"libzstd", "compressed records of perf.data", HAVE_ZSTD},
	{"protobuf-c", "output of pprof", HAVE_PROTOBUF_C},
	{"YAJL", "input and output of JSON", HAVE_YAJL},
};

enum { FEATURE_COUNT = sizeof features / sizeof *features };

static void write_features(struct output *output, const char *heading, bool built_in)
{
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		if (features[i].is_built_in != built_in)
			continue;
		char line[128];
		snprintf(line, sizeof line, "  %-12s%s\n", features[i].library,
		         features[i].purpose);
		output_text(output, heading);
		output_text(output, line);
		heading = "";
	}
}

void version_write(struct output *output, const char *tool)
{
	output_text(output, tool);
	output_text(output, " (stackfold) " PACKAGE_VERSION "\n");
	write_features(output, "Built with:\n", true);
	write_features(output, "Built without:\n", false);
}
