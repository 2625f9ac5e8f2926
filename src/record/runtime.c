#include "record/runtime.h"

#include "base/buffer.h"
#include "base/text.h"
#include "record/child.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NODE_SETTINGS "NODE_OPTIONS+=--perf-basic-prof --interpreted-frames-native-stack"
#define PYTHON_SETTINGS "PYTHONPERFSUPPORT=1"

/* The first row that matches counts. */
static const struct runtime table[] = {
	{"Node.js", " node nodejs ", false, true, NODE_SETTINGS, NULL, NULL},
	{"Node.js", " npm npx yarn pnpm yarnpkg ", false, true, NODE_SETTINGS, NULL, NULL},
	{"Java", " java ", false, true, NULL, "-XX:+PreserveFramePointer", NULL},
	{"Java", " mvn mvnw gradle gradlew ant sbt ", false, true,
         "JAVA_TOOL_OPTIONS+=-XX:+PreserveFramePointer", NULL,
         "Java gets JAVA_TOOL_OPTIONS=-XX:+PreserveFramePointer, and says so on standard error"},
	{"Python", " python python3 pypy3 ", true, false, PYTHON_SETTINGS, NULL, NULL},
	{"Ruby", " ruby bundle rake rails rspec ", true, false, NULL, NULL,
         "perf shows Ruby's interpreter, not Ruby's methods; rbspy shows those: "
         "rbspy record --format collapsed --file out.folded -- COMMAND, then flame out.folded"},
	{"Go", " go ", false, false, NULL, NULL, NULL},
	/* Programs that start others: only settings that cause no messages if they
         * are not needed. */
	{"", " make gmake ninja sh bash dash zsh env nice time timeout tox pytest xargs ", false,
         false, NODE_SETTINGS "\n" PYTHON_SETTINGS, NULL, NULL},
};

/* Whether a list of names contains a name, which may have a version after it. */
static bool lists(const struct runtime *row, struct text name)
{
	if (row->versioned)
		while (name.size &&
		       (is_digit(name.at[name.size - 1]) || name.at[name.size - 1] == '.'))
			name.size--;
	if (!name.size)
		return false;
	for (const char *at = row->programs; (at = memmem(at, strlen(at), name.at, name.size));
	     at++)
		if (at[-1] == ' ' &&
		    (at[name.size] == ' ' || (row->versioned && is_digit(at[name.size]))))
			return true;
	return false;
}

static const struct runtime *row_of(const char *path)
{
	struct text name = path ? text_base_name(text_of(path)) : (struct text){"", 0};
	for (size_t i = 0; i < sizeof table / sizeof *table && name.size; i++)
		if (lists(&table[i], name))
			return &table[i];
	return NULL;
}

const struct runtime *runtime_of_program(const char *called, const char *file)
{
	const struct runtime *row = row_of(called);
	return row ? row : row_of(file);
}

bool runtime_is_java(const struct runtime *runtime)
{
	return runtime && strcmp(runtime->name, "Java") == 0;
}

bool runtime_is_python(const struct runtime *runtime)
{
	return runtime && strcmp(runtime->name, "Python") == 0;
}

/* --- the environment -------------------------------------------------------------------------- */

/* Applies one line of a row's settings. */
struct setting {
	struct text name, value;
	bool appends;
};

static struct setting read_setting(struct text line)
{
	const char *sign = memchr(line.at, '=', line.size);
	size_t size = (size_t)(sign - line.at);
	struct setting setting = {.value = text_from(line, size + 1)};
	setting.appends = sign[-1] == '+';
	setting.name = (struct text){line.at, size - setting.appends};
	return setting;
}

static bool is_of(const char *variable, struct text name)
{
	return strncmp(variable, name.at, name.size) == 0 && variable[name.size] == '=';
}

