/* arm64: functions that keep their return address in the link register, in a frame record, or in
 * one whose place only x29 tells; without any library. It sums numbers, and writes them to
 * /dev/null. Build with aarch64-linux-gnu-gcc -O1 -g -static -nostdlib -fno-stack-protector; with
 * -mbranch-protection=standard return addresses are signed. */
enum { SYS_OPENAT = 56, SYS_WRITE = 64, SYS_EXIT = 93 };

enum { COUNT = 1500, ROUNDS = 500 };

static unsigned numbers[COUNT];

static long call(long number, long a, long b, long c)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
}

/* No frame record: only the link register tells of the caller. */
__attribute__((noinline)) static void fill(unsigned seed)
{
	for (int i = 0; i < COUNT; i++) {
		seed ^= seed >> 15;
		seed *= 0x2c1b3c6du;
		numbers[i] = seed;
	}
}

__attribute__((noinline)) static unsigned sum(const unsigned *from, int count)
{
	unsigned result = 0;
	for (int i = 0; i < count; i++)
		result = (result << 3 | result >> 29) + from[i];
	return result;
}

/* Its frame is found by x29, as its size is not known before it runs. */
__attribute__((noinline)) static unsigned sum_copy(int count)
{
	volatile unsigned copy[count];
	for (int i = 0; i < count; i++)
		copy[i] = numbers[i];
	return sum((const unsigned *)copy, count);
}

__attribute__((noinline)) static unsigned sum_halves(int from, int count)
{
	if (count < 100)
		return sum(numbers + from, count);
	unsigned result = 0;
	for (int i = 0; i < count; i += 4)
		result += numbers[from + i];
	return result + sum_halves(from, count / 2) +
	       sum_halves(from + count / 2, count - count / 2);
}

__attribute__((noinline)) static void write_numbers(long file, int size)
{
	for (int i = 0; i < 4; i++)
		call(SYS_WRITE, file, (long)numbers, size);
}

__attribute__((noreturn, used)) static void run(void)
{
	long file = call(SYS_OPENAT, -100, (long)"/dev/null", 1);
	unsigned result = 1;
	for (int i = 0; i < ROUNDS; i++) {
		fill(result | 1);
		result = sum(numbers, COUNT) + sum_copy(COUNT - i) + sum_halves(0, COUNT);
		write_numbers(file, COUNT);
	}
	for (;;)
		call(SYS_EXIT, 0, 0, 0);
}

__asm__(".globl _start\n"
        ".type _start, %function\n"
        "_start:\n\t"
        ".cfi_startproc\n\t"
        ".cfi_undefined x30\n\t"
        "mov x29, #0\n\t"
        "mov x30, #0\n\t"
        "bl run\n\t"
        "brk #0\n\t"
        ".cfi_endproc\n"
        ".size _start, . - _start\n");
