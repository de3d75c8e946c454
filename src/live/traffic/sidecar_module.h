// The Node.js side of hooks: sidecar/*.mjs, joined and embedded by cmake/sidecar.cmake.
#pragma once

#include <string_view>

namespace rampart::live::traffic {

/// One ES module. Lives as long as the program.
std::string_view sidecar_module();

}  // namespace rampart::live::traffic
