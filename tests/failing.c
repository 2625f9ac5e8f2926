/* A shared object to be preloaded: it makes the N-th call of a kind fail, to see what a tool does
 * then. The environment variable FAILING says which:
 *
 *     alloc:12     the 12th allocation finds no memory; malloc and its like, mmap
 *     alloc:12+    that one and all after it
 *     alloc:0      none; how many there were is written to the file that FAILING_REPORT names
 *     thread:1+    pthread_create: no thread can be had
 *     open:3       open and its like: no descriptor can be had (EMFILE)
 *     read:3       read and its like: EIO
 *     write:3      write and its like: ENOSPC
 *     chmod:1+     fchmod and fchown: EPERM
 *     rename:1     EACCES
 *     quit:2       a signal comes before the 2nd write; also abrt, alrm, usr1, xcpu
 *     cut:2        the file that FAILING_CUT names becomes empty before the 2nd open
 *     short:3      no call fails, but each read and write does at most 3 bytes, and every other
 *                  one is interrupted by a signal (EINTR)
 *
 * Calls count from the beginning of main on. The file that FAILING_REPORT names says "failed"
 * when a call was made to fail. With FAILING_TRACE set the stack is printed there and then.
 *
 * Allocations go to glibc's own functions, so that this works with glibc only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static const char *kind; /* NULL before main, and without FAILING */
static unsigned long at; /* the call that fails, from 1; "short": bytes */
static bool onwards;
static atomic_ulong calls;

static void report(const char *text, size_t size)
{
	const char *path = getenv("FAILING_REPORT");
	long fd = path ? syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666)
	               : -1;
	if (fd >= 0) {
		syscall(SYS_write, fd, text, size);
		syscall(SYS_close, fd);
	}
}

/* Counts a call; whether it is to fail. */
static bool fails(const char *which)
{
	if (!kind || strcmp(kind, which) != 0)
		return false;
	unsigned long number = atomic_fetch_add(&calls, 1) + 1;
	if (!at || number < at || (number > at && !onwards))
		return false;
	report("failed\n", 7);
	if (getenv("FAILING_TRACE") && number == at) {
		void *frames[64];
		kind = NULL;
		backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
		kind = which;
	}
	return true;
}

/* ---- memory ---- */

void *malloc(size_t size)
{
	if (fails("alloc")) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	if (fails("alloc")) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	if (fails("alloc")) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
	if (fails("alloc")) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *made = memalign(alignment, size);
	if (!made)
		return ENOMEM;
	*memory = made;
	return 0;
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (fails("alloc")) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return (void *)syscall(SYS_mmap, address, size, protection, flags, fd, offset);
}

/* ---- threads ---- */

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *argument)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	if (fails("thread")) {
		memset(thread, 0xff, sizeof *thread); /* joining it would end the program */
		return EAGAIN;
	}
	return real(thread, attributes, start, argument);
}

/* ---- files ---- */

static int open_at(int folder, const char *path, int flags, unsigned mode)
{
	if (fails("cut") && truncate(getenv("FAILING_CUT"), 0) != 0)
		abort();
	if (fails("open")) {
		errno = EMFILE;
		return -1;
	}
	return (int)syscall(SYS_openat, folder, path, flags, mode);
}

static unsigned mode_of(int flags, va_list list)
{
	return flags & (O_CREAT | __O_TMPFILE) ? va_arg(list, unsigned) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list list;
	va_start(list, flags);
	unsigned mode = mode_of(flags, list);
	va_end(list);
	return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	va_list list;
	va_start(list, flags);
	unsigned mode = mode_of(flags, list);
	va_end(list);
	return open_at(folder, path, flags, mode);
}

int __open_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

int __openat_2(int folder, const char *path, int flags)
{
	return open_at(folder, path, flags, 0);
}

FILE *fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *);
	*(void **)&real = dlsym(RTLD_NEXT, "fopen");
	if (fails("open")) {
		errno = EMFILE;
		return NULL;
	}
	return real(path, mode);
}

