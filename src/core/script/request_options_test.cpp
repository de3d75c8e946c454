// Attributes of requests beside the plain ones: reference artillery.md §2.1, §2.2, §2.9; config.http: §1.3.
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
using testing::with_config;
using testing::with_flow;

Script script_of(const std::string& step) { return loaded(with_flow("      - " + step + "\n")); }

template <class What>
What only(const std::string& step) {
  return std::get<What>(script_of(step).scenarios.at(0).flow.at(0).what);
}

std::string json_of(const ValueTemplate& value) {
  Random random(1);
  std::string out;
  value.render_json({}, random, out);
  return out;
}

TEST(RequestOptions, ProbabilityIsANumber) {
  EXPECT_EQ(only<Request>("get: {url: /, probability: 30}").probability, 30);
  EXPECT_EQ(only<Request>("get: {url: /, probability: \"30\"}").probability, 30);
  EXPECT_EQ(only<Request>("get: {url: /, probability: 130}").probability, 100);
  EXPECT_EQ(only<Request>("get: {url: /, probability: often}").probability, 0);
  EXPECT_TRUE(warns(script_of("get: {url: /, probability: often}"), "never sent"));
  EXPECT_TRUE(warns(script_of("get: {url: /, probability: 100}"), "99.01 %"));
}

TEST(RequestOptions, IfTrueIsAnExpression) {
  EXPECT_TRUE(only<Request>("get: {url: /, ifTrue: \"a > 1\"}").if_true->expression.has_value());
  const Script broken = script_of("get: {url: /, ifTrue: \"a = 1\"}");
  EXPECT_FALSE(std::get<Request>(broken.scenarios[0].flow[0].what).if_true->expression.has_value());
  EXPECT_TRUE(warns(broken, "is no expression, so the request is always sent"));
}

TEST(RequestOptions, ReadsParallel) {
  const auto steps = only<Parallel>("parallel: [{get: {url: /a}}, {loop: [{get: {url: /b}}], count: 2}]");
  EXPECT_EQ(steps.steps.size(), 2U);
  EXPECT_EQ(steps.limit, 100U);
  EXPECT_TRUE(warns(script_of("parallel: [{get: {url: /a}}, {get: {url: /b}}]"), "one connection"));
  EXPECT_THAT(refusal_of(with_flow("      - parallel: [{get: {url: /a}}]\n        limit: 2\n")),
              HasSubstr("must have 1 key"));
  EXPECT_THAT(refusal_of(with_flow("      - parallel: {get: {url: /a}}\n")), HasSubstr("parallel\" must be a list"));
}

TEST(RequestOptions, InsideALoopAStepMayHaveAttributes) {
  const auto loop = only<Loop>(
      "loop: [{parallel: [{get: {url: /a}}], limit: 2}, {jitter: 20%, think: 1}, {think: 1, jitter: 50}]\n        "
      "count: "
      "1");
  EXPECT_EQ(std::get<Parallel>(loop.steps.at(0).what).limit, 2U);
  EXPECT_EQ(std::get<Think>(loop.steps.at(1).what).jitter_percent, 20);
  EXPECT_EQ(std::get<Think>(loop.steps.at(2).what).jitter_ms, 50);
}

TEST(RequestOptions, ReadsForms) {
  const auto r =
      only<Request>("post: {url: /, formData: {a: 1, b: {value: x, contentType: text/x}, c: {value: 0}}, body: gone}");
  ASSERT_EQ(r.form_data.size(), 3U);
  EXPECT_EQ(json_of(r.form_data[0].value), "1");
  EXPECT_EQ(r.form_data[1].content_type.source(), "text/x");
  EXPECT_EQ(json_of(r.form_data[2].value), "0");
  EXPECT_FALSE(r.body.has_value());
  const std::pair<const char*, const char*> refused[] = {
      {"formData: {a: [1]}", "one value"},
      {"formData: {a: {contentType: x}}", "must have a value or a fromFile"},
      {"formData: {a: {file: x}}", "fromFile"},
      {"formData: {a: 1}, json: {b: 1}", "one body"},
      {"formData: {a: 1}, form: {b: 1}", "one body"},
      {"formData: {a: {fromFile: none.txt}}", "can't read none.txt"},
      {"formData: {a: {fromFile: \"{{ captured }}\"}}", "isn't known before the run"},
  };
  for (const auto& [attribute, says] : refused)
    EXPECT_THAT(refusal_of(with_flow("      - post: {url: /, " + std::string(attribute) + "}\n")), HasSubstr(says))
        << attribute;
}

