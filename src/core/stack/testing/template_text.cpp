#include "core/stack/testing/template_text.h"

#include <boost/json/serialize.hpp>

namespace rampart::stack::testing {

Result<Template> read(const std::string& text) {
  const auto node = document::parse(text, "t.yml");
  if (node.has_error()) return node.error();
  return read_template(*node);
}

Result<Plan> plan(const std::string& text, const std::map<std::string, std::string>& parameters) {
  const auto source = read(text);
  if (source.has_error()) return source.error();
  Pseudo pseudo;
  pseudo.stack_name = "quest";
  return make_plan(*source, parameters, pseudo);
}

std::string properties(const std::string& text, const std::string& logical_id,
                       const std::map<std::string, std::string>& parameters) {
  const auto planned = plan(text, parameters);
  if (planned.has_error()) return to_string(planned.error());
  const Attributes attributes = [](std::string_view id, std::string_view name) -> Result<Node> {
    if (name == "Missing") return invalid("no such attribute");
    return document::make_text(std::string(id) + "!" + std::string(name));
  };
  for (const Resource& resource : planned->resources) {
    if (resource.logical_id != logical_id) continue;
    const auto node = resolve(*planned, resource, attributes);
    if (node.has_error()) return to_string(node.error());
    return boost::json::serialize(document::to_json(*node));
  }
  return "no resource " + logical_id;
}

std::string value(const std::string& expression) {
  const std::string text =
      "Parameters: {P: {Type: String, Default: pv}, L: {Type: CommaDelimitedList, Default: 'a, b,c'}}\n"
      "Mappings: {M: {us-east-1: {ami: x1, list: [p, q]}}}\n"
      "Conditions: {Yes: {'Fn::Equals': [1, 1]}, No: {'Fn::Equals': [1, 2]}}\n"
      "Resources:\n"
      "  B: {Type: AWS::S3::Bucket}\n"
      "  R:\n"
      "    Type: AWS::SNS::Topic\n"
      "    Properties:\n"
      "      V: " +
      expression + "\n";
  std::string out = properties(text, "R");
  constexpr std::string_view head = R"({"V":)";
  return out.starts_with(head) ? out.substr(head.size(), out.size() - head.size() - 1) : out;
}

}  // namespace rampart::stack::testing
