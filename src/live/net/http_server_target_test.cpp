#include "live/net/http_server_target.h"

#include <gtest/gtest.h>

namespace rampart::live::net {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(RequestTarget, SplitsPathAndQuery) {
  const auto target = split_target("/items/a%20b+c?x=1&y=two+words&flag&empty=&z=%26");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/items/a b+c");
  EXPECT_EQ(target->query, (Pairs{{"x", "1"}, {"y", "two words"}, {"flag", ""}, {"empty", ""}, {"z", "&"}}));
}

TEST(RequestTarget, TakesTheAbsoluteForm) {
  EXPECT_EQ(split_target("http://host:80/a?b=c")->path, "/a");
  EXPECT_EQ(split_target("http://host")->path, "/");
  const auto bare = split_target("http://host?b=c");
  EXPECT_EQ(bare->path, "/");
  EXPECT_EQ(bare->query, (Pairs{{"b", "c"}}));
  EXPECT_EQ(split_target("/go?to=http://host/")->path, "/go");
}

TEST(RequestTarget, RefusesBrokenEscapes) {
  EXPECT_FALSE(split_target("/%"));
  EXPECT_FALSE(split_target("/%2"));
  EXPECT_FALSE(split_target("/a?b=%zz"));
  EXPECT_FALSE(split_target("items"));
  EXPECT_FALSE(split_target(""));
  EXPECT_TRUE(split_target("*"));
}

}  // namespace
}  // namespace rampart::live::net
