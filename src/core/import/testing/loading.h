// An import's result, loaded as `rampart run` would: what was written must be a script.
#pragma once

#include "core/import/imported.h"
#include "core/script/load.h"

namespace rampart::imports {

/// Fails the test, and gives an empty script, when it can't be loaded or when something in it means nothing.
script::Script loaded(const Imported& imported);

}  // namespace rampart::imports
