#include "config.h"

#include "record/loaded.h"

#include "base/buffer.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_ELFUTILS
#include "symbol/elf_file.h"
#include <gelf.h>
#endif

enum { FILES_MAX = 300 /* more than any program loads at its start */ };

static bool has_word(const struct word_list *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->items[i], word) == 0)
			return true;
	return false;
}

/* --- programs --------------------------------------------------------------------------------- */

static bool is_program(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

const char *loaded_program_folders(void)
{
	const char *folders = getenv("PATH");
	return folders ? folders : "/bin:/usr/bin"; /* as execvp(3) does */
}

char *loaded_find_program(const char *name)
{
	if (strchr(name, '/'))
		return is_program(name) ? realpath(name, NULL) : NULL;
	const char *folders = loaded_program_folders();
	char *found = NULL;
	while (folders && *folders && !found) {
		size_t size = strcspn(folders, ":");
		struct buffer path = {0};
		buffer_append(&path, folders, size);
		buffer_printf(&path, "%s%s", size ? "/" : "", name);
		buffer_byte(&path, '\0');
		if (!path.failed && is_program(path.data))
			found = realpath(path.data, NULL);
		buffer_free(&path);
		folders += size + (folders[size] == ':');
	}
	return found;
}

char *loaded_find_interpreter(const char *path)
{
	char line[256], *end = NULL;
	FILE *file = fopen(path, "re");
	if (!file)
		return NULL;
	bool script = fgets(line, sizeof line, file) && line[0] == '#' && line[1] == '!';
	fclose(file);
	if (!script)
		return NULL;
	char *word = strtok_r(line + 2, " \t\r\n", &end);
	if (word && strcmp(text_base_name(text_of(word)).at, "env") == 0)
		do
			word = strtok_r(NULL, " \t\r\n", &end);
		while (word && (*word == '-' || strchr(word, '=')));
	return word ? loaded_find_program(word) : NULL;
}

/* --- libraries -------------------------------------------------------------------------------- */

#ifdef HAVE_ELFUTILS

/* Contents of a file's dynamic section. The texts belong to the file. */
struct needs {
	const char *libraries[FILES_MAX];
	size_t count;
	const char *folders; /* RUNPATH or RPATH, NULL: none */
};

static void read_needs(Elf *elf, struct needs *needs)
{
	GElf_Shdr header;
	Elf_Scn *section = elf_file_section_of_type(elf, SHT_DYNAMIC, &header);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	GElf_Dyn row;
	*needs = (struct needs){.count = 0};
	for (int i = 0; data && gelf_getdyn(data, i, &row) && row.d_tag != DT_NULL; i++) {
		const char *text = elf_strptr(elf, header.sh_link, row.d_un.d_val);
		if (row.d_tag == DT_NEEDED && text && needs->count < FILES_MAX)
			needs->libraries[needs->count++] = text;
		else if (row.d_tag == DT_RUNPATH || row.d_tag == DT_RPATH)
			needs->folders = text;
	}
}

/* Adds folder/name if it is a file, and sets *found. The folder may begin with $ORIGIN, the folder
 * of the file that needs it. */
static bool add_from_folder(struct word_list *files, struct text folder, const char *name,
                            const char *origin, bool *found)
{
	struct buffer path = {0};
	struct stat info;
	const char *const marks[] = {"$ORIGIN", "${ORIGIN}"};
	for (size_t i = 0; i < 2; i++)
		if (text_begins(folder, marks[i])) {
			buffer_append(&path, origin,
			              (size_t)(text_base_name(text_of(origin)).at - origin));
			folder = text_from(folder, strlen(marks[i]));
		}
	buffer_append(&path, folder.at, folder.size);
	buffer_printf(&path, "/%s", name);
	buffer_byte(&path, '\0');
	bool ok = !path.failed;
	*found = false;
	if (ok && stat(path.data, &info) == 0 && S_ISREG(info.st_mode)) {
		char *real = realpath(path.data, NULL);
		*found = real;
		ok = !real || has_word(files, real) || words_add(files, real);
		free(real);
	}
	buffer_free(&path);
	return ok;
}

/* The same for the first of several folders, separated by colons, that has the file. */
static bool add_from_folders(struct word_list *files, const char *folders, const char *name,
                             const char *origin, bool *found)
{
	*found = false;
	while (folders && *folders) {
		size_t size = strcspn(folders, ":");
		if (size &&
		    !add_from_folder(files, (struct text){folders, size}, name, origin, found))
			return false;
		if (*found)
			return true;
		folders += size + (folders[size] == ':');
	}
	return true;
}

/* The folders of libraries on common systems. */
static const char usual_folders[] =
#if defined __aarch64__
	"/lib/aarch64-linux-gnu:/usr/lib/aarch64-linux-gnu:"
#else
	"/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:"
#endif
	"/lib64:/usr/lib64:/usr/local/lib:/lib:/usr/lib";

static bool add_library(struct word_list *files, const struct needs *needs, const char *name,
                        const char *origin)
{
	const char *const places[] = {needs->folders, getenv("LD_LIBRARY_PATH"), usual_folders};
	bool found = false;
	if (strchr(name, '/'))
		return add_from_folder(files, (struct text){"", 0}, name, origin, &found);
	for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++)
		if (!add_from_folders(files, places[i], name, origin, &found))
			return false;
	return true;
}

