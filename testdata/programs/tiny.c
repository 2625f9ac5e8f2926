/* A program without any library, so that its file is small and its stacks are all its own: it
 * hashes, sorts, writes to /dev/null, and forks a child of another name that does the same. For
 * recordings that are read with the program's own symbols. x86-64; with -m32 i386; with -mbackchain
 * s390x; build with gcc -O1 -g -static -nostdlib -fno-omit-frame-pointer -fno-stack-protector */
#if defined __i386__ || defined __s390x__
enum { SYS_EXIT = 1, SYS_FORK = 2, SYS_WRITE = 4, SYS_OPEN = 5, SYS_WAIT = 114, SYS_PRCTL = 172 };
#else
enum { SYS_WRITE = 1, SYS_OPEN = 2, SYS_FORK = 57, SYS_EXIT = 60, SYS_WAIT = 61, SYS_PRCTL = 157 };
#endif

enum { COUNT = 256 };

static unsigned numbers[COUNT];

static long call(long number, long a, long b, long c, long d)
{
#ifdef __s390x__
	register long which __asm__("r1") = number;
	register long result __asm__("r2") = a;
	register long second __asm__("r3") = b;
	register long third __asm__("r4") = c;
	register long fourth __asm__("r5") = d;
	__asm__ volatile("svc 0"
	                 : "+d"(result)
	                 : "d"(which), "d"(second), "d"(third), "d"(fourth)
	                 : "memory", "cc");
#elif defined __i386__
	long result;
	__asm__ volatile("int $0x80"
	                 : "=a"(result)
	                 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d)
	                 : "memory");
#else
	long result;
	register long fourth __asm__("r10") = d;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
	                 : "rcx", "r11", "memory");
#endif
	return result;
}

static inline __attribute__((always_inline)) unsigned mix(unsigned x)
{
	x ^= x >> 15;
	x *= 0x2c1b3c6du;
	return x ^ x >> 12;
}

__attribute__((noinline)) static void fill_numbers(unsigned seed)
{
	for (int i = 0; i < COUNT; i++)
		numbers[i] = seed = mix(seed + (unsigned)i);
}

__attribute__((noinline)) static void sort_numbers(unsigned *from, int count)
{
	if (count < 2)
		return;
	unsigned middle = from[count / 2];
	int low = 0, high = count - 1;
	while (low <= high) {
		while (from[low] < middle)
			low++;
		while (from[high] > middle)
			high--;
		if (low <= high) {
			unsigned other = from[low];
			from[low++] = from[high];
			from[high--] = other;
		}
	}
	sort_numbers(from, high + 1);
	sort_numbers(from + low, count - low);
}

__attribute__((noinline)) static void write_numbers(long file)
{
	for (int i = 0; i < 40; i++)
		call(SYS_WRITE, file, (long)numbers, sizeof numbers, 0);
}

__attribute__((noinline)) static void work(long file, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		fill_numbers((unsigned)i);
		sort_numbers(numbers, COUNT);
		write_numbers(file);
	}
}

__attribute__((noreturn, used)) static void run(void)
{
	enum { SET_NAME = 15, ROUNDS = 700 };
	long file = call(SYS_OPEN, (long)"/dev/null", 1, 0, 0);
	long child = call(SYS_FORK, 0, 0, 0, 0);
	if (child == 0)
		call(SYS_PRCTL, SET_NAME, (long)"tiny child", 0, 0);
	work(file, child == 0 ? ROUNDS / 2 : ROUNDS);
	if (child > 0)
		call(SYS_WAIT, child, 0, 0, 0);
	for (;;)
		call(SYS_EXIT, 0, 0, 0, 0);
}

__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n\t"
        ".cfi_startproc\n\t"
#ifdef __s390x__
        ".cfi_undefined r14\n\t"
        "aghi %r15, -160\n\t"
        "xc 0(8,%r15), 0(%r15)\n\t"
        "brasl %r14, run\n\t"
#else
#ifdef __i386__
        ".cfi_undefined eip\n\t"
#else
        ".cfi_undefined rip\n\t"
#endif
        "xor %ebp, %ebp\n\t"
        "call run\n\t"
#endif
        ".cfi_endproc\n"
        ".size _start, . - _start\n");
