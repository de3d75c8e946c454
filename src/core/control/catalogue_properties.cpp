#include "core/control/catalogue_properties.h"

#include <algorithm>
#include <charconv>

namespace rampart::control {
namespace {

using stack::Node;

bool listed(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <class T>
std::optional<T> parse(const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void Findings::refuse(std::string message, Place place) {
  if (!error) error = invalid(std::move(message), std::move(place));
}

void Findings::warn(const std::string& message, const Place& place) {
  std::string line = to_string(invalid(message, place));
  if (std::find(warnings.begin(), warnings.end(), line) == warnings.end()) warnings.push_back(std::move(line));
}

Properties::Properties(const Node* mapping, Place place, std::string what, Findings& findings)
    : mapping_(mapping), place_(std::move(place)), what_(std::move(what)), findings_(findings) {}

void Properties::expect(const std::vector<std::string_view>& read, const std::vector<std::string_view>& ignored,
                        const std::vector<std::string_view>& left_out) const {
  if (mapping_ == nullptr) return;
  for (const auto& [key, value] : mapping_->members) {
    if (listed(read, key) || listed(ignored, key)) continue;
    if (listed(left_out, key)) {
      findings_.warn(fmt::format("{}: {} isn't emulated; it has no effect here.", what_, key), value.key_place());
      continue;
    }
    std::vector<std::string_view> known = read;
    known.insert(known.end(), ignored.begin(), ignored.end());
    known.insert(known.end(), left_out.begin(), left_out.end());
    const std::string_view near = document::nearest(key, known);
    findings_.warn(fmt::format("{} has no property {}{} It is ignored.", what_, key,
                               near.empty() ? "." : fmt::format("; did you mean {}?", near)),
                   value.key_place());
  }
}

const Node* Properties::find(std::string_view key) const { return mapping_ == nullptr ? nullptr : mapping_->find(key); }

Place Properties::place(std::string_view key) const {
  const Node* node = find(key);
  return node != nullptr && node->line > 0 ? node->place() : place_;
}

std::string Properties::text(std::string_view key, std::string fallback) const {
  const Node* node = find(key);
  if (node == nullptr) return fallback;
  if (node->is_scalar()) return stack::scalar_text(*node);
  refuse(key, fmt::format("{} must be a text, but this is {}.", key, name_of(node->kind)));
  return fallback;
}

std::string Properties::required_text(std::string_view key) const {
  std::string value = text(key);
  if (value.empty()) refuse(key, fmt::format("{} is missing.", key));
  return value;
}

std::optional<double> Properties::number(std::string_view key) const {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto value = parse<double>(stack::scalar_text(*node));
  if (!value)
    refuse(key, fmt::format("{} must be a number, but this is {}.", key,
                            node->is_scalar() ? fmt::format("\"{}\"", node->text) : name_of(node->kind)));
  return value;
}

int Properties::whole(std::string_view key, int fallback, Range range) const {
  const auto value = number(key);
  if (!value) return fallback;
  const std::string written = stack::scalar_text(*find(key));
  if (*value != static_cast<double>(static_cast<std::int64_t>(std::clamp(*value, -1e15, 1e15)))) {
    refuse(key, fmt::format("{} must be a whole number, but this is {}.", key, written));
    return fallback;
  }
  if (*value < static_cast<double>(range.least) || *value > static_cast<double>(range.most)) {
    refuse(key, fmt::format("{} {} is out of range; allowed are {} to {}.", key, written, range.least, range.most));
    return fallback;
  }
  return static_cast<int>(*value);
}

Duration Properties::in_seconds(std::string_view key, Duration fallback, Range range) const {
  return has(key) ? Duration(std::chrono::seconds(whole(key, 0, range))) : fallback;
}

bool Properties::flag(std::string_view key, bool fallback) const {
  const Node* node = find(key);
  if (node == nullptr) return fallback;
  if (node->is_bool()) return node->boolean;
  if (node->text == "true" || node->text == "True") return true;
  if (node->text == "false" || node->text == "False") return false;
  refuse(key, fmt::format("{} must be true or false.", key));
  return fallback;
}

std::vector<std::string> Properties::texts(std::string_view key) const {
  const Node* node = find(key);
  std::vector<std::string> out;
  if (node == nullptr) return out;
  if (!node->is_sequence()) {
    refuse(key, fmt::format("{} must be a list, but this is {}.", key, name_of(node->kind)));
    return out;
  }
  for (const Node& item : node->items) {
    if (!item.is_scalar())
      findings_.refuse(fmt::format("{}: {} is a list of texts, but this is {}.", what_, key, name_of(item.kind)),
                       item.place());
    out.push_back(stack::scalar_text(item));
  }
  return out;
}

Properties Properties::group(std::string_view key) const {
  const Node* node = find(key);
  const std::string name = fmt::format("{}.{}", what_, key);
  if (node == nullptr) return {nullptr, place_, name, findings_};
  if (!node->is_mapping()) {
    refuse(key, fmt::format("{} must be a mapping, but this is {}.", key, name_of(node->kind)));
    return {nullptr, place_, name, findings_};
  }
  return {node, node->key_place(), name, findings_};
}

std::vector<Properties> Properties::list(std::string_view key) const {
  const Node* node = find(key);
  std::vector<Properties> out;
  if (node == nullptr) return out;
  if (!node->is_sequence()) {
    refuse(key, fmt::format("{} must be a list, but this is {}.", key, name_of(node->kind)));
    return out;
  }
  for (const Node& item : node->items) {
    const std::string name = fmt::format("{}.{}[{}]", what_, key, out.size());
    if (!item.is_mapping())
      findings_.refuse(fmt::format("{} must be a mapping, but this is {}.", name, name_of(item.kind)), item.place());
    out.emplace_back(item.is_mapping() ? &item : nullptr, item.place(), name, findings_);
  }
  return out;
}

std::size_t Properties::one_of(std::string_view key, const std::vector<std::string_view>& allowed,
                               std::size_t fallback) const {
  if (!has(key)) return fallback;
  const std::string value = text(key);
  const auto it = std::find(allowed.begin(), allowed.end(), value);
  if (it != allowed.end()) return static_cast<std::size_t>(it - allowed.begin());
  refuse(key, fmt::format("{} \"{}\" isn't allowed; one of {}.", key, value, fmt::join(allowed, ", ")));
  return fallback;
}

void Properties::refuse(std::string_view key, const std::string& message) const {
  findings_.refuse(fmt::format("{}: {}", what_, message), place(key));
}

void Properties::warn(std::string_view key, const std::string& message) const {
  findings_.warn(fmt::format("{}: {}", what_, message), place(key));
}

}  // namespace rampart::control
