// What a plain YAML scalar means: js-yaml's YAML 1.1-like typing.
#pragma once

#include <string_view>

#include "core/document/document.h"

namespace rampart::document {

/// Sets kind and value of `node` from an unquoted scalar: 012 → 10, 0x1f, 0b11, 1_000, 1:30 → 90, .5, 1e3, ~, true.
/// yes/no/on/off stay text.
void type_plain_scalar(std::string_view text, Node& node);

}  // namespace rampart::document
