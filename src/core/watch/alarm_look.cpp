#include "core/watch/alarm_look.h"

namespace rampart::watch {

Look look(const AlarmSpec& spec, std::span<const std::optional<double>> newest_first, AlarmState current, Instant at,
          Instant told, const AlarmOptions& options, bool undecided) {
  Look out{evaluate(spec, newest_first, current), false, Telling::nobody};
  if (undecided) out.evaluation.state = current;
  out.changed = out.evaluation.state != current;
  if (out.changed)
    out.telling = Telling::all;
  else if (at - told >= options.repeat_scaling_actions)
    out.telling = Telling::scaling_policies;
  return out;
}

}  // namespace rampart::watch
