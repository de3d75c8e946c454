#include <gtest/gtest.h>

#include "core/script/load.h"

namespace rampart::script {
namespace {

TEST(ParseDuration, FollowsArtillerysGrammar_1_4) {
  const std::pair<const char*, double> rows[] = {
      {"5", 5},          {"0", 0},       {"5s", 5},      {"1 min", 60},    {"1m", 60},   {"2h", 7200},
      {"1.5h", 5400},    {"100ms", 0.1}, {"2d", 172800}, {"1.5", 0.0015},  {".5s", 0.5}, {"1.5s", 1.5},
      {"2 Hours", 7200}, {"3 SECS", 3},  {"1w", 604800}, {"1y", 31557600}, {"007", 7},   {"10 milliseconds", 0.01},
  };
  for (const auto& [text, want] : rows) {
    const auto d = parse_duration(text);
    ASSERT_TRUE(d.has_value()) << text;
    EXPECT_DOUBLE_EQ(seconds(*d), want) << text;
  }
}

TEST(ParseDuration, RefusesTheRest_1_4) {
  for (const char* text : {"", " ", "1-3", "abc", "5.", "-5", "-5s", "5 parsecs", "1s 2s", "s", ".", "1..5s", "1e3"})
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  EXPECT_FALSE(parse_duration(std::string(101, '1')).has_value());
}

TEST(ParseDuration, NeverOverflows) {
  EXPECT_EQ(parse_duration("99999999999999999999999"), longest_duration);
  EXPECT_EQ(parse_duration("99999999999999999y"), longest_duration);
}

}  // namespace
}  // namespace rampart::script
