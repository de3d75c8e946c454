// Any bytes are a CSV file or an error with a sentence; without quotes, delimiters and ends of line a row is its field.
#include "core/script/csv.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  if (size == 0 || size > 16384) return 0;
  script::CsvOptions options;
  options.skip_first_row = (data[0] & 1) != 0;
  options.skip_empty_lines = (data[0] & 2) != 0;
  options.equal_columns = (data[0] & 4) != 0;
  options.strip_bom = (data[0] & 8) != 0;
  if ((data[0] & 16) != 0) options.delimiter = "::";
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto rows = script::parse_csv(text, options, "f.csv");
  if (rows.has_error()) {
    if (rows.error().message.empty()) std::abort();
    return 0;
  }
  for (const auto& row : *rows)
    if (options.equal_columns && row.size() != rows->front().size()) std::abort();
  return 0;
}
