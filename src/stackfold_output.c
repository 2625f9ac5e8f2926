#include "stackfold_output.h"

enum status destination_open(const struct destination *to, struct output *output, struct error *err)
{
	if (to->write)
		return output_open_function(output, "the output function", to->write, to->context,
		                            err);
	return output_open(output, to->path, err);
}
