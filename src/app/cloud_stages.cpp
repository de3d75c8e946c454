#include "app/cloud_stages.h"

#include <fmt/format.h>

#include <thread>

#include "app/interrupts.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 50ms;
constexpr Duration come_up_within = 120s;
constexpr Duration gone_within = 60s;

void look_again(const WhileWaiting& look) {
  std::this_thread::sleep_for(between_looks);
  look();
}

}  // namespace

Result<void> wait_until_up(const LocalCloud& cloud, const RealClock& clock, const std::filesystem::path& logs,
                           const WhileWaiting& look) {
  const Instant began = clock.now();
  while (!cloud.status().stable && interrupt_count() == 0) {
    if (auto failure = cloud.status().failure) return *failure;
    if (clock.now() - began > come_up_within)
      return unavailable(fmt::format("the service isn't up after {}; its tasks' output is in {}", brief(come_up_within),
                                     logs.string()));
    look_again(look);
  }
  return {};
}

void wait_until_gone(const LocalCloud& cloud, const RealClock& clock, const WhileWaiting& look) {
  const int interrupts = interrupt_count();
  const Instant until = clock.now() + gone_within;
  while (!cloud.finished() && clock.now() < until && interrupt_count() == interrupts) look_again(look);
}

}  // namespace rampart::app
