// SocketIoTalk: the connections of one user of the engine socketio, one for each namespace it uses: `emit` with
// `response` and `acknowledge` (reference artillery.md §3.2).
//
// Artillery shares the first user's connection between namespaces and gives every later user one for each; here all
// users are like the later ones.
#pragma once

#include <boost/json/array.hpp>
#include <deque>
#include <optional>
#include <string>

#include "base/task.h"
#include "core/load/socketio_packet.h"
#include "core/load/websocket_talk.h"

namespace rampart::load {

class SocketIoTalk {
 public:
  explicit SocketIoTalk(const TalkParts& parts);
  ~SocketIoTalk();
  SocketIoTalk(const SocketIoTalk&) = delete;
  SocketIoTalk& operator=(const SocketIoTalk&) = delete;

  /// To the target's own namespace.
  Task<bool> connect();
  Task<bool> emit(const PlannedEmit& step);

 private:
  struct Socket {
    Socket(Channels& channels, Timer& timer)
        : line(channels, timer, [this](std::string_view text) { overhear(text); }) {}
    void overhear(std::string_view text);
    std::string key;         // as written: what is appended to the target
    std::string name_space;  // as the protocol calls it
    Line line;
    bool connected = false;
    bool dismissed = false;  // by the server: such a socket isn't connected again, and what it emits is lost
    std::uint64_t next_id = 0;
    std::optional<SocketIoPacket> unfinished;  // waits for attachments
    std::uint32_t attached = 0;
  };

  Task<bool> open(Socket& socket, std::string& problem);
  bool request_for(Socket& socket, ChannelRequest& request, std::string& problem);
  Task<bool> await_response(Socket& socket, const PlannedEmit& step, Instant started);
  Task<bool> await_acknowledgement(Socket& socket, const PlannedEmit& step, std::uint64_t id, Instant started);
  Task<std::optional<SocketIoPacket>> next_packet(Socket& socket, Instant until);
  std::optional<SocketIoPacket> take_message(Socket& socket);
  bool process(const boost::json::array& arguments, const script::EventReply& reply, const MessageChecks& checks);
  Socket& socket_of(const std::string& key);
  void mark_end(Instant started);
  bool fail(std::string_view error);

  TalkParts parts_;
  std::deque<Socket> sockets_;
  CounterId emitted_;
  RateId emit_rate_;
  SummaryId response_time_;
};

}  // namespace rampart::load
