// WebSockets: the WebSocket half of the Channels of the real world, on a worker's reactor. What it is told and what it
// names failures is as npm's ws has it (reference artillery.md §3.1); permessage-deflate is never offered.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/timer.h"
#include "core/load/channel.h"
#include "live/traffic/reactor.h"
#include "live/traffic/resolver.h"
#include "live/traffic/stream.h"
#include "live/traffic/tls.h"
#include "live/traffic/websocket_frames.h"

namespace rampart::live::traffic {

/// One thread only. What it is given must outlive it.
class WebSockets final : public load::Channels, public Watcher {
 public:
  WebSockets(Resolver& resolver, const TlsContext& tls, Reactor& reactor, Timer& timer);
  ~WebSockets() override;
  WebSockets(const WebSockets&) = delete;
  WebSockets& operator=(const WebSockets&) = delete;

  load::ChannelId open(load::ChannelRequest request, load::ChannelListener& listener) override;
  void send(load::ChannelId channel, std::string_view text) override;
  void close(load::ChannelId channel) override;

  void handle_event(std::uint64_t tag, std::uint32_t events) override;
  void end_turn() override;

  /// Connections whose good-bye the other side hasn't answered yet; each is given up after a second.
  [[nodiscard]] std::size_t closing() const { return closing_; }
  [[nodiscard]] std::uint64_t connections_peak() const { return peak_; }

 private:
  enum class Stage : std::uint8_t { free, resolving, connecting, shaking_hands, open, closing };
  struct Place {
    load::Origin origin;
    std::string proxy;  // its URL; empty: none
    std::string host_header;
    Destination destination;
  };
  struct Connection {
    Stream stream;
    std::uint32_t index = 0;  // its place in connections_
    std::uint32_t generation = 1;
    Stage stage = Stage::free;
    load::ChannelListener* listener = nullptr;
    load::ChannelRequest request;
    Place* place = nullptr;
    std::string key;
    std::string head;  // of the answer to the handshake, as far as it came
    std::unique_ptr<WebSocketFrames> frames;
    std::string unsent;
    TimerId timer = 0;
  };
  static constexpr std::uint32_t generations = 1U << 24;  // what fits into an event's tag beside the index

  [[nodiscard]] load::ChannelId id_of(std::uint32_t index) const;
  /// nullptr: it has ended since.
  Connection* find(load::ChannelId id);
  Place& place_of(const load::Origin& origin, const std::string& proxy);
  void begin(load::ChannelId id);
  void connect(load::ChannelId id);
  void advance(load::ChannelId id);
  void ask(load::ChannelId id);
  void read(load::ChannelId id);
  bool take(load::ChannelId id, std::string_view bytes);
  bool take_head(load::ChannelId id, std::string_view& bytes);
  bool deliver(load::ChannelId id);
  bool write(Connection& connection);
  void fail_to_connect(load::ChannelId id, std::string_view code);
  void end(load::ChannelId id, const load::ChannelEnd& end);
  void release(Connection& connection);

  Resolver& resolver_;
  const TlsContext& tls_;
  Reactor& reactor_;
  Timer& timer_;
  Reactor::WatcherId watcher_;
  Random random_;
  std::deque<Place> places_;
  std::deque<Connection> connections_;
  std::vector<std::uint32_t> free_;
  std::vector<load::ChannelId> resolving_;
  std::vector<char> inbox_;
  std::size_t closing_ = 0;
  std::uint64_t open_ = 0;
  std::uint64_t peak_ = 0;
};

}  // namespace rampart::live::traffic
