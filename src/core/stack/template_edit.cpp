#include "core/stack/template_edit.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace rampart::stack {
namespace {

using document::Node;

const Node* find(const Node& root, const Path& path, std::size_t depth) {
  const Node* node = &root;
  for (std::size_t i = 0; i < depth && node != nullptr; ++i) node = node->find(path[i]);
  return node;
}

std::string words(const Path& path) { return fmt::format("{}", fmt::join(path, ".")); }

/// Offset of a line and column, both from 1.
std::size_t offset_of(const std::string& text, int line, int column) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) {
    const auto end = text.find('\n', at);
    if (end == std::string::npos) return text.size();
    at = end + 1;
  }
  return std::min(text.size(), at + static_cast<std::size_t>(column - 1));
}

/// The value behind a key that stands at `at`: from its first byte to past its last, blanks and comment left out.
struct Extent {
  std::size_t from = 0;
  std::size_t to = 0;
};

Extent value_behind(const std::string& text, std::size_t at, bool in_flow) {
  std::size_t from = text.find(':', at) + 1;
  while (from < text.size() && text[from] == ' ') ++from;
  std::size_t to = from;
  char quote = 0;
  for (; to < text.size() && text[to] != '\n'; ++to) {
    const char c = text[to];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && to == from) {
      quote = c;
    } else if (in_flow && (c == ',' || c == '}')) {
      break;
    } else if (c == '#' && to > from && text[to - 1] == ' ') {
      break;
    }
  }
  while (to > from && (text[to - 1] == ' ' || text[to - 1] == '\r')) --to;
  return {from, to};
}

/// A key in `{a: 1, b: 2}` rather than on a line of its own.
bool stands_in_flow(const std::string& text, std::size_t key) {
  while (key > 0 && text[key - 1] == ' ') --key;
  return key > 0 && (text[key - 1] == '{' || text[key - 1] == ',');
}

/// JSON text as block YAML, each line behind `indent` blanks.
void write_block(const boost::json::value& value, std::size_t indent, std::string& out) {
  const std::string blanks(indent, ' ');
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      out += blanks + std::string(key) + ":";
      if (member.is_object() && !member.get_object().empty()) {
        out += "\n";
        write_block(member, indent + 2, out);
      } else {
        out += " " + boost::json::serialize(member) + "\n";  // JSON is YAML
      }
    }
  } else {
    out += blanks + boost::json::serialize(value) + "\n";
  }
}

void write_indented(const boost::json::value& value, std::size_t indent, std::string& out) {
  const auto line = [&](std::size_t depth) { out += "\n" + std::string(depth, ' '); };
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += "{";
    bool first = true;
    for (const auto& [key, member] : *object) {
      if (!std::exchange(first, false)) out += ",";
      line(indent + 2);
      out += boost::json::serialize(boost::json::string(key)) + ": ";
      write_indented(member, indent + 2, out);
    }
    line(indent);
    out += "}";
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += "[";
    bool first = true;
    for (const auto& item : *array) {
      if (!std::exchange(first, false)) out += ",";
      line(indent + 2);
      write_indented(item, indent + 2, out);
    }
    line(indent);
    out += "]";
  } else {
    out += boost::json::serialize(value);
  }
}

}  // namespace

bool TemplateEdit::is_json() const {
  const auto first = text_.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text_[first] == '{';
}

Result<Node> TemplateEdit::parsed() const { return document::parse(text_, file_); }

Place TemplateEdit::place_of(const Path& path) const {
  const auto root = parsed();
  if (root.has_error()) return {file_, 0, 0};
  const Node* node = find(*root, path, path.size());
  return node == nullptr ? Place{file_, 0, 0} : node->key_place();
}

Result<void> TemplateEdit::set(const Path& path, const std::string& value) {
  auto root = parsed();
  if (root.has_error()) return root.error();
  const Node* node = find(*root, path, path.size());
  if (node != nullptr) {
    std::string referred;
    if (node->tag == "!Ref") referred = node->text;
    if (const Node* ref = node->find("Ref"); ref != nullptr && node->members.size() == 1) referred = ref->text;
    const Path parameter{"Parameters", referred, "Default"};
    if (!referred.empty() && find(*root, parameter, 2) != nullptr) return set(parameter, value);
    if (!node->is_scalar() || !node->tag.empty())
      return invalid(fmt::format("{} is made by an intrinsic function; write {} there by hand", words(path), value),
                     node->key_place());
    if (node->text == value) return {};
  }
  Edited edited{path, node == nullptr ? "" : node->text, value};
  auto written = is_json() ? write_json(path, value, false) : write(path, value, false);
  if (written.has_error()) return written;
  edits_.push_back(std::move(edited));
  return {};
}

