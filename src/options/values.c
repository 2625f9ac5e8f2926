#include "options/values.h"

#include "base/buffer.h"
#include "edit/cutting.h"
#include "names/grouping.h"
#include "names/name_change.h"
#include "formats/formats.h"
#include "palette/palette.h"
#include "palette/shades.h"
#include "read/states.h"
#include "render/options.h"
#include "report/rankings.h"
#include "report/report.h"
#include "write/writers.h"

#include <string.h>

static const char *format_name(size_t index)
{
	return formats[index] ? formats[index]->name : NULL;
}

static const char *output_name(size_t index)
{
	return writers[index] ? writers[index]->name : NULL;
}

static const char *name_change_name(size_t index)
{
	return index < NAME_CHANGE_FORMS ? name_change_forms[index].name : NULL;
}

static const char *grouping_key(size_t index)
{
	return index < GROUPINGS ? groupings[index].name : NULL;
}

/* In the order of their enumerations. */
static const char *const build_id_names[] = {"unresolved", "all", NULL};
static const char *const theme_names[] = {"auto", "light", "dark", NULL};
static const char *const measure_names[] = {"self", "total", NULL};
static const char *const scale_names[] = {"share", "change", NULL};
static const char *const layout_names[] = {"after", "before", "union", "pair", NULL};
static const char *const order_names[] = {"name", "weight", "input", NULL};
static const char *const label_names[] = {"short", "full", NULL};
static const char *const match_names[] = {"exact", "normalized", NULL};
static const char *const normalize_names[] = {"total", "frame:", "factor:", NULL};
static const char *const color_names[] = {"auto", "always", "never", NULL};
static const char *const significance_names[] = {"off", NULL};
static const char *const call_graph_names[] = {"auto", "fp", "dwarf", "lbr", "none", NULL};
static const char *const keep_names[] = {"all", "folded", "none", NULL};
static const char *const open_names[] = {"always", "never", "auto", NULL};
static const char *const status_of_names[] = {"program", "flame", NULL};

static const struct option_values table[] = {
	{"format", .name = format_name},
	{"to", .name = output_name},
	{"colors", .name = palette_name},
	{"bgcolors", .name = render_background_name, .others = "#rrggbb"},
	{"diff-colors", .name = difference_hues_name},
	{"diff-by", .names = measure_names},
	{"diff-scale", .names = scale_names},
	{"diff-layout", .names = layout_names},
	{"off-cpu", .name = off_state_name},
	{"build-ids", .names = build_id_names},
	{"recursion", .names = cutting_recursions},
	{"names", .name = name_change_name, .others = ""},
	{"group-by", .name = grouping_key},
	{"order", .names = order_names},
	{"labels", .names = label_names},
	{"theme", .names = theme_names},
	{"match", .names = match_names},
	{"normalize", .names = normalize_names, .others = ""},
	{"significance", .names = significance_names, .others = ""},
	{"report", .name = ranking_format_name, .others = "", .tool = "top-stacks"},
	{"report", .name = report_format_name, .others = ""},
	{"by", .names = measure_names},
	{"color", .names = color_names},
	{"call-graph", .names = call_graph_names, .others = ""},
	{"keep", .names = keep_names},
	{"open", .names = open_names},
	{"status-of", .names = status_of_names},
};

const struct option_values *option_values(const char *tool, const char *option)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].option, option) == 0 &&
		    (!table[i].tool || (tool && strcmp(table[i].tool, tool) == 0)))
			return &table[i];
	return NULL;
}

const char *option_value_name(const struct option_values *values, size_t index)
{
	return values->names ? values->names[index] : values->name(index);
}

enum status option_choice(const char *option, const char *value, unsigned *index, struct error *err)
{
	const struct option_values *values = option_values(NULL, option);
	const char *name;
	for (unsigned i = 0; (name = option_value_name(values, i)); i++) {
		if (value && strcmp(value, name) != 0)
			continue;
		*index = i;
		return STATUS_OK;
	}
	return option_no_choice(NULL, option, value, strlen(value), err);
}

enum status option_no_choice(const char *tool, const char *option, const char *value, size_t size,
                             struct error *err)
{
	const struct option_values *values = option_values(tool, option);
	struct buffer names = {0};
	const char *name;
	for (size_t i = 0; (name = option_value_name(values, i)); i++)
		buffer_printf(&names, " %s", name);
	if (values->others && *values->others)
		buffer_printf(&names, " %s", values->others);
	buffer_byte(&names, '\0');
	enum status status = names.failed
	                             ? error_no_memory(err)
	                             : error_set(err, STATUS_FAILED, "--%s: '%.*s' is none of:%s",
	                                         option, (int)(size < 100 ? size : 100), value,
	                                         names.data);
	buffer_free(&names);
	return status;
}

enum status option_share(const char *option, const char *text, bool sign, struct decimal *share,
                         struct error *err)
{
	const size_t size = strlen(text);
	const bool signed_ = size && text[size - 1] == '%';
	if ((signed_ || !sign) && decimal_parse(text, size - signed_, share) == NUMBER_OK &&
	    share->places <= 6 && share->value <= 100 * number_power10(share->places))
		return STATUS_OK;
	return error_set(
		err, STATUS_FAILED,
		"--%s: '%s' is not a share of the whole such as 0.5%%, from 0%% to 100%%, of "
		"at most 6 decimal places",
		option, text);
}
