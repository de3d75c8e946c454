#include "heavy/health.h"

#include <fmt/format.h>

namespace rampart::heavy {

void Health::be_well() {
  const std::scoped_lock lock(mutex_);
  sick_ = false;
  until_.reset();
  falls_at_.reset();
}

void Health::be_sick(std::optional<Instant> until) {
  const std::scoped_lock lock(mutex_);
  sick_ = true;
  until_ = until;
}

void Health::fall_sick_at(Instant when) {
  const std::scoped_lock lock(mutex_);
  falls_at_ = when;
}

void Health::stop() {
  const std::scoped_lock lock(mutex_);
  stopping_ = true;
}

HealthReport Health::look(Instant now) {
  const std::scoped_lock lock(mutex_);
  if (stopping_) return {.well = false, .why = "stopping"};
  if (falls_at_ && now >= *falls_at_) {
    falls_at_.reset();
    until_.reset();
    sick_ = true;
  }
  if (sick_ && until_ && now >= *until_) sick_ = false;
  if (!sick_) return {.well = true, .why = "well"};
  if (!until_) return {.well = false, .why = "sick"};
  return {.well = false,
          .why = fmt::format("sick for another {:.1f} s", std::chrono::duration<double>(*until_ - now).count())};
}

}  // namespace rampart::heavy
