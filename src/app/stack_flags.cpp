#include "app/stack_flags.h"

#include <fmt/format.h>

#include <sstream>

#include "app/environment.h"
#include "app/plan.h"

namespace rampart::app {

void add_stack_flags(CLI::App& command, StackFlags& flags) {
  command.add_option("--parameter", flags.parameters, "A parameter of the template, KEY=VALUE (repeatable)");
  add_world_flags(command, flags);
}

void add_world_flags(CLI::App& command, StackFlags& flags) {
  command.add_option("--compute", flags.compute, "auto (a container engine when one answers), process or docker");
  command.add_option("--aws-minute", flags.aws_minute,
                     "Real length of an AWS minute, 1s to 60s (default: the plan's, else 60s)");
  command.add_option("--image", flags.images,
                     "With process tasks: NAME=PROGRAM [ARGUMENTS], the program that an image stands for (repeatable)");
  command.add_option("--haproxy", flags.haproxy, "Path of the haproxy program");
  command.add_option("--seed", flags.seed, "Repeat a run: the seed it printed");
}

Result<std::map<std::string, std::string>> pairs_of(const std::vector<std::string>& texts, std::string_view flag) {
  std::map<std::string, std::string> out;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return invalid(fmt::format("{} wants NAME=VALUE, not \"{}\"", flag, text));
    out[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return out;
}

Result<CloudOptions> cloud_options(const StackFlags& flags, const std::string& plan_compute, Duration plan_minute) {
  CloudOptions out;
  const std::string wanted = flags.compute.value_or(plan_compute);
  const auto compute = compute_named(wanted);
  if (!compute) return invalid(fmt::format("--compute is auto, process or docker, not \"{}\"", wanted));
  out.compute = *compute;
  out.aws_minute = plan_minute;
  if (flags.aws_minute) {
    const auto minute = parse_plain_duration(*flags.aws_minute);
    if (!minute || *minute < std::chrono::seconds(1) || *minute > std::chrono::seconds(60))
      return invalid(
          fmt::format("--aws-minute lies between 1s and 60s (60s is real time), not \"{}\"", *flags.aws_minute));
    out.aws_minute = *minute;
  }
  out.seed = flags.seed ? *flags.seed : fresh_seed();
  out.run_id = new_test_run_id(out.seed ^ fresh_seed());  // the directory's name must differ even when the seed repeats
  out.haproxy = flags.haproxy;
  out.programs["rampart-heavy"] = {own_program(), "heavy"};
  auto images = pairs_of(flags.images, "--image");
  if (images.has_error()) return images.error();
  for (const auto& [image, program] : *images) {
    std::istringstream words(program);
    std::vector<std::string> argv;
    for (std::string word; words >> word;) argv.push_back(word);
    if (argv.empty()) return invalid(fmt::format("--image {}= names no program", image));
    out.programs[image] = std::move(argv);
  }
  return out;
}

}  // namespace rampart::app
