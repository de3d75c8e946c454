#include "live/traffic/engine_io_packet.h"

#include <gtest/gtest.h>

namespace rampart::live::traffic {
namespace {

using Type = EngineIoPacket::Type;

TEST(EngineIoPacket, ReadsAPollingAnswer) {
  const auto packets = parse_engine_io_payload(
      "4hello\x1e"
      "2\x1e"
      "bAQIDBA==");
  ASSERT_TRUE(packets);
  ASSERT_EQ(packets->size(), 3U);
  EXPECT_EQ((*packets)[0].type, Type::message);
  EXPECT_EQ((*packets)[0].data, "hello");
  EXPECT_EQ((*packets)[1].type, Type::ping);
  EXPECT_FALSE((*packets)[2].is_text);
  EXPECT_EQ((*packets)[2].data, "\x01\x02\x03\x04");
}

TEST(EngineIoPacket, RefusesWhatIsNone) {
  for (const char* body : {"", "9", "4a\x1e", "b***"}) EXPECT_FALSE(parse_engine_io_payload(body)) << body;
}

TEST(EngineIoPacket, ReadsTheServersOpening) {
  const auto opening = parse_engine_io_opening(
      R"({"sid":"abc","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000})");
  ASSERT_TRUE(opening);
  EXPECT_EQ(opening->session, "abc");
  EXPECT_TRUE(opening->offers_websocket);
  EXPECT_EQ(opening->ping_interval, std::chrono::milliseconds(300));
  EXPECT_FALSE(parse_engine_io_opening("{}"));
}

}  // namespace
}  // namespace rampart::live::traffic
