#include "formats/csv.h"

/* Appends the text in quotes; *line moves past the closing quote. */
static bool take_quoted(struct text *line, struct buffer *room)
{
	*line = text_from(*line, 1);
	for (;;) {
		const char *quote = line->size ? memchr(line->at, '"', line->size) : NULL;
		if (!quote)
			return false;
		buffer_append(room, line->at, (size_t)(quote - line->at));
		*line = text_from(*line, (size_t)(quote - line->at) + 1);
		if (!text_begins(*line, "\""))
			return true;
		buffer_byte(room, '"');
		*line = text_from(*line, 1);
	}
}

bool csv_field(struct text *line, struct text *field, struct buffer *room)
{
	room->size = 0;
	if (!line->size)
		return false;
	const struct text blanks = text_skip_blanks(*line);
	if (text_begins(blanks, "\"")) {
		buffer_append(room, line->at, (size_t)(blanks.at - line->at));
		*line = blanks;
		if (!take_quoted(line, room))
			return false;
	}
	const char *comma = line->size ? memchr(line->at, ',', line->size) : NULL;
	const size_t size = comma ? (size_t)(comma - line->at) : line->size;
	if (room->size) {
		buffer_append(room, line->at, size);
		*field = (struct text){room->data, room->size};
	} else {
		*field = (struct text){line->at, size};
	}
	*line = text_from(*line, size + (comma != NULL));
	return true;
}
