/* svg-frames FILE.svg: lists the frames that a flame graph SVG draws, one a line.
 *
 * A frame is a <rect> below the element with id="frames" that has a <title>, as its child or its
 * parent's. Columns, separated by tabs and sorted by y, x and title:
 *     x  y  width  height  fill  title  text
 * Numbers are user units to 0.1; text is the label drawn in the frame, empty where there is none.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct row {
	double x, y, width, height;
	char fill[64];
	char *title, *text;
	size_t place; /* in the document */
};

static struct row *rows;
static size_t row_count, row_capacity;

static void die(const char *path, const char *what)
{
	fprintf(stderr, "svg-frames: %s: %s\n", path, what);
	exit(1);
}

static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static xmlNode *child(const xmlNode *node, const char *name)
{
	for (xmlNode *at = node->children; at != NULL; at = at->next)
		if (is_element(at, name))
			return at;
	return NULL;
}

/* The node after in document order, below top. */
static xmlNode *next_node(xmlNode *node, const xmlNode *top)
{
	if (node->children != NULL && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != top && node->next == NULL)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static char *attribute(const xmlNode *node, const char *name)
{
	return (char *)xmlGetProp(node, (const xmlChar *)name);
}

static double number(const xmlNode *node, const char *name)
{
	char *text = attribute(node, name);
	double value = text == NULL ? 0 : strtod(text, NULL);

	xmlFree(text);
	return value;
}

/* A colour as rgb(r,g,b) or in small letters, without blanks. */
static void normalise_fill(const char *from, size_t size, char *to, size_t room)
{
	unsigned red, green, blue;
	size_t end = 0;

	for (size_t i = 0; i < size && end + 1 < room; i++) {
		char byte = from[i];
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		if (strchr(" \t\n", byte) == NULL)
			to[end++] = byte;
	}
	to[end] = '\0';
	if (end == 7 && sscanf(to, "#%2x%2x%2x", &red, &green, &blue) == 3)
		snprintf(to, room, "rgb(%u,%u,%u)", red, green, blue);
	else if (end == 4 && sscanf(to, "#%1x%1x%1x", &red, &green, &blue) == 3)
		snprintf(to, room, "rgb(%u,%u,%u)", red * 17, green * 17, blue * 17);
}

/* The attribute fill, else the property fill in the attribute style. */
static void read_fill(const xmlNode *rect, char *to, size_t room)
{
	char *fill = attribute(rect, "fill");
	char *style = attribute(rect, "style");

	to[0] = '\0';
	if (fill != NULL && *fill != '\0') {
		normalise_fill(fill, strlen(fill), to, room);
	} else if (style != NULL) {
		for (char *part = strtok(style, ";"); part != NULL; part = strtok(NULL, ";")) {
			part += strspn(part, " \t\n");
			if (strncmp(part, "fill:", 5) == 0)
				normalise_fill(part + 5, strlen(part + 5), to, room);
		}
	}
	xmlFree(fill);
	xmlFree(style);
}

static void add_row(const xmlNode *rect, const xmlNode *title)
{
	if (row_count == row_capacity) {
		row_capacity = row_capacity * 2 + 1024;
		rows = realloc(rows, row_capacity * sizeof *rows);
		if (rows == NULL)
			die("rows", "out of memory");
	}
	struct row *row = &rows[row_count];
	*row = (struct row){
		.x = number(rect, "x"),
		.y = number(rect, "y"),
		.width = number(rect, "width"),
		.height = number(rect, "height"),
		.title = (char *)xmlNodeGetContent(title),
		.place = row_count,
	};
	read_fill(rect, row->fill, sizeof row->fill);
	row_count++;
}

/* The frame a label belongs to: the one in its own group, else the one its start lies in. */
static struct row *row_of(const xmlNode *label, const xmlNode *frames)
{
	const xmlNode *own = label->parent == frames ? NULL : child(label->parent, "rect");
	double x = number(own == NULL ? label : own, "x");
	double y = number(own == NULL ? label : own, "y");

	for (size_t i = 0; i < row_count; i++) {
		struct row *row = &rows[i];
		if (own != NULL ? row->x == x && row->y == y
		                : row->y <= y && y <= row->y + row->height && row->x <= x &&
		                          x <= row->x + row->width + 0.05)
			return row;
	}
	return NULL;
}

static void add_label(const xmlNode *label, const xmlNode *frames)
{
	char *text = (char *)xmlNodeGetContent(label);
	struct row *row = text[strspn(text, " \t\n")] == '\0' ? NULL : row_of(label, frames);

	if (row == NULL) {
		xmlFree(text);
		return;
	}
	xmlFree(row->text);
	row->text = text;
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->y != b->y)
		return a->y < b->y ? -1 : 1;
	if (a->x != b->x)
		return a->x < b->x ? -1 : 1;
	int order = strcmp(a->title, b->title);
	return order != 0 ? order : a->place < b->place ? -1 : a->place > b->place;
}

static xmlNode *find_frames(xmlNode *root)
{
	for (xmlNode *at = root; at != NULL; at = next_node(at, root)) {
		char *id = at->type == XML_ELEMENT_NODE ? attribute(at, "id") : NULL;
		bool found = id != NULL && strcmp(id, "frames") == 0;
		xmlFree(id);
		if (found)
			return at;
	}
	return NULL;
}

static void list(xmlNode *frames)
{
	for (xmlNode *at = frames; at != NULL; at = next_node(at, frames)) {
		if (!is_element(at, "rect"))
			continue;
		xmlNode *title = child(at, "title");
		if (title == NULL)
			title = child(at->parent, "title");
		if (title != NULL)
			add_row(at, title);
	}
	for (xmlNode *at = frames; at != NULL; at = next_node(at, frames))
		if (is_element(at, "text"))
			add_label(at, frames);
	if (row_count > 0)
		qsort(rows, row_count, sizeof *rows, compare_rows);
	for (size_t i = 0; i < row_count; i++) {
		const struct row *row = &rows[i];
		printf("%.1f\t%.1f\t%.1f\t%.1f\t%s\t%s\t%s\n", row->x, row->y, row->width,
		       row->height, row->fill, row->title, row->text == NULL ? "" : row->text);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: svg-frames FILE.svg\n");
		return 2;
	}
	xmlDoc *document = xmlReadFile(argv[1], NULL, XML_PARSE_HUGE | XML_PARSE_NONET);
	if (document == NULL)
		die(argv[1], "not well-formed XML");
	xmlNode *root = xmlDocGetRootElement(document);
	xmlNode *frames = root == NULL ? NULL : find_frames(root);
	if (frames == NULL)
		die(argv[1], "no element with id=\"frames\"");
	list(frames);
	for (size_t i = 0; i < row_count; i++) {
		xmlFree(rows[i].title);
		xmlFree(rows[i].text);
	}
	free(rows);
	xmlFreeDoc(document);
	xmlCleanupParser();
	return fflush(stdout) == 0 ? 0 : 1;
}
