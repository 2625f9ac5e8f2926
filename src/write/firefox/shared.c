#include "write/firefox/shared.h"

#include "write/firefox/values.h"

#include <stdlib.h>

/* Rows of meta.categories. */
enum category { CATEGORY_OTHER, CATEGORY_USER, CATEGORY_KERNEL, CATEGORY_JIT, CATEGORY_NONE };

static const struct {
	const char *name, *color;
} categories[] = {{"Other", "grey"}, {"User", "yellow"}, {"Kernel", "orange"}, {"JIT", "green"}};

/* A node of the tree of stacks. */
struct node {
	uint32_t parent; /* ROW_NONE: a root */
	uint32_t frame;
};

/* ---- the tree of stacks ---- */

bool firefox_shared_init(struct firefox_shared *shared, const struct written_rows *rows)
{
	*shared = (struct firefox_shared){.rows = rows};
	shared->node_of = malloc((rows->stacks.count + 1) * sizeof *shared->node_of);
	for (size_t i = 0; shared->node_of && i < rows->stacks.count; i++) {
		const struct stack *stack = &rows->profile->stacks.items[rows->stacks.items[i]];
		struct node node = {ROW_NONE, 0};
		for (uint32_t d = 0; d < stack->depth; d++) {
			node.frame = rows->frames.number[stack->frames[d]];
			node.parent = rows_intern(&shared->nodes, &node, sizeof node);
			if (node.parent == ROW_NONE)
				return false;
		}
		shared->node_of[i] = node.parent;
	}
	return shared->node_of;
}

void firefox_shared_free(struct firefox_shared *shared)
{
	rows_free(&shared->nodes);
	free(shared->node_of);
}

/* ---- categories ---- */

static enum category category_of(struct origin origin)
{
	if (origin.kinds & ORIGIN_JIT)
		return CATEGORY_JIT;
	if (origin.kinds & ORIGIN_KERNEL)
		return CATEGORY_KERNEL;
	return origin.kinds & (ORIGIN_USER | ORIGIN_INLINED) ? CATEGORY_USER : CATEGORY_NONE;
}

void firefox_shared_categories(struct json *json)
{
	json_key_array(json, "categories");
	for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
		json_object(json);
		json_key_string(json, "name", categories[i].name);
		json_key_string(json, "color", categories[i].color);
		json_key_array(json, "subcategories");
		json_string(json, "Other");
		json_string(json, "Inlined");
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

/* ---- tables ---- */

static void write_strings(const struct firefox_shared *shared, struct json *json)
{
	const struct written_rows *rows = shared->rows;
	const struct frames *modules = &rows->profile->facts.origins.modules;
	json_key_array(json, "stringArray");
	for (size_t i = 0; i < rows->frames.count; i++)
		json_text(json, written_frame(rows, i)->name, written_frame(rows, i)->size);
	for (size_t i = 0; i < rows->modules.count; i++) {
		const struct frame *module = &modules->items[rows->modules.items[i]];
		json_text(json, module->name, module->size);
	}
	json_array_end(json);
}

static void write_resources(const struct firefox_shared *shared, struct json *json)
{
	const size_t frames = shared->rows->frames.count;
	const size_t modules = shared->rows->modules.count;
	json_key_object(json, "resourceTable");
	json_key_array(json, "name");
	for (size_t i = 0; i < modules; i++)
		json_integer(json, frames + i);
	json_array_end(json);
	firefox_same_null(json, "host", modules);
	firefox_same_integer(json, "type", modules, 1); /* a library */
	json_key_integer(json, "length", modules);
	json_object_end(json);
}

static void write_funcs(const struct firefox_shared *shared, struct json *json)
{
	const size_t count = shared->rows->frames.count;
	json_key_object(json, "funcTable");
	json_key_array(json, "name");
	for (size_t i = 0; i < count; i++)
		json_integer(json, i);
	json_array_end(json);
	firefox_same_false(json, "isJS", count);
	firefox_same_false(json, "relevantForJS", count);
	json_key_array(json, "resource");
	for (size_t i = 0; i < count; i++) {
		uint32_t module = written_module(shared->rows, i);
		json_signed(json, module == WRITTEN_NONE ? -1 : (int64_t)module);
	}
	json_array_end(json);
	firefox_same_null(json, "source", count);
	firefox_same_null(json, "lineNumber", count);
	firefox_same_null(json, "columnNumber", count);
	firefox_same_null(json, "originalLocation", count);
	json_key_integer(json, "length", count);
	json_object_end(json);
}

static void write_frame_categories(const struct firefox_shared *shared, struct json *json,
                                   const char *key, bool sub)
{
	json_key_array(json, key);
	for (size_t i = 0; i < shared->rows->frames.count; i++) {
		const struct origin origin = written_origin(shared->rows, i);
		enum category category = category_of(origin);
		if (category == CATEGORY_NONE)
			json_null(json);
		else
			json_integer(json, !sub ? category : origin.kinds & ORIGIN_INLINED ? 1 : 0);
	}
	json_array_end(json);
}

static void write_frames(const struct firefox_shared *shared, struct json *json)
{
	const size_t count = shared->rows->frames.count;
	json_key_object(json, "frameTable");
	firefox_same_integer(json, "address", count, -1);
	firefox_same_integer(json, "lib", count, -1);
	firefox_same_integer(json, "inlineDepth", count, 0);
	write_frame_categories(shared, json, "category", false);
	write_frame_categories(shared, json, "subcategory", true);
	json_key_array(json, "func");
	for (size_t i = 0; i < count; i++)
		json_integer(json, i);
	json_array_end(json);
	firefox_same_null(json, "nativeSymbol", count);
	firefox_same_null(json, "innerWindowID", count);
	firefox_same_null(json, "line", count);
	firefox_same_null(json, "column", count);
	firefox_same_null(json, "originalLocation", count);
	json_key_integer(json, "length", count);
	json_object_end(json);
}

static void write_stacks(const struct firefox_shared *shared, struct json *json)
{
	const struct node *nodes = shared->nodes.items;
	json_key_object(json, "stackTable");
	json_key_array(json, "frame");
	for (size_t i = 0; i < shared->nodes.count; i++)
		json_integer(json, nodes[i].frame);
	json_array_end(json);
	json_key_array(json, "prefixOffset");
	for (size_t i = 0; i < shared->nodes.count; i++)
		json_integer(json, nodes[i].parent == ROW_NONE ? 0 : i - nodes[i].parent);
	json_array_end(json);
	json_key_integer(json, "length", shared->nodes.count);
	json_object_end(json);
}

void firefox_shared_write(const struct firefox_shared *shared, struct json *json)
{
	static const char *const symbols[] = {"libIndex", "address", "name", "functionSize", NULL};
	static const char *const sources[] = {
		"id", "filename", "startLine", "startColumn", "sourceMapURL", "content", NULL};
	static const char *const locations[] = {"source", "line", "column", NULL};
	json_key_object(json, "shared");
	write_strings(shared, json);
	write_resources(shared, json);
	write_funcs(shared, json);
	write_frames(shared, json);
	write_stacks(shared, json);
	firefox_empty_table(json, "nativeSymbols", symbols);
	firefox_empty_table(json, "sources", sources);
	firefox_empty_table(json, "sourceLocationTable", locations);
	json_object_end(json);
}
