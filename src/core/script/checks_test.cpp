// capture and match: reference artillery.md §2.8; expect: §7.
#include "core/script/checks.h"

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

std::string script_with(const std::string& attributes, const std::string& config = "") {
  return "config: {target: http://a" + config + "}\nscenarios: [{flow: [{get: {url: /, " + attributes + "}}]}]";
}

Request request_with(const std::string& attributes, const std::string& config = "") {
  return std::get<Request>(loaded(script_with(attributes, config)).scenarios.at(0).flow.at(0).what);
}

TEST(Captures, ReadOneOrAList_2_8) {
  const auto one = request_with("capture: {json: $.id, as: user.id}").captures;
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].source, Capture::Source::json);
  EXPECT_EQ(one[0].expression, "$.id");
  EXPECT_EQ(one[0].as, "user.id");
  EXPECT_TRUE(one[0].strict);
  EXPECT_TRUE(one[0].multiple);
  const auto two =
      request_with(
          "capture: [{regexp: 'id=(?<n>[0-9]+)', group: n, flags: i, as: a, strict: false}, {header: x-id, as: b, "
          "multiple: false}]")
          .captures;
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].group, "n");
  EXPECT_EQ(two[0].flags, "i");
  EXPECT_FALSE(two[0].strict);
  EXPECT_EQ(two[1].source, Capture::Source::header);
  EXPECT_FALSE(two[1].multiple);
}

TEST(Captures, TakeTheDefaultStrictness_2_8) {
  const char* lax = ", http: {defaults: {strictCapture: false}}";
  EXPECT_FALSE(request_with("capture: {json: $.a, as: a}", lax).captures[0].strict);
  EXPECT_TRUE(request_with("capture: {json: $.a, as: a, strict: true}", lax).captures[0].strict);
}

TEST(Captures, AreCheckedWhenRead_2_8) {
  const std::pair<const char*, const char*> rows[] = {
      {"capture: {regexp: 'a(', as: x}",
       "t.yml:2:54: Scenario validation error: "
       "\"scenarios[0].flow[0].get.capture.regexp\": \"a(\" isn't a regular "
       "expression: missing closing parenthesis after 2 characters"},
      {"capture: {regexp: a, group: 2, as: x}", "has no group \"2\""},
      {"capture: {regexp: a, flags: q, as: x}", "aren't flags of a regular expression"},
      {"capture: {as: x}", "must have one of json, regexp, header"},
      {"capture: 5", "must be a mapping"},
      {"match: {json: $.a}", "get.match.value\" is required"},
      {"capture: {selector: 'a:hover', attr: href, as: x}",
       "t.yml:2:56: Scenario validation error: \"scenarios[0].flow[0].get.capture.selector\": the selector \"a:hover\" "
       "has something that isn't understood: the pseudo-class \":hover\""},
      {"capture: {selector: a, attr: href, index: first, as: x}",
       "capture.index\" must be a whole number, \"random\" or \"last\"; found the text \"first\""},
  };
  for (const auto& [attributes, says] : rows)
    EXPECT_THAT(refusal_of(script_with(attributes)), HasSubstr(says)) << attributes;
  EXPECT_TRUE(warns(loaded(script_with("capture: {header: X-Id, as: x}")), "names of headers are lower case"));
  EXPECT_TRUE(warns(loaded(script_with("capture: {json: $.a, as: x, transform: y}")), "transform\" has no effect"));
}

TEST(Matches, HoldAValue_2_8) {
  const auto matches = request_with("match: {json: $.a, value: \"{{ b }}\"}").matches;
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_FALSE(matches[0].value.is_constant());
  EXPECT_TRUE(matches[0].from.as.empty());
}

TEST(Expectations, ReadListsAndMaps_7) {
  const char* plugin = ", plugins: {expect: {}}";
  const auto list =
      request_with(
          "expect: [{statusCode: [200, 201]}, {contentType: json}, {hasProperty: a.b}, {equals: [a, \"{{ b }}\"]}, "
          "{hasHeader: x}, {headerEquals: [x, y]}, {matchesRegexp: 'a.c'}, {notStatusCode: 500}, {notHasProperty: c}]",
          plugin)
          .expectations;
  ASSERT_EQ(list.size(), 9U);
  EXPECT_EQ(list[0].name, "statusCode");
  EXPECT_EQ(list[0].values.size(), 2U);
  EXPECT_EQ(list[8].kind, Expectation::Kind::not_has_property);
  EXPECT_EQ(request_with("expect: {statusCode: 200, hasHeader: x}", plugin).expectations.size(), 2U);
}

TEST(Expectations, OneValueEqualsItself_7) {
  const Script script = loaded(script_with("expect: {equals: [a]}", ", plugins: {expect: {}}"));
  EXPECT_EQ(std::get<Request>(script.scenarios[0].flow[0].what).expectations.at(0).values.size(), 1U);
  EXPECT_TRUE(warns(script, "always holds"));
}

TEST(Expectations, NeedThePlugin_7) {
  const Script script = loaded(script_with("expect: {statusCode: 200}"));
  EXPECT_TRUE(std::get<Request>(script.scenarios[0].flow[0].what).expectations.empty());
  EXPECT_TRUE(warns(script, "expect is not checked"));
}

TEST(Expectations, Default200_7) {
  const char* plugin = ", plugins: {expect: {expectDefault200: true}}";
  EXPECT_EQ(request_with("name: x", plugin).expectations.at(0).name, "statusCode");
  EXPECT_EQ(request_with("expect: {statusCode: 404}", plugin).expectations.size(), 1U);
  EXPECT_EQ(request_with("expect: {hasHeader: a}", plugin).expectations.size(), 1U);
}

TEST(Expectations, RefuseWhatTheyCantMean_7) {
  const std::pair<const char*, const char*> rows[] = {
      {"expect: {statuscode: 200}", "the expectation \"statuscode\" isn't known. Did you mean \"statusCode\"?"},
      {"expect: {statusCode: ok}", "must be a status code"},
      {"expect: {equals: a}", "must be a list of values"},
      {"expect: {headerEquals: x}", "[header, value]"},
      {"expect: {matchesRegexp: '['}", "isn't a regular expression"},
      {"expect: {hasProperty: [a, b]}", "must be one value"},
      {"expect: {jmespth: a}", "the expectation \"jmespth\" isn't known. Did you mean \"jmespath\"?"},
  };
  for (const auto& [attributes, says] : rows)
    EXPECT_THAT(refusal_of(script_with(attributes)), HasSubstr(says)) << attributes;
}

}  // namespace
}  // namespace rampart::script
