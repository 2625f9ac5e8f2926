/* preloading OBJECT PROGRAM [ARGUMENT]...: runs the program with the object preloaded, and nothing
 * else: a shell that set LD_PRELOAD itself would preload it in every program on the way. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **words)
{
	if (count < 3)
		return 2;
	setenv("LD_PRELOAD", words[1], 1);
	execv(words[2], words + 2);
	perror(words[2]);
	return 127;
}
