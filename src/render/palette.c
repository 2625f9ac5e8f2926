#include "render/palette.h"

#include "base/buffer.h"
#include "base/output.h"
#include "base/vector.h"
#include "render/escape.h"
#include "store/frames.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hue: each channel is base + int(span * v), with v the first or the second of the numbers that
 * a name gives. */
struct channel {
	unsigned char base, span;
	bool second;
};

struct hue {
	struct channel red, green, blue;
};

static const struct hue hot = {{205, 50, true}, {0, 230, false}, {0, 55, true}};
static const struct hue mem = {{0, 0, false}, {190, 50, true}, {0, 210, false}};
static const struct hue io = {{80, 60, false}, {80, 60, false}, {190, 55, true}};
static const struct hue red = {{200, 55, false}, {50, 80, false}, {50, 80, false}};
static const struct hue green = {{50, 60, false}, {200, 55, false}, {50, 60, false}};
static const struct hue blue = {{80, 60, false}, {80, 60, false}, {205, 50, false}};
static const struct hue yellow = {{175, 55, false}, {175, 55, false}, {50, 20, false}};
static const struct hue purple = {{190, 65, false}, {80, 60, false}, {190, 65, false}};
static const struct hue aqua = {{50, 60, false}, {165, 55, false}, {165, 55, false}};
static const struct hue orange = {{190, 65, false}, {90, 65, false}, {0, 0, false}};

/* A frame's name, for the rules below. */
struct name {
	const char *text;
	size_t size;
};

static bool holds(struct name name, const char *part)
{
	return memmem(name.text, name.size, part, strlen(part)) != NULL;
}

static bool begins(struct name name, const char *part)
{
	size_t size = strlen(part);
	return name.size >= size && memcmp(name.text, part, size) == 0;
}

static bool ends(struct name name, const char *part)
{
	size_t size = strlen(part);
	return name.size >= size && memcmp(name.text + name.size - size, part, size) == 0;
}

static bool begins_with_any(struct name name, const char *const *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins(name, parts[i]))
			return true;
	return false;
}

#define ANY(name, parts) begins_with_any(name, parts, sizeof(parts) / sizeof *(parts))

static const struct hue *java_hue(struct name name)
{
	static const char *const packages[] = {"java/", "javax/", "jdk/", "net/",
	                                       "org/",  "com/",   "io/",  "sun/"};
	struct name bare = name;
	if (begins(name, "L"))
		bare = (struct name){name.text + 1, name.size - 1};
	if (ends(name, "_[j]"))
		return &green;
	if (ends(name, "_[i]"))
		return &aqua;
	if (ANY(name, packages) || ANY(bare, packages) || holds(name, ":::"))
		return &green;
	if (holds(name, "::"))
		return &yellow;
	return ends(name, "_[k]") ? &orange : &red;
}

static const struct hue *js_hue(struct name name)
{
	const char *slash = memchr(name.text, '/', name.size);
	if (ends(name, "_[j]"))
		return slash ? &green : &aqua;
	if (holds(name, "::"))
		return &yellow;
	if (slash && memmem(slash, name.size - (size_t)(slash - name.text), ".js", 3))
		return &green;
	if (holds(name, ":"))
		return &aqua;
	if (name.size == 1 && name.text[0] == ' ')
		return &green;
	return holds(name, "_[k]") ? &orange : &red;
}

static const struct hue *perl_hue(struct name name)
{
	if (holds(name, "::"))
		return &yellow;
	if (holds(name, "Perl") || holds(name, ".pl"))
		return &green;
	return ends(name, "_[k]") ? &orange : &red;
}

static const struct hue *chain_hue(struct name name)
{
	return holds(name, "_[w]") ? &aqua : &blue;
}

/* Paths of modules: what was installed beside the program, what came with the interpreter (a
 * folder such as python3.11), and its built-in functions. */
static const struct hue *python_hue(struct name name)
{
	static const char *const internal[] = {"<built-in", "<method", "<frozen"};
	bool library = ANY(name, internal);
	for (size_t at = 0; at < name.size;) {
		size_t size = 0;
		while (at + size < name.size && !strchr("/\\", name.text[at + size]))
			size++;
		struct name part = {name.text + at, size};
		if (size == strlen("site-packages") && begins(part, "site-packages"))
			return &aqua;
		if (begins(part, "python") || begins(part, "Python")) {
			size_t digits = strlen("python");
			while (digits < size && strchr("0123456789.", part.text[digits]))
				digits++;
			library = library || digits == size;
		}
		at += size + 1;
	}
	return library ? &yellow : &red;
}

static const struct hue *rust_hue(struct name name)
{
	static const char *const system[] = {
		"core::", "std::", "alloc::", "<core::", "<std::", "<alloc::"};
	const char *tick = memchr(name.text, '`', name.size);
	if (tick) {
		name.size -= (size_t)(tick + 1 - name.text);
		name.text = tick + 1;
	}
	/* What an async function of the user's becomes. */
	bool generated = begins(name, "<core::future::from_generator::GenFuture<T>");
	if (ANY(name, system) && !generated)
		return &orange;
	return holds(name, "::") ? &aqua : &yellow;
}

