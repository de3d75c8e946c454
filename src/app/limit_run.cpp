#include "app/limit_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <thread>

#include "app/cloud_stages.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/interrupts.h"
#include "app/output_file.h"
#include "app/template_file.h"
#include "core/document/document.h"
#include "core/script/load.h"
#include "live/compute/leftovers.h"
#include "live/compute/run_directory.h"
#include "live/traffic/script_module.h"
#include "report/limit_findings.h"
#include "report/limit_html.h"
#include "report/limit_json.h"
#include "report/limit_text.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

/// A service that doesn't answer as at the start by then is loaded again all the same, and that is said.
constexpr Duration recover_within = 30s;
constexpr double recovered_factor = 2;
constexpr double recovered_slack_ms = 2;
/// While it is searched nothing replaces the task: its health checks may fail for as long as a trial overloads it.
constexpr int patient_threshold = 10;
constexpr Duration patient_timeout = 120s;  // AWS's longest
constexpr Duration patient_grace = 24h;
constexpr std::string_view cpu_alarm = "rampart-limit-reads-cpu";

std::string name_of(stats::LimitTrial::Purpose purpose) {
  using Purpose = stats::LimitTrial::Purpose;
  switch (purpose) {
    case Purpose::bracket:
      return "bracket";
    case Purpose::narrow:
      return "narrow";
    case Purpose::check:
      return "check";
    case Purpose::check_above:
      return "check above";
  }
  return "";
}

bool is_url(const std::string& text) { return text.find("://") != std::string::npos; }

/// Is it a CloudFormation template? JavaScript and TypeScript are scripts.
Result<bool> is_template(const std::string& path) {
  for (const char* module : {".js", ".mjs", ".cjs", ".ts"})
    if (path.ends_with(module)) return false;
  auto document = document::parse_file(path);
  if (document.has_error()) return document.error();
  return document->find("Resources") != nullptr;
}

}  // namespace

LimitCommand::LimitCommand(LimitOptions options) : options_(std::move(options)) {}
LimitCommand::~LimitCommand() = default;

int LimitCommand::carry_out() {
  const Instant began = clock_.now();
  auto ok = prepare();
  if (ok.has_value()) ok = come_up();
  if (ok.has_value() && interrupt_count() == 0) ok = search();
  take_down();
  if (interrupt_count() > 0) {
    fmt::print(stderr, "interrupted: no answer\n");
    return 128 + interrupt_signal();
  }
  if (ok.has_error()) return fail(ok.error());
  run_.took_s = seconds(clock_.now() - began);
  if (auto told = tell(); told.has_error()) return fail(told.error());
  switch (run_.result.end) {
    case stats::LimitResult::End::generator_limit:
      return exit_code::run_not_valid;
    case stats::LimitResult::End::never_met:
      return exit_code::targets_not_met;
    default:
      return exit_code::done;
  }
}

Result<void> LimitCommand::prepare() {
  if (!is_url(options_.subject)) {
    auto stack = is_template(options_.subject);
    if (stack.has_error()) return stack.error();
    kind_ = *stack ? Kind::stack : Kind::script;
  }
  if (kind_ == Kind::script && !options_.script.empty())
    return invalid(options_.subject + " is a script itself: --script goes with a URL or a template");
  if (kind_ == Kind::stack)
    if (auto ready = prepare_stack(); ready.has_error()) return ready;
  if (auto script = make_script(); script.has_error()) return script.error();  // before anything starts
  if (auto made = make_folder(options_.output); made.has_error()) return made;
  run_.name = options_.subject;
  run_.command = options_.command_line;
  run_.seed = options_.cloud.seed;
  run_.target = options_.wanted;
  run_.width = options_.search.width;
  run_.budget = options_.search.budget;
  run_.full_trial_s = seconds(options_.search.trial);
  run_.head_room = options_.head_room;
  return {};
}

