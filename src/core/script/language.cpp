#include "core/script/language.h"

#include <algorithm>
#include <map>

#include "core/script/language_tables.h"

namespace rampart::script::language {
namespace {

Value plain(Shape::Kind kind) {
  Shape shape;
  shape.kind = kind;
  return {std::move(shape)};
}

Value holding(Shape::Kind kind, const Value& value) {
  Shape shape;
  shape.kind = kind;
  shape.of = value;
  return {std::move(shape)};
}

const std::map<Part, Mapping>& tables() {
  static const std::map<Part, Mapping> all = [] {
    std::map<Part, Mapping> out;
    add_config_tables(out);
    add_plugin_tables(out);
    add_reporter_tables(out);
    add_flow_tables(out);
    return out;
  }();
  return all;
}

bool works(const Key& key) { return key.support == Support::works || key.support == Support::required; }

}  // namespace

Value operator|(Value left, const Value& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Value text() { return plain(Shape::Kind::text); }
Value number() { return plain(Shape::Kind::number); }
Value count() { return plain(Shape::Kind::count); }
Value flag() { return plain(Shape::Kind::flag); }
Value duration() { return plain(Shape::Kind::duration); }
Value null() { return plain(Shape::Kind::null); }
Value anything() { return plain(Shape::Kind::anything); }
Value scalar() { return text() | number() | flag(); }

Value one_of(std::vector<std::string_view> words) {
  Value out = text();
  out.front().allowed = std::move(words);
  return out;
}

Value mapping(Part part) {
  Value out = plain(Shape::Kind::mapping);
  out.front().part = part;
  return out;
}

Value map_of(const Value& value) { return holding(Shape::Kind::map, value); }
Value list_of(const Value& value) { return holding(Shape::Kind::list, value); }
Value one_or_more(const Value& value) { return Value(value) | list_of(value); }

const Key* Mapping::find(std::string_view key) const {
  const auto found = std::find_if(keys.begin(), keys.end(), [key](const Key& row) { return row.name == key; });
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string_view> Mapping::key_names() const {
  std::vector<std::string_view> out = working_names();
  for (const Key& key : keys)
    if (!works(key)) out.push_back(key.name);
  return out;
}

std::vector<std::string_view> Mapping::working_names() const {
  std::vector<std::string_view> out;
  for (const Key& key : keys)
    if (works(key)) out.push_back(key.name);
  return out;
}

const Mapping& mapping_of(Part part) { return tables().at(part); }

const std::vector<Part>& all_parts() {
  static const std::vector<Part> parts = [] {
    std::vector<Part> out;
    for (const auto& [part, table] : tables()) out.push_back(part);
    return out;
  }();
  return parts;
}

}  // namespace rampart::script::language
