// Runs *.script files: the autoscaling rules in virtual time, told in text. README.md beside this file has the words.
// Usage: run_scripts FILE...; prints one line per failure, "file:line: what", and exits 1 if there is any.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "commands.h"
#include "expectations.h"

namespace rampart::scripts {
namespace {

struct Step {
  Instant at;
  const ScriptLine* line;
  std::size_t behind_time;  // index of the first word after "at TIME"
};

Result<std::vector<Step>> steps_of(const std::vector<ScriptLine>& lines) {
  std::vector<Step> steps;
  for (const auto& line : lines) {
    if (line.words[0] == "expect") continue;
    if (line.words[0] != "at") {
      steps.push_back({World::start(), &line, 0});
      continue;
    }
    Words words(line, 1);
    const auto at = words.time("the time after at");
    if (words.error()) return *words.error();
    steps.push_back({World::start() + at, &line, 2});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  return steps;
}

std::vector<Error> run(const std::string& file) {
  std::ifstream in(file);
  if (!in) return {unavailable(fmt::format("{} can't be opened.", file))};
  std::stringstream text;
  text << in.rdbuf();
  const auto lines = read_lines(text.str(), file);
  if (!lines) return {lines.error()};
  const auto steps = steps_of(*lines);
  if (!steps) return {steps.error()};

  World world;
  std::vector<Error> errors;
  for (const auto& step : *steps) {
    world.run_to(step.at);
    if (auto done = carry_out(world, *step.line, Words(*step.line, step.behind_time)); !done) return {done.error()};
  }
  std::vector<const ScriptLine*> expectations;
  Instant end = world.now();
  for (const auto& line : *lines) {
    if (line.words[0] != "expect") continue;
    const auto span = span_of(line);
    if (!span) return {span.error()};
    end = std::max(end, span->to);
    expectations.push_back(&line);
  }
  if (expectations.empty()) return {invalid("This script expects nothing, so it tests nothing.", {file, 1, 0})};
  world.run_to(end);
  for (const auto* line : expectations)
    if (auto met = check(*line, world); !met) errors.push_back(met.error());
  return errors;
}

}  // namespace
}  // namespace rampart::scripts

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: run_scripts FILE...\n");
    return 2;
  }
  bool failed = false;
  for (int i = 1; i < argc; ++i)
    for (const auto& error : rampart::scripts::run(argv[i])) {
      fmt::print(stderr, "{}\n", rampart::to_string(error));
      failed = true;
    }
  return failed ? 1 : 0;
}
