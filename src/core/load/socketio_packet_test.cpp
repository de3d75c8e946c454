#include "core/load/socketio_packet.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rampart::load {
namespace {

using Type = SocketIoPacket::Type;

TEST(SocketIoPacket, IsReadAsTheProtocolsExamples) {
  const auto event = parse_socketio_packet(R"(2/admin,456["project:delete",123])");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->type, Type::event);
  EXPECT_EQ(event->name_space, "/admin");
  EXPECT_EQ(event->id, 456U);
  EXPECT_EQ(boost::json::serialize(event->data), R"(["project:delete",123])");
  const auto connected = parse_socketio_packet(R"(0{"sid":"x"})");
  ASSERT_TRUE(connected);
  EXPECT_EQ(connected->name_space, "/");
  EXPECT_FALSE(connected->id);
  EXPECT_EQ(parse_socketio_packet("1/admin,")->type, Type::disconnect);
  EXPECT_EQ(parse_socketio_packet("41")->type, Type::connect_error);
}

TEST(SocketIoPacket, RefusesWhatIsNone) {
  for (const char* text : {"", "7", "x", "5[\"a\"]", "2[\"a\"", "59999999-[]"})
    EXPECT_FALSE(parse_socketio_packet(text)) << text;
}

TEST(SocketIoPacket, PutsAttachmentsInTheirPlaces) {
  auto packet = parse_socketio_packet(R"(51-["b",{"x":{"_placeholder":true,"num":0}}])");
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->attachments, 1U);
  fill_attachment(packet->data, 0, "ab");
  EXPECT_EQ(boost::json::serialize(packet->data), R"(["b",{"x":{"type":"Buffer","data":[97,98]}}])");
}

TEST(SocketIoPacket, IsWritten) {
  EXPECT_EQ(socketio_packet_text(Type::event, "/", {}, "[\"a\"]"), "2[\"a\"]");
  EXPECT_EQ(socketio_packet_text(Type::event, "/chat", 3, "[\"a\"]"), "2/chat,3[\"a\"]");
  EXPECT_EQ(socketio_packet_text(Type::connect, "/", {}, ""), "0");
}

}  // namespace
}  // namespace rampart::load
