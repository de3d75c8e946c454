// What a script says of its processor: reference artillery.md §1.1 row 7, §2.1, §2.6 and §4.
#include "core/script/hooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::loaded;
using testing::refusal_of;
using testing::warns;

const char* const hooked = R"(config:
  target: "http://h"
  processor: ./hooks.js
  phases: [{duration: 1, arrivalRate: 1}]
scenarios:
  - beforeScenario: first
    afterScenario: [last, very_last]
    beforeRequest: of_scenario
    onError: [failed]
    flow:
      - function: middle
      - get: {url: /a, beforeRequest: [own, "{{ any }}"], afterResponse: seen}
      - loop: [{think: 1}]
        whileTrue: more
)";

TEST(Hooks, AreReadInTheOrderTheyRun) {
  const Script script = loaded(hooked);
  ASSERT_TRUE(script.config.processor.has_value());
  EXPECT_THAT(script.config.processor->path, HasSubstr("hooks.js"));
  const Scenario& scenario = script.scenarios.at(0);
  ASSERT_EQ(scenario.flow.size(), 6U);
  EXPECT_EQ(std::get<Function>(scenario.flow[0].what).name, "first");
  EXPECT_EQ(std::get<Function>(scenario.flow[1].what).name, "middle");
  EXPECT_EQ(std::get<Function>(scenario.flow[4].what).name, "last");
  EXPECT_EQ(std::get<Function>(scenario.flow[5].what).name, "very_last");
  const auto& request = std::get<Request>(scenario.flow[2].what);
  ASSERT_EQ(request.before_request.size(), 3U);
  EXPECT_EQ(request.before_request[0].source(), "of_scenario");
  EXPECT_EQ(request.before_request[1].source(), "own");
  EXPECT_FALSE(request.before_request[2].is_constant());
  ASSERT_EQ(request.after_response.size(), 1U);
  EXPECT_EQ(request.spec.at("url"), "/a");
  EXPECT_EQ(std::get<Loop>(scenario.flow[3].what).while_true, "more");
  EXPECT_EQ(scenario.on_error, std::vector<std::string>{"failed"});
  EXPECT_TRUE(scenario.spec.is_object());
}

TEST(Hooks, WithoutAProcessorNoNameIsFound) {
  std::string text = hooked;
  text.erase(text.find("  processor"), std::string("  processor: ./hooks.js\n").size());
  const Script script = loaded(text);
  EXPECT_FALSE(script.config.processor.has_value());
  EXPECT_TRUE(std::get<Request>(script.scenarios[0].flow[2].what).before_request.empty());
  EXPECT_TRUE(std::get<Loop>(script.scenarios[0].flow[3].what).while_true.empty());
  EXPECT_TRUE(warns(script, "the function \"own\" can't be found: there is no config.processor"));
}

TEST(Hooks, RefusesWhatIsNoName) {
  std::string text = hooked;
  text.replace(text.find("[failed]"), 8, "[{a: 1}]");
  EXPECT_THAT(refusal_of(text), HasSubstr("onError"));
}

}  // namespace
}  // namespace rampart::script
