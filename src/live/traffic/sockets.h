// Sockets: the Transport of the real world: one worker's HTTP connections on its reactor.
//
// A request is written at once; epoll is told about a connection once, and again only when it first can't be written
// to, so a plain keep-alive request costs one send and one recv. Timeouts are a list in order of their deadline, not a
// timer each: every request has the same timeout, so appending keeps the order. Source of the behaviour: reference
// artillery.md §2.4, engine.md §1+2.
#pragma once

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
#include "live/traffic/h2/session.h"
#include "live/traffic/proxy.h"
#include "live/traffic/reactor.h"
#include "live/traffic/resolver.h"
#include "live/traffic/response_reader.h"
#include "live/traffic/stream.h"
#include "live/traffic/tls.h"

namespace rampart::live::traffic {

struct SocketOptions {
  std::int64_t pool = 0;                            ///< Connections an origin, shared by all slots; 0 = one a slot.
  Duration idle_timeout = std::chrono::seconds(4);  ///< An idle connection older than this is not used again.
  bool h2c = false;                      ///< HTTP/2 without TLS, by prior knowledge, for requests that ask for HTTP/2.
  std::vector<Address> local_addresses;  ///< Source addresses in turn; none: the kernel chooses.
  Proxies proxies;
};

/// One thread only.
class Sockets final : public load::Transport, public Watcher {
 public:
  /// `tls` is for https; all three must outlive the sockets.
  Sockets(SocketOptions options, Resolver& resolver, const TlsContext& tls, Reactor& reactor);
  ~Sockets() override;
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  load::OriginId find_origin(const load::Origin& origin) override;
  load::SlotId open_slot() override;
  void close_slot(load::SlotId slot) override;
  bool send(load::Exchange& exchange) override;

  void handle_event(std::uint64_t tag, std::uint32_t events) override;
  void end_turn() override;
  [[nodiscard]] std::optional<Instant> next_deadline() const override;

  [[nodiscard]] std::uint64_t connections_peak() const { return peak_; }

 private:
  static constexpr std::uint32_t none = ~0U;
  /// A connection that speaks HTTP/2.
  struct Session {
    std::uint32_t connection = none;
    const H2Session* h2 = nullptr;
  };
  struct OriginState {
    load::Origin origin;
    std::string host_line;              // "host: h\r\n"
    std::string authority;              // for HTTP/2
    load::OriginId multiplexed = none;  // the same place for requests that ask for HTTP/2; itself there
    Destination destination;
    bool resolving = false;
    std::size_t connections = 0;       // with a pool
    std::vector<std::uint32_t> idle;   // with a pool
    std::vector<Session> sessions;     // with a pool
    std::deque<load::SlotId> waiting;  // for the name, or for a connection of the pool
  };
  struct Slot {
    load::Exchange* exchange = nullptr;
    load::OriginId origin = 0;        // of the exchange
    std::int32_t stream = 0;          // when its connection speaks HTTP/2
    std::uint32_t connection = none;  // the one that serves the exchange
    std::vector<std::uint32_t> own;   // without a pool: at most one an origin
    Instant deadline;
    load::SlotId before = none;  // the list of deadlines
    load::SlotId after = none;
    bool waiting = false;  // in an origin's queue
  };
  enum class Stage : std::uint8_t { closed, connecting, writing, reading, idle, streaming };
  static constexpr std::uint32_t generations = 1U << 24;  // what fits into an event's tag beside the index
  struct Connection {
    Stream stream;
    std::uint32_t generation = 0;
    Stage stage = Stage::closed;
    load::OriginId origin = 0;
    load::SlotId slot = none;   // whose exchange it serves
    load::SlotId owner = none;  // without a pool: in whose `own` it is
    bool in_use = false;
    bool unflushed = false;         // in the list
    std::unique_ptr<H2Session> h2;  // streaming
    Instant idle_since;
    ResponseReader reader;
    std::string unsent;
    std::size_t unsent_from = 0;
  };

  const char* begin(load::SlotId slot, Instant now);
  const char* begin_pooled(load::SlotId slot);
  const char* ask_for_address(load::SlotId slot);
  const char* open_connection(load::SlotId slot);
  const char* begin_on(std::uint32_t connection);
  [[nodiscard]] std::uint64_t tag_of(std::uint32_t connection) const;
  std::function<void()> on_resolved() const;
  const char* write_request(std::uint32_t connection, Instant now);
  std::optional<std::uint32_t> reuse(load::SlotId slot);
  bool is_usable(std::uint32_t connection);

  load::OriginId multiplexed(load::OriginId origin);
  std::optional<std::uint32_t> find_session(load::SlotId slot);
  const char* begin_session(std::uint32_t connection);
  const char* ask(std::uint32_t connection, load::SlotId slot);
  void drop_stream(load::SlotId slot);
  void flush_later(std::uint32_t connection);
  void flush_all();
  void flush(std::uint32_t connection);
  void write_session(std::uint32_t connection);
  void read_session(std::uint32_t connection, bool closing);
  void end_session(std::uint32_t connection, const char* error);
  void finish_streams(std::uint32_t connection, const std::vector<H2Session::Ended>& ended);

  void on_progress(std::uint32_t connection, std::uint32_t events);
  void on_writable(std::uint32_t connection);
  void on_readable(std::uint32_t connection, bool closing);
  void on_end(std::uint32_t connection);
  void complete(std::uint32_t connection, bool reusable);
  void fail(std::uint32_t connection, const char* error);
  void finish(load::SlotId slot, const char* error);
  void close_connection(std::uint32_t connection);
  void serve_waiting(load::OriginId origin);
  bool has_room(const OriginState& origin) const;
  void expire();
  void answer_resolved();
  void finish_ready();

  void link(load::SlotId slot);
  void unlink(load::SlotId slot);

  SocketOptions options_;
  SourceAddresses sources_;
  Resolver& resolver_;
  const TlsContext& tls_;
  Reactor& reactor_;
  Reactor::WatcherId watcher_;
  // Shared with the resolver's callbacks, which may come after these sockets are gone.
  std::shared_ptr<std::atomic<bool>> resolved_ = std::make_shared<std::atomic<bool>>(false);
  std::deque<OriginState> origins_;  // streams point to their destinations
  std::deque<Slot> slots_;
  std::vector<load::SlotId> free_slots_;
  load::SlotId first_deadline_ = none;
  load::SlotId last_deadline_ = none;
  std::deque<Connection> connections_;
  std::vector<std::uint32_t> free_connections_;
  std::vector<std::pair<load::SlotId, const char*>> ready_;  // to be finished at the end of the turn
  bool in_turn_ = false;                                     // between the turn's first event and its end
  std::vector<std::uint32_t> unflushed_;
  std::vector<H2Session::Ended> ended_;  // what a session's bytes ended
  std::uint64_t open_ = 0;
  std::uint64_t peak_ = 0;
  std::string outbox_;
  std::vector<char> inbox_;
};

}  // namespace rampart::live::traffic
