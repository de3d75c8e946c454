// The opening handshake of a WebSocket, as the client: texts in, texts out. Source: RFC 6455 §4; the names of what is
// wrong are those of npm's ws, which Artillery counts.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rampart::live::traffic {

/// Sec-WebSocket-Key from 16 random bytes.
std::string websocket_key(const std::array<std::uint8_t, 16>& bytes);
/// The Sec-WebSocket-Accept that answers it.
std::string websocket_accept(std::string_view key);

/// The request, with its last empty line. `headers`: "name: value\r\n" lines.
std::string websocket_request(std::string_view target, std::string_view host, std::string_view headers,
                              const std::vector<std::string>& subprotocols, std::string_view key);

/// What is wrong with the answer's head (up to and without its empty line); empty when the WebSocket is open.
std::string websocket_refusal(std::string_view head, const std::vector<std::string>& subprotocols,
                              std::string_view key);

}  // namespace rampart::live::traffic