/* The palettes: one hue, or a rule that chooses it by the name. */
static const struct palette_row {
	const char *name;
	const struct hue *hue;
	const struct hue *(*choose)(struct name name);
	const char *background;
} rows[] = {
	{"hot", &hot, NULL, "yellow"},
	{"mem", &mem, NULL, "green"},
	{"io", &io, NULL, "blue"},
	{"wakeup", &aqua, NULL, "blue"},
	{"chain", NULL, chain_hue, "blue"},
	{"java", NULL, java_hue, "yellow"},
	{"js", NULL, js_hue, "yellow"},
	{"perl", NULL, perl_hue, "yellow"},
	{"python", NULL, python_hue, "yellow"},
	{"rust", NULL, rust_hue, "yellow"},
	{"red", &red, NULL, "grey"},
	{"green", &green, NULL, "grey"},
	{"blue", &blue, NULL, "grey"},
	{"aqua", &aqua, NULL, "grey"},
	{"yellow", &yellow, NULL, "grey"},
	{"purple", &purple, NULL, "grey"},
	{"orange", &orange, NULL, "grey"},
};
enum { ROWS = sizeof rows / sizeof *rows };

struct palette {
	const struct palette_row *row;
	enum palette_source source;
	uint64_t random;      /* state of the generator */
	bool remember;        /* --cp */
	struct frames names;  /* remembered ... */
	struct color *colors; /* ... and their colours, by id */
	size_t capacity;
};

