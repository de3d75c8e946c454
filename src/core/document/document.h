// YAML and JSON text as one positioned tree, so that every later complaint can name file, line and column.
//
// Reads what js-yaml's safe schema and CloudFormation read: YAML 1.1 numbers (012 is 10, 1_000, 0b11, 1:30 is 90),
// yes/no stay text, anchors, `<<` merge keys, duplicate keys refused, tabs for indentation refused, and local tags
// (`!Ref`, `!Sub`) kept on the node. JSON is a subset and keeps its positions too.
// Source: reference artillery.md §1.1 row 1.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rampart::document {

enum class Kind { null, boolean, integer, number, text, sequence, mapping };

/// "text", "a number", "a list", …: as an error message says it.
std::string_view name_of(Kind kind);

/// A tree of values that knows where each came from. Mappings keep the order of the file.
struct Node {
  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;                                  ///< Set for integer too.
  std::string text;                                   ///< The scalar as written, for every scalar kind.
  bool plain = false;                                 ///< Text without quotes: 2024-01-31 may be meant as a date.
  std::vector<Node> items;                            ///< sequence
  std::vector<std::pair<std::string, Node>> members;  ///< mapping, in file order, keys unique
  std::string tag;                                    ///< "!Ref", "!Sub", …; empty without a local tag.
  int line = 0;                                       ///< From 1; 0 for a node made by code.
  int column = 0;
  int key_line = 0;  ///< Where the key of this member stands (0 for items and the root).
  int key_column = 0;
  std::shared_ptr<const std::string> file;  ///< Name as given to parse(); shared by the whole tree.

  /// Out of line: clang with libstdc++ 12 can't make it here, where `members` still holds an incomplete type.
  Node();

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_bool() const { return kind == Kind::boolean; }
  [[nodiscard]] bool is_text() const { return kind == Kind::text; }
  [[nodiscard]] bool is_number() const { return kind == Kind::integer || kind == Kind::number; }
  [[nodiscard]] bool is_scalar() const { return kind != Kind::sequence && kind != Kind::mapping; }
  [[nodiscard]] bool is_sequence() const { return kind == Kind::sequence; }
  [[nodiscard]] bool is_mapping() const { return kind == Kind::mapping; }

  /// The member called `key`, or nullptr (also when this isn't a mapping).
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  /// Adds or replaces a member.
  Node& set(std::string key, Node value);

  [[nodiscard]] Place place() const;      ///< Of the value.
  [[nodiscard]] Place key_place() const;  ///< Of the key where there is one, else of the value.
};

Node make_text(std::string text);
Node make_integer(std::int64_t value);

/// Parses one YAML (or JSON) document. `file` is only used in messages. Errors: invalid, with the place.
/// An empty document is a null node.
Result<Node> parse(std::string_view text, std::string file);

/// Reads and parses a file. Errors: not_found when it can't be read, else as parse().
Result<Node> parse_file(const std::string& path);

/// The tree as plain JSON: positions and tags are dropped.
boost::json::value to_json(const Node& node);

/// The one of `allowed` nearest to `given`, when near enough to be a slip of the fingers; else empty. For "did you
/// mean".
std::string_view nearest(std::string_view given, const std::vector<std::string_view>& allowed);

}  // namespace rampart::document
