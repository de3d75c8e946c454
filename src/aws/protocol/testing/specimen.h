// Services that exist only to be tested with: one structure with every kind of value, echoed over every wire.
#pragma once

#include <boost/json/value.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "aws/protocol/service.h"
#include "base/random.h"

namespace rampart::aws::protocol::testing {

/// Every kind of shape, flattened and not, and itself again.
inline Shape every_kind() {
  static const Shape part = structure("Part", {optional("Key", string()), optional("Numbers", list(double_number()))});
  static const Shape shape = structure(
      "EveryKind",
      {optional("Text", string()), optional("Choice", enumeration({"one", "two"})), optional("Count", integer()),
       optional("Total", long_integer()), optional("Ratio", double_number()), optional("Flag", boolean()),
       optional("Moment", timestamp()), optional("Data", blob()), optional("Names", list(string())),
       optional("Flat", list(string(), {.flattened = true})), optional("Parts", list(part)),
       optional("Lists", list(list(integer()))), optional("Tags", map(string(), string())),
       optional("Named", map(string(), integer(), {.key_name = "Name", .value_name = "Value"})),
       optional("FlatTags", map(string(), part, {.flattened = true})), optional("part", part).called("somePart"),
       optional("Child", later(&every_kind))});
  return shape;
}

/// The same kinds spread over path, query, headers and body.
inline Shape every_place() {
  static const Shape shape =
      structure("EveryPlace",
                {required("Name", string()).in(Location::path), required("Rest", string()).in(Location::path),
                 optional("Limit", integer()).in(Location::query),
                 optional("Ids", list(string())).in(Location::query).called("id"),
                 optional("Since", timestamp()).in(Location::query), optional("Flag", boolean()).in(Location::query),
                 optional("Kind", enumeration({"one", "two"})).in(Location::header).called("X-Kind"),
                 optional("At", timestamp()).in(Location::header).called("X-At"),
                 optional("Codes", list(integer())).in(Location::header).called("X-Codes"),
                 optional("Body", every_kind()), optional("Words", list(string()))});
  return shape;
}

/// Checked by limits; answers what it was asked.
inline Shape limited() {
  static const Shape tag = structure("Tag", {required("Key", string({.least = 1, .most = 4})),
                                             optional("Value", string({.most = 4, .pattern = "[a-z]*"}))});
  static const Shape shape = structure(
      "Limited",
      {required("Name", string({.least = 1, .most = 8, .pattern = "[A-Za-z0-9-]+"})),
       optional("MaxResults", integer({.least = 1, .most = 100})),
       optional("Percent", double_number({.least = 0, .most = 100})), optional("Mode", enumeration({"on", "off"})),
       optional("Data", blob({.most = 4})), optional("Names", list(string({.least = 1, .most = 4}), {.most = 3})),
       optional("Tags", list(tag)), optional("Map", map(string({.most = 4}), string({.most = 4}), {.most = 2}))});
  return shape;
}

inline std::vector<Service> specimen_services(const Handler& echo) {
  const auto operations = [&](const std::string& folder) {
    return std::vector<Operation>{{"Echo", every_kind(), every_kind(), echo, "POST", "/" + folder + "/echo"},
                                  {"Limit", limited(), limited(), echo, "PUT", "/" + folder + "/limit"},
                                  {"Later", every_kind(), every_kind(), nullptr, "PUT", "/" + folder + "/later"}};
  };
  Service all{.id = "Specimen",
              .signing_name = "specimen",
              .api_version = "2020-01-01",
              .target_prefix = "Specimen_20200101",
              .xmlns = "http://specimen.example/doc/",
              .wires = {Wire::query, Wire::json_1_0, Wire::json_1_1, Wire::rpc_v2_cbor}};
  all.operations = operations("none");
  Service ec2{.id = "Specimen EC2",
              .signing_name = "specimen-ec2",
              .api_version = "2020-02-02",
              .xmlns = "http://specimen.example/ec2/",
              .wires = {Wire::ec2}};
  ec2.operations = operations("none");
  Service rest{
      .id = "Specimen REST", .signing_name = "specimen-rest", .api_version = "2020-03-03", .wires = {Wire::rest_json}};
  rest.errors.message_member = "Message";
  rest.errors.rest_type = true;
  rest.operations = operations("v1");
  rest.operations.push_back({"Place", every_place(), every_place(), echo, "POST", "/v1/place/{Name}/at/{Rest+}", 202});
  rest.operations.push_back({"ListAll", every_kind(), every_kind(), echo, "POST", "/v1/echo?List=ALL"});
  const Shape raw = structure("Raw", {optional("Data", blob()).in(Location::payload)});
  rest.operations.push_back({"Raw", raw, raw, echo, "PUT", "/v1/raw"});
  return {all, ec2, rest};
}

/// Equal as canonical values: NaN is NaN, and the order of members is nothing.
inline bool same_value(const boost::json::value& a, const boost::json::value& b) {
  if (a.is_double() && b.is_double())
    return a.get_double() == b.get_double() || (std::isnan(a.get_double()) && std::isnan(b.get_double()));
  if (a.kind() != b.kind()) return false;
  if (a.is_array()) {
    if (a.get_array().size() != b.get_array().size()) return false;
    for (std::size_t i = 0; i < a.get_array().size(); ++i)
      if (!same_value(a.get_array()[i], b.get_array()[i])) return false;
    return true;
  }
  if (!a.is_object()) return a == b;
  if (a.get_object().size() != b.get_object().size()) return false;
  for (const auto& [key, value] : a.get_object()) {
    const boost::json::value* other = b.get_object().if_contains(key);
    if (other == nullptr || !same_value(value, *other)) return false;
  }
  return true;
}

/// Some canonical value of that shape; the same random stream gives the same.
inline boost::json::value any_value(const Shape& shape, Random& random, int depth = 0) {
  const auto pick = [&](std::uint64_t below) { return static_cast<std::int64_t>(random() % below); };
  const auto text = [&] {
    static const std::vector<std::string> parts = {"a", "Z", "0",  " ", "&", "<",  ">",  "\"", "=", "+", "%",
                                                   "/", "é", "漢", "😀", ".", "\n", "\t", "\r", "'", ","};
    std::string out;
    for (auto left = pick(6); left >= 0; --left) out += parts[static_cast<std::size_t>(pick(parts.size()))];
    return out;
  };
  switch (shape->kind) {
    case Kind::integer:
      return pick(2) == 0 ? pick(100) - 50 : (pick(2) == 0 ? INT32_MAX : INT32_MIN);
    case Kind::long_integer:
      return pick(2) == 0 ? static_cast<std::int64_t>(random()) : pick(10);
    case Kind::double_number: {
      constexpr double nan = std::numeric_limits<double>::quiet_NaN();
      constexpr double infinity = std::numeric_limits<double>::infinity();
      const std::vector<double> odd = {0.1, -2.5, 1e300, 5e-324, 0.0, 3.0, nan, infinity, -infinity};
      return odd[static_cast<std::size_t>(pick(odd.size()))];
    }
    case Kind::boolean:
      return pick(2) == 0;
    case Kind::timestamp:
      return static_cast<double>(pick(4'000'000'000'000) - 1'000'000'000'000) / 1000.0;
    case Kind::blob: {
      std::string out;
      for (auto left = pick(5); left > 0; --left) out += static_cast<char>(pick(256));
      return boost::json::value(out);
    }
    case Kind::list: {
      boost::json::array out;
      for (auto left = depth > 3 ? 0 : pick(4); left > 0; --left)
        out.push_back(any_value(shape->element(), random, depth + 1));
      return out;
    }
    case Kind::map: {
      boost::json::object out;
      for (auto left = depth > 3 ? 0 : pick(4); left > 0; --left)
        out[text()] = any_value(shape->element(), random, depth + 1);
      return out;
    }
    case Kind::structure: {
      boost::json::object out;
      for (const Member& member : shape->members)
        if (depth < 4 && (member.is_required || pick(3) > 0))
          out[member.name] = any_value(member.shape, random, depth + 1);
      return out;
    }
    default:
      return boost::json::value(
          shape->values.empty() ? text() : shape->values[static_cast<std::size_t>(pick(shape->values.size()))]);
  }
}

}  // namespace rampart::aws::protocol::testing