static const struct palette_row *row_find(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

enum status palette_open(const char *name, enum palette_source source, struct palette **palette,
                         struct error *err)
{
	const struct palette_row *row = row_find(name);
	*palette = NULL;
	if (!row) {
		char names[256];
		size_t size = 0;
		for (size_t i = 0; i < ROWS && size < sizeof names; i++)
			size += (size_t)snprintf(names + size, sizeof names - size, " %s",
			                         rows[i].name);
		return error_set(err, STATUS_FAILED, "unknown palette \"%s\"; there are:%s", name,
		                 names);
	}
	*palette = malloc(sizeof **palette);
	if (!*palette)
		return error_no_memory(err);
	**palette = (struct palette){.row = row, .source = source, .random = 1};
	return STATUS_OK;
}

const char *palette_background(const char *name)
{
	const struct palette_row *row = row_find(name);
	return row ? row->background : "yellow";
}

/* The next state of drand48's generator. */
static uint64_t random_step(uint64_t state)
{
	return (state * 0x5DEECE66DU + 0xB) & 0xFFFFFFFFFFFF;
}

static double fraction(uint64_t state)
{
	return (double)state / (double)(UINT64_C(1) << 48);
}

static double by_sum(struct name name)
{
	uint32_t sum = 0;
	for (size_t at = 0; at < name.size;) {
		uint32_t code;
		at += utf8_next(name.text + at, name.size - at, &code);
		sum += code >= 0xDC80 && code <= 0xDCFF ? code & 0xFF : code;
	}
	return fraction(random_step(((uint64_t)sum << 16) + 0x330E));
}

/* A weighted hash of the characters at the front, most of the first. */
static double by_front(const uint32_t *codes, size_t count)
{
	double vector = 0, weight = 1, max = 1;
	size_t at = 0;
	for (size_t i = 1; i < count; i++) {
		if (codes[i] == '`') {
			at = i + 1;
			break;
		}
	}
	for (uint32_t mod = 10; mod <= 12 && at < count; mod++) {
		vector += (double)(codes[at++] % mod) / (mod - 1) * weight;
		max += weight;
		weight *= 0.70;
	}
	return 1 - vector / max;
}

/* Without memory the colour is that of a name without characters. */
static void by_hash(struct name name, double *first, double *second)
{
	uint32_t *codes = malloc((name.size + 1) * sizeof *codes);
	size_t count = 0;
	for (size_t at = 0; codes && at < name.size; count++)
		at += utf8_next(name.text + at, name.size - at, &codes[count]);
	*first = by_front(codes, count);
	for (size_t i = 0; i < count / 2; i++) {
		uint32_t code = codes[i];
		codes[i] = codes[count - 1 - i];
		codes[count - 1 - i] = code;
	}
	*second = by_front(codes, count);
	free(codes);
}

static uint8_t channel_value(struct channel channel, double first, double second)
{
	return (uint8_t)(channel.base + (int)(channel.span * (channel.second ? second : first)));
}

static struct color make_color(struct palette *palette, struct name name)
{
	double first, second;
	if (palette->source == COLOR_BY_HASH) {
		by_hash(name, &first, &second);
	} else if (palette->source == COLOR_RANDOM) {
		first = fraction(palette->random = random_step(palette->random));
		second = fraction(palette->random = random_step(palette->random));
	} else {
		first = second = by_sum(name);
	}
	const struct palette_row *row = palette->row;
	const struct hue *hue = row->choose ? row->choose(name) : row->hue;
	return (struct color){channel_value(hue->red, first, second),
	                      channel_value(hue->green, first, second),
	                      channel_value(hue->blue, first, second)};
}

/* Sets the colour of a name; false without memory. */
static bool keep(struct palette *palette, struct name name, struct color color)
{
	uint32_t id = frames_intern(&palette->names, name.text, name.size);
	if (id == FRAME_NONE ||
	    !vector_reserve(&palette->colors, &palette->capacity, (size_t)id + 1))
		return false;
	palette->colors[id] = color;
	return true;
}

struct color palette_color(struct palette *palette, const char *text, size_t size)
{
	struct name name = {text, size};
	if (size <= 2 && memcmp(text, "--", size) == 0 && size > 0)
		return size == 2 ? (struct color){160, 160, 160} : (struct color){200, 200, 200};
	if (palette->remember) {
		uint32_t id = frames_find(&palette->names, text, size);
		if (id != FRAME_NONE)
			return palette->colors[id];
	}
	struct color color = make_color(palette, name);
	if (palette->remember)
		keep(palette, name, color);
	return color;
}

bool palette_is_stable(const struct palette *palette)
{
	return palette->source != COLOR_RANDOM || palette->remember;
}

struct color palette_difference(double delta, double max)
{
	double size = delta < 0 ? -delta : delta;
	uint8_t faded = (uint8_t)(210 * (max - size) / max);
	if (delta > 0)
		return (struct color){255, faded, faded};
	return delta < 0 ? (struct color){faded, faded, 255} : (struct color){255, 255, 255};
}

/* Reads "name->rgb(r,g,b)"; the name may hold "->" itself. */
static bool line_parse(const char *line, size_t size, struct name *name, struct color *color)
{
	size_t at = size;
	while (at > 0 && (size - at < 6 || memcmp(line + at, "->rgb(", 6) != 0))
		at--;
	if (size - at < 6 || memcmp(line + at, "->rgb(", 6) != 0)
		return false;
	unsigned channels[3];
	const char *next = line + at + 6;
	for (int i = 0; i < 3; i++) {
		char *end;
		unsigned long value = strtoul(next, &end, 10);
		if (*next < '0' || *next > '9' || value > 255 || *end != (i < 2 ? ',' : ')'))
			return false;
		channels[i] = (unsigned)value;
		next = end + 1;
	}
	*name = (struct name){line, at};
	*color = (struct color){(uint8_t)channels[0], (uint8_t)channels[1], (uint8_t)channels[2]};
	return next == line + size;
}

static enum status read_lines(struct palette *palette, const char *path, FILE *file,
                              struct error *err)
{
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t size;
	enum status status = STATUS_OK;
	while (!status && (errno = 0, size = getline(&line, &room, file)) >= 0) {
		struct name name;
		struct color color;
		number++;
		if (size > 0 && line[size - 1] == '\n')
			line[--size] = '\0';
		if (size == 0)
			continue;
		if (!line_parse(line, (size_t)size, &name, &color))
			status = error_set(err, STATUS_FAILED,
			                   "%s:%zu: expected NAME->rgb(R,G,B), got \"%.80s\"", path,
			                   number, line);
		else if (!keep(palette, name, color))
			status = error_no_memory(err);
	}
	if (!status && ferror(file))
		status = error_set(err, STATUS_FAILED, "%s: cannot read: %s", path,
		                   strerror(errno));
	free(line);
	return status;
}

enum status palette_read(struct palette *palette, const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	palette->remember = true;
	if (!file && errno == ENOENT)
		return STATUS_OK;
	if (!file)
		return error_set(err, STATUS_FAILED, "%s: cannot read: %s", path, strerror(errno));
	enum status status = read_lines(palette, path, file, err);
	fclose(file);
	return status;
}

static int compare_names(const void *left, const void *right)
{
	const struct frame *a = *(const struct frame *const *)left;
	const struct frame *b = *(const struct frame *const *)right;
	int order = memcmp(a->name, b->name, a->size < b->size ? a->size : b->size);
	return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

enum status palette_write(const struct palette *palette, const char *path, struct error *err)
{
	const struct frames *names = &palette->names;
	const struct frame **sorted = malloc((names->count + 1) * sizeof *sorted);
	struct output output;
	if (!sorted)
		return error_no_memory(err);
	enum status status = output_open(&output, path, err);
	if (status) {
		free(sorted);
		return status;
	}
	for (size_t i = 0; i < names->count; i++)
		sorted[i] = &names->items[i];
	qsort(sorted, names->count, sizeof *sorted, compare_names);
	for (size_t i = 0; i < names->count; i++) {
		struct color color = palette->colors[sorted[i] - names->items];
		char text[32];
		snprintf(text, sizeof text, "->rgb(%u,%u,%u)\n", color.red, color.green,
		         color.blue);
		output_write(&output, sorted[i]->name, sorted[i]->size);
		output_text(&output, text);
	}
	free(sorted);
	return output_close(&output, true, err);
}

void palette_close(struct palette *palette)
{
	if (!palette)
		return;
	frames_free(&palette->names);
	free(palette->colors);
	free(palette);
}
