#include "symbol/text_file.h"

#include "base/buffer.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int fd, struct buffer *buffer)
{
	for (;;) {
		char *room = buffer_room(buffer, 1 << 18);
		if (!room)
			return false;
		ssize_t got = read(fd, room, 1 << 18);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		buffer->size += (size_t)got;
	}
}

/* Whether an open file is one to read; mine: it has to be the user's or root's. */
static bool is_to_be_read(int fd, bool mine)
{
	struct stat status;
	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	       (!mine || !status.st_uid || status.st_uid == geteuid());
}

char *text_file_read(const char *path, bool mine, struct arena *arena, size_t *size)
{
	struct buffer buffer = {0};
	char *text = NULL;
	/* O_NONBLOCK: a pipe of that name must not be waited for */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (mine ? O_NOFOLLOW : 0));
	if (fd < 0)
		return NULL;
	if (is_to_be_read(fd, mine) && read_all(fd, &buffer)) {
		text = arena_copy(arena, buffer.data, buffer.size);
		*size = buffer.size;
	}
	close(fd);
	buffer_free(&buffer);
	return text;
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
