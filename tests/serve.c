/* Runs a tool of tests/hooked/ many times in one process each, which is forked when the program and
 * its libraries are loaded: loading takes several times as long as most runs of the tests.
 *
 *     STACKFOLD_SERVE='8 9'   take orders from descriptor 8 and answer on 9, instead of running
 *     STACKFOLD_LIMIT=20      a run ends by SIGALRM after so many seconds (60)
 *
 * An order is texts that end in NUL: how many follow, then one for each of
 *
 *     <FILE  >FILE  !FILE     standard input, output, error; without them, those of the server
 *     |FILE                   standard input is a pipe with what the file has
 *     =FILE                   compare standard output with the file
 *     @FOLDER                 run there; the files above are opened before
 *     $NAME=VALUE             in the environment of this run
 *     -ARGUMENT               with these arguments, instead of the server's
 *     %FILE                   with the lines of the file as arguments; TESTDATA/ at the beginning
 * of a line, or after the first "=" of an option, stands for the folder that $TESTDATA names
 *
 * The answer is a line: the status as a shell has it, a blank, and "same", "other" or "-".
 * tests/common.sh and chop.c give the orders. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words);

enum {
	FIELDS_MAX = 100,
	ORDER_MAX = 1 << 16,
};

static struct {
	int orders, answers;
	unsigned limit; /* seconds */
	char bytes[ORDER_MAX];
	char *fields[FIELDS_MAX];
	size_t count;
} server;

/* In the child: what main gets, if the order has arguments. */
static char *words[FIELDS_MAX + 2];
static int word_count;
static bool own_words;

static void die(const char *what)
{
	fprintf(stderr, "serve: %s: %s\n", what, strerror(errno));
	_exit(125);
}

/* Reads an order; false when there are no more. */
static bool take_order(void)
{
	size_t size = 0, ends = 0, wanted = 1;

	server.count = 0;
	while (ends < wanted) {
		ssize_t got = read(server.orders, server.bytes + size, ORDER_MAX - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		for (size_t end = size + (size_t)got; size < end; size++) {
			if (server.bytes[size] != '\0')
				continue;
			if (ends++ == 0)
				wanted += strtoul(server.bytes, NULL, 10);
			if (wanted > FIELDS_MAX)
				return false;
			if (ends < wanted)
				server.fields[server.count++] = server.bytes + size + 1;
		}
	}
	return true;
}

static const char *field(char sign)
{
	for (size_t i = 0; i < server.count; i++)
		if (server.fields[i][0] == sign)
			return server.fields[i] + 1;
	return NULL;
}

/* Output goes to a new file: ext4 writes what replaces the contents of an old one to the disk at
 * once. */
static void redirect(char sign, int to, int flags)
{
	const char *path = field(sign);
	struct stat old;
	if (!path)
		return;
	if (flags & O_TRUNC && lstat(path, &old) == 0 && S_ISREG(old.st_mode))
		remove(path);
	int fd = open(path, flags, 0666);
	if (fd < 0 || dup2(fd, to) < 0)
		die(path);
	close(fd);
}

/* Standard input becomes a pipe, which a process of its own fills. */
static void pipe_from(const char *path)
{
	int ends[2];
	if (pipe(ends) != 0)
		die("pipe");
	pid_t pid = fork();
	if (pid < 0)
		die("fork");
	if (pid > 0) {
		dup2(ends[0], STDIN_FILENO);
		close(ends[0]);
		close(ends[1]);
		return;
	}
	char bytes[1 << 14];
	ssize_t got;
	int fd = open(path, O_RDONLY);
	close(ends[0]);
	while ((got = read(fd, bytes, sizeof bytes)) > 0)
		if (write(ends[1], bytes, (size_t)got) != got)
			break;
	_exit(0);
}

static void add_word(char *word)
{
	own_words = true;
	if (word_count < FIELDS_MAX)
		words[1 + word_count++] = word;
}

/* A line as an argument: with the folder of the recordings in place of TESTDATA. */
static char *argument_of(const char *line)
{
	static const char mark[] = "TESTDATA/";
	const char *folder = getenv("TESTDATA"), *place = line;
	char *word;

	if (strncmp(line, "--", 2) == 0 && strchr(line, '='))
		place = strchr(line, '=') + 1;
	if (!folder || strncmp(place, mark, strlen(mark)) != 0)
		word = strdup(line);
	else if (asprintf(&word, "%.*s%s/%s", (int)(place - line), line, folder,
	                  place + strlen(mark)) < 0)
		word = NULL;
	if (!word)
		die("arguments");
	return word;
}

static void arguments_from(const char *path)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t got;
	FILE *file = fopen(path, "r");

	if (!file)
		die(path);
	own_words = true;
	while ((got = getline(&line, &size, file)) >= 0) {
		if (got > 0 && line[got - 1] == '\n')
			line[got - 1] = '\0';
		add_word(argument_of(line));
	}
	free(line);
	fclose(file);
}

