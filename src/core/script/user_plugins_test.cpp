// What a plugin changed becomes part of the script, and complaints about it name the plugin.
#include "core/script/user_plugins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using testing::loaded;
using testing::refusal_of;
using ::testing::StartsWith;

const char* const sample = R"(config:
  target: "http://a"
  plugins:
    signer: {key: k}
  variables: {n: 9007199254740993}
scenarios:
  - name: first
    beforeRequest: own
    flow:
      - get: {url: /}
  - flow:
      - get: {url: /b}
)";

/// As a plugin that does this to the script.
LoadOptions with(const std::function<void(json::object&)>& change, PluginCall* seen = nullptr) {
  LoadOptions options;
  options.run_plugins = [=](const PluginCall& call) -> Result<json::value> {
    if (seen != nullptr) *seen = call;
    // As through JavaScript: numbers lose what doesn't fit.
    json::object script = call.script;
    change(script);
    return json::value(script);
  };
  return options;
}

std::string laid(const std::string& text, const std::string& before, const std::string& after) {
  document::Node tree = *document::parse(text, "t.yml");
  document::Node at;
  at.line = 99;
  lay_changes(tree, json::parse(before), json::parse(after), at);
  return json::serialize(document::to_json(tree));
}

TEST(UserPlugins, AddHooksToScenarios) {
  PluginCall seen;
  const Script script = loaded(sample, with(
                                           [](json::object& plan) {
                                             for (json::value& scenario : plan["scenarios"].as_array())
                                               scenario.as_object()["beforeRequest"] = {"own", "sign"};
                                           },
                                           &seen));
  ASSERT_EQ(seen.plugins.size(), 1U);
  EXPECT_EQ(seen.plugins[0].name, "signer");
  EXPECT_EQ(seen.plugins[0].module, "artillery-plugin-signer");
  EXPECT_FALSE(seen.processor.has_value());
  EXPECT_EQ(json::serialize(seen.script.at("config").at("phases")), R"([{"duration":1,"arrivalCount":1}])");
  ASSERT_EQ(script.config.user_plugins.size(), 1U);
  ASSERT_TRUE(script.config.processor.has_value());
  EXPECT_EQ(script.config.processor->path, "");
  for (const Scenario& scenario : script.scenarios) {
    const auto& request = std::get<Request>(scenario.flow.at(0).what);
    ASSERT_EQ(request.before_request.size(), 2U);
    EXPECT_EQ(request.before_request[1].source(), "sign");
  }
  EXPECT_TRUE(script.warnings.empty());
}

TEST(UserPlugins, ChangeWhateverTheScriptSays) {
  const Script script = loaded(sample, with([](json::object& plan) {
                                 plan["config"].as_object()["target"] = "http://b";
                                 plan["config"].as_object()["phases"] =
                                     json::parse(R"([{"duration":5,"arrivalRate":2}])");
                                 plan["scenarios"].as_array().pop_back();
                                 plan["scenarios"].as_array()[0].as_object()["flow"].as_array().push_back(
                                     json::parse(R"({"post":{"url":"/added"}})"));
                               }));
  EXPECT_EQ(script.config.target, "http://b");
  ASSERT_EQ(script.config.phases.size(), 1U);
  EXPECT_EQ(script.config.phases[0].duration, std::chrono::seconds(5));
  ASSERT_EQ(script.scenarios.size(), 1U);
  EXPECT_EQ(script.scenarios[0].flow.size(), 2U);
}

TEST(UserPlugins, NewMistakesNameThePluginAndOldOnesTheirLine) {
  const auto bad_step = with([](json::object& plan) {
    plan["scenarios"].as_array()[0].as_object()["flow"].as_array().push_back(json::parse(R"({"gt":{"url":"/"}})"));
  });
  EXPECT_THAT(refusal_of(sample, bad_step), StartsWith("t.yml:4:5: "));
  const auto elsewhere = with([](json::object& plan) { plan["config"].as_object()["http"] = {{"pool", "many"}}; });
  EXPECT_THAT(refusal_of(sample, elsewhere), StartsWith("t.yml:4:5: "));
  const auto harmless = with([](json::object& plan) { plan["config"].as_object()["timeout"] = 3; });
  EXPECT_THAT(
      refusal_of("config: {target: http://a, plugins: {p: {}},\n  http: {pool: many}}\nscenarios: [{flow: []}]\n",
                 harmless),
      StartsWith("t.yml:2:16: "));
}

TEST(UserPlugins, ThatCantBeMadeRefuseTheScript) {
  LoadOptions options;
  options.run_plugins = [](const PluginCall& call) -> Result<json::value> {
    Error error = not_found("it isn't there");
    error.place = call.plugins.back().place;
    return error;
  };
  EXPECT_EQ(refusal_of(testing::with_config("  plugins: {mine: {}, exepct: {}}\n"), options),
            "t.yml:3:23: it isn't there. Did you mean \"expect\"?");
  EXPECT_EQ(refusal_of(testing::with_config("  plugins: {mine: {}}\n"), options), "t.yml:3:13: it isn't there");
}

TEST(UserPlugins, AScopeSaysWhereAModuleIs) {
  PluginCall seen;
  const auto same = [](json::object&) {};
  loaded(testing::with_config("  plugins: {expect: {scope: \"@me/plugin-\"}, b: null, ensure: {}}\n"),
         with(same, &seen));
  ASSERT_EQ(seen.plugins.size(), 2U);
  EXPECT_EQ(seen.plugins[0].module, "@me/plugin-expect");
  EXPECT_EQ(seen.plugins[1].module, "artillery-plugin-b");
}

TEST(UserPlugins, AreNotAskedWhereNoneIsNamed) {
  PluginCall seen;
  loaded(testing::with_config("  plugins: {ensure: {}, expect: {}}\n"), with([](json::object&) {}, &seen));
  EXPECT_TRUE(seen.plugins.empty());
}

TEST(LayChanges, LeavesAloneWhatDidntChange) {
  EXPECT_EQ(laid("{a: 1, b: [1, 2], c: x}", R"({"a":1,"b":[1,2],"c":"x"})", R"({"a":1,"b":[1,3,4],"d":null})"),
            R"({"a":1,"b":[1,3,4],"d":null})");
  EXPECT_EQ(laid("{n: 9007199254740993}", R"({"n":9007199254740993})", R"({"n":9007199254740992})"),
            R"({"n":9007199254740993})");  // only JavaScript rounded it
  EXPECT_EQ(laid("{a: 1}", R"({"a":1,"extra":5})", R"({"a":1,"extra":5})"), R"({"a":1})");
  EXPECT_EQ(laid("{a: [1, 2, 3]}", R"({"a":[1,2,3]})", R"({"a":[1]})"), R"({"a":[1]})");
}

}  // namespace
}  // namespace rampart::script
