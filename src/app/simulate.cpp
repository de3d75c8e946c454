#include "app/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/calibrated_model.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/interrupts.h"
#include "app/minute_chronicle.h"
#include "app/output_file.h"
#include "app/report_files.h"
#include "app/service_model.h"
#include "app/template_file.h"
#include "app/zone_file.h"
#include "sim/turn.h"

namespace rampart::app {
namespace {

/// Tasks of a sound model are up by then; those of an unsound one never will be.
constexpr double come_up_within_s = 3600;
constexpr double longest_load_s = 6 * 3600;

}  // namespace

SimulateRun::SimulateRun(Plan plan, SimulateOptions options) : plan_(std::move(plan)), options_(std::move(options)) {
  if (options_.aws_minute) plan_.aws_minute = *options_.aws_minute;
}

SimulateRun::~SimulateRun() = default;

int SimulateRun::carry_out() {
  if (auto ok = prepare(); ok.has_error()) return fail(ok.error());
  const auto by_minutes = goes_by_minutes();
  if (by_minutes.has_error()) return fail(by_minutes.error());
  if (auto ok = *by_minutes ? simulate_minutes() : simulate_requests(); ok.has_error()) return fail(ok.error());
  if (auto closed = writer_->close(); closed.has_error()) return fail(closed.error());
  const auto judged = judge_run(options_.output, plan_, watched_service(plan_, catalogue_));
  if (judged.has_error()) return fail(judged.error());
  fmt::print("{}{}", verdict_text(judged->verdict, options_.output), judged->insight);
  if (interrupt_count() > 0) return 128 + interrupt_signal();
  return judged->verdict.pass() ? exit_code::done : exit_code::targets_not_met;
}

Result<void> SimulateRun::prepare() {
  for (const auto& [key, value] : options_.parameters) plan_.parameters[key] = value;
  auto catalogue = read_stack(plan_.template_path, plan_.parameters);
  if (catalogue.has_error()) return catalogue.error();
  catalogue_ = std::move(*catalogue);
  if (catalogue_.listeners.empty())
    return invalid("the template has no AWS::ElasticLoadBalancingV2::Listener, so there is nothing to put under load",
                   {plan_.template_path, 0, 0});
  if (auto known = check_service(plan_, catalogue_); known.has_error()) return known.error();
  const double vcpu = vcpu_of(catalogue_, watched_service(plan_, catalogue_));
  if (!options_.from.empty()) {
    auto model = model_from(options_.from, vcpu, plan_.model);
    if (model.has_error()) return model.error();
    plan_.model = model->task;
    fmt::print("{}\n", model->said);
  }
  if (!plan_.model)
    return invalid(
        "the simulator has to know what a task is like: give the plan a `model: {service-time: 50ms, workers: 4}`, or "
        "take it from a recorded run or a limit with --from",
        {plan_.file, 0, 0});
  if (auto fits = check_model(*plan_.model, vcpu); fits.has_error())
    return invalid(fits.error().message, {plan_.file, 0, 0});
  for (const std::string& remark : remarks_on(catalogue_)) fmt::print("{}\n", remark);
  auto load = read_plan_load(plan_, 1, options_.seed);
  if (load.has_error()) return load.error();
  load_ = std::move(*load);
  for (const std::string& remark : load_.remarks) fmt::print("simulated: {}\n", remark);
  if (auto made = make_folder(options_.output); made.has_error()) return made;
  auto writer =
      store::RunWriter::create((std::filesystem::path(options_.output) / "run.sqlite").string(), {.replace = true});
  if (writer.has_error()) return writer.error();
  writer_ = std::move(*writer);
  return {};
}

Result<bool> SimulateRun::goes_by_minutes() const {
  const double length = load_.curve.length_s();
  if (options_.detail == Detail::requests && length > longest_load_s)
    return invalid(
        fmt::format("the load lasts {}; request by request at most {} are simulated. Leave --requests out, and it goes "
                    "a minute at a time",
                    brief(from_seconds(length)), brief(from_seconds(longest_load_s))),
        {plan_.file, 0, 0});
  return options_.detail == Detail::minutes || length > longest_load_s;
}

ledger::RunStarted SimulateRun::started_event(const std::string& how) const {
  ledger::RunStarted started;
  started.name = plan_.name;
  started.seed = options_.seed;
  started.compute = "simulated";
  started.compute_detail = fmt::format(
      "{}: {:.4g} ms of service (variation {:.3g}) on {} workers a task, start {:.3g} s", how,
      plan_.model->service.mean_s * 1000, plan_.model->service.cv, plan_.model->workers, plan_.model->start_s);
  started.aws_minute_s = seconds(plan_.aws_minute);
  started.command = options_.command_line;
  if (auto text = read_text_file(plan_.file); text.has_value()) started.plan = *text;
  fmt::print("{} · seed {} · an AWS minute lasts {} · CloudWatch's delays {}\n", started.compute_detail, options_.seed,
             brief(plan_.aws_minute),
             options_.delays == sim::CloudWatchDelays::measured ? "as AWS measured them in 2026 (153 s, 16 s)"
                                                                : "as on this machine (30 s, 10 s)");
  return started;
}

Result<void> SimulateRun::simulate_requests() {
  if (auto ok = make_world(); ok.has_error()) return ok;
  if (auto ok = come_up(); ok.has_error()) return ok;
  put_under_load();
  settle();
  write(ledger::GeneratorAudit{0, std::max(world_->present().t, 1e-3), 1, 0, 0});
  write(ledger::RunEnded{interrupt_count() > 0});
  return {};
}

// The service is up when the load begins, and that is at a full minute.
Result<void> SimulateRun::simulate_minutes() {
  if (plan_.aws_minute != std::chrono::minutes(1))
    return invalid(fmt::format("a minute at a time an AWS minute lasts a minute, and the plan says {}: add "
                               "--aws-minute 60s",
                               brief(plan_.aws_minute)),
                   {plan_.file, 0, 0});
  auto service = service_model_of(catalogue_, plan_.service.value_or(""), *plan_.model);
  if (service.has_error()) return service.error();
  service->timeout_s = load_.timeout_s;
  // Slots that are longer than an overload don't show what a task holds; the model says it.
  if (!plan_.targets.capacity) plan_.targets.capacity = plan_.model->capacity();
  const std::string name = service->target.resource_id.substr(service->target.resource_id.rfind('/') + 1);
  const Duration slot = minute_slots(from_seconds(load_.curve.length_s()));
  const Instant start = floor_to(options_.start, std::chrono::minutes(1));

  writer_->write(start, started_event("simulated a minute at a time, requests as a flow"));
  writer_->write(start,
                 ledger::Note{"info", fmt::format("A minute at a time: requests are a flow and no single one was "
                                                  "simulated. Latencies are those of a queue in balance, and of a "
                                                  "backlog that grows and drains where tasks are too few; users, "
                                                  "deployments and tasks that die are left out. Load and latency are "
                                                  "kept by {}.",
                                                  brief(slot))});
  if (catalogue_.services.size() > 1)
    writer_->write(start, ledger::Note{"info", fmt::format("Of the template's {} services only {} is simulated.",
                                                           catalogue_.services.size(), name)});
  fleet::ServiceSpec spec;
  for (const fleet::ServiceSpec& one : catalogue_.services)
    if (one.name == name) spec = one;
  MinuteChronicle chronicle(*writer_, spec, service->target.resource_id, slot);
  sim::MinuteOptions options;
  options.alarms = sim::alarm_options(options_.delays);
  options.start = start;
  options.seed = options_.seed;
  options.witness = &chronicle;
  if (plan_.targets.scale_in_to) {
    options.settle_s = seconds(plan_.settle);
    options.settle_to = plan_.targets.scale_in_to;
  }
  const auto done = sim::run_minutes(*service, load_.curve.in_steps_of(60), options);
  if (done.has_error()) return done.error();
  chronicle.finish();
  const Instant end = start + from_seconds(done->hours * 3600);
  writer_->write(end, ledger::GeneratorAudit{0, std::max(done->hours * 3600, 1e-3), 1, 0, 0});
  writer_->write(end, ledger::RunEnded{interrupt_count() > 0});
  return {};
}

Result<void> SimulateRun::make_world() {
  auto demand = plan_.load ? sim::demand_of(load_.curve, options_.seed) : sim::demand_of(load_.phases, options_.seed);
  sim::WorldOptions world;
  world.start = options_.start;
  world.aws_minute = plan_.aws_minute;
  world.seed = options_.seed;
  world.checks_at_once = options_.delays == sim::CloudWatchDelays::local;
  world_ = std::make_unique<sim::World>(*plan_.model, load_.programs, std::move(demand), world, *writer_);
  world_->router().configure({catalogue_.load_balancers, catalogue_.listeners, catalogue_.target_groups});

  write(started_event("simulated request by request"));
  control::ControlOptions control;
  control.seed = options_.seed;
  control.alarms = sim::alarm_options(options_.delays);
  control.to_real = [scale = world_->present().scale](Instant aws) { return scale.to_real(aws); };
  control.read_zone = [](const std::string& name) { return read_zone_file(name); };
  auto plane = control::ControlPlane::create(catalogue_, world_->compute(), world_->router(), *writer_,
                                             std::move(control), world_->now());
  if (plane.has_error()) return plane.error();
  plane_ = std::move(*plane);
  return {};
}

void SimulateRun::turn(double until) { sim::turn(*world_, *plane_, until); }

Result<void> SimulateRun::come_up() {
  turn(0);
  while (!plane_->stable()) {
    if (world_->present().t > come_up_within_s)
      return unavailable(fmt::format("the simulated service isn't up after {}: {} of {} tasks run",
                                     brief(from_seconds(come_up_within_s)), running(),
                                     catalogue_.services.empty() ? 0 : catalogue_.services.front().desired_count));
    turn(come_up_within_s + 1);
  }
  if (options_.started_as_asked) return {};
  // A whole minute after the start, so that a change of the service's start-up doesn't shift the load.
  const auto& present = world_->present();
  const double minute = present.real_seconds(std::chrono::minutes(1));
  const double begin = std::ceil(present.t / minute) * minute;
  while (present.t < begin) turn(begin);
  return {};
}

void SimulateRun::put_under_load() {
  auto& traffic = world_->traffic();
  traffic.begin(world_->present().t);
  while (!traffic.ended() && interrupt_count() == 0) turn(world_->present().t + 1);
  traffic.finish();
}

void SimulateRun::settle() {
  if (!plan_.targets.scale_in_to) return;
  const double until = world_->present().t + seconds(plan_.settle);
  while (world_->present().t < until && interrupt_count() == 0) {
    if (plane_->stable() && running() == *plan_.targets.scale_in_to) return;
    turn(until);
  }
}

void SimulateRun::write(ledger::Event event) {
  writer_->write(world_->present().real(world_->present().t), std::move(event));
}

int SimulateRun::running() const {
  for (const fleet::Service* service : plane_->fleet().services())
    if (service->spec().name == watched_service(plan_, catalogue_)) return service->counts().running;
  return 0;
}

}  // namespace rampart::app
