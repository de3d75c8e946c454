#include "core/load/user_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/load/testing/one_user.h"

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::vector<std::string> names_of(const Stage& stage) {
  std::vector<std::string> out;
  for (const Span& span : stage.spans) out.push_back(span.name);
  return out;
}

std::string attribute(const Span& span, const std::string& name) {
  for (const auto& [key, value] : span.attributes) {
    if (key != name) continue;
    if (const auto* text = std::get_if<std::string>(&value)) return "\"" + *text + "\"";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  }
  return "(none)";
}

struct Traced : Stage {
  Traced() {
    script.config.traces.emplace();
    variables.set("$uuid", "u-1");
    variables.set("$testId", "t-1");
    variables.set("id", "7");
  }
  script::Traces& traces() { return *script.config.traces; }
  std::uint64_t exported() const { return counter("plugins.publish-metrics.spans.exported"); }
};

TEST(UserTrace, HasASpanForEachRequestAndTheScenario_7) {
  Traced stage;
  stage.traces().attributes = {{"team", "blue"}, {"size", 3}};
  stage.respond = [](const SentRequest&) {
    ScriptedAnswer answer;
    answer.status = 404;
    return answer;
  };
  stage.play({step(get("/items/{{ id }}?a=b")), step(request(script::Method::post, "http://other/x"))});
  ASSERT_THAT(names_of(stage), ElementsAre("get", "post", "artillery-http-scenario"));
  const Span& first = stage.spans[0];
  const Span& scenario = stage.spans[2];
  EXPECT_EQ(first.trace, scenario.trace);
  EXPECT_EQ(first.trace.size(), 16U);
  EXPECT_EQ(first.parent, scenario.id);
  EXPECT_EQ(scenario.parent, "");
  EXPECT_NE(first.id, stage.spans[1].id);
  EXPECT_EQ(attribute(first, "vu.uuid"), "\"u-1\"");
  EXPECT_EQ(attribute(scenario, "test_id"), "\"t-1\"");
  EXPECT_EQ(attribute(first, "http.url"), "\"http://h:8080/items/%7B%7B%20id%20%7D%7D?a=b\"");
  EXPECT_EQ(attribute(first, "http.scheme"), "\"8080\"");
  EXPECT_EQ(attribute(stage.spans[1], "http.scheme"), "443");
  EXPECT_EQ(attribute(first, "http.method"), "\"GET\"");
  EXPECT_EQ(attribute(first, "net.host.name"), "\"h\"");
  EXPECT_EQ(attribute(first, "http.status_code"), "404");
  EXPECT_EQ(attribute(first, "team"), "\"blue\"");
  EXPECT_EQ(attribute(first, "size"), "3");
  EXPECT_EQ(attribute(scenario, "team"), "(none)");
  EXPECT_TRUE(first.failed);
  EXPECT_FALSE(scenario.failed);
  EXPECT_EQ(stage.exported(), 3U);
}

TEST(UserTrace, AFailedRequestTakesTheError_7) {
  Traced stage;
  stage.respond = [](const SentRequest&) {
    ScriptedAnswer answer;
    answer.status = 0;
    answer.error = "ECONNREFUSED";
    return answer;
  };
  stage.play({step(get("/a"))});
  ASSERT_THAT(names_of(stage), ElementsAre("get", "artillery-http-scenario"));
  EXPECT_TRUE(stage.spans[0].failed);
  EXPECT_EQ(stage.spans[0].failure, "ECONNREFUSED");
  EXPECT_EQ(stage.spans[0].events.at(0).name, "exception");
  EXPECT_FALSE(stage.spans[1].failed);
}

TEST(UserTrace, AFailedCaptureIsTheScenarios_7) {
  Traced stage;
  script::Request asked = get("/a");
  asked.captures.push_back(capture(script::Capture::Source::json, "$.none", "x"));
  stage.play({step(asked)});
  ASSERT_EQ(stage.spans.size(), 2U);
  EXPECT_FALSE(stage.spans[0].failed);
  EXPECT_EQ(stage.spans[1].failure, "Failed capture or match");
}

TEST(UserTrace, NamesAreTheRequestsAndCanBeChanged_7) {
  Traced stage;
  stage.traces().use_request_names = true;
  stage.traces().replacements.emplace_back(*script::Regexp::compile("(i)tem"), "<$1>");
  script::Request asked = get("/a");
  asked.name = "item item";
  stage.play({step(asked)});
  EXPECT_EQ(stage.spans.at(0).name, "<i> item");
}

TEST(UserTrace, OnlyUsersOfTheSampleAreTraced_7) {
  Traced stage;
  stage.traces().sample_rate = 0;
  stage.play({step(get("/a"))});
  EXPECT_TRUE(stage.spans.empty());
  EXPECT_EQ(stage.exported(), 0U);
}

TEST(UserTrace, SmartSamplingKeepsUsersWithAnOutlier_7) {
  int status = 200;
  const auto spans_of = [&](double threshold) {
    Traced stage;
    stage.traces().smart = true;
    stage.traces().thresholds = {{"total", threshold}};
    stage.respond = [&](const SentRequest&) {
      ScriptedAnswer answer;
      answer.status = status;
      return answer;
    };
    stage.play({step(get("/a"))});
    EXPECT_EQ(stage.exported(), 2U);  // Artillery counts what it drops, too
    return stage.spans;
  };
  EXPECT_TRUE(spans_of(100'000).empty());
  const auto slow = spans_of(0);
  ASSERT_EQ(slow.size(), 2U);
  EXPECT_EQ(attribute(slow[0], "outlier.details"), "\"'total' >= 0\"");
  EXPECT_EQ(attribute(slow[0], "outlier.type.total"), "true");
  status = 500;
  EXPECT_EQ(attribute(spans_of(100'000).at(0), "outlier.details"), "\"HTTP Status Code >= 400\"");
}

}  // namespace
}  // namespace rampart::load