Result<void> TemplateEdit::put(const Path& path, const std::string& json) {
  auto root = parsed();
  if (root.has_error()) return root.error();
  const Node* there = find(*root, path, path.size());
  const std::string from = there != nullptr && there->is_scalar() ? there->text : "";
  if (is_json()) {
    if (auto written = write_json(path, json, false); written.has_error()) return written;
  } else {
    const std::size_t before = edits_.size();
    if (auto removed = remove(path); removed.has_error()) return removed;
    edits_.resize(before);  // it isn't gone, it is another
    if (auto written = write(path, json, true); written.has_error()) return written;
  }
  edits_.push_back({path, from, json});
  return {};
}
Result<void> TemplateEdit::write(const Path& path, const std::string& value, bool is_block) {
  auto root = parsed();
  if (root.has_error()) return root.error();
  const Node* parent = find(*root, path, path.size() - 1);
  if (parent == nullptr || !parent->is_mapping() || parent->members.empty())
    return invalid(
        fmt::format("the template has no {} to put {} into", words({path.begin(), path.end() - 1}), path.back()),
        {file_, 0, 0});
  const Node* node = parent->find(path.back());
  const Node& first = parent->members.front().second;
  if (node != nullptr) {
    const std::size_t key = offset_of(text_, node->key_line, node->key_column);
    const auto extent = value_behind(text_, key, stands_in_flow(text_, key));
    text_.replace(extent.from, extent.to - extent.from, value);
    return {};
  }
  const std::size_t key = offset_of(text_, first.key_line, first.key_column);
  const auto column = static_cast<std::size_t>(first.key_column - 1);
  if (stands_in_flow(text_, key)) {
    text_.insert(key, fmt::format("{}: {}, ", path.back(), value));
  } else if (!is_block) {
    text_.insert(key, fmt::format("{}: {}\n{}", path.back(), value, std::string(column, ' ')));
  } else {
    boost::system::error_code code;
    const auto parsed_value = boost::json::parse(value, code);
    if (code) return invalid(fmt::format("{} isn't JSON", path.back()));
    std::string block = path.back() + ":";
    if (!parsed_value.is_structured()) {
      block += " " + value + "\n";
    } else if (parsed_value.is_object()) {
      block += "\n";
      write_block(parsed_value, column + 2, block);
    } else {
      // A list: an item a line.
      block += "\n";
      for (const auto& item : parsed_value.get_array())
        block += std::string(column + 2, ' ') + "- " + boost::json::serialize(item) + "\n";
    }
    text_.insert(key, block + std::string(column, ' '));
  }
  return {};
}

Result<void> TemplateEdit::remove(const Path& path) {
  auto root = parsed();
  if (root.has_error()) return root.error();
  const Node* node = find(*root, path, path.size());
  if (node == nullptr) return {};
  edits_.push_back({path, node->is_scalar() ? node->text : path.back(), ""});
  if (is_json()) return write_json(path, "", true);
  const std::size_t key = offset_of(text_, node->key_line, node->key_column);
  if (stands_in_flow(text_, key)) {
    if (!node->is_scalar())
      return invalid(fmt::format("take {} out of the template by hand", words(path)), node->key_place());
    std::size_t to = value_behind(text_, key, true).to;
    if (to < text_.size() && text_[to] == ',') ++to;
    while (to < text_.size() && text_[to] == ' ') ++to;
    text_.erase(key, to - key);
    return {};
  }
  // Its lines, up to the next one that is not deeper.
  const std::size_t begin = key - static_cast<std::size_t>(node->key_column - 1);
  std::size_t end = text_.find('\n', key);
  end = end == std::string::npos ? text_.size() : end + 1;
  while (end < text_.size()) {
    const auto line_end = std::min(text_.find('\n', end), text_.size());
    const auto first = text_.find_first_not_of(' ', end);
    const bool blank = first == std::string::npos || first >= line_end;
    const std::size_t depth = blank ? 0 : first - end;
    const bool item = !blank && text_[first] == '-' && depth + 1 == static_cast<std::size_t>(node->key_column);
    if (blank || (depth < static_cast<std::size_t>(node->key_column) && !item)) break;
    end = std::min(line_end + 1, text_.size());
  }
  text_.erase(begin, end - begin);
  return {};
}

Result<void> TemplateEdit::write_json(const Path& path, const std::string& json, bool removes) {
  boost::system::error_code code;
  auto root = boost::json::parse(text_, code);
  if (code || !root.is_object()) return invalid("the template isn't a JSON object", {file_, 1, 1});
  boost::json::value* node = &root;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    auto* object = node->if_object();
    node = object == nullptr ? nullptr : object->if_contains(path[i]);
    if (node == nullptr)
      return invalid(fmt::format("the template has no {} to put {} into", path[i], path.back()), {file_, 0, 0});
  }
  auto* object = node->if_object();
  if (object == nullptr) return invalid(fmt::format("{} has no members", words(path)), {file_, 0, 0});
  if (removes) {
    object->erase(path.back());
  } else {
    auto value = boost::json::parse(json, code);
    (*object)[path.back()] = code ? boost::json::value(json) : value;
  }
  text_.clear();
  write_indented(root, 0, text_);
  text_ += "\n";
  return {};
}

}  // namespace rampart::stack
