// The port through which virtual users exchange messages with the server: WebSocket messages, or those that Engine.IO
// carries for Socket.IO. The real world implements it with sockets, the simulator may with a model.
//
// A channel is told about by callbacks, since a message may come at any time; Line (line.h) turns them into something a
// virtual user can wait for. Source of the behaviour: reference artillery.md §3.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/load/transport.h"

namespace rampart::load {

/// Never given twice by the same Channels; 0 names none.
using ChannelId = std::uint64_t;

struct ChannelRequest {
  enum class Kind : std::uint8_t { websocket, engine_io };
  Kind kind = Kind::websocket;
  Origin origin;
  std::string target;   ///< Path and query, starting with '/'. Engine.IO's own parameters are added by the channel.
  std::string headers;  ///< "name: value\r\n" lines beside those of the handshake.
  std::vector<std::string> subprotocols;
  std::string proxy;  ///< URL of a forward proxy that is asked for a tunnel; empty: none. Engine.IO has none.
  std::size_t longest_message = 100 * 1024 * 1024;  ///< Bytes; a longer one ends the channel.
  Duration patience{};                              ///< Until it's open; zero: the operating system's.
  bool polling = true;                              ///< Engine.IO: begins by HTTP requests …
  bool upgrade = true;                              ///< … and goes over to a WebSocket.
};

/// Why a channel ended, in the words of Artillery's clients.
struct ChannelEnd {
  std::string message;  ///< "connect ECONNREFUSED 127.0.0.1:9", "xhr poll error", …
  std::string code;     ///< "ECONNREFUSED"; empty where Node gives none.
};

class ChannelListener {
 public:
  virtual void channel_opened() = 0;
  /// `bytes` is valid during the call only.
  virtual void channel_message(std::string_view bytes, bool is_text) = 0;
  /// It couldn't be opened, or it has ended; nothing comes after this.
  virtual void channel_ended(const ChannelEnd& end) = 0;

 protected:
  ~ChannelListener() = default;
};

/// One thread only. The listener is called in later turns, never from within these; it may call them, and may be gone
/// when its callback returns if it closed the channel before.
class Channels {
 public:
  virtual ~Channels() = default;

  virtual ChannelId open(ChannelRequest request, ChannelListener& listener) = 0;
  /// A text message. Ignored before the channel is open and after it has ended.
  virtual void send(ChannelId channel, std::string_view text) = 0;
  /// Says good-bye in the protocol's way; the listener hears no more. Ignored when it has ended.
  virtual void close(ChannelId channel) = 0;
};

}  // namespace rampart::load
