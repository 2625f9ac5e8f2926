/* The document of a Firefox profile, as tables for json_read. */
#ifndef STACKFOLD_FORMATS_FIREFOX_DOCUMENT_H
#define STACKFOLD_FORMATS_FIREFOX_DOCUMENT_H

#include "formats/json_shape.h"

/* Its context is a struct firefox (thread.h); threads whose tables were read go to the sink. */
extern const struct json_shape firefox_document;

#endif