Result<void> LimitCommand::prepare_stack() {
  auto catalogue = read_stack(options_.subject, options_.parameters);
  if (catalogue.has_error()) return catalogue.error();
  catalogue_ = std::move(*catalogue);
  if (catalogue_.listeners.empty())
    return invalid("the template has no AWS::ElasticLoadBalancingV2::Listener, so there is nothing to put under load",
                   {options_.subject, 0, 0});
  const auto named = [&](const fleet::ServiceSpec& s) { return !options_.service || s.name == *options_.service; };
  const auto service = std::find_if(catalogue_.services.begin(), catalogue_.services.end(), named);
  if (service == catalogue_.services.end())
    return invalid(options_.service ? "the template has no service \"" + *options_.service + "\""
                                    : "the template has no AWS::ECS::Service",
                   {options_.subject, 0, 0});
  service_ = service->name;
  for (fleet::ServiceSpec& s : catalogue_.services) s.health_check_grace_period = patient_grace;
  service->desired_count = 1;
  for (fleet::TargetGroup& group : catalogue_.target_groups) {
    group.health_check.timeout = patient_timeout;
    group.health_check.unhealthy_threshold = patient_threshold;
  }
  catalogue_.scalable_targets.clear();
  catalogue_.alarms.clear();
  watch::AlarmSpec reader;  // CPU periods reach the ledger for metrics that an alarm watches
  reader.name = cpu_alarm;
  reader.metric = watch::make_metric("AWS/ECS", "CPUUtilization",
                                     {{"ClusterName", service->cluster}, {"ServiceName", service->name}});
  reader.threshold = 1000;
  catalogue_.alarms.push_back(std::move(reader));
  for (const std::string& remark : remarks_on(catalogue_)) fmt::print("{}\n", remark);
  for (const std::string& cleared : live::compute::clear_leftovers(live::compute::RunDirectory::default_root()))
    fmt::print("cleared: {}\n", cleared);
  auto compute = choose_compute(options_.cloud.compute);
  if (compute.has_error()) return compute.error();
  compute_ = std::move(*compute);
  fmt::print("{}\n", compute_.said);
  run_.one_task = true;
  run_.compute = compute_.kind;
  run_.subject = "one task of service " + service_;
  if (const auto* task = catalogue_.find_task_definition(service->task_definition_arn))
    run_.subject += fmt::format(" ({:g} vCPU, {} MiB)", task->cpu_units / 1024.0, task->memory_mib);
  run_.subject += " behind HAProxy; its health checks were patient and nothing scaled";
  return {};
}

Result<void> LimitCommand::come_up() {
  if (kind_ == Kind::url) run_.subject = options_.subject;
  if (kind_ == Kind::script) run_.subject = "the scenarios of " + options_.subject + "; its phases were replaced";
  if (kind_ != Kind::stack) return {};
  options_.cloud.log_directory = std::filesystem::absolute(std::filesystem::path(options_.output) / "logs");
  auto cloud = LocalCloud::start(catalogue_, compute_, options_.cloud, clock_, events_);
  if (cloud.has_error()) return cloud.error();
  cloud_ = std::move(*cloud);
  return wait_until_up(*cloud_, clock_, options_.cloud.log_directory, [this] { look(); });
}

Result<script::Script> LimitCommand::make_script() const {
  std::string url = options_.subject;
  if (kind_ == Kind::stack) {
    url = "http://127.0.0.1";
    if (cloud_) url = fmt::format("http://{}:{}", cloud_->listeners().front().host, cloud_->listeners().front().port);
  }
  if (kind_ != Kind::script && options_.script.empty()) {
    script::Script script = script::quick(kind_ == Kind::stack ? url + options_.path : url, 1, 1, options_.insecure);
    script.config.pool = options_.connections;
    return script;
  }
  script::LoadOptions load;
  load.script_path = kind_ == Kind::script ? options_.subject : options_.script;
  load.scenario_file = std::filesystem::absolute(load.script_path).lexically_normal().string();
  load.environment = options_.environment;
  load.target = kind_ == Kind::script ? options_.target : std::optional(url);
  load.insecure = options_.insecure;
  load.seed = options_.cloud.seed;
  load.test_run_id = options_.cloud.run_id;
  load.process_environment = process_environment();
  load.read_module = live::traffic::read_script_module;
  return script::load(load, read_text_file);
}

