// What a virtual user does for publish-metrics' `traces`, where it is in the sample.
#include <utility>

#include "core/load/user_trace.h"
#include "core/load/virtual_user.h"

namespace rampart::load {

void VirtualUser::begin_trace() {
  state_.trace = UserTrace::begin(*world_.script.config.traces, *traced_as, state_.variables, random_, started_at_);
}

void VirtualUser::trace_request(const PlannedRequest& request) {
  const std::string& url = request.script->url.source();
  const bool relative = url.starts_with('/');
  request_span_ = state_.trace->begin_request(*request.script, relative ? world_.script.config.target + url : url,
                                              world_.timer.now());
}

void VirtualUser::trace_answer() {
  state_.trace->end_request(std::move(request_span_), running_->exchange.request, running_->exchange.answer);
}

// A branch of a `parallel` step ends nothing but its own request.
void VirtualUser::end_trace(const UserEnd& end) {
  const Instant now = world_.timer.now();
  if (!end.ok) state_.trace->fail(std::move(request_span_), end.error, now);
  request_span_.reset();
  if (&state_ != &own_) return;
  std::vector<Span> spans = state_.trace->end(now);
  world_.collector.at(now);
  world_.collector.count(world_.plan.spans_exported, state_.trace->count());
  state_.trace.reset();
  if (!spans.empty()) world_.on_spans(std::move(spans));
}

}  // namespace rampart::load
