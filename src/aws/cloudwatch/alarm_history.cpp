// DescribeAlarmHistory. Source: reference aws-scaling.md §3.6.
#include <algorithm>
#include <charconv>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/members.h"
#include "aws/protocol/page_token.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;
using Entry = HistoryArchive::Entry;

constexpr std::int64_t usual_items = 100;

bool lets_through(const json::object& input, const watch::HistoryItem& item) {
  const std::string name = text_in(input, "AlarmName");
  const std::string kind = text_in(input, "HistoryItemType");
  std::vector<std::string> types = texts_in(input, "AlarmTypes");
  // Without a name and types CloudWatch tells of metric alarms alone.
  if (types.empty() && name.empty()) types = {"MetricAlarm"};
  const std::string_view type = item.composite ? "CompositeAlarm" : "MetricAlarm";
  if (!types.empty() && std::find(types.begin(), types.end(), type) == types.end()) return false;
  if ((!name.empty() && name != item.alarm) || (!kind.empty() && kind != watch::name_of(item.kind))) return false;
  const auto start = instant_in(input, "StartDate");
  const auto end = instant_in(input, "EndDate");
  return (!start || item.at >= *start) && (!end || item.at <= *end);
}

json::object item_value(const watch::HistoryItem& item) {
  return {{"AlarmName", item.alarm},
          {"AlarmType", item.composite ? "CompositeAlarm" : "MetricAlarm"},
          {"Timestamp", timestamp_of(item.at)},
          {"HistoryItemType", watch::name_of(item.kind)},
          {"HistorySummary", item.summary},
          {"HistoryData", item.data}};
}

}  // namespace

protocol::Answer CloudWatch::describe_alarm_history(const Call& call) {
  Region& here = region(call.region);
  keep_alarms(call.region, here);  // what happened since the last tick is told too
  std::optional<std::uint64_t> after;
  if (const std::string token = text_in(call.input, "NextToken"); !token.empty()) {
    const auto position = protocol::page_position(call, token, {.token_code = "InvalidNextToken"});
    if (position.has_error()) return position.error();
    std::uint64_t number = 0;
    std::from_chars(position->data(), position->data() + position->size(), number);
    after = number;
  }
  const auto most = static_cast<std::size_t>(whole_in(call.input, "MaxRecords").value_or(usual_items));
  const bool ascending = text_in(call.input, "ScanBy") == "TimestampAscending";
  const auto& entries = here.history.entries();
  json::array items;
  json::object out;
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = ascending ? entries[i] : entries[entries.size() - 1 - i];
    if (after && (ascending ? entry.number <= *after : entry.number >= *after)) continue;
    if (!lets_through(call.input, entry.item)) continue;
    if (items.size() == most) {
      out["NextToken"] = protocol::page_token(call, std::to_string(last));
      break;
    }
    last = entry.number;
    items.push_back(item_value(entry.item));
  }
  out["AlarmHistoryItems"] = std::move(items);
  return out;
}

}  // namespace rampart::aws::cloudwatch
