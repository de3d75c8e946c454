#include "core/load/arrivals.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/script/load.h"

namespace rampart::load {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

bool is_endless(const script::Phase& phase) {
  return phase.duration >= script::longest_duration ||
         (phase.shape == script::Phase::Shape::rate && phase.duration == Duration::zero());
}

// At least a microsecond, so that a rate above a million a second is one million.
Duration gap_of_rate(double rate) {
  if (rate <= 0) return Duration::max();
  return microseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(1e6 / rate))));
}

std::int64_t ramp_seconds(const script::Phase& phase) {
  return std::max<std::int64_t>(1, phase.duration / Duration(seconds(1)));
}

}  // namespace

std::int64_t ramp_arrivals(const script::Phase& phase, std::int64_t second) {
  const std::int64_t steps = ramp_seconds(phase);
  const double raw = steps == 1 ? (phase.arrival_rate + phase.ramp_to) / 2
                                : phase.arrival_rate + (phase.ramp_to - phase.arrival_rate) /
                                                           static_cast<double>(steps - 1) * static_cast<double>(second);
  const double whole = std::floor(raw);
  // Artillery with one worker: floor(raw), plus one when the rounded fraction reaches worker number 1.
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(whole) + (raw - whole >= 0.5 ? 1 : 0));
}

std::vector<Duration> phase_starts(std::span<const script::Phase> phases) {
  std::vector<Duration> starts;
  Duration at{};
  for (const script::Phase& phase : phases) {
    starts.push_back(at);
    if (is_endless(phase) || at == Duration::max())
      at = Duration::max();
    else
      at += phase.duration;
  }
  starts.push_back(at);
  return starts;
}

Arrivals::Arrivals(std::span<const script::Phase> phases, std::uint64_t seed, int worker, int workers)
    : phases_(phases),
      seed_(seed),
      worker_(static_cast<std::uint64_t>(worker)),
      workers_(static_cast<std::uint64_t>(workers)) {
  enter_phase();
}

void Arrivals::enter_phase() {
  in_step_ = 0;
  step_ = 0;
  poisson_at_ = Duration::zero();
  if (phase_ < phases_.size() && phases_[phase_].poisson)
    random_ = Random::stream(seed_, "arrivals of phase " + std::to_string(phase_));
}

std::optional<Arrival> Arrivals::next() {
  while (phase_ < phases_.size()) {
    while (const auto offset = next_in_phase()) {
      const std::uint64_t number = number_++;
      if (number % workers_ == worker_) return Arrival{phase_start_ + *offset, static_cast<int>(phase_), number};
    }
    phase_start_ += phases_[phase_].duration;
    ++phase_;
    enter_phase();
  }
  return std::nullopt;
}

std::optional<Duration> Arrivals::next_in_phase() {
  const script::Phase& phase = phases_[phase_];
  switch (phase.shape) {
    case script::Phase::Shape::pause:
      return std::nullopt;
    case script::Phase::Shape::ramp:
      return next_in_ramp();
    case script::Phase::Shape::count: {
      if (in_step_ >= static_cast<std::uint64_t>(std::max<std::int64_t>(0, phase.arrival_count))) return std::nullopt;
      const auto gap = std::chrono::duration_cast<microseconds>(phase.duration) / phase.arrival_count;
      return Duration(gap) * static_cast<std::int64_t>(++in_step_);
    }
    case script::Phase::Shape::rate:
      break;
  }
  if (phase.arrival_rate <= 0) return std::nullopt;
  Duration offset{};
  if (phase.poisson) {
    poisson_at_ += from_seconds(random_.exponential(1.0 / phase.arrival_rate));
    offset = poisson_at_;
  } else {
    offset = gap_of_rate(phase.arrival_rate) * static_cast<std::int64_t>(++in_step_);
  }
  if (offset > phase.duration && !is_endless(phase)) return std::nullopt;
  return offset;
}

std::optional<Duration> Arrivals::next_in_ramp() {
  const script::Phase& phase = phases_[phase_];
  for (const std::int64_t steps = ramp_seconds(phase); step_ < steps; ++step_, in_step_ = 0) {
    const std::int64_t arrivals = ramp_arrivals(phase, step_);
    if (in_step_ >= static_cast<std::uint64_t>(arrivals)) continue;
    const Duration gap = gap_of_rate(static_cast<double>(arrivals));
    return Duration(seconds(step_)) + gap * static_cast<std::int64_t>(++in_step_);
  }
  return std::nullopt;
}

}  // namespace rampart::load
