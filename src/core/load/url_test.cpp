#include "core/load/url.h"

#include <gtest/gtest.h>

namespace rampart::load {
namespace {

TEST(Url, TakesApart) {
  const auto url = parse_url("http://Example.com:8080/a b?x=1&y=\"q\"#part");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->origin, (Origin{false, "example.com", 8080}));
  EXPECT_EQ(url->target, "/a%20b?x=1&y=%22q%22");
  EXPECT_EQ(parse_url("https://h")->origin, (Origin{true, "h", 443}));
  EXPECT_EQ(parse_url("http://h?q=1")->target, "/?q=1");
  EXPECT_EQ(parse_url("http://[::1]:81/")->origin, (Origin{false, "::1", 81}));
  EXPECT_EQ(parse_url("http://me:secret@h/")->password, "secret");
  EXPECT_EQ(parse_url("http://h/a/../b/./c?x=/../y")->target, "/b/c?x=/../y");
  EXPECT_EQ(parse_url("http://h/../a/..")->target, "/");
  EXPECT_EQ(parse_url("http://h/a?")->target, "/a");
  EXPECT_TRUE(is_malformed_escape("/100%"));
  EXPECT_TRUE(is_malformed_escape("/%2x"));
  EXPECT_FALSE(is_malformed_escape("/%20%C3%A9"));
}

TEST(Url, RefusesWhatIsNone) {
  for (const char* bad : {"", "ftp://h/", "http://", "http:///x", "http://h:0/", "http://h:70000/", "http://h:x/",
                          "http://[::1/", "http://a b/", "/path"})
    EXPECT_FALSE(parse_url(bad)) << bad;
}

TEST(Url, ResolvesRedirects) {
  const Origin base{false, "h", 8080};
  EXPECT_EQ(resolve_url(base, "/a/b?q", "/c")->target, "/c");
  EXPECT_EQ(resolve_url(base, "/a/b?q", "c?z=1")->target, "/a/c?z=1");
  EXPECT_EQ(resolve_url(base, "/a/b/c", "../d")->target, "/a/d");
  EXPECT_EQ(resolve_url(base, "/a/b?q", "?z")->target, "/a/b?z");
  EXPECT_EQ(resolve_url(base, "/a", "//other/x")->origin, (Origin{false, "other", 80}));
  EXPECT_EQ(resolve_url(base, "/a", "https://other/x")->origin.tls, true);
  EXPECT_FALSE(resolve_url(base, "/a", "mailto:x@y"));
}

TEST(Url, EncodesFormValues) {
  std::string out;
  append_form_encoded(out, "a b&c=\xC3\xA4~*");
  EXPECT_EQ(out, "a+b%26c%3D%C3%A4%7E*");
}

TEST(Url, HostHeaderLeavesOutTheDefaultPort) {
  EXPECT_EQ(host_header({false, "h", 80}), "h");
  EXPECT_EQ(host_header({true, "h", 80}), "h:80");
  EXPECT_EQ(host_header({false, "::1", 8080}), "[::1]:8080");
}

}  // namespace
}  // namespace rampart::load
