// Sockets, second half: what comes back. sockets.cpp begins requests; this file ends them.
#include <algorithm>
#include <utility>

#include "live/traffic/clock.h"
#include "live/traffic/sockets.h"

namespace rampart::live::traffic {

using load::Exchange;
using load::OriginId;
using load::SlotId;

void Sockets::handle_event(std::uint64_t tag, std::uint32_t events) {
  const auto index = static_cast<std::uint32_t>(tag);
  const auto generation = static_cast<std::uint32_t>(tag >> 32);
  Connection& c = connections_[index];
  in_turn_ = true;
  if (c.generation != generation) return;  // closed earlier in this turn
  if (c.stage == Stage::connecting) {
    on_progress(index, events);  // and go on: what the server said first, or its end, has no event of its own
    if (c.generation != generation || c.stage == Stage::connecting) return;
  }
  if (c.stage == Stage::streaming) {
    flush_later(index);
    if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0)
      read_session(index, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
    return;
  }
  if (c.stage == Stage::writing && ((events & EPOLLOUT) != 0 || c.stream.is_tls())) {
    on_writable(index);
    if (c.generation != generation) return;
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    on_readable(index, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

void Sockets::end_turn() {
  if (resolved_->load(std::memory_order_acquire)) answer_resolved();
  expire();
  do {
    finish_ready();
    flush_all();  // may make more ready
  } while (!ready_.empty());
  in_turn_ = false;
}

void Sockets::on_progress(std::uint32_t index, std::uint32_t events) {
  Connection& c = connections_[index];
  const Stream::Progress progress = c.stream.advance(events);
  if (progress == Stream::Progress::waits) return;
  if (progress == Stream::Progress::failed) return fail(index, c.stream.error());
  const SlotId slot = c.slot;
  if (const char* error = begin_on(index)) finish(slot, error);
}

void Sockets::on_writable(std::uint32_t index) {
  Connection& c = connections_[index];
  while (c.unsent_from < c.unsent.size()) {
    const ssize_t n = c.stream.write(c.unsent.data() + c.unsent_from, c.unsent.size() - c.unsent_from);
    if (n == Stream::waits) return;
    if (n == Stream::failed) return fail(index, c.stream.error());
    c.unsent_from += static_cast<std::size_t>(n);
  }
  c.unsent.clear();
  c.stage = Stage::reading;
  slots_[c.slot].exchange->answer.uploaded = wall_now();
}

void Sockets::on_readable(std::uint32_t index, bool closing) {
  Connection& c = connections_[index];
  for (;;) {
    const ssize_t n = c.stream.read(inbox_.data(), inbox_.size());
    if (n == 0) return on_end(index);
    if (n == Stream::waits) return;
    if (n == Stream::failed) return c.stage == Stage::idle ? close_connection(index) : fail(index, c.stream.error());
    if (c.stage == Stage::idle) return close_connection(index);  // nobody asked for this
    load::Answer& answer = slots_[c.slot].exchange->answer;
    if (!c.reader.has_begun()) answer.first_byte = std::max(reactor_.now(), answer.uploaded);
    const auto size = static_cast<std::size_t>(n);
    const std::size_t taken = c.reader.take({inbox_.data(), size});
    if (c.reader.state() == ResponseReader::State::bad) return fail(index, c.reader.error());
    if (c.reader.state() == ResponseReader::State::done)
      return complete(index, taken == size && !closing && c.reader.keeps_alive() && c.stage == Stage::reading &&
                                 !c.stream.has_leftovers());
    if (!c.stream.may_have_more(n, inbox_.size()) && !closing) return;  // the next bytes make a new edge
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
  answer.done = std::max(reactor_.now(), answer.uploaded);
  slots_[slot].connection = none;
  c.slot = none;
  if (reusable) {
    c.stage = Stage::idle;
    c.idle_since = reactor_.now();
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
    exchange->answer.done = std::max(reactor_.now(), exchange->answer.sent);
  }
  exchange->finish();
}

void Sockets::close_connection(std::uint32_t index) {
  Connection& c = connections_[index];
  if (!std::exchange(c.in_use, false)) return;
  c.stream.close();
  --open_;
  c.generation = (c.generation + 1) % generations;
  c.stage = Stage::closed;
  c.slot = none;
  c.unsent.clear();
  c.unsent_from = 0;
  c.unflushed = false;
  c.h2.reset();
  if (options_.pool > 0) {
    OriginState& origin = origins_[c.origin];
    --origin.connections;
    std::erase(origin.idle, index);
    std::erase_if(origin.sessions, [index](const Session& s) { return s.connection == index; });
  } else {
    std::erase(slots_[std::exchange(c.owner, none)].own, index);
  }
  free_connections_.push_back(index);
}

bool Sockets::has_room(const OriginState& origin) const {
  if (!origin.idle.empty() || origin.connections < static_cast<std::size_t>(options_.pool)) return true;
  const bool all_connected = origin.sessions.size() == origin.connections;  // as find_session() has it
  return std::any_of(origin.sessions.begin(), origin.sessions.end(), [&](const Session& s) {
    return s.h2->takes_requests() && (all_connected || s.h2->running() == 0);
  });
}

// A pooled connection is free, or may be opened: the longest waiting gets it.
void Sockets::serve_waiting(OriginId id) {
  OriginState& origin = origins_[id];
  while (!origin.waiting.empty() && has_room(origin)) {
    const SlotId slot = origin.waiting.front();
    origin.waiting.pop_front();
    slots_[slot].waiting = false;
    const Instant now = wall_now();
    slots_[slot].exchange->answer.sent = now;
    if (const char* error = begin(slot, now)) ready_.emplace_back(slot, error);
  }
}

void Sockets::answer_resolved() {
  resolved_->store(false, std::memory_order_release);
  for (OriginState& origin : origins_) {
    if (!origin.resolving) continue;
    origin.destination.resolution = resolver_.find(origin.destination.first_host, on_resolved());
    if (!origin.destination.resolution) continue;
    origin.resolving = false;
    for (const SlotId slot : std::exchange(origin.waiting, {})) {
      slots_[slot].waiting = false;
      load::Answer& answer = slots_[slot].exchange->answer;
      answer.dns = reactor_.now() - answer.sent;
      if (const char* error = begin(slot, reactor_.now())) ready_.emplace_back(slot, error);
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
  while (first_deadline_ != none && slots_[first_deadline_].deadline <= reactor_.now()) {
    const SlotId id = first_deadline_;
    Slot& slot = slots_[id];
    if (slot.waiting) {
      for (OriginState& origin : origins_) std::erase(origin.waiting, id);
      slot.waiting = false;
    }
    std::erase_if(ready_, [id](const auto& r) { return r.first == id; });
    if (slot.connection != none && connections_[slot.connection].h2 != nullptr) {
      drop_stream(id);
      finish(id, "ETIMEDOUT");
    } else if (slot.connection != none)
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
