#include "names/categories.h"

#include "advice/names.h"
#include "store/origins.h"

#include <stdbool.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char *const category_names[CATEGORIES] = {
	[CATEGORY_KERNEL] = "kernel",   [CATEGORY_IDLE] = "idle",
	[CATEGORY_GC] = "gc",           [CATEGORY_COMPILER] = "compiler",
	[CATEGORY_RUNTIME] = "runtime", [CATEGORY_LIBRARY] = "library",
	[CATEGORY_JIT] = "jit",         [CATEGORY_INLINED] = "inlined",
	[CATEGORY_UNKNOWN] = "unknown", [CATEGORY_USER] = "user"};

/* The beginning of a name or, with `whole`, the whole name. */
struct known_name {
	const char *text;
	enum category category;
	bool whole;
};

static const struct known_name known_names[] = {
	{"do_idle", CATEGORY_IDLE, true},
	{"cpu_startup_entry", CATEGORY_IDLE, true},
	{"cpuidle_", CATEGORY_IDLE, false},
	{"cpu_idle_poll", CATEGORY_IDLE, true},
	{"default_idle", CATEGORY_IDLE, false},
	{"intel_idle", CATEGORY_IDLE, false},
	{"acpi_idle_", CATEGORY_IDLE, false},
	{"acpi_safe_halt", CATEGORY_IDLE, true},
	{"mwait_idle", CATEGORY_IDLE, false},
	{"native_safe_halt", CATEGORY_IDLE, true},
	{"pv_native_safe_halt", CATEGORY_IDLE, true},
	{"poll_idle", CATEGORY_IDLE, true},
	{"(idle)", CATEGORY_IDLE, true},
	{"swapper", CATEGORY_IDLE, true},
	{"swapper/", CATEGORY_IDLE, false},
	/* Go */
	{"runtime.gcBgMarkWorker", CATEGORY_GC, false},
	{"runtime.gcDrain", CATEGORY_GC, false},
	{"runtime.gcAssist", CATEGORY_GC, false},
	{"runtime.gcStart", CATEGORY_GC, false},
	{"runtime.gcMark", CATEGORY_GC, false},
	{"runtime.gcSweep", CATEGORY_GC, false},
	{"runtime.gcWriteBarrier", CATEGORY_GC, false},
	{"runtime.(*gcWork)", CATEGORY_GC, false},
	{"runtime.(*sweepLocked)", CATEGORY_GC, false},
	{"runtime.(*gcBits)", CATEGORY_GC, false},
	{"runtime.scanobject", CATEGORY_GC, false},
	{"runtime.scanblock", CATEGORY_GC, false},
	{"runtime.scanstack", CATEGORY_GC, false},
	{"runtime.markroot", CATEGORY_GC, false},
	{"runtime.greyobject", CATEGORY_GC, false},
	{"runtime.bgsweep", CATEGORY_GC, false},
	{"runtime.bgscavenge", CATEGORY_GC, false},
	{"runtime.sweepone", CATEGORY_GC, false},
	{"runtime.wbBufFlush", CATEGORY_GC, false},
	/* JVMs */
	{"G1", CATEGORY_GC, false},
	{"GCTaskThread::", CATEGORY_GC, false},
	{"PSScavenge::", CATEGORY_GC, false},
	{"PSPromotionManager::", CATEGORY_GC, false},
	{"PSParallelCompact", CATEGORY_GC, false},
	{"ParallelScavengeHeap::", CATEGORY_GC, false},
	{"GenCollectedHeap::", CATEGORY_GC, false},
	{"DefNewGeneration::", CATEGORY_GC, false},
	{"MarkSweep::", CATEGORY_GC, false},
	{"SerialHeap::", CATEGORY_GC, false},
	{"Shenandoah", CATEGORY_GC, false},
	{"ZMark::", CATEGORY_GC, false},
	{"ZRelocate", CATEGORY_GC, false},
	{"ZDriver", CATEGORY_GC, false},
	{"ZBarrier::", CATEGORY_GC, false},
	{"ConcurrentMarkThread", CATEGORY_GC, false},
	{"Compile::", CATEGORY_COMPILER, false},
	{"C2Compiler::", CATEGORY_COMPILER, false},
	{"Compiler::compile_method", CATEGORY_COMPILER, false},
	{"CompileBroker::", CATEGORY_COMPILER, false},
	{"Compilation::", CATEGORY_COMPILER, false},
	{"PhaseIdealLoop::", CATEGORY_COMPILER, false},
	{"PhaseChaitin::", CATEGORY_COMPILER, false},
	{"PhaseIterGVN::", CATEGORY_COMPILER, false},
	{"PhaseCCP::", CATEGORY_COMPILER, false},
	{"PhaseLive::", CATEGORY_COMPILER, false},
	{"PhaseCFG::", CATEGORY_COMPILER, false},
	{"PhaseIFG::", CATEGORY_COMPILER, false},
	{"PhaseMacroExpand::", CATEGORY_COMPILER, false},
	{"PhaseOutput::", CATEGORY_COMPILER, false},
	{"PhaseAggressiveCoalesce::", CATEGORY_COMPILER, false},
	{"Matcher::", CATEGORY_COMPILER, false},
	{"LIRGenerator::", CATEGORY_COMPILER, false},
	{"LinearScan::", CATEGORY_COMPILER, false},
	{"GraphBuilder::", CATEGORY_COMPILER, false},
	{"Interpreter", CATEGORY_RUNTIME, true},
	{"StubRoutines", CATEGORY_RUNTIME, false},
	{"vtable stub", CATEGORY_RUNTIME, false},
	{"call_stub", CATEGORY_RUNTIME, true},
	{"JavaCalls::", CATEGORY_RUNTIME, false},
	{"JavaThread::", CATEGORY_RUNTIME, false},
	/* V8 and Node.js */
	{"(garbage collector)", CATEGORY_GC, true},
	{"v8::internal::Heap::", CATEGORY_GC, false},
	{"v8::internal::Scavenger", CATEGORY_GC, false},
	{"v8::internal::MarkCompactCollector", CATEGORY_GC, false},
	{"v8::internal::MajorGC", CATEGORY_GC, false},
	{"v8::internal::MinorGC", CATEGORY_GC, false},
	{"v8::internal::ConcurrentMarking", CATEGORY_GC, false},
	{"v8::internal::Sweeper", CATEGORY_GC, false},
	{"v8::internal::compiler::", CATEGORY_COMPILER, false},
	{"v8::internal::maglev::", CATEGORY_COMPILER, false},
	{"v8::internal::Compiler::", CATEGORY_COMPILER, false},
	{"v8::internal::interpreter::", CATEGORY_COMPILER, false},
	{"v8::internal::baseline::", CATEGORY_COMPILER, false},
	{"v8::internal::OptimizingCompileDispatcher", CATEGORY_COMPILER, false},
	{"v8::", CATEGORY_RUNTIME, false},
	{"node::", CATEGORY_RUNTIME, false},
	{"Builtins_", CATEGORY_RUNTIME, false},
	{"Builtin:", CATEGORY_RUNTIME, false},
	{"BytecodeHandler:", CATEGORY_RUNTIME, false},
	{"(program)", CATEGORY_RUNTIME, true},
	/* Python, .NET, Ruby */
	{"gc_collect_main", CATEGORY_GC, false},
	{"_PyGC_", CATEGORY_GC, false},
	{"PyGC_Collect", CATEGORY_GC, false},
	{"_PyEval_EvalFrameDefault", CATEGORY_RUNTIME, false},
	{"_PyEval_", CATEGORY_RUNTIME, false},
	{"_PyFunction_Vectorcall", CATEGORY_RUNTIME, false},
	{"Py_RunMain", CATEGORY_RUNTIME, true},
	{"Py_BytesMain", CATEGORY_RUNTIME, true},
	{"py_trampoline_evaluator", CATEGORY_RUNTIME, true},
	{"WKS::gc_heap::", CATEGORY_GC, false},
	{"SVR::gc_heap::", CATEGORY_GC, false},
	{"WKS::GCHeap::", CATEGORY_GC, false},
	{"SVR::GCHeap::", CATEGORY_GC, false},
	{"rb_gc_", CATEGORY_GC, false},
	{"gc_mark", CATEGORY_GC, false},
	{"gc_sweep", CATEGORY_GC, false},
	{"vm_exec_core", CATEGORY_RUNTIME, true},
	{"rb_vm_exec", CATEGORY_RUNTIME, true},
	{"runtime.", CATEGORY_RUNTIME, false},
	/* standard libraries, as names show them */
	{"std::", CATEGORY_LIBRARY, false},
	{"__gnu_cxx::", CATEGORY_LIBRARY, false},
	{"core::", CATEGORY_LIBRARY, false},
	{"alloc::", CATEGORY_LIBRARY, false},
	{"hashbrown::", CATEGORY_LIBRARY, false},
	{"<core::", CATEGORY_LIBRARY, false},
	{"<alloc::", CATEGORY_LIBRARY, false},
	{"<std::", CATEGORY_LIBRARY, false},
	{"java.", CATEGORY_LIBRARY, false},
	{"javax.", CATEGORY_LIBRARY, false},
	{"jdk.", CATEGORY_LIBRARY, false},
	{"sun.", CATEGORY_LIBRARY, false},
	{"com.sun.", CATEGORY_LIBRARY, false},
	{"kotlin.", CATEGORY_LIBRARY, false},
	{"scala.", CATEGORY_LIBRARY, false},
	{"System.", CATEGORY_LIBRARY, false},
	{"boost::", CATEGORY_LIBRARY, false},
	{"[unknown]", CATEGORY_UNKNOWN, true},
	{"??", CATEGORY_UNKNOWN, true},
	{"0x", CATEGORY_UNKNOWN, false},
};

