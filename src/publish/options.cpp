#include "publish/options.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::publish {
namespace {

std::string as_text(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (value.is_number()) return number_text(value.to_number<double>());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  return {};
}

}  // namespace

std::string number_text(double value) { return fmt::format("{}", value); }

std::string text_option(const boost::json::object& options, std::string_view key, std::string_view otherwise) {
  const auto* found = options.if_contains(key);
  std::string text = found == nullptr ? std::string() : as_text(*found);
  return text.empty() ? std::string(otherwise) : text;
}

std::vector<std::string> list_option(const boost::json::object& options, std::string_view key) {
  std::vector<std::string> out;
  const auto* found = options.if_contains(key);
  if (found != nullptr && found->is_array())
    for (const auto& item : found->get_array()) out.push_back(as_text(item));
  return out;
}

std::vector<std::pair<std::string, std::string>> pairs_option(const boost::json::object& options,
                                                              std::string_view key) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& item : list_option(options, key)) {
    const auto colon = std::min(item.find(':'), item.size());
    out.emplace_back(item.substr(0, colon), colon < item.size() ? item.substr(colon + 1) : "");
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> mapping_option(const boost::json::object& options,
                                                                std::string_view key) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto* found = options.if_contains(key);
  if (found != nullptr && found->is_object())
    for (const auto& member : found->get_object()) out.emplace_back(member.key(), as_text(member.value()));
  return out;
}

Filter::Filter(const boost::json::object& options, std::string_view excluded_key, Compare compare)
    : only_(list_option(options, "includeOnly")), excluded_(list_option(options, excluded_key)), compare_(compare) {}

bool Filter::lets(std::string_view name) const {
  if (compare_ == Compare::by_prefix) return only_.empty() ? !names(excluded_, name) : names(only_, name);
  return !names(excluded_, name) && (only_.empty() || names(only_, name));
}

bool Filter::names(const std::vector<std::string>& list, std::string_view name) const {
  return std::any_of(list.begin(), list.end(), [&](const std::string& given) {
    return compare_ == Compare::by_prefix ? name.starts_with(given) : name == given;
  });
}

}  // namespace rampart::publish
