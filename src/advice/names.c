#include "advice/names.h"

#include <string.h>

/* glibc and musl, the compilers' libraries, Go, Java; contexts and signal frames that programs
 * build themselves. */
static const char *const starts[] = {
	"_start",
	"_start_c",
	"__libc_start_main",
	"__libc_start_call_main",
	"libc_start_main_stage2",
	"main",
	"clone",
	"__clone",
	"clone3",
	"__clone3",
	"__clone_internal",
	"start_thread",
	"thread_start",
	"execute_native_thread_routine",
	"__start_context",
	"make_fcontext",
	"_dl_start",
	"_dl_start_user",
	"JavaMain",
	"ThreadJavaMain",
	"thread_native_entry",
	"runtime.goexit",
	"runtime.mstart",
	"runtime.rt0_go",
	"runtime.mcall",
	"runtime.systemstack",
	"runtime.morestack",
	"runtime.asmcgocall",
	"runtime.sigreturn",
	"_rt0_amd64",
	"_rt0_arm64",
};

const struct advice_runtime advice_runtimes[RUNTIMES] = {
	{
		.name = "Node.js",
		.modules = {"node", "libnode.so"},
		.comms = {"node", "npm"},
		.map = "node --perf-basic-prof, or --perf-prof",
		.compiles = true,
		.interpreter = "Builtins_InterpreterEntryTrampoline",
		.names = "node --perf-basic-prof --interpreted-frames-native-stack",
	},
	{
		.name = "Java",
		.modules = {"libjvm.so"},
		.comms = {"java"},
		.map = "java -XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit",
		.pointers = "java -XX:+PreserveFramePointer",
		.compiles = true,
	},
	{
		.name = "Python",
		.modules = {"python", "libpython"},
		.comms = {"python"},
		.map = "python3 -X perf (3.12 or newer)",
		.interprets = true,
		.pointers = "a Python built with -fno-omit-frame-pointer",
		.names = "python3 -X perf (3.12 or newer), or record with py-spy",
	},
	{
		.name = ".NET",
		.modules = {"libcoreclr.so", "libclrjit.so"},
		.comms = {"dotnet", ".NET "},
		.map = "DOTNET_PerfMapEnabled=1 in the environment",
		.compiles = true,
	},
	{
		.name = "Ruby",
		.modules = {"ruby", "libruby"},
		.comms = {"ruby", "puma"},
		.map = "ruby --yjit --yjit-perf (3.3 or newer)",
		.interprets = true,
		.names = "ruby --yjit --yjit-perf (3.3 or newer), or record with rbspy",
	},
	{
		.name = "PHP",
		.modules = {"php", "libphp"},
		.comms = {"php"},
		.map = "php -d opcache.jit_debug=0x10",
		.interprets = true,
		.names = "record with phpspy or Excimer",
	},
	{
		.name = "Perl",
		.modules = {"perl", "libperl.so"},
		.comms = {"perl"},
		.interprets = true,
		.names = "record with Devel::NYTProf",
	},
	{
		.name = "Wasmtime",
		.modules = {"wasmtime", "libwasmtime"},
		.comms = {"wasmtime"},
		.map = "wasmtime run --profile=perfmap",
	},
	{
		.name = "Erlang",
		.modules = {"beam.smp"},
		.comms = {"beam.smp", "erl"},
		.map = "erl +JPperf true",
	},
	{
		.name = "Julia",
		.modules = {"libjulia"},
		.comms = {"julia"},
		.map = "ENABLE_JITPROFILING=1 in the environment, perf record -k mono, and perf "
		       "inject --jit",
	},
	{
		.name = "PostgreSQL",
		.modules = {"postgres", "llvmjit.so"},
		.comms = {"postgres"},
		.map = "jit_profiling_support = on, perf record -k mono, and perf inject --jit",
	},
	{
		.name = "LuaJIT",
		.modules = {"luajit", "libluajit"},
		.comms = {"luajit"},
		.map = "a LuaJIT built with -DLUAJIT_USE_PERFTOOLS",
	},
	{
		.name = "Mono",
		.modules = {"mono", "libmono"},
		.comms = {"mono"},
		.map = "mono --jitmap",
	},
	{
		.name = "QEMU",
		.modules = {"qemu-"},
		.comms = {"qemu-"},
		.map = "qemu -perfmap (8.0 or newer)",
	},
};

