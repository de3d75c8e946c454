#include "core/scaling/decision.h"

#include <fmt/format.h>

#include <cmath>

namespace rampart::scaling {

std::string_view name_of(NotScaled reason) {
  switch (reason) {
    case NotScaled::anticipated_flapping:
      return "AutoScalingAnticipatedFlapping";
    case NotScaled::target_service_put_resource_unscalable:
      return "TargetServicePutResourceAsUnscalable";
    case NotScaled::already_at_max_capacity:
      return "AlreadyAtMaxCapacity";
    case NotScaled::already_at_min_capacity:
      return "AlreadyAtMinCapacity";
    case NotScaled::already_at_desired_capacity:
      return "AlreadyAtDesiredCapacity";
    case NotScaled::none:
    case NotScaled::silent:
      break;
  }
  return "";
}

std::string readable(double number) {
  const double size = std::fabs(number);
  auto text = fmt::format("{:.{}f}", number, size >= 100 ? 0 : size >= 1 ? 1 : 3);
  if (const auto dot = text.find('.'); dot != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  }
  const std::ptrdiff_t first = text.front() == '-' ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

}  // namespace rampart::scaling
