/* The public library: versions and formats. Its contracts are in stackfold.h; the rooms have the
 * implementation. */
#include "stackfold.h"

#include "config.h"
#include "formats/formats.h"
#include "write/writers.h"

const char *sf_version(void)
{
	return PACKAGE_VERSION;
}

unsigned sf_version_number(void)
{
	return SF_VERSION;
}

const char *sf_format(size_t i, const char **about, int *available)
{
	for (size_t known = 0; known <= i; known++)
		if (!formats[known])
			return NULL;
	if (about)
		*about = formats[i]->about;
	if (available)
		*available = formats[i]->available;
	return formats[i]->name;
}

const char *sf_output_format(size_t i, const char **endings, int *samples, int *available)
{
	for (size_t known = 0; known <= i; known++)
		if (!writers[known])
			return NULL;
	if (endings)
		*endings = writers[i]->endings;
	if (samples)
		*samples = writers[i]->samples;
	if (available)
		*available = writers[i]->available;
	return writers[i]->name;
}
