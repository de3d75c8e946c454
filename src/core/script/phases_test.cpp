// Phases: reference artillery.md §1.4.
#include "core/script/phases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/script/testing/loading.h"

namespace rampart::script {
namespace {

using ::testing::HasSubstr;
using testing::loaded;
using testing::refusal_of;
using testing::warns;
using testing::with_config;

Script with_phase(const std::string& phase, const std::string& more = "") {
  return loaded(with_config("  phases: [" + phase + "]\n" + more));
}

Phase only(const std::string& phase) { return with_phase(phase).config.phases.at(0); }

TEST(Phases, ReadsEveryShape_1_4) {
  const Phase rate = only("{duration: 10, arrivalRate: 5, name: hold, maxVusers: 50}");
  EXPECT_EQ(rate.shape, Phase::Shape::rate);
  EXPECT_EQ(rate.arrival_rate, 5);
  EXPECT_EQ(rate.max_vusers, 50);
  EXPECT_EQ(rate.name, "hold");
  EXPECT_EQ(rate.duration_text, "10");
  const Phase ramp = only("{duration: 2m, arrivalRate: 1, rampTo: 10}");
  EXPECT_EQ(ramp.shape, Phase::Shape::ramp);
  EXPECT_EQ(ramp.ramp_to, 10);
  EXPECT_EQ(ramp.duration, std::chrono::minutes(2));
  EXPECT_EQ(ramp.duration_text, "2m");
  EXPECT_EQ(only("{duration: 4, rampTo: 8}").arrival_rate, 0);
  const Phase count = only("{duration: 1.5h, arrivalCount: \"30\"}");
  EXPECT_EQ(count.shape, Phase::Shape::count);
  EXPECT_EQ(count.arrival_count, 30);
  const Phase pause = only("{pause: 500ms}");
  EXPECT_EQ(pause.shape, Phase::Shape::pause);
  EXPECT_EQ(pause.duration, std::chrono::milliseconds(500));
  EXPECT_EQ(pause.max_vusers, std::nullopt);
}

TEST(Phases, RampsDownToZero_1_4) {
  const Phase ramp = only("{duration: 4, arrivalRate: 8, rampTo: 0}");
  EXPECT_EQ(ramp.shape, Phase::Shape::ramp);
  EXPECT_EQ(ramp.ramp_to, 0);
}

TEST(Phases, TakesTheFirstKeyInArtillerysOrder_1_4) {
  EXPECT_EQ(only("{duration: 4, arrivalRate: 8, arrivalCount: 3, pause: 9}").shape, Phase::Shape::rate);
  EXPECT_EQ(only("{duration: 4, arrivalCount: 3, pause: 9}").shape, Phase::Shape::count);
}

TEST(Phases, ReadsTextAndOddNumbers_1_4) {
  EXPECT_EQ(only("{duration: \"10\", arrivalRate: \"5\"}").duration, std::chrono::seconds(10));
  EXPECT_EQ(only("{duration: 1:30, arrivalRate: 012}").duration, std::chrono::seconds(90));
  EXPECT_EQ(only("{duration: 1:30, arrivalRate: 012}").arrival_rate, 10);
  EXPECT_EQ(only("{duration: 1:30, arrivalRate: 1}").duration_text, "90");
  EXPECT_EQ(only("{duration: \"1.5\", arrivalRate: 1}").duration, std::chrono::microseconds(1500));  // the trap
  EXPECT_EQ(only("{duration: 10, arrivalRate: 0.5}").arrival_rate, 0.5);                             // a deviation
}

TEST(Phases, KnowsPoisson_1_4) {
  EXPECT_TRUE(only("{duration: 1, arrivalRate: 1, mode: poisson}").poisson);
  EXPECT_TRUE(with_phase("{duration: 1, arrivalRate: 1}", "  mode: poisson\n").config.phases[0].poisson);
  EXPECT_FALSE(
      with_phase("{duration: 1, arrivalRate: 1, mode: uniform}", "  mode: poisson\n").config.phases[0].poisson);
  EXPECT_THAT(refusal_of(with_config("  mode: poison\n")), HasSubstr("t.yml:3:9: Scenario validation error: "
                                                                     "\"config.mode\" must be uniform or poisson"));
}

TEST(Phases, KeepsAZeroRateAsAPause_1_4) {
  const Script script = with_phase("{duration: 7, arrivalRate: 0}, {duration: 1, arrivalRate: 1}");
  ASSERT_EQ(script.config.phases.size(), 2U);
  EXPECT_EQ(script.config.phases[0].shape, Phase::Shape::pause);
  EXPECT_EQ(script.config.phases[0].duration, std::chrono::seconds(7));
  EXPECT_TRUE(warns(script, "keeps it as a pause"));
}

TEST(Phases, DropsWhatIsNoPhase_1_4) {
  const Script script = with_phase("{duration: 7, arivalRate: 3}, {duration: 1, arrivalRate: 1}");
  EXPECT_EQ(script.config.phases.size(), 1U);
  EXPECT_TRUE(warns(script, R"(t.yml:3:12: Unknown phase spec definition, skipping. {"duration":7,"arivalRate":3})"));
  EXPECT_TRUE(warns(script, "Did you mean \"arrivalRate\"?"));
}

TEST(Phases, NeverEndsWithoutADuration_1_4) {
  const Script script = with_phase("{arrivalRate: 2}");
  EXPECT_EQ(script.config.phases[0].duration, longest_duration);
  EXPECT_TRUE(warns(script, "never ends"));
}

TEST(Phases, RefusesWhatCantBeMeant_1_4) {
  const std::pair<const char*, const char*> rows[] = {
      {"{duration: 1.5, arrivalRate: 1}", "Invalid duration for phase: 1.5. \"config.phases[0].duration\""},
      {"{duration: soon, arrivalRate: 1}", "t.yml:3:23: Scenario validation error: Invalid duration for phase: soon"},
      {"{duration: -1, arrivalRate: 1}", "Invalid duration for phase: -1"},
      {"{duration: 1, arrivalRate: -1}", "\"config.phases[0].arrivalRate\" must be a rate"},
      {"{duration: 1, arrivalRate: many}",
       "\"config.phases[0].arrivalRate\" must be a number; found the text \"many\""},
      {"{arrivalCount: 5}", "\"config.phases[0].duration\" is required with arrivalCount"},
      {"{rampTo: 5}", "\"config.phases[0].duration\" is required with rampTo"},
      {"{duration: 1, arrivalCount: 1.5}", "must be a whole number"},
      {"{duration: 1, arrivalRate: 1, maxVusers: x}", "\"config.phases[0].maxVusers\" must be a whole number"},
      {"5", "\"config.phases[0]\" must be a mapping"},
  };
  for (const auto& [phase, says] : rows)
    EXPECT_THAT(refusal_of(with_config(std::string("  phases: [") + phase + "]\n")), HasSubstr(says)) << phase;
}

}  // namespace
}  // namespace rampart::script
