#include "report/scale_in.h"

#include <algorithm>

namespace rampart::report {

bool left_by_scaling(const TaskView& task) {
  return std::any_of(task.states.begin(), task.states.end(),
                     [](const auto& state) { return state.what.reason.starts_with("Scaling activity initiated by"); });
}

std::vector<Span> scale_in_spans(const RunView& run) {
  std::vector<Span> spans;
  for (const TaskView& task : run.tasks) {
    if (!left_by_scaling(task)) continue;
    const std::optional<Instant> from = task.leaving_at();
    if (from) spans.push_back({*from, task.first("STOPPED").value_or(run.end())});
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  std::vector<Span> merged;
  for (const Span& span : spans) {
    // Whole slots are counted, so spans that touch the same second are one: none is counted twice.
    if (!merged.empty() && floor_to(span.from, run.load.step()) <= merged.back().to)
      merged.back().to = std::max(merged.back().to, span.to);
    else
      merged.push_back(span);
  }
  return merged;
}

std::uint64_t failed_while_scaling_in(const RunView& run) {
  std::uint64_t failed = 0;
  for (const Span& span : scale_in_spans(run)) failed += run.load.failed_between(span.from, span.to);
  return failed;
}

}  // namespace rampart::report
