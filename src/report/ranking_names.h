/* The names of rows in the room that there is for them. */
#ifndef STACKFOLD_REPORT_RANKING_NAMES_H
#define STACKFOLD_REPORT_RANKING_NAMES_H

#include "names/name_forms.h"
#include "report/ranking.h"

/* Frames of one name that call each other: a recursion. */
struct ranking_link {
	uint32_t number; /* the frame's id + 1 */
	size_t count;
};

struct ranking_names {
	const struct ranking *ranking;
	struct name_forms forms;
	struct ranking_link *links; /* of the row at hand */
	size_t count, capacity;
	const struct ranking_list *compared; /* of whose rows this is known: ... */
	bool *alike;                         /* ... they would look the same as another one */
	bool ascii;                          /* no arrows and ellipses beyond ASCII */
	bool failed;                         /* memory ran out */
};

/* False without memory; ranking_names_free in any case. */
bool ranking_names_init(struct ranking_names *names, const struct ranking *ranking, bool ascii);
void ranking_names_free(struct ranking_names *names);

/* Finds out which rows of a list would look the same in the room (of one of several frames nothing
 * is known), so that the calls below write their names whole, or without their middles. Cost: sorts
 * the names. */
void ranking_names_compare(struct ranking_names *names, const struct ranking_list *list,
                           size_t room);

/* Whether such a row would look the same as another one. */
bool ranking_row_is_alike(const struct ranking_names *names, const struct ranking_list *list,
                          const struct ranking_row *row);

/* Appends a frame's name in valid UTF-8 without control characters, no wider than the room at a
 * terminal: without the parts that say least about it, and if that is not enough, without its
 * middle. */
void ranking_append_frame(struct ranking_names *names, uint32_t frame, size_t room,
                          struct buffer *text);

/* The same for any text. */
void ranking_append_text(const struct ranking_names *names, struct text name, size_t room,
                         struct buffer *text);

/* The same for a row: its frames with arrows between them, indented by its level; a recursion is
 * written once ("f ×3"), and where there are many, some in the middle are left out. What memory
 * lacks shows in names->failed, here and below. */
void ranking_append_row(struct ranking_names *names, const struct ranking_list *list,
                        const struct ranking_row *row, size_t room, struct buffer *text);

/* The same in lines no longer than the room, those after the first indented. */
void ranking_append_lines(struct ranking_names *names, const struct ranking_row *row, size_t indent,
                          size_t room, struct buffer *text);

#endif
