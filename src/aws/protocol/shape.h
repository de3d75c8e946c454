// What a value of an AWS API looks like: one description that serves every protocol and every check.
//
//   static const Shape tag = structure("Tag", {required("key", string({.least = 1, .most = 128})),
//                                              optional("value", string({.most = 256}))});
//   static const Shape input = structure("CreateClusterRequest", {optional("clusterName", string()),
//                                                                 optional("tags", list(tag, {.most = 50}))});
//
// A Shape is a shared pointer to something that never changes: copy it freely, use it from any thread. A shape that
// holds itself is written as a function and named with later(&that_function).
//
// Canonical values, whatever the wire: structures and maps are objects under the model's names, lists are arrays,
// integers int64, doubles double (NaN and infinities included), booleans bool, strings UTF-8, timestamps double seconds
// since the epoch, rounded to milliseconds; blobs are strings of raw bytes. What is absent is absent, never null.
// Source: Smithy's and botocore's model language; reference aws-scaling.md §6.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/pattern.h"

namespace rampart::aws::protocol {

enum class Kind : std::uint8_t {
  string,
  integer,
  long_integer,
  double_number,
  boolean,
  timestamp,
  blob,
  list,
  map,
  structure,
};

struct ShapeNode;

class Shape {
 public:
  explicit Shape(std::shared_ptr<const ShapeNode> node) : node_(std::move(node)) {}
  /// The description; of a later() one, that which it names.
  const ShapeNode* operator->() const { return &node(); }
  [[nodiscard]] const ShapeNode& node() const;

 private:
  std::shared_ptr<const ShapeNode> node_;
};

/// Where a member travels in rest-json; every other protocol puts all into the body.
enum class Location : std::uint8_t { body, header, query, path, payload };

struct Member {
  std::string name;  ///< The model's, and the key of the canonical object.
  Shape shape;
  bool is_required = false;
  Location location = Location::body;
  std::string wire_name;  ///< On the wire: the name unless `called` says otherwise.

  /// The same member under another name on the wire (botocore's locationName).
  [[nodiscard]] Member called(std::string other) const;
  /// The same member elsewhere in a rest-json message.
  [[nodiscard]] Member in(Location where) const;
};

struct ShapeNode {
  Kind kind = Kind::string;
  std::optional<std::int64_t> least;  ///< Length (characters, bytes, elements); of integers the value.
  std::optional<std::int64_t> most;
  std::optional<double> least_number;  ///< Doubles.
  std::optional<double> most_number;
  std::optional<Pattern> pattern;
  std::vector<std::string> values;      ///< Of an enum, in the model's order; empty: any string.
  std::vector<Shape> parts;             ///< List: the element. Map: the key, the value.
  std::string element_name = "member";  ///< List: the tag around each element in query and XML ("item" in ec2).
  std::string key_name = "key";         ///< Map: the tags within an entry in query and XML.
  std::string value_name = "value";
  bool flattened = false;       ///< List, map: query and XML have no tag around the elements.
  std::string name;             ///< Structure.
  std::vector<Member> members;  ///< Structure, in the model's order.
  Shape (*later)() = nullptr;   ///< Set: this stands for what it answers.

  [[nodiscard]] const Shape& element() const { return parts.back(); }
};

struct StringLimits {
  std::optional<std::int64_t> least;  ///< Characters.
  std::optional<std::int64_t> most;
  std::string pattern;  ///< Empty: any.
};
struct IntegerLimits {
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
};
struct NumberLimits {
  std::optional<double> least;
  std::optional<double> most;
};
struct ListForm {
  std::optional<std::int64_t> least;  ///< Elements.
  std::optional<std::int64_t> most;
  std::string element_name = "member";
  bool flattened = false;
};
struct MapForm {
  std::optional<std::int64_t> least;  ///< Entries.
  std::optional<std::int64_t> most;
  std::string key_name = "key";
  std::string value_name = "value";
  bool flattened = false;
};

Shape string(StringLimits limits = {});
Shape enumeration(std::vector<std::string> values);
Shape integer(IntegerLimits limits = {});       ///< 32 bits.
Shape long_integer(IntegerLimits limits = {});  ///< 64 bits.
Shape double_number(NumberLimits limits = {});  ///< AWS's double and float.
Shape boolean();
Shape timestamp();
Shape blob(IntegerLimits bytes = {});
Shape list(Shape element, ListForm form = {});
Shape map(Shape key, Shape value, MapForm form = {});
Shape structure(std::string name, std::vector<Member> members);
/// Stands for what `shape` answers, asked only when it is needed: a structure can hold itself.
Shape later(Shape (*shape)());

Member required(std::string name, Shape shape);
Member optional(std::string name, Shape shape);

}  // namespace rampart::aws::protocol
