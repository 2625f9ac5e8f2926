#include "edit/symbolize.h"

#include "base/text.h"
#include "base/vector.h"
#include "symbol/module_offset.h"
#include "formats/perf_data/frame_names.h"
#include "formats/perf_symbol.h"
#include "symbol/paths.h"
#include "symbol/symbol.h"

#include <stdlib.h>
#include <string.h>

/* The assumed address of the kernel: any address works, because its symbols are shifted there. With
 * this one, the symbols of a kernel that was not relocated are not shifted. */
#define KERNEL_BASE UINT64_C(0xffffffff81000000)

/* A frame that is a place in a module. */
struct place {
	/* [1]: one byte earlier, in the instruction that called the kernel */
	struct location at[2];
	bool kernel; /* code of the kernel or its modules */
	bool marked; /* gets _[k] independent of the options */
	bool call;   /* in the kernel: system calls pass through it, ... */
	bool looked; /* ... and this was determined */
	bool counted;
};

struct module_count {
	size_t named, unnamed;
	bool refused;
};

/* State of frame i. */
enum { FRAME_UNKNOWN, FRAME_OTHER, FRAME_PLACE /* plus the number of the place */ };

struct symbolizer {
	struct symbols *symbols;
	struct read_options options[2]; /* [1]: all frames get _[k] */
	struct frame_names names[2];    /* with the same options */
	bool keep;                      /* frames that get no name stay as they are */
	struct profile *profile;
	uint32_t *known; /* of each frame */
	size_t known_count, known_capacity;
	struct place *places;
	size_t place_count, place_capacity;
	struct module_count *modules; /* by number */
	size_t module_count, module_capacity;
	struct clues clues;        /* clues about frames without a name */
	struct advice_list advice; /* made after the frames got names */
	struct buffer path;
	uint32_t *ids; /* the new stack */
	size_t count, capacity;
};

/* ---- beginning and end ---- */

static void note_frame(void *symbolizer_, uint32_t id, const struct frame_facts *facts)
{
	struct symbolizer *symbolizer = symbolizer_;
	if (facts->kind)
		origins_add(&symbolizer->profile->facts.origins, id, facts->kind, facts->module.at,
		            facts->module.size);
	if (facts->unnamed)
		clues_unnamed(&symbolizer->clues, id, facts->unnamed);
}

enum status symbolize_prepare(struct step *step, const struct profile *profile, struct error *err)
{
	static const struct read_options defaults;
	const struct read_options *reading = step->reading ? step->reading : &defaults;
	struct symbolizer *symbolizer = calloc(1, sizeof *symbolizer);
	(void)profile;
	if (!symbolizer)
		return error_no_memory(err);
	struct symbol_options symbols = reading->symbols;
	symbols.lines = reading->inline_lines || reading->source_lines;
	symbols.any_order = true;
	step->state = symbolizer;
	symbolizer->keep = reading->build_ids != BUILD_IDS_NONE;
	symbolizer->symbols = symbols_open(&symbols);
	for (size_t i = 0; i < 2; i++) {
		struct read_options *options = &symbolizer->options[i];
		*options = *reading;
		options->build_ids = BUILD_IDS_NONE;
		options->annotate_kernel |= i > 0;
		symbolizer->names[i] = (struct frame_names){.note = note_frame,
		                                            .context = symbolizer,
		                                            .options = options,
		                                            .symbols = symbolizer->symbols};
	}
	return symbolizer->symbols ? STATUS_OK : error_no_memory(err);
}

void symbolize_release(void *state)
{
	struct symbolizer *symbolizer = state;
	for (size_t i = 0; i < 2; i++)
		frame_names_free(&symbolizer->names[i]);
	symbols_close(symbolizer->symbols);
	clues_free(&symbolizer->clues);
	advice_free(&symbolizer->advice);
	buffer_free(&symbolizer->path);
	free(symbolizer->known);
	free(symbolizer->places);
	free(symbolizer->modules);
	free(symbolizer->ids);
	free(symbolizer);
}

