// `rampart limit`: the highest rate that meets a target.
#include <fmt/format.h>

#include <charconv>

#include "app/commands.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/limit_run.h"
#include "app/plan.h"
#include "app/stack_flags.h"

namespace rampart::app {
namespace {

struct LimitFlags {
  LimitOptions options;
  StackFlags stack;
  std::map<double, std::string> latencies;  // percentile → as typed
  std::string errors = "1%";
  std::string trial;
  std::string width = "3%";
  std::string head_room = "30%";
};

/// CPU readings come once in an AWS minute: in a real one a trial would end without any.
constexpr Duration limit_minute = std::chrono::seconds(2);
constexpr Duration shortest_full_trial = std::chrono::seconds(10);
/// A queue remembers for a while: shorter than this many times the target and a trial ends before its latency shows.
constexpr int trial_for_target = 100;

/// "3%" or "0.03".
Result<double> share_in(const std::string& text, std::string_view flag) {
  const bool percent = text.ends_with('%');
  const char* end = text.data() + text.size() - (percent ? 1 : 0);
  double number = -1;
  const auto read = std::from_chars(text.data(), end, number);
  const double share = number / (percent ? 100 : 1);
  if (read.ec != std::errc{} || read.ptr != end || !(share >= 0 && share <= 1))
    return invalid(fmt::format("{} wants a share such as 3% or 0.03, not \"{}\"", flag, text));
  return share;
}

Result<Duration> duration_in(const std::string& text, std::string_view flag) {
  const auto duration = parse_plain_duration(text);
  if (!duration || *duration <= Duration::zero())
    return invalid(fmt::format("{} wants a duration such as 300ms or 10s, not \"{}\"", flag, text));
  return *duration;
}

Result<void> read_limit_targets(LimitFlags& flags) {
  if (flags.latencies.size() != 1)
    return invalid("say one latency target: --p99 300ms, or --p50, --p90, --p95, --p999");
  const auto& [percentile, text] = *flags.latencies.begin();
  const auto latency = duration_in(text, fmt::format("--p{:g}", percentile));
  if (latency.has_error()) return latency.error();
  const auto errors = share_in(flags.errors, "--errors");
  if (errors.has_error()) return errors.error();
  flags.options.wanted = {percentile, milliseconds(*latency), *errors};
  flags.options.search.trial = std::max(shortest_full_trial, *latency * trial_for_target);
  if (!flags.trial.empty()) {
    const auto trial = duration_in(flags.trial, "--trial");
    if (trial.has_error()) return trial.error();
    if (*trial < std::chrono::seconds(4)) return invalid("--trial wants 4s or more");
    flags.options.search.trial = *trial;
  }
  flags.options.search.requests_at_least = 4.59 / (1 - percentile / 100);  // none over, early_stopping.h
  return {};
}

int limit(LimitFlags& flags, const Invocation& invocation) {
  LimitOptions& options = flags.options;
  if (auto read = read_limit_targets(flags); read.has_error()) return fail(read.error());
  const auto width = share_in(flags.width, "--width");
  if (width.has_error()) return fail(width.error());
  const auto head_room = share_in(flags.head_room, "--head-room");
  if (head_room.has_error()) return fail(head_room.error());
  options.search.width = *width;
  options.search.shortest_trial = std::chrono::seconds(4);
  options.search.lowest_rate = std::min(1.0, options.search.start_rate);  // below it a trial lasts for minutes
  options.head_room = *head_room;
  auto cloud = cloud_options(flags.stack, "auto", limit_minute);
  if (cloud.has_error()) return fail(cloud.error());
  auto parameters = pairs_of(flags.stack.parameters, "--parameter");
  if (parameters.has_error()) return fail(parameters.error());
  options.cloud = std::move(*cloud);
  options.parameters = std::move(*parameters);
  options.command_line = invocation.command_line;
  return LimitCommand(options).carry_out();
}

}  // namespace

void add_limit(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<LimitFlags>();
  LimitOptions& options = flags->options;
  options.output = "out/limit";
  CLI::App* command = app.add_subcommand("limit", "The highest rate that meets a target, with its 95 % interval");
  command->add_option("subject", options.subject, "URL, CloudFormation template (one task of it) or Artillery script")
      ->required();
  for (const auto& [name, percentile] :
       std::map<std::string, double>{{"--p50", 50}, {"--p90", 90}, {"--p95", 95}, {"--p99", 99}, {"--p999", 99.9}})
    command->add_option_function<std::string>(
        name, [flags, p = percentile](const std::string& text) { flags->latencies[p] = text; },
        "Target: this percentile of felt latency, such as 300ms");
  command->add_option("--errors", flags->errors, "Target: share of requests that may fail")->capture_default_str();
  command->add_option("--start", options.search.start_rate, "First rate, arrivals a second")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--trial", flags->trial, "Length of a full trial (default: 10s, or 100 × the target)");
  command->add_option("--width", flags->width, "End when the 95 % interval is narrower")->capture_default_str();
  command->add_option("--budget", options.search.budget, "Full trials' worth of load at most")
      ->capture_default_str()
      ->check(CLI::Range(4.0, 1000.0));
  command->add_option("--max", options.search.highest_rate, "No rate above this, arrivals a second")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--script", options.script, "Artillery script whose scenarios are the load (default: GET)")
      ->type_name("FILE");
  command->add_option("--path", options.path, "With a template and no script: what to GET")->capture_default_str();
  command->add_option("-t,--target", options.target, "With a script: overrides config.target");
  command->add_option("-e,--environment", options.environment, "With a script: one of config.environments");
  command->add_option("--service", options.service, "With a template of several services: which one");
  command->add_option("--head-room", flags->head_room, "Kept free by the proposed target values")
      ->capture_default_str();
  command->add_option("--workers", options.workers, "Load workers (default: one for each core)")
      ->check(CLI::Range(1, 256));
  command->add_option("--connections", options.connections, "Without a script: connections of a load worker at most")
      ->capture_default_str()
      ->check(CLI::Range(1, 20000));
  command->add_flag("-k,--insecure", options.insecure, "Accept self-signed certificates");
  command->add_option("-o,--output", options.output, "Folder for limit.json, limit.html and logs")
      ->capture_default_str();
  add_stack_flags(*command, flags->stack);
  command->callback([flags, &invocation] { invocation.exit_code = limit(*flags, invocation); });
}

}  // namespace rampart::app
