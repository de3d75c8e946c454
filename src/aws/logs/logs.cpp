#include "aws/logs/logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "aws/logs/operation_names.h"
#include "aws/protocol/page_token.h"

namespace rampart::aws::logs {

namespace json = boost::json;
using protocol::ApiError;

Logs::Logs(Account& account, const TaskLogs& tasks)
    : account_(account), tasks_(tasks), records_(account.state, "logs"), operations_(logs_operations()) {
  add_groups();
  add_streams();
  add_events();
}

protocol::Service Logs::service() const {
  return {.id = "CloudWatch Logs",
          .signing_name = "logs",
          .api_version = "2014-03-28",
          .target_prefix = "Logs_20140328",
          .wires = {protocol::Wire::json_1_1},
          .errors = errors(),
          .operations = operations_.all()};
}

void Logs::on(std::string_view name, protocol::Shape input, protocol::Shape output,
              Answer (Logs::*answer)(const Call&)) {
  operations_.answer(name, std::move(input), std::move(output),
                     [this, answer](const Call& call) { return (this->*answer)(call); });
}

void Logs::tick(Instant now) {
  constexpr std::int64_t hour = 3'600'000;
  constexpr std::int64_t day = 24 * hour;
  const std::int64_t at = milliseconds_of(now);
  if (at < swept_ + hour) return;
  swept_ = at;
  for (const std::string& region : records_.regions())
    for (const Records::Entry& entry : records_.list(region, "group"))
      if (const std::int64_t days = number_of(*entry.object, "retentionInDays", 0); days > 0)
        forget_events(region, std::string(entry.id), {}, at - days * day);
}

const protocol::ErrorStyle& errors() {
  static const protocol::ErrorStyle style = {.validation_code = "InvalidParameterException",
                                             .token_code = "InvalidParameterException",
                                             .token_message = "The specified nextToken is invalid."};
  return style;
}

ApiError no_such_group() {
  return {.code = "ResourceNotFoundException", .message = "The specified log group does not exist."};
}
ApiError no_such_stream() {
  return {.code = "ResourceNotFoundException", .message = "The specified log stream does not exist."};
}
ApiError bad_parameter(std::string message) {
  return {.code = "InvalidParameterException", .message = std::move(message)};
}

std::string group_named(const protocol::Call& call) {
  for (const char* member : {"logGroupName", "logGroupIdentifier", "resourceArn"}) {
    std::string name = text_of(call.input, member);
    if (name.empty()) continue;
    const std::size_t at = name.find(":log-group:");
    if (!name.starts_with("arn:") || at == std::string::npos) return name;
    name.erase(0, at + 11);
    return name.substr(0, name.find(':'));
  }
  return {};
}

std::string batch_prefix(const std::string& group, const std::string& stream) {
  return fmt::format("{}\n{}{}", group, stream, stream.empty() ? "" : "\n");
}

protocol::Answer page(const protocol::Call& call, json::array all, std::int64_t most, std::string_view member) {
  std::size_t first = 0;
  if (const std::string given = text_of(call.input, "nextToken"); !given.empty()) {
    const auto position = protocol::page_position(call, given, errors());
    if (position.has_error()) return position.error();
    std::from_chars(position->data(), position->data() + position->size(), first);
  }
  first = std::min(first, all.size());
  const std::size_t last = std::min(all.size(), first + static_cast<std::size_t>(most));
  json::object out = {{member, json::array(all.begin() + static_cast<std::ptrdiff_t>(first),
                                           all.begin() + static_cast<std::ptrdiff_t>(last))}};
  if (last < all.size()) out["nextToken"] = protocol::page_token(call, std::to_string(last));
  return out;
}

}  // namespace rampart::aws::logs
