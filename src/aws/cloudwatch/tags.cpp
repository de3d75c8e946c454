// TagResource, UntagResource, ListTagsForResource: of alarms and dashboards.
#include <fmt/format.h>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;

constexpr std::size_t most_tags = 50;

}  // namespace

std::map<std::string, std::string> CloudWatch::tags_of(const std::string& region, const std::string& arn) const {
  std::map<std::string, std::string> out;
  if (const json::object* tags = records_.find(region, "tags", arn))
    for (const auto& [key, value] : *tags) out[key] = value.as_string();
  return out;
}

void CloudWatch::put_tags(const std::string& region, const std::string& arn, std::map<std::string, std::string> tags) {
  json::object object;
  for (const auto& [key, value] : tags) object[key] = value;
  records_.put(region, "tags", arn, std::move(object));
}

void CloudWatch::set_tags(const std::string& region, const std::string& arn, const json::array& tags) {
  auto all = tags_of(region, arn);
  for (const json::value& one : tags) all[text_in(one.as_object(), "Key")] = text_in(one.as_object(), "Value");
  put_tags(region, arn, std::move(all));
}

std::optional<ApiError> CloudWatch::missing_resource(const Call& call, const std::string& arn) {
  const std::string name(watch::alarm_name_in(arn));
  if (name != arn && account_.plane(call.region).alarms().find(name) != nullptr) return std::nullopt;
  constexpr std::string_view mark = ":dashboard/";
  if (const auto at = arn.find(mark);
      at != std::string::npos && records_.find(call.region, "dashboard", arn.substr(at + mark.size())) != nullptr)
    return std::nullopt;
  if (!arn.starts_with("arn:")) return invalid_value(fmt::format("{} is not a valid ARN.", arn));
  return ApiError{.code = "ResourceNotFoundException",
                  .message = fmt::format("Unknown resource {}", arn),
                  .http_status = 404,
                  .query_code = "ResourceNotFoundException"};
}

protocol::Answer CloudWatch::tag_resource(const Call& call) {
  const std::string arn = text_in(call.input, "ResourceARN");
  if (auto missing = missing_resource(call, arn)) return *missing;
  auto all = tags_of(call.region, arn);
  const json::array& tags = *list_in(call.input, "Tags");
  for (const json::value& one : tags) all[text_in(one.as_object(), "Key")] = text_in(one.as_object(), "Value");
  if (all.size() > most_tags) return invalid_value(fmt::format("A resource may have at most {} tags.", most_tags));
  put_tags(call.region, arn, std::move(all));
  return json::object{};
}

protocol::Answer CloudWatch::untag_resource(const Call& call) {
  const std::string arn = text_in(call.input, "ResourceARN");
  if (auto missing = missing_resource(call, arn)) return *missing;
  auto all = tags_of(call.region, arn);
  for (const std::string& key : texts_in(call.input, "TagKeys")) all.erase(key);
  put_tags(call.region, arn, std::move(all));
  return json::object{};
}

protocol::Answer CloudWatch::list_tags_for_resource(const Call& call) {
  const std::string arn = text_in(call.input, "ResourceARN");
  if (auto missing = missing_resource(call, arn)) return *missing;
  json::array tags;
  for (const auto& [key, value] : tags_of(call.region, arn))
    tags.push_back(json::object{{"Key", key}, {"Value", value}});
  return json::object{{"Tags", std::move(tags)}};
}

}  // namespace rampart::aws::cloudwatch
