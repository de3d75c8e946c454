#include "core/load/loop_plan.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace rampart::load {
namespace {

std::optional<std::int64_t> whole(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

LoopRounds plan_rounds(const script::Loop& loop, const script::Variables& variables, Random& random) {
  LoopRounds rounds;
  const bool is_over = loop.over.has_value() || !loop.over_variable.empty();
  const bool endless = !loop.has_count && !is_over;
  if (loop.has_count) {
    const std::string text = loop.count.render(variables, random);
    const std::size_t dash = text.find('-', 1);
    if (dash != std::string::npos) {
      rounds.from = whole(std::string_view(text).substr(0, dash)).value_or(0);
      rounds.to = whole(std::string_view(text).substr(dash + 1)).value_or(0);
    } else {
      rounds.to = whole(text).value_or(0);
    }
  }
  if (endless) {
    rounds.to = LoopRounds::endless;
  } else if (is_over) {
    boost::json::value list;
    if (loop.over)
      list = loop.over->evaluate(variables, random);
    else if (const auto* found = variables.find(loop.over_variable))
      list = *found;
    rounds.over = list.is_array() ? std::move(list.get_array()) : boost::json::array();
    rounds.to = static_cast<std::int64_t>(rounds.over->size());
  }
  return rounds;
}

}  // namespace rampart::load