/* Puts a setting into the environment. False without memory. */
static bool put(struct word_list *made, const struct setting *setting)
{
	char **found = NULL;
	for (size_t i = 0; i < made->count && !found; i++)
		if (is_of(made->items[i], setting->name))
			found = &made->items[i];
	if (found && !setting->appends)
		return true;
	struct buffer text = {0};
	if (found)
		buffer_printf(&text, "%s ", *found);
	else
		buffer_printf(&text, "%.*s=", (int)setting->name.size, setting->name.at);
	buffer_append(&text, setting->value.at, setting->value.size);
	buffer_byte(&text, '\0');
	bool ok = !text.failed;
	if (ok && !found)
		ok = words_add(made, text.data);
	else if (ok) {
		free(*found);
		*found = strdup(text.data);
		ok = *found;
	}
	buffer_free(&text);
	return ok;
}

enum status runtime_environment(const struct runtime *runtime, char *const *environment,
                                struct word_list *made, struct error *err)
{
	bool ok = true;
	for (; *environment && ok; environment++)
		ok = words_add(made, *environment);
	const char *at = runtime && runtime->settings ? runtime->settings : "";
	const char *end = at + strlen(at);
	while (at < end && ok) {
		struct setting setting = read_setting(text_line(at, end, &at));
		ok = put(made, &setting);
	}
	return ok ? STATUS_OK : error_no_memory(err);
}

/* --- arguments -------------------------------------------------------------------------------- */

enum { JAVA_WITH_MAPS = 17 /* the first version that writes perf maps */ };

enum status runtime_arguments(const struct runtime *runtime, const char *const *words, size_t count,
                              unsigned java_version, struct word_list *made, struct error *err)
{
	bool inserts = runtime && runtime->inserted && count;
	bool ok = count == 0 || words_add(made, words[0]);
	if (inserts && ok && words_split(made, runtime->inserted, err) != STATUS_OK)
		return STATUS_FATAL;
	if (inserts && runtime_is_java(runtime) && java_version >= JAVA_WITH_MAPS)
		ok = ok && words_add(made, "-XX:+UnlockDiagnosticVMOptions") &&
		     words_add(made, "-XX:+DumpPerfMapAtExit");
	for (size_t i = 1; i < count && ok; i++)
		ok = words_add(made, words[i]);
	return ok ? STATUS_OK : error_no_memory(err);
}

/* --- versions --------------------------------------------------------------------------------- */

/* The version in a line such as JAVA_VERSION="17.0.2". */
static unsigned version_of_line(const char *line)
{
	unsigned major = 0, minor = 0;
	int found = sscanf(line, "JAVA_VERSION=\"%u.%u", &major, &minor);
	return found == 2 && major == 1 ? minor : major;
}

unsigned runtime_java_version(const char *file)
{
	char path[PATH_MAX], line[256];
	unsigned version = 0;
	const char *slash = strrchr(file, '/');
	if (!slash)
		return 0;
	snprintf(path, sizeof path, "%.*s/../release", (int)(slash - file), file);
	FILE *release = fopen(path, "re");
	while (release && !version && fgets(line, sizeof line, release))
		version = version_of_line(line);
	if (release)
		fclose(release);
	return version;
}

unsigned runtime_python_version(const char *file)
{
	const char *name = text_base_name(text_of(file)).at;
	unsigned minor = 0;
	return sscanf(name, "python3.%u", &minor) == 1 ? minor : 0;
}

/* --- names of code ---------------------------------------------------------------------------- */

bool runtime_write_java_map(const char *file, pid_t pid)
{
	char beside[PATH_MAX], number[24];
	const char *slash = strrchr(file, '/');
	snprintf(beside, sizeof beside, "%.*s/jcmd", slash ? (int)(slash - file) : 0, file);
	snprintf(number, sizeof number, "%ld", (long)pid);
	char *const words[] = {"jcmd", number, "Compiler.perfmap", NULL};
	return child_run(access(beside, X_OK) == 0 ? beside : "jcmd", words, false, NULL) == 0;
}
