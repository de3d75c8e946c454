#include "core/script/placeholder.h"

namespace rampart::script {
namespace {

/// What may stand between the braces of a variable: word characters, white space and $ . [ ] ' " -
bool in_path(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view(" \t\n\v\f\r_$.[]'\"-").find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view white = " \t\n\v\f\r";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

}  // namespace

std::optional<VariablePlace> find_variable(std::string_view text, std::size_t from) {
  for (auto begin = text.find("{{", from); begin != std::string_view::npos; begin = text.find("{{", begin + 1)) {
    const std::size_t inside = text.substr(begin + 2).starts_with('{') ? begin + 3 : begin + 2;
    std::size_t end = inside;
    while (end < text.size() && in_path(text[end])) ++end;
    if (end == inside || !text.substr(end).starts_with("}}")) continue;
    const std::size_t after = text.substr(end + 2).starts_with('}') ? end + 3 : end + 2;
    return VariablePlace{begin, after, trim(text.substr(inside, end - inside))};
  }
  return std::nullopt;
}

std::optional<CallPlace> find_call(std::string_view text, std::size_t from) {
  for (auto begin = text.find("{{", from); begin != std::string_view::npos; begin = text.find("{{", begin + 1)) {
    const auto end = text.find_first_of("{}", begin + 2);
    if (end == std::string_view::npos || !text.substr(end).starts_with("}}")) continue;
    if (auto call = parse_call(text.substr(begin + 2, end - begin - 2)))
      return CallPlace{begin, end + 2, std::move(*call)};
  }
  return std::nullopt;
}

}  // namespace rampart::script
