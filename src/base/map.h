/* uthash as it is used here: if memory runs out, it leaves an item out and sets the item's `lost`,
 * instead of ending the process. */
#ifndef STACKFOLD_BASE_MAP_H
#define STACKFOLD_BASE_MAP_H

#define HASH_NONFATAL_OOM 1
#define uthash_nonfatal_oom(item) ((item)->lost = true)
#include <uthash.h>

#endif
