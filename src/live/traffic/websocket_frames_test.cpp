#include "live/traffic/websocket_frames.h"

#include <gtest/gtest.h>

namespace rampart::live::traffic {
namespace {

using std::string_literals::operator""s;

struct Frames : testing::Test {
  WebSocketFrames frames{1000, Random(1)};
};

TEST_F(Frames, JoinsFragmentsThatComeByteByByte) {
  for (const char byte : "\x01\x03Hel"s + "\x80\x02lo"s) ASSERT_TRUE(frames.take({&byte, 1}));  // RFC 6455 §5.7
  ASSERT_EQ(frames.messages.size(), 1U);
  EXPECT_EQ(frames.messages[0].bytes, "Hello");
  EXPECT_TRUE(frames.messages[0].is_text);
}

TEST_F(Frames, AnswersPingsMasked) {
  ASSERT_TRUE(frames.take("\x89\x02hi"));
  ASSERT_EQ(frames.out.size(), 8U);  // two bytes, the mask, "hi"
  EXPECT_EQ(frames.out[0], '\x8a');
  EXPECT_EQ(frames.out[1], '\x82');
  EXPECT_EQ(frames.out[6] ^ frames.out[2], 'h');
  EXPECT_TRUE(frames.messages.empty());
}

TEST_F(Frames, TakesBinaryMessages) {
  ASSERT_TRUE(frames.take("\x82\x01x"));
  ASSERT_EQ(frames.messages.size(), 1U);
  EXPECT_FALSE(frames.messages[0].is_text);
}

TEST_F(Frames, EndsAtACloseFrameAndAtABrokenOne) {
  EXPECT_FALSE(frames.take("\x88\x00"s));
  WebSocketFrames other(1000, Random(1));
  EXPECT_FALSE(other.take("\xff\x00"s));
}

TEST_F(Frames, EndsAtAMessageThatIsTooLong) { EXPECT_FALSE(frames.take("\x82\x7e\x07\xd0"s + std::string(2000, 'x'))); }

TEST_F(Frames, ClosesWithoutACode) {
  frames.send_close();
  ASSERT_EQ(frames.out.size(), 6U);
  EXPECT_EQ(frames.out[0], '\x88');
  EXPECT_EQ(frames.out[1], '\x80');
}

}  // namespace
}  // namespace rampart::live::traffic
