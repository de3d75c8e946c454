// What a person sees while a stack runs: a picture that redraws itself on a terminal, plain lines in a pipe.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/ledger/event.h"
#include "report/run_view.h"

namespace rampart::app {

/// One thread: the main one.
class LiveView {
 public:
  /// `drawing`: redraw in place; else one line for each thing worth one.
  explicit LiveView(bool drawing) : drawing_(drawing) {}

  /// Adds what happened; in a pipe, prints its line.
  void add(const std::vector<ledger::Recorded>& events);
  /// Redraws, at most twice a second.
  void refresh(Instant now);
  /// The last picture stays; what is printed next stands below it.
  void finish(Instant now);

  [[nodiscard]] const report::RunView& run() const { return run_; }

 private:
  void draw(Instant now);

  bool drawing_;
  report::RunView run_;
  Instant drawn_at_{};
  std::size_t lines_drawn_ = 0;
};

/// Is standard output a terminal that can be drawn on?
bool can_draw();

/// One line for an event that a reader of a log wants to see; empty for the others.
std::string line_for(const ledger::Recorded& recorded, Instant start);

}  // namespace rampart::app
