#include "app/live_view.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "report/terminal.h"

namespace rampart::app {
namespace {

int terminal_columns() {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

/// The events of a run in a reader's words; what isn't named here says nothing.
struct Line {
  std::string operator()(const ledger::PhaseStarted& e) const {
    return fmt::format("phase {} started: {}", e.index, e.name.empty() ? "unnamed" : e.name);
  }
  std::string operator()(const ledger::ServiceState& e) const {
    return fmt::format("{}: desired {}, pending {}, running {}, healthy {}", e.service, e.desired, e.pending, e.running,
                       e.healthy);
  }
  std::string operator()(const ledger::TaskState& e) const {
    if (e.status != "STOPPED") return {};
    return fmt::format("{}: task {} stopped{}: {}", e.service, e.task.substr(0, 8),
                       e.exit_code < 0 ? "" : fmt::format(" (exit code {})", e.exit_code), e.reason);
  }
  std::string operator()(const ledger::AlarmTransition& e) const {
    return fmt::format("alarm {}: {} → {}", e.alarm, e.from, e.to);
  }
  std::string operator()(const ledger::ScalingActivity& e) const {
    if (!e.not_scaled_reason.empty()) return fmt::format("not scaled: {}", e.explanation);
    if (e.status_code != "InProgress" && e.status_code != "Failed") return {};
    return fmt::format("{} {}", e.description, e.explanation);
  }
  std::string operator()(const ledger::Note& e) const { return fmt::format("{}: {}", e.level, e.text); }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

bool can_draw() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && term != nullptr && std::strcmp(term, "dumb") != 0;
}

std::string line_for(const ledger::Recorded& recorded, Instant start) {
  const std::string text = std::visit(Line{}, recorded.event);
  return text.empty() ? text : fmt::format("{:7.1f}s  {}", seconds(recorded.at - start), text);
}

void LiveView::add(const std::vector<ledger::Recorded>& events) {
  for (const ledger::Recorded& recorded : events) {
    run_.add(recorded);
    if (drawing_) continue;
    if (const std::string line = line_for(recorded, run_.start()); !line.empty()) fmt::print("{}\n", line);
  }
  if (!drawing_) std::fflush(stdout);
}

void LiveView::refresh(Instant now) {
  if (!drawing_ || now - drawn_at_ < std::chrono::milliseconds(500)) return;
  draw(now);
}

void LiveView::finish(Instant now) {
  if (drawing_) draw(now);
}

void LiveView::draw(Instant now) {
  report::TerminalStyle style;
  style.columns = terminal_columns();
  std::string out;
  if (lines_drawn_ > 0) out += fmt::format("\x1b[{}A\r", lines_drawn_);
  const auto lines = report::terminal_lines(run_, now, style);
  for (const std::string& line : lines) out += line + "\x1b[K\n";
  out += "\x1b[J";
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
  lines_drawn_ = lines.size();
  drawn_at_ = now;
}

}  // namespace rampart::app
