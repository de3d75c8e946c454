// "Did you mean …?"
#pragma once

#include <span>
#include <string_view>

namespace rampart::heavy {

/// The known name that `name` was probably meant to be: the same but for case and '_', short of its unit ("cpu" for
/// "cpu-ms"), or off by one letter (two in names of eight and more). Empty when none is that near.
std::string_view find_nearest(std::string_view name, std::span<const std::string_view> known);

}  // namespace rampart::heavy
