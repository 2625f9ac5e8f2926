#include "formats/perf_data/collect.h"

#include <stdlib.h>
#include <string.h>

/* Whether names of a module come from files, not from the recording or a jitdump. */
static bool has_files(struct symbols *symbols, uint32_t module)
{
	struct module_key key;
	return symbols_key(symbols, module, &key) && key.kind != MODULE_LISTED &&
	       key.kind != MODULE_JITDUMP;
}

static void note_missing(const struct addresses *addresses, uint32_t module, const char *input)
{
	struct symbols *symbols = addresses->names.symbols;
	const char *why = symbol_missing_text(symbols_missing(symbols, module));
	sink_note(addresses->sink, false, "%s: not in the bundle: %s%s%s", input,
	          symbols_module_name(symbols, module), *why ? ": " : "", why);
}

enum status collect_files(const struct addresses *addresses, struct bundle *bundle,
                          const char *input, struct error *err)
{
	struct symbols *symbols = addresses->names.symbols;
	uint32_t modules = 0, with_files = 0, missing = 0;
	for (size_t i = 0; i < addresses->count; i++) {
		const uint32_t module = addresses->locations[i].module;
		if (module < LOCATION_LATE && module >= modules)
			modules = module + 1;
	}
	bool *used = calloc((size_t)modules + 1, sizeof *used);
	enum status status = used ? STATUS_OK : error_no_memory(err);
	for (size_t i = 0; !status && i < addresses->count; i++)
		if (addresses->locations[i].module < modules)
			used[addresses->locations[i].module] = true;
	for (uint32_t module = 0; !status && module < modules; module++) {
		bool found;
		if (!used[module] || !has_files(symbols, module))
			continue;
		status = symbols_collect(symbols, module, bundle, &found, err);
		with_files++;
		missing += !status && !found;
		if (!status && !found)
			note_missing(addresses, module, input);
	}
	free(used);
	if (!status && missing)
		sink_note(addresses->sink, true,
		          "%s: the bundle lacks %u of the %u files with code that was sampled; "
		          "--stats names them",
		          input, missing, with_files);
	return status;
}

void collect_note_kept(const struct addresses *addresses, const char *input)
{
	size_t kept = 0;
	for (size_t i = 0; i < addresses->count; i++)
		kept += addresses->locations[i].kept;
	if (kept)
		sink_note(addresses->sink, false,
		          "%s: %zu distinct places in modules got no name, for edit-stacks "
		          "--symbolize",
		          input, kept);
}
