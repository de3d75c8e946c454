#include "core/scaling/step_scaling.h"

#include <gtest/gtest.h>

#include <array>

namespace rampart::scaling {
namespace {

constexpr auto open = std::nullopt;

StepScaling steps(std::vector<StepAdjustment> adjustments, AdjustmentType type = AdjustmentType::change_in_capacity) {
  StepScaling s;
  s.type = type;
  s.steps = std::move(adjustments);
  return s;
}

const StepScaling out = steps({{0, 10, 1}, {10, 20, 3}, {20, open, 5}});
const StepScaling in = steps({{-10, 0, -1}, {open, -10, -2}});

int adjustment(const StepScaling& policy, double distance) {
  const auto* step = find_step(policy, distance);
  return step == nullptr ? 0 : step->adjustment;
}

// reference aws-scaling.md §4.5, "Example".
TEST(StepScaling, aws_scaling_4_5_examples) {
  EXPECT_EQ(adjustment(out, 70 - 60), 3);
  EXPECT_EQ(adjustment(in, 30 - 40), -2);
}

// §4.5: lower inclusive and upper exclusive from 0 on, the other way round below.
TEST(StepScaling, aws_scaling_4_5_interval_ends) {
  EXPECT_EQ(adjustment(out, 0), 1);
  EXPECT_EQ(adjustment(out, 9.999), 1);
  EXPECT_EQ(adjustment(out, 10), 3);
  EXPECT_EQ(adjustment(out, 20), 5);
  EXPECT_EQ(adjustment(out, 1e9), 5);
  EXPECT_EQ(adjustment(in, -0.001), -1);
  EXPECT_EQ(adjustment(in, -9.999), -1);
  EXPECT_EQ(adjustment(in, -10), -2);
  EXPECT_EQ(adjustment(in, -1e9), -2);
}

TEST(StepScaling, no_step_where_none_reaches) {
  EXPECT_EQ(find_step(out, -1), nullptr);
  EXPECT_EQ(find_step(steps({{0, open, 1}}), -0.5), nullptr);
  EXPECT_EQ(find_step(in, 0), nullptr) << "the upper bound 0 does not belong to a step at or above the threshold";
}

// §4.5, the table of percent rounding.
TEST(StepScaling, aws_scaling_4_5_percent_rounding) {
  EXPECT_EQ(percent_change(10, 25, 0), 2);
  EXPECT_EQ(percent_change(10, 5, 0), 1);
  EXPECT_EQ(percent_change(10, -25, 0), -2);
  EXPECT_EQ(percent_change(10, -5, 0), -1);
  EXPECT_EQ(percent_change(4, 25, 2), 2);
  EXPECT_EQ(percent_change(10, 200, 0), 20);
}

TEST(StepScaling, percent_at_the_edges) {
  EXPECT_EQ(percent_change(10, 10, 0), 1);
  EXPECT_EQ(percent_change(10, 19, 0), 1);
  EXPECT_EQ(percent_change(0, 50, 0), 0);
  EXPECT_EQ(percent_change(0, 50, 2), 2) << "a minimum helps from zero";
  EXPECT_EQ(percent_change(3, -10, 2), -2);
  EXPECT_EQ(percent_change(1, -10, 2), -1) << "not below zero";
  EXPECT_EQ(percent_change(10, 0, 5), 0);
}

TEST(StepScaling, applies_each_adjustment_type) {
  EXPECT_EQ(apply_step(out, out.steps[1], 4), 7);
  EXPECT_EQ(apply_step(in, in.steps[1], 1), 0) << "never below zero";
  const auto percent = steps({{0, open, 50}}, AdjustmentType::percent_change_in_capacity);
  EXPECT_EQ(apply_step(percent, percent.steps[0], 6), 9);
  const auto exact = steps({{0, open, 8}}, AdjustmentType::exact_capacity);
  EXPECT_EQ(apply_step(exact, exact.steps[0], 20), 8);
}

TEST(StepScaling, aggregates_as_told) {
  const std::array points = {60.0, 90.0, 75.0};
  EXPECT_EQ(aggregate(Aggregation::average, points), 75);
  EXPECT_EQ(aggregate(Aggregation::minimum, points), 60);
  EXPECT_EQ(aggregate(Aggregation::maximum, points), 90);
}

std::string complaint(const StepScaling& policy) {
  const auto result = validate(policy);
  return result ? std::string() : result.error().message;
}

// reference aws-scaling.md §4.9 and §4.5.
TEST(ValidateStepScaling, aws_scaling_4_9_texts) {
  EXPECT_EQ(complaint(out), "");
  EXPECT_EQ(complaint(in), "");
  EXPECT_EQ(complaint(steps({{0, open, 1}})), "");
  EXPECT_EQ(complaint(steps({})), "There must be at least one step adjustment");
  EXPECT_EQ(complaint(steps({{0, 10, 1}, {15, open, 2}})), "Step adjustment intervals cannot have gaps between them");
  EXPECT_EQ(complaint(steps({{0, 10, 1}, {5, open, 2}})), "Step adjustment intervals cannot overlap");
  auto minimum = out;
  minimum.min_adjustment_magnitude = 2;
  EXPECT_EQ(complaint(minimum),
            "Minimum adjustment magnitude is only allowed for adjustment type PercentChangeInCapacity");
  minimum.type = AdjustmentType::percent_change_in_capacity;
  EXPECT_EQ(complaint(minimum), "");
  auto cooldown = out;
  cooldown.cooldown = std::chrono::seconds(-1);
  EXPECT_EQ(complaint(cooldown), "Cooldown must be nonnegative");
}

TEST(ValidateStepScaling, ends_must_be_open_on_the_side_they_reach_to) {
  EXPECT_NE(complaint(steps({{0, 10, 1}, {10, 20, 2}})).find("unspecified upper bound"), std::string::npos);
  EXPECT_NE(complaint(steps({{-20, -10, -2}, {-10, 0, -1}})).find("unspecified lower bound"), std::string::npos);
  EXPECT_NE(complaint(steps({{10, 5, 1}})).find("less than its upper"), std::string::npos);
  EXPECT_NE(complaint(steps({{open, open, 1}, {0, open, 1}})).find("a lower bound, an upper bound"), std::string::npos);
  EXPECT_NE(complaint(steps(std::vector<StepAdjustment>(21))), "");
  EXPECT_EQ(complaint(steps({{10, open, 2}, {open, 0, -1}, {0, 10, 1}})), "") << "any order";
}

}  // namespace
}  // namespace rampart::scaling
