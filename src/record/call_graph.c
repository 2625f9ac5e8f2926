#include "record/call_graph.h"

#include "base/text.h"
#include "record/frame_pointers.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DUMPS "dwarf,8192"

static void choose(struct call_graph *choice, const char *mode, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void choose(struct call_graph *choice, const char *mode, const char *format, ...)
{
	va_list args;
	choice->mode = mode;
	va_start(args, format);
	vsnprintf(choice->why, sizeof choice->why, format, args);
	va_end(args);
}

static const char *base_name(const char *path)
{
	return text_base_name(text_of(path)).at;
}

/* The dynamic linker runs only briefly, and is built without frame pointers. */
static bool matters(const char *path)
{
	return !string_begins(base_name(path), "ld-linux");
}

/* Decides by the files: the first one without frame pointers decides. */
static void choose_by_files(const struct word_list *files, struct call_graph *choice)
{
	size_t kept = 0;
	for (size_t i = 0; i < files->count; i++) {
		const char *path = files->items[i];
		if (!matters(path))
			continue;
		enum frame_pointers found = frame_pointers_of_file(path, NULL);
		if (found == FRAME_POINTERS_LEFT_OUT) {
			choose(choice, DUMPS, "stack dumps, because %s keeps no frame pointers",
			       base_name(path));
			return;
		}
		kept += found == FRAME_POINTERS_KEPT;
	}
	if (kept)
		choose(choice, "fp", "frame pointers, which %s and its libraries keep",
		       base_name(files->items[0]));
	else
		choose(choice, DUMPS,
		       "stack dumps, because it is unknown whether frame pointers are kept");
}

void call_graph_choose(const struct call_graph_question *question, struct call_graph *choice)
{
	if (question->runtime)
		choose(choice, "fp",
		       "frame pointers, because stack dumps cannot be unwound through code that %s "
		       "generates",
		       question->runtime);
	else if (question->whole_system && question->branch_stacks)
		choose(choice, "lbr", "LBR, the processor's own record of calls");
	else if (question->whole_system)
		choose(choice, "fp",
		       "frame pointers, because stack dumps of the whole system are too large");
	else
		choose_by_files(question->files, choice);
}
