#include "core/document/document.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <numeric>

namespace rampart::document {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "nothing";
    case Kind::boolean:
      return "true or false";
    case Kind::integer:
      return "a whole number";
    case Kind::number:
      return "a number";
    case Kind::text:
      return "text";
    case Kind::sequence:
      return "a list";
    case Kind::mapping:
      return "a mapping";
  }
  return "?";
}

Node::Node() = default;

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : members)
    if (name == key) return &value;
  return nullptr;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

Node& Node::set(std::string key, Node value) {
  if (Node* existing = find(key)) return *existing = std::move(value);
  return members.emplace_back(std::move(key), std::move(value)).second;
}

Place Node::place() const { return {file ? *file : std::string(), line, column}; }

Place Node::key_place() const {
  if (key_line == 0) return place();
  return {file ? *file : std::string(), key_line, key_column};
}

Node make_text(std::string text) {
  Node n;
  n.kind = Kind::text;
  n.text = std::move(text);
  return n;
}

Node make_integer(std::int64_t value) {
  Node n;
  n.kind = Kind::integer;
  n.integer = value;
  n.number = static_cast<double>(value);
  n.text = std::to_string(value);
  return n;
}

boost::json::value to_json(const Node& node) {
  switch (node.kind) {
    case Kind::null:
      return nullptr;
    case Kind::boolean:
      return node.boolean;
    case Kind::integer:
      return node.integer;
    case Kind::number:
      return node.number;
    case Kind::text:
      return boost::json::value(node.text);
    case Kind::sequence: {
      boost::json::array out;
      for (const Node& item : node.items) out.push_back(to_json(item));
      return out;
    }
    case Kind::mapping: {
      boost::json::object out;
      for (const auto& [key, value] : node.members) out.insert_or_assign(key, to_json(value));
      return out;
    }
  }
  return nullptr;
}

namespace {

/// Edits (insert, delete, replace, swap of two neighbours) that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  };
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0U : 1U)});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view given, const std::vector<std::string_view>& allowed) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const std::string_view candidate : allowed) {
    const std::size_t d = edit_distance(given, candidate);
    if (d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace rampart::document
