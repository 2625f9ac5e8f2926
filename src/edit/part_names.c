#include "edit/part_names.h"

#include "base/escape.h"
#include "base/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { VALUE_MOST = 60 /* bytes */ };

/* The words that a template may have in braces, and the keys that give their values:
 * bits by kind. */
#define BIT(kind) (1u << (kind))

enum place {
	IN_NAME_COMM,
	IN_NAME_PID,
	IN_NAME_TID,
	IN_NAME_EVENT,
	IN_NAME_CPU,
	IN_NAME_LABEL,
	IN_NAME_TIME
};

static const struct {
	const char *name;
	unsigned kinds;
	const char *needs;
} places[] = {
	[IN_NAME_COMM] = {"comm", BIT(KEY_COMM) | BIT(KEY_THREAD) | BIT(KEY_PROCESS),
                          "comm, thread or process"},
	[IN_NAME_PID] = {"pid", BIT(KEY_THREAD) | BIT(KEY_PROCESS), "thread or process"},
	[IN_NAME_TID] = {"tid", BIT(KEY_THREAD), "thread"},
	[IN_NAME_EVENT] = {"event", BIT(KEY_EVENT), "event"},
	[IN_NAME_CPU] = {"cpu", BIT(KEY_CPU), "cpu"},
	[IN_NAME_LABEL] = {"label", BIT(KEY_LABEL), "label:KEY"},
	[IN_NAME_TIME] = {"time", BIT(KEY_TIME), "SECONDS"},
};

enum { PLACES = sizeof places / sizeof *places };

/* The word for a key in names if the user gave only a folder. */
static const char *const usual[] = {
	[KEY_COMM] = "{comm}",   [KEY_PROCESS] = "{comm}-{pid}", [KEY_THREAD] = "{comm}-{tid}",
	[KEY_EVENT] = "{event}", [KEY_CPU] = "cpu-{cpu}",        [KEY_LABEL] = "{label}",
	[KEY_TIME] = "{time}",
};

/* ---- templates ---- */

/* Makes a template of a folder and the usual names in it. */
static char *usual_template(const char *folder, const struct sample_keys *keys, struct text ending)
{
	struct buffer text = {0};
	size_t size = strlen(folder);
	while (size > 1 && folder[size - 1] == '/')
		size--;
	buffer_append(&text, folder, size);
	for (size_t k = 0; k < keys->count; k++) {
		buffer_byte(&text, k ? '-' : '/');
		buffer_text(&text, usual[keys->items[k].kind]);
	}
	buffer_append(&text, ending.at, ending.size);
	buffer_byte(&text, '\0');
	if (!text.failed)
		return text.data;
	buffer_free(&text);
	return NULL;
}

/* The place for a word in braces; PLACES: there is none. */
static size_t find_place(struct text word)
{
	size_t p = 0;
	while (p < PLACES && !text_is(word, places[p].name))
		p++;
	return p;
}

static enum status check_template(const struct part_names *names, struct error *err)
{
	unsigned kinds = 0;
	for (size_t k = 0; k < names->keys->count; k++)
		kinds |= BIT(names->keys->items[k].kind);
	for (const char *at = names->template; (at = strchr(at, '{')); at++) {
		const struct text word = {at + 1, strcspn(at + 1, "{}")};
		if (word.at[word.size] != '}')
			return error_set(err, STATUS_FAILED, "--output %s: a '{' without its '}'",
			                 names->template);
		const size_t p = find_place(word);
		if (p == PLACES && !text_is(word, "n"))
			return error_set(err, STATUS_FAILED,
			                 "--output %s: {%.*s} is none of {comm}, {pid}, {tid}, "
			                 "{event}, {cpu}, {label}, {time}, {n}",
			                 names->template,
			                 (int)(word.size < VALUE_MOST ? word.size : VALUE_MOST),
			                 word.at);
		if (p < PLACES && !(places[p].kinds & kinds))
			return error_set(err, STATUS_FAILED,
			                 "--output %s: {%s} needs --split-by %s", names->template,
			                 places[p].name, places[p].needs);
	}
	return STATUS_OK;
}

/* The size of a template's ending: from the first '.' of its file's name that is
 * after all braces. */
static size_t ending_size(const char *template)
{
	const char *brace = strrchr(template, '}');
	const char *slash = strrchr(template, '/');
	const char *from = slash > brace ? slash : brace;
	return strlen(from + strcspn(from, "."));
}

enum status part_names_init(struct part_names *names, const char *output, struct text ending,
                            const struct sample_keys *keys, uint32_t last, struct error *err)
{
	*names = (struct part_names){.keys = keys, .last = last};
	names->template = strchr(output, '{') ? strdup(output)
	                                      : usual_template(output, keys, ending);
	enum status status = names->template ? check_template(names, err) : error_no_memory(err);
	if (!status)
		names->ending = ending_size(names->template);
	return status;
}

void part_names_free(struct part_names *names)
{
	free(names->template);
	frames_free(&names->used);
	buffer_free(&names->folder);
	*names = (struct part_names){0};
}

size_t part_names_base(const struct part_names *names)
{
	size_t base = 0;
	for (size_t i = 0; names->template[i] && names->template[i] != '{'; i++)
		if (names->template[i] == '/')
			base = i + 1;
	return base;
}

/* ---- values ---- */

static bool is_safe(uint32_t code)
{
	if (code >= 0x80)
		return code >= 0xa0 && (code < 0xd800 || code >= 0xe000) && code < 0xfff0 &&
		       !(code >= 0x2000 && code < 0x2070);
	return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
	       (code >= 'a' && code <= 'z') || (code && strchr("._+=@%-", (int)code));
}

