/* A fuzz harness for the readers: the bytes are read as an input of the format that the environment
 * variable FUZZ_FORMAT names, or else of the one that bids most, and folded. By the input's size
 * samples are kept one by one, and all events count.
 *
 * With libFuzzer (configure --enable-fuzzing) it looks for bytes that end the program; without, it
 * is a program that reads the files named, for seeds and for what was found: see README.md. */
#include "base/buffer.h"
#include "formats/formats.h"
#include "read/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_file(const char *path, size_t size)
{
	/* symbols of no machine in particular */
	const struct read_options options = {
		.format = getenv("FUZZ_FORMAT"),
		.threads = 1,
		.keep_samples = size & 1,
		.all_events = size & 2,
		.symbols = {.symfs = "/nonexistent",
	                    .buildid_dir = "/nonexistent",
	                    .kallsyms = "/dev/null"},
	};
	struct profile profile;
	struct read_account account;
	struct error err;
	profile_init(&profile, 1);
	read_inputs(formats, &path, 1, &options, &profile, &account, &err);
	read_account_free(&account);
	profile_free(&profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("input", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	read_file(path, size);
	close(fd);
	return 0;
}

#ifndef FUZZING
int main(int argc, char **argv)
{
	struct stat status;
	for (int i = 1; i < argc; i++)
		read_file(argv[i], stat(argv[i], &status) ? 0 : (size_t)status.st_size);
	return 0;
}
#endif
