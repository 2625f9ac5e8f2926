/* preloading OBJECT PROGRAM [ARGUMENT]...: runs the program with the object preloaded, and nothing
 * else: a shell that set LD_PRELOAD itself would preload it in every program on the way. SIGINT and
 * SIGQUIT have their usual effect, which a shell takes from what it runs in the background. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **words)
{
	if (count < 3)
		return 2;
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	setenv("LD_PRELOAD", words[1], 1);
	execv(words[2], words + 2);
	perror(words[2]);
	return 127;
}
