// The order in which files and flags make a script: reference artillery.md §1.1.
#include "core/script/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::load_files;
using testing::load_text;
using testing::loaded;
using testing::refusal_of;
using testing::warns;
using testing::with_config;

const char* const sample = R"(config:
  target: "http://127.0.0.1:3001"
  phases:
    - name: warm
      duration: 4
      arrivalRate: 5
    - duration: 8
      arrivalRate: 2
      rampTo: 10
  variables:
    colour: [red, green]
scenarios:
  - name: first
    weight: 3
    flow:
      - get:
          url: /json
          capture:
            - json: $.name
              as: nm
      - think: 1
      - post:
          url: /echo
          json: {name: "{{ nm }}"}
      - loop:
          - log: "turn {{ $loopCount }}"
        count: 2
  - flow:
      - delete: {url: "/users/{{ id }}?x=1", name: drop}
)";

TEST(Load, ReadsAWholeScript) {
  const Script script = loaded(sample);
  EXPECT_EQ(script.config.target, "http://127.0.0.1:3001");
  ASSERT_EQ(script.config.phases.size(), 2U);
  EXPECT_EQ(script.config.phases[1].shape, Phase::Shape::ramp);
  ASSERT_EQ(script.scenarios.size(), 2U);
  EXPECT_EQ(script.scenarios[0].weight, 3);
  ASSERT_EQ(script.scenarios[0].flow.size(), 4U);
  const auto& get = std::get<Request>(script.scenarios[0].flow[0].what);
  EXPECT_EQ(get.endpoint, "/json");
  EXPECT_EQ(get.captures.at(0).as, "nm");
  EXPECT_EQ(std::get<Think>(script.scenarios[0].flow[1].what).constant, std::chrono::seconds(1));
  EXPECT_EQ(script.scenarios[0].flow[2].place.line, 22);
  const auto& loop = std::get<Loop>(script.scenarios[0].flow[3].what);
  EXPECT_EQ(loop.count.source(), "2");
  EXPECT_EQ(loop.steps.size(), 1U);
  const auto& drop = std::get<Request>(script.scenarios[1].flow[0].what);
  EXPECT_EQ(drop.method, Method::del);
  EXPECT_EQ(drop.endpoint, "/users/{{ id }} (drop)");
  EXPECT_TRUE(script.warnings.empty()) << script.warnings.front();
}

TEST(Load, TakesAPlainDayForADate_1_1_1) {
  const auto script = loaded(with_config("  variables: {plain: 2024-01-31, quoted: '2024-01-31'}\n"));
  ASSERT_EQ(script.config.variables.size(), 2U);
  EXPECT_EQ(script.config.variables[0].second, boost::json::value("2024-01-31T00:00:00.000Z"));
  EXPECT_EQ(script.config.variables[1].second, boost::json::value("2024-01-31"));
}

TEST(Load, MergesFilesIndexByIndex_1_1_2) {
  LoadOptions options;
  options.more_inputs = {"more.yml"};
  options.config_path = "config.yml";
  const auto script = load_files(
      {{"t.yml",
        "config: {target: http://a, phases: [{duration: 1, arrivalRate: 1}, {duration: 2, arrivalRate: 2}]}\n"
        "scenarios: [{flow: [{get: {url: /a}}]}]"},
       {"more.yml", "scenarios: [{name: renamed}, {flow: [{get: {url: /b}}]}]"},
       {"config.yml", "config: {target: http://c, phases: [{duration: 9}]}"}},
      options);
  ASSERT_TRUE(script.has_value()) << to_string(script.error());
  EXPECT_EQ(script->config.target, "http://c");
  ASSERT_EQ(script->config.phases.size(), 2U);
  EXPECT_EQ(script->config.phases[0].duration, std::chrono::seconds(9));
  EXPECT_EQ(script->config.phases[0].arrival_rate, 1);
  ASSERT_EQ(script->scenarios.size(), 2U);
  EXPECT_EQ(script->scenarios[0].name, "renamed");
  EXPECT_EQ(script->scenarios[0].flow.size(), 1U);
}

