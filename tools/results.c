#include "results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool name(char **path, const char *name, const char *end)
{
	return asprintf(path, "%s%s", name, end) >= 0 || (*path = NULL);
}

enum status results_name(struct results *results, const char *given, struct error *err)
{
	bool ok = name(&results->svg, given, ".svg") && name(&results->folded, given, ".folded") &&
	          name(&results->data, given, ".perf.data") &&
	          name(&results->difference, given, ".diff.svg") &&
	          name(&results->old_folded, results->folded, ".old");
	return ok ? STATUS_OK : error_no_memory(err);
}

void results_free(struct results *results)
{
	free(results->svg);
	free(results->folded);
	free(results->data);
	free(results->difference);
	free(results->old_folded);
	free(results->recording);
	*results = (struct results){0};
}

enum status results_begin(struct results *results, struct error *err)
{
	if (!name(&results->recording, results->data, "-XXXXXX"))
		return error_no_memory(err);
	int fd = mkostemp(results->recording, O_CLOEXEC); /* with mode 0600 */
	if (fd < 0) {
		int why = errno;
		free(results->recording);
		results->recording = NULL;
		return error_set(err, STATUS_FATAL, "%s: cannot be written: %s", results->data,
		                 strerror(why));
	}
	close(fd);
	return STATUS_OK;
}

void results_discard(const struct results *results)
{
	if (results->recording)
		unlink(results->recording);
}

enum status results_keep_old(const char *path, struct error *err)
{
	struct stat info;
	char *old;
	if (lstat(path, &info) != 0 || !S_ISREG(info.st_mode))
		return STATUS_OK; /* a device or a pipe is written to */
	if (!name(&old, path, ".old"))
		return error_no_memory(err);
	enum status status = STATUS_OK;
	if (rename(path, old) != 0)
		status = error_set(err, STATUS_FATAL, "%s: cannot be kept as %s: %s", path, old,
		                   strerror(errno));
	free(old);
	return status;
}

enum status results_keep_recording(const struct results *results, struct error *err)
{
	enum status status = results_keep_old(results->data, err);
	if (!status && rename(results->recording, results->data) != 0)
		status = error_set(err, STATUS_FATAL, "%s: cannot be renamed to %s: %s",
		                   results->recording, results->data, strerror(errno));
	if (!status)
		results_own(results, results->data);
	return status;
}

void results_own(const struct results *results, const char *path)
{
	if (results->owned && lchown(path, results->uid, results->gid) != 0)
		return; /* it stays this process's */
}
