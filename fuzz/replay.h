/* What a harness does without a fuzzer: it is given the files named on the command line. */
#ifndef STACKFOLD_FUZZ_REPLAY_H
#define STACKFOLD_FUZZ_REPLAY_H

#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef FUZZING
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		static uint8_t data[1 << 20];
		FILE *file = fopen(argv[i], "rb");
		if (!file)
			return 1;
		LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof data, file));
		fclose(file);
	}
	return 0;
}
#endif

#endif