TEST(Load, KeepsPhasesThatAnEnvironmentDoesntReach_1_1_3) {
  const std::string text = with_config(
      "  phases: [{duration: 1, arrivalRate: 1}, {duration: 2, arrivalRate: 2}]\n"
      "  environments: {load: {target: http://load, phases: [{arrivalRate: 7}]}}\n");
  LoadOptions options;
  options.environment = "load";
  const Script script = loaded(text, options);
  EXPECT_EQ(script.config.target, "http://load");
  EXPECT_EQ(script.config.phases.at(0).arrival_rate, 7);
  EXPECT_EQ(script.config.phases.at(0).duration, std::chrono::seconds(1));
  EXPECT_EQ(script.config.phases.size(), 2U);
  EXPECT_EQ(script.config.test_environment, "load");
  EXPECT_TRUE(warns(script, "t.yml:4:46: environment load has 1 of the 2 phases"));
  EXPECT_EQ(*Variables(script.shared_variables).find("$environment"), "load");
}

TEST(Load, WarnsOfAnUnknownEnvironmentInArtillerysWords_1_1_3) {
  LoadOptions options;
  options.environment = "nope";
  EXPECT_THAT(loaded(with_config(""), options).warnings,
              ::testing::ElementsAre("WARNING: environment nope is set but is not defined in the script"));
}

TEST(Load, LetsTheTargetFlagWinOverTheEnvironment_1_1_4) {
  LoadOptions options;
  options.environment = "e";
  options.target = "http://flag";
  EXPECT_EQ(loaded(with_config("  environments: {e: {target: http://env}}\n"), options).config.target, "http://flag");
}

TEST(Load, TurnsCertificateChecksOff_1_1_5) {
  LoadOptions options;
  options.insecure = true;
  const Script script = loaded(with_config("  tls: {rejectUnauthorized: true}\n"), options);
  EXPECT_FALSE(script.config.tls.reject_unauthorized);
  EXPECT_TRUE(warns(script, "rejectUnauthorized"));
  EXPECT_TRUE(loaded(with_config("")).config.tls.reject_unauthorized);
}

TEST(Load, ReplacesListsByOverrides_1_1_8) {
  LoadOptions options;
  options.overrides_json = R"({"config": {"phases": [{"duration": "3s", "arrivalCount": 4}]}})";
  const Script script =
      loaded(with_config("  phases: [{duration: 1, arrivalRate: 1}, {duration: 2, arrivalRate: 2}]\n"), options);
  ASSERT_EQ(script.config.phases.size(), 1U);
  EXPECT_EQ(script.config.phases[0].arrival_count, 4);
  EXPECT_EQ(script.config.phases[0].arrival_rate, 0);
}

TEST(Load, RefusesFlagsThatArentJson_1_1_8) {
  LoadOptions options;
  options.overrides_json = "{a: 1}";
  EXPECT_THAT(refusal_of(with_config(""), options), HasSubstr("--overrides: not valid JSON"));
  options.overrides_json = "[1]";
  EXPECT_EQ(refusal_of(with_config(""), options), "--overrides: must be a JSON object; found a list");
  options.overrides_json.reset();
  options.variables_json = "{";
  EXPECT_THAT(refusal_of(with_config(""), options), HasSubstr("--variables: not valid JSON"));
}

TEST(Load, RendersConfigOnceWithFlagsAndEnvironmentOnly_1_1_9_and_10) {
  LoadOptions options;
  options.variables_json = R"({"host": "h.test", "list": ["a", "b"]})";
  options.process_environment = {{"PORT", "81"}};
  options.test_run_id = "t1";
  const Script script = loaded(R"(config:
  target: "http://{{ host }}:{{ $env.PORT }}"
  phases: [{duration: "{{ $processEnvironment.PORT }}", arrivalRate: 1}]
  defaults:
    headers: {Authorization: "Bearer {{ token }}", X-Gone: "{{ token }}", X-Run: "{{ $testId }}"}
  variables: {own: 1, copy: "{{ own }}", fixed: "{{ $randomNumber(1,1000000000) }}"}
  environments: {e: {target: "http://{{ never }}"}}
scenarios: [{flow: [{get: {url: "/{{ token }}"}}]}]
)",
                               options);
  EXPECT_EQ(script.config.target, "http://h.test:81");
  EXPECT_EQ(script.config.phases[0].duration, std::chrono::seconds(81));
  ASSERT_EQ(script.config.default_headers.size(), 3U);
  EXPECT_EQ(script.config.default_headers[0].name, "authorization");
  EXPECT_EQ(script.config.default_headers[0].value.source(), "Bearer undefined");
  EXPECT_EQ(script.config.default_headers[1].name, "x-run");
  EXPECT_EQ(script.config.default_headers[1].value.source(), "t1");
  EXPECT_TRUE(warns(script, "t.yml:5:30: \"token\" is undefined here"));
  EXPECT_FALSE(warns(script, "never"));
  ASSERT_EQ(script.config.variables.size(), 4U);  // own, fixed, then those of the flag; copy is undefined
  EXPECT_EQ(script.config.variables[0].first, "own");
  EXPECT_EQ(script.config.variables[1].first, "fixed");
  EXPECT_EQ(boost::json::serialize(script.config.variables[3].second), R"(["a","b"])");
}

