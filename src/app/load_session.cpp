#include "app/load_session.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <thread>

#include "app/event_queue.h"
#include "app/exit_code.h"
#include "app/interrupts.h"
#include "app/network_limits.h"
#include "app/output_file.h"
#include "app/progress_display.h"
#include "app/publisher.h"
#include "app/real_clock.h"
#include "live/net/outgoing.h"
#include "live/traffic/plugin_host.h"
#include "report/artillery_console.h"
#include "report/artillery_json.h"
#include "report/junit.h"
#include "report/seconds_csv.h"
#include "report/slack_message.h"
#include "store/fan_out.h"
#include "store/run_writer.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 50ms;
constexpr Duration plugin_patience = 10s;  // to clean up

/// The local zone's distance from UTC now, in minutes.
int utc_offset_minutes() {
  const std::time_t now = std::time(nullptr);
  std::tm local = {};
  localtime_r(&now, &local);
  return static_cast<int>(local.tm_gmtoff / 60);
}

report::ConsoleStyle console_style(const script::Config& config) {
  report::ConsoleStyle style;
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  style.colour = terminal && may_colour();
  style.utc_offset_minutes = utc_offset_minutes();
  style.show_endpoint_metrics = config.endpoint_metrics_shown;
  style.endpoint_namespace = config.endpoint_namespace;
  winsize size = {};
  if (terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = std::min(79, static_cast<int>(size.ws_col));
  return style;
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

std::vector<Duration> phase_lengths(const script::Config& config) {
  std::vector<Duration> out;
  for (const script::Phase& phase : config.phases) out.push_back(phase.duration);
  return out;
}

/// The run itself: engine's threads beside, this thread prints.
class Session {
 public:
  Session(const script::Script& script, const LoadSessionOptions& options, Publisher& publisher)
      : script_(script),
        options_(options),
        publisher_(publisher),
        console_(console_style(script.config)),
        progress_(phase_lengths(script.config), !options.quiet) {
    use_.limits.ephemeral_ports = ephemeral_ports();
  }

  void run(live::traffic::Runner& runner, EventQueue& queue) {
    publisher_.start(clock_.now());
    runner.start();
    while (!runner.finished() && interrupt_count() == 0 && !stopped_by_plugin()) {
      std::this_thread::sleep_for(look_every);
      take(queue);
      publish_windows_before(clock_.now() - 2s);
      say(console_.advance(clock_.now()));
      progress_.show(clock_.now(), console_.summary());
    }
    progress_.clear();
    if (!by_itself()) runner.stop();
    runner.join();
    take(queue);
  }

  /// Summary, checks, report, the plugins' end. The answer is the exit code.
  int finish(live::traffic::Runner& runner, const std::string& log_file) {
    const int code = conclude(runner.summary(), log_file);
    return options_.runner.plugins ? end_plugins(runner, code) : code;
  }

 private:
  [[nodiscard]] bool by_itself() const { return interrupt_count() == 0 && !stop_; }

  bool stopped_by_plugin() {
    if (options_.runner.plugins && !stop_) stop_ = options_.runner.plugins->stop_asked();
    return stop_.has_value();
  }

  int conclude(const live::traffic::Summary& ended, const std::string& log_file) {
    if (!ended.hooks_error.empty()) fmt::print(stderr, "The run ended early: {}\n", ended.hooks_error);
    if (!ended.before_error.empty() && ended.hooks_error.empty()) {
      fmt::print(stderr, "The script's before section failed: {}. No load was made.\n", ended.before_error);
      return exit_code::artillery_error;
    }
    if (stop_) fmt::print(stderr, "The run ended early: {}\n", stop_->why);
    const report::RunSummary& load = console_.summary();
    tell_plugins_done();
    say(console_.finish(clock_.now(), log_file));
    const report::Validity validity =
        report::judge_validity(load, use_.audit, by_itself() && ended.hooks_error.empty(), use_.limits);
    say(report::rampart_text(load, validity, use_, console_style(script_.config)));
    say(fmt::format("Seed {}: --seed repeats this run's random choices.\n", options_.runner.seed));
    if (!log_file.empty()) {
      const auto written = write_file(log_file, report::artillery_json(load, validity, use_, options_.runner.seed));
      if (written.has_error()) return fail_as_artillery(written.error());
    }
    publish_windows_before(Instant::max());
    publisher_.finish(clock_.now());
    const report::EnsureOutcome ensured = by_itself() ? judge(load.total()) : report::EnsureOutcome{};
    if (auto written = write_extras(load, ensured, validity, !by_itself()); written.has_error())
      return fail_as_artillery(written.error());
    if (interrupt_count() > 0) return 128 + interrupt_signal();
    if (stop_) return stop_->exit_code;
    const int code = exit_code_of(ensured, ended, validity);
    tell_slack(load.total(), ensured, code);
    return code;
  }

  /// What is left of the windows, and the whole, before the summary is printed, as Artillery does.
  void tell_plugins_done() {
    if (!options_.runner.plugins || !by_itself()) return;
    publish_windows_before(Instant::max());
    say(console_.advance(Instant::max()));
    options_.runner.plugins->done(report::artillery_aggregate(console_.summary()));
  }

  /// A plugin's exit code wins over those that only say how the load went.
  int end_plugins(live::traffic::Runner& runner, int code) {
    const int of_workers = runner.clean_up_plugins(plugin_patience);
    const auto report = by_itself() ? report::artillery_aggregate(console_.summary()) : boost::json::object();
    const live::traffic::PluginHost::End end =
        options_.runner.plugins->end(code, !by_itself(), report, plugin_patience);
    if (!end.trouble.empty()) fmt::print(stderr, "WARNING: {}\n", end.trouble);
    const int suggested = end.suggested_exit_code != 0 ? end.suggested_exit_code : of_workers;
    const bool replaceable = code == exit_code::done || code == exit_code::artillery_expect || !by_itself();
    if (suggested != 0 && replaceable) return suggested;
    return end.failed && code == exit_code::done ? exit_code::artillery_error : code;
  }

  /// Prints the apdex score and the checks.
  [[nodiscard]] report::EnsureOutcome judge(const report::MetricSet& total) const {
    std::optional<report::Apdex> apdex;
    if (script_.config.apdex_score_shown && script_.config.apdex_threshold_ms) apdex = report::apdex_of(total);
    if (apdex) print(report::apdex_text(*apdex));
    report::EnsureOutcome ensured = report::evaluate_ensure(ensure_checks(script_.config), total, apdex);
    print(ensured.text());
    return ensured;
  }

  [[nodiscard]] int exit_code_of(const report::EnsureOutcome& ensured, const live::traffic::Summary& ended,
                                 const report::Validity& validity) const {
    if (!ended.hooks_error.empty()) return exit_code::artillery_crash;
    if (ensured.strict_failure) return exit_code::artillery_error;
    if (!ended.after_error.empty()) {
      fmt::print(stderr, "The script's after section failed: {}\n", ended.after_error);
      return exit_code::artillery_error;
    }
    if (ended.totals.expect_failures > 0) return exit_code::artillery_expect;
    if (options_.fail_on_invalid && !validity.valid()) return exit_code::run_not_valid;
    return exit_code::done;
  }

  void tell_slack(const report::MetricSet& total, const report::EnsureOutcome& ensured, int code) const {
    if (script_.config.slack_webhook.empty()) return;
    const auto status = live::net::post_and_wait(script_.config.slack_webhook, {{"content-type", "application/json"}},
                                                 report::slack_message(total, ensured, code), 10s);
    const std::string trouble = status.has_error() ? status.error().message
                                : *status >= 300   ? fmt::format("it answered {}", *status)
                                                   : std::string();
    if (!trouble.empty()) fmt::print(stderr, "Slack Plugin: Failed to send report to Slack: {}\n", trouble);
  }

  /// Windows whose last slot has come, each once.
  void publish_windows_before(Instant limit) {
    if (script_.config.reporters.empty() && !options_.runner.plugins) return;
    const report::RunSummary& load = console_.summary();
    for (const Instant start : load.window_starts()) {
      if (start < published_until_ || limit - report::artillery_window < start) continue;
      publisher_.window(load.window(start), start, clock_.now());
      if (options_.runner.plugins) options_.runner.plugins->stats(report::artillery_window_object(load, start));
      published_until_ = start + report::artillery_window;
    }
  }

  void say(const std::string& text) {
    if (options_.quiet || text.empty()) return;
    progress_.clear();
    print(text);
  }

  Result<void> write_extras(const report::RunSummary& load, const report::EnsureOutcome& ensured,
                            const report::Validity& validity, bool interrupted) const {
    if (!options_.csv.empty())
      if (auto written = write_file(options_.csv, report::seconds_csv(load)); written.has_error()) return written;
    if (options_.junit.empty()) return {};
    const report::JUnitRun run{options_.name, started_, clock_.now() - started_, interrupted};
    return write_file(options_.junit, report::junit_xml(run, load, ensured, validity, use_));
  }

  void take(EventQueue& queue) {
    for (const ledger::Recorded& recorded : queue.take()) {
      if (const auto* audit = std::get_if<ledger::GeneratorAudit>(&recorded.event)) use_.audit = *audit;
      progress_.add(recorded);
      say(console_.add(recorded));
      if (options_.runner.plugins) tell_plugins_phase(recorded);
    }
  }

  void tell_plugins_phase(const ledger::Recorded& recorded) {
    if (const auto* phase = std::get_if<ledger::PhaseStarted>(&recorded.event))
      options_.runner.plugins->phase_started(phase->index, recorded.at);
    if (const auto* phase = std::get_if<ledger::PhaseCompleted>(&recorded.event))
      options_.runner.plugins->phase_completed(phase->index, recorded.at);
  }

  const script::Script& script_;
  const LoadSessionOptions& options_;
  std::optional<live::traffic::PluginHost::Stop> stop_;
  Publisher& publisher_;
  Instant published_until_ = {};
  RealClock clock_;
  Instant started_ = clock_.now();
  report::ArtilleryConsole console_;
  ProgressDisplay progress_;
  report::GeneratorUse use_;
};

}  // namespace

int run_load_session(const std::shared_ptr<const script::Script>& script, const LoadSessionOptions& options) {
  auto log_file = report_path(options.output);
  if (log_file.has_error()) return fail_as_artillery(log_file.error());
  if (options.quiet) print(report::test_run_id_text(options.runner.test_run_id));  // else the console says it
  for (const std::string& warning : script->warnings) fmt::print(stderr, "{}\n", warning);

  EventQueue queue;
  std::unique_ptr<store::RunWriter> writer;
  std::vector<ledger::Journal*> journals{&queue};
  if (!options.record.empty()) {
    auto created = store::RunWriter::create(options.record, {.replace = true});
    if (created.has_error()) return fail_as_artillery(created.error());
    writer = std::move(*created);
    journals.push_back(writer.get());
  }
  store::FanOut journal(journals);
  const RealClock clock;
  ledger::RunStarted started;
  started.name = options.name;
  started.test_run_id = options.runner.test_run_id;
  started.seed = options.runner.seed;
  started.command = options.command_line;
  journal.write(clock.now(), started);

  auto publisher = Publisher::create(
      script->config, run_facts(*script, options.runner.process_environment, options.runner.test_run_id, clock.now()));
  if (publisher.has_error()) return fail_as_artillery(publisher.error());
  live::traffic::RunnerOptions runner_options = options.runner;
  if (script->config.traces)
    runner_options.on_spans = [&to = **publisher](std::vector<Span> spans) { to.take_spans(std::move(spans)); };
  auto runner = live::traffic::Runner::create(script, runner_options, journal);
  if (runner.has_error()) return fail_as_artillery(runner.error());
  Session session(*script, options, **publisher);
  session.run(**runner, queue);
  journal.write(clock.now(), ledger::RunEnded{interrupt_count() > 0});
  if (writer)
    if (auto closed = writer->close(); closed.has_error()) fmt::print(stderr, "{}\n", to_string(closed.error()));
  return session.finish(**runner, *log_file);
}

std::vector<report::EnsureCheck> ensure_checks(const script::Config& config) {
  std::vector<report::EnsureCheck> out;
  for (const script::EnsureCheck& check : config.ensure) {
    report::EnsureCheck converted;
    converted.metric = check.metric;
    converted.limit = check.limit;
    converted.strict = check.strict;
    switch (check.kind) {
      case script::EnsureCheck::Kind::threshold:
        converted.kind = report::EnsureCheck::Kind::threshold;
        break;
      case script::EnsureCheck::Kind::condition:
        converted.kind = report::EnsureCheck::Kind::condition;
        break;
      case script::EnsureCheck::Kind::max_error_rate:
        converted.kind = report::EnsureCheck::Kind::max_error_rate;
        break;
      case script::EnsureCheck::Kind::legacy:
        converted.kind = report::EnsureCheck::Kind::legacy;
        break;
    }
    out.push_back(std::move(converted));
  }
  return out;
}

Result<std::string> report_path(const std::string& output) {
  namespace fs = std::filesystem;
  if (output.empty()) return output;
  std::error_code ignored;
  if (fs::is_directory(output, ignored)) {
    const std::time_t now = std::time(nullptr);
    std::tm local = {};
    localtime_r(&now, &local);
    return (fs::path(output) / fmt::format("artillery_report_{}{:02}{:02}_{:02}{:02}{:02}.json", local.tm_year + 1900,
                                           local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec))
        .string();
  }
  const fs::path folder = fs::path(output).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, ignored)) return invalid("Path does not exist");
  return output;
}

}  // namespace rampart::app