/* Adds the libraries that one file needs. False without memory. */
static bool add_libraries(struct word_list *files, const char *path)
{
	struct elf_opening opening = {0};
	struct elf_file file = {0};
	struct needs needs;
	bool ok = true;
	if (elf_file_open(&file, path, &opening)) {
		read_needs(file.elf, &needs);
		for (size_t i = 0; i < needs.count && ok; i++)
			ok = add_library(files, &needs, needs.libraries[i], path);
	}
	elf_file_close(&file);
	return ok;
}

#else

static bool add_libraries(struct word_list *files, const char *path)
{
	(void)files, (void)path;
	return true;
}

#endif

enum status loaded_by_program(const char *path, struct word_list *files, struct error *err)
{
	size_t next = files->count;
	bool ok = words_add(files, path);
	for (; ok && next < files->count && files->count < FILES_MAX; next++)
		ok = add_libraries(files, files->items[next]);
	return ok ? STATUS_OK : error_no_memory(err);
}

/* --- processes -------------------------------------------------------------------------------- */

/* The path in a line of /proc/PID/maps if the line maps code of a file, otherwise NULL. */
static char *mapped_code(char *line)
{
	char rights[5];
	int at = -1;
	if (sscanf(line, "%*s %4s %*s %*s %*s %n", rights, &at) < 1 || at < 0 || rights[2] != 'x')
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return line[at] == '/' ? line + at : NULL;
}

enum status loaded_by_process(pid_t pid, struct word_list *files, struct error *err)
{
	char name[64], *line = NULL;
	size_t room = 0;
	snprintf(name, sizeof name, "/proc/%ld/maps", (long)pid);
	FILE *maps = fopen(name, "re");
	if (!maps)
		return error_set(err, STATUS_FAILED, "process %ld: %s", (long)pid,
		                 errno == ENOENT ? "there is no such process" : strerror(errno));
	bool ok = true;
	while (ok && getline(&line, &room, maps) > 0) {
		const char *path = mapped_code(line);
		struct buffer inside = {0};
		if (!path || files->count == FILES_MAX)
			continue;
		/* in the process's own view: it may run in a container */
		buffer_printf(&inside, "/proc/%ld/root%s", (long)pid, path);
		buffer_byte(&inside, '\0');
		ok = !inside.failed &&
		     (has_word(files, inside.data) || words_add(files, inside.data));
		buffer_free(&inside);
	}
	free(line);
	fclose(maps);
	return ok ? STATUS_OK : error_no_memory(err);
}
