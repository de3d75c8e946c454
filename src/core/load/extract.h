// What captures, matches and expectations read from an answer (reference artillery.md §2.8).
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "core/load/jsonpath.h"
#include "core/load/transport.h"
#include "core/script/regexp.h"
#include "core/script/script.h"

namespace rampart::load {

/// An answer opened on demand: unpacked once, parsed once. Lives while one request is concluded.
class OpenedAnswer {
 public:
  explicit OpenedAnswer(const Answer& answer) : answer_(answer) {}
  [[nodiscard]] const Answer& answer() const { return answer_; }
  /// The body, unpacked; as received when it can't be.
  std::string_view text();
  /// The body as JSON, or nullptr when it isn't.
  const boost::json::value* json();

 private:
  const Answer& answer_;
  std::optional<std::string> unpacked_;
  bool text_done_ = false;
  bool json_done_ = false;
  std::optional<boost::json::value> json_;
};

/// A compiled Capture. An expression that doesn't compile finds nothing; problem() says why.
class Extractor {
 public:
  explicit Extractor(const script::Capture& capture);

  /// The value, or nothing when there is none ("" counts as none for `strict`, which is the caller's business).
  /// A parse error, too, is nothing.
  [[nodiscard]] std::optional<boost::json::value> extract(OpenedAnswer& answer, Random& random) const;

  [[nodiscard]] const std::string& as() const { return as_; }
  [[nodiscard]] bool strict() const { return strict_; }
  /// Whether a tolerated empty result leaves the variable undefined (json) or makes it "" (header, regexp).
  [[nodiscard]] bool empty_is_undefined() const { return source_ == script::Capture::Source::json; }
  [[nodiscard]] bool needs_body() const { return source_ != script::Capture::Source::header; }
  [[nodiscard]] bool needs_headers() const { return source_ == script::Capture::Source::header; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  script::Capture::Source source_;
  std::string expression_;
  std::string as_;
  std::string group_;
  bool strict_;
  bool multiple_;
  JsonPath path_;
  std::optional<script::Regexp> regexp_;
  std::string problem_;
};

/// A strict capture or match fails on this.
bool is_empty_result(const std::optional<boost::json::value>& value);

}  // namespace rampart::load
