#include "symbol/module.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "/lib/modules/6.1.0/kernel/crypto/aesni-intel.ko.xz" is "[aesni_intel]". */
static char *kernel_module_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *end = strstr(base, ".ko");
	char *name = NULL;
	if (!slash || !end)
		return strdup(path);
	if (asprintf(&name, "[%.*s]", (int)(end - base), base) < 0)
		return NULL;
	for (char *at = name; *at; at++)
		if (*at == '-')
			*at = '_';
	return name;
}

/* How perf script names it. */
static char *shown_name(const struct module_key *key)
{
	char text[64];
	switch (key->kind) {
	case MODULE_KERNEL:
		return strdup("[kernel.kallsyms]");
	case MODULE_VDSO:
		return strdup(key->path ? key->path : "[vdso]");
	case MODULE_KERNEL_MODULE:
		return kernel_module_name(key->path ? key->path : "[unknown]");
	case MODULE_PERF_MAP:
		snprintf(text, sizeof text, "/tmp/perf-%u.map", key->pid);
		return strdup(text);
	default:
		return strdup(key->path ? key->path : "[unknown]");
	}
}

/* perf ignores a build ID of zeros. */
static size_t build_id_size(const struct module_key *key)
{
	size_t size = key->build_id ? key->build_id_size : 0;
	if (size > BUILD_ID_MOST)
		size = BUILD_ID_MOST;
	for (size_t i = 0; i < size; i++)
		if (key->build_id[i])
			return size;
	return 0;
}

/* The rule for symbols that overlap. A JIT puts new code where old code was, and adds it to the
 * map; symbols of kallsyms have no sizes, and never overlap. */
static enum symbol_rule rule_of(enum module_kind kind, const struct symbol_options *options)
{
	if (options->as_perf || kind == MODULE_KERNEL)
		return SYMBOL_AS_PERF;
	return kind == MODULE_PERF_MAP ? SYMBOL_NEWEST : SYMBOL_INNERMOST;
}

bool module_make(struct module *module, const struct module_key *key,
                 const struct symbol_options *options)
{
	*module = (struct module){
		.kind = key->kind,
		.build_id_size = build_id_size(key),
		.pid = key->pid,
		.namespace_pid = key->namespace_pid ? key->namespace_pid : key->pid,
		.options = options,
		.as_perf = options->as_perf,
		.in_order = options->as_perf && !options->any_order,
		.table.rule = rule_of(key->kind, options),
		.lines = options->lines,
		.start = key->start,
		.end = key->end,
		.reference = key->kind == MODULE_KERNEL ? key->reference : 0,
		.path = key->path ? strdup(key->path) : NULL,
		.reference_name = strdup(key->reference_name ? key->reference_name : "_text"),
	};
	if (module->build_id_size)
		memcpy(module->build_id, key->build_id, module->build_id_size);
	if (key->path && !module->path) {
		free(module->reference_name);
		module->reference_name = NULL;
	}
	if (module->reference_name)
		module->name = shown_name(key);
	if (module->name) {
		pthread_mutex_init(&module->lock, NULL);
		return true;
	}
	free(module->path);
	free(module->reference_name);
	return false;
}

static bool has_place(enum module_kind kind)
{
	return kind == MODULE_KERNEL_MODULE || kind == MODULE_LISTED;
}

bool module_has_key(const struct module *module, const struct module_key *key)
{
	uint32_t namespace_pid = key->namespace_pid ? key->namespace_pid : key->pid;
	size_t id_size = build_id_size(key);
	return module->kind == key->kind && module->build_id_size == id_size &&
	       (!id_size || memcmp(module->build_id, key->build_id, id_size) == 0) &&
	       strcmp(module->path ? module->path : "", key->path ? key->path : "") == 0 &&
	       ((key->kind != MODULE_PERF_MAP && key->kind != MODULE_JITDUMP) ||
	        (module->pid == key->pid && module->namespace_pid == namespace_pid)) &&
	       (!has_place(key->kind) || (module->start == key->start && module->end == key->end));
}

uint32_t module_key_hash(const struct module_key *key)
{
	const char *path = key->path ? key->path : "";
	uint32_t hash = hash_bytes(path, strlen(path));
	if (key->kind == MODULE_PERF_MAP || key->kind == MODULE_JITDUMP)
		hash ^= hash_bytes(&key->pid, sizeof key->pid);
	if (has_place(key->kind))
		hash ^= hash_bytes(&key->start, sizeof key->start);
	return hash ^ (uint32_t)key->kind;
}

size_t module_text(const struct module *module)
{
	enum { EACH = 24 /* the largest overhead of an allocation */ };
	return (module->path ? strlen(module->path) + EACH : 0) + strlen(module->name) + EACH +
	       strlen(module->reference_name) + EACH;
}

void module_free(struct module *module)
{
	pthread_mutex_destroy(&module->lock);
	free(module->path);
	free(module->name);
	free(module->reference_name);
	free(module->text_path);
	free(module->areas);
}
