#include "core/scaling/cooldown.h"

#include <algorithm>
#include <array>

namespace rampart::scaling {

Duration default_cooldown(std::string_view service_namespace) {
  constexpr std::array<std::string_view, 5> none = {"lambda", "dynamodb", "comprehend", "cassandra", "kafka"};
  if (std::find(none.begin(), none.end(), service_namespace) != none.end()) return Duration::zero();
  return service_namespace == "elasticache" ? std::chrono::seconds(600) : std::chrono::seconds(300);
}

void Cooldown::scale_out_succeeded(Instant now, int added, Duration cooldown) {
  credit_ = credit(now) + added;
  out_until_ = std::max(out_until_, now + cooldown);
}

void Cooldown::scale_in_succeeded(Instant now, Duration cooldown) {
  in_until_ = now + cooldown;
  credit_ = 0;
  out_until_ = Instant::min();
}

std::optional<Instant> Cooldown::scale_in_blocked_until(Instant now) const {
  return in_until_ && now < *in_until_ ? in_until_ : std::nullopt;
}

}  // namespace rampart::scaling
