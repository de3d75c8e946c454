// A number as JavaScript writes it: scripts, reports and expressions all show the same digits.
#pragma once

#include <string>

namespace rampart {

/// Appends what String(number) gives: the shortest digits that read back the same (1.5, 1e+21, NaN, -Infinity).
void append_number(std::string& out, double number);

}  // namespace rampart
