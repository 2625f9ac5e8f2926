#include "base/hooks.h"

struct hooks hooks;
