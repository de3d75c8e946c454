// A composite alarm's AlarmRule: ALARM("high") AND (OK(arn:…:other) OR NOT INSUFFICIENT_DATA(third)).
//
// AND binds closer than OR, NOT closest; TRUE and FALSE are rules too; names may stand in quotation marks, and must
// where they hold spaces, parentheses or commas. Source: reference aws-scaling.md §3.6 and the CloudWatch user guide.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/watch/alarm.h"

namespace rampart::watch {

class AlarmRule {
 public:
  static constexpr std::size_t most_alarms = 100;

  /// Errors: invalid, with the position of what can't be read.
  static Result<AlarmRule> parse(std::string_view text);

  using StateOf = std::function<AlarmState(const std::string& alarm)>;
  [[nodiscard]] bool holds(const StateOf& state_of) const { return holds(root_, state_of); }
  /// Names of the alarms it looks at, each once, in their order; of an ARN the name.
  [[nodiscard]] const std::vector<std::string>& alarms() const { return alarms_; }

 private:
  friend class AlarmRuleParser;
  struct Node {
    enum class Kind : std::uint8_t { constant, state, negation, conjunction, disjunction };
    Kind kind = Kind::constant;
    bool constant = false;
    AlarmState state = AlarmState::alarm;
    std::string alarm = {};
    std::vector<Node> parts = {};
  };
  static bool holds(const Node& node, const StateOf& state_of);

  Node root_;
  std::vector<std::string> alarms_;
};

/// "high" of "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high"; a name as it is.
std::string_view alarm_name_in(std::string_view name_or_arn);

}  // namespace rampart::watch
