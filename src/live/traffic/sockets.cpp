#include "live/traffic/sockets.h"

#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/load/url.h"
#include "core/script/script.h"
#include "live/traffic/clock.h"
#include "live/traffic/socket_error.h"

namespace rampart::live::traffic {

using load::Exchange;
using load::OriginId;
using load::SlotId;

namespace {

constexpr std::size_t inbox_bytes = 64 * 1024;

}  // namespace

Sockets::Sockets(SocketOptions options, Resolver& resolver)
    : options_(options), resolver_(resolver), epoll_(epoll_create1(EPOLL_CLOEXEC)), inbox_(inbox_bytes) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = wake_tag;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, waker_->fd, &event);
}

Sockets::~Sockets() {
  for (const Connection& c : connections_)
    if (c.fd >= 0) ::close(c.fd);
  ::close(epoll_);
}

Sockets::Waker::Waker() : fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

Sockets::Waker::~Waker() { ::close(fd); }

void Sockets::Waker::wake() const {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(fd, &one, sizeof one));
}

std::function<void()> Sockets::on_resolved() const {
  return [waker = waker_] {
    waker->resolved.store(true, std::memory_order_release);
    waker->wake();
  };
}

OriginId Sockets::find_origin(const load::Origin& origin) {
  for (std::size_t i = 0; i < origins_.size(); ++i)
    if (origins_[i].origin == origin) return static_cast<OriginId>(i);
  OriginState& state = origins_.emplace_back();
  state.origin = origin;
  state.host_line = "host: " + load::host_header(origin) + "\r\n";
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
    if (slot.connection != none) {
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
  slot.connection = none;
  exchange.answer.sent = wall_now();
  slot.deadline = exchange.answer.sent + exchange.request.timeout;
  link(id);
  const char* error = begin(id);
  if (error == nullptr) return false;
  unlink(id);
  slot.exchange = nullptr;
  exchange.answer.error = error;
  exchange.answer.uploaded = exchange.answer.first_byte = exchange.answer.done = wall_now();
  return true;
}

// Every begin… gives nullptr when the exchange is under way (or waits), else the name of what went wrong.
const char* Sockets::begin(SlotId id) {
  if (const auto connection = reuse(id)) {
    slots_[id].connection = *connection;
    connections_[*connection].slot = id;
    return write_request(*connection);
  }
  OriginState& origin = origins_[slots_[id].exchange->request.origin];
  if (origin.origin.tls) return "EPROTO";
  if (!origin.resolution) return ask_for_address(id);
  if (options_.pool > 0) return begin_pooled(id);
  return open_connection(id);
}

const char* Sockets::begin_pooled(SlotId id) {
  OriginState& origin = origins_[slots_[id].exchange->request.origin];
  if (origin.connections < static_cast<std::size_t>(options_.pool)) return open_connection(id);
  origin.waiting.push_back(id);
  slots_[id].waiting = true;
  return nullptr;
}

std::optional<std::uint32_t> Sockets::reuse(SlotId id) {
  const OriginId wanted = slots_[id].exchange->request.origin;
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
  const Connection& c = connections_[index];
  if (c.stage != Stage::idle || now_ - c.idle_since >= options_.idle_timeout) return false;
  if (now_ - c.idle_since < std::chrono::milliseconds(1)) return true;
  // After a pause the server may have closed it in this very turn: looking costs 0.3 µs, a lost request costs more.
  char byte = 0;
  return ::recv(c.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

const char* Sockets::ask_for_address(SlotId id) {
  OriginState& origin = origins_[slots_[id].exchange->request.origin];
  if (!origin.resolving) {
    origin.resolution = resolver_.find(origin.origin.host, on_resolved());
    if (origin.resolution) return options_.pool > 0 ? begin_pooled(id) : open_connection(id);
    origin.resolving = true;
  }
  origin.waiting.push_back(id);
  slots_[id].waiting = true;
  return nullptr;
}

const char* Sockets::open_connection(SlotId id) {
  Slot& slot = slots_[id];
  OriginState& origin = origins_[slot.exchange->request.origin];
  if (origin.resolution->addresses.empty()) return origin.resolution->error;
  std::uint32_t index = 0;
  if (free_connections_.empty()) {
    index = static_cast<std::uint32_t>(connections_.size());
    connections_.emplace_back();
  } else {
    index = free_connections_.back();
    free_connections_.pop_back();
  }
  Connection& c = connections_[index];
  c.origin = slot.exchange->request.origin;
  c.slot = id;
  c.in_use = true;
  c.address = origin.preferred;
  c.addresses_left = origin.resolution->addresses.size();
  slot.connection = index;
  if (options_.pool > 0)
    ++origin.connections;
  else
    slots_[c.owner = id].own.push_back(index);
  const char* error = connect(index);
  if (error == nullptr) return nullptr;
  slot.connection = none;
  close_connection(index);
  return error;
}

// Tries one address after another: "localhost" may mean ::1 first where the server listens on 127.0.0.1 only.
const char* Sockets::connect(std::uint32_t index) {
  Connection& c = connections_[index];
  for (;;) {
    const char* error = connect_once(index);
    if (error == nullptr || c.addresses_left == 0) return error;
    if (c.fd >= 0) {
      ::close(std::exchange(c.fd, -1));
      --open_;
    }
    c.address = (c.address + 1) % origins_[c.origin].resolution->addresses.size();
  }
}

const char* Sockets::connect_once(std::uint32_t index) {
  Connection& c = connections_[index];
  const OriginState& origin = origins_[c.origin];
  Address to = origin.resolution->addresses[c.address];
  const std::uint16_t port = htons(origin.origin.port);
  if (to.storage.ss_family == AF_INET)
    reinterpret_cast<sockaddr_in*>(&to.storage)->sin_port = port;
  else
    reinterpret_cast<sockaddr_in6*>(&to.storage)->sin6_port = port;
  --c.addresses_left;
  c.fd = ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c.fd < 0) return name_of_errno(errno);
  ++open_;
  peak_ = std::max(peak_, open_);
  const int on = 1;
  setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const int done = ::connect(c.fd, reinterpret_cast<const sockaddr*>(&to.storage), to.length);
  if (done != 0 && errno != EINPROGRESS) return name_of_errno(errno);
  c.stage = Stage::connecting;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = (static_cast<std::uint64_t>(c.generation) << 32) | index;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, c.fd, &event) != 0) return name_of_errno(errno);
  return nullptr;
}

// Composes the request and writes what the kernel takes; the rest waits for EPOLLOUT. On an error the caller answers
// the exchange; the connection is closed.
const char* Sockets::write_request(std::uint32_t index) {
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
  answer.uploaded = wall_now();
  const ssize_t n = ::send(c.fd, outbox_.data(), outbox_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n == static_cast<ssize_t>(outbox_.size())) return nullptr;
  if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
    const char* error = name_of_errno(errno);
    slot.connection = none;
    close_connection(index);
    return error;
  }
  c.stage = Stage::writing;
  c.unsent.assign(outbox_, static_cast<std::size_t>(std::max<ssize_t>(n, 0)), std::string::npos);
  c.unsent_from = 0;
  return nullptr;
}

// --- the loop --------------------------------------------------------------------------------------------------------

}  // namespace rampart::live::traffic
