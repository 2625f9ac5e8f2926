#include "stackfold_output.h"

enum status destination_open(const struct destination *to, struct output *output, struct error *err)
{
	if (to->function && !to->write)
		return error_set(err, STATUS_FAILED,
		                 "there is no function to write to: it is NULL");
	if (to->function)
		return output_open_function(output, "the output function", to->write, to->context,
		                            err);
	return output_open(output, to->path, err);
}
