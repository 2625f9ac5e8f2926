#include "formats/formats.h"

#include <stddef.h>

/* One row for each format: its file defines `const struct reader reader_NAME`. Messages name the
 * first ones, and --list-formats lists all, in this order. Of equal bids the first one wins. */
#define FORMATS                                                                                    \
	FORMAT(perf_data)                                                                          \
	FORMAT(perf_script)                                                                        \
	FORMAT(folded)                                                                             \
	FORMAT(cpuprofile)                                                                         \
	FORMAT(heapprofile)                                                                        \
	FORMAT(speedscope)                                                                         \
	FORMAT(firefox)                                                                            \
	FORMAT(chrome)                                                                             \
	FORMAT(dhat)                                                                               \
	FORMAT(ndjson)                                                                             \
	FORMAT(pprof)                                                                              \
	FORMAT(otlp)                                                                               \
	FORMAT(simpleperf)                                                                         \
	FORMAT(svg)                                                                                \
	FORMAT(xctrace)                                                                            \
	FORMAT(bpftrace)                                                                           \
	FORMAT(dtrace)                                                                             \
	FORMAT(sample)                                                                             \
	FORMAT(gdb)                                                                                \
	FORMAT(jstack)                                                                             \
	FORMAT(eu_stack)                                                                           \
	FORMAT(faulthandler)                                                                       \
	FORMAT(stap)                                                                               \
	FORMAT(java_exceptions)                                                                    \
	FORMAT(ibmjava)                                                                            \
	FORMAT(ljp)                                                                                \
	FORMAT(go)                                                                                 \
	FORMAT(austin)                                                                             \
	FORMAT(bcc)                                                                                \
	FORMAT(pmc)                                                                                \
	FORMAT(aix)                                                                                \
	FORMAT(wcp)                                                                                \
	FORMAT(vtune_mc)                                                                           \
	FORMAT(ghcprof)                                                                            \
	FORMAT(vtune)                                                                              \
	FORMAT(vsprof)                                                                             \
	FORMAT(jfr)                                                                                \
	FORMAT(massif)                                                                             \
	FORMAT(heaptrack)                                                                          \
	FORMAT(callgrind)                                                                          \
	FORMAT(xdebug)

#define FORMAT(name) extern const struct reader reader_##name;
FORMATS
#undef FORMAT

#define FORMAT(name) &reader_##name,
reader_table formats[] = {FORMATS NULL};
#undef FORMAT
