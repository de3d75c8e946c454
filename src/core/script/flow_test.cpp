// Steps and requests: reference artillery.md §2.1, §2.2, §2.6, §2.7; weights and names of scenarios: §1.5.
#include "core/script/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::loaded;
using testing::refusal_of;
using testing::warns;
using testing::with_flow;

template <class What>
What only(const std::string& step) {
  return std::get<What>(loaded(with_flow("      - " + step + "\n")).scenarios.at(0).flow.at(0).what);
}

std::string json_of(const ValueTemplate& value) {
  Random random(1);
  std::string out;
  value.render_json({}, random, out);
  return out;
}

TEST(Request, ReadsEveryAttribute_2_2) {
  const auto r = only<Request>(
      "put: {url: \"/a/{{ id }}?x=1\", name: n, headers: {X-Id: \"{{ id }}\", X-Count: 5, X-None: }, qs: {q: 1, l: [a, "
      "b]}, cookie: {c: \"{{ id }}\"}, auth: {user: u, pass: p}, gzip: false, followRedirect: false, json: {a: 1.5}}");
  EXPECT_EQ(r.method, Method::put);
  EXPECT_EQ(name_of(r.method), "PUT");
  EXPECT_EQ(r.url.source(), "/a/{{ id }}?x=1");
  EXPECT_EQ(r.endpoint, "/a/{{ id }} (n)");
  ASSERT_EQ(r.headers.size(), 2U);
  EXPECT_EQ(r.headers[0].name, "x-id");
  EXPECT_EQ(r.headers[1].value.source(), "5");
  EXPECT_EQ(json_of(r.query.at(0).second), "1");
  EXPECT_EQ(json_of(r.query.at(1).second), R"(["a","b"])");
  EXPECT_EQ(r.cookies.at(0).second.source(), "{{ id }}");
  EXPECT_EQ(r.basic_auth->second.source(), "p");
  EXPECT_FALSE(r.gzip);
  EXPECT_FALSE(r.follow_redirect);
  EXPECT_EQ(json_of(*r.json), R"({"a":1.5})");
}

TEST(Request, HasOneBody_2_2) {
  const Script both = loaded(with_flow("      - post: {url: /, json: {a: 1}, body: x}\n"));
  EXPECT_TRUE(std::get<Request>(both.scenarios[0].flow[0].what).json.has_value());
  EXPECT_FALSE(std::get<Request>(both.scenarios[0].flow[0].what).body.has_value());
  EXPECT_TRUE(warns(both, "body\" is ignored"));
  for (const char* falsy : {"0", "false", "\"\"", "null"})
    EXPECT_TRUE(only<Request>(std::string("post: {url: /, json: ") + falsy + "}").json.has_value()) << falsy;
  EXPECT_EQ(only<Request>("post: {url: /, form: {a: 1}}").form.size(), 1U);
  EXPECT_TRUE(only<Request>("get: {url: /, body: x, allowGetBody: true}").body.has_value());
  EXPECT_THAT(refusal_of(with_flow("      - post: {url: /, json: {}, form: {}}\n")),
              HasSubstr("can't stand beside json"));
  EXPECT_TRUE(only<Request>("get: {url: /, body: x, allowGetBody: true}").allow_get_body);
  EXPECT_TRUE(warns(loaded(with_flow("      - get: {url: /, json: {a: 1}}\n")), "a GET request has no body"));
  EXPECT_THAT(refusal_of(with_flow("      - post: {url: /, body: {a: 1}}\n")), HasSubstr("post.body\" must be text"));
}

TEST(Request, WarnsOfUrlsThatFail_2_2) {
  EXPECT_TRUE(warns(loaded(with_flow("      - get: {url: users}\n")), "t.yml:5:20: \"users\" starts neither with /"));
  EXPECT_FALSE(warns(loaded(with_flow("      - get: {url: \"{{ u }}\"}\n")), "starts neither"));
  EXPECT_EQ(only<Request>("head: {uri: /x}").url.source(), "/x");
  EXPECT_THAT(refusal_of(with_flow("      - options: {}\n")), HasSubstr("an URL must be specified"));
}

TEST(Endpoint, IsThePathAsWritten_7) {
  EXPECT_EQ(only<Request>("get: {url: \"http://a/x%20y?q\"}").endpoint, "/x y");
  EXPECT_EQ(only<Request>("get: {url: \"http://B:81/x\"}").endpoint, "b:81/x");
  EXPECT_EQ(only<Request>("get: {url: \"http://a\"}").endpoint, "/");
  EXPECT_EQ(only<Request>("get: {url: \"/%zz#frag\"}").endpoint, "/%zz");
  const auto with_plugin = [](const std::string& options) {
    const Script script = loaded("config: {target: http://a, plugins: {metrics-by-endpoint: " + options +
                                 "}}\nscenarios: [{flow: [{get: {url: '/x?q=1', name: n}}]}]");
    return std::get<Request>(script.scenarios[0].flow[0].what).endpoint;
  };
  EXPECT_EQ(with_plugin("{}"), "/x?q=1 (n)");
  EXPECT_EQ(with_plugin("{stripQueryString: true}"), "/x (n)");
  EXPECT_EQ(with_plugin("{useOnlyRequestNames: true}"), "n");
}

