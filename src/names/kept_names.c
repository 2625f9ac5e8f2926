#include "names/kept_names.h"

#include "advice/names.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- words ---- */

static const char *const words[] = {
	/* types and words of languages */
	"void", "bool", "char", "short", "int", "long", "float", "double", "unsigned", "signed",
	"auto", "const", "volatile", "noexcept", "decltype", "operator", "new", "delete",
	"typename", "class", "struct", "enum", "union", "static", "true", "false", "nullptr",
	"wchar_t", "char8_t", "char16_t", "char32_t", "__int128", "restrict", "requires", "abi",
	"cxx11", "size_t", "co_await", "virtual", "non", "thunk", "to", "vtable", "typeinfo",
	"name", "guard", "variable", "ul", "anonymous", "namespace", "unnamed", "type", "lambda",
	"clone", "default", "arg", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32",
	"i64", "i128", "isize", "f32", "f64", "str", "impl", "dyn", "as", "for", "mut", "fn", "ref",
	"self", "Self", "closure", "async_fn", "async_block", "shim", "constant", "extern",
	"unsafe", "C", "V", "I", "J", "Z", "B", "S", "D", "F", /* types in descriptors of Java */
	"boolean", "byte", "Lambda", "Proxy", "anonfun", "init", "clinit", "access", "instance",
	"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "uintptr",
	"float32", "float64", "complex128", "rune", "string", "error", "func", "chan", "map",
	"interface", "go", "shape", "eq", "hash", "glob", "deferwrap", "gowrap", "abi0",
	"abiinternal", "fm", "JS", "LazyCompile", "Function", "Script", "Eval", "RegExp", "get",
	"set", "async", "bound", "py", "module", "listcomp", "genexpr", "dictcomp", "setcomp",
	"locals", "block", "in",
	/* what compilers add */
	"isra", "constprop", "part", "cold", "lto_priv", "llvm", "localalias", "__uniq", "plt",
	"GLIBC_2", "GCC_3", "GLIBCXX_3",
	/* where packages come from */
	"com", "org", "net", "io", "github", "gitlab", "golang", "gopkg", "google",
	/* names that JVMs and libraries generate */
	"EnhancerBySpringCGLIB", "FastClassBySpringCGLIB", "SpringCGLIB", "HibernateProxy",
	"MockitoMock", "ByteBuddy", "GeneratedMethodAccessor", "GeneratedConstructorAccessor",
	/* where programs and threads start */
	"_start", "__libc_start_main", "__libc_start_main_impl", "__libc_start_call_main",
	"libc_start_main_stage2", "__clone", "clone3", "__clone3", "start_thread", "thread_start",
	"execute_native_thread_routine", "JavaMain", "ThreadJavaMain", "thread_native_entry",
	"_dl_start", "_dl_start_user", "__GI___clone3",
	/* names of unknown code, and of frames other than functions */
	"unknown", "inlined", "idle", "program", "garbage", "collector", "root", "all",
	/* processes and threads of runtime systems */
	"java", "node", "python", "python2", "python3", "ruby", "perl", "php", "dotnet", "bash",
	"sh", "GC", "VM", "Thread", "C1", "C2", "CompilerThread", "CompilerThre", "Periodic", "Tas",
	"G1", "V8Worker", "DelayedTaskSche", "Signal", "Inspector", "swapper", "kworker",
	"ksoftirqd", "pool", "thread", "worker", "Worker", "Main",
	/* functions of C libraries */
	"main", "exit", "abort", "malloc", "free", "calloc", "realloc", "memalign", "aligned_alloc",
	"posix_memalign", "cfree", "_int_malloc", "_int_free", "_int_realloc", "malloc_consolidate",
	"unlink_chunk", "sysmalloc", "systrim", "tcache_get", "tcache_put", "memcpy", "memmove",
	"memset", "memcmp", "memchr", "memrchr", "memmem", "strlen", "strcmp", "strncmp", "strcpy",
	"strncpy", "strcat", "strchr", "strrchr", "strstr", "strdup", "strtol", "strtoul", "strtod",
	"read", "write", "open", "openat", "close", "lseek", "pread", "pwrite", "pread64",
	"pwrite64", "readv", "writev", "stat", "fstat", "mmap", "munmap", "mprotect", "madvise",
	"brk", "sbrk", "poll", "ppoll", "select", "epoll_wait", "epoll_pwait", "recv", "recvfrom",
	"recvmsg", "send", "sendto", "sendmsg", "accept", "accept4", "connect", "bind", "listen",
	"socket", "fork", "vfork", "execve", "waitpid", "wait4", "kill", "sigaction", "nanosleep",
	"clock_nanosleep", "clock_gettime", "gettimeofday", "time", "sched_yield", "syscall",
	"printf", "fprintf", "snprintf", "vsnprintf", "vfprintf", "puts", "fputs", "fwrite",
	"fread", "fopen", "fclose", "fflush", "fgets", "getline", "qsort", "bsearch", "pow", "exp",
	"log", "sin", "cos", "sqrt", "floor", "ceil", "fmod", "pthread_create", "pthread_join",
	"pthread_mutex_lock", "pthread_mutex_unlock", "pthread_cond_wait", "pthread_cond_signal",
	"pthread_cond_timedwait", "pthread_cond_broadcast", "__lll_lock_wait", "futex_wait",
	"__cxa_throw", "__cxa_allocate_exception", "__cxa_begin_catch", "_Unwind_RaiseException",
	"_Unwind_Resume", "__gxx_personality_v0", "__tls_get_addr", "_dl_runtime_resolve_xsave",
	"_dl_runtime_resolve_xsavec", "_dl_fixup", "_dl_lookup_symbol_x", "do_lookup_x",
	"__rust_alloc", "__rust_dealloc", "__rust_realloc", "__rdl_alloc", "__rdl_dealloc",
	"__rust_begin_short_backtrace", "rust_begin_unwind", "_PyEval_EvalFrameDefault"};

