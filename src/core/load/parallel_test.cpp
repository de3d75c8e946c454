// Parallel steps: reference artillery.md §2.1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/load/testing/one_user.h"

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

script::Step parallel(std::vector<script::Step> steps, std::size_t limit = 100) {
  return {script::Parallel{std::move(steps), limit}, {}};
}

std::vector<std::string> targets_of(const Stage& stage) {
  std::vector<std::string> out;
  for (const SentRequest& r : stage.sent) out.push_back(r.target);
  return out;
}

TEST(Parallel, RequestsWaitForTheOneConnectionInOrder) {
  Stage stage;
  stage.play({parallel({step(get("/a")), step(get("/b")), step(get("/c"))}), step(get("/d"))});
  ASSERT_TRUE(stage.end.ok);
  EXPECT_THAT(targets_of(stage), ElementsAre("/a", "/b", "/c", "/d"));
  EXPECT_EQ(stage.sent[1].at - stage.sent[0].at, 10ms);
  EXPECT_EQ(stage.sent[0].slot, stage.sent[2].slot);
  EXPECT_EQ(stage.took, 40ms);
  EXPECT_EQ(stage.slot.summaries.at("http.response_time").max(), 10000U);  // waiting isn't part of it …
  EXPECT_EQ(stage.slot.felt.max(), 30000U);                                // … but is felt
}

TEST(Parallel, APoolLetsThemGoTogether) {
  Stage stage;
  stage.script.config.pool = 10;
  stage.play({parallel({step(get("/a")), step(get("/b")), step(get("/c"))}), step(get("/d"))});
  ASSERT_TRUE(stage.end.ok);
  EXPECT_EQ(stage.sent[0].at, stage.sent[2].at);
  EXPECT_EQ(stage.took, 20ms);
}

TEST(Parallel, BranchesShareVariablesAndCookies) {
  Stage stage;
  stage.respond = [](const SentRequest& r) {
    ScriptedAnswer answer;
    answer.body = R"({"id": 7})";
    if (r.target == "/login") answer.headers = "set-cookie:s=1\n";
    return answer;
  };
  auto login = get("/login");
  login.captures = {capture(script::Capture::Source::json, "$.id", "id")};
  stage.play({parallel({step(login), think(5ms)}), step(get("/{{ id }}"))});
  ASSERT_TRUE(stage.end.ok);
  EXPECT_THAT(targets_of(stage), ElementsAre("/login", "/7"));
  EXPECT_THAT(stage.sent[1].headers, testing::HasSubstr("cookie: s=1\r\n"));
}

TEST(Parallel, HoldsLoopsThinksAndParallels) {
  Stage stage;
  stage.script.config.pool = 10;
  script::Loop loop;
  loop.has_count = true;
  loop.count = script::Template("2");
  loop.counter_name = "i";
  loop.steps = {step(get("/l{{ i }}")), think(1s)};
  stage.play({parallel({{loop, {}}, think(3s), parallel({step(get("/x")), step(get("/y"))}), parallel({})})});
  ASSERT_TRUE(stage.end.ok);
  EXPECT_THAT(targets_of(stage), testing::UnorderedElementsAre("/l0", "/l1", "/x", "/y"));
  EXPECT_EQ(stage.took, 3s);
}

TEST(Parallel, StartsSoManyAtATime) {
  Stage stage;
  stage.script.config.pool = 10;
  stage.play({parallel({step(get("/a")), step(get("/b")), step(get("/c"))}, 2)});
  EXPECT_EQ(stage.took, 20ms);
  EXPECT_EQ(stage.sent[1].at, stage.sent[0].at);
  EXPECT_EQ(stage.sent[2].at - stage.sent[0].at, 10ms);
}

TEST(Parallel, TheFirstFailureEndsTheUserWhenTheOthersAreDone) {
  Stage stage;
  stage.script.config.pool = 10;
  stage.respond = [](const SentRequest& r) {
    ScriptedAnswer answer;
    if (r.target == "/bad") answer.error = "ECONNRESET";
    if (r.target == "/slow") answer.after = 1s;
    return answer;
  };
  stage.play({parallel({step(get("/slow")), step(get("/bad"))}), step(get("/never"))});
  EXPECT_FALSE(stage.end.ok);
  EXPECT_EQ(stage.end.error, "ECONNRESET");
  EXPECT_EQ(stage.counter("http.codes.200"), 1U);
  EXPECT_THAT(targets_of(stage), ElementsAre("/slow", "/bad"));
}

TEST(Parallel, TheWaitForTheConnectionIsPartOfTheTimeout) {
  Stage stage;
  stage.script.config.timeout = 2s;
  stage.respond = [](const SentRequest&) { return ScriptedAnswer{.headers = {}, .body = {}, .after = 3s}; };
  stage.play({parallel({step(get("/a")), step(get("/b"))})});
  EXPECT_EQ(stage.end.error, "ETIMEDOUT");
  EXPECT_THAT(targets_of(stage), ElementsAre("/a"));  // the double knows no timeout; /b never got its turn
}

TEST(Parallel, CanBeDroppedInTheMiddle) {
  Stage stage;
  stage.most_turns = 2;
  stage.play({parallel({step(get("/a")), step(get("/b")), think(10s)})});  // play() drops the user and counts its slots
  EXPECT_FALSE(stage.ended);
}

}  // namespace
}  // namespace rampart::load
