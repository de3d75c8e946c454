#include "live/balancer/configuration_words.h"

#include <gtest/gtest.h>

#include <regex>

namespace rampart::live::balancer {
namespace {

TEST(ConfigurationWords, NothingLeavesItsQuotes) {
  EXPECT_EQ(quoted("plain text/1.0"), "\"plain text/1.0\"");
  EXPECT_EQ(quoted("a\"b\\c$HOME\n#'"), "\"a\\x22b\\x5cc\\x24HOME\\x0a\\x23\\x27\"");
  EXPECT_EQ(literal("100%[x]"), "100%%[x]");
  EXPECT_EQ(plain("web.shop/1"), "web_shop_1");
  EXPECT_EQ(plain_uri("/a b?\"c\"'[1]"), "/a%20b?%22c%22%27%5B1]");
}

// aws-scaling.md §2.5: * is any characters, ? is one, everything else itself.
TEST(ConfigurationWords, WildcardsMatchAsAlbs) {
  const auto matches = [](const std::string& pattern, const std::string& text) {
    return std::regex_match(text, std::regex(wildcard_expression(pattern)));
  };
  EXPECT_TRUE(matches("/img/*/pics", "/img/a/b/pics"));
  EXPECT_TRUE(matches("/a?c", "/abc"));
  EXPECT_FALSE(matches("/a?c", "/ac"));
  EXPECT_FALSE(matches("/a.c", "/abc"));
  EXPECT_TRUE(matches("*.Example.com", "www.Example.com"));
  EXPECT_TRUE(matches("(a|b)'$", "(a|b)'$"));
  EXPECT_EQ(wildcard_expression("a*", "[^&]"), "a[^&]*");
}

TEST(ConfigurationWords, TokensAreNamesOnly) {
  EXPECT_TRUE(is_plain_token("X-Api.Version_2"));
  EXPECT_FALSE(is_plain_token("X-Api,1)"));
  EXPECT_FALSE(is_plain_token(""));
}

}  // namespace
}  // namespace rampart::live::balancer
