/* Frames of Java as in stack traces. */
#ifndef STACKFOLD_FORMATS_JAVA_FRAME_H
#define STACKFOLD_FORMATS_JAVA_FRAME_H

#include "formats/text_stacks.h"

/* Whether a line is "at pkg.Class.method(File.java:12)" after blanks; sets *frame to the text after
 * "at ". */
bool java_take_frame(struct text line, struct text *frame);

/* Adds a frame of the form above: "pkg.Class.method". Modules ("java.base@17.0.1/", before the name
 * or in the brackets) are the frame's module, without their version. Numbers and addresses of
 * lambdas, which differ from run to run, are removed: "Shop$$Lambda$14/0x0000f00.run" is
 * "Shop$$Lambda.run". */
void stacks_java(struct text_stacks *stacks, struct text frame);

#endif
