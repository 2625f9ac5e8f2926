#include "store/annotation.h"

#include <stdbool.h>
#include <string.h>

char annotation_of(const char *name, size_t size)
{
	if (size < ANNOTATION_SIZE)
		return 0;
	const char *at = name + size - ANNOTATION_SIZE;
	const bool annotated = memcmp(at, "_[", 2) == 0 && at[3] == ']' && memchr("kwij", at[2], 4);
	return (char)(annotated ? at[2] : 0);
}
