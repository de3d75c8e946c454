#include "aws/cloudwatch/history_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "aws/cloudwatch/members.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;
using watch::HistoryItem;
using Kind = HistoryItem::Kind;

constexpr Duration kept_for = std::chrono::hours(30 * 24);

json::object value_of(const HistoryItem& item) {
  return {{"AlarmName", item.alarm},     {"Composite", item.composite}, {"Kind", watch::name_of(item.kind)},
          {"At", timestamp_of(item.at)}, {"Summary", item.summary},     {"Data", item.data}};
}

HistoryItem item_of(const json::object& value) {
  HistoryItem out;
  out.alarm = text_in(value, "AlarmName");
  out.composite = flag_in(value, "Composite", false);
  for (const Kind kind : {Kind::configuration_update, Kind::state_update, Kind::action})
    if (watch::name_of(kind) == text_in(value, "Kind")) out.kind = kind;
  out.at = instant_in(value, "At").value_or(Instant{});
  out.summary = text_in(value, "Summary");
  out.data = text_in(value, "Data");
  return out;
}

}  // namespace

HistoryArchive::HistoryArchive(control::State& state, const std::string& region)
    : state_(state), prefix_(fmt::format("cloudwatch-history/{}/", region)) {
  for (const auto& [name, body] : state_.read(prefix_)) {
    boost::system::error_code failed;
    const json::value value = json::parse(body, failed);
    if (failed || !value.is_object()) continue;
    std::uint64_t number = 0;
    std::from_chars(name.data() + prefix_.size(), name.data() + name.size(), number);
    entries_.push_back({number, item_of(value.get_object())});
    next_number_ = std::max(next_number_, number + 1);
  }
}

// Ten digits, so that the State's order is the items'.
std::string HistoryArchive::key(std::uint64_t number) const { return fmt::format("{}{:010}", prefix_, number); }

void HistoryArchive::add(HistoryItem item) {
  state_.put(key(next_number_), json::serialize(value_of(item)));
  entries_.push_back({next_number_++, std::move(item)});
  if (entries_.size() > most_items) drop_oldest();
}

void HistoryArchive::forget(Instant now) {
  while (!entries_.empty() && entries_.front().item.at < now - kept_for) drop_oldest();
}

void HistoryArchive::drop_oldest() {
  state_.erase(key(entries_.front().number));
  entries_.pop_front();
}

}  // namespace rampart::aws::cloudwatch
