#include "aws/protocol/query_form.h"

#include <fmt/format.h>

#include <optional>

#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

namespace json = boost::json;

/// ec2 writes every member with a capital: botocore's rule for a locationName without a queryName.
std::string key_of(const Member& member, Wire wire) {
  std::string out = member.wire_name;
  if (wire == Wire::ec2 && !out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 0x20);
  return out;
}

class Reader {
 public:
  explicit Reader(Wire wire) : wire_(wire) {}

  Decoded read(const Shape& shape, const FormNode& node, const std::string& path) const {
    switch (shape->kind) {
      case Kind::structure:
        return structure(shape, node, path);
      case Kind::list:
        return list(shape, node, path);
      case Kind::map:
        return map(shape, node, path);
      default:
        break;
    }
    if (!node.value) return wrong(path, "Start of structure or map found where not expected.");
    if (auto out = value_of(shape, *node.value)) return std::move(*out);
    return wrong(path, fmt::format("The value '{}' is not of the parameter's type.", printable(*node.value)));
  }

 private:
  static ApiError wrong(const std::string& path, std::string_view what) {
    return serialization_error(fmt::format("{}: {}", printable(path), what));
  }

  static std::string below(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
  }

  Decoded structure(const Shape& shape, const FormNode& node, const std::string& path) const {
    json::object out;
    for (const Member& member : shape->members) {
      const std::string key = key_of(member, wire_);
      const FormNode* child = node.child(key);
      if (child == nullptr) continue;
      Decoded value = read(member.shape, *child, below(path, key));
      if (value.has_error()) return value.error();
      out[member.name] = std::move(*value);
    }
    return json::value(std::move(out));
  }

  Decoded list(const Shape& shape, const FormNode& node, const std::string& path) const {
    json::array out;
    const bool bare = wire_ == Wire::ec2 || shape->flattened;
    const FormNode* elements = bare ? &node : node.child(shape->element_name);
    if (elements == nullptr) {
      if (node.value && node.value->empty() && node.children.empty()) return json::value(std::move(out));
      return wrong(path, "Unexpected list element termination.");
    }
    for (const FormNode* element : elements->elements()) {
      Decoded value = read(shape->element(), *element, fmt::format("{}.{}", path, out.size() + 1));
      if (value.has_error()) return value.error();
      out.push_back(std::move(*value));
    }
    if (out.empty() && !(node.value && node.value->empty()))
      return wrong(path, "Start of list found where not expected.");
    return json::value(std::move(out));
  }

  Decoded map(const Shape& shape, const FormNode& node, const std::string& path) const {
    json::object out;
    const FormNode* entries = shape->flattened ? &node : node.child("entry");
    if (entries == nullptr) {
      if (node.value && node.value->empty() && node.children.empty()) return json::value(std::move(out));
      return wrong(path, "Unexpected map entry termination.");
    }
    for (const FormNode* entry : entries->elements()) {
      const FormNode* key = entry->child(shape->key_name);
      const FormNode* value = entry->child(shape->value_name);
      if (key == nullptr || value == nullptr || !key->value) return wrong(path, "A map entry needs a key and a value.");
      Decoded name = read(shape->parts[0], *key, path);
      if (name.has_error()) return name.error();
      Decoded read_value = read(shape->element(), *value, path);
      if (read_value.has_error()) return read_value.error();
      out[name->as_string()] = std::move(*read_value);
    }
    if (out.empty() && !(node.value && node.value->empty()))
      return wrong(path, "Start of map found where not expected.");
    return json::value(std::move(out));
  }

  Wire wire_;
};

class Writer {
 public:
  Writer(Wire wire, FormPairs& out) : wire_(wire), out_(out) {}

  void write(const Shape& shape, const json::value& value, const std::string& path) {
    switch (shape->kind) {
      case Kind::structure: {
        const std::size_t before = out_.size();
        for (const Member& member : shape->members)
          if (const json::value* one = value.as_object().if_contains(member.name))
            write(member.shape, *one, path.empty() ? key_of(member, wire_) : path + "." + key_of(member, wire_));
        if (out_.size() == before && !path.empty()) out_.emplace_back(path, "");
        return;
      }
      case Kind::list: {
        const bool bare = wire_ == Wire::ec2 || shape->flattened;
        const std::string prefix = bare ? path : path + "." + shape->element_name;
        int index = 0;
        for (const json::value& one : value.as_array())
          write(shape->element(), one, fmt::format("{}.{}", prefix, ++index));
        if (index == 0) out_.emplace_back(path, "");
        return;
      }
      case Kind::map: {
        const std::string prefix = shape->flattened ? path : path + ".entry";
        int index = 0;
        for (const auto& [key, one] : value.as_object()) {
          const std::string entry = fmt::format("{}.{}.", prefix, ++index);
          out_.emplace_back(entry + shape->key_name, key);
          write(shape->element(), one, entry + shape->value_name);
        }
        if (index == 0) out_.emplace_back(path, "");
        return;
      }
      default:
        out_.emplace_back(path, text_of(shape, value));
    }
  }

 private:
  Wire wire_;
  FormPairs& out_;
};

}  // namespace

Decoded read_query(const Shape& input, const FormNode& form, Wire wire) { return Reader(wire).read(input, form, ""); }

FormPairs write_query(const Service& service, const Operation& operation, const json::object& input) {
  FormPairs out = {{"Action", operation.name}, {"Version", service.api_version}};
  Writer(service.speaks(Wire::ec2) ? Wire::ec2 : Wire::query, out).write(operation.input, input, "");
  return out;
}

}  // namespace rampart::aws::protocol
