// Dashboards: kept and given back as they came. They are the account's, not a region's; here they stand in the region
// that they were put in.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"
#include "aws/protocol/page_token.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;

constexpr std::size_t page = 1000;

std::string dashboard_arn(std::string_view account, std::string_view name) {
  return make_arn("cloudwatch", "", account, fmt::format("dashboard/{}", name));
}

ApiError no_such_dashboard(const std::string& name) {
  return {.code = "DashboardNotFoundError",
          .message = fmt::format("Dashboard {} does not exist", name),
          .http_status = 404,
          .query_code = "ResourceNotFound"};
}

ApiError invalid_dashboard(std::string message) {
  return {.code = "DashboardInvalidInputError", .message = std::move(message), .query_code = "InvalidParameterInput"};
}

bool is_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

protocol::Answer CloudWatch::put_dashboard(const Call& call) {
  const std::string name = text_in(call.input, "DashboardName");
  const std::string body = text_in(call.input, "DashboardBody");
  if (!is_name(name))
    return invalid_value(
        fmt::format("The value {} for field DashboardName contains invalid characters. It can only "
                    "contain alphanumerics, dash (-) and underscore (_).",
                    name));
  boost::system::error_code failed;
  const json::value parsed = json::parse(body, failed);
  if (failed || !parsed.is_object()) return invalid_dashboard("The field DashboardBody must be a valid JSON object");
  records_.put(call.region, "dashboard", name, {{"DashboardBody", body}, {"LastModified", timestamp_of(call.now)}});
  if (const json::array* tags = list_in(call.input, "Tags"))
    set_tags(call.region, dashboard_arn(call.account, name), *tags);
  return json::object{{"DashboardValidationMessages", json::array()}};
}

protocol::Answer CloudWatch::get_dashboard(const Call& call) {
  const std::string name = text_in(call.input, "DashboardName");
  const json::object* found = records_.find(call.region, "dashboard", name);
  if (found == nullptr) return no_such_dashboard(name);
  return json::object{{"DashboardArn", dashboard_arn(call.account, name)},
                      {"DashboardBody", text_in(*found, "DashboardBody")},
                      {"DashboardName", name}};
}

protocol::Answer CloudWatch::list_dashboards(const Call& call) {
  std::string after;
  if (const std::string token = text_in(call.input, "NextToken"); !token.empty()) {
    const auto position = protocol::page_position(call, token, {.token_code = "InvalidNextToken"});
    if (position.has_error()) return position.error();
    after = *position;
  }
  const std::string prefix = text_in(call.input, "DashboardNamePrefix");
  json::array entries;
  json::object out;
  for (const auto& [name, object] : records_.list(call.region, "dashboard")) {
    if (name <= after || !name.starts_with(prefix)) continue;
    if (entries.size() == page) {
      out["NextToken"] = protocol::page_token(call, text_in(entries.back().as_object(), "DashboardName"));
      break;
    }
    entries.push_back(json::object{{"DashboardName", std::string(name)},
                                   {"DashboardArn", dashboard_arn(call.account, name)},
                                   {"LastModified", number_in(*object, "LastModified").value_or(0)},
                                   {"Size", static_cast<std::int64_t>(text_in(*object, "DashboardBody").size())}});
  }
  out["DashboardEntries"] = std::move(entries);
  return out;
}

protocol::Answer CloudWatch::delete_dashboards(const Call& call) {
  const std::vector<std::string> names = texts_in(call.input, "DashboardNames");
  for (const std::string& name : names)
    if (records_.find(call.region, "dashboard", name) == nullptr) return no_such_dashboard(name);
  for (const std::string& name : names) {
    records_.erase(call.region, "dashboard", name);
    records_.erase(call.region, "tags", dashboard_arn(call.account, name));
  }
  return json::object{};
}

}  // namespace rampart::aws::cloudwatch
