// One line of a *.script file, cut into words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::scripts {

/// Words as they stand; "quoted text" is one word without its quotes; # starts a comment.
struct ScriptLine {
  Place place;
  std::vector<std::string> words;
};

/// All lines with words. `invalid` for a quote that isn't closed.
Result<std::vector<ScriptLine>> read_lines(std::string_view text, const std::string& file);

/// "3m30s", "90s", "1h", "-5m", "0m".
std::optional<Duration> parse_time(std::string_view word);

/// Takes words off the front of a line, one after the other; the first thing that doesn't fit is kept as the error.
class Words {
 public:
  explicit Words(const ScriptLine& line, std::size_t from = 0) : line_(&line), next_(from) {}

  [[nodiscard]] bool done() const { return next_ >= line_->words.size(); }
  [[nodiscard]] std::string_view peek() const { return done() ? std::string_view() : line_->words[next_]; }
  bool skip(std::string_view word);  ///< True, and past it, if it is next.
  std::string text(std::string_view what);
  double number(std::string_view what);
  int integer(std::string_view what);
  Duration time(std::string_view what);
  void fail(std::string message);
  void expect_end();
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const ScriptLine* line_;
  std::size_t next_;
  std::optional<Error> error_;
};

}  // namespace rampart::scripts
