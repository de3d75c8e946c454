#include "app/progress_display.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace rampart::app {
namespace {

constexpr Duration redraw_every = std::chrono::milliseconds(500);

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

/// The last column stays free: some terminals wrap as soon as it is written.
int columns() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) return size.ws_col - 1;
  return 79;
}

}  // namespace

bool may_colour() {
  const char* wish = std::getenv("NO_COLOR");
  return (wish == nullptr || *wish == '\0') && !is_dumb();
}

ProgressDisplay::ProgressDisplay(std::vector<Duration> phases, bool wanted)
    : line_(std::move(phases)),
      on_(wanted && ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1 && !is_dumb()) {}

void ProgressDisplay::show(Instant now, const report::RunSummary& load) {
  if (!on_ || (shown_ && now - shown_at_ < redraw_every)) return;
  const std::string text = line_.text(now, load, columns());
  if (text.empty()) return;
  fmt::print(stderr, "\r{}\x1b[K", text);
  std::fflush(stderr);
  shown_ = true;
  shown_at_ = now;
}

void ProgressDisplay::clear() {
  if (!shown_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace rampart::app
