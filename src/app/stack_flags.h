// Flags shared by the commands that bring a stack up.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/local_cloud.h"

namespace rampart::app {

/// As typed; lives as long as the CLI::App.
struct StackFlags {
  std::vector<std::string> parameters;  ///< KEY=VALUE
  std::vector<std::string> images;      ///< NAME=PROGRAM [ARGUMENTS]
  std::optional<std::string> compute;
  std::optional<std::string> aws_minute;
  std::string haproxy;
  std::optional<std::uint64_t> seed;
};

void add_stack_flags(CLI::App& command, StackFlags& flags);
/// The same without --parameter: how tasks run, whatever asks for them.
void add_world_flags(CLI::App& command, StackFlags& flags);

/// KEY=VALUE pairs. Errors: invalid, naming the text that has no '='.
Result<std::map<std::string, std::string>> pairs_of(const std::vector<std::string>& texts, std::string_view flag);

/// What the flags say over `plan_compute` and `plan_minute` (empty optional: the flag wins over the default).
Result<CloudOptions> cloud_options(const StackFlags& flags, const std::string& plan_compute, Duration plan_minute);

}  // namespace rampart::app
