#include "core/stats/knee.h"

#include <algorithm>
#include <cstddef>
#include <map>

namespace rampart::stats {

std::optional<double> find_knee(std::vector<std::pair<double, double>> points, double sensitivity) {
  std::map<double, std::pair<double, int>> by_x;
  for (const auto& [x, y] : points) {
    by_x[x].first += y;
    ++by_x[x].second;
  }
  points.clear();
  for (const auto& [x, sum] : by_x) points.emplace_back(x, sum.first / sum.second);
  if (points.size() < 4) return std::nullopt;
  const auto [low, high] = std::minmax_element(points.begin(), points.end(),
                                               [](const auto& a, const auto& b) { return a.second < b.second; });
  const double width = points.back().first - points.front().first;
  const double height = high->second - low->second;
  if (height <= 0) return std::nullopt;
  std::vector<double> difference;
  for (const auto& [x, y] : points)
    difference.push_back((x - points.front().first) / width - (y - low->second) / height);
  const double fall = sensitivity / static_cast<double>(points.size() - 1);
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    if (difference[i] < difference[i - 1] || difference[i] < difference[i + 1]) continue;
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      if (difference[j] > difference[i]) break;
      if (difference[j] < difference[i] - fall) return points[i].first;
    }
  }
  return std::nullopt;
}

}  // namespace rampart::stats
