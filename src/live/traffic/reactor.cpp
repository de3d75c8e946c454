#include "live/traffic/reactor.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace rampart::live::traffic {
namespace {

constexpr std::uint64_t wake_tag = ~std::uint64_t{0};  // no watcher has number 255
constexpr int tag_bits = 56;

epoll_event event_of(std::uint8_t watcher, std::uint64_t tag, bool writes) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP | EPOLLET | (writes ? EPOLLOUT : EPOLL_EVENTS{});
  event.data.u64 = (std::uint64_t{watcher} << tag_bits) | tag;
  return event;
}

}  // namespace

Waker::Waker() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

Waker::~Waker() { ::close(fd_); }

void Waker::wake() const {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(fd_, &one, sizeof one));
}

Reactor::Reactor() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = wake_tag;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, waker_->fd_, &event);
}

Reactor::~Reactor() { ::close(epoll_); }

Reactor::WatcherId Reactor::add(Watcher& watcher) {
  watchers_.push_back(&watcher);
  return static_cast<WatcherId>(watchers_.size() - 1);
}

void Reactor::remove(WatcherId watcher) { watchers_[watcher] = nullptr; }

bool Reactor::watch(int fd, WatcherId watcher, std::uint64_t tag, bool writes) {
  epoll_event event = event_of(watcher, tag, writes);
  return epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0;
}

void Reactor::watch_writes(int fd, WatcherId watcher, std::uint64_t tag) {
  epoll_event event = event_of(watcher, tag, true);
  epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
}

void Reactor::wait(Duration most) {
  const auto size = static_cast<int>(events_.size());
  if (precise_ && most > Duration::zero()) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(most);
    timespec timeout{};
    timeout.tv_sec = whole.count();
    timeout.tv_nsec = (most - whole).count();
    event_count_ = epoll_pwait2(epoll_, events_.data(), size, &timeout, nullptr);
    if (event_count_ >= 0 || errno == EINTR) return;
    precise_ = false;  // an old kernel, or a sandbox that doesn't know it
  }
  const auto ms = most <= Duration::zero() ? 0 : std::chrono::ceil<std::chrono::milliseconds>(most).count();
  event_count_ = epoll_wait(epoll_, events_.data(), size, static_cast<int>(std::min<std::int64_t>(ms, 60'000)));
}

void Reactor::handle(Instant now) {
  now_ = now;
  const int count = std::exchange(event_count_, 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    const std::uint64_t tag = event.data.u64;
    if (tag == wake_tag) {
      std::uint64_t ignored = 0;
      static_cast<void>(!::read(waker_->fd_, &ignored, sizeof ignored));
    } else if (Watcher* watcher = watchers_[tag >> tag_bits]) {
      watcher->handle_event(tag & most_tag, event.events);
    }
  }
  for (std::size_t i = 0; i < watchers_.size(); ++i)
    if (watchers_[i] != nullptr) watchers_[i]->end_turn();
}

std::optional<Instant> Reactor::next_deadline() const {
  std::optional<Instant> first;
  for (const Watcher* watcher : watchers_) {
    if (watcher == nullptr) continue;
    const auto due = watcher->next_deadline();
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

}  // namespace rampart::live::traffic
