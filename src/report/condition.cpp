#include "report/condition.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <map>

#include "core/expression/expression.h"
#include "report/summary_values.h"

namespace rampart::report {
namespace {

using Values = std::map<std::string, boost::json::value>;

Values values_of(const MetricSet& total, const std::optional<Apdex>& apdex) {
  Values out;
  for (const auto& [name, value] : total.counters) out[name] = value;
  for (const auto& [name, value] : total.rates) out[name] = value;
  for (const auto& [name, histogram] : total.summaries)
    for (const std::string_view key : summary_value_names)
      out[fmt::format("{}.{}", name, key)] = *summary_value(histogram, key);
  if (apdex) {
    out["apdex"] = apdex->score;
    out["ranking"] = apdex->ranking;
  }
  return out;
}

bool continues_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/// The longest name that stands at `at` and goes no further.
const std::string* name_at(std::string_view text, std::size_t at, const Values& values) {
  if (at > 0 && continues_name(text[at - 1])) return nullptr;
  const std::string* best = nullptr;
  for (const auto& [name, value] : values) {
    if (name.empty() || !text.substr(at).starts_with(name)) continue;
    const std::size_t end = at + name.size();
    if (end < text.size() && continues_name(text[end]) && continues_name(name.back())) continue;
    if (best == nullptr || name.size() > best->size()) best = &name;
  }
  return best;
}

}  // namespace

bool condition_holds(const std::string& expression, const MetricSet& total, const std::optional<Apdex>& apdex) {
  const Values values = values_of(total, apdex);
  // Names of metrics may hold anything, so each gets a plain one before the expression is read.
  std::map<std::string, const boost::json::value*, std::less<>> plain;
  std::string text;
  for (std::size_t at = 0; at < expression.size();) {
    if (const std::string* name = name_at(expression, at, values)) {
      const std::string given = fmt::format("metric{}", plain.size());
      plain[given] = &values.at(*name);
      text += given;
      at += name->size();
    } else {
      text += expression[at++];
    }
  }
  const auto compiled = expression::Expression::compile(text, expression::Dialect::second);
  if (compiled.has_error()) return false;
  bool all_known = true;
  const auto look_up = [&](std::string_view name) -> const boost::json::value* {
    const auto found = plain.find(name);
    if (found == plain.end()) all_known = false;
    return found == plain.end() ? nullptr : found->second;
  };
  Random random(0);
  const auto result = compiled->evaluate(look_up, random);
  return result && all_known && result->kind == expression::Value::Kind::number && result->number == 1;
}

}  // namespace rampart::report
