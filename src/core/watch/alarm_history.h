// What DescribeAlarmHistory tells: one item for each change of an alarm's configuration or state and for each action.
// Source: reference aws-scaling.md §3.6. Pure functions; Alarms keeps the items.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/watch/alarm.h"

namespace rampart::watch {

struct HistoryItem {
  enum class Kind : std::uint8_t { configuration_update, state_update, action };
  std::string alarm;
  bool composite = false;
  Kind kind = Kind::state_update;
  Instant at;
  std::string summary;  ///< "Alarm updated from OK to ALARM"
  std::string data;     ///< AWS's HistoryData JSON.
};

std::string_view name_of(HistoryItem::Kind kind);  ///< "ConfigurationUpdate", …

enum class ConfigurationChange : std::uint8_t { created, updated, deleted };
HistoryItem configuration_item(const AlarmSpec& spec, ConfigurationChange change, Instant at);

/// `old_*` are those of the state that was left.
HistoryItem state_item(const Transition& transition, const AlarmSpec& spec, std::string_view old_reason,
                       std::string_view old_reason_data);

/// `trouble` empty: the action was carried out.
HistoryItem action_item(const AlarmSpec& spec, const std::string& action_arn, Instant state_updated, Instant at,
                        const std::string& trouble = {});

}  // namespace rampart::watch