static const char *const file_words[] = {"usr",    "lib",      "lib32",        "lib64", "libexec",
                                         "local",  "bin",      "sbin",         "share", "opt",
                                         "home",   "srv",      "var",          "tmp",   "proc",
                                         "x86_64", "aarch64",  "linux",        "gnu",   "site",
                                         "dist",   "packages", "node_modules", "src",   "file",
                                         "index",  "__init__", "__main__",     "memfd", "perf",
                                         "jitted", "so",       "js",           "mjs",   "cjs",
                                         "jsx",    "ts",       "tsx",          "py",    "pyc",
                                         "pyx",    "rb",       "php",          "pl",    "pm",
                                         "lua",    "c",        "cc",           "cpp",   "cxx",
                                         "h",      "hpp",      "rs",           "go",    "java",
                                         "class",  "kt",       "scala",        "wasm",  "map",
                                         "out",    "exe",      "dll",          "ko",    "dylib",
                                         "jar",    "html",     "debug"};

const char *kept_word_at(size_t i)
{
	return i < COUNT(words) ? words[i] : NULL;
}

const char *kept_file_word_at(size_t i)
{
	return i < COUNT(file_words) ? file_words[i] : NULL;
}

static bool is_number(struct text word)
{
	for (size_t i = 0; i < word.size; i++)
		if (!is_digit(word.at[i]))
			return false;
	return word.size;
}

static bool is_address(struct text word)
{
	if (!text_begins(word, "0x"))
		return false;
	for (size_t i = 2; i < word.size; i++)
		if (!is_hex_digit(word.at[i]))
			return false;
	return true;
}

/* 12, 0x7f00, _0, func1. */
bool kept_shape(struct text word)
{
	static const char *const before[] = {"_",         "__",     "func", "gowrap",
	                                     "deferwrap", "lambda", "v"};
	/* prefixes in C libraries, of the kernel's system calls, and in V8 */
	static const char *const starts[] = {
		"__libc_",    "__GI_",      "_dl_",       "_IO_",         "__IO_",
		"__pthread_", "_nl_",       "__memcpy",   "__memset",     "__memmove",
		"__memcmp",   "__str",      "__x64_sys_", "__arm64_sys_", "__do_sys_",
		"__se_sys_",  "__ieee754_", "__cxa_",     "_Unwind_",     "Builtins_"};
	if (is_number(word) || is_address(word))
		return true;
	for (size_t i = 0; i < COUNT(starts); i++)
		if (text_begins(word, starts[i]))
			return true;
	for (size_t i = 0; i < COUNT(before); i++)
		if (text_begins(word, before[i]) && is_number(text_from(word, strlen(before[i]))))
			return true;
	return false;
}

