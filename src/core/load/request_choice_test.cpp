// What decides over a request beside its text: probability and ifTrue (reference artillery.md §2.2, §2.9), redirects,
// the tracing header, forms; and what loops leave behind (§2.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/load/form_writer.h"
#include "core/load/loop_plan.h"
#include "core/load/testing/one_user.h"

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using script::Template;
using testing::HasSubstr;
using testing::Not;

script::Condition condition(const std::string& text) {
  const auto made = expression::Expression::compile(text);
  script::Condition out{.text = text, .expression = {}};
  if (made.has_value()) out.expression = *made;
  return out;
}

std::size_t sent_with(std::optional<double> probability, int rounds) {
  Stage stage;
  stage.most_turns = 100000;
  auto r = get("/");
  r.probability = probability;
  script::Loop loop;
  loop.has_count = true;
  loop.count = Template(std::to_string(rounds));
  loop.steps = {step(r), think(1ms)};
  stage.play({{loop, {}}});
  EXPECT_TRUE(stage.end.ok);
  return stage.sent.size();
}

TEST(RequestChoice, ProbabilityIsADrawOf101) {
  EXPECT_EQ(sent_with(0, 200), 0U);
  const std::size_t half = sent_with(50, 2000);
  EXPECT_GT(half, 850U);
  EXPECT_LT(half, 1130U);
  const std::size_t always = sent_with(100, 4000);  // 99.01 %
  EXPECT_LT(always, 4000U);
  EXPECT_GT(always, 3880U);
}

TEST(RequestChoice, IfTrueLooksAtVariables) {
  Stage stage;
  stage.variables.set("n", 3);
  stage.variables.set("name", "ann");
  const auto conditional = [](const std::string& path, const std::string& text) {
    auto r = get(path);
    r.if_true = condition(text);
    return step(r);
  };
  stage.play({conditional("/yes", "n > 2 and n < 10"), conditional("/no", "n > 3"),
              conditional("/text", "name == \"ann\""), conditional("/missing", "nothing"),
              conditional("/broken", "n >"), conditional("/throws", "nope(1)"), conditional("/nan", "n and name")});
  std::vector<std::string> targets;
  for (const SentRequest& r : stage.sent) targets.push_back(r.target);
  EXPECT_THAT(targets, testing::ElementsAre("/yes", "/text", "/broken", "/throws"));
}

TEST(RequestChoice, FollowsAsManyRedirectsAsItMay) {
  Stage stage;
  stage.respond = [](const SentRequest&) {
    return ScriptedAnswer{.status = 302, .headers = "location:/again\n", .body = {}};
  };
  auto r = get("/");
  r.max_redirects = 2;
  stage.play({step(r)});
  EXPECT_EQ(stage.end.error, "ERR_TOO_MANY_REDIRECTS");
  EXPECT_EQ(stage.sent.size(), 3U);
}

TEST(RequestChoice, WithoutRewritingEveryRedirectIsAGet) {
  Stage stage;
  stage.respond = [](const SentRequest& r) {
    return r.target == "/" ? ScriptedAnswer{.status = 307, .headers = "location:/next\n", .body = {}}
                           : ScriptedAnswer{};
  };
  auto r = request(script::Method::post, "/");
  r.body = Template("x");
  stage.play({step(r)});
  EXPECT_EQ(stage.sent.at(1).method, "POST");
  r.rewrite_methods = false;
  Stage other;
  other.respond = stage.respond;
  other.play({step(r)});
  EXPECT_EQ(other.sent.at(1).method, "GET");
  EXPECT_EQ(other.sent.at(1).body, "");
}

TEST(RequestChoice, SendsATraceparentOfItsOwn) {
  Stage stage;
  stage.script.config.tracing = script::Tracing{.sampled = false, .id_prefix = "abc"};
  auto r = get("/");
  r.headers = {{"traceparent", Template("mine")}};
  stage.play({step(r), step(r)});
  EXPECT_THAT(stage.sent[0].headers, testing::ContainsRegex("\ntraceparent: 00-abc[0-9a-f]*-[0-9a-f]*-00\r\n"));
  EXPECT_THAT(stage.sent[0].headers, Not(HasSubstr("mine")));
  EXPECT_NE(stage.sent[0].headers, stage.sent[1].headers);
  const std::size_t at = stage.sent[0].headers.find("00-abc");
  EXPECT_EQ(stage.sent[0].headers.find("\r\n", at) - at, 55U);
}

