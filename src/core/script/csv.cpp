#include "core/script/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace rampart::script {
namespace {

using Row = std::vector<std::string>;

/// The first line end outside quotes decides for the whole file.
std::string_view line_end_of(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted) continue;
    if (text[i] == '\n') return "\n";
    if (text[i] == '\r') return text.substr(i + 1).starts_with('\n') ? "\r\n" : "\r";
  }
  return "\n";
}

class CsvReading {
 public:
  CsvReading(std::string_view text, const CsvOptions& options, const std::string& file)
      : rest_(text), options_(options), file_(file), line_end_(line_end_of(text)) {}

  Result<std::vector<Row>> read() {
    bool first = true;
    while (!rest_.empty()) {
      const int line = line_;
      Row row;
      bool quoted = false;
      if (auto end = read_row(row, quoted); end.has_error()) return end.error();
      const bool empty = row.size() == 1 && row.front().empty() && !quoted;
      const bool header = first && options_.skip_first_row;
      first = false;
      if (header || (empty && options_.skip_empty_lines)) continue;
      if (options_.equal_columns && !rows_.empty() && rows_.front().size() != row.size())
        return invalid(fmt::format("this row has {} columns, the first has {}; make them equal (a field with the "
                                   "delimiter in it needs double quotes), or set options.relax_column_count: true",
                                   row.size(), rows_.front().size()),
                       {file_, line, 1});
      rows_.push_back(std::move(row));
    }
    return std::move(rows_);
  }

 private:
  void advance(std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
      const bool new_line = rest_[i] == '\n' || (rest_[i] == '\r' && !rest_.substr(i + 1).starts_with('\n'));
      line_ += new_line ? 1 : 0;
      column_ = new_line ? 1 : column_ + 1;
    }
    rest_.remove_prefix(bytes);
  }

  Place here() const { return {file_, line_, column_}; }

  /// Reads up to and over the line end. `quoted`: some field was in quotes, so `""` alone is no empty line.
  Result<void> read_row(Row& row, bool& quoted) {
    while (true) {
      std::string field;
      const bool in_quotes = rest_.starts_with('"');
      quoted = quoted || in_quotes;
      if (auto read = in_quotes ? read_quoted(field) : read_plain(field); read.has_error()) return read;
      row.push_back(std::move(field));
      if (rest_.starts_with(options_.delimiter)) {
        advance(options_.delimiter.size());
        continue;
      }
      advance(std::min(rest_.size(), line_end_.size()));
      return {};
    }
  }

  bool at_field_end() const {
    return rest_.empty() || rest_.starts_with(options_.delimiter) || rest_.starts_with(line_end_);
  }

  Result<void> read_plain(std::string& field) {
    const std::size_t delimiter = std::min(rest_.find(options_.delimiter), rest_.size());
    const std::string_view until_delimiter = rest_.substr(0, delimiter);
    const std::size_t end = std::min(until_delimiter.find(line_end_), until_delimiter.size());
    field = rest_.substr(0, end);
    const auto quote = field.find('"');
    if (quote == std::string::npos) {
      advance(end);
      return {};
    }
    advance(quote);
    return invalid("a double quote stands inside a field; put the whole field in quotes and write the quote twice",
                   here());
  }

  Result<void> read_quoted(std::string& field) {
    const Place opened = here();
    advance(1);
    while (true) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) return invalid("this quote is never closed", opened);
      field += rest_.substr(0, quote);
      advance(quote + 1);
      if (!rest_.starts_with('"')) break;
      field += '"';
      advance(1);
    }
    if (at_field_end()) return {};
    return invalid("text stands after the closing quote; end the field there, or write the quote twice", here());
  }

  std::string_view rest_;
  const CsvOptions& options_;
  const std::string& file_;
  std::string_view line_end_;
  std::vector<Row> rows_;
  int line_ = 1;
  int column_ = 1;
};

}  // namespace

Result<std::vector<Row>> parse_csv(std::string_view text, const CsvOptions& options, const std::string& file) {
  if (options.strip_bom && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (options.delimiter.empty()) return invalid("the delimiter can't be empty", {file, 0, 0});
  return CsvReading(text, options, file).read();
}

}  // namespace rampart::script
