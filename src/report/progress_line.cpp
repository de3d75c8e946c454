#include "report/progress_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/artillery_number.h"

namespace rampart::report {
namespace {

/// A worker hands its slot over up to a second after the slot's end.
constexpr Duration settled = std::chrono::milliseconds(1500);
/// Longer than this, "left" means nothing: the phase never ends.
constexpr Duration endless = std::chrono::hours(24 * 365);

std::string rounded(Duration d) {
  return brief(std::chrono::duration_cast<std::chrono::seconds>(std::max(d, Duration::zero())));
}

/// The newest second that is complete; nullptr when there is none or the load has been silent since.
const LoadSecond* last_second(const RunSummary& load, Instant now) {
  const auto& all = load.seconds();
  auto at = all.upper_bound(floor_to(now - settled - std::chrono::seconds(1), std::chrono::seconds(1)));
  if (at == all.begin()) return nullptr;
  --at;
  return now - at->first > std::chrono::seconds(4) ? nullptr : &at->second;
}

/// Cuts between characters: a UTF-8 text's continuation bytes start with 10.
std::string cut(const std::string& text, int width) {
  int columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U;
    if (starts && ++columns > width) return text.substr(0, i);
  }
  return text;
}

}  // namespace

void ProgressLine::add(const ledger::Recorded& recorded) {
  if (const auto* started = std::get_if<ledger::PhaseStarted>(&recorded.event)) {
    if (index_ < 0) load_started_ = recorded.at;
    phase_ = started->name.empty() ? "unnamed" : started->name;
    index_ = started->index;
    phase_started_ = recorded.at;
    over_ = false;
  } else if (const auto* completed = std::get_if<ledger::PhaseCompleted>(&recorded.event)) {
    over_ = completed->index + 1 == static_cast<int>(phases_.size());
  }
}

std::string ProgressLine::phase_part(Instant now) const {
  if (over_) return fmt::format("last users finishing · {}", rounded(now - load_started_));
  std::string out = fmt::format("{} {}/{} · {}", phase_, index_ + 1, phases_.size(), rounded(now - load_started_));
  Duration left = phase_started_ - now;
  for (auto i = static_cast<std::size_t>(index_); i < phases_.size(); ++i) {
    if (phases_[i] > endless) return out;
    left += phases_[i];
  }
  return out + fmt::format(", {} left", rounded(left));
}

std::string ProgressLine::text(Instant now, const RunSummary& load, int width) const {
  if (index_ < 0) return {};
  std::string out = phase_part(now);
  if (const LoadSecond* second = last_second(load, now)) {
    out += fmt::format(" · {} users/s · {} req/s · {} errors", second->arrivals_started, second->requests_sent,
                       load.total_load().requests_failed);
    if (!second->felt.empty()) out += fmt::format(" · p95 {} ms", number_text(quantile_ms(second->felt, 0.95)));
    if (!second->lateness.empty())
      out += fmt::format(" · late {} ms", number_text(quantile_ms(second->lateness, 0.99)));
  }
  return cut(out, width);
}

}  // namespace rampart::report
