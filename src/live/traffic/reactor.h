// Reactor: one worker's epoll. Whoever has descriptors in the worker's loop (HTTP connections, WebSockets, the hooks'
// sidecar) is a Watcher and is told of their events here.
//
// Edge-triggered: a watcher reads until there is nothing more, and epoll is told about a descriptor once in its life,
// and once more when it first can't be written to.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/time.h"

namespace rampart::live::traffic {

class Watcher {
 public:
  /// What epoll says of the descriptor that is watched under `tag`. A descriptor that was closed earlier in the same
  /// turn may still have an event: tell by a generation in the tag.
  virtual void handle_event(std::uint64_t tag, std::uint32_t events) = 0;
  /// Once a turn, after all events.
  virtual void end_turn() {}
  /// The earliest instant at which end_turn() must be called though nothing comes.
  [[nodiscard]] virtual std::optional<Instant> next_deadline() const { return std::nullopt; }

 protected:
  ~Watcher() = default;
};

/// Ends a running wait(). Any thread; may outlive the reactor, so that late callbacks are harmless.
class Waker {
 public:
  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;
  void wake() const;

 private:
  friend class Reactor;
  int fd_;
};

/// One thread only, but for wake().
class Reactor {
 public:
  using WatcherId = std::uint8_t;
  static constexpr std::uint64_t most_tag = (std::uint64_t{1} << 56) - 1;

  Reactor();
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// From now on `watcher` is called. At most 255 of them in a reactor's life.
  WatcherId add(Watcher& watcher);
  /// Not any more, not even for events of this turn.
  void remove(WatcherId watcher);

  /// Reading, the other side's closing and, unless `writes` is false, writing, edge-triggered, until the descriptor is
  /// closed. `tag`: up to most_tag. False: errno says why.
  bool watch(int fd, WatcherId watcher, std::uint64_t tag, bool writes = true);
  /// From now on writing too, for one that is watched without. An event comes also when it can be written to already.
  void watch_writes(int fd, WatcherId watcher, std::uint64_t tag);

  /// One turn of the loop: wait() for at most this long (zero: only looks), then, when the turn's instant is known,
  /// handle() what came.
  void wait(Duration most);
  void handle(Instant now);
  /// The instant of this turn.
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] std::optional<Instant> next_deadline() const;

  /// Ends a running wait(). Any thread.
  void wake() const { waker_->wake(); }
  [[nodiscard]] std::shared_ptr<const Waker> waker() const { return waker_; }

 private:
  int epoll_ = -1;
  std::shared_ptr<const Waker> waker_ = std::make_shared<const Waker>();
  bool precise_ = true;  // epoll_pwait2 is there
  Instant now_;
  std::array<epoll_event, 256> events_{};
  int event_count_ = 0;
  std::vector<Watcher*> watchers_;
};

}  // namespace rampart::live::traffic
