// One function a subcommand: it adds its options to the command line and, when chosen, sets the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace rampart::app {

/// What every command gets from main.
struct Invocation {
  std::string command_line;  ///< As typed, for the report.
  int exit_code = 0;         ///< Set by the chosen command.
};

void add_run(CLI::App& app, Invocation& invocation);
void add_quick(CLI::App& app, Invocation& invocation);
void add_up(CLI::App& app, Invocation& invocation);
void add_prove(CLI::App& app, Invocation& invocation);
void add_simulate(CLI::App& app, Invocation& invocation);
void add_tune(CLI::App& app, Invocation& invocation);
void add_limit(CLI::App& app, Invocation& invocation);
void add_serve(CLI::App& app, Invocation& invocation);
void add_report(CLI::App& app, Invocation& invocation);
void add_schema(CLI::App& app, Invocation& invocation);
void add_lint(CLI::App& app, Invocation& invocation);
void add_import(CLI::App& app, Invocation& invocation);
/// Describes every command that was added before it.
void add_completion(CLI::App& app, Invocation& invocation);

}  // namespace rampart::app
