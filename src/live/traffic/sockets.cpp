#include "live/traffic/sockets.h"

#include <algorithm>
#include <utility>

#include "core/load/url.h"
#include "core/script/script.h"
#include "live/traffic/clock.h"

namespace rampart::live::traffic {

using load::Exchange;
using load::OriginId;
using load::SlotId;

namespace {

constexpr std::size_t inbox_bytes = 64 * 1024;

}  // namespace

Sockets::Sockets(SocketOptions options, Resolver& resolver, const TlsContext& tls, Reactor& reactor)
    : options_(std::move(options)),
      sources_{options_.local_addresses},
      resolver_(resolver),
      tls_(tls),
      reactor_(reactor),
      watcher_(reactor.add(*this)),
      inbox_(inbox_bytes) {}

Sockets::~Sockets() { reactor_.remove(watcher_); }

std::function<void()> Sockets::on_resolved() const {
  return [resolved = resolved_, waker = reactor_.waker()] {
    resolved->store(true, std::memory_order_release);
    waker->wake();
  };
}

OriginId Sockets::find_origin(const load::Origin& origin) {
  for (std::size_t i = 0; i < origins_.size(); ++i)
    if (origins_[i].origin == origin && origins_[i].multiplexed != i) return static_cast<OriginId>(i);
  OriginState& state = origins_.emplace_back();
  state.origin = origin;
  state.host_line = "host: " + load::host_header(origin) + "\r\n";
  state.destination.host = state.destination.first_host = origin.host;
  state.destination.port = origin.port;
  if (const auto& proxy = origin.tls ? options_.proxies.https : options_.proxies.http)
    lead_through(*proxy, state.destination);
  if (origin.tls) state.destination.tls = &tls_;
  if (!sources_.addresses.empty()) state.destination.sources = &sources_;
  return static_cast<OriginId>(origins_.size() - 1);
}

SlotId Sockets::open_slot() {
  if (free_slots_.empty()) {
    slots_.emplace_back();
    return static_cast<SlotId>(slots_.size() - 1);
  }
  const SlotId slot = free_slots_.back();
  free_slots_.pop_back();
  return slot;
}

void Sockets::close_slot(SlotId id) {
  Slot& slot = slots_[id];
  if (slot.exchange != nullptr) {
    unlink(id);
    slot.exchange = nullptr;
    if (slot.waiting)
      for (OriginState& origin : origins_) std::erase(origin.waiting, id);
    slot.waiting = false;
    std::erase_if(ready_, [id](const auto& r) { return r.first == id; });
    if (slot.connection != none && connections_[slot.connection].h2 != nullptr) {
      drop_stream(id);
    } else if (slot.connection != none) {
      const OriginId origin = connections_[slot.connection].origin;
      close_connection(std::exchange(slot.connection, none));
      if (options_.pool > 0) serve_waiting(origin);
    }
  }
  while (!slot.own.empty()) close_connection(slot.own.back());
  free_slots_.push_back(id);
}

// --- sending ---------------------------------------------------------------------------------------------------------

bool Sockets::send(Exchange& exchange) {
  const SlotId id = exchange.request.slot;
  Slot& slot = slots_[id];
  exchange.answer.clear();
  slot.exchange = &exchange;
  slot.origin = exchange.request.http2 ? multiplexed(exchange.request.origin) : exchange.request.origin;
  slot.connection = none;
  exchange.answer.sent = wall_now();
  slot.deadline = exchange.answer.sent + exchange.request.timeout;
  link(id);
  const char* error = begin(id, exchange.answer.sent);
  if (error == nullptr) return false;
  unlink(id);
  slot.exchange = nullptr;
  exchange.answer.error = error;
  exchange.answer.uploaded = exchange.answer.first_byte = exchange.answer.done = wall_now();
  return true;
}

// Every begin… gives nullptr when the exchange is under way (or waits), else the name of what went wrong.
const char* Sockets::begin(SlotId id, Instant now) {
  if (origins_[slots_[id].origin].multiplexed == slots_[id].origin)
    if (const auto session = find_session(id)) return ask(*session, id);
  if (const auto connection = reuse(id)) {
    slots_[id].connection = *connection;
    connections_[*connection].slot = id;
    return write_request(*connection, now);
  }
  OriginState& origin = origins_[slots_[id].origin];
  if (!origin.destination.resolution) return ask_for_address(id);
  if (options_.pool > 0) return begin_pooled(id);
  return open_connection(id);
}

const char* Sockets::begin_pooled(SlotId id) {
  OriginState& origin = origins_[slots_[id].origin];
  if (origin.connections < static_cast<std::size_t>(options_.pool)) return open_connection(id);
  origin.waiting.push_back(id);
  slots_[id].waiting = true;
  return nullptr;
}

std::optional<std::uint32_t> Sockets::reuse(SlotId id) {
  const OriginId wanted = slots_[id].origin;
  if (options_.pool > 0) {
    auto& idle = origins_[wanted].idle;
    while (!idle.empty()) {
      const std::uint32_t connection = idle.back();
      idle.pop_back();
      if (is_usable(connection)) return connection;
      close_connection(connection);
    }
    return std::nullopt;
  }
  auto& own = slots_[id].own;
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (connections_[own[i]].origin != wanted) continue;
    const std::uint32_t connection = own[i];
    if (is_usable(connection)) return connection;
    close_connection(connection);
    return std::nullopt;
  }
  return std::nullopt;
}

