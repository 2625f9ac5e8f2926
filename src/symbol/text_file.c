#include "symbol/text_file.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether an open file may be read; mine: it must belong to the user or root. */
static bool is_to_be_read(int fd, bool mine)
{
	struct stat status;
	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	       (!mine || !status.st_uid || status.st_uid == geteuid());
}

enum { BLOCK = 1 << 18 };

/* A file that is being read. */
struct lines {
	const struct text_reading *reading;
	char *bytes;   /* room for a block after the longest line */
	size_t size;   /* bytes of an incomplete line */
	bool too_long; /* the rest of the line is ignored */
};

/* Passes on the complete lines, and keeps the rest. */
static bool take_lines(struct lines *lines)
{
	char *at = lines->bytes, *end = lines->bytes + lines->size;
	for (char *stop; (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1) {
		*stop = '\0';
		if (!lines->too_long && stop - at <= TEXT_LINE_MOST &&
		    !lines->reading->take(lines->reading->context, at, (size_t)(stop - at)))
			return false;
		lines->too_long = false;
	}
	lines->size = (size_t)(end - at);
	lines->too_long |= lines->size > TEXT_LINE_MOST;
	if (lines->too_long)
		lines->size = 0;
	memmove(lines->bytes, at, lines->size);
	return true;
}

static enum symbol_missing read_lines(int fd, struct lines *lines)
{
	uint64_t left = lines->reading->most;
	ssize_t got = 1;
	while (got && left) {
		got = read(fd, lines->bytes + lines->size, left < BLOCK ? (size_t)left : BLOCK);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return SYMBOL_NOT_READ;
		left -= (uint64_t)got;
		lines->size += (size_t)got;
		if (!take_lines(lines))
			return SYMBOL_NO_MEMORY;
	}
	lines->bytes[lines->size] = '\0'; /* the last line may lack its newline */
	if (left && lines->size &&
	    !lines->reading->take(lines->reading->context, lines->bytes, lines->size))
		return SYMBOL_NO_MEMORY;
	return left || read(fd, lines->bytes, 1) == 0 ? SYMBOL_THERE : SYMBOL_TOO_LARGE;
}

enum symbol_missing text_file_read(const char *path, const struct text_reading *reading)
{
	/* O_NONBLOCK: opening a pipe of that name must not block */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
	                            (reading->mine ? O_NOFOLLOW : 0));
	if (fd < 0)
		return errno == EMFILE || errno == ENFILE ? SYMBOL_NO_DESCRIPTORS
		       : errno == ENOMEM                  ? SYMBOL_NO_MEMORY
		                                          : SYMBOL_NO_FILE;
	enum symbol_missing missing = SYMBOL_NO_FILE;
	if (is_to_be_read(fd, reading->mine)) {
		struct lines lines = {.reading = reading,
		                      .bytes = malloc(TEXT_LINE_MOST + BLOCK + 1)};
		missing = lines.bytes ? read_lines(fd, &lines) : SYMBOL_NO_MEMORY;
		free(lines.bytes);
	}
	close(fd);
	return missing;
}

const char *text_hex(const char *at, const char *end, uint64_t *value)
{
	uint64_t number = 0;
	for (; at < end && is_hex_digit(*at); at++)
		number = number << 4 |
		         (uint64_t)(is_digit(*at) ? *at - '0' : (*at | 0x20) - 'a' + 10);
	*value = number;
	return at;
}
