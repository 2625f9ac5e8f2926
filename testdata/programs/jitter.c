/* A program without any library that makes code while it runs, and writes of it to jit-PID.dump in
 * the folder where it runs, as JITs do: functions that call each other, one that takes another's
 * place, one that moves. For recordings with perf record -k mono. x86-64; build with
 * gcc -O1 -static -nostdlib -fno-omit-frame-pointer -fno-stack-protector */
#include <stdint.h>

enum { SYS_WRITE = 1, SYS_OPEN = 2, SYS_MMAP = 9, SYS_GETPID = 39, SYS_EXIT = 60, SYS_CLOCK = 228 };
enum { READ = 1, WRITE = 2, EXEC = 4, PRIVATE = 2, ANONYMOUS = 32 };

static long call(long number, long a, long b, long c, long d, long e)
{
	long result;
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = 0;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}

static long dump;
static uint32_t pid;
static uint64_t numbers; /* of code so far */

static uint64_t now(void)
{
	long time[2];
	call(SYS_CLOCK, 1, (long)time, 0, 0, 0);
	return (uint64_t)time[0] * 1000000000 + (uint64_t)time[1];
}

static void put(const void *bytes, unsigned size)
{
	call(SYS_WRITE, dump, (long)bytes, size, 0, 0);
}

static void *copy(void *to, const void *from, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		((volatile char *)to)[i] = ((const char *)from)[i];
	return (char *)to + size;
}

static unsigned length(const char *text)
{
	unsigned size = 0;
	while (text[size])
		size++;
	return size;
}

struct start {
	uint32_t id, size;
	uint64_t time;
};

/* What holds in a function as `make` writes it: its .eh_frame, and the head of a table to search
 * it. */
static void tell_frames(uint32_t size)
{
	static const uint8_t cie[] = {20, 0,    0,  0, 0,    0,    0, 0, 1,    'z', 'R', 0,
	                              1,  0x78, 16, 1, 0x1b, 0x0c, 7, 8, 0x90, 1,   0,   0};
	/* behind push: CFA = rsp + 16, rbp there; behind mov: CFA = rbp + 16 */
	static const uint8_t program[] = {0, 0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0, 0, 0};
	static const uint8_t table[] = {1, 0x1b, 0xff, 0xff};
	const uint32_t behind = (size + 7) & ~7u;
	const uint32_t fde[] = {24, sizeof cie + 4, -(behind + (uint32_t)sizeof cie + 8), size};
	const uint64_t all = sizeof cie + sizeof fde + sizeof program + sizeof table;
	const struct start start = {4, sizeof start + 24 + (uint32_t)all, now()};
	const uint64_t sizes[] = {all, sizeof table, all};
	put(&start, sizeof start);
	put(sizes, sizeof sizes);
	put(cie, sizeof cie);
	put(fde, sizeof fde);
	put(program, sizeof program);
	put(table, sizeof table);
}

static void tell_load(const void *code, uint32_t size, const char *name)
{
	const uint32_t ids[] = {pid, pid};
	const uint64_t place[] = {(uint64_t)code, (uint64_t)code, size, numbers++};
	const unsigned name_size = length(name) + 1;
	const struct start start = {0, sizeof start + sizeof ids + sizeof place + name_size + size,
	                            now()};
	put(&start, sizeof start);
	put(ids, sizeof ids);
	put(place, sizeof place);
	put(name, name_size);
	put(code, size);
}

static void tell_move(const void *from, const void *to, uint32_t size, uint64_t number)
{
	const uint32_t ids[] = {pid, pid};
	const uint64_t place[] = {(uint64_t)to, (uint64_t)from, (uint64_t)to, size, number};
	const struct start start = {1, sizeof start + sizeof ids + sizeof place, now()};
	put(&start, sizeof start);
	put(ids, sizeof ids);
	put(place, sizeof place);
}

/* A function that counts, and calls another one (NULL: none). Its size. */
static uint32_t make(uint8_t *at, uint32_t count, const void *callee, const char *name)
{
	uint8_t *begin = at;
	at = copy(at, "\x55\x48\x89\xe5\xb9", 5); /* push rbp; mov rbp, rsp; mov ecx, count */
	at = copy(at, &count, 4);
	at = copy(at, "\xff\xc9\x75\xfc", 4); /* dec ecx; jnz to it */
	if (callee) {
		at = copy(at, "\x48\xb8", 2); /* mov rax, callee; call rax */
		at = copy(at, &callee, 8);
		at = copy(at, "\xff\xd0", 2);
	}
	at = copy(at, "\x5d\xc3", 2); /* pop rbp; ret */
	const uint32_t size = (uint32_t)(at - begin);
	tell_frames(size);
	tell_load(begin, size, name);
	return size;
}

static void begin_dump(void)
{
	char name[32] = "jit-", digits[12];
	unsigned count = 0;
	char *end = name + 4;
	pid = (uint32_t)call(SYS_GETPID, 0, 0, 0, 0, 0);
	for (uint32_t rest = pid; rest; rest /= 10)
		digits[count++] = (char)('0' + rest % 10);
	while (count)
		*end++ = digits[--count];
	copy(end, ".dump", 6);
	dump = call(SYS_OPEN, (long)name, 01102, 0644, 0, 0); /* for both, made, empty */
	const uint32_t numbers32[] = {0x4a695444, 1, 40, 62, 0, pid};
	const uint64_t numbers64[] = {now(), 0};
	put(numbers32, sizeof numbers32);
	put(numbers64, sizeof numbers64);
	call(SYS_MMAP, 0, 4096, READ | EXEC, PRIVATE, dump); /* perf sees that */
}

__attribute__((noinline)) static void run(const void *code, int times)
{
	while (times--)
		((void (*)(void))code)();
}

void _start(void)
{
	begin_dump();
	uint8_t *memory = (uint8_t *)call(SYS_MMAP, 0, 4096, READ | WRITE | EXEC,
	                                  PRIVATE | ANONYMOUS, -1);
	uint8_t *inner = memory, *outer = memory + 256, *other = memory + 512;
	const uint32_t size = make(inner, 1000000, 0, "_ZN3app4spinEi");
	make(outer, 500000, inner, "LApp;run([Ljava/lang/String;I)V");
	run(outer, 20);
	make(inner, 1000000, 0, "app::spin, compiled again");
	run(outer, 20);
	copy(other, inner, size);
	tell_move(inner, other, size, 2);
	make(inner, 1000000, 0, "in its place");
	run(other, 10);
	run(outer, 10);
	call(SYS_EXIT, 0, 0, 0, 0, 0);
}
