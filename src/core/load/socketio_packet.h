// Packets of Socket.IO protocol 5 (spoken by Socket.IO v3 and v4) as text, without any I/O: what an Engine.IO message
// carries. `2/chat,7["ask",1]` is event 2 in namespace /chat that wants acknowledgement 7.
// Source: https://socket.io/docs/v4/socket-io-protocol/
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rampart::load {

struct SocketIoPacket {
  enum class Type : std::uint8_t { connect, disconnect, event, ack, connect_error, binary_event, binary_ack };
  Type type = Type::connect;
  std::string name_space = "/";
  std::optional<std::uint64_t> id;  ///< Of the acknowledgement.
  std::uint32_t attachments = 0;    ///< Binary messages that follow and belong to it.
  boost::json::value data;          ///< null where there is none.
};

/// Nothing when it's no packet.
std::optional<SocketIoPacket> parse_socketio_packet(std::string_view text);

/// `data`: JSON text, may be empty.
std::string socketio_packet_text(SocketIoPacket::Type type, std::string_view name_space,
                                 std::optional<std::uint64_t> id, std::string_view data);

/// Puts a binary attachment in its place, as JSON.stringify shows a Buffer of Node: {"type":"Buffer","data":[97,98]}.
void fill_attachment(boost::json::value& data, std::uint32_t number, std::string_view bytes);

}  // namespace rampart::load
