#include "core/script/refusal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace rampart::script {

void refuse(std::string_view message, const Place& place) {
  throw Refusal{invalid(fmt::format("Scenario validation error: {}", message), place)};
}

void refuse_value(std::string_view name, std::string_view must, const document::Node& node) {
  refuse(fmt::format("\"{}\" must be {}; found {}", name, must, found(node)), node.place());
}

void refuse_unsupported(std::string_view what, const Place& place) {
  throw Refusal{invalid(
      fmt::format("{} isn't supported yet by this version of Rampart; it would be wrong to run the script half", what),
      place)};
}

void refuse_unknown(std::string_view what, std::string_view given, const std::vector<std::string_view>& allowed,
                    const Place& place) {
  refuse(fmt::format("{} \"{}\" isn't known.{} Allowed: {}", what, given, did_you_mean(given, allowed),
                     fmt::join(allowed, ", ")),
         place);
}

std::string found(const document::Node& node) {
  if (node.is_text()) return fmt::format("the text \"{}\"", node.text.substr(0, 80));
  if (node.is_number() || node.is_bool()) return node.text;
  return std::string(document::name_of(node.kind));
}

std::string did_you_mean(std::string_view given, const std::vector<std::string_view>& allowed) {
  const std::string_view near = document::nearest(given, allowed);
  return near.empty() ? std::string() : fmt::format(" Did you mean \"{}\"?", near);
}

void Warnings::add(const Place& place, std::string text) {
  texts_.push_back(to_string(invalid(std::move(text), place)));
}

void Warnings::about_unknown_keys(const document::Node& mapping, std::string_view where,
                                  const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : mapping.members) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    add(value.key_place(),
        fmt::format("\"{}\" in {} has no meaning and is ignored.{}", key, where, did_you_mean(key, known)));
  }
}

}  // namespace rampart::script