/* ---- scopes ---- */

static const struct kept_scope {
	const char *text; /* kept with the rest of the name */
	bool java;        /* in names of Java, also with '/' for '.'; otherwise in other names */
} scopes[] = {
	{"std::", false},
	{"core::", false},
	{"alloc::", false},
	{"__gnu_cxx::", false},
	{"__gnu_debug::", false},
	{"__cxxabiv1::", false},
	{"__gnu_parallel::", false},
	{"compiler_builtins::", false},
	{"std_detect::", false},
	{"proc_macro::", false},
	{"core[", false}, /* a Rust hash */
	{"std[", false},
	{"alloc[", false},
	{"System.", false},
	{"Microsoft.", false},
	{"v8::", false},
	{"node::", false},
	{"Builtin:", false},
	{"BytecodeHandler:", false},
	{"java.", true},
	{"javax.", true},
	{"jdk.", true},
	{"sun.", true},
	{"com.sun.", true},
	{"kotlin.", true},
	{"scala.", true},
};

static bool begins_scope(struct text text, const struct kept_scope *scope)
{
	const size_t size = strlen(scope->text);
	if (text.size < size)
		return false;
	for (size_t i = 0; i < size; i++) {
		const char c = scope->java && text.at[i] == '/' ? '.' : text.at[i];
		if (c != scope->text[i])
			return false;
	}
	return true;
}

bool kept_path(struct text text, enum name_language language)
{
	const bool java = language == NAME_JAVA;
	if (language == NAME_GO)
		return name_is_go_standard(text);
	/* classes in descriptors are Ljava/lang/String; */
	const struct text class = text_begins(text, "L") ? text_from(text, 1) : text;
	for (size_t i = 0; i < COUNT(scopes); i++)
		if (scopes[i].java == java && begins_scope(java ? class : text, &scopes[i]))
			return true;
	return false;
}

/* ---- files ---- */

bool kept_module(struct text module)
{
	static const char *const starts[] = {
		"[kernel",     "[guest.kernel", "[vdso]",         "[vsyscall]",    "linux-vdso",
		"vmlinux",     "vmlinuz",       "libc.so",        "libc-2",        "libc.musl",
		"libm.so",     "libm-2",        "libpthread",     "libdl.so",      "librt.so",
		"libstdc++.",  "libc++.so",     "libc++abi.",     "libgcc_s.",     "libgomp.",
		"libatomic.",  "libunwind.so",  "libz.so",        "libzstd.so",    "liblzma.so",
		"libcrypto.",  "libssl.so",     "libjvm.so",      "libjava.so",    "libnio.so",
		"libnet.so",   "libzip.so",     "libjli.so",      "libnode.so",    "libpython",
		"libruby",     "libperl.so",    "libphp",         "libcoreclr.so", "libclrjit.so",
		"libSystem",   "ntdll.dll",     "kernel32.dll",   "libuv.so",      "libjemalloc.so",
		"libtcmalloc", "bpf_prog_",     "bpf_trampoline", "java.",         "jdk."};
	for (size_t i = 0; i < COUNT(starts); i++)
		if (text_begins(module, starts[i]))
			return true;
	if (advice_is_libc(module) || advice_is_loader(module))
		return true;
	/* python3.11, node */
	static const char *const programs[] = {"python", "node", "java", "ruby", "perl", "php"};
	for (size_t i = 0; i < COUNT(programs); i++) {
		size_t at = strlen(programs[i]);
		if (!text_begins(module, programs[i]))
			continue;
		while (at < module.size && (is_digit(module.at[at]) || module.at[at] == '.'))
			at++;
		if (at == module.size)
			return true;
	}
	return false;
}

size_t kept_source(struct text place)
{
	static const char *const others[] = {"site-packages/", "dist-packages/"};
	const char *found = text_find(place, "/lib/python");
	for (size_t i = 0; i < COUNT(others); i++)
		if (text_find(place, others[i]))
			return place.size;
	if (!found)
		found = text_find(place, "<frozen ");
	if (!found && text_begins(place, "node:") && !text_begins(place, "node::"))
		found = place.at;
	return found ? (size_t)(found - place.at) : place.size;
}