/* ---- places ---- */

/* The number of a place's module; MODULE_NONE without memory. */
static uint32_t module_of(struct symbolizer *symbolizer, const struct module_offset *offset)
{
	const char *path = symbolizer->path.data; /* ends in a NUL */
	struct module_key key = {
		.kind = offset->kind,
		.path = path,
		.build_id = offset->build_id,
		.build_id_size = offset->build_id_size,
	};
	char reference[256];
	const bool refused = path_leads_upwards(path); /* no recording has such a path */
	if (offset->kind == MODULE_VDSO && strcmp(path, "[vdso]") == 0)
		key.path = NULL;
	if (offset->kind == MODULE_KERNEL && offset->reference.size < sizeof reference) {
		memcpy(reference, offset->reference.at, offset->reference.size);
		reference[offset->reference.size] = '\0';
		key.reference = KERNEL_BASE;
		key.reference_name = reference;
	}
	if (refused) /* no file is opened; frames are named after the module */
		key = (struct module_key){.kind = MODULE_LISTED, .path = path};
	const uint32_t module = symbols_module(symbolizer->symbols, &key);
	if (module == MODULE_NONE ||
	    !vector_reserve(&symbolizer->modules, &symbolizer->module_capacity, (size_t)module + 1))
		return MODULE_NONE;
	while (symbolizer->module_count <= module)
		symbolizer->modules[symbolizer->module_count++] = (struct module_count){0};
	symbolizer->modules[module].refused = refused;
	return module;
}

static bool add_place(struct symbolizer *symbolizer, const struct module_offset *offset)
{
	const struct read_options *options = &symbolizer->options[0];
	struct place place = {.marked = offset->marked};
	buffer_byte(&symbolizer->path, '\0');
	if (symbolizer->path.failed)
		return false;
	place.kernel = offset->kind == MODULE_KERNEL || offset->kind == MODULE_KERNEL_MODULE;
	enum frame_inlines inlines = INLINES_NONE;
	if (offset->unwound)
		inlines = options->no_inline ? INLINES_NONE : INLINES_UNWOUND;
	else if (options->inliner && !place.kernel)
		inlines = INLINES_HERE;
	const uint64_t address = offset->offset + (offset->kind == MODULE_KERNEL ? KERNEL_BASE : 0);
	place.at[0] = (struct location){.address = address,
	                                .pc = address,
	                                .module = module_of(symbolizer, offset),
	                                .inlines = (uint8_t)inlines};
	place.at[1] = place.at[0];
	place.at[1].address -= address > 0;
	place.at[1].pc = place.at[1].address;
	if (place.at[0].module == MODULE_NONE ||
	    !vector_reserve(&symbolizer->places, &symbolizer->place_capacity,
	                    symbolizer->place_count + 1))
		return false;
	symbolizer->places[symbolizer->place_count++] = place;
	return true;
}

/* Determines what a frame is; without memory *failed is set. */
static uint32_t look_at(struct symbolizer *symbolizer, uint32_t id, bool *failed)
{
	const struct frame *frame = &symbolizer->profile->frames.items[id];
	const size_t need = symbolizer->profile->frames.count;
	struct module_offset offset;
	if (id >= symbolizer->known_count) {
		if (!vector_reserve(&symbolizer->known, &symbolizer->known_capacity, need)) {
			*failed = true;
			return FRAME_OTHER;
		}
		while (symbolizer->known_count < need)
			symbolizer->known[symbolizer->known_count++] = FRAME_UNKNOWN;
	}
	uint32_t *known = &symbolizer->known[id];
	if (*known != FRAME_UNKNOWN)
		return *known;
	*known = FRAME_OTHER;
	if (module_offset_read((struct text){frame->name, frame->size}, &offset,
	                       &symbolizer->path)) {
		*failed |= !add_place(symbolizer, &offset);
		*known = FRAME_PLACE + (uint32_t)(symbolizer->place_count - 1);
	}
	*failed |= symbolizer->path.failed;
	return *known;
}

