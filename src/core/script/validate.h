// The shape of a script. Source: reference artillery.md §1.2. Unknown keys are allowed.
#pragma once

#include "core/document/document.h"

namespace rampart::script {

/// Refuses (refusal.h) what Artillery refuses. What passes may still mean nothing: the readers check that.
void validate(const document::Node& script);

}  // namespace rampart::script