/* In the child: makes of it what the order says. */
static void become(void)
{
	close(server.orders);
	close(server.answers);
	unsetenv("STACKFOLD_SERVE");
	/* a shell lets programs in the background ignore them */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	redirect('<', STDIN_FILENO, O_RDONLY);
	redirect('>', STDOUT_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
	redirect('!', STDERR_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
	if (field('|'))
		pipe_from(field('|'));
	if (field('@') && chdir(field('@')) != 0)
		die(field('@'));
	for (size_t i = 0; i < server.count; i++) {
		if (server.fields[i][0] == '$')
			putenv(server.fields[i] + 1);
		else if (server.fields[i][0] == '-')
			add_word(server.fields[i] + 1);
		else if (server.fields[i][0] == '%')
			arguments_from(server.fields[i] + 1);
	}
	alarm(server.limit);
}

static bool same(const char *one, const char *two)
{
	static char bytes[2][1 << 14];
	FILE *files[2] = {fopen(one, "rb"), fopen(two, "rb")};
	bool equal = files[0] && files[1];
	size_t size = 1;

	while (equal && size > 0) {
		size = fread(bytes[0], 1, sizeof bytes[0], files[0]);
		equal = fread(bytes[1], 1, sizeof bytes[1], files[1]) == size &&
		        memcmp(bytes[0], bytes[1], size) == 0;
	}
	for (int i = 0; i < 2; i++)
		if (files[i])
			fclose(files[i]);
	return equal;
}

static void answer(int status)
{
	const char *compared = "-";
	char line[32];

	if (field('=') && field('>'))
		compared = same(field('='), field('>')) ? "same" : "other";
	int size = snprintf(line, sizeof line, "%d %s\n",
	                    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	                    compared);
	if (write(server.answers, line, (size_t)size) != size)
		_exit(1);
}

/* Before the hooks are set; returns in children only, or if there is nothing to serve. */
__attribute__((constructor(1001))) static void serve(void)
{
	const char *descriptors = getenv("STACKFOLD_SERVE");
	const char *limit = getenv("STACKFOLD_LIMIT");

	if (!descriptors || sscanf(descriptors, "%d %d", &server.orders, &server.answers) != 2)
		return;
	server.limit = limit ? (unsigned)strtoul(limit, NULL, 10) : 60;
	while (take_order()) {
		int status;
		pid_t pid = fork();
		if (pid < 0)
			die("fork");
		if (pid == 0) {
			become();
			return;
		}
		while (waitpid(pid, &status, 0) < 0)
			if (errno != EINTR)
				die("waitpid");
		answer(status);
	}
	_exit(0);
}

/* After the hooks are set. */
__attribute__((constructor(1003))) static void run(void)
{
	if (!own_words)
		return;
	/* of a shared object that is preloaded, such as tests/failing.c: main begins here */
	void (*begin)(void) = NULL;
	*(void **)&begin = dlsym(RTLD_DEFAULT, "before_main");
	if (begin)
		begin();
	words[0] = program_invocation_name;
	exit(main(1 + word_count, words));
}
