// Sockets: the Transport of the real world. One worker's connections on one edge-triggered epoll.
//
// A request is written at once; epoll is told about a connection once in its life, so a keep-alive request costs one
// send and one recv. Timeouts are a list in order of their deadline, not a timer each: every request has the same
// timeout, so appending keeps the order. Source of the behaviour: reference artillery.md §2.4, engine.md §1+2.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/load/transport.h"
#include "live/traffic/resolver.h"
#include "live/traffic/response_reader.h"

namespace rampart::live::traffic {

struct SocketOptions {
  std::int64_t pool = 0;                            ///< Connections an origin, shared by all slots; 0 = one a slot.
  Duration idle_timeout = std::chrono::seconds(4);  ///< An idle connection older than this is not used again.
};

/// One thread only, but for wake().
class Sockets : public load::Transport {
 public:
  Sockets(SocketOptions options, Resolver& resolver);
  ~Sockets() override;
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  load::OriginId find_origin(const load::Origin& origin) override;
  load::SlotId open_slot() override;
  void close_slot(load::SlotId slot) override;
  bool send(load::Exchange& exchange) override;

  /// One turn of the loop: wait() for at most this long (zero: only looks), then, when the turn's instant is known,
  /// handle() what came.
  void wait(Duration most);
  void handle(Instant now);

  /// The earliest instant at which handle() must be called though nothing comes.
  [[nodiscard]] std::optional<Instant> next_deadline() const;

  /// Ends a running wait(). Any thread.
  void wake() { waker_->wake(); }

  [[nodiscard]] std::uint64_t connections_peak() const { return peak_; }

 private:
  static constexpr std::uint32_t none = ~0U;
  static constexpr std::uint64_t wake_tag = ~std::uint64_t{0};  // the epoll tag of the waker, not of a connection
  // Shared with the resolver's callbacks, which may come after these sockets are gone.
  struct Waker {
    Waker();
    ~Waker();
    Waker(const Waker&) = delete;
    Waker& operator=(const Waker&) = delete;
    void wake() const;
    int fd;
    std::atomic<bool> resolved{false};
  };
  struct OriginState {
    load::Origin origin;
    std::string host_line;  // "host: h\r\n"
    std::shared_ptr<const Resolution> resolution;
    bool resolving = false;
    std::size_t preferred = 0;         // the address that last worked
    std::size_t connections = 0;       // with a pool
    std::vector<std::uint32_t> idle;   // with a pool
    std::deque<load::SlotId> waiting;  // for the name, or for a connection of the pool
  };
  struct Slot {
    load::Exchange* exchange = nullptr;
    std::uint32_t connection = none;  // the one that serves the exchange
    std::vector<std::uint32_t> own;   // without a pool: at most one an origin
    Instant deadline;
    load::SlotId before = none;  // the list of deadlines
    load::SlotId after = none;
    bool waiting = false;  // in an origin's queue
  };
  enum class Stage { closed, connecting, writing, reading, idle };
  struct Connection {
    int fd = -1;
    std::uint32_t generation = 0;
    Stage stage = Stage::closed;
    load::OriginId origin = 0;
    load::SlotId slot = none;   // whose exchange it serves
    load::SlotId owner = none;  // without a pool: in whose `own` it is
    bool in_use = false;
    std::size_t address = 0;
    std::size_t addresses_left = 0;
    Instant idle_since;
    ResponseReader reader;
    std::string unsent;
    std::size_t unsent_from = 0;
  };

  const char* begin(load::SlotId slot);
  const char* begin_pooled(load::SlotId slot);
  const char* ask_for_address(load::SlotId slot);
  const char* open_connection(load::SlotId slot);
  const char* connect(std::uint32_t connection);
  const char* connect_once(std::uint32_t connection);
  std::function<void()> on_resolved() const;
  const char* write_request(std::uint32_t connection);
  std::optional<std::uint32_t> reuse(load::SlotId slot);
  bool is_usable(std::uint32_t connection);

  void handle_event(std::uint64_t tag, std::uint32_t events);
  void on_connected(std::uint32_t connection);
  void on_writable(std::uint32_t connection);
  void on_readable(std::uint32_t connection, bool closing);
  void on_end(std::uint32_t connection);
  void complete(std::uint32_t connection, bool reusable);
  void fail(std::uint32_t connection, const char* error);
  void finish(load::SlotId slot, const char* error);
  void close_connection(std::uint32_t connection);
  void serve_waiting(load::OriginId origin);
  void expire();
  void answer_resolved();
  void finish_ready();

  void link(load::SlotId slot);
  void unlink(load::SlotId slot);

  SocketOptions options_;
  Resolver& resolver_;
  int epoll_ = -1;
  std::shared_ptr<Waker> waker_ = std::make_shared<Waker>();
  bool precise_ = true;  // epoll_pwait2 is there
  Instant now_;
  std::array<epoll_event, 256> events_{};
  int event_count_ = 0;
  std::vector<OriginState> origins_;
  std::deque<Slot> slots_;
  std::vector<load::SlotId> free_slots_;
  load::SlotId first_deadline_ = none;
  load::SlotId last_deadline_ = none;
  std::deque<Connection> connections_;
  std::vector<std::uint32_t> free_connections_;
  std::vector<std::pair<load::SlotId, const char*>> ready_;  // to be finished at the end of the turn
  std::uint64_t open_ = 0;
  std::uint64_t peak_ = 0;
  std::string outbox_;
  std::vector<char> inbox_;
};

}  // namespace rampart::live::traffic
