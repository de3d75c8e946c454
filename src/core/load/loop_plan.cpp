#include "core/load/loop_plan.h"

#include <cmath>
#include <string_view>

#include "core/expression/value.h"

namespace rampart::load {
namespace {

/// What JavaScript's loop `i < to` comes to: 2.5 is three rounds, what isn't a number none.
std::int64_t rounds_to(double to) {
  if (!(to > -9e18)) return 0;
  return to < 9e18 ? static_cast<std::int64_t>(std::ceil(to)) : LoopRounds::endless;
}

/// "3-7", also inside other text, as Artillery finds it.
bool is_range(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == '-' && digit(text[i - 1]) && digit(text[i + 1])) return true;
  return false;
}

void count_rounds(const boost::json::value& count, LoopRounds& rounds) {
  double to = 0;
  if (count.is_number()) {
    to = count.to_number<double>();
  } else if (const auto* written = count.if_string()) {
    const std::string_view text(*written);
    to = expression::number_of(text);
    if (std::isnan(to) && is_range(text)) {
      const std::size_t dash = text.find('-');
      const std::string_view rest = text.substr(dash + 1);
      const double from = expression::number_of(text.substr(0, dash));
      if (std::isnan(from)) return;
      rounds.from = rounds_to(from);
      to = expression::number_of(rest.substr(0, rest.find('-')));
      rounds.to = rounds_to(to);
      return;
    }
  }
  rounds.to = to == -1 ? LoopRounds::endless : rounds_to(to);
}

}  // namespace

LoopRounds plan_rounds(const script::Loop& loop, const script::Variables& variables, Random& random) {
  LoopRounds rounds;
  const bool is_over = loop.over.has_value() || !loop.over_variable.empty();
  const bool endless = !loop.has_count && !is_over;
  if (loop.has_count) {
    bool undefined = false;
    count_rounds(loop.count.evaluate(variables, random, undefined), rounds);
  }
  if (endless) {
    rounds.to = LoopRounds::endless;
  } else if (is_over) {
    boost::json::value list;
    if (loop.over)
      list = loop.over->evaluate(variables, random);
    else if (const auto* found = variables.find(loop.over_variable))
      list = *found;
    // Where there is no list, there is no round; the element is then what it would be in a loop that counts.
    rounds.to = rounds.from;
    if (!list.is_array()) return rounds;
    rounds.over = std::move(list.get_array());
    rounds.to = static_cast<std::int64_t>(rounds.over->size());
  }
  return rounds;
}

}  // namespace rampart::load
