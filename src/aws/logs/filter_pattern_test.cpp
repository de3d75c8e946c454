#include "aws/logs/filter_pattern.h"

#include <gtest/gtest.h>

namespace rampart::aws::logs {
namespace {

bool matches(std::string_view pattern, std::string_view message) {
  const auto read = FilterPattern::read(pattern);
  EXPECT_TRUE(read.has_value()) << pattern;
  return read.has_value() && read->matches(message);
}

TEST(FilterPattern, ReadsTerms) {
  EXPECT_TRUE(matches("", "anything"));
  EXPECT_TRUE(matches("ERROR", "an ERROR happened"));
  EXPECT_FALSE(matches("ERROR", "an error happened"));
  EXPECT_TRUE(matches("ERROR happened", "happened: ERROR"));
  EXPECT_FALSE(matches("ERROR WARN", "ERROR"));
  EXPECT_TRUE(matches("?ERROR ?WARN", "WARN"));
  EXPECT_FALSE(matches("?ERROR ?WARN", "INFO"));
  EXPECT_FALSE(matches("ERROR -timeout", "ERROR timeout"));
  EXPECT_TRUE(matches("ERROR -timeout", "ERROR other"));
  EXPECT_TRUE(matches(R"("not found" -"a \"b\"")", "page not found"));
  EXPECT_FALSE(matches(R"("not found" -"a \"b\"")", R"(page not found a "b")"));
}

TEST(FilterPattern, ReadsJson) {
  const std::string message = R"({"level":"error","status":503,"path":"/api/x","ok":false,"n":null,"a":[{"b":7}]})";
  EXPECT_TRUE(matches(R"({ $.level = "error" })", message));
  EXPECT_TRUE(matches("{ $.level = error }", message));
  EXPECT_TRUE(matches(R"({ $.level = "err*" && $.status >= 500 })", message));
  EXPECT_FALSE(matches(R"({ $.level != "error" })", message));
  EXPECT_TRUE(matches(R"({ ($.status = 404 || $.status = 503) && $.path = "/api/*" })", message));
  EXPECT_TRUE(matches("{ $.ok IS FALSE && $.n IS NULL && $.zzz NOT EXISTS }", message));
  EXPECT_TRUE(matches("{ $.a[0].b > 6.5 }", message));
  EXPECT_FALSE(matches("{ $.a[1].b > 6 }", message));
  EXPECT_FALSE(matches(R"({ $.level = "error" })", "no JSON"));
}

TEST(FilterPattern, RefusesWhatItCantRead) {
  for (const char* wrong : {"{ $.a = }", "{ a = 1 }", "{ $.a = 1", "[a, b]", "\"open", "a/b", "%x%", "{ $.a > \"x\" }",
                            "{ ($.a = 1 }", "{ $.a = 1 $.b = 2 }", "?"})
    EXPECT_TRUE(FilterPattern::read(wrong).has_error()) << wrong;
}

}  // namespace
}  // namespace rampart::aws::logs
