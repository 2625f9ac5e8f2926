#include "record/family.h"

#include "base/vector.h"
#include "record/records.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A process, and the one that started it. */
struct birth {
	uint32_t pid, parent;
};

struct births {
	struct birth *items;
	size_t count, capacity;
	bool failed;
};

/* A record of a new task: pid, ppid, tid, ptid. New threads have the pid of their parent. */
static void take_birth(void *context, uint32_t type, const char *body, size_t size)
{
	struct births *births = context;
	struct birth birth;
	if (type != RECORD_FORK || size < sizeof birth)
		return;
	memcpy(&birth, body, sizeof birth);
	if (birth.pid == birth.parent)
		return;
	if (vector_reserve(&births->items, &births->capacity, births->count + 1))
		births->items[births->count++] = birth;
	else
		births->failed = true;
}

static bool has(const struct family *family, uint32_t pid)
{
	for (size_t i = 0; i < family->count; i++)
		if (family->pids[i] == pid)
			return true;
	return false;
}

static bool add(struct family *family, uint32_t pid)
{
	if (has(family, pid))
		return true;
	if (!vector_reserve(&family->pids, &family->capacity, family->count + 1))
		return false;
	family->pids[family->count++] = pid;
	return true;
}

enum status family_find(struct family *family, int fd, struct error *err)
{
	struct records records = {0};
	struct births births = {0};
	records_walk(&records, fd, take_birth, &births);
	bool ok = !births.failed;
	/* Records of several CPUs are not in order of time: repeat until no more are found. */
	for (size_t before = 0; ok && before != family->count;) {
		before = family->count;
		for (size_t i = 0; i < births.count && ok; i++)
			if (has(family, births.items[i].parent))
				ok = add(family, births.items[i].pid);
	}
	free(births.items);
	return ok ? STATUS_OK : error_no_memory(err);
}
