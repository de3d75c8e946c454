#include "aws/protocol/shape.h"

#include <utility>

namespace rampart::aws::protocol {
namespace {

Shape made(ShapeNode node) { return Shape(std::make_shared<const ShapeNode>(std::move(node))); }

Shape whole_number(Kind kind, IntegerLimits limits) {
  ShapeNode node;
  node.kind = kind;
  node.least = limits.least;
  node.most = limits.most;
  return made(std::move(node));
}

Shape plain(Kind kind) {
  ShapeNode node;
  node.kind = kind;
  return made(std::move(node));
}

}  // namespace

const ShapeNode& Shape::node() const {
  const ShapeNode* at = node_.get();
  while (at->later != nullptr) at = at->later().node_.get();  // owned by the function's static
  return *at;
}

Member Member::called(std::string other) const {
  Member out = *this;
  out.wire_name = std::move(other);
  return out;
}

Member Member::in(Location where) const {
  Member out = *this;
  out.location = where;
  return out;
}

Shape string(StringLimits limits) {
  ShapeNode node;
  node.least = limits.least;
  node.most = limits.most;
  if (!limits.pattern.empty()) node.pattern.emplace(limits.pattern);
  return made(std::move(node));
}

Shape enumeration(std::vector<std::string> values) {
  ShapeNode node;
  node.values = std::move(values);
  return made(std::move(node));
}

Shape integer(IntegerLimits limits) { return whole_number(Kind::integer, limits); }
Shape long_integer(IntegerLimits limits) { return whole_number(Kind::long_integer, limits); }
Shape blob(IntegerLimits bytes) { return whole_number(Kind::blob, bytes); }
Shape boolean() { return plain(Kind::boolean); }
Shape timestamp() { return plain(Kind::timestamp); }

Shape double_number(NumberLimits limits) {
  ShapeNode node;
  node.kind = Kind::double_number;
  node.least_number = limits.least;
  node.most_number = limits.most;
  return made(std::move(node));
}

Shape list(Shape element, ListForm form) {
  ShapeNode node;
  node.kind = Kind::list;
  node.parts = {std::move(element)};
  node.least = form.least;
  node.most = form.most;
  node.element_name = std::move(form.element_name);
  node.flattened = form.flattened;
  return made(std::move(node));
}

Shape map(Shape key, Shape value, MapForm form) {
  ShapeNode node;
  node.kind = Kind::map;
  node.parts = {std::move(key), std::move(value)};
  node.least = form.least;
  node.most = form.most;
  node.key_name = std::move(form.key_name);
  node.value_name = std::move(form.value_name);
  node.flattened = form.flattened;
  return made(std::move(node));
}

Shape structure(std::string name, std::vector<Member> members) {
  ShapeNode node;
  node.kind = Kind::structure;
  node.name = std::move(name);
  node.members = std::move(members);
  return made(std::move(node));
}

Shape later(Shape (*shape)()) {
  ShapeNode node;
  node.later = shape;
  return made(std::move(node));
}

Member required(std::string name, Shape shape) {
  Member out = optional(std::move(name), std::move(shape));
  out.is_required = true;
  return out;
}

Member optional(std::string name, Shape shape) {
  std::string wire_name = name;
  return {std::move(name), std::move(shape), false, Location::body, std::move(wire_name)};
}

}  // namespace rampart::aws::protocol
