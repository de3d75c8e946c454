// Shell completion, made from the command line itself: a new flag completes without a line here.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace rampart::app {

enum class Shell { bash, zsh, fish };

/// A script for the shell to source. Completes subcommands, flags, and files where an option or argument takes one.
std::string completion_script(const CLI::App& app, Shell shell);

}  // namespace rampart::app
