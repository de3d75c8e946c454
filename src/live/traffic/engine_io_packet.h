// Packets of Engine.IO protocol 4 (under Socket.IO v3 and v4) as text, without any I/O. `4hello` is the message
// "hello". Source: https://socket.io/docs/v4/engine-io-protocol/
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace rampart::live::traffic {

struct EngineIoPacket {
  enum class Type : std::uint8_t { open, close, ping, pong, message, upgrade, noop };
  Type type = Type::noop;
  std::string data;
  bool is_text = true;  ///< Else the bytes of a binary message.
};

/// One packet: a text frame of a WebSocket, or a part of a polling answer, where `b…` is a binary message in base64.
std::optional<EngineIoPacket> parse_engine_io_packet(std::string_view text);

/// The packets of a polling answer. Nothing when one of them is none.
std::optional<std::vector<EngineIoPacket>> parse_engine_io_payload(std::string_view body);

/// Puts one more packet into the body of a polling request.
void append_engine_io_packet(std::string& body, EngineIoPacket::Type type, std::string_view data);

/// What the server says in its first packet.
struct EngineIoOpening {
  std::string session;
  bool offers_websocket = false;
  Duration ping_interval = std::chrono::seconds(25);
  Duration ping_timeout = std::chrono::seconds(20);
};
std::optional<EngineIoOpening> parse_engine_io_opening(std::string_view json);

}  // namespace rampart::live::traffic