static void append_safe(struct buffer *path, struct text value)
{
	const size_t from = path->size;
	if (!value.at)
		value = text_of("unknown");
	if (!value.size)
		value = text_of("_");
	for (size_t at = 0; at < value.size;) {
		uint32_t code;
		const unsigned size = utf8_next(value.at + at, value.size - at, &code);
		if (path->size - from + size > VALUE_MOST)
			break;
		const bool first = !at && (code == '.' || code == '-');
		if (is_safe(code) && !first)
			buffer_append(path, value.at + at, size);
		else
			buffer_byte(path, '_');
		at += size;
	}
}

static void append_number(struct buffer *path, uint32_t number)
{
	if (number == SAMPLE_NONE)
		buffer_text(path, "unknown");
	else if (number == SAMPLE_JOINED)
		buffer_text(path, "all");
	else
		buffer_unsigned(path, number);
}

/* Appends the second in which a time slice begins, with as many digits as that of
 * the last slice. */
static void append_time(const struct part_names *names, struct buffer *path, uint32_t part)
{
	const uint64_t second = 1000000000;
	uint64_t length = 1;
	for (size_t k = 0; k < names->keys->count; k++)
		if (names->keys->items[k].kind == KEY_TIME)
			length = names->keys->items[k].length;
	if (part == SAMPLE_NONE) {
		buffer_text(path, "unknown");
		return;
	}
	const number_wide from = (number_wide)part * length;
	char digits[NUMBER_DIGITS];
	const size_t width = number_format(digits,
	                                   (uint64_t)((number_wide)names->last * length / second));
	const size_t size = number_format(digits, (uint64_t)(from / second));
	for (size_t i = size; i < width; i++)
		buffer_byte(path, '0');
	buffer_append(path, digits, size);
	unsigned decimals = 9;
	uint64_t one = 1;
	while (decimals && length % (one * 10) == 0) {
		one *= 10;
		decimals--;
	}
	if (decimals)
		buffer_printf(path, ".%0*llu", (int)decimals,
		              (unsigned long long)((uint64_t)(from % second) / one));
}

static void append_value(const struct part_names *names, size_t place,
                         const struct key_facts *facts, size_t n, struct buffer *path)
{
	switch (place) {
	case IN_NAME_COMM:
		append_safe(path, facts->comm);
		break;
	case IN_NAME_PID:
		append_number(path, facts->pid);
		break;
	case IN_NAME_TID:
		append_number(path, facts->tid);
		break;
	case IN_NAME_EVENT:
		append_safe(path, facts->event);
		break;
	case IN_NAME_CPU:
		append_number(path, facts->cpu);
		break;
	case IN_NAME_LABEL:
		append_safe(path, facts->label);
		break;
	case IN_NAME_TIME:
		append_time(names, path, facts->part);
		break;
	default:
		buffer_unsigned(path, n);
		break;
	}
}

/* ---- paths ---- */

/* Whether a path is new; false with *failed without memory. */
static bool take_name(struct part_names *names, const struct buffer *path, bool *failed)
{
	char *lower = malloc(path->size + 1);
	const size_t before = names->used.count;
	for (size_t i = 0; lower && i < path->size; i++) {
		const char c = path->data[i];
		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	*failed = !lower || frames_intern(&names->used, lower, path->size) == FRAME_NONE;
	free(lower);
	return names->used.count > before;
}

bool part_names_reserve(struct part_names *names, const struct buffer *path)
{
	const struct buffer without_nul = {path->data, path->size - 1, 0, false};
	bool failed = path->failed;
	if (!failed)
		take_name(names, &without_nul, &failed);
	return !failed;
}

/* Numbers a path that is already used: a-2.pb.gz. */
static bool make_new(struct part_names *names, struct buffer *path)
{
	bool failed = path->failed;
	if (failed || take_name(names, path, &failed) || failed)
		return !failed;
	const size_t stem = path->size - names->ending;
	struct buffer other = {0};
	for (unsigned number = 2;; number++) {
		other.size = 0;
		buffer_append(&other, path->data, stem);
		buffer_printf(&other, "-%u", number);
		buffer_append(&other, path->data + stem, path->size - stem);
		failed = other.failed;
		if (failed || take_name(names, &other, &failed) || failed)
			break;
	}
	buffer_free(path);
	*path = other;
	return !failed;
}

enum status part_names_path(struct part_names *names, const struct key_facts *facts, size_t n,
                            struct buffer *path, struct error *err)
{
	path->size = 0;
	for (const char *at = names->template; *at;) {
		const size_t size = strcspn(at, "{");
		buffer_append(path, at, size);
		at += size;
		if (!*at)
			break;
		const struct text word = {at + 1, strcspn(at + 1, "}")};
		append_value(names, find_place(word), facts, n, path);
		at = word.at + word.size + 1;
	}
	if (!make_new(names, path))
		return error_no_memory(err);
	buffer_byte(path, '\0');
	return path->failed ? error_no_memory(err) : STATUS_OK;
}

enum status part_names_folders(struct part_names *names, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	const size_t size = slash ? (size_t)(slash - path) : 0;
	if (!size ||
	    (names->folder.size == size + 1 && memcmp(names->folder.data, path, size) == 0))
		return STATUS_OK;
	names->folder.size = 0;
	buffer_append(&names->folder, path, size);
	buffer_byte(&names->folder, '\0');
	if (names->folder.failed)
		return error_no_memory(err);
	char *at = names->folder.data;
	for (size_t i = 1; i <= size; i++) {
		if (at[i] != '/' && at[i])
			continue;
		at[i] = '\0';
		if (mkdir(at, 0777) != 0 && errno != EEXIST)
			return error_set(err, STATUS_FATAL, "%s: cannot make the folder: %s", at,
			                 strerror(errno));
		at[i] = i < size ? '/' : '\0';
	}
	return STATUS_OK;
}
