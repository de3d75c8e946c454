// What DescribeAlarmHistory tells of a region: kept 30 days and at most 10,000 items, in memory and in the account's
// State ("cloudwatch-history/REGION/NUMBER"). It outlives the alarms. One thread: the control loop's.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "core/control/state.h"
#include "core/watch/alarm_history.h"

namespace rampart::aws::cloudwatch {

class HistoryArchive {
 public:
  static constexpr std::size_t most_items = 10'000;

  /// Finds what was there before a restart. `state` must outlive it.
  HistoryArchive(control::State& state, const std::string& region);

  void add(watch::HistoryItem item);
  /// Drops what is older than 30 days at `now`.
  void forget(Instant now);

  struct Entry {
    std::uint64_t number = 0;  ///< Grows from item to item.
    watch::HistoryItem item;
  };
  [[nodiscard]] const std::deque<Entry>& entries() const { return entries_; }  ///< Oldest first.

 private:
  [[nodiscard]] std::string key(std::uint64_t number) const;
  void drop_oldest();

  control::State& state_;
  std::string prefix_;
  std::deque<Entry> entries_;
  std::uint64_t next_number_ = 1;
};

}  // namespace rampart::aws::cloudwatch
