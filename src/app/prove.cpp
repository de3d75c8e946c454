#include "app/prove.h"

#include <fmt/format.h>

#include <filesystem>
#include <thread>

#include "app/cloud_stages.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/interrupts.h"
#include "app/output_file.h"
#include "app/report_files.h"
#include "app/template_file.h"
#include "live/compute/leftovers.h"
#include "live/compute/run_directory.h"
#include "live/traffic/script_module.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 50ms;

}  // namespace

ProveRun::ProveRun(Plan plan, ProveOptions options)
    : plan_(std::move(plan)), options_(std::move(options)), view_(options_.drawing) {}

ProveRun::~ProveRun() = default;

int ProveRun::carry_out() {
  if (auto ok = prepare(); ok.has_error()) return fail(ok.error());
  if (auto ok = open_ledger(); ok.has_error()) return fail(ok.error());
  auto ok = come_up();
  if (ok.has_value() && interrupt_count() == 0) ok = put_under_load();
  if (ok.has_value() && interrupt_count() == 0) settle();
  const auto down = take_down();
  if (ok.has_error()) return fail(ok.error());
  if (down.has_error()) return fail(down.error());
  const auto judged = judge_run(options_.output, plan_, watched_service(plan_, catalogue_));
  if (judged.has_error()) return fail(judged.error());
  return say_verdict(*judged);
}

Result<void> ProveRun::prepare() {
  for (const auto& [key, value] : options_.parameters) plan_.parameters[key] = value;
  if (plan_.script_path.empty())
    return invalid("a proof needs a script; `load` alone is for rampart simulate. Add \"script: FILE\"",
                   {plan_.file, 0, 0});
  auto catalogue = read_stack(plan_.template_path, plan_.parameters);
  if (catalogue.has_error()) return catalogue.error();
  catalogue_ = std::move(*catalogue);
  if (catalogue_.listeners.empty())
    return invalid("the template has no AWS::ElasticLoadBalancingV2::Listener, so there is nothing to put under load",
                   {plan_.template_path, 0, 0});
  if (auto known = check_service(plan_, catalogue_); known.has_error()) return known.error();
  // Read once before anything starts, so that a mistake in the script costs nothing; the address comes later.
  auto script = script::load(load_options("http://127.0.0.1"), read_text_file);
  if (script.has_error()) return script.error();
  for (const std::string& warning : script->warnings) fmt::print(stderr, "{}\n", warning);
  for (const std::string& remark : remarks_on(catalogue_)) fmt::print("{}\n", remark);
  for (const std::string& cleared : live::compute::clear_leftovers(live::compute::RunDirectory::default_root()))
    fmt::print("cleared: {}\n", cleared);
  auto compute = choose_compute(options_.cloud.compute);
  if (compute.has_error()) return compute.error();
  compute_ = std::move(*compute);
  fmt::print("{}\n", compute_.said);
  return {};
}

Result<void> ProveRun::open_ledger() {
  if (auto made = make_folder(options_.output); made.has_error()) return made;
  options_.cloud.log_directory = std::filesystem::absolute(std::filesystem::path(options_.output) / "logs");
  auto writer =
      store::RunWriter::create((std::filesystem::path(options_.output) / "run.sqlite").string(), {.replace = true});
  if (writer.has_error()) return writer.error();
  writer_ = std::move(*writer);
  journal_ = std::make_unique<store::FanOut>(std::vector<ledger::Journal*>{&queue_, writer_.get()});
  return {};
}

