/* Frames of Python: "price (shop.py:12)", as in py-spy. */
#ifndef STACKFOLD_FORMATS_PYTHON_FRAME_H
#define STACKFOLD_FORMATS_PYTHON_FRAME_H

#include "formats/text_stacks.h"

/* Adds a frame by its function, the file's path and the line (size 0: unknown). Of the path, the
 * part after the folder of libraries or packages is kept, or otherwise the file's name, with its
 * folder if every package has such a file (__init__.py). It is also the module. */
void stacks_python(struct text_stacks *stacks, struct text function, struct text path,
                   struct text line);

#endif
