// What a simulated service is measured by, and the periods that alarms look at.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rampart::sim {

enum class Metric { cpu, memory, requests_per_target, response_time };
inline constexpr std::size_t metric_count = 4;

inline std::optional<Metric> metric_named(std::string_view name) {
  if (name == "CPUUtilization") return Metric::cpu;
  if (name == "MemoryUtilization") return Metric::memory;
  if (name == "RequestCountPerTarget") return Metric::requests_per_target;
  if (name == "TargetResponseTime") return Metric::response_time;
  return std::nullopt;
}

/// The values of a metric's periods, newest first and without a gap in memory, so that an alarm reads a span of them.
class History {
 public:
  void put(std::optional<double> value) {
    if (head_ == 0) {
      const std::size_t kept = std::min(keep_, values_.size());
      std::vector<std::optional<double>> moved(kept + room_);
      std::copy_n(values_.begin(), kept, moved.begin() + static_cast<std::ptrdiff_t>(room_));
      values_ = std::move(moved);
      head_ = room_;
    }
    values_[--head_] = value;
  }
  /// `skip` newest ones are not published yet.
  [[nodiscard]] std::span<const std::optional<double>> newest(std::size_t skip, std::size_t count) const {
    const std::size_t there = values_.size() - head_;
    if (skip >= there) return {};
    return std::span(values_).subspan(head_ + skip, std::min(count, there - skip));
  }

 private:
  static constexpr std::size_t keep_ = 512;
  static constexpr std::size_t room_ = 4096;
  std::vector<std::optional<double>> values_;
  std::size_t head_ = 0;
};

/// What was measured in the period that is open.
struct OpenPeriod {
  double requests = 0;
  double per_target = 0;
  double cpu = 0;           // per cent × tasks × seconds
  double task_seconds = 0;  // running
  double response = 0;      // seconds × requests
  double answered = 0;

  [[nodiscard]] std::optional<double> value(Metric metric, double memory_percent, bool has_targets) const {
    switch (metric) {
      case Metric::cpu:
        return task_seconds > 0 ? std::optional(cpu / task_seconds) : std::nullopt;
      case Metric::memory:
        return task_seconds > 0 ? std::optional(memory_percent) : std::nullopt;
      case Metric::requests_per_target:
        return has_targets || requests > 0 ? std::optional(per_target) : std::nullopt;
      case Metric::response_time:
        return answered > 0 ? std::optional(response / answered) : std::nullopt;
    }
    return std::nullopt;
  }
};

}  // namespace rampart::sim
