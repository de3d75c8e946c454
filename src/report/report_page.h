// The report page as Vite built it from web/, embedded by cmake/embed.cmake.
#pragma once

#include <string_view>

namespace rampart::report {

/// One HTML file with the placeholder `"@RAMPART_RUN@"` once, where the data goes. Lives as long as the program.
std::string_view report_page();

}  // namespace rampart::report
