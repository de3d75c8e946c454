// What Artillery refuses (reference artillery.md §1.2), with the place, what was found and what is allowed.
#include "core/script/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::refusal_of;
using ::testing::StartsWith;
using testing::with_config;
using testing::with_flow;

struct Row {
  const char* text;
  const char* says;
};

TEST(Validate, SaysWhereAStepIsWrong_1_2) {
  const Row rows[] = {
      {"      - get: {uri: /}\n",
       "t.yml:5:14: Scenario validation error: \"scenarios[0].flow[0].get.url\" is required; write \"url\" instead"},
      {"      - get: /\n",
       "t.yml:5:14: Scenario validation error: \"scenarios[0].flow[0].get\" must be a mapping (of "
       "type object); found the text \"/\""},
      {"      - get: {url: 5}\n",
       "t.yml:5:20: Scenario validation error: \"scenarios[0].flow[0].get.url\" must be text"},
      {"      - think: 1\n        jitter: 2\n",
       "t.yml:5:9: Scenario validation error: \"scenarios[0].flow[0]\" must have 1 key; found think, jitter"},
      {"      - parallel: []\n        limit: 2\n", "\"scenarios[0].flow[0]\" must have 1 key; found parallel, limit"},
      {"      - [{get: {url: /}}]\n", "must be a step (of type object): a mapping such as `get:`; found a list"},
      {"      - get: {url: /, headers: [a]}\n", "flow[0].get.headers\" must be a mapping"},
      {"      - get: {url: /, gzip: 1}\n", "flow[0].get.gzip\" must be true or false; found 1"},
      {"      - get: {url: /, auth: {user: 1}}\n", "flow[0].get.auth.user\" must be text"},
      {"      - get: {url: /, capture: {json: $.a}}\n", "flow[0].get.capture.as\" is required"},
      {"      - get: {url: /, capture: [{json: $.a, as: 5}]}\n", "flow[0].get.capture[0].as\" must be text"},
      {"      - log: 5\n", "flow[0].log\" must be text"},
      {"      - think: \"\"\n", "flow[0].think\" must be a number of seconds"},
      {"      - loop: 5\n", "flow[0].loop\" must be a list"},
      {"      - loop: [{get: {}}]\n        count: 1\n", "flow[0].loop[0].get.url\" is required"},
      {"      - loop: []\n        count: [1]\n", "flow[0].count\" must be a number or text; found a list"},
      {"      - loop: []\n        over: 5\n", "flow[0].over\" must be a list, or the name of a variable"},
      {"      - {}\n", "must have 1 key; found none"},
  };
  for (const Row& row : rows) EXPECT_THAT(refusal_of(with_flow(row.text)), HasSubstr(row.says)) << row.text;
}

TEST(Validate, ChecksTheSections_1_2) {
  const Row rows[] = {
      {"config: {target: http://a}\n", "t.yml:1:1: Scenario validation error: \"scenarios\" is required"},
      {"config: {target: http://a}\nscenarios: {}\n",
       "t.yml:2:12: Scenario validation error: \"scenarios\" must be a list"},
      {"config: {target: http://a}\nscenarios: []\n", "\"scenarios\" is empty"},
      {"config: {target: http://a}\nscenarios: [{name: x}]\n", "\"scenarios[0].flow\" is required"},
      {"config: {target: http://a}\nscenarios: [{name: 5, flow: []}]\n", "\"scenarios[0].name\" must be text"},
      {"config: 5\nscenarios: []\n", "\"config\" must be a mapping"},
      {"config: {target: 5}\nscenarios: []\n", "\"config.target\" must be text"},
      {"config: {target: http://a}\nscenarios: [{flow: []}]\nbefore: {}\n", "\"before.flow\" is required"},
  };
  for (const Row& row : rows) EXPECT_THAT(refusal_of(row.text), HasSubstr(row.says)) << row.text;
}

TEST(Validate, ChecksConfig_1_2) {
  const Row rows[] = {
      {"  phases: {}\n", "t.yml:3:11: Scenario validation error: \"config.phases\" must be a list"},
      {"  http: []\n", "\"config.http\" must be a mapping"},
      {"  http: {extendedMetrics: 5}\n", "\"config.http.extendedMetrics\" must be true or false"},
      {"  http: {maxSockets: x}\n", "\"config.http.maxSockets\" must be a number"},
      {"  http: {timeout: []}\n", "\"config.http.timeout\" must be a number"},
      {"  processor: 5\n", "\"config.processor\" must be text"},
      {"  environments: []\n", "\"config.environments\" must be a mapping"},
      {"  variables: [a]\n", "\"config.variables\" must be a mapping"},
  };
  for (const Row& row : rows) EXPECT_THAT(refusal_of(with_config(row.text)), HasSubstr(row.says)) << row.text;
}

TEST(Validate, NamesWhatIsntBuiltYet) {
  const Row configs[] = {
      {"  plugins: {hls: {}}\n", "t.yml:3:13: The plugin \"hls\" isn't supported yet"},
      {"  plugins: {ensur: {}}\n", "The plugin \"ensur\" Did you mean \"ensure\"?"},
      {"  engines: {kafka: {}}\n", "The engine \"kafka\" isn't supported yet"},
      {"  engine: playwright\n", "The engine \"playwright\" isn't supported yet"},
  };
  for (const Row& row : configs) EXPECT_THAT(refusal_of(with_config(row.text)), HasSubstr(row.says)) << row.text;
  for (const char* engine : {"kafka", "playwright"})
    EXPECT_THAT(refusal_of(std::string("config: {target: http://a}\nscenarios: [{engine: ") + engine +
                           ", flow: [{send: x}]}]\n"),
                StartsWith(std::string("t.yml:2:22: The engine \"") + engine + "\" isn't supported yet"));
  EXPECT_THAT(refusal_of("config: {target: http://a}\nscenarios: [{testFunction: f, flow: []}]\n"),
              HasSubstr("\"scenarios[0].testFunction\" isn't supported yet"));
}

TEST(Validate, OffersTheNearestStep) {
  EXPECT_THAT(refusal_of(with_flow("      - pst: {url: /}\n")),
              HasSubstr("t.yml:5:9: Scenario validation error: the step \"pst\" isn't known. Did you mean \"post\"?"));
}

TEST(Validate, OnlyWarnsOfUnknownKeys_1_2) {
  const Script script = testing::loaded(
      "config: {target: http://a, statsInterval: 5, tmeout: 3, http: {maxSockets: 5}}\n"
      "scenarios: [{flow: [{get: {url: /, heders: {}}}], wieght: 2}]\nscenario: []\n");
  for (const char* part : {"t.yml:1:28: \"config.statsInterval\" has no effect",
                           "\"tmeout\" in config has no meaning and is ignored. Did "
                           "you mean \"timeout\"?",
                           "\"config.http.maxSockets\" has no effect",
                           "t.yml:2:36: \"heders\" in "
                           "scenarios[0].flow[0].get has no meaning and is ignored. Did you mean \"headers\"?",
                           "Did you mean \"weight\"?", "Did you mean \"scenarios\"?"})
    EXPECT_TRUE(testing::warns(script, part)) << part;
}

}  // namespace
}  // namespace rampart::script
