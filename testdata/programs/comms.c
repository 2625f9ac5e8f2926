/*
 * A process for each odd thread name: the kernel takes any 15 bytes but NUL, and perf script
 * prints them as they are.
 */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const names[] = {
	"plain",
	"two words",
	"x",
	"\377\376raw\200\351",      /* not UTF-8 */
	"caf\303\251 \342\202\254", /* UTF-8 */
	"a 12 [001]",               /* as if a tid and a CPU followed */
	"b 34/56 7.8:",             /* as if a pid, a tid and a time followed */
	"kworker/0:1-x",
	"   leading",
	"trailing  ",
	"",
	" ",
	"\033[31mred\033[0m",
	"new\nline",
	"tab\tcomma,",
	"semi;colon",
	"cr\rback\b",
	"#comment",
	"(paren) <&\"'>",
	"1234",
	"12/34",
	"cpu-clock:",
	"PERF_RECORD_MMA",
	"x 1 2.5: 3 c:",
	":-1",
	"fifteen bytes.!",
};

__attribute__((noinline)) static unsigned spin(unsigned turns)
{
	volatile unsigned sink = 0;

	for (unsigned i = 0; i < turns; i++)
		sink += i;
	return sink;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

__attribute__((noinline)) static void work(void)
{
	double end = now() + 0.04;

	while (now() < end)
		spin(20000);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		pid_t child = fork();

		if (child < 0)
			return 1;
		if (child == 0) {
			prctl(PR_SET_NAME, names[i]);
			work();
			_exit(0);
		}
		waitpid(child, NULL, 0);
	}
	return 0;
}