Result<void> ProveRun::come_up() {
  const Instant began = clock_.now();
  ledger::RunStarted started;
  started.name = plan_.name;
  started.test_run_id = options_.cloud.run_id;
  started.seed = options_.cloud.seed;
  started.compute = compute_.kind;
  started.compute_detail = compute_.said;
  started.aws_minute_s = seconds(options_.cloud.aws_minute);
  started.command = options_.command_line;
  if (auto text = read_text_file(plan_.file); text.has_value()) started.plan = *text;
  journal_->write(began, started);
  for (const std::string& remark : remarks_on(catalogue_)) journal_->write(began, ledger::Note{"info", remark});
  auto cloud = LocalCloud::start(catalogue_, compute_, options_.cloud, clock_, *journal_);
  if (cloud.has_error()) return cloud.error();
  cloud_ = std::move(*cloud);
  journal_->write(clock_.now(), ledger::Note{"info", "compute: " + cloud_->compute_description()});
  fmt::print("seed {} · an AWS minute lasts {} · {} · {}\n", options_.cloud.seed, brief(options_.cloud.aws_minute),
             cloud_->compute_description(), target_url());
  return wait_until_up(*cloud_, clock_, options_.cloud.log_directory, [this] { show(); });
}

Result<void> ProveRun::put_under_load() {
  auto script = script::load(load_options(target_url()), read_text_file);
  if (script.has_error()) return script.error();
  script_ = std::make_shared<const script::Script>(std::move(*script));
  live::traffic::RunnerOptions options;
  options.workers = options_.workers;
  options.seed = options_.cloud.seed;
  options.test_run_id = options_.cloud.run_id;
  options.process_environment = process_environment();
  for (const char* proxy : {"HTTP_PROXY", "HTTPS_PROXY"}) options.process_environment.erase(proxy);  // it's all here
  auto runner = live::traffic::Runner::create(script_, options, *journal_);
  if (runner.has_error()) return runner.error();
  (*runner)->start();
  Result<void> out;
  while (!(*runner)->finished() && interrupt_count() == 0 && out.has_value()) {
    if (auto failure = cloud_->status().failure) out = *failure;
    look();
  }
  if (!(*runner)->finished()) (*runner)->stop();
  (*runner)->join();
  return out;
}

void ProveRun::settle() {
  if (!plan_.targets.scale_in_to) return;
  const Instant until = clock_.now() + plan_.settle;
  while (clock_.now() < until && interrupt_count() == 0) {
    const CloudStatus status = cloud_->status();
    const auto service = std::find_if(status.services.begin(), status.services.end(), [&](const ServiceStatus& s) {
      return s.name == watched_service(plan_, catalogue_);
    });
    if (service != status.services.end() && status.stable && service->running == *plan_.targets.scale_in_to) return;
    look();
  }
}

Result<void> ProveRun::take_down() {
  journal_->write(clock_.now(), ledger::RunEnded{interrupt_count() > 0});
  if (cloud_) {
    cloud_->shutdown();
    wait_until_gone(*cloud_, clock_, [this] { show(); });
    cloud_.reset();  // kills what is left
  }
  look();
  view_.finish(clock_.now());
  return writer_->close();
}

int ProveRun::say_verdict(const JudgedRun& judged) const {
  const report::Verdict& verdict = judged.verdict;
  fmt::print("{}{}", verdict_text(verdict, options_.output), judged.insight);
  if (interrupt_count() > 0) return 128 + interrupt_signal();
  if (!verdict.validity.valid()) return exit_code::run_not_valid;
  return verdict.pass() ? exit_code::done : exit_code::targets_not_met;
}

void ProveRun::look() {
  std::this_thread::sleep_for(look_every);
  show();
}

void ProveRun::show() {
  view_.add(queue_.take());
  view_.refresh(clock_.now());
}

script::LoadOptions ProveRun::load_options(const std::string& target) const {
  script::LoadOptions out;
  out.script_path = plan_.script_path;
  out.environment = plan_.script_environment;
  out.target = target;
  out.seed = options_.cloud.seed;
  out.test_run_id = options_.cloud.run_id;
  out.process_environment = process_environment();
  out.read_module = live::traffic::read_script_module;
  return out;
}

std::string ProveRun::target_url() const {
  const auto& listener = cloud_->listeners().front();
  return fmt::format("http://{}:{}", listener.host, listener.port);
}

int ProveRun::fail(const Error& error) {
  fmt::print(stderr, "{}\n", to_string(error));
  return interrupt_count() > 0 ? 128 + interrupt_signal() : exit_code_for(error);
}

}  // namespace rampart::app
