#include "sim/user_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::sim {
namespace {

using Kind = UserStep::Kind;
using script::testing::loaded;
using script::testing::with_flow;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Programs of(const std::string& text) {
  auto out = programs_of(loaded(text));
  EXPECT_TRUE(out.has_value()) << to_string(out.error());
  return out.has_value() ? *out : Programs{};
}

std::vector<Kind> kinds(const UserProgram& program) {
  std::vector<Kind> out;
  for (const UserStep& step : program.steps) out.push_back(step.kind);
  return out;
}

TEST(UserProgram, RequestsAndPauses) {
  const auto programs =
      of(with_flow("      - get: {url: /a}\n      - think: 2\n      - post: {url: /b, json: {x: 1}}\n"
                   "      - get: {url: /a, probability: 25}\n"));
  ASSERT_EQ(programs.scenarios.size(), 1U);
  const auto& steps = programs.scenarios[0].steps;
  EXPECT_THAT(kinds(programs.scenarios[0]), ElementsAre(Kind::request, Kind::pause, Kind::request, Kind::request));
  EXPECT_EQ(steps[1].seconds, 2);
  EXPECT_EQ(steps[0].endpoint, steps[3].endpoint) << "one URL, one endpoint";
  EXPECT_NE(steps[0].endpoint, steps[2].endpoint);
  EXPECT_EQ(programs.endpoints.size(), 2U);
  EXPECT_EQ(steps[0].probability, 1);
  EXPECT_EQ(steps[3].probability, 0.25);
  EXPECT_THAT(programs.remarks, IsEmpty());
}

TEST(UserProgram, LoopsInsideLoops) {
  const auto programs =
      of(with_flow("      - loop:\n          - get: {url: /a}\n          - loop:\n              - get: {url: /b}\n"
                   "            count: 3\n        count: 2\n"));
  const auto& program = programs.scenarios[0];
  EXPECT_THAT(kinds(program),
              ElementsAre(Kind::loop, Kind::request, Kind::loop, Kind::request, Kind::again, Kind::again));
  EXPECT_EQ(program.depth, 2);
  EXPECT_EQ(program.steps[0].times, 2);
  EXPECT_EQ(program.steps[0].jump, 6U) << "behind its end";
  EXPECT_EQ(program.steps[2].times, 3);
  EXPECT_EQ(program.steps[4].jump, 3U) << "the first step inside";
  EXPECT_EQ(program.steps[5].jump, 1U);
}

TEST(UserProgram, WhatItTakesAtItsWordIsSaid) {
  script::Script odd = loaded(R"(config:
  target: http://x
  timeout: 3
  variables: {wait: [4]}
  defaults: {think: {jitter: "50%"}}
  phases: [{duration: 1, arrivalRate: 1}]
scenarios:
  - name: odd
    weight: 3
    flow:
      - get: {url: /a, ifTrue: "x == 1"}
      - think: "{{ wait }}"
      - loop: [{get: {url: /b}}]
        count: 5
      - parallel: [{get: {url: /c}}, {get: {url: /d}}]
      - log: hello
      - loop: [{get: {url: /e}}]
)");
  std::get<script::Loop>(odd.scenarios[0].flow[2].what).while_true = "hook";  // which needs a processor
  const auto made = programs_of(odd);
  ASSERT_TRUE(made.has_value()) << to_string(made.error());
  const Programs& programs = *made;
  const auto& program = programs.scenarios[0];
  EXPECT_EQ(program.name, "odd");
  EXPECT_EQ(program.weight, 3);
  EXPECT_EQ(programs.timeout_s, 3);
  EXPECT_THAT(kinds(program), ElementsAre(Kind::request, Kind::pause, Kind::loop, Kind::request, Kind::again,
                                          Kind::request, Kind::request, Kind::loop, Kind::request, Kind::again));
  EXPECT_EQ(program.steps[1].seconds, 4);
  EXPECT_EQ(program.steps[1].jitter, 0.5);
  EXPECT_EQ(program.steps[2].times, 1);
  EXPECT_EQ(program.steps[7].times, -1);
  EXPECT_THAT(programs.remarks, Contains(HasSubstr("ifTrue \"x == 1\" counts as true")));
  EXPECT_THAT(programs.remarks, Contains(HasSubstr("takes 4s for every user")));
  EXPECT_THAT(programs.remarks, Contains(HasSubstr("whileTrue \"hook\" goes round once")));
  EXPECT_THAT(programs.remarks, Contains(HasSubstr("`parallel` run one after another")));
  EXPECT_THAT(programs.remarks, Contains(HasSubstr("ends with the last phase")));
  EXPECT_THAT(programs.remarks, Contains(HasSubstr("t.yml:11: ")));
}

TEST(UserProgram, EnginesWithoutAModelAreRefused) {
  const auto script = loaded(
      "config: {target: ws://x, phases: [{duration: 1, arrivalRate: 1}]}\nscenarios:\n  - engine: ws\n    flow:\n"
      "      - send: hello\n");
  const auto programs = programs_of(script);
  ASSERT_TRUE(programs.has_error());
  EXPECT_THAT(to_string(programs.error()), HasSubstr("t.yml:3:"));
  EXPECT_THAT(programs.error().message, HasSubstr("no model of WebSocket"));
}

}  // namespace
}  // namespace rampart::sim
