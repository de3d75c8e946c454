#include "core/load/expect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "base/ascii.h"
#include "core/script/json_text.h"
#include "core/script/path.h"

namespace rampart::load {
namespace {

using boost::json::value;
using Kind = script::Expectation::Kind;
using Values = std::vector<value>;

constexpr std::array<const char*, 3> cache_headers = {"cf-cache-status", "x-cache", "x-vercel-cache"};

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
bool any_of(const Values& values, F predicate) {
  return std::any_of(values.begin(), values.end(), [&](const value& v) {
    if (const auto* list = v.if_array()) return std::any_of(list->begin(), list->end(), predicate);
    return predicate(v);
  });
}

std::string first_text(const Values& values) {
  return values.empty() ? std::string() : script::text_of(values.front());
}

/// The list as it was written: one value, or the list.
value expected_of(const Values& values) {
  if (values.size() == 1) return values.front();
  return boost::json::array(values.begin(), values.end());
}

/// As JavaScript's String(): lists joined with commas.
std::string comma_text(const value& v) {
  const auto* list = v.if_array();
  if (list == nullptr) return script::text_of(v);
  std::string out;
  for (std::size_t i = 0; i < list->size(); ++i) out += (i > 0 ? "," : "") + script::text_of((*list)[i]);
  return out;
}

bool has_property(const value* document, const std::string& path) {
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

/// [header, value] of headerEquals.
std::pair<std::string, std::string> header_pair(const Values& values) {
  const bool listed = values.size() == 1 && values.front().is_array() && values.front().get_array().size() == 2;
  if (listed) return {script::text_of(values.front().get_array()[0]), script::text_of(values.front().get_array()[1])};
  return {first_text(values), values.size() > 1 ? script::text_of(values[1]) : std::string()};
}

bool wants_hit(const Values& values) {
  const value& v = values.front();
  return v.is_bool()     ? v.get_bool()
         : v.is_number() ? v.to_number<double>() != 0
                         : v.is_string() && !v.get_string().empty();
}

/// The cache header that says what is wanted.
const char* cache_header_found(const Values& values, const Answer& answer) {
  const char* found = nullptr;
  for (const char* name : cache_headers) {
    const std::string got = lowered(answer.header(name));
    const bool as_wanted =
        wants_hit(values) ? got.starts_with("hit") || got.starts_with("stale") : got.starts_with("miss");
    if (as_wanted) found = name;
  }
  return found;
}

/// Every value as text, those of a list written as one value too.
std::vector<std::string> texts_of(const Values& values) {
  std::vector<std::string> out;
  any_of(values, [&](const value& v) {
    out.push_back(script::text_of(v));
    return false;
  });
  return out;
}

/// What is true in JavaScript.
bool is_truthy(const value& v) {
  if (v.is_bool()) return v.get_bool();
  if (v.is_number()) return v.to_number<double>() != 0;
  if (v.is_string()) return !v.get_string().empty();
  return !v.is_null();
}

std::string content_type_got(bool json, bool ok, OpenedAnswer& opened) {
  const std::string got(opened.answer().header("content-type"));
  if (!json) return got.empty() ? "content-type header not set" : got;
  if (ok) return "json";
  if (opened.is_json_type() && (opened.json() == nullptr || opened.json()->is_null()))
    return "could not parse response body as JSON";
  return "content-type is " + (got.empty() ? "undefined" : got);
}

}  // namespace

Expectation::Expectation(const script::Expectation& check) : check_(&check) {
  if (check.kind != Kind::jmespath) return;
  Random none(0);
  auto compiled = JmesPath::compile(first_text(render({}, none)));
  if (compiled)
    jmespath_ = std::move(*compiled);
  else
    problem_ = compiled.error().message;
}

Values Expectation::render(const script::Variables& variables, Random& random) const {
  Values values;
  values.reserve(check_->values.size());
  for (const script::ValueTemplate& v : check_->values) values.push_back(v.evaluate(variables, random));
  return values;
}

bool Expectation::needs_headers() const {
  return check_->kind == Kind::has_header || check_->kind == Kind::header_equals || check_->kind == Kind::cdn_hit;
}

bool Expectation::needs_body() const {
  return check_->kind == Kind::content_type || check_->kind == Kind::has_property ||
         check_->kind == Kind::not_has_property || check_->kind == Kind::matches_regexp ||
         check_->kind == Kind::jmespath;
}

bool Expectation::holds(const Values& values, OpenedAnswer& opened) const {
  const Answer& answer = opened.answer();
  const auto is_status = [&](const value& v) { return number_of(v) == answer.status; };
  switch (check_->kind) {
    case Kind::status_code:
      return any_of(values, is_status);
    case Kind::not_status_code:
      return !any_of(values, is_status);
    case Kind::content_type: {
      const std::string expected = first_text(values);
      if (expected != "json") return lowered(answer.header("content-type")) == lowered(expected);
      return opened.json_body() != nullptr && opened.json_body()->is_structured();
    }
    case Kind::has_property:
      return has_property(opened.json_body(), first_text(values));
    case Kind::not_has_property: {
      const value* body = opened.json_body();
      return body != nullptr && body->is_structured() && !has_property(body, first_text(values));
    }
    case Kind::equals: {
      const auto texts = texts_of(values);
      return std::all_of(texts.begin(), texts.end(), [&](const std::string& t) { return t == texts.front(); });
    }
    case Kind::has_header:
      return !answer.header(first_text(values)).empty();  // lower case only, as in Artillery
    case Kind::header_equals: {
      const auto [name, wanted] = header_pair(values);
      return !answer.header(name).empty() && answer.header(name) == wanted;
    }
    case Kind::matches_regexp:
      return matches(opened, first_text(values));
    case Kind::cdn_hit:
      return cache_header_found(values, answer) != nullptr;
    case Kind::jmespath: {
      const value* body = opened.json_body();
      if (body == nullptr || !body->is_structured() || !jmespath_) return false;
      const auto found = jmespath_->search(*body);
      return found && is_truthy(*found);
    }
  }
  return false;
}

boost::json::object Expectation::describe(bool ok, const Values& values, OpenedAnswer& opened) const {
  const Answer& answer = opened.answer();
  const value* body = opened.json_body();
  const std::string first = first_text(values);
  const auto property_got = [&](const char* otherwise) {
    if (body == nullptr || !body->is_structured()) return std::string("response body is not an object");
    return ok ? first : "response body has " + std::string(otherwise) + first + " property";
  };
  switch (check_->kind) {
    case Kind::status_code:
      return {{"ok", ok}, {"expected", expected_of(values)}, {"type", check_->name}, {"got", answer.status}};
    case Kind::not_status_code:
      return {{"ok", ok},
              {"expected", "Status code different than " + comma_text(expected_of(values))},
              {"type", check_->name},
              {"got", answer.status}};
    case Kind::content_type:
      return {{"ok", ok},
              {"expected", first},
              {"type", check_->name},
              {"got", content_type_got(first == "json", ok, opened)}};
    case Kind::has_property:
      return {{"ok", ok}, {"expected", first}, {"type", check_->name}, {"got", property_got("no ")}};
    case Kind::not_has_property:
      return {{"ok", ok}, {"expected", first}, {"type", check_->name}, {"got", property_got("")}};
    case Kind::equals: {
      std::string got;
      for (const std::string& text : texts_of(values)) got += (got.empty() ? "" : ", ") + text;
      return {{"ok", ok}, {"expected", "all values to be equal"}, {"type", check_->name}, {"got", got}};
    }
    case Kind::has_header:
      return {{"ok", ok},
              {"expected", first},
              {"type", check_->name},
              {"got", ok ? first : "response has no " + first + " header"}};
    case Kind::header_equals: {
      const auto [name, wanted] = header_pair(values);
      const std::string got(answer.header(name));
      return {{"ok", ok},
              {"type", check_->name},
              {"expected", got.empty() ? "response to have " + name + " header" : wanted},
              {"got", got.empty() ? "response has no " + name + " header" : got}};
    }
    case Kind::matches_regexp:
      return {{"ok", ok}, {"expected", true}, {"type", check_->name}, {"got", ok}};
    case Kind::cdn_hit: {
      const char* found = cache_header_found(values, answer);
      return {{"ok", ok},
              {"type", check_->name},
              {"got", found == nullptr ? "cache status header not found"
                                       : std::string(found) + " is " + std::string(answer.header(found))},
              {"expected",
               wants_hit(values) ? "a cache header indicating a cache hit" : "a cache header indicating a cache miss"}};
    }
    case Kind::jmespath:
      break;
  }
  const bool readable = body != nullptr && body->is_structured() && jmespath_;
  const auto found = readable ? jmespath_->search(*body) : Result<value>(value(false));
  boost::json::object out;
  if (check_->name == "jmespath") out["expected"] = first;
  out["type"] = check_->name;
  out["ok"] = found ? *found : value(false);
  if (!readable)
    out["got"] = "response body is not an object";
  else if (check_->name == "jmespath")
    out["got"] = first;
  return out;
}

}  // namespace rampart::load
