// The live view of `prove`, as lines of text. Pure: the app moves the cursor and prints.
#pragma once

#include <string>
#include <vector>

#include "report/run_view.h"

namespace rampart::report {

struct TerminalStyle {
  int columns = 80;     ///< Lines are cut to it; below 40 it is taken as 40.
  bool colour = true;   ///< ANSI colours; they take no width.
  bool unicode = true;  ///< Block characters for sparklines; else ASCII.
};

/// The run as it stood at `now` (events later than that must not have been added). Always the same number of lines for
/// the same services, so that the app can draw over the last picture.
std::vector<std::string> terminal_lines(const RunView& run, Instant now, const TerminalStyle& style);

}  // namespace rampart::report