TEST(Think, FollowsTheGrammar_2_7) {
  EXPECT_EQ(only<Think>("think: 2").constant, std::chrono::seconds(2));
  EXPECT_EQ(only<Think>("think: 500ms").constant, std::chrono::milliseconds(500));
  EXPECT_EQ(only<Think>("think: 1.5s").constant, std::chrono::milliseconds(1500));
  EXPECT_EQ(only<Think>("think: \"{{ t }}\"").constant, std::nullopt);
  const Script half = loaded(with_flow("      - think: 0.5\n"));
  EXPECT_EQ(std::get<Think>(half.scenarios[0].flow[0].what).constant, std::chrono::microseconds(500));
  EXPECT_TRUE(warns(half, "t.yml:5:16: think: 0.5 is 0.5 milliseconds"));
  EXPECT_THAT(refusal_of(with_flow("      - think: 1-3\n")), HasSubstr("t.yml:5:16: Scenario validation error: Invalid "
                                                                       "think time: 1-3"));
}

TEST(Loop, ReadsItsForms_2_6) {
  EXPECT_EQ(only<Loop>("{loop: [{log: a}], count: 3}").count.source(), "3");
  EXPECT_EQ(only<Loop>("{loop: [{log: a}], count: 2-5}").count.source(), "2-5");
  EXPECT_TRUE(only<Loop>("{loop: [{log: a}], count: \"0\"}").has_count);
  const auto over = only<Loop>("{loop: [{log: a}], over: [1, b], loopElement: e, loopValue: i}");
  EXPECT_FALSE(over.has_count);
  EXPECT_EQ(json_of(*over.over), R"([1,"b"])");
  EXPECT_EQ(over.element_name, "e");
  EXPECT_EQ(over.counter_name, "i");
  EXPECT_EQ(only<Loop>("{loop: [{log: a}], over: users}").over_variable, "users");
  EXPECT_EQ(only<Loop>("{loop: [{loop: [{log: a}], count: 2}], count: 3}").steps.size(), 1U);
}

TEST(Loop, IsEndlessAtZero_2_6) {
  const Script script = loaded(with_flow("      - loop: [{log: a}]\n        count: 0\n"));
  EXPECT_FALSE(std::get<Loop>(script.scenarios[0].flow[0].what).has_count);
  EXPECT_TRUE(warns(script, "t.yml:6:9: \"scenarios[0].flow[0]\" loops for ever"));
  EXPECT_TRUE(warns(loaded(with_flow("      - loop: [{log: a}]\n")), "loops for ever"));
  EXPECT_THAT(refusal_of(with_flow("      - loop: []\n")), HasSubstr("has no steps and no end"));
  EXPECT_TRUE(warns(loaded(with_flow("      - {loop: [{log: a}], over: \"{{ l }}\"}\n")), "without braces"));
}

TEST(Templates, AreWarnedAbout_1_8) {
  EXPECT_TRUE(warns(loaded(with_flow("      - get: {url: \"/{{ $randomNumbr(1,2) }}\"}\n")),
                    "there is no function $randomNumbr, so the whole text is undefined, as in Artillery. Did you mean "
                    "\"$randomNumber\"?"));
  EXPECT_TRUE(warns(loaded(with_flow("      - log: \"{{ a || 'b' }}\"\n")), "t.yml:5:14: the braces in"));
}

TEST(Scenarios, WeighAsParseInt_1_5) {
  const auto weight = [](const std::string& text) {
    LoadOptions options;
    options.process_environment = {{"W", "4"}};
    return loaded("config: {target: http://a, variables: {w: 6}}\nscenarios: [{flow: []}, {flow: [], weight: " + text +
                      "}]",
                  options)
        .scenarios[1]
        .weight;
  };
  EXPECT_EQ(weight("3"), 3);
  EXPECT_EQ(weight("2.9"), 2);
  EXPECT_EQ(weight("0.9"), 0);
  EXPECT_EQ(weight("many"), 0);
  EXPECT_EQ(weight("\"{{ w }}\""), 6);
  EXPECT_EQ(weight("\"{{ $processEnvironment.W }}\""), 4);
  EXPECT_EQ(weight("\"{{ missing }}\""), 0);
  EXPECT_THAT(refusal_of("config: {target: http://a}\nscenarios: [{flow: [], weight: 0}]"),
              HasSubstr("nothing to run"));
}

TEST(Scenarios, AreChosenByName_1_5) {
  const std::string text =
      "config: {target: http://a}\nscenarios: [{name: buy one, flow: []}, {name: buy two, flow: []}, {flow: []}]";
  LoadOptions options;
  options.scenario_name = "buy two";
  EXPECT_EQ(loaded(text, options).scenarios.at(0).name, "buy two");
  options.scenario_name = "o.e$";
  EXPECT_EQ(loaded(text, options).scenarios.size(), 1U);
  options.scenario_name = "buy";
  EXPECT_EQ(refusal_of(text, options),
            "Multiple scenarios for buy found in script. Make sure you give unique names to your scenarios in your "
            "script.");
  options.scenario_name = "sell(";
  EXPECT_EQ(refusal_of(text, options),
            "Scenario sell( not found in script. Make sure your chosen scenario matches the one in your script "
            "exactly.");
}

TEST(Sections, ReadBeforeAndAfter_1_5) {
  const Script script = loaded(
      "config: {target: http://a, plugins: {expect: {}}}\nscenarios: [{flow: []}]\n"
      "before: {flow: [{post: {url: /login, capture: {json: $.t, as: token}, expect: {statusCode: 200}}}]}\n"
      "after: {flow: [{log: bye}]}\n");
  ASSERT_EQ(script.before.size(), 1U);
  EXPECT_EQ(std::get<Request>(script.before[0].what).captures.at(0).as, "token");
  EXPECT_TRUE(std::get<Request>(script.before[0].what).expectations.empty());
  EXPECT_TRUE(warns(script, "expect is not checked in before and after"));
  EXPECT_EQ(script.after.size(), 1U);
}

}  // namespace
}  // namespace rampart::script
