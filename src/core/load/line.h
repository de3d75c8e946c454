// Line: one channel as a virtual user's coroutine sees it: `co_await line.hear(until)` gives what comes next.
#pragma once

#include <coroutine>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/timer.h"
#include "core/load/channel.h"

namespace rampart::load {

/// Not movable: the channel points to it. What comes while nobody hears is dropped, as Artillery's clients do, after
/// `overheard` has seen it.
class Line final : public ChannelListener {
 public:
  enum class Heard { silence, opened, message, end };

  explicit Line(Channels& channels, Timer& timer, std::function<void(std::string_view)> overheard = {})
      : channels_(channels), timer_(timer), overheard_(std::move(overheard)) {}
  ~Line() { hang_up(); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void open(ChannelRequest request);
  void say(std::string_view text) { channels_.send(channel_, text); }
  void hang_up();
  [[nodiscard]] bool is_open() const { return open_; }

  class Awaiter;
  /// The next thing that comes, or silence when nothing has by then.
  [[nodiscard]] Awaiter hear(Instant until);
  [[nodiscard]] const std::string& text() const { return text_; }  ///< After message.
  [[nodiscard]] bool is_text() const { return is_text_; }
  [[nodiscard]] const ChannelEnd& end() const { return end_; }  ///< After end.

  void channel_opened() override;
  void channel_message(std::string_view bytes, bool is_text) override;
  void channel_ended(const ChannelEnd& end) override;

 private:
  void resume(Heard heard);
  void stop_hearing();

  Channels& channels_;
  Timer& timer_;
  std::function<void(std::string_view)> overheard_;
  ChannelId channel_ = 0;
  bool open_ = false;
  bool is_text_ = true;
  Heard heard_ = Heard::silence;
  std::coroutine_handle<> waiter_;
  TimerId deadline_ = 0;
  std::string text_;
  ChannelEnd end_;
};

class Line::Awaiter {
 public:
  Awaiter(Line& line, Instant until) : line_(line), until_(until) {}
  ~Awaiter() {
    if (waits_) line_.stop_hearing();
  }
  Awaiter(const Awaiter&) = delete;
  Awaiter& operator=(const Awaiter&) = delete;
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter);
  Heard await_resume() noexcept {
    waits_ = false;
    return line_.heard_;
  }

 private:
  Line& line_;
  Instant until_;
  bool waits_ = false;  // a coroutine dropped while it waits must not be resumed
};

inline Line::Awaiter Line::hear(Instant until) { return {*this, until}; }

}  // namespace rampart::load
