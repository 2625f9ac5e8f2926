#include "palette/color_rules.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum status color_rules_add(struct color_rules *rules, const char *text, struct error *err)
{
	const char *sign = strrchr(text, '=');
	struct color_rule rule = {0};
	struct error inner = {0};
	if (!sign || sign == text)
		return error_set(err, STATUS_FAILED, "'%s' is not of the form REGEX=COLOUR", text);
	if (!color_parse(sign + 1, &rule.color))
		return error_set(
			err, STATUS_FAILED,
			"'%s' is not a colour: #rgb, #rrggbb, rgb(R,G,B) or one of: " COLOR_NAMES,
			sign + 1);
	if (!vector_reserve(&rules->items, &rules->capacity, rules->count + 1))
		return error_no_memory(err);
	size_t size = (size_t)(sign - text);
	enum status status = pattern_compile(text, size, &rule.pattern, &inner);
	if (status == STATUS_FAILED)
		return error_set(err, status, "'%.*s': %s", (int)size, text, inner.text);
	if (status)
		return error_no_memory(err);
	rules->items[rules->count++] = rule;
	return STATUS_OK;
}

bool color_rules_find(struct color_rules *rules, const char *name, size_t size, struct color *color)
{
	const struct color *known = color_map_find(&rules->matched, name, size);
	if (known) {
		*color = *known;
		return true;
	}
	if (!rules->count || color_map_find(&rules->missed, name, size))
		return false;
	for (size_t i = 0; i < rules->count; i++) {
		if (!pattern_matches(rules->items[i].pattern, name, size))
			continue;
		*color = rules->items[i].color;
		color_map_set(&rules->matched, name, size, *color);
		return true;
	}
	/* Without memory, the name is matched again next time. */
	color_map_set(&rules->missed, name, size, (struct color){0});
	return false;
}

const char *color_rules_failure(const struct color_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		if (pattern_failure(rules->items[i].pattern))
			return pattern_failure(rules->items[i].pattern);
	return NULL;
}

void color_rules_free(struct color_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		pattern_free(rules->items[i].pattern);
	free(rules->items);
	color_map_free(&rules->matched);
	color_map_free(&rules->missed);
	*rules = (struct color_rules){0};
}
