#include "core/import/access_log.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/import/access_log_line.h"
#include "core/import/testing/loading.h"

namespace rampart::imports {
namespace {

using testing::HasSubstr;

std::string common(int second, const std::string& request, const std::string& more = "") {
  return fmt::format("10.0.0.1 - jo smith [31/Jan/2026:13:00:{:02} +0100] \"{}\" 200 12{}\n", second, request, more);
}

std::string balancer(const std::string& created, const std::string& request) {
  return "https 2026-01-31T12:00:09.000000Z app/lb/1 1.2.3.4:5 10.0.0.1:80 0.0 0.1 0.0 200 200 34 366 \"" + request +
         "\" \"curl/8\" ECDHE TLSv1.2 arn:tg \"Root=1\" \"shop.example\" \"arn:cert\" 0 " + created +
         " \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\" TID_1\n";
}

TEST(AccessLogLine, ReadsEveryFormat) {
  const Instant noon = instant_from_unix_seconds(1769860800);
  auto line = read_log_line("::1 - - [31/Jan/2026:12:00:00 +0000] \"GET /a?b=\\\"c HTTP/1.1\" 200 -");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->at, noon);
  EXPECT_EQ(line->target, "/a?b=\"c");
  line = read_log_line("h - jo smith [31/Jan/2026:13:00:00 +0100] \"POST / HTTP/2.0\" 201 5 \"-\" \"Fox [1]\" 0.003");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->at, noon);
  EXPECT_EQ(line->method, "POST");
  line = read_log_line(balancer("2026-01-31T12:00:00.250000Z", "GET https://shop.example:443/x HTTP/2.0"));
  ASSERT_TRUE(line);
  EXPECT_EQ(line->at, noon + std::chrono::milliseconds(250)) << "when it came, not when it was answered";
  EXPECT_EQ(line->origin, "https://shop.example:443");
  EXPECT_EQ(line->target, "/x");
  line = read_log_line("h - - [31/Jan/2026:12:00:00 +0000] \"\\x16\\x03\" 400 0");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->method, "");
  EXPECT_FALSE(read_log_line("Jan 31 kernel: something else"));
  EXPECT_FALSE(read_log_line("h - - [31/Feb/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 1"));
}

TEST(ImportAccessLog, KeepsTheTimesAndTheOrder) {
  // 2, 2, nothing, 1 in four seconds; the log is out of order, as logs are.
  const auto imported = import_access_log(
      common(1, "GET /c HTTP/1.1") + common(0, "GET /a HTTP/1.1", " \"-\" \"Fox\"") +
          common(0, "GET /b,{{x}} HTTP/1.1") + common(1, "GET /d HTTP/1.1") + common(3, "GET /e HTTP/1.1"),
      "access.log", {});
  ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
  const script::Script script = loaded(*imported);
  const auto& phases = script.config.phases;
  ASSERT_EQ(phases.size(), 3U);
  EXPECT_EQ(phases[0].arrival_count, 4);
  EXPECT_EQ(phases[0].duration, std::chrono::seconds(2));
  EXPECT_EQ(phases[1].shape, script::Phase::Shape::pause);
  EXPECT_EQ(phases[2].arrival_count, 1);
  ASSERT_EQ(script.config.payloads.size(), 1U);
  const script::Payload& payload = script.config.payloads[0];
  EXPECT_TRUE(payload.in_sequence);
  ASSERT_EQ(payload.rows.size(), 5U);
  const char* const urls[] = {"/a", "/b,%7b%7bx}}", "/c", "/d", "/e"};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(payload.rows[i][1].as_string(), urls[i]);
  EXPECT_THAT(imported->notes, testing::ElementsAre(HasSubstr("set config.target")));
}

TEST(ImportAccessLog, SendsOnlyWhatChangesNothing) {
  const std::string log = common(0, "GET /a HTTP/1.1") + common(0, "DELETE /a HTTP/1.1") + common(0, "-");
  const auto imported = import_access_log(log, "access.log", {.target = "http://a"});
  ASSERT_TRUE(imported.has_value());
  EXPECT_EQ(loaded(*imported).config.payloads[0].rows.size(), 1U);
  EXPECT_THAT(imported->notes,
              testing::ElementsAre(HasSubstr("1 DELETE requests were left out"), HasSubstr("1 lines hold no HTTP")));
}

TEST(ImportAccessLog, TakesTheTargetOfABalancerAndLongerSteps) {
  AccessLogOptions options;
  options.step = std::chrono::seconds(10);
  const auto imported =
      import_access_log(balancer("2026-01-31T12:00:01.000000Z", "GET https://shop.example:443/x HTTP/2.0") +
                            balancer("2026-01-31T12:00:09.000000Z", "GET https://shop.example:443/y HTTP/2.0"),
                        "alb.log", options);
  ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
  const script::Script script = loaded(*imported);
  EXPECT_EQ(script.config.target, "https://shop.example:443");
  ASSERT_EQ(script.config.phases.size(), 1U);
  EXPECT_EQ(script.config.phases[0].duration, std::chrono::seconds(10));
  EXPECT_EQ(script.config.phases[0].arrival_count, 2);
}

TEST(ImportAccessLog, SaysWhereALogIsWrong) {
  EXPECT_THAT(to_string(import_access_log(common(0, "GET / HTTP/1.1") + "\nhello\n", "a.log", {}).error()),
              HasSubstr("a.log:3:1: this is no line of an access log"));
  EXPECT_THAT(to_string(import_access_log("", "a.log", {}).error()), HasSubstr("a.log:1:1: there is no request"));
}

}  // namespace
}  // namespace rampart::imports
