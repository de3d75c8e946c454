#include "aws/sns/filter_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace rampart::aws::sns {
namespace {

namespace json = boost::json;

Error wrong_filter(std::string_view reason) {
  return invalid(fmt::format("Invalid parameter: FilterPolicy: {}", reason));
}

std::string_view text_in(const json::value& value) {
  return value.is_string() ? std::string_view(value.get_string()) : std::string_view();
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool equal(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  return a == b;
}

/// [">=", 1, "<", 10]
bool in_range(const json::array& range, const json::value& value) {
  if (!value.is_number()) return false;
  const double number = value.to_number<double>();
  for (std::size_t i = 0; i + 1 < range.size(); i += 2) {
    const std::string_view op = text_in(range[i]);
    const double bound = range[i + 1].to_number<double>();
    const bool holds = op == "="    ? number == bound
                       : op == ">"  ? number > bound
                       : op == ">=" ? number >= bound
                       : op == "<"  ? number < bound
                                    : number <= bound;
    if (!holds) return false;
  }
  return true;
}

bool is_but(const json::value& but, const json::value& value) {
  if (but.is_object()) {
    const std::string_view prefix = text_in(but.get_object().begin()->value());
    return value.is_string() && text_in(value).starts_with(prefix);
  }
  if (!but.is_array()) return equal(but, value);
  return std::any_of(but.get_array().begin(), but.get_array().end(),
                     [&](const json::value& one) { return equal(one, value); });
}

bool fits(const json::value& condition, const json::value& value) {
  if (!condition.is_object()) return equal(condition, value);
  const auto& [word, wanted] = *condition.get_object().begin();
  if (word == "prefix") return value.is_string() && text_in(value).starts_with(text_in(wanted));
  if (word == "suffix") return value.is_string() && text_in(value).ends_with(text_in(wanted));
  if (word == "equals-ignore-case") return value.is_string() && same_letters(text_in(value), text_in(wanted));
  if (word == "anything-but") return !is_but(wanted, value);
  if (word == "numeric") return in_range(wanted.get_array(), value);
  return wanted.get_bool();  // exists, and it does
}

/// `values` are all those under the key; none: it isn't there.
bool any_fits(const json::array& conditions, const std::vector<json::value>& values) {
  return std::any_of(conditions.begin(), conditions.end(), [&](const json::value& condition) {
    if (values.empty()) {
      const json::value* exists = condition.is_object() ? condition.get_object().if_contains("exists") : nullptr;
      return exists != nullptr && !exists->get_bool();
    }
    return std::any_of(values.begin(), values.end(), [&](const json::value& value) { return fits(condition, value); });
  });
}

std::optional<Error> complaint(const json::value& condition) {
  if (!condition.is_object()) {
    if (condition.is_array()) return wrong_filter("Match value must be String, number, true, false, or null");
    return std::nullopt;
  }
  if (condition.get_object().size() != 1) return wrong_filter("Match value must be a single operator");
  const auto& [word, value] = *condition.get_object().begin();
  if (word == "exists")
    return value.is_bool() ? std::nullopt
                           : std::optional(wrong_filter("exists match pattern must be either true or false."));
  if (word == "prefix" || word == "suffix" || word == "equals-ignore-case")
    return value.is_string()
               ? std::nullopt
               : std::optional(wrong_filter(fmt::format("{} match pattern must be a string", std::string(word))));
  if (word == "anything-but") {
    const bool is_prefix = value.is_object() && value.get_object().size() == 1 &&
                           value.get_object().begin()->key() == "prefix" &&
                           value.get_object().begin()->value().is_string();
    return value.is_object() && !is_prefix ? std::optional(wrong_filter("Unsupported anything-but pattern"))
                                           : std::nullopt;
  }
  if (word == "numeric") {
    const bool is_range = value.is_array() && !value.get_array().empty() && value.get_array().size() % 2 == 0;
    if (!is_range) return wrong_filter("Invalid member in numeric match: ]");
    for (std::size_t i = 0; i < value.get_array().size(); i += 2) {
      const std::string_view op = text_in(value.get_array()[i]);
      if (op != "=" && op != "<" && op != "<=" && op != ">" && op != ">=")
        return wrong_filter("Unrecognized numeric range operator: " + std::string(op));
      if (!value.get_array()[i + 1].is_number())
        return wrong_filter("Value of " + std::string(op) + " must be numeric");
    }
    return std::nullopt;
  }
  return wrong_filter("Unrecognized match type " + std::string(word));
}

std::optional<Error> complaint(const json::object& policy, int depth) {
  for (const auto& [key, value] : policy) {
    if (value.is_array() && !value.get_array().empty()) {
      for (const json::value& condition : value.get_array())
        if (auto found = complaint(condition)) return found;
    } else if (value.is_object() && depth < 5) {
      if (auto found = complaint(value.get_object(), depth + 1)) return found;
    } else {
      return wrong_filter(fmt::format("\"{}\" must be an object or an array", std::string(key)));
    }
  }
  return std::nullopt;
}

bool wants(const json::object& policy, const json::object& body) {
  for (const auto& [key, wanted] : policy) {
    const json::value* found = body.if_contains(key);
    if (wanted.is_object()) {
      if (found == nullptr || !found->is_object() || !wants(wanted.get_object(), found->get_object())) return false;
      continue;
    }
    std::vector<json::value> values;
    if (found != nullptr && found->is_array())
      values.assign(found->get_array().begin(), found->get_array().end());
    else if (found != nullptr)
      values.push_back(*found);
    if (!any_fits(wanted.get_array(), values)) return false;
  }
  return true;
}

}  // namespace

Result<json::object> read_filter_policy(std::string_view text) {
  boost::system::error_code error;
  json::value root = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !root.is_object()) return wrong_filter("failed to parse JSON.");
  if (auto found = complaint(root.get_object(), 0)) return std::move(*found);
  return std::move(root.get_object());
}

bool wants_attributes(const json::object& policy, const json::object& attributes) {
  json::object body;
  for (const auto& [name, attribute] : attributes) {
    const json::object& one = attribute.as_object();
    const std::string_view type = text_in(one.at("DataType"));
    const json::value* given = one.if_contains("StringValue");
    const std::string text(given == nullptr ? std::string_view() : text_in(*given));
    boost::system::error_code error;
    if (type.starts_with("String.Array") || type.starts_with("Number")) {
      json::value parsed = json::parse(text, error);
      body[name] = error ? json::value(json::string(text)) : std::move(parsed);
    } else {
      body[name] = json::string(text);
    }
  }
  return wants(policy, body);
}

bool wants_body(const json::object& policy, std::string_view message) {
  boost::system::error_code error;
  const json::value body = json::parse(json::string_view(message.data(), message.size()), error);
  return !error && body.is_object() && wants(policy, body.get_object());
}

}  // namespace rampart::aws::sns
