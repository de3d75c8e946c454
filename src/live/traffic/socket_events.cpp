// Sockets, second half: what comes back. sockets.cpp begins requests; this file ends them.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "live/traffic/clock.h"
#include "live/traffic/socket_error.h"
#include "live/traffic/sockets.h"

namespace rampart::live::traffic {

using load::Exchange;
using load::OriginId;
using load::SlotId;

void Sockets::wait(Duration most) {
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

void Sockets::handle(Instant now) {
  now_ = now;
  const int count = std::exchange(event_count_, 0);
  for (int i = 0; i < count; ++i)
    handle_event(events_[static_cast<std::size_t>(i)].data.u64, events_[static_cast<std::size_t>(i)].events);
  if (waker_->resolved.load(std::memory_order_acquire)) answer_resolved();
  expire();
  finish_ready();
}

void Sockets::handle_event(std::uint64_t tag, std::uint32_t events) {
  if (tag == wake_tag) {
    std::uint64_t count = 0;
    static_cast<void>(!::read(waker_->fd, &count, sizeof count));
    return;
  }
  const auto index = static_cast<std::uint32_t>(tag);
  const auto generation = static_cast<std::uint32_t>(tag >> 32);
  const auto is_current = [&] { return connections_[index].generation == generation; };
  if (!is_current()) return;  // closed earlier in this turn
  if (connections_[index].stage == Stage::connecting) {
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0) return;
    on_connected(index);
    return;
  }
  if (connections_[index].stage == Stage::writing && (events & EPOLLOUT) != 0) {
    on_writable(index);
    if (!is_current()) return;
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    on_readable(index, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

void Sockets::on_connected(std::uint32_t index) {
  Connection& c = connections_[index];
  int failure = 0;
  socklen_t size = sizeof failure;
  getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &failure, &size);
  if (failure != 0) {
    if (c.addresses_left == 0) return fail(index, name_of_errno(failure));
    ::close(std::exchange(c.fd, -1));
    --open_;
    ++c.generation;
    c.address = (c.address + 1) % origins_[c.origin].resolution->addresses.size();
    if (const char* error = connect(index)) fail(index, error);
    return;
  }
  origins_[c.origin].preferred = c.address;
  const SlotId slot = c.slot;
  if (const char* error = write_request(index)) finish(slot, error);
}

void Sockets::on_writable(std::uint32_t index) {
  Connection& c = connections_[index];
  while (c.unsent_from < c.unsent.size()) {
    const ssize_t n =
        ::send(c.fd, c.unsent.data() + c.unsent_from, c.unsent.size() - c.unsent_from, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      return fail(index, name_of_errno(errno));
    }
    c.unsent_from += static_cast<std::size_t>(n);
  }
  c.unsent.clear();
  c.stage = Stage::reading;
  slots_[c.slot].exchange->answer.uploaded = wall_now();
}

void Sockets::on_readable(std::uint32_t index, bool closing) {
  Connection& c = connections_[index];
  for (;;) {
    const ssize_t n = ::recv(c.fd, inbox_.data(), inbox_.size(), MSG_DONTWAIT);
    if (n == 0) return on_end(index);
    if (n < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      if (errno == EINTR) continue;
      return c.stage == Stage::idle ? close_connection(index) : fail(index, name_of_errno(errno));
    }
    if (c.stage == Stage::idle) return close_connection(index);  // nobody asked for this
    load::Answer& answer = slots_[c.slot].exchange->answer;
    if (!c.reader.has_begun()) answer.first_byte = std::max(now_, answer.uploaded);
    const auto size = static_cast<std::size_t>(n);
    const std::size_t taken = c.reader.take({inbox_.data(), size});
    if (c.reader.state() == ResponseReader::State::bad) return fail(index, c.reader.error());
    if (c.reader.state() == ResponseReader::State::done)
      return complete(index, taken == size && !closing && c.reader.keeps_alive() && c.stage == Stage::reading);
    if (size < inbox_.size() && !closing) return;  // the kernel has no more: the next bytes make a new edge
  }
}

void Sockets::on_end(std::uint32_t index) {
  Connection& c = connections_[index];
  if (c.stage == Stage::idle) return close_connection(index);
  if (c.reader.take_end() == ResponseReader::State::done) return complete(index, false);
  fail(index, "ECONNRESET");  // Node's "socket hang up" has this code
}

void Sockets::complete(std::uint32_t index, bool reusable) {
  Connection& c = connections_[index];
  const SlotId slot = c.slot;
  load::Answer& answer = slots_[slot].exchange->answer;
  answer.status = c.reader.status();
  answer.body_bytes = c.reader.body_bytes();
  answer.done = std::max(now_, answer.uploaded);
  slots_[slot].connection = none;
  c.slot = none;
  if (reusable) {
    c.stage = Stage::idle;
    c.idle_since = now_;
    if (options_.pool > 0) origins_[c.origin].idle.push_back(index);
  } else {
    close_connection(index);
  }
  if (options_.pool > 0) serve_waiting(c.origin);
  finish(slot, "");
}

void Sockets::fail(std::uint32_t index, const char* error) {
  const SlotId slot = std::exchange(connections_[index].slot, none);
  slots_[slot].connection = none;
  close_connection(index);
  if (options_.pool > 0) serve_waiting(connections_[index].origin);
  finish(slot, error);
}

// Hands the answer over. The user's next step runs inside: touch nothing of this slot afterwards.
void Sockets::finish(SlotId id, const char* error) {
  Slot& slot = slots_[id];
  unlink(id);
  Exchange* exchange = std::exchange(slot.exchange, nullptr);
  if (*error != '\0') {
    exchange->answer.error = error;
    exchange->answer.done = std::max(now_, exchange->answer.sent);
  }
  exchange->finish();
}

void Sockets::close_connection(std::uint32_t index) {
  Connection& c = connections_[index];
  if (!std::exchange(c.in_use, false)) return;
  if (c.fd >= 0) {
    ::close(std::exchange(c.fd, -1));
    --open_;
  }
  ++c.generation;
  c.stage = Stage::closed;
  c.slot = none;
  c.unsent.clear();
  if (options_.pool > 0) {
    OriginState& origin = origins_[c.origin];
    --origin.connections;
    std::erase(origin.idle, index);
  } else {
    std::erase(slots_[std::exchange(c.owner, none)].own, index);
  }
  free_connections_.push_back(index);
}

// A pooled connection is free, or may be opened: the longest waiting gets it.
void Sockets::serve_waiting(OriginId id) {
  OriginState& origin = origins_[id];
  while (!origin.waiting.empty() &&
         (!origin.idle.empty() || origin.connections < static_cast<std::size_t>(options_.pool))) {
    const SlotId slot = origin.waiting.front();
    origin.waiting.pop_front();
    slots_[slot].waiting = false;
    slots_[slot].exchange->answer.sent = wall_now();
    if (const char* error = begin(slot)) ready_.emplace_back(slot, error);
  }
}

void Sockets::answer_resolved() {
  waker_->resolved.store(false, std::memory_order_release);
  for (OriginState& origin : origins_) {
    if (!origin.resolving) continue;
    origin.resolution = resolver_.find(origin.origin.host, on_resolved());
    if (!origin.resolution) continue;
    origin.resolving = false;
    for (const SlotId slot : std::exchange(origin.waiting, {})) {
      slots_[slot].waiting = false;
      if (const char* error = begin(slot)) ready_.emplace_back(slot, error);
    }
  }
}

void Sockets::finish_ready() {
  while (!ready_.empty()) {
    const auto [slot, error] = ready_.back();
    ready_.pop_back();
    finish(slot, error);
  }
}

// --- deadlines -------------------------------------------------------------------------------------------------------

std::optional<Instant> Sockets::next_deadline() const {
  if (first_deadline_ == none) return std::nullopt;
  return slots_[first_deadline_].deadline;
}

void Sockets::expire() {
  while (first_deadline_ != none && slots_[first_deadline_].deadline <= now_) {
    const SlotId id = first_deadline_;
    Slot& slot = slots_[id];
    if (slot.waiting) {
      for (OriginState& origin : origins_) std::erase(origin.waiting, id);
      slot.waiting = false;
    }
    std::erase_if(ready_, [id](const auto& r) { return r.first == id; });
    if (slot.connection != none)
      fail(slot.connection, "ETIMEDOUT");
    else
      finish(id, "ETIMEDOUT");
  }
}

void Sockets::link(SlotId id) {
  Slot& slot = slots_[id];
  SlotId before = last_deadline_;
  while (before != none && slots_[before].deadline > slot.deadline) before = slots_[before].before;
  slot.before = before;
  slot.after = before == none ? first_deadline_ : slots_[before].after;
  (before == none ? first_deadline_ : slots_[before].after) = id;
  (slot.after == none ? last_deadline_ : slots_[slot.after].before) = id;
}

void Sockets::unlink(SlotId id) {
  const Slot& slot = slots_[id];
  (slot.before == none ? first_deadline_ : slots_[slot.before].after) = slot.after;
  (slot.after == none ? last_deadline_ : slots_[slot.after].before) = slot.before;
}

}  // namespace rampart::live::traffic
