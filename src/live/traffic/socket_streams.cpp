// Sockets, third part: many requests on one HTTP/2 connection.
//
// What is to be written is gathered until the end of the turn, so that the requests that a turn's answers set off leave
// in one piece.
#include <algorithm>
#include <limits>
#include <utility>

#include "core/load/url.h"
#include "live/traffic/clock.h"
#include "live/traffic/sockets.h"

namespace rampart::live::traffic {

using load::OriginId;
using load::SlotId;

namespace {

constexpr std::size_t outbox_bytes = 64 * 1024;

}  // namespace

// Requests with `http2: true` have connections of their own, as in Node: an https one offers h2, and speaks what the
// server chooses.
OriginId Sockets::multiplexed(OriginId id) {
  if (!origins_[id].origin.tls && !options_.h2c) return id;
  if (origins_[id].multiplexed != none) return origins_[id].multiplexed;
  const auto sibling = static_cast<OriginId>(origins_.size());
  OriginState& state = origins_.emplace_back();
  const OriginState& plain = origins_[id];
  state.origin = plain.origin;
  state.host_line = plain.host_line;
  state.authority = load::host_header(plain.origin);
  state.destination = plain.destination;
  state.destination.offer_h2 = plain.origin.tls;
  state.multiplexed = sibling;
  origins_[id].multiplexed = sibling;
  return sibling;
}

// The connection that has the fewest requests running; while the pool isn't full and connected, only one that has none,
// so that the first to be connected doesn't get them all.
std::optional<std::uint32_t> Sockets::find_session(SlotId id) {
  const OriginId wanted = slots_[id].origin;
  if (options_.pool == 0) {
    for (const std::uint32_t index : slots_[id].own) {
      const Connection& c = connections_[index];
      if (c.h2 != nullptr && c.origin == wanted && c.h2->takes_requests()) return index;
    }
    return std::nullopt;
  }
  const OriginState& origin = origins_[wanted];
  std::optional<std::uint32_t> best;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const Session& session : origin.sessions) {
    if (session.h2->running() >= fewest || !session.h2->takes_requests()) continue;
    best = session.connection;
    fewest = session.h2->running();
  }
  if (!best || fewest == 0) return best;
  const bool may_open = origin.connections < static_cast<std::size_t>(options_.pool);
  const bool more_to_come = origin.sessions.size() < origin.connections;
  return may_open || more_to_come ? std::nullopt : best;
}

const char* Sockets::begin_session(std::uint32_t index) {
  Connection& c = connections_[index];
  const SlotId slot = std::exchange(c.slot, none);
  c.h2 = std::make_unique<H2Session>(wall_now);
  c.stage = Stage::streaming;
  if (options_.pool > 0) origins_[c.origin].sessions.push_back({index, c.h2.get()});
  const char* error = ask(index, slot);
  if (options_.pool > 0) serve_waiting(c.origin);
  return error;
}

const char* Sockets::ask(std::uint32_t index, SlotId id) {
  Connection& c = connections_[index];
  Slot& slot = slots_[id];
  const OriginState& origin = origins_[c.origin];
  slot.connection = index;
  slot.stream = c.h2->ask(id, slot.exchange->request, origin.authority, origin.origin.tls, slot.exchange->answer);
  if (slot.stream == 0) {
    slot.connection = none;
    return "ERR_HTTP2_GOAWAY_SESSION";
  }
  flush_later(index);
  return nullptr;
}

void Sockets::drop_stream(SlotId id) {
  Slot& slot = slots_[id];
  const std::uint32_t index = std::exchange(slot.connection, none);
  connections_[index].h2->drop(slot.stream);
  flush_later(index);
}

void Sockets::flush_later(std::uint32_t index) {
  if (!in_turn_) return flush(index);
  if (!std::exchange(connections_[index].unflushed, true)) unflushed_.push_back(index);
}

void Sockets::flush_all() {
  for (const std::uint32_t index : unflushed_)
    if (std::exchange(connections_[index].unflushed, false) && connections_[index].h2 != nullptr) flush(index);
  unflushed_.clear();
}

// A connection that can't be written to has an event to come that says so.
void Sockets::flush(std::uint32_t index) {
  write_session(index);
  Connection& c = connections_[index];
  if (!c.h2->has_ended()) return;
  c.h2->take_ended(ended_);  // answered before all of the request was written
  for (const H2Session::Ended& e : ended_) {
    Slot& slot = slots_[e.slot];
    if (slot.exchange == nullptr || slot.connection != index || slot.stream != e.stream) continue;
    slot.connection = none;
    ready_.emplace_back(e.slot, e.error);
  }
}

void Sockets::write_session(std::uint32_t index) {
  Connection& c = connections_[index];
  for (;;) {
    if (c.unsent_from == c.unsent.size()) {
      c.unsent.clear();
      c.unsent_from = 0;
      while (c.unsent.size() < outbox_bytes) {
        const std::string_view more = c.h2->next_output();
        if (more.empty()) break;
        c.unsent.append(more);
      }
      if (c.unsent.empty()) return;
    }
    const ssize_t n = c.stream.write(c.unsent.data() + c.unsent_from, c.unsent.size() - c.unsent_from);
    if (n < 0) return;
    c.unsent_from += static_cast<std::size_t>(n);
  }
}

void Sockets::read_session(std::uint32_t index, bool closing) {
  Connection& c = connections_[index];
  const std::uint32_t generation = c.generation;
  for (;;) {
    const ssize_t n = c.stream.read(inbox_.data(), inbox_.size());
    if (n == Stream::waits) break;
    if (n <= 0) return end_session(index, n == 0 ? "ECONNRESET" : c.stream.error());
    const bool good = c.h2->take({inbox_.data(), static_cast<std::size_t>(n)}, reactor_.now());
    c.h2->take_ended(ended_);
    finish_streams(index, ended_);
    if (c.generation != generation) return;
    if (!good) {
      flush(index);  // GOAWAY: it says what is wrong
      return end_session(index, "ERR_HTTP2_SESSION_ERROR");
    }
    if (!c.stream.may_have_more(n, inbox_.size()) && !closing) break;
  }
  if (!c.h2->takes_requests() && c.h2->running() == 0) return end_session(index, "ERR_HTTP2_GOAWAY_SESSION");
  flush_later(index);  // what the protocol itself has to say
  if (options_.pool > 0) serve_waiting(c.origin);
}

void Sockets::end_session(std::uint32_t index, const char* error) {
  const auto ended = connections_[index].h2->abandon(error);
  const OriginId origin = connections_[index].origin;
  close_connection(index);
  finish_streams(index, ended);
  if (options_.pool > 0) serve_waiting(origin);
}

// Users' next steps run inside; what they do may end further users' connections.
void Sockets::finish_streams(std::uint32_t index, const std::vector<H2Session::Ended>& ended) {
  for (const H2Session::Ended& e : ended) {
    Slot& slot = slots_[e.slot];
    if (slot.exchange == nullptr || slot.connection != index || slot.stream != e.stream) continue;
    slot.connection = none;
    finish(e.slot, e.error);
  }
}

}  // namespace rampart::live::traffic