bool Sockets::is_usable(std::uint32_t index) {
  Connection& c = connections_[index];
  const Duration idle = reactor_.now() - c.idle_since;
  if (c.stage != Stage::idle || idle >= options_.idle_timeout) return false;
  // After a pause the server may have closed it in this very turn: looking costs 0.3 µs, a lost request costs more.
  return idle < std::chrono::milliseconds(1) || c.stream.is_quiet();
}

const char* Sockets::ask_for_address(SlotId id) {
  OriginState& origin = origins_[slots_[id].origin];
  if (!origin.resolving) {
    origin.destination.resolution = resolver_.find(origin.destination.first_host, on_resolved());
    if (origin.destination.resolution) return options_.pool > 0 ? begin_pooled(id) : open_connection(id);
    origin.resolving = true;
  }
  origin.waiting.push_back(id);
  slots_[id].waiting = true;
  return nullptr;
}

const char* Sockets::open_connection(SlotId id) {
  Slot& slot = slots_[id];
  OriginState& origin = origins_[slot.origin];
  if (origin.destination.resolution->addresses.empty()) return origin.destination.resolution->error;
  std::uint32_t index = 0;
  if (free_connections_.empty()) {
    index = static_cast<std::uint32_t>(connections_.size());
    connections_.emplace_back();
  } else {
    index = free_connections_.back();
    free_connections_.pop_back();
  }
  Connection& c = connections_[index];
  c.origin = slot.origin;
  c.slot = id;
  c.in_use = true;
  slot.connection = index;
  if (options_.pool > 0)
    ++origin.connections;
  else
    slots_[c.owner = id].own.push_back(index);
  c.stage = Stage::connecting;
  peak_ = std::max(peak_, ++open_);
  const Stream::Progress progress = c.stream.open(origin.destination, reactor_, watcher_, tag_of(index));
  if (progress == Stream::Progress::waits) return nullptr;
  if (progress == Stream::Progress::ready) return begin_on(index);
  slot.connection = none;
  const char* error = c.stream.error();
  close_connection(index);
  return error;
}

std::uint64_t Sockets::tag_of(std::uint32_t index) const {
  return (std::uint64_t{connections_[index].generation} << 32) | index;
}

// The connection is ready: its first request.
const char* Sockets::begin_on(std::uint32_t index) {
  const Connection& c = connections_[index];
  load::Answer& answer = slots_[c.slot].exchange->answer;
  answer.tcp = c.stream.connecting();
  answer.tls = c.stream.shaking_hands();
  const bool multiplexes = origins_[c.origin].multiplexed == c.origin;
  const bool h2 = multiplexes && (c.stream.is_tls() ? c.stream.speaks_h2() : options_.h2c);
  return h2 ? begin_session(index) : write_request(index, wall_now());
}

// Composes the request and writes what the kernel takes; the rest waits for EPOLLOUT. On an error the caller answers
// the exchange; the connection is closed.
const char* Sockets::write_request(std::uint32_t index, Instant now) {
  Connection& c = connections_[index];
  Slot& slot = slots_[c.slot];
  const load::Outgoing& request = slot.exchange->request;
  load::Answer& answer = slot.exchange->answer;
  outbox_.assign(script::name_of(request.method));
  outbox_.append(1, ' ').append(request.target).append(" HTTP/1.1\r\n");
  if (request.host.empty())
    outbox_.append(origins_[request.origin].host_line);
  else
    outbox_.append("host: ").append(request.host).append("\r\n");
  outbox_.append(request.headers).append("\r\n").append(request.body);
  c.reader.begin(request.method == script::Method::head, &answer.headers, request.keep_headers,
                 request.keep_body ? &answer.body : nullptr);
  c.stage = Stage::reading;
  answer.uploaded = now;
  const ssize_t n = c.stream.write(outbox_.data(), outbox_.size());
  if (n == static_cast<ssize_t>(outbox_.size())) return nullptr;
  if (n == Stream::failed) {
    const char* error = c.stream.error();
    slot.connection = none;
    close_connection(index);
    return error;
  }
  c.stage = Stage::writing;
  c.unsent.assign(outbox_, static_cast<std::size_t>(std::max<ssize_t>(n, 0)), std::string::npos);
  c.unsent_from = 0;
  return nullptr;
}

}  // namespace rampart::live::traffic
