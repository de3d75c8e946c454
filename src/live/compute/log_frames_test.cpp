#include "live/compute/log_frames.h"

#include <gtest/gtest.h>

namespace rampart::live::compute {
namespace {

std::string frame(char stream, const std::string& text) {
  std::string out = {stream, 0, 0, 0, 0, 0, static_cast<char>(text.size() / 256), static_cast<char>(text.size() % 256)};
  return out + text;
}

TEST(LogFrames, FramedBytesBecomeLinesHoweverTheyAreCut) {
  const std::string bytes = frame(1, "2026-11-27T16:35:53.000000001Z out\n") +
                            frame(2, "2026-11-27T16:35:53.100000000Z an error\n") +
                            frame(1, "2026-11-27T16:35:54Z a long ") + frame(1, "2026-11-27T16:35:55Z line\n");
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    LogFrames frames;
    std::vector<EngineLine> lines;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      for (auto& line : frames.take(std::string_view(bytes).substr(at, piece))) lines.push_back(std::move(line));
    ASSERT_EQ(lines.size(), 3U) << piece;
    EXPECT_EQ(lines[0].text, "out");
    EXPECT_EQ(lines[1].text, "an error");
    EXPECT_EQ(lines[1].nanoseconds - lines[0].nanoseconds, 99'999'999U);
    EXPECT_EQ(lines[2].text, "a long line");
    EXPECT_EQ(lines[2].nanoseconds - lines[0].nanoseconds, 999'999'999U);
  }
}

TEST(LogFrames, PlainLinesToo) {
  LogFrames frames;
  auto lines = frames.take("2026-11-27T16:35:53.5Z one\n2026-11-27T16:35:54Z tw");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].text, "one");
  lines = frames.finish();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].text, "tw");
}

TEST(LogFrames, EngineTimes) {
  EXPECT_EQ(engine_nanoseconds("1970-01-01T00:00:01.000000002Z"), 1'000'000'002U);
  EXPECT_EQ(engine_nanoseconds("2026-11-27T16:35:53Z"), 1'795'797'353'000'000'000U);
  EXPECT_EQ(engine_nanoseconds("hello"), std::nullopt);
}

}  // namespace
}  // namespace rampart::live::compute
