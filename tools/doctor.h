/* flame doctor: what this machine can record. */
#ifndef STACKFOLD_TOOLS_DOCTOR_H
#define STACKFOLD_TOOLS_DOCTOR_H

#include "cli.h"

/* Runs the checks and writes their results to standard output, for people or as JSON. Gives the
 * exit status: EXIT_DONE if programs can be recorded, else EXIT_INPUT. */
int doctor_run(const struct cli *cli, bool as_json);

#endif
