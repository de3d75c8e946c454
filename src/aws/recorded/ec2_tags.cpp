#include <algorithm>

#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

/// The kind of resource that an id is of: "sg-0…" is a security group, "sgr-0…" a rule of one.
const Noun* noun_of(std::string_view id) {
  for (const Noun* one : nouns())
    if (id.starts_with(one->kind) && id.substr(one->kind.size()).starts_with('-')) return one;
  return nullptr;
}

ApiError no_such_id(std::string_view id) {
  return {.code = "InvalidID", .message = fmt::format("The ID '{}' is not valid", id)};
}

/// Every resource the call names must be there before any is changed.
protocol::Answered<std::vector<const Noun*>> nouns_of(const Desk& desk, const Call& call) {
  std::vector<const Noun*> out;
  for (const json::value& one : list_of(call.input, "Resources")) {
    const std::string id(one.as_string());
    const Noun* of = noun_of(id);
    if (of == nullptr) return no_such_id(id);
    if (desk.records.find(call.region, of->kind, id) == nullptr) return unknown_id(*of, id);
    out.push_back(of);
  }
  return out;
}

Answer change_tags(Desk& desk, const Call& call, bool add) {
  const auto found = nouns_of(desk, call);
  if (found.has_error()) return found.error();
  const json::array tags = list_of(call.input, "Tags");
  const json::array resources = list_of(call.input, "Resources");
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const Noun& of = *(*found)[i];
    json::object object = *desk.records.find(call.region, of.kind, std::string(resources[i].as_string()));
    json::array now = list_of(object, of.tags);
    if (add) {
      now = merged_tags(std::move(now), tags, "Key");
    } else {
      // Without tags all go; a tag with a value goes only when it has that value.
      json::array left;
      for (const json::value& tag : now)
        if (!tags.empty() && std::none_of(tags.begin(), tags.end(), [&](const json::value& gone) {
              return text_of(gone.as_object(), "Key") == text_of(tag.as_object(), "Key") &&
                     (!gone.as_object().contains("Value") ||
                      text_of(gone.as_object(), "Value") == text_of(tag.as_object(), "Value"));
            }))
          left.push_back(tag);
      now = std::move(left);
    }
    object[of.tags] = std::move(now);
    keep(desk, call, of, std::move(object));
  }
  return done();
}

Answer describe_tags(Desk& desk, const Call& call) {
  static const Noun tag = {
      "tag", "ResourceId", "", "Tags",
      "",    "",           "", "resource-id=ResourceId resource-type=ResourceType key=Key value=Value"};
  std::vector<json::object> all;
  for (const Noun* of : nouns())
    for (const json::object& object : all_of(desk, call, *of))
      for (const json::value& one : list_of(object, of->tags))
        all.push_back({{"Key", text_of(one.as_object(), "Key")},
                       {"ResourceId", object.at(of->id)},
                       {"ResourceType", of->type},
                       {"Value", text_of(one.as_object(), "Value")}});
  return describe(desk, call, tag, all);
}

}  // namespace

void add_tags(Desk& desk) {
  using namespace ec2;
  using protocol::list;
  using protocol::structure;
  const Shape tag = structure("Tag", {text("Key"), text("Value")});
  const Member resources = protocol::required("Resources", list(protocol::string())).called("ResourceId");
  desk.on("CreateTags",
          structure("CreateTagsRequest", {resources, protocol::required("Tags", list(tag)).called("Tag")}),
          success("CreateTagsResult"), [](Desk& at, const Call& call) { return change_tags(at, call, true); });
  desk.on("DeleteTags",
          structure("DeleteTagsRequest", {resources, protocol::optional("Tags", list(tag)).called("Tag")}),
          success("DeleteTagsResult"), [](Desk& at, const Call& call) { return change_tags(at, call, false); });
  const Shape described =
      structure("TagDescription", {text("Key"), text("ResourceId"), text("ResourceType"), text("Value")});
  std::vector<Member> members;
  const Shape usual = describe_input("", "Unused", "Unused");
  for (const Member& one : usual->members)
    if (one.name != "Unused") members.push_back(one);
  desk.on("DescribeTags", structure("DescribeTagsRequest", members),
          describe_output("DescribeTagsResult", many("Tags", "tagSet", described)), describe_tags);
}

}  // namespace rampart::aws::recorded