/* How many bytes of a read or write are done with "short"; 0: it is interrupted. */
static size_t shorter(size_t size)
{
	if (!kind || strcmp(kind, "short") != 0)
		return size;
	if (atomic_fetch_add(&calls, 1) % 2 == 0)
		return 0;
	return size < at ? size : at;
}

static ssize_t transfer(long number, const char *which, int failure, int fd, void *bytes,
                        size_t size, off_t offset)
{
	/* messages and reports go out whatever happens */
	bool apart = fd == STDERR_FILENO;
	size_t part = apart ? size : shorter(size);
	if (size && !part)
		errno = EINTR;
	else if (!apart && fails(which))
		errno = failure;
	else
		return syscall(number, fd, bytes, part, offset);
	return -1;
}

ssize_t read(int fd, void *bytes, size_t size)
{
	return transfer(SYS_read, "read", EIO, fd, bytes, size, 0);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t offset)
{
	return transfer(SYS_pread64, "read", EIO, fd, bytes, size, offset);
}

ssize_t pread64(int fd, void *bytes, size_t size, off_t offset)
{
	return pread(fd, bytes, size, offset);
}

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
	if (size > room)
		abort();
	return read(fd, bytes, size);
}

ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t offset, size_t room)
{
	if (size > room)
		abort();
	return pread(fd, bytes, size, offset);
}

ssize_t __pread64_chk(int fd, void *bytes, size_t size, off_t offset, size_t room)
{
	return __pread_chk(fd, bytes, size, offset, room);
}

static void raise_signal(void)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {
		{"quit", SIGQUIT}, {"abrt", SIGABRT}, {"alrm", SIGALRM},
		{"usr1", SIGUSR1}, {"xcpu", SIGXCPU},
	};
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (fails(signals[i].name))
			raise(signals[i].number);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	raise_signal();
	return transfer(SYS_write, "write", ENOSPC, fd, (void *)bytes, size, 0);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	for (int i = 0; i < count; i++)
		if (parts[i].iov_len)
			return write(fd, parts[i].iov_base, parts[i].iov_len);
	return 0;
}

int fchmod(int fd, mode_t mode)
{
	if (fails("chmod")) {
		errno = EPERM;
		return -1;
	}
	return (int)syscall(SYS_fchmod, fd, mode);
}

int fchown(int fd, uid_t owner, gid_t group)
{
	if (fails("chmod")) {
		errno = EPERM;
		return -1;
	}
	return (int)syscall(SYS_fchown, fd, owner, group);
}

int rename(const char *from, const char *to)
{
	if (fails("rename")) {
		errno = EACCES;
		return -1;
	}
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* ---- from main on ---- */

static int (*real_main)(int, char **, char **);

static void tell_count(void)
{
	char text[32];
	kind = NULL;
	if (!at)
		report(text, (size_t)snprintf(text, sizeof text, "%lu\n", atomic_load(&calls)));
}

/* tests/serve.c calls it too, as it calls main itself. */
void before_main(void)
{
	unsetenv("LD_PRELOAD"); /* programs that this one starts are none of the test's */
	const char *failing = getenv("FAILING");
	const char *colon = failing ? strchr(failing, ':') : NULL;
	if (colon) {
		char *end;
		atexit(tell_count);
		static char name[16];
		snprintf(name, sizeof name, "%.*s", (int)(colon - failing), failing);
		at = strtoul(colon + 1, &end, 10);
		onwards = *end == '+';
		kind = name;
	}
}

static int counted_main(int count, char **words, char **environment)
{
	before_main();
	return real_main(count, words, environment);
}

int __libc_start_main(int (*main)(int, char **, char **), int count, char **words,
                      void (*init)(void), void (*fini)(void), void (*loader)(void), void *stack)
{
	int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
	            void (*)(void), void *);
	*(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = main;
	return real(counted_main, count, words, init, fini, loader, stack);
}
