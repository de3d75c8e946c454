#include "core/load/line.h"

namespace rampart::load {

void Line::open(ChannelRequest request) {
  hang_up();
  channel_ = channels_.open(std::move(request), *this);
}

void Line::hang_up() {
  stop_hearing();
  open_ = false;
  if (channel_ != 0) channels_.close(std::exchange(channel_, 0));
}

void Line::stop_hearing() {
  waiter_ = {};
  if (deadline_ != 0) timer_.cancel(std::exchange(deadline_, 0));
}

// The user's next steps run inside; they may end with this line gone.
void Line::resume(Heard heard) {
  const auto waiter = waiter_;
  stop_hearing();
  if (!waiter) return;
  heard_ = heard;
  waiter.resume();
}

void Line::channel_opened() {
  open_ = true;
  resume(Heard::opened);
}

void Line::channel_message(std::string_view bytes, bool is_text) {
  if (!waiter_) {
    if (overheard_) overheard_(bytes);
    return;
  }
  text_.assign(bytes);
  is_text_ = is_text;
  resume(Heard::message);
}

void Line::channel_ended(const ChannelEnd& end) {
  open_ = false;
  channel_ = 0;
  end_ = end;
  resume(Heard::end);
}

void Line::Awaiter::await_suspend(std::coroutine_handle<> waiter) {
  waits_ = true;
  line_.waiter_ = waiter;
  line_.deadline_ = line_.timer_.at(until_, [&line = line_] {
    line.deadline_ = 0;
    line.resume(Heard::silence);
  });
}

}  // namespace rampart::load
