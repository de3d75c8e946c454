#include "script_line.h"

#include <fmt/format.h>

#include <charconv>

namespace rampart::scripts {
namespace {

std::optional<double> parse_number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (failed != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<std::vector<ScriptLine>> read_lines(std::string_view text, const std::string& file) {
  std::vector<ScriptLine> lines;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto rest = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ScriptLine line{{file, number, 0}, {}};
    while (!rest.empty() && rest.front() != '#') {
      if (rest.front() == ' ' || rest.front() == '\t' || rest.front() == '\r') {
        rest.remove_prefix(1);
      } else if (rest.front() == '"') {
        const auto close = rest.find('"', 1);
        if (close == std::string_view::npos) return invalid("This quote is never closed.", line.place);
        line.words.emplace_back(rest.substr(1, close - 1));
        rest.remove_prefix(close + 1);
      } else {
        const auto stop = rest.find_first_of(" \t\r");
        line.words.emplace_back(rest.substr(0, stop));
        rest.remove_prefix(stop == std::string_view::npos ? rest.size() : stop);
      }
    }
    if (!line.words.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

std::optional<Duration> parse_time(std::string_view word) {
  const bool negative = word.starts_with('-');
  if (negative) word.remove_prefix(1);
  if (word.empty()) return std::nullopt;
  Duration sum{};
  while (!word.empty()) {
    int value = 0;
    const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failed != std::errc() || end == word.data() + word.size()) return std::nullopt;
    const char unit = *end;
    word.remove_prefix(static_cast<std::size_t>(end - word.data()) + 1);
    if (unit == 'h')
      sum += std::chrono::hours(value);
    else if (unit == 'm')
      sum += std::chrono::minutes(value);
    else if (unit == 's')
      sum += std::chrono::seconds(value);
    else
      return std::nullopt;
  }
  return negative ? -sum : sum;
}

bool Words::skip(std::string_view word) {
  if (peek() != word) return false;
  ++next_;
  return true;
}

std::string Words::text(std::string_view what) {
  if (done()) {
    fail(fmt::format("{} is missing at the end of the line.", what));
    return {};
  }
  return line_->words[next_++];
}

double Words::number(std::string_view what) {
  const auto word = text(what);
  const auto value = parse_number(word);
  if (!value) fail(fmt::format("{} must be a number, not \"{}\".", what, word));
  return value.value_or(0);
}

int Words::integer(std::string_view what) {
  const double value = number(what);
  const int whole = static_cast<int>(value);
  if (whole != value) fail(fmt::format("{} must be a whole number.", what));
  return whole;
}

Duration Words::time(std::string_view what) {
  const auto word = text(what);
  const auto value = parse_time(word);
  if (!value) fail(fmt::format("{} must be a time such as 3m30s, not \"{}\".", what, word));
  return value.value_or(Duration{});
}

void Words::fail(std::string message) {
  if (!error_) error_ = invalid(std::move(message), line_->place);
}

void Words::expect_end() {
  if (!done()) fail(fmt::format("\"{}\" isn't known here.", peek()));
}

}  // namespace rampart::scripts
