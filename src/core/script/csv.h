// CSV (RFC 4180) text to rows, as strict as the reader Artillery uses. Source: reference artillery.md §1.6.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rampart::script {

struct CsvOptions {
  std::string delimiter = ",";
  bool skip_first_row = false;
  bool skip_empty_lines = true;  ///< Lines with nothing at all on them; spaces are a field.
  bool equal_columns = true;     ///< Refuse rows that aren't as long as the first.
  bool strip_bom = false;
};

/// A line ends as the first one does: \n, \r\n or \r. A field in double quotes may hold anything, "" for a quote.
/// Errors: invalid, with file, line and column.
Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text, const CsvOptions& options,
                                                        const std::string& file);

}  // namespace rampart::script
