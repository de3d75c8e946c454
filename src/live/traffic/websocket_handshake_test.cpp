#include "live/traffic/websocket_handshake.h"

#include <gtest/gtest.h>

namespace rampart::live::traffic {
namespace {

constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";  // RFC 6455 §1.3

std::string answer(std::string_view status, std::string_view more = "") {
  std::string head = "HTTP/1.1 ";
  head.append(status).append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
  return head.append("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").append(more);
}

TEST(WebSocketHandshake, AnswersTheRfcsExample) {
  EXPECT_EQ(websocket_accept(key), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(websocket_refusal(answer("101 Switching Protocols"), {}, key), "");
}

TEST(WebSocketHandshake, NamesWhatIsWrongAsWs) {
  EXPECT_EQ(websocket_refusal("HTTP/1.1 401 Unauthorized", {}, key), "Unexpected server response: 401");
  EXPECT_EQ(websocket_refusal(answer("101 x"), {}, "other"), "Invalid Sec-WebSocket-Accept header");
  EXPECT_EQ(websocket_refusal("HTTP/1.1 101 x\r\nA: b", {}, key), "Invalid Upgrade header");
  EXPECT_EQ(websocket_refusal(answer("101 x"), {"one"}, key), "Server sent no subprotocol");
  EXPECT_EQ(websocket_refusal(answer("101 x", "\r\nSec-WebSocket-Protocol: two"), {"one"}, key),
            "Server sent an invalid subprotocol");
  EXPECT_EQ(websocket_refusal(answer("101 x", "\r\nSec-WebSocket-Protocol: one"), {"one"}, key), "");
}

}  // namespace
}  // namespace rampart::live::traffic
