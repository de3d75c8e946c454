// `rampart tune PLAN`: a better policy, with its price, and the template that has it.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <filesystem>
#include <thread>

#include "app/calibrated_model.h"
#include "app/commands.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/output_file.h"
#include "app/plan_load.h"
#include "app/service_model.h"
#include "app/simulate.h"
#include "app/stack_flags.h"
#include "app/template_file.h"
#include "app/tuned_template.h"
#include "sim/tune.h"

namespace rampart::app {
namespace {

namespace json = boost::json;

struct TuneFlags {
  std::string plan;
  std::string output = "out/tune";
  std::string from;
  std::vector<std::string> parameters;
  std::string delays = "measured";
  int seeds = 20;
};

/// The strictest latency target; its percentile says how many requests may miss it.
struct Goal {
  double latency_s = 0;
  double share = 0.01;
};

Result<Goal> goal_of(const Plan& plan) {
  if (plan.targets.latency.empty())
    return invalid("tuning needs to know what is good enough: give the plan `targets: {latency: {p99: 300ms}}`",
                   {plan.file, 0, 0});
  Goal out;
  out.share = 1;
  for (const LatencyTarget& target : plan.targets.latency) {
    const double share = 1 - target.percentile / 100;
    if (share >= out.share) continue;
    out = {seconds(target.max), share};
  }
  if (out.share <= 0) return invalid("p100 can't be tuned for: no policy keeps every request", {plan.file, 0, 0});
  return out;
}

std::string score_text(const sim::Score& score, double days) {
  if (score.requests <= 0) return fmt::format("{:>11} {:>10} {:>9}", "-", "-", "-");
  return fmt::format("{:>9.1f} h {:>8.3f} % {:>9.1f}", score.task_hours / days, 100 * score.missed_share(),
                     score.changes / days);
}

struct Days {
  double searched = 0;
  double unseen = 0;
};

Days days_of(const sim::TuneResult& result) {
  return {static_cast<double>(result.searched_minutes) / 1440, static_cast<double>(result.unseen_minutes) / 1440};
}

void say_scores(const std::string& name, const sim::Score& searched, const std::string& promised,
                const sim::Score& unseen, const Days& days, bool chosen) {
  fmt::print("{} {}\n    {} {:>9}   {}\n", chosen ? "→" : " ", name, score_text(searched, days.searched), promised,
             score_text(unseen, std::max(days.unseen, 1e-9)));
}

void say_policy(const sim::TunedPolicy& policy, const Days& days, bool chosen) {
  say_scores(policy.name, policy.searched, fmt::format("{:.3f} %", 100 * policy.promised), policy.unseen, days, chosen);
}

json::object json_of(const sim::Score& score) {
  return {{"task_hours", score.task_hours},
          {"requests", score.requests},
          {"missed", score.missed},
          {"missed_share", score.missed_share()},
          {"starts_and_stops", score.changes}};
}

json::object json_of(const sim::TunedPolicy& policy) {
  return {{"policy", policy.name},
          {"searched", json_of(policy.searched)},
          {"promised_missed_share", policy.promised},
          {"unseen", json_of(policy.unseen)}};
}

json::object json_of(const sim::TuneResult& result, const Goal& goal) {
  json::array front;
  for (const auto& policy : result.front) front.push_back(json_of(policy));
  json::array kinds;
  for (const auto& kind : result.kinds)
    kinds.push_back({{"kind", kind.name},
                     {"missed_share", kind.share},
                     {"best", kind.best ? json::value(json_of(*kind.best)) : json::value(nullptr)}});
  const auto pair = [](const sim::Score& searched, const sim::Score& unseen) {
    return json::object{{"searched", json_of(searched)}, {"unseen", json_of(unseen)}};
  };
  return {{"target", {{"latency_ms", goal.latency_s * 1000}, {"missed_share", goal.share}}},
          {"capacity_of_a_task_per_s", result.capacity},
          {"searched_minutes", result.searched_minutes},
          {"unseen_minutes", result.unseen_minutes},
          {"policies_tried", result.policies_tried},
          {"chosen", json_of(result.chosen)},
          {"promises_target", result.promises_target},
          {"meets_target", result.meets_target},
          {"yours", json_of(result.users)},
          {"aws_defaults", json_of(result.defaults)},
          {"static_peak", json_of(result.static_peak)},
          {"clairvoyant", pair(result.searched.clairvoyant, result.unseen.clairvoyant)},
          {"follower", pair(result.searched.follower, result.unseen.follower)},
          {"kinds", kinds},
          {"front", front}};
}

/// What each kind of policy would cost, and what being sure does.
void say_prices(const sim::TuneResult& result, const Days& days) {
  const double chosen = result.chosen.searched.task_hours;
  const auto more = [&](const sim::TunedPolicy& other) {
    return fmt::format("{:+.1f} h a day", (other.searched.task_hours - chosen) / days.searched);
  };
  fmt::print("\nbeside the chosen one's {:.1f} task-hours a day on the searched part:\n", chosen / days.searched);
  for (const auto& kind : result.kinds)
    fmt::print("    {}, at most {:.4g} % missed: {}\n", kind.name, 100 * kind.share,
               kind.best ? fmt::format("{} ({})", more(*kind.best), kind.best->name) : "none that was tried");
}

void say_result(const sim::TuneResult& result, const Goal& goal) {
  const Days days = days_of(result);
  fmt::print("\none task holds {:.4g} requests/s with {:.4g} % within {:.0f} ms\n", result.capacity,
             100 * (1 - goal.share), goal.latency_s * 1000);
  fmt::print(
      "a day:  task-hours, requests that miss the target, starts + stops, and at worst missed; on {:.1f} days "
      "searched{}\n",
      days.searched,
      days.unseen > 0 ? fmt::format(", then on {:.1f} days that nothing was chosen by", days.unseen) : "");
  for (const auto* policy : {&result.users, &result.defaults, &result.static_peak})
    say_policy(*policy, days, policy->name == result.chosen.name);
  say_scores("clairvoyant (a lower bound: it knows every minute)", result.searched.clairvoyant, "",
             result.unseen.clairvoyant, days, false);
  say_scores("follower (knows what CloudWatch has told, with the best headroom in hindsight)", result.searched.follower,
             "", result.unseen.follower, days, false);
  fmt::print("\nnot beaten by another of {} policies:\n", result.policies_tried);
  for (const auto& policy : result.front) say_policy(policy, days, policy.name == result.chosen.name);
  say_prices(result, days);
}

/// Whether it keeps what it promises, in a sentence.
std::string verdict(const sim::TuneResult& result, const Goal& goal) {
  const double promised = 100 * result.chosen.promised;
  if (!result.promises_target)
    return fmt::format(
        "no policy that was tried promises the target on days like those searched; this one promises the most: at "
        "worst {:.3g} % miss it, {:.4g} % may",
        promised, 100 * goal.share);
  if (result.unseen_minutes == 0)
    return fmt::format("at worst {:.3g} % miss the target, {:.4g} % may; the load is too short to keep days unseen",
                       promised, 100 * goal.share);
  const double unseen = 100 * result.chosen.unseen.missed_share();
  if (result.meets_target)
    return fmt::format("at worst {:.3g} % miss the target, {:.4g} % may; on the unseen days {:.3g} % did", promised,
                       100 * goal.share, unseen);
  return fmt::format(
      "it promised that at worst {:.3g} % miss the target, and on the unseen days {:.3g} % did: those days are of "
      "another kind. Tune for a stricter percentile, or for a load that has such days",
      promised, unseen);
}

/// What a chosen policy costs and gives beside the user's, in one sentence.
std::string comparison(const sim::TuneResult& result) {
  const auto day = [](const sim::TuneResult& r) {
    return static_cast<double>(r.searched_minutes + r.unseen_minutes) / 1440;
  };
  const double hours = result.chosen.searched.task_hours + result.chosen.unseen.task_hours -
                       result.users.searched.task_hours - result.users.unseen.task_hours;
  const double missed = result.chosen.searched.missed + result.chosen.unseen.missed - result.users.searched.missed -
                        result.users.unseen.missed;
  return fmt::format("{:+.1f} task-hours a day, {:+.0f} requests a day that miss the target", hours / day(result),
                     missed / day(result));
}

/// The changed template must say what was found, as its reader reads it.
Result<void> check_template(const std::string& path, const Plan& plan, std::size_t service,
                            const sim::PolicySetting& setting) {
  auto catalogue = read_stack(path, plan.parameters);
  if (catalogue.has_error()) return catalogue.error();
  // Generated names hold the folder's; its place among the services is the same.
  auto model = service_model_of(*catalogue, catalogue->services.at(service).name, *plan.model);
  if (model.has_error()) return model.error();
  const scaling::TargetTracking* tracking = nullptr;
  for (const scaling::Policy& policy : model->policies)
    if (const auto* found = std::get_if<scaling::TargetTracking>(&policy.what)) tracking = found;
  const bool same = tracking != nullptr && std::fabs(tracking->target_value - setting.target) < 1e-6 &&
                    seconds(tracking->scale_out_cooldown) == setting.out_cooldown_s &&
                    seconds(tracking->scale_in_cooldown) == setting.in_cooldown_s &&
                    model->target.min_capacity == setting.min && model->target.max_capacity == setting.max &&
                    model->policies.size() == (setting.boost_at > 0 ? 2U : 1U) &&
                    model->alarms.size() == (setting.boost_at > 0 ? 1U : 0U);
  if (same) return {};
  return invalid(
      "the plan's `parameters` say something else than the template's defaults, which tuning changed: take them out "
      "of the plan",
      {plan.file, 0, 0});
}

int tune(const TuneFlags& flags) {
  auto plan = read_plan(flags.plan);
  if (plan.has_error()) return fail(plan.error());
  auto parameters = pairs_of(flags.parameters, "--parameter");
  if (parameters.has_error()) return fail(parameters.error());
  const auto of_plan = plan->parameters;
  for (const auto& [key, value] : *parameters) plan->parameters[key] = value;
  const auto goal = goal_of(*plan);
  if (goal.has_error()) return fail(goal.error());
  auto catalogue = read_stack(plan->template_path, plan->parameters);
  if (catalogue.has_error()) return fail(catalogue.error());
  std::string service = plan->service.value_or("");
  if (!flags.from.empty()) {
    auto seen = model_from(flags.from, vcpu_of(*catalogue, service), plan->model);
    if (seen.has_error()) return fail(seen.error());
    plan->model = seen->task;
    fmt::print("{}\n", seen->said);
  }
  if (!plan->model)
    return fail(
        invalid("tuning has to know what a task is like: give the plan a `model: {service-time: 50ms, "
                "workers: 4}`, or take it from a recorded run or a limit with --from",
                {plan->file, 0, 0}));
  auto model = service_model_of(*catalogue, service, *plan->model);
  if (model.has_error()) return fail(model.error());
  const auto slash = model->target.resource_id.rfind('/');
  service = model->target.resource_id.substr(slash + 1);
  const auto place = static_cast<std::size_t>(std::find_if(catalogue->services.begin(), catalogue->services.end(),
                                                           [&](const auto& s) { return s.name == service; }) -
                                              catalogue->services.begin());
  auto load = read_plan_load(*plan, seconds(plan->aws_minute), 1);
  if (load.has_error()) return fail(load.error());
  // A plan in hurry is tuned for the minutes that it stands for.
  load->curve.step_s *= 60 / seconds(plan->aws_minute);
  for (const std::string& remark : load->remarks) fmt::print("simulated: {}\n", remark);
  model->timeout_s = load->timeout_s;

  sim::TuneOptions options;
  options.latency_target_s = goal->latency_s;
  options.missed_share = goal->share;
  options.seeds = flags.seeds;
  options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  options.alarms =
      sim::alarm_options(flags.delays == "local" ? sim::CloudWatchDelays::local : sim::CloudWatchDelays::measured);
  options.has_load_balancer = !catalogue->listeners.empty();
  if (options.has_load_balancer)
    options.resource_label =
        fmt::format("{}/{}", catalogue->load_balancers.front().full_name, catalogue->target_groups.front().full_name);
  options.say = [](const std::string& text) { fmt::print("{}\n", text); };
  const auto result = sim::tune(*model, load->curve, options);
  if (result.has_error()) return fail(result.error());
  say_result(*result, *goal);

  const std::filesystem::path into(flags.output);
  if (auto made = make_folder(flags.output); made.has_error()) return fail(made.error());
  if (auto written = write_file((into / "tune.json").string(), json::serialize(json_of(*result, *goal)) + "\n");
      written.has_error())
    return fail(written.error());
  if (result->chosen_is_users || !result->chosen.setting) {
    fmt::print("\nyour policy stays: nothing that was tried is better\n{}\n", verdict(*result, *goal));
    return result->meets_target ? exit_code::done : exit_code::targets_not_met;
  }
  const auto text = read_text_file(plan->template_path);
  if (text.has_error()) return fail(text.error());
  const std::string path = (into / std::filesystem::path(plan->template_path).filename()).string();
  const auto given = with_defaults(*text, plan->template_path, *parameters);
  if (given.has_error()) return fail(given.error());
  const auto tuned = write_tuned_template(*given, path, *catalogue, service, *result->chosen.setting);
  if (tuned.has_error()) return fail(tuned.error());
  if (auto written = write_file(path, tuned->text); written.has_error()) return fail(written.error());
  plan->parameters = of_plan;  // those of the flags are in the template
  if (auto ok = check_template(path, *plan, place, *result->chosen.setting); ok.has_error()) return fail(ok.error());
  if (!parameters->empty())
    fmt::print("what --parameter said is the Default of its parameter in the template now: leave the flags out\n");
  fmt::print("\n{}\nbeside yours: {}\n\n", result->chosen.name, comparison(*result));
  for (const TunedLine& line : tuned->lines)
    fmt::print("{}:{}: {}\n    {}\n", line.place.file, line.place.line, line.what, line.why);
  fmt::print("\ntemplate: {}\nfigures: {}/tune.json\n{}\n", path, flags.output, verdict(*result, *goal));
  return result->meets_target ? exit_code::done : exit_code::targets_not_met;
}

}  // namespace

void add_tune(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<TuneFlags>();
  CLI::App* command = app.add_subcommand("tune", "A better scaling policy, with its price");
  command->add_option("plan", flags->plan, "The plan (YAML), with a model of a task and a latency target")->required();
  command->add_option("-o,--output", flags->output, "Folder for the changed template and tune.json")
      ->capture_default_str();
  command->add_option("--from", flags->from, "run.sqlite of a recorded run, or limit.json: what a task is like");
  command->add_option("--parameter", flags->parameters, "KEY=VALUE of the template's parameters; may be repeated");
  command->add_option("--seeds", flags->seeds, "Under which the best are judged")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--delays", flags->delays, "CloudWatch's: measured (AWS 2026) or local (as prove)")
      ->check(CLI::IsMember({"measured", "local"}))
      ->capture_default_str();
  command->callback([flags, &invocation] { invocation.exit_code = tune(*flags); });
}

}  // namespace rampart::app