/* The place that a frame means, NULL: none. Valid until the next call. */
static struct place *place_of(struct symbolizer *symbolizer, uint32_t id, bool *failed)
{
	const uint32_t known = look_at(symbolizer, id, failed);
	return known >= FRAME_PLACE && !*failed ? &symbolizer->places[known - FRAME_PLACE] : NULL;
}

/* ---- stacks ---- */

/* Whether system calls pass through the function at a place in the kernel. */
static bool is_system_call(struct symbolizer *symbolizer, struct place *place)
{
	struct symbol_found symbol;
	if (!place->looked &&
	    symbols_find(symbolizer->symbols, place->at[0].module, place->at[0].address, &symbol))
		place->call = perf_symbol_is_system_call((struct text){symbol.name, symbol.size});
	place->looked = true;
	return place->call;
}

/* Whether the frame at d called the kernel: then its address is that of the next instruction.
 * fold-stacks detects this if it knows the names of the kernel's frames. */
static bool calls_kernel(struct symbolizer *symbolizer, const struct walk *walk, size_t d,
                         bool *failed)
{
	enum { OUTERMOST = 3 };
	for (size_t i = d + 1; i < walk->depth && i <= d + OUTERMOST; i++) {
		struct place *place = place_of(symbolizer, walk->ids[i], failed);
		if (!place || !place->kernel)
			return false;
		if (is_system_call(symbolizer, place))
			return true;
	}
	return false;
}

static bool add_ids(struct symbolizer *symbolizer, const uint32_t *ids, size_t count)
{
	if (!vector_reserve(&symbolizer->ids, &symbolizer->capacity, symbolizer->count + count))
		return false;
	memcpy(symbolizer->ids + symbolizer->count, ids, count * sizeof *ids);
	symbolizer->count += count;
	return true;
}

/* Adds the frames of a place, which is frame d of the stack. */
static bool add_names(struct symbolizer *symbolizer, const struct walk *walk, size_t d, bool java)
{
	bool failed = false;
	const uint32_t number = look_at(symbolizer, walk->ids[d], &failed) - FRAME_PLACE;
	const bool user = !failed && !symbolizer->places[number].kernel;
	const bool call = user && calls_kernel(symbolizer, walk, d, &failed);
	if (failed)
		return false;
	struct place *place = &symbolizer->places[number];
	struct location *location = &place->at[call];
	struct frame_names *names = &symbolizer->names[place->marked];
	if (!location->names[java] && !frame_names_make(names, location, java))
		return false;
	if (!place->counted) {
		struct module_count *count = &symbolizer->modules[location->module];
		*(location->unresolved ? &count->unnamed : &count->named) += 1;
		place->counted = true;
	}
	if (location->unresolved && symbolizer->keep)
		return add_ids(symbolizer, &walk->ids[d], 1);
	const uint32_t *list = frame_names_list(names, location, java);
	return add_ids(symbolizer, list + 1, list[0]);
}

static bool is_java(const struct profile *profile, uint32_t root)
{
	const struct frame *frame = &profile->frames.items[root];
	return text_begins((struct text){frame->name, frame->size}, "java");
}

