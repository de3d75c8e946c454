// The Node.js side of hooks: sidecar/*.mjs, joined and embedded by cmake/sidecar.cmake.
#pragma once

#include <string_view>

namespace rampart::live::traffic {

/// One ES module. Lives as long as the program.
std::string_view sidecar_module();

/// The Artillery whose behaviour this is, as scripts read it.
inline constexpr std::string_view artillery_version = "2.0.21";

}  // namespace rampart::live::traffic