TEST(RequestChoice, SendsFormsInParts) {
  Stage stage;
  stage.script.files["dir/p\".png"] = std::make_shared<const std::string>("PNG\r\n");
  stage.variables.set("who", "Ann");
  auto r = request(script::Method::post, "/");
  r.form_data = {{.name = "a\"b", .value = value("{{ who }}")},
                 {.name = "n", .value = value(1.5), .content_type = Template("text/x")},
                 {.name = "f", .file = Template("dir/p\".png")}};
  stage.play({step(r)});
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  const std::string& headers = stage.sent.at(0).headers;
  const std::string type = "content-type: multipart/form-data; boundary=";
  const std::string boundary = headers.substr(headers.find(type) + type.size(), 50);
  EXPECT_EQ(stage.sent[0].body,
            "--" + boundary + "\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\nAnn\r\n--" + boundary +
                "\r\nContent-Disposition: form-data; name=\"n\"\r\nContent-Type: text/x\r\n\r\n1.5\r\n--" + boundary +
                "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"p%22.png\"\r\nContent-Type: "
                "image/png\r\n\r\nPNG\r\n\r\n--" +
                boundary + "--\r\n");
  EXPECT_THAT(headers, HasSubstr("content-length: " + std::to_string(stage.sent[0].body.size()) + "\r\n"));
}

TEST(RequestChoice, AFileThatWasNotReadIsAnError) {
  Stage stage;
  auto r = request(script::Method::post, "/");
  r.form_data = {{.name = "f", .file = Template("gone")}};
  stage.play({step(r)});
  EXPECT_EQ(stage.end.error, "ENOENT");
  r.form_data = {{.name = "f", .value = value(true)}};
  stage.play({step(r)});
  EXPECT_EQ(stage.end.error, "ERR_INVALID_ARG_TYPE");
}

TEST(RequestChoice, KnowsCommonMediaTypes) {
  EXPECT_EQ(media_type_of("a.JPG"), "image/jpeg");
  EXPECT_EQ(media_type_of("x.y/report.csv"), "text/csv");
  EXPECT_EQ(media_type_of("a.b.json"), "application/json");
  EXPECT_EQ(media_type_of("none"), "application/octet-stream");
}

TEST(RequestChoice, CapturesByARenderedExpression) {
  Stage stage;
  stage.respond = [](const SentRequest&) {
    return ScriptedAnswer{.headers = {},
                          .body = R"({"a": 1, "b": 2, "list": [{"k": "x", "v": 3}, {"k": "y", "v": 4}]})"};
  };
  stage.variables.set("key", "b");
  stage.variables.set("wanted", "y");
  auto r = get("/");
  r.captures = {capture(script::Capture::Source::json, "$.{{ key }}", "one"),
                capture(script::Capture::Source::json, "$.list[?(@.k == '{{ wanted }}')].v", "two"),
                capture(script::Capture::Source::regexp, "\"{{ key }}\": ([0-9])", "three")};
  stage.play({step(r)});
  ASSERT_TRUE(stage.end.ok) << stage.end.error;
  EXPECT_EQ(stage.text("one"), "2");
  EXPECT_EQ(stage.text("two"), "4");
  EXPECT_EQ(stage.text("three"), R"("\"b\": 2")");
}

LoopRounds rounds_of(const std::string& count, const boost::json::value& n = nullptr) {
  script::Loop loop;
  loop.has_count = true;
  loop.count = Template(count);
  script::Variables variables;
  variables.set("n", n);
  Random random(1);
  return plan_rounds(loop, variables, random);
}

TEST(RequestChoice, LoopsCountAsJavaScriptDoes) {
  EXPECT_EQ(rounds_of("3").to, 3);
  EXPECT_EQ(rounds_of(" 3 ").to, 3);
  EXPECT_EQ(rounds_of("2.5").to, 3);
  EXPECT_EQ(rounds_of("0").to, 0);
  EXPECT_EQ(rounds_of("-1").to, LoopRounds::endless);
  EXPECT_LE(rounds_of("-2").to, 0);
  EXPECT_EQ(rounds_of("three").to, 0);
  EXPECT_EQ(rounds_of("2-5").from, 2);
  EXPECT_EQ(rounds_of("2-5").to, 5);
  EXPECT_EQ(rounds_of("2 - 5").to, 0);
  EXPECT_EQ(rounds_of("{{ n }}", 4).to, 4);
  EXPECT_EQ(rounds_of("{{ n }}", "1-3").from, 1);
  EXPECT_EQ(rounds_of("{{ n }}", true).to, 0);
  EXPECT_EQ(rounds_of("{{ n }}-9", 4).from, 4);
}

TEST(RequestChoice, ALoopLeavesItsVariablesBehind) {
  Stage stage;
  script::Loop inner;
  inner.has_count = true;
  inner.count = Template("3");
  script::Loop outer;
  outer.over = value(boost::json::array{"a", "b"});
  outer.steps = {{script::Log{Template("{{ $loopCount }}{{ $loopElement }}")}, {}}, {inner, {}}};
  inner.steps = {{script::Log{Template("x")}, {}}};
  outer.steps[1] = {inner, {}};
  stage.play({{outer, {}}});
  // The inner loop ends at 3, which the outer counts on from; its element is then the list's second.
  EXPECT_EQ(stage.lines.at(0), "0a");
  EXPECT_EQ(stage.lines.at(4), "4b");
  EXPECT_EQ(stage.text("$loopElement"), "(none)");
}

}  // namespace
}  // namespace rampart::load