enum step_outcome symbolize_act(struct step *step, struct walk *walk)
{
	struct symbolizer *symbolizer = step->state;
	const bool java = is_java(walk->profile, walk->ids[0]);
	bool failed = false, any = false;
	symbolizer->profile = walk->profile;
	for (size_t i = 0; i < 2; i++)
		symbolizer->names[i].frames = &walk->profile->frames;
	symbolizer->count = 0;
	for (size_t d = 0; d < walk->depth && !failed; d++) {
		if (look_at(symbolizer, walk->ids[d], &failed) < FRAME_PLACE) {
			failed |= !add_ids(symbolizer, &walk->ids[d], 1);
			continue;
		}
		any = true;
		failed |= failed || !add_names(symbolizer, walk, d, java);
	}
	walk->failed |= failed;
	if (failed || !any)
		return STEP_SAME;
	const bool same = symbolizer->count == walk->depth &&
	                  memcmp(symbolizer->ids, walk->ids, walk->depth * sizeof *walk->ids) == 0;
	if (!vector_reserve(&walk->ids, &walk->capacity, symbolizer->count)) {
		walk->failed = true;
		return STEP_SAME;
	}
	memcpy(walk->ids, symbolizer->ids, symbolizer->count * sizeof *walk->ids);
	walk->depth = symbolizer->count;
	return same ? STEP_SAME : STEP_CHANGED;
}

/* ---- afterwards ---- */

static const struct symbolizer *symbolizer_of(const struct step *step)
{
	return step->kind->act == symbolize_act ? step->state : NULL;
}

/* Removes the origins of places together with them. */
static void forget_places(struct symbolizer *symbolizer)
{
	struct origins *origins = &symbolizer->profile->facts.origins;
	for (uint32_t f = 0; f < symbolizer->known_count && f < origins->count; f++)
		if (symbolizer->known[f] >= FRAME_PLACE)
			origins->items[f] = (struct origin){FRAME_NONE, 0};
}

enum status symbolize_finish(struct step *step, struct profile *profile, struct error *err)
{
	struct symbolizer *symbolizer = step->state;
	struct symbolized_module module;
	if (!symbolizer->place_count || (step->reading && step->reading->no_advice))
		return STATUS_OK;
	if (!symbolizer->keep)
		forget_places(symbolizer);
	for (size_t i = 0; symbolize_module(step, i, &module); i++) {
		const char *slash = strrchr(module.path, '/');
		if (module.unnamed)
			clues_module(&symbolizer->clues, slash ? slash + 1 : module.path,
			             module.missing);
	}
	return advice_make_late(&symbolizer->clues, profile, &symbolizer->advice, err);
}

const struct advice_list *symbolize_advice(const struct step *step)
{
	static const struct advice_list none;
	const struct symbolizer *symbolizer = symbolizer_of(step);
	return symbolizer ? &symbolizer->advice : &none;
}

bool symbolize_module(const struct step *step, size_t i, struct symbolized_module *module)
{
	const struct symbolizer *symbolizer = symbolizer_of(step);
	struct module_key key;
	if (!symbolizer || i >= symbolizer->module_count)
		return false;
	const struct module_count *count = &symbolizer->modules[i];
	symbols_key(symbolizer->symbols, (uint32_t)i, &key);
	*module = (struct symbolized_module){
		.path = symbols_module_name(symbolizer->symbols, (uint32_t)i),
		.named = count->named,
		.unnamed = count->unnamed,
		.missing = symbols_missing(symbolizer->symbols, (uint32_t)i),
		.refused = count->refused,
		.checked = key.build_id_size > 0,
	};
	return true;
}

void symbolize_say(const struct symbolized_module *module, struct error *text)
{
	const char *why = module->refused   ? "not opened, because its path contains .."
	                  : module->missing ? symbol_missing_text(module->missing)
	                                    : "it has symbols, but none at this address";
	error_set(text, STATUS_FAILED, "%zu frame%s without a name in %s: %s", module->unnamed,
	          module->unnamed == 1 ? "" : "s", module->path, why);
}

const char *symbolize_download_problem(const struct step *step)
{
	const struct symbolizer *symbolizer = symbolizer_of(step);
	return symbolizer ? symbols_download_problem(symbolizer->symbols) : NULL;
}

enum symbol_missing symbolize_lack(const struct step *step)
{
	const struct symbolizer *symbolizer = symbolizer_of(step);
	return symbolizer ? symbols_lack(symbolizer->symbols) : SYMBOL_THERE;
}
