// What the expect plugin prints of a request's checks, to the letter (reference artillery.md §7 "expect").
#pragma once

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/load/extract.h"
#include "core/script/script.h"
#include "core/script/template.h"

namespace rampart::load {

enum class ExpectFormat { pretty, json, pretty_error, silent };
/// By the name in the script; anything else is pretty.
ExpectFormat expect_format(std::string_view name);

/// One request whose checks are shown.
struct CheckedRequest {
  std::string_view method;     ///< "GET"
  std::string url;             ///< Whole, as sent.
  std::string path;            ///< Path and query of it.
  std::string name;            ///< Rendered; empty when unnamed.
  std::string_view json;       ///< The body sent, when the step has `json`; else empty.
  boost::json::array results;  ///< As Expectation::describe() gives them.
};

/// Without the last line break; nothing when there is nothing to print.
std::optional<std::string> expect_text(ExpectFormat format, const CheckedRequest& request, OpenedAnswer& answer,
                                       const script::Variables& variables);

/// What is printed when a request gets no answer, `name` being the error's.
std::string expect_error_text(ExpectFormat format, std::string_view name);

}  // namespace rampart::load