static bool is_known(struct text name, const struct known_name *known)
{
	return known->whole ? text_is(name, known->text) : text_begins(name, known->text);
}

/* The category by the name alone, CATEGORIES: none. */
static enum category by_name(struct text name)
{
	for (size_t i = 0; i < COUNT(known_names); i++)
		if (is_known(name, &known_names[i]))
			return known_names[i].category;
	return CATEGORIES;
}

/* ---- modules ---- */

/* For modules, and for frames that are named after a module. */
static bool begins_as_kernel(struct text module)
{
	static const char *const starts[] = {"[kernel", "[[kernel",  "[guest.kernel",  "vmlinux",
	                                     "vmlinuz", "bpf_prog_", "bpf_trampoline_"};
	for (size_t i = 0; i < COUNT(starts); i++)
		if (text_begins(module, starts[i]))
			return true;
	return false;
}

static bool is_kernel_file(struct text module)
{
	return begins_as_kernel(module) || text_ends(module, ".ko") || text_find(module, ".ko.");
}

static bool is_library(struct text module)
{
	static const char *const parts[] = {".so",  ".dylib", ".dll",
	                                    ".DLL", "[vdso]", "linux-vdso"};
	for (size_t i = 0; i < COUNT(parts); i++)
		if (text_find(module, parts[i]))
			return true;
	return advice_is_loader(module);
}

