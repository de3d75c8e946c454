#include "core/control/deployment_alarms.h"

namespace rampart::control {

std::map<std::string, fleet::AlarmReading> read_alarms(const watch::Alarms& alarms,
                                                       const std::set<std::string>& names) {
  std::map<std::string, fleet::AlarmReading> out;
  for (const std::string& name : names)
    if (const watch::Alarm* alarm = alarms.find(name))
      out[name] = {.in_alarm = alarm->state == watch::AlarmState::alarm,
                   .span = alarm->spec.period * alarm->spec.evaluation_periods};
  return out;
}

}  // namespace rampart::control
