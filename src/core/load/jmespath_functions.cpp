#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>
#include <functional>
#include <map>

#include "core/load/jmespath_tree.h"
#include "core/script/json_text.h"

namespace rampart::load {
namespace {

using boost::json::array;
using boost::json::value;

[[noreturn]] void wrong(std::string_view function, std::string_view must) {
  throw JmesMistake{fmt::format("{}() must be given {}", function, must)};
}

/// A call with its arguments worked out, but for `&expressions`.
struct Arguments {
  const JmesNode& call;
  std::vector<value> values;

  [[nodiscard]] const value& at(std::size_t i) const {
    if (i >= values.size()) wrong(call.text, "more arguments");
    return values[i];
  }
  [[nodiscard]] const array& list(std::size_t i) const {
    if (!at(i).is_array()) wrong(call.text, "a list");
    return at(i).get_array();
  }
  [[nodiscard]] double number(std::size_t i) const {
    if (!at(i).is_number()) wrong(call.text, "a number");
    return at(i).to_number<double>();
  }
  [[nodiscard]] std::string_view text(std::size_t i) const {
    if (!at(i).is_string()) wrong(call.text, "text");
    return at(i).get_string();
  }
  /// What `&expression` gives on `item`.
  [[nodiscard]] value apply(std::size_t i, const value& item) const {
    if (i >= call.children.size() || call.children[i]->kind != JmesNode::Kind::expression)
      wrong(call.text, "an &expression");
    return evaluate_jmes(*call.children[i]->children[0], item);
  }
};

/// Numbers stay whole where they are.
value number_value(double number) {
  if (number == std::trunc(number) && std::abs(number) < 9e15) return static_cast<std::int64_t>(number);
  return number;
}

bool less(std::string_view function, const value& a, const value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() < b.to_number<double>();
  if (a.is_string() && b.is_string()) return a.get_string() < b.get_string();
  wrong(function, "numbers only, or texts only");
}

value length_of(const Arguments& a) {
  const value& v = a.at(0);
  if (v.is_array()) return v.get_array().size();
  if (v.is_object()) return v.get_object().size();
  if (!v.is_string()) wrong(a.call.text, "text, a list or an object");
  const auto& text = v.get_string();
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

double sum_of(const Arguments& a) {
  double sum = 0;
  for (const value& v : a.list(0)) {
    if (!v.is_number()) wrong(a.call.text, "a list of numbers");
    sum += v.to_number<double>();
  }
  return sum;
}

value average_of(const Arguments& a) {
  if (a.list(0).empty()) return nullptr;
  return number_value(sum_of(a) / static_cast<double>(a.list(0).size()));
}

value contains(const Arguments& a) {
  if (const auto* text = a.at(0).if_string())
    return a.at(1).is_string() && text->find(a.at(1).get_string()) != boost::json::string::npos;
  const array& list = a.list(0);
  return std::find(list.begin(), list.end(), a.at(1)) != list.end();
}

value joined(const Arguments& a) {
  std::string out;
  for (std::size_t i = 0; i < a.list(1).size(); ++i) {
    const value& item = a.list(1)[i];
    if (!item.is_string()) wrong(a.call.text, "a list of texts");
    if (i > 0) out += a.text(0);
    out += std::string_view(item.get_string());
  }
  return value(out);
}

value keys_of(const Arguments& a, bool names) {
  if (!a.at(0).is_object()) wrong(a.call.text, "an object");
  array out;
  for (const auto& member : a.at(0).get_object()) {
    if (names)
      out.emplace_back(boost::json::string(member.key()));
    else
      out.push_back(member.value());
  }
  return out;
}

value mapped(const Arguments& a) {
  array out;
  for (const value& item : a.list(1)) out.push_back(a.apply(0, item));
  return out;
}

value merged(const Arguments& a) {
  boost::json::object out;
  for (const value& v : a.values) {
    if (!v.is_object()) wrong(a.call.text, "objects");
    for (const auto& member : v.get_object()) out[member.key()] = member.value();
  }
  return out;
}

value not_null(const Arguments& a) {
  const auto found = std::find_if(a.values.begin(), a.values.end(), [](const value& v) { return !v.is_null(); });
  return found == a.values.end() ? value(nullptr) : *found;
}

value reversed(const Arguments& a) {
  if (const auto* text = a.at(0).if_string()) return value(std::string(text->rbegin(), text->rend()));
  return array(a.list(0).rbegin(), a.list(0).rend());
}

/// Of max, min and their *_by: `key` gives what is compared.
value extreme(const Arguments& a, bool greatest, const std::function<value(const value&)>& key) {
  const array& list = a.list(0);
  if (list.empty()) return nullptr;
  const value* best = &list.front();
  value best_key = key(*best);
  for (const value& item : list) {
    value own = key(item);
    if (greatest ? !less(a.call.text, best_key, own) : !less(a.call.text, own, best_key)) continue;
    best = &item;
    best_key = std::move(own);
  }
  return *best;
}

value sorted(const Arguments& a, const std::function<value(const value&)>& key) {
  std::vector<std::pair<value, value>> items;
  for (const value& item : a.list(0)) items.emplace_back(key(item), item);
  std::stable_sort(items.begin(), items.end(),
                   [&](const auto& x, const auto& y) { return less(a.call.text, x.first, y.first); });
  array out;
  for (auto& [own, item] : items) out.push_back(std::move(item));
  return out;
}

value to_number(const Arguments& a) {
  if (a.at(0).is_number()) return a.at(0);
  if (!a.at(0).is_string()) return nullptr;
  boost::system::error_code failure;
  value parsed = boost::json::parse(a.text(0), failure);
  return !failure && parsed.is_number() ? parsed : value(nullptr);
}

value to_text(const Arguments& a) {
  if (a.at(0).is_string()) return a.at(0);
  std::string out;
  script::append_json(out, a.at(0));
  return value(out);
}

value type_of(const Arguments& a) {
  const value& v = a.at(0);
  const char* name = v.is_number()   ? "number"
                     : v.is_string() ? "string"
                     : v.is_bool()   ? "boolean"
                     : v.is_array()  ? "array"
                     : v.is_object() ? "object"
                                     : "null";
  return value(name);
}

using Function = value (*)(const Arguments&);

const std::map<std::string_view, Function>& functions() {
  static const std::map<std::string_view, Function> all = {
      {"abs", [](const Arguments& a) { return number_value(std::abs(a.number(0))); }},
      {"avg", average_of},
      {"ceil", [](const Arguments& a) { return number_value(std::ceil(a.number(0))); }},
      {"contains", contains},
      {"ends_with", [](const Arguments& a) { return value(a.text(0).ends_with(a.text(1))); }},
      {"floor", [](const Arguments& a) { return number_value(std::floor(a.number(0))); }},
      {"join", joined},
      {"keys", [](const Arguments& a) { return keys_of(a, true); }},
      {"length", length_of},
      {"map", mapped},
      {"max", [](const Arguments& a) { return extreme(a, true, [](const value& v) { return v; }); }},
      {"max_by", [](const Arguments& a) { return extreme(a, true, [&](const value& v) { return a.apply(1, v); }); }},
      {"merge", merged},
      {"min", [](const Arguments& a) { return extreme(a, false, [](const value& v) { return v; }); }},
      {"min_by", [](const Arguments& a) { return extreme(a, false, [&](const value& v) { return a.apply(1, v); }); }},
      {"not_null", not_null},
      {"reverse", reversed},
      {"sort", [](const Arguments& a) { return sorted(a, [](const value& v) { return v; }); }},
      {"sort_by", [](const Arguments& a) { return sorted(a, [&](const value& v) { return a.apply(1, v); }); }},
      {"starts_with", [](const Arguments& a) { return value(a.text(0).starts_with(a.text(1))); }},
      {"sum", [](const Arguments& a) { return number_value(sum_of(a)); }},
      {"to_array", [](const Arguments& a) { return a.at(0).is_array() ? a.at(0) : value(array{a.at(0)}); }},
      {"to_number", to_number},
      {"to_string", to_text},
      {"type", type_of},
      {"values", [](const Arguments& a) { return keys_of(a, false); }},
  };
  return all;
}

}  // namespace

bool is_jmes_function(std::string_view name) { return functions().contains(name); }

value call_jmes_function(const JmesNode& call, const value& here) {
  Arguments arguments{call, {}};
  for (const auto& child : call.children) arguments.values.push_back(evaluate_jmes(*child, here));
  return functions().at(call.text)(arguments);
}

}  // namespace rampart::load