TEST(Load, GivesOneRunForOneSeed_1_1_10) {
  const std::string text = with_config("  variables: {v: \"{{ $randomString(12) }}\"}\n");
  LoadOptions options;
  options.seed = 5;
  EXPECT_EQ(loaded(text, options).config.variables, loaded(text, options).config.variables);
  LoadOptions other;
  other.seed = 6;
  EXPECT_NE(loaded(text, options).config.variables, loaded(text, other).config.variables);
}

TEST(Load, MissesTheTarget_1_1_11) {
  EXPECT_THAT(refusal_of("scenarios: [{flow: [{get: {url: /}}]}]"),
              HasSubstr("No target specified and no environment chosen"));
  EXPECT_THAT(refusal_of("config: {target: '{{ $env.HOST }}'}\nscenarios: [{flow: [{get: {url: /}}]}]"),
              HasSubstr("t.yml:1:18: No target specified and no environment chosen: \"{{ $env.HOST }}\""));
}

TEST(Load, HasOneArrivalByDefaultAndWhenSolo_1_1_14) {
  for (const bool solo : {false, true}) {
    LoadOptions options;
    options.solo = solo;
    const Script script = loaded(with_config(solo ? "  phases: [{duration: 60, arrivalRate: 9}]\n" : ""), options);
    ASSERT_EQ(script.config.phases.size(), 1U);
    EXPECT_EQ(script.config.phases[0].shape, Phase::Shape::count);
    EXPECT_EQ(script.config.phases[0].arrival_count, 1);
    EXPECT_EQ(script.config.phases[0].duration, std::chrono::seconds(1));
  }
}

TEST(Load, NamesAMissingFile) {
  const auto missing = load_files({});
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
}

TEST(Load, RefusesWhatIsNoScript) {
  EXPECT_THAT(refusal_of(""), HasSubstr("t.yml:1:1: Scenario validation error: a script is a mapping"));
  EXPECT_THAT(refusal_of("- a"), HasSubstr("found a list"));
  EXPECT_THAT(refusal_of("a: [1"), HasSubstr("not valid YAML"));
  LoadOptions options;
  options.script_path = "t.js";
  EXPECT_THAT(to_string(load_files({{"t.js", ""}}, options).error()), HasSubstr("isn't supported yet"));
}

TEST(Load, TakesPluginsFromTheEnvironment) {
  LoadOptions options;
  options.script_path = "t.yml";
  options.process_environment = {{"ARTILLERY_PLUGINS", R"({"expect": {}, "apdex": {}})"}};
  const auto script = load_files({{"t.yml", with_config("")}}, options);
  ASSERT_TRUE(script.has_value()) << to_string(script.error());
  EXPECT_TRUE(script->config.expect_plugin);
  options.process_environment = {{"ARTILLERY_PLUGINS", R"({"of-our-house": {}})"}};
  EXPECT_THAT(to_string(load_files({{"t.yml", with_config("")}}, options).error()),
              ::testing::AllOf(HasSubstr("ARTILLERY_PLUGINS: "), HasSubstr("of-our-house")));
  options.process_environment = {{"ARTILLERY_PLUGINS", "no JSON"}};
  EXPECT_TRUE(load_files({{"t.yml", with_config("")}}, options).has_value());
}

