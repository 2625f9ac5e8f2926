#include "report/json_values.h"

#include "base/json.h"
#include "report/numbers.h"

#include <string.h>

void report_json_text(struct buffer *text, const char *string)
{
	json_append_string(text, string, strlen(string));
}

void report_json_key(struct buffer *text, const char *before, const char *key)
{
	buffer_text(text, before);
	buffer_byte(text, '"');
	buffer_text(text, key);
	buffer_text(text, "\": ");
}

void report_json_number(struct buffer *text, uint64_t units, unsigned places)
{
	report_decimal(text, (struct decimal){units, places});
}

void report_json_percent(struct buffer *text, uint64_t part, uint64_t whole)
{
	enum { PLACES = 4 };
	if (!whole) {
		buffer_text(text, "null");
		return;
	}
	unsigned __int128 share = (unsigned __int128)part * 1000000;
	share = (share + whole / 2) / whole;
	report_json_number(text, share > UINT64_MAX ? UINT64_MAX : (uint64_t)share, PLACES);
}
