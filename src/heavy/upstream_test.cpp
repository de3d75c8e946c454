#include "heavy/upstream.h"

#include <gtest/gtest.h>

namespace rampart::heavy {
namespace {

TEST(Upstream, ReadsItsUrl) {
  const auto whole = parse_upstream("http://10.0.0.1:8080/a/b?c=d");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->host, "10.0.0.1");
  EXPECT_EQ(whole->port, 8080);
  EXPECT_EQ(whole->target, "/a/b?c=d");
  EXPECT_EQ(parse_upstream("http://orders")->port, 80);
  EXPECT_EQ(parse_upstream("http://orders")->target, "/");
  EXPECT_EQ(parse_upstream("http://orders?x=1")->target, "/?x=1");
  EXPECT_EQ(parse_upstream("http://[::1]:81/")->host, "::1");
  EXPECT_EQ(parse_upstream("http://[::1]:81/")->port, 81);
}

TEST(Upstream, RefusesWhatItCannotCall) {
  for (const auto* url : {"", "orders", "https://orders/", "http://", "http://:80/", "http://a:0/", "http://a:b/",
                          "http://a:99999/", "http://a/b c", "http://a/\r\nX: y", "http://u@a/"}) {
    EXPECT_FALSE(parse_upstream(url)) << url;
  }
}

}  // namespace
}  // namespace rampart::heavy
