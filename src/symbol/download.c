#include "config.h"

#include "symbol/download.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The types of libdebuginfod's header, which may not be installed. */
struct debuginfod_client;
typedef int find_function(struct debuginfod_client *client, const unsigned char *build_id, int size,
                          char **path);
typedef int progress_function(struct debuginfod_client *client, long done, long total);

struct library {
	void *handle;
	struct debuginfod_client *(*begin)(void);
	void (*end)(struct debuginfod_client *client);
	find_function *find[2]; /* by enum download_kind */
	void (*set_progress)(struct debuginfod_client *client, progress_function *function);
};

struct download {
	pthread_mutex_t lock;
	struct library library;
	struct debuginfod_client *client;
	bool looked; /* for the library */
	double left; /* seconds */
	double until;
	const char *problem;
};

struct download *download_open(unsigned seconds)
{
	struct download *download = calloc(1, sizeof *download);
	if (!download)
		return NULL;
	pthread_mutex_init(&download->lock, NULL);
	download->left = seconds;
	return download;
}

void download_close(struct download *download)
{
	if (!download)
		return;
	if (download->client)
		download->library.end(download->client);
	/* the library stays loaded, because it uses curl, which cannot be unloaded */
	pthread_mutex_destroy(&download->lock);
	free(download);
}

const char *download_problem(const struct download *download)
{
	return download ? download->problem : NULL;
}

#ifdef HAVE_DLOPEN

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Finds a function; ISO C cannot convert the result of dlsym to a function pointer. */
static bool find(void *handle, const char *name, void *function)
{
	void **place = function;
	return (*place = dlsym(handle, name)) != NULL;
}

static bool load(struct library *library)
{
	void *handle = library->handle = dlopen("libdebuginfod.so.1", RTLD_NOW | RTLD_LOCAL);
	return handle && find(handle, "debuginfod_begin", &library->begin) &&
	       find(handle, "debuginfod_end", &library->end) &&
	       find(handle, "debuginfod_find_executable", &library->find[DOWNLOAD_EXECUTABLE]) &&
	       find(handle, "debuginfod_find_debuginfo", &library->find[DOWNLOAD_DEBUG]) &&
	       find(handle, "debuginfod_set_progressfn", &library->set_progress);
}

/* The download of the current thread. */
static _Thread_local const struct download *asking;

/* Called about once a second at least; anything but 0 ends the download. */
static int progress(struct debuginfod_client *client, long done, long total)
{
	(void)client, (void)done, (void)total;
	return now() >= asking->until;
}

static void begin(struct download *download)
{
	const char *servers = getenv("DEBUGINFOD_URLS");
	download->looked = true;
	if (!servers || !*servers)
		download->problem = "DEBUGINFOD_URLS names no server";
	else if (!load(&download->library))
		download->problem = "libdebuginfod.so.1 is not installed";
	else if (!(download->client = download->library.begin()))
		download->problem = "libdebuginfod could not be started";
	if (download->client)
		download->library.set_progress(download->client, progress);
}

static char *ask(struct download *download, enum download_kind kind, const uint8_t *build_id,
                 size_t size)
{
	char *path = NULL;
	const double start = now();
	download->until = start + download->left;
	asking = download;
	const int fd = download->library.find[kind](download->client, build_id, (int)size, &path);
	download->left -= now() - start;
	if (fd < 0) {
		if (download->left <= 0)
			download->problem = "the time for downloads is over";
		return NULL;
	}
	close(fd);
	return path;
}

char *download_file(struct download *download, enum download_kind kind, const uint8_t *build_id,
                    size_t size)
{
	enum {
		BUILD_ID_LEAST = 3 /* a shorter ID may be taken for hexadecimal text */
	};
	char *path = NULL;
	if (!download || size < BUILD_ID_LEAST)
		return NULL;
	pthread_mutex_lock(&download->lock);
	if (!download->looked)
		begin(download);
	if (download->client && download->left > 0)
		path = ask(download, kind, build_id, size);
	pthread_mutex_unlock(&download->lock);
	return path;
}

#else

char *download_file(struct download *download, enum download_kind kind, const uint8_t *build_id,
                    size_t size)
{
	(void)kind, (void)build_id, (void)size;
	if (download)
		download->problem = "this build cannot load libdebuginfod";
	return NULL;
}

#endif