/* Whether the text may follow a function's name in a stack: a symbol's version, a compiler's
 * suffix, a mark, a file and line, but not the rest of a longer name. */
static bool is_suffix(struct text rest)
{
	return !rest.size || strchr("@.([", *rest.at) || text_begins(rest, "_[") ||
	       (*rest.at == ':' && !text_begins(rest, "::"));
}

bool advice_is_start(struct text name)
{
	static const char *const variants[] = {"_impl", "_linux"};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		if (!text_begins(name, starts[i]))
			continue;
		struct text rest = text_from(name, strlen(starts[i]));
		for (size_t v = 0; v < sizeof variants / sizeof *variants; v++)
			if (text_begins(rest, variants[v]))
				rest = text_from(rest, strlen(variants[v]));
		if (is_suffix(rest))
			return true;
	}
	return false;
}

/* Whether the name begins with one of the prefixes, and does not continue with letters: node20 is
 * Node.js, node_exporter is not. */
static bool begins_with_any(struct text name, const char *const prefixes[4])
{
	for (unsigned i = 0; i < 4 && prefixes[i]; i++) {
		size_t size = strlen(prefixes[i]);
		if (!text_begins(name, prefixes[i]))
			continue;
		char last = prefixes[i][size - 1], next = name.size > size ? name.at[size] : '\0';
		bool word = (unsigned char)((last | 0x20) - 'a') < 26;
		if (!word || !((unsigned char)((next | 0x20) - 'a') < 26 || next == '_'))
			return true;
	}
	return false;
}

unsigned advice_runtime_of_module(struct text name)
{
	unsigned i = 0;
	while (i < RUNTIMES && !begins_with_any(name, advice_runtimes[i].modules))
		i++;
	return i;
}

unsigned advice_runtime_of_comm(struct text name)
{
	unsigned i = 0;
	while (i < RUNTIMES && !begins_with_any(name, advice_runtimes[i].comms))
		i++;
	return i;
}

/* "::h" and 16 digits: the hash of a Rust name that perf did not remove. */
static bool ends_in_hash(struct text name)
{
	enum { DIGITS = 16 };
	if (name.size <= DIGITS)
		return false;
	const struct text before = {name.at, name.size - DIGITS};
	if (!text_ends(before, "::h") || text_is(before, "::h"))
		return false;
	for (size_t i = name.size - DIGITS; i < name.size; i++)
		if (!memchr("0123456789abcdef", name.at[i], 16))
			return false;
	return true;
}

bool advice_is_rust(struct text name)
{
	static const char *const begin[] = {
		"std::rt::",      "std::sys::",     "std::panicking::", "core::ops::",
		"core::iter::",   "core::slice::",  "core::fmt::",      "core::ptr::",
		"core::str::",    "core::num::",    "core::option::",   "core::result::",
		"core::hash::",   "core::array::",  "alloc::vec::",     "alloc::raw_vec::",
		"alloc::sync::",  "alloc::fmt::",   "alloc::string::",  "alloc::collections::",
		"alloc::alloc::", "alloc::boxed::", "__rust_",          "rust_begin_unwind",
		"<core::",        "<alloc::",       "<std::",           "_RNv",
	};
	for (size_t i = 0; i < sizeof begin / sizeof *begin; i++)
		if (text_begins(name, begin[i]))
			return true;
	return ends_in_hash(name);
}

bool advice_is_libc(struct text module)
{
	return text_begins(module, "libc.so") || text_begins(module, "libc-") ||
	       text_begins(module, "libpthread") || text_begins(module, "ld-musl");
}

bool advice_is_loader(struct text module)
{
	return text_begins(module, "ld-") || text_begins(module, "ld.so") ||
	       text_begins(module, "ld64.so");
}
