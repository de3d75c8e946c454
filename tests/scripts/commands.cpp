#include "commands.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::scripts {
namespace {

using scaling::PredefinedMetric;

std::optional<PredefinedMetric> predefined(std::string_view name) {
  if (name == "cpu") return PredefinedMetric::ecs_service_average_cpu_utilization;
  if (name == "cpu-20s") return PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution;
  if (name == "memory") return PredefinedMetric::ecs_service_average_memory_utilization;
  if (name == "memory-20s") return PredefinedMetric::ecs_service_average_memory_utilization_high_resolution;
  if (name == "requests") return PredefinedMetric::alb_request_count_per_target;
  return std::nullopt;
}

scaling::TargetTracking tracking_on(const std::string& name) {
  scaling::TargetTracking t;
  t.target_value = 1;
  t.predefined = predefined(name);
  if (name == "requests") t.resource_label = "app/lb/1a2b/targetgroup/tg/3c4d";
  if (!t.predefined) t.customized = scaling::CustomizedMetric{"Script", name, {}, "Average", "None"};
  return t;
}

void read_bounds(Words& words, scaling::ScalableTarget& target) {
  target.min_capacity = words.integer("min");
  if (!words.skip("max")) words.fail("min must be followed by max.");
  target.max_capacity = words.integer("max");
}

void service(World& world, Words& words) {
  scaling::ScalableTarget target;
  target.resource_id = "service/c/s";
  int desired = 1;
  Duration boot{};
  while (!words.done() && !words.error()) {
    if (words.skip("min"))
      read_bounds(words, target);
    else if (words.skip("desired"))
      desired = words.integer("desired");
    else if (words.skip("boot"))
      boot = words.time("boot");
    else
      words.expect_end();
  }
  if (!words.error()) world.set_service(target, desired, boot);
}

watch::Comparison comparison(Words& words) {
  const auto word = words.text("the comparison");
  if (word == "greater") return watch::Comparison::greater;
  if (word == "greater-or-equal") return watch::Comparison::greater_or_equal;
  if (word == "less") return watch::Comparison::less;
  if (word == "less-or-equal") return watch::Comparison::less_or_equal;
  words.fail(fmt::format("\"{}\" is no comparison: greater, greater-or-equal, less, less-or-equal.", word));
  return watch::Comparison::greater;
}

Result<void> alarm(World& world, Words& words) {
  watch::AlarmSpec spec;
  spec.name = words.text("the alarm's name");
  while (!words.done() && !words.error()) {
    if (words.skip("metric")) {
      const auto named = metric_named(words.text("the metric"), world.target());
      spec.metric = named.metric;
    } else if (words.skip("period")) {
      spec.period = from_seconds(words.number("period"));
    } else if (words.skip("evaluation")) {
      spec.evaluation_periods = words.integer("evaluation");
    } else if (words.skip("datapoints")) {
      spec.datapoints_to_alarm = words.integer("datapoints");
    } else if (words.skip("threshold")) {
      spec.threshold = words.number("threshold");
      spec.comparison = comparison(words);
    } else if (words.skip("statistic")) {
      const auto name = words.text("the statistic");
      const auto statistic = watch::statistic_named(name);
      if (!statistic) words.fail(fmt::format("\"{}\" is no statistic.", name));
      spec.statistic = statistic.value_or(watch::Statistic::average);
    } else if (words.skip("missing")) {
      const auto name = words.text("how missing data is treated");
      const auto treat = watch::missing_data_named(name);
      if (!treat) words.fail(fmt::format("\"{}\" is not missing, breaching, notBreaching or ignore.", name));
      spec.treat_missing_data = treat.value_or(watch::MissingData::missing);
    } else if (words.skip("action")) {
      spec.alarm_actions.push_back(scaling::make_policy_arn("us-east-1", "123456789012", "0e11", world.target(),
                                                            words.text("the policy's name")));
    } else {
      words.expect_end();
    }
  }
  if (words.error()) return *words.error();
  return world.put_alarm(std::move(spec));
}

/// "[10,20)" or "(,-10]": which end belongs to a step is AWS's rule, so the brackets are for the reader.
scaling::StepAdjustment step(Words& words) {
  const auto word = words.text("a step's interval");
  const auto comma = word.find(',');
  scaling::StepAdjustment out;
  if (word.size() < 3 || comma == std::string::npos || (word.back() != ')' && word.back() != ']')) {
    words.fail(fmt::format("\"{}\" is no interval such as [0,10) or [20,).", word));
    return out;
  }
  const auto bound = [&](const std::string& text) -> std::optional<double> {
    if (text.empty()) return std::nullopt;
    ScriptLine one{{}, {text}};
    Words number(one);
    const double value = number.number("a bound");
    if (number.error()) words.fail(number.error()->message);
    return value;
  };
  out.lower = bound(word.substr(1, comma - 1));
  out.upper = bound(word.substr(comma + 1, word.size() - comma - 2));
  out.adjustment = words.integer("the adjustment");
  return out;
}

scaling::StepScaling step_policy(Words& words) {
  scaling::StepScaling policy;
  if (words.skip("percent"))
    policy.type = scaling::AdjustmentType::percent_change_in_capacity;
  else if (words.skip("exact"))
    policy.type = scaling::AdjustmentType::exact_capacity;
  else if (!words.skip("change"))
    words.fail("A step policy says change, percent or exact.");
  while (!words.done() && !words.error()) {
    if (words.skip("cooldown")) {
      policy.cooldown = words.time("cooldown");
    } else if (words.skip("at-least")) {
      policy.min_adjustment_magnitude = words.integer("at-least");
    } else if (words.skip("use")) {
      const auto name = words.text("the aggregation");
      const auto how = scaling::aggregation_named(name);
      if (!how) words.fail(fmt::format("\"{}\" is not Average, Minimum or Maximum.", name));
      policy.aggregation = how.value_or(scaling::Aggregation::average);
    } else {
      policy.steps.push_back(step(words));
    }
  }
  return policy;
}

scaling::TargetTracking target_policy(Words& words) {
  const double target = words.number("the target");
  if (!words.skip("on")) words.fail("A target is followed by: on METRIC.");
  auto policy = tracking_on(words.text("the metric"));
  policy.target_value = target;
  while (!words.done() && !words.error()) {
    if (words.skip("out"))
      policy.scale_out_cooldown = words.time("out");
    else if (words.skip("in"))
      policy.scale_in_cooldown = words.time("in");
    else if (words.skip("no-scale-in"))
      policy.disable_scale_in = true;
    else
      words.expect_end();
  }
  return policy;
}

Result<void> policy(World& world, Words& words) {
  scaling::Policy p;
  p.name = words.text("the policy's name");
  if (words.skip("target"))
    p.what = target_policy(words);
  else if (words.skip("step"))
    p.what = step_policy(words);
  else
    words.fail("A policy says target or step.");
  if (words.error()) return *words.error();
  return world.put_policy(std::move(p));
}

void suspend(World& world, Words& words, bool suspended) {
  auto target = world.target();
  if (words.skip("in"))
    target.dynamic_scaling_in_suspended = suspended;
  else if (words.skip("out"))
    target.dynamic_scaling_out_suspended = suspended;
  else
    words.fail("Say in or out.");
  if (!words.error()) world.set_target(target);
}

void datapoints(World& world, Words& words) {
  const auto named = metric_named(words.text("the metric"), world.target());
  Instant at = world.now();
  if (words.done()) words.fail("Datapoints are missing: a number each, - for none, 5x90 for five of 90.");
  while (!words.done() && !words.error()) {
    auto word = words.text("a datapoint");
    int times = 1;
    if (const auto x = word.find('x'); x != std::string::npos) {
      times = std::atoi(word.substr(0, x).c_str());
      word = word.substr(x + 1);
    }
    ScriptLine one{{}, {word}};
    Words number(one);
    const double value = word == "-" ? 0 : number.number("a datapoint");
    if (times < 1 || number.error()) words.fail(fmt::format("\"{}\" is no command and no datapoint.", word));
    for (int i = 0; i < times; ++i, at += named.period)
      if (word != "-") world.put_datapoint(named.metric, named.unit, at, value);
  }
}

void load(World& world, Words& words) {
  const auto named = metric_named(words.text("the metric"), world.target());
  const double total = words.skip("off") ? -1 : words.number("the load");
  if (!words.error()) world.set_load(named.metric, named.unit, named.period, total);
}

Result<void> set_state(World& world, Words& words) {
  const auto name = words.text("the alarm");
  const auto text = words.text("the state");
  const auto state = watch::alarm_state_named(text);
  if (!state) words.fail(fmt::format("\"{}\" is not OK, ALARM or INSUFFICIENT_DATA.", text));
  if (words.error()) return *words.error();
  return world.set_alarm_state(name, *state);
}

}  // namespace

