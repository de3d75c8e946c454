#include "core/load/expect.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/script/json_text.h"
#include "core/script/path.h"

namespace rampart::load {
namespace {

using boost::json::value;

std::string text_of(const value& v) {
  std::string out;
  script::append_text(out, v);
  return out;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

double number_of(const value& v) {
  if (v.is_string()) {
    const std::string text(v.get_string());
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return text.empty() || *end != '\0' ? std::nan("") : number;
  }
  return v.is_number() ? v.to_number<double>() : std::nan("");
}

// One value, or a list written as one value.
template <class F>
bool any_of(const std::vector<value>& values, F predicate) {
  return std::any_of(values.begin(), values.end(), [&](const value& v) {
    if (const auto* list = v.if_array()) return std::any_of(list->begin(), list->end(), predicate);
    return predicate(v);
  });
}

bool has_content_type(OpenedAnswer& opened, const std::string& expected) {
  const std::string got = lowered(opened.answer().header("content-type"));
  if (expected != "json") return got == lowered(expected);
  if (opened.json() == nullptr) return false;
  for (const char* type : {"application/json", "application/problem+json", "application/ld+json"})
    if (got.find(type) != std::string::npos) return true;
  return false;
}

bool has_property(OpenedAnswer& opened, const std::string& path) {
  const value* document = opened.json();
  if (document == nullptr || !document->is_structured()) return false;
  // A list at the top is looked into through a wrapping object, as lodash's `has` does for "[0].x".
  boost::json::object wrapped;
  wrapped["it"] = *document;
  value scratch;
  const std::string full = path.starts_with('[') ? "it" + path : "it." + path;
  return script::look_up(wrapped, script::parse_path(full), scratch) != nullptr;
}

bool matches(OpenedAnswer& opened, const std::string& pattern) {
  const auto regexp = script::Regexp::compile(pattern);
  return regexp && regexp->find(opened.text()).has_value();
}

}  // namespace

bool holds(const script::Expectation& expectation, OpenedAnswer& opened, const script::Variables& variables,
           Random& random) {
  using Kind = script::Expectation::Kind;
  std::vector<value> values;
  for (const script::ValueTemplate& v : expectation.values) values.push_back(v.evaluate(variables, random));
  const std::string first = values.empty() ? std::string() : text_of(values.front());
  const auto is_status = [&](const value& v) { return number_of(v) == opened.answer().status; };
  switch (expectation.kind) {
    case Kind::status_code:
      return any_of(values, is_status);
    case Kind::not_status_code:
      return !any_of(values, is_status);
    case Kind::content_type:
      return has_content_type(opened, first);
    case Kind::has_property:
      return has_property(opened, first);
    case Kind::not_has_property:
      return !has_property(opened, first);
    case Kind::equals:
      return !any_of(values, [&](const value& v) {
        const value& reference = values.front().is_array() && !values.front().get_array().empty()
                                     ? values.front().get_array().front()
                                     : values.front();
        return text_of(v) != text_of(reference);
      });
    case Kind::has_header:
      return opened.answer().has_header(first);  // lower case only, as in Artillery
    case Kind::header_equals: {
      const bool listed = values.size() == 1 && values.front().is_array() && values.front().get_array().size() == 2;
      const std::string name = listed ? text_of(values.front().get_array()[0]) : first;
      const std::string wanted = listed              ? text_of(values.front().get_array()[1])
                                 : values.size() > 1 ? text_of(values[1])
                                                     : std::string();
      return opened.answer().has_header(name) && opened.answer().header(name) == wanted;
    }
    case Kind::matches_regexp:
      return matches(opened, first);
  }
  return false;
}

}  // namespace rampart::load