/* For a module or a place in the source: files that came with an interpreter or were installed for
 * it. */
static bool is_installed(struct text path)
{
	static const char *const parts[] = {"node_modules/", "site-packages/", "dist-packages/",
	                                    "/lib/python",   "/gems/",         "<frozen ",
	                                    "node:",         "/usr/share/",    "/lib/ruby/"};
	for (size_t i = 0; i < COUNT(parts); i++)
		if (text_find(path, parts[i]))
			return true;
	return false;
}

static bool is_runtime(struct text module)
{
	const unsigned runtime = advice_runtime_of_module(module);
	return runtime < RUNTIMES &&
	       (advice_runtimes[runtime].compiles || advice_runtimes[runtime].interprets);
}

static enum category by_module(struct text module)
{
	if (!module.size)
		return CATEGORIES;
	if (is_kernel_file(module))
		return CATEGORY_KERNEL;
	if (is_runtime(module))
		return CATEGORY_RUNTIME;
	return is_library(module) ? CATEGORY_LIBRARY : CATEGORIES;
}

/* ---- all ---- */

/* "[libc.so.6]" is code in that module. */
static struct text shown_module(struct text name)
{
	if (name.size > 2 && *name.at == '[' && name.at[name.size - 1] == ']')
		return (struct text){name.at + 1, name.size - 2};
	return (struct text){0};
}

static bool is_script(enum name_language language)
{
	return language == NAME_JS || language == NAME_PYTHON || language == NAME_SCRIPT;
}

enum category category_of(struct text name, char mark, unsigned kinds, struct text module)
{
	const enum name_language language = name_language_of(name);
	enum category category = by_name(name);
	const bool kernel = mark == 'k' || (kinds & ORIGIN_KERNEL && !(kinds & ORIGIN_USER)) ||
	                    is_kernel_file(module) || begins_as_kernel(name);
	if (kernel)
		return category == CATEGORY_IDLE ? category : CATEGORY_KERNEL;
	if (category < CATEGORIES)
		return category;
	if (is_script(language)) {
		const size_t place = name_place(name);
		if (is_installed(text_from(name, place)) || is_installed(module))
			return CATEGORY_LIBRARY;
	} else {
		category = by_module(module.size ? module : shown_module(name));
		if (category < CATEGORIES)
			return category;
		if (language == NAME_GO && name_is_go_standard(name))
			return CATEGORY_LIBRARY;
		if (shown_module(name).size && language == NAME_FILE && !module.size)
			return CATEGORY_UNKNOWN;
	}
	if (kinds & ORIGIN_JIT || mark == 'j')
		return CATEGORY_JIT;
	return kinds == ORIGIN_INLINED || mark == 'i' ? CATEGORY_INLINED : CATEGORY_USER;
}
