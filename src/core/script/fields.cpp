#include "core/script/fields.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/script/json_text.h"
#include "core/script/refusal.h"

namespace rampart::script {

using document::Node;

std::string name_in(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string name_at(std::string_view path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

std::string text_of(const Node& scalar) {
  std::string out;
  if (scalar.is_text())
    out = scalar.text;
  else
    append_text(out, document::to_json(scalar));
  return out;
}

std::optional<double> number_of(const Node& node) {
  if (node.is_number()) return std::isfinite(node.number) ? std::optional(node.number) : std::nullopt;
  if (!node.is_text()) return std::nullopt;
  std::string_view text = node.text;
  constexpr std::string_view white = " \t\r\n";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(white) - first + 1);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool is_truthy(const Node& node) {
  if (node.is_null()) return false;
  if (node.is_bool()) return node.boolean;
  if (node.is_number()) return node.number != 0 && !std::isnan(node.number);
  if (node.is_text()) return !node.text.empty();
  return true;
}

bool is_truthy(const Node* node) { return node != nullptr && is_truthy(*node); }

bool read_flag(const Node& node, std::string_view name) {
  if (node.is_bool()) return node.boolean;
  if (node.is_text() && (node.text == "true" || node.text == "false")) return node.text == "true";
  refuse_value(name, "true or false", node);
}

double read_number(const Node& node, std::string_view name) {
  const auto number = number_of(node);
  if (!number) refuse_value(name, "a number", node);
  return *number;
}

std::int64_t read_count(const Node& node, std::string_view name) {
  const auto number = number_of(node);
  if (!number || *number < 0 || *number > 9e15 || std::floor(*number) != *number)
    refuse_value(name, "a whole number, 0 or more", node);
  return static_cast<std::int64_t>(*number);
}

const std::string& read_text(const Node& node, std::string_view name) {
  if (!node.is_text()) refuse_value(name, "text (a string; put it in quotes)", node);
  return node.text;
}

Template read_template(const Node& node, std::string_view name) {
  if (!node.is_scalar() || node.is_null()) refuse_value(name, "text or a number", node);
  return Template(text_of(node));
}

const Node& expect_mapping(const Node& node, std::string_view name) {
  if (!node.is_mapping()) refuse_value(name, "a mapping (of type object)", node);
  return node;
}

const Node& expect_list(const Node& node, std::string_view name) {
  if (!node.is_sequence()) refuse_value(name, "a list (an array)", node);
  return node;
}

}  // namespace rampart::script
