/* Frames of Python: "price (shop.py:12)", as py-spy writes them. */
#ifndef STACKFOLD_FORMATS_PYTHON_FRAME_H
#define STACKFOLD_FORMATS_PYTHON_FRAME_H

#include "formats/text_stacks.h"

/* Adds a frame by its function, the file's path and the line (size 0: not known). Of the path, what
 * follows the folder of libraries or packages stays, else the file's name, with its folder where it
 * is named as in every package (__init__.py); as the module, too. */
void stacks_python(struct text_stacks *stacks, struct text function, struct text path,
                   struct text line);

#endif