Result<void> LimitCommand::search() {
  auto script = make_script();
  if (script.has_error()) return script.error();
  for (const std::string& warning : script->warnings) fmt::print(stderr, "{}\n", warning);
  live::traffic::RunnerOptions options;
  options.workers = options_.workers;
  options.test_run_id = options_.cloud.run_id;
  options.process_environment = process_environment();
  if (kind_ == Kind::stack)
    for (const char* proxy : {"HTTP_PROXY", "HTTPS_PROXY"}) options.process_environment.erase(proxy);
  runner_ = std::make_unique<TrialRunner>(std::move(*script), options, options_.wanted, [this] { look(); });
  fmt::print("searching for the highest rate with {} · seed {}\n", report::target_text(options_.wanted),
             options_.cloud.seed);
  auto baseline = runner_->probe(options_.cloud.seed);
  if (baseline.has_value()) baseline = runner_->probe(options_.cloud.seed);  // the first one warms up
  if (baseline.has_error()) return baseline.error();
  if (std::isinf(*baseline))
    return unavailable(run_.subject + " doesn't answer a few single requests without an error");
  fmt::print("alone, a request takes {:.1f} ms\n\n", *baseline);
  if (*baseline > options_.wanted.latency_ms) {
    run_.result.end = stats::LimitResult::End::never_met;
    run_.remarks.push_back(fmt::format("Alone, half of the requests take {:.1f} ms or more.", *baseline));
    return {};
  }
  stats::LimitSearch search(options_.search);
  while (const auto trial = search.next()) {
    if (auto done = try_once(*trial, search); done.has_error()) return done;
    if (!search.next()) break;
    auto recovered = recover(*baseline);
    if (recovered.has_error()) return recovered.error();
    run_.trials.back().recovery_s = *recovered;
  }
  run_.result = search.result();
  return {};
}

Result<void> LimitCommand::try_once(const stats::LimitTrial& trial, stats::LimitSearch& search) {
  TrialAsk ask;
  ask.rate = trial.rate;
  ask.length = trial.length;
  ask.stop_when_clear = trial.purpose == stats::LimitTrial::Purpose::bracket;
  ask.seed = options_.cloud.seed + run_.trials.size();
  auto seen = runner_->run(ask);
  if (seen.has_error()) return seen.error();
  report::LimitTrialRow row = seen->row;
  row.number = static_cast<int>(run_.trials.size()) + 1;
  row.purpose = name_of(trial.purpose);
  row.fullness = trial.fullness * seen->share;
  fmt::print("{}", report::trial_line(row, options_.wanted));
  run_.trials.push_back(row);
  counted_.emplace_back(seen->counted_from, seen->counted_to);
  search.add({row.valid, row.badness, seen->share});
  if (cloud_)
    if (auto failure = cloud_->status().failure) return *failure;
  return {};
}

Result<double> LimitCommand::recover(double baseline_ms) {
  const Instant began = clock_.now();
  while (true) {
    const auto probed = runner_->probe(options_.cloud.seed);
    if (probed.has_error()) return probed.error();
    const double took = seconds(clock_.now() - began);
    if (*probed <= std::max(baseline_ms * recovered_factor, baseline_ms + recovered_slack_ms)) return took;
    if (clock_.now() - began < recover_within) continue;
    run_.remarks.push_back(fmt::format("After trial {} the service didn't answer as at the start within {}.",
                                       run_.trials.back().number, brief(recover_within)));
    return took;
  }
}

void LimitCommand::look() {
  for (const ledger::Recorded& recorded : events_.take())
    if (const auto* period = std::get_if<ledger::MetricPeriod>(&recorded.event)) cpu_.push_back(*period);
}

/// Periods that lie wholly in the counted part of a trial are its CPU.
void LimitCommand::read_cpu() {
  look();
  for (std::size_t i = 0; i < run_.trials.size(); ++i) {
    stats::StatisticSet inside;
    for (const ledger::MetricPeriod& period : cpu_) {
      const Duration real = from_seconds(period.period_s * seconds(options_.cloud.aws_minute) / 60);
      if (period.start >= counted_[i].first && period.start + real <= counted_[i].second) inside.merge(period.value);
    }
    if (!inside.empty()) run_.trials[i].cpu = inside.average();
  }
}

void LimitCommand::take_down() {
  if (!cloud_) return;
  if (interrupt_count() == 0)  // the last readings come late
    std::this_thread::sleep_for(std::min<Duration>(options_.cloud.aws_minute * 3, 6s));
  cloud_->kill();
  wait_until_gone(*cloud_, clock_, [] {});
  cloud_.reset();  // kills what is left
}

Result<void> LimitCommand::tell() {
  read_cpu();
  const report::LimitFindings findings = report::find_out(run_);
  fmt::print("{}", report::limit_text(run_, findings));
  const std::filesystem::path into(options_.output);
  if (auto written = write_file((into / "limit.json").string(), report::limit_json(run_, findings));
      written.has_error())
    return written;
  if (auto written = write_file((into / "limit.html").string(), report::limit_html(run_, findings));
      written.has_error())
    return written;
  fmt::print("report: {0}/limit.html  {0}/limit.json\n", options_.output);
  return {};
}

}  // namespace rampart::app
