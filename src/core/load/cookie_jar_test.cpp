#include "core/load/cookie_jar.h"

#include <gtest/gtest.h>

namespace rampart::load {
namespace {

using namespace std::chrono_literals;

const Instant now = instant_from_unix_seconds(1'700'000'000);  // 2023-11-14T22:13:20Z
const Origin shop{false, "shop.example.com", 80};

std::string header(const CookieJar& jar, const Origin& origin, const char* target, Instant at = now) {
  std::string out;
  return jar.append_header(origin, target, at, out) ? out : "(none)";
}
void set(CookieJar& jar, const char* text, const char* target = "/a/b") {
  auto cookie = parse_set_cookie(text, shop, target, now);
  ASSERT_TRUE(cookie) << text;
  jar.store(*cookie, now);
}

TEST(CookieJar, SendsBackWhatWasSet) {
  CookieJar jar;
  set(jar, "a=1; Path=/");
  set(jar, "b = two words ; path=/a; HttpOnly; SameSite=Lax");
  EXPECT_EQ(header(jar, shop, "/a/x?q"), "b=two words; a=1");  // longer paths first
  EXPECT_EQ(header(jar, shop, "/abc"), "a=1");
  set(jar, "a=2; Path=/");
  EXPECT_EQ(header(jar, shop, "/"), "a=2");
}

TEST(CookieJar, PathDefaultsToTheFolder) {
  CookieJar jar;
  set(jar, "a=1", "/x/y/z?q=/");
  EXPECT_EQ(header(jar, shop, "/x/y"), "a=1");
  EXPECT_EQ(header(jar, shop, "/x"), "(none)");
}

TEST(CookieJar, DomainRules) {
  CookieJar jar;
  set(jar, "own=1; Path=/");
  set(jar, "wide=1; Path=/; Domain=.Example.com");
  EXPECT_EQ(header(jar, {false, "example.com", 80}, "/"), "wide=1");
  EXPECT_EQ(header(jar, {false, "other.example.com", 80}, "/"), "wide=1");
  EXPECT_EQ(header(jar, {false, "badexample.com", 80}, "/"), "(none)");
  EXPECT_FALSE(parse_set_cookie("a=1; Domain=elsewhere.com", shop, "/", now));
}

TEST(CookieJar, Expiry) {
  CookieJar jar;
  set(jar, "a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(header(jar, shop, "/", now + 59s), "a=1");
  EXPECT_EQ(header(jar, shop, "/", now + 60s), "(none)");
  set(jar, "b=1; Path=/; Expires=Tue, 14 Nov 2023 22:14:20 GMT");
  EXPECT_EQ(header(jar, shop, "/", now + 59s), "a=1; b=1");
  EXPECT_EQ(header(jar, shop, "/", now + 60s), "(none)");
  set(jar, "b=; Path=/; Expires=Thu, 01-Jan-1970 00:00:00 GMT");
  EXPECT_EQ(header(jar, shop, "/"), "a=1");
}

TEST(CookieJar, SecureNeedsTls) {
  CookieJar jar;
  set(jar, "a=1; Path=/; Secure");
  EXPECT_EQ(header(jar, shop, "/"), "(none)");
  EXPECT_EQ(header(jar, {true, "shop.example.com", 443}, "/"), "a=1");
}

TEST(CookieJar, MalformedIsRefused) {
  EXPECT_FALSE(parse_set_cookie("no pair", shop, "/", now));
  EXPECT_FALSE(parse_set_cookie("=x", shop, "/", now));
}

// What config.http.cookieJarOptions changes (tough-cookie's looseMode, rejectPublicSuffixes, prefixSecurity).
TEST(CookieJar, FollowsTheRulesOfTheScript) {
  const Origin host{false, "a.com", 80};
  EXPECT_FALSE(parse_set_cookie("flag", host, "/", now));
  EXPECT_FALSE(parse_set_cookie("a=1; Domain=com", host, "/", now));
  EXPECT_FALSE(parse_set_cookie("a=1; Domain=127.0.0.1", {false, "127.0.0.1", 80}, "/", now));
  script::CookieRules rules;
  rules.loose = true;
  rules.reject_public_suffixes = false;
  EXPECT_TRUE(parse_set_cookie("a=1; Domain=com", host, "/", now, rules));
  CookieJar jar;
  jar.store(*parse_set_cookie("flag", host, "/", now, rules), now);
  jar.store(*parse_set_cookie("=on", {false, "b.com", 80}, "/", now, rules), now);
  std::string header;
  EXPECT_TRUE(jar.append_header(host, "/", now, header));
  EXPECT_EQ(header, "flag");
  const auto promise = [&](const char* text) { return keeps_prefix_promise(*parse_set_cookie(text, host, "/", now)); };
  EXPECT_TRUE(promise("a=1"));
  EXPECT_FALSE(promise("__Secure-a=1"));
  EXPECT_TRUE(promise("__Secure-a=1; Secure"));
  EXPECT_FALSE(promise("__Host-a=1; Secure"));
  EXPECT_TRUE(promise("__Host-a=1; Secure; Path=/"));
}

}  // namespace
}  // namespace rampart::load
