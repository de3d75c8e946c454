// What captures, matches and expectations read from an answer (reference artillery.md §2.8).
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "core/load/jsonpath.h"
#include "core/load/markup.h"
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
  /// Whether the answer's type is one of JSON, as the expect plugin sees it.
  [[nodiscard]] bool is_json_type() const;
  /// json(), but nullptr where the answer's type isn't JSON.
  const boost::json::value* json_body() { return is_json_type() ? json() : nullptr; }
  /// The body as a tree: mended HTML, or XML where it says it is.
  const Markup& html();
  const Markup& markup();

 private:
  const Answer& answer_;
  std::optional<std::string> unpacked_;
  bool text_done_ = false;
  bool json_done_ = false;
  std::optional<boost::json::value> json_;
  std::optional<Markup> html_;
  std::optional<Markup> xml_;
};

/// A compiled Capture. An expression that doesn't compile finds nothing; problem() says why.
class Extractor {
 public:
  explicit Extractor(const script::Capture& capture);

  /// The value, or nothing when there is none ("" counts as none for `strict`, which is the caller's business).
  /// A parse error, too, is nothing.
  [[nodiscard]] std::optional<boost::json::value> extract(OpenedAnswer& answer, const script::Variables& variables,
                                                          Random& random) const;

  [[nodiscard]] const std::string& as() const { return capture_.as; }
  [[nodiscard]] bool strict() const { return capture_.strict; }
  /// Whether a tolerated empty result leaves the variable undefined (json, selector) or makes it "" (header, regexp).
  [[nodiscard]] bool empty_is_undefined() const {
    return capture_.source == script::Capture::Source::json || capture_.source == script::Capture::Source::selector;
  }
  [[nodiscard]] bool needs_body() const { return capture_.source != script::Capture::Source::header; }
  [[nodiscard]] bool needs_headers() const { return capture_.source == script::Capture::Source::header; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  void compile();
  [[nodiscard]] std::optional<boost::json::value> extract_json(OpenedAnswer& answer, Random& random) const;
  [[nodiscard]] std::optional<boost::json::value> extract_element(OpenedAnswer& answer, Random& random) const;
  [[nodiscard]] std::optional<boost::json::value> extract_xpath(OpenedAnswer& answer, Random& random) const;

  script::Capture capture_;
  script::Template expression_;  ///< Has a placeholder: compiled anew for each answer.
  JsonPath path_;
  std::optional<script::Regexp> regexp_;
  std::string xpath_;
  std::string problem_;
};

/// A strict capture or match fails on this.
bool is_empty_result(const std::optional<boost::json::value>& value);

}  // namespace rampart::load
