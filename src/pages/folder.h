/* The report's folder: it is written beside and then takes the place of the one before, so that
 * there is always a whole one. */
#ifndef STACKFOLD_PAGES_FOLDER_H
#define STACKFOLD_PAGES_FOLDER_H

#include "base/status.h"

#include <stdbool.h>

struct folder {
	char *target; /* without links */
	char *made;   /* the new folder, beside it; NULL: there is none */
	bool exists;  /* there is a report that will be replaced */
};

/* Makes a new folder beside the target, and the folders that lead there. STATUS_FAILED with a
 * message where something else than a report or an empty folder has the name; STATUS_FATAL where
 * it cannot be made. folder_free in any case. */
enum status folder_begin(struct folder *folder, const char *target, struct error *err);

/* Makes FOLDER/NAME and gives its path, which is to be freed; NULL with a message. */
char *folder_make(const char *folder, const char *name, struct error *err);

/* Makes the files of one folder files of another one too, without writing them again where the
 * file system can have two names for a file. STATUS_FAILED where one is missing. */
enum status folder_take(const char *from, const char *to, struct error *err);

/* Gives the new folder its place. What was in the old one beside the report moves to it. */
enum status folder_finish(struct folder *folder, struct error *err);

/* Removes the new folder where it did not get its place, and frees. */
void folder_free(struct folder *folder);

#endif