TEST(Load, TakesWhatAModuleExports) {
  LoadOptions options;
  options.script_path = "dir/t.ts";
  options.read_module = [](const std::string& path) -> Result<std::string> {
    if (path != "dir/t.ts") return invalid("asked for " + path);
    return std::string(R"({"config": {"target": "http://a", "phases": [{"duration": 2, "arrivalRate": 1.5}],
                           "processor": "/w/dir/t.ts"},
                           "scenarios": [{"name": "s", "flow": [{"get": {"url": "/x", "beforeRequest": "sign"}}]}]})");
  };
  const auto script = load_files({}, options);
  ASSERT_TRUE(script.has_value()) << to_string(script.error());
  EXPECT_EQ(script->config.target, "http://a");
  EXPECT_EQ(script->config.phases.at(0).arrival_rate, 1.5);
  EXPECT_EQ(script->config.processor->path, "/w/dir/t.ts");
  EXPECT_EQ(std::get<Request>(script->scenarios[0].flow[0].what).before_request.size(), 1U);
  options.read_module = [](const std::string&) -> Result<std::string> { return std::string("{\"scenarios\": []}"); };
  EXPECT_THAT(to_string(load_files({}, options).error()), HasSubstr("dir/t.ts: "));
  options.read_module = [](const std::string&) -> Result<std::string> { return std::string("[1]"); };
  EXPECT_THAT(to_string(load_files({}, options).error()), HasSubstr("a script is a mapping"));
}

TEST(Load, GivesUsersWhatTheyKnowFromTheStart_1_7) {
  LoadOptions options;
  options.script_path = "dir/t.yml";
  options.process_environment = {{"A", "b"}};
  const auto script = load_files({{"dir/t.yml", with_config("")}}, options);
  ASSERT_TRUE(script.has_value()) << to_string(script.error());
  Variables user(script->shared_variables);
  EXPECT_EQ(*user.find("target"), "http://a");
  EXPECT_EQ(*user.find("$dirname"), "dir");
  EXPECT_EQ(*user.find("$scenarioFile"), "dir/t.yml");
  EXPECT_EQ(*user.find("$env.A"), "b");
  EXPECT_EQ(user.find("$environment"), nullptr);
  Random random(1);
  EXPECT_EQ(Template("{{ $processEnvironment.A }}!").render(user, random), "b!");
  user.set("$env.B", "c");  // its own copy from here on
  EXPECT_EQ(*user.find("$env.A"), "b");
  EXPECT_EQ(Variables(script->shared_variables).find("$env.B"), nullptr);
  user.set("target", "mine");
  EXPECT_EQ(*user.find("target"), "mine");
}

TEST(Quick, SendsMessagesToAWebSocket_6) {
  const Script script = quick("ws://h:80/a", 10, 20, false);
  const auto& flow = script.scenarios.at(0).flow;
  EXPECT_EQ(std::get<Connect>(flow.at(0).what).connection.target.source(), "ws://h:80/a");
  const auto& loop = std::get<Loop>(flow.at(1).what);
  EXPECT_EQ(loop.count.source(), "20");
  EXPECT_TRUE(std::get<SendMessage>(loop.steps.at(0).what).payload.has_value());
}

TEST(Quick, AsksTheUrlAgainAndAgain_6) {
  const Script script = quick("http://h:80/a?b#c", 10, 20, true);
  EXPECT_EQ(script.config.target, "http://h:80");
  EXPECT_FALSE(script.config.tls.reject_unauthorized);
  EXPECT_EQ(script.config.phases.at(0).arrival_count, 10);
  EXPECT_EQ(script.config.default_headers.at(0).value.source(), "Artillery (https://artillery.io)");
  const auto& loop = std::get<Loop>(script.scenarios.at(0).flow.at(0).what);
  EXPECT_EQ(loop.count.source(), "20");
  const auto& request = std::get<Request>(loop.steps.at(0).what);
  EXPECT_EQ(request.url.source(), "/a?b");
  EXPECT_EQ(request.endpoint, "/a");
  EXPECT_EQ(std::get<Request>(std::get<Loop>(quick("http://h", 1, 1, false).scenarios[0].flow[0].what).steps[0].what)
                .url.source(),
            "/");
}

}  // namespace
}  // namespace rampart::script
