// Real time and control-plane time. With --aws-minute 6s an AWS minute lasts 6 real seconds: periods, cooldowns and
// delays pass ten times as fast, while requests still take real time.
#pragma once

#include "base/time.h"

namespace rampart {

/// Converts between the two. A value type, safe to copy to any thread.
class ScaledClock {
 public:
  /// `aws_minute` is the real length of an AWS minute, at most 60 s and at least 1 s.
  ScaledClock(Instant start, Duration aws_minute) : ScaledClock(start, start, aws_minute) {}
  /// At `start` it is `aws_start`: a daemon that was restarted goes on where its control plane's time stood.
  ScaledClock(Instant start, Instant aws_start, Duration aws_minute)
      : start_(start), aws_start_(aws_start), speed_(60.0 / seconds(aws_minute)) {}

  [[nodiscard]] double speed() const { return speed_; }  ///< AWS seconds in a real second; 1 = real time.
  [[nodiscard]] Instant to_aws(Instant real) const { return aws_start_ + scaled(real - start_, speed_); }
  [[nodiscard]] Instant to_real(Instant aws) const { return start_ + scaled(aws - aws_start_, 1 / speed_); }
  [[nodiscard]] Duration to_real(Duration aws) const { return scaled(aws, 1 / speed_); }

 private:
  static Duration scaled(Duration d, double factor) {
    if (factor == 1.0) return d;
    return Duration(static_cast<std::int64_t>(static_cast<double>(d.count()) * factor));
  }
  Instant start_;
  Instant aws_start_;
  double speed_;
};

}  // namespace rampart
