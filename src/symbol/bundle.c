#include "symbol/bundle.h"

#include "base/buffer.h"
#include "base/map.h"
#include "base/tarball.h"
#include "base/text.h"
#include "symbol/module_elf.h"
#include "symbol/paths.h"
#include "symbol/text_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct member {
	UT_hash_handle hh;
	bool lost; /* memory ran out while it was added */
	char name[];
};

struct bundle {
	struct tarball *tarball;
	struct member *members; /* by name */
	size_t count;
};

enum status bundle_open(const char *path, struct bundle **made, struct error *err)
{
	struct bundle *bundle = *made = calloc(1, sizeof *bundle);
	if (!bundle)
		return error_no_memory(err);
	const enum status status = tarball_open(path, &bundle->tarball, err);
	if (status) {
		free(bundle);
		*made = NULL;
	}
	return status;
}

size_t bundle_files(const struct bundle *bundle)
{
	return bundle->count;
}

enum status bundle_close(struct bundle *bundle, enum status status, struct error *err)
{
	struct member *member, *next;
	HASH_ITER(hh, bundle->members, member, next) {
		HASH_DEL(bundle->members, member);
		free(member);
	}
	status = tarball_close(bundle->tarball, status, err);
	free(bundle);
	return status;
}

/* ---- names ---- */

/* Notes a name; *fresh: it is new to the bundle. */
static enum status note_name(struct bundle *bundle, const char *name, bool *fresh,
                             struct error *err)
{
	const size_t size = strlen(name);
	struct member *member;
	HASH_FIND(hh, bundle->members, name, size, member);
	*fresh = !member;
	if (member)
		return STATUS_OK;
	member = calloc(1, sizeof *member + size + 1);
	if (!member)
		return error_no_memory(err);
	memcpy(member->name, name, size);
	HASH_ADD(hh, bundle->members, name, size, member);
	if (member->lost) {
		free(member);
		return error_no_memory(err);
	}
	bundle->count++;
	return STATUS_OK;
}

/* ".build-id/4a/0c9e.../elf"; false: there is no build id. */
static bool name_by_build_id(const uint8_t *id, size_t size, const char *ending,
                             char name[PATH_MOST])
{
	const struct symbol_options here = {.buildid_dir = "."};
	const struct path_names names = {
		.options = &here, .cached = ending, .build_id = id, .build_id_size = size};
	if (!path_make(&names, PATH_CACHE, name))
		return false;
	memmove(name, name + 2, strlen(name + 2) + 1);
	return true;
}

/* "usr/bin/sort"; false if the path is empty, too long or contains "..". */
static bool name_by_path(const char *path, char name[PATH_MOST])
{
	while (path && *path == '/')
		path++;
	if (!path || !*path || strlen(path) >= PATH_MOST || path_leads_upwards(path))
		return false;
	memcpy(name, path, strlen(path) + 1);
	return true;
}

/* ---- files ---- */

static enum status add_bytes(struct bundle *bundle, const char *name, struct text bytes,
                             struct error *err)
{
	bool fresh;
	const enum status status = note_name(bundle, name, &fresh, err);
	return status || !fresh ? status
	                        : tarball_add(bundle->tarball, name, bytes.at, bytes.size, err);
}

static enum status add_link(struct bundle *bundle, const char *name, const char *to,
                            struct error *err)
{
	bool fresh;
	const enum status status = note_name(bundle, name, &fresh, err);
	return status || !fresh ? status : tarball_link(bundle->tarball, name, to, err);
}

static bool take_line(void *buffer, char *line, size_t size)
{
	struct buffer *text = buffer;
	buffer_append(text, line, size);
	buffer_byte(text, '\n');
	return !text->failed;
}

/* A text file, unchanged. Links in folders where all may write are not followed. */
static enum status add_text(struct bundle *bundle, const struct module *module, const char *name,
                            bool *found, struct error *err)
{
	struct buffer text = {0};
	const bool map = module->kind == MODULE_PERF_MAP;
	const struct text_reading reading = {.mine = map,
	                                     .most = map ? TEXT_MAP_MOST : TEXT_KALLSYMS_MOST,
	                                     .take = take_line,
	                                     .context = &text};
	const enum symbol_missing missing = text_file_read(module->text_path, &reading);
	enum status status = STATUS_OK;
	if (missing == SYMBOL_NO_MEMORY || text.failed)
		status = error_no_memory(err);
	else if (text.size) {
		*found = true;
		status = add_bytes(bundle, name, (struct text){text.data, text.size}, err);
	}
	buffer_free(&text);
	return status;
}

static enum status add_kernel(struct bundle *bundle, const struct module *module, bool *found,
                              struct error *err)
{
	char name[PATH_MOST];
	if (!module->text_path)
		return STATUS_OK;
	if (!name_by_build_id(module->build_id, module->build_id_size, "kallsyms", name))
		strcpy(name, "proc/kallsyms");
	return add_text(bundle, module, name, found, err);
}

static enum status add_perf_map(struct bundle *bundle, const struct module *module, bool *found,
                                struct error *err)
{
	char name[64];
	snprintf(name, sizeof name, "tmp/perf-%u.map", module->namespace_pid);
	return module->text_path ? add_text(bundle, module, name, found, err) : STATUS_OK;
}

/* The name of an image in the cache of build IDs. */
static const char *ending_of(const struct module *module, const struct module_image *image)
{
	if (image->debug)
		return "debug";
	return module->kind == MODULE_VDSO ? "vdso" : "elf";
}

/* Adds an image under its build ID, or otherwise its path; under both if the recording lacks the
 * build ID. */
static enum status add_image(struct bundle *bundle, const struct module *module,
                             const struct module_image *image, struct error *err)
{
	char by_id[PATH_MOST], by_path[PATH_MOST];
	const struct text bytes = {image->bytes, image->size};
	const bool has_id = name_by_build_id(image->build_id, image->build_id_size,
	                                     ending_of(module, image), by_id);
	const bool has_path = !image->debug && !module->build_id_size &&
	                      module->kind != MODULE_VDSO && name_by_path(module->path, by_path);
	enum status status = STATUS_OK;
	if (has_id)
		status = add_bytes(bundle, by_id, bytes, err);
	if (!status && has_path)
		status = has_id ? add_link(bundle, by_path, by_id, err)
		                : add_bytes(bundle, by_path, bytes, err);
	return status;
}

enum status bundle_add(struct bundle *bundle, const struct module *module, struct module *holder,
                       bool *found, struct error *err)
{
	struct module_image images[MODULE_IMAGES];
	enum status status = STATUS_OK;
	*found = false;
	if (module->kind == MODULE_KERNEL)
		status = add_kernel(bundle, module, found, err);
	else if (module->kind == MODULE_PERF_MAP)
		status = add_perf_map(bundle, module, found, err);
	if (holder->kind !=
	    module->kind) { /* a kernel module whose names come from the kernel's symbols */
		*found = true;
		return status;
	}
	const size_t count = module_images(holder, images);
	for (size_t i = 0; !status && i < count; i++) {
		*found = true;
		status = add_image(bundle, module, &images[i], err);
	}
	return status;
}