TEST(RequestOptions, ReadsTheFilesOfFormsOnceBeforeTheRun) {
  LoadOptions options;
  options.script_path = "dir/t.yml";
  const auto script = testing::load_files(
      {{"dir/t.yml",
        "config: {target: http://a, variables: {folder: [x, y]}, payload: {path: f.csv, fields: [file]}}\n"
        "scenarios: [{flow: [{post: {url: /, formData: {a: {fromFile: \"{{ folder }}/{{ file }}\"}, b: "
        "{fromFile: one.txt}}}}]}]\n"},
       {"dir/f.csv", "1.png\n2.png\n1.png\n"},
       {"dir/one.txt", "1"},
       {"dir/x/1.png", "x1"},
       {"dir/x/2.png", "x2"},
       {"dir/y/1.png", "y1"},
       {"dir/y/2.png", "y2"}},
      options);
  ASSERT_TRUE(script.has_value()) << to_string(script.error());
  EXPECT_EQ(script->files.size(), 5U);
  EXPECT_EQ(*script->files.at("y/2.png"), "y2");
}

TEST(RequestOptions, TakesWhatTheHttpLibraryTakes) {
  const auto r = only<Request>(
      "post: {url: /, maxRedirects: 3, methodRewriting: false, username: u, password: p, searchParams: "
      "\"a=1&b=x+y%21\"}");
  EXPECT_EQ(r.max_redirects, 3);
  EXPECT_FALSE(r.rewrite_methods);
  EXPECT_EQ(r.basic_auth->first.source(), "u");
  ASSERT_EQ(r.query.size(), 2U);
  EXPECT_EQ(json_of(r.query[1].second), "\"x y!\"");
  EXPECT_EQ(only<Request>("get: {url: /, searchParams: {a: 1, b: }}").query.size(), 2U);
  EXPECT_TRUE(warns(script_of("get: {url: /, timeout: 5}"), "timeout\" has no effect: Artillery puts"));
  EXPECT_TRUE(warns(script_of("get: {url: /, throwHttpErrors: true}"), "no effect"));
  EXPECT_TRUE(warns(script_of("get: {url: /, qs: {a: 1}, searchParams: {b: 1}}"), "qs takes its place"));
  EXPECT_THAT(refusal_of(with_flow("      - get: {url: /, searchParams: {a: \"{{ b }}\"}}\n")), HasSubstr("write qs"));
  EXPECT_THAT(refusal_of(with_flow("      - get: {url: /, username: \"{{ b }}\"}\n")), HasSubstr("write auth"));
  EXPECT_THAT(refusal_of(with_flow("      - get: {url: /, prefixUrl: /x}\n")), HasSubstr("isn't supported"));
}

TEST(RequestOptions, KnowsTheMethodsOfTheRegistry) {
  EXPECT_EQ(name_of(only<Request>("propfind: {url: /}").method), "PROPFIND");
  EXPECT_EQ(name_of(only<Request>("trace: {url: /}").method), "TRACE");
  EXPECT_EQ(name_of(only<Request>("update: {url: /}").method), "UPDATE");
  EXPECT_EQ(name_of(only<Request>("delete: {url: /}").method), "DELETE");
  EXPECT_THAT(refusal_of(with_flow("      - gte: {url: /}\n")), HasSubstr("the step \"gte\" isn't known"));
}

TEST(RequestOptions, ReadsCookieRulesAndTracing) {
  const Config config =
      loaded(
          with_config("  http:\n    cookieJarOptions: {looseMode: true, rejectPublicSuffixes: false, prefixSecurity: "
                      "strict}\n    distributedTracing: {traceIdPrefix: \"0xAB-12\", sampled: false}\n"))
          .config;
  EXPECT_TRUE(config.cookie_rules.loose);
  EXPECT_FALSE(config.cookie_rules.reject_public_suffixes);
  EXPECT_EQ(config.cookie_rules.prefixes, CookieRules::Prefixes::strict);
  EXPECT_EQ(config.tracing->id_prefix, "0ab12");
  EXPECT_FALSE(config.tracing->sampled);
  EXPECT_TRUE(loaded(with_config("  http: {distributedTracing: true}\n")).config.tracing.has_value());
  EXPECT_FALSE(loaded(with_config("  http: {distributedTracing: {enabled: false}}\n")).config.tracing.has_value());
  EXPECT_THAT(refusal_of(with_config("  http: {cookieJarOptions: {prefixSecurity: no}}\n")),
              HasSubstr("unsafe-disabled"));
}

}  // namespace
}  // namespace rampart::script
