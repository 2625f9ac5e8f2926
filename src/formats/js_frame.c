#include "formats/js_frame.h"

#include "base/escape.h"
#include "read/options.h"
#include "store/origins.h"

#include <string.h>

void js_call_begin(struct js_call *call)
{
	call->name.size = call->url.size = 0;
	call->line = -1;
}

static struct text text_in(const struct buffer *buffer)
{
	return (struct text){buffer->size ? buffer->data : "", buffer->size};
}

/* The text before the next '/'. */
static struct text part(struct text path)
{
	const char *slash = memchr(path.at, '/', path.size);
	return (struct text){path.at, slash ? (size_t)(slash - path.at) : path.size};
}

/* "express" or "@babel/core" of ".../node_modules/express/lib/router.js": the innermost. */
static struct text package_of(struct text url)
{
	static const char folder[] = "/node_modules/";
	struct text package = {0};
	const char *at;
	for (struct text rest = url; (at = text_find(rest, folder)) != NULL;) {
		rest = text_from(url, (size_t)(at - url.at) + strlen(folder));
		package = part(rest);
		if (package.size && *package.at == '@' && package.size < rest.size)
			package.size += 1 + part(text_from(rest, package.size + 1)).size;
	}
	return package;
}

static struct text module_of(struct text url)
{
	if (text_begins(url, "node:") || text_begins(url, "internal/"))
		return text_of("node");
	if (text_begins(url, "wasm://"))
		return text_of("wasm");
	struct text package = package_of(url);
	return package.size ? package : text_base_name(url);
}

/* Names in parentheses without a file are V8's own work: "(garbage collector)". Other calls lack
 * their file if V8 did not write it. */
uint32_t js_call_frame(struct js_call *call, struct putting *putting)
{
	struct text url = text_in(&call->url);
	const bool lines = putting->sink->options->source_lines;
	const bool nameless = !call->name.size || text_is(text_in(&call->name), "(anonymous)");
	struct buffer *name = &call->name;
	if (!name->size)
		buffer_text(name, "(anonymous)");
	if (url.size && (nameless || lines)) {
		struct text base = text_base_name(url);
		buffer_byte(name, nameless && !lines ? ' ' : ':');
		buffer_append(name, base.size ? base.at : url.at, base.size ? base.size : url.size);
		if (call->line >= 0)
			buffer_printf(name, ":%lld", (long long)call->line + 1);
	}
	if (name->failed || call->url.failed)
		return FRAME_NONE;
	if (url.size)
		return put_frame(putting, text_in(name), ORIGIN_JIT, module_of(url));
	return nameless || *name->data != '('
	               ? put_frame(putting, text_in(name), ORIGIN_JIT, (struct text){0})
	               : put_frame(putting, text_in(name), ORIGIN_USER, text_of("V8"));
}

void js_call_free(struct js_call *call)
{
	buffer_free(&call->name);
	buffer_free(&call->url);
}