NamedMetric metric_named(const std::string& name, const scaling::ScalableTarget& target) {
  const auto metric = scaling::tracked_metric(target, tracking_on(name));
  if (!metric) return {watch::make_metric("Script", name, {}), "None"};
  std::vector<watch::Dimension> dimensions;
  for (const auto& [key, value] : metric->dimensions) dimensions.push_back({key, value});
  return {watch::make_metric(metric->name_space, metric->name, dimensions), metric->unit,
          name.ends_with("-20s")   ? std::chrono::seconds(20)
          : name.ends_with("-10s") ? std::chrono::seconds(10)
                                   : std::chrono::seconds(60)};
}

Result<void> carry_out(World& world, const ScriptLine& line, Words words) {
  Result<void> result;
  if (words.skip("service")) {
    service(world, words);
  } else if (words.skip("alarm")) {
    result = alarm(world, words);
  } else if (words.skip("policy")) {
    result = policy(world, words);
  } else if (words.skip("set-state")) {
    result = set_state(world, words);
  } else if (words.skip("desired")) {
    world.set_desired(words.integer("desired"));
  } else if (words.skip("running")) {
    world.set_running(words.integer("running"));
  } else if (words.skip("deployment")) {
    if (!words.skip("end") && words.peek() != "start") words.fail("A deployment can start or end.");
    world.set_deployment(words.skip("start"));
  } else if (words.skip("suspend")) {
    suspend(world, words, true);
  } else if (words.skip("resume")) {
    suspend(world, words, false);
  } else if (words.skip("min")) {
    auto target = world.target();
    read_bounds(words, target);
    world.set_target(target);
  } else if (words.skip("load")) {
    load(world, words);
  } else {
    datapoints(world, words);
  }
  if (words.error()) return *words.error();
  if (!result) {
    auto error = result.error();
    error.place = line.place;
    return error;
  }
  words.expect_end();
  if (words.error()) return *words.error();
  return {};
}

}  // namespace rampart::scripts
