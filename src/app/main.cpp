// The command line. Each subcommand is a file of its own; see commands.h.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/interrupts.h"
#include "core/document/document.h"
#include "heavy/heavy.h"

namespace {

std::string command_line_of(int argc, char** argv) {
  std::string out = "rampart";
  for (int i = 1; i < argc; ++i) out += std::string(" ") + argv[i];
  return out;
}

int run_heavy(int argc, char** argv) { return rampart::heavy::run({argv + 2, argv + argc}, std::cout, std::cerr); }

/// `rampart help run` is `rampart run --help`.
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) return {"--help"};
  if (words.front() != "help") return words;
  words.erase(words.begin());
  words.emplace_back("--help");
  return words;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

bool is_command(const CLI::App& app, const std::string& word) {
  const auto names = command_names(app);
  return std::find(names.begin(), names.end(), word) != names.end();
}

int refuse_unknown(const CLI::App& app, const std::string& word) {
  const auto names = command_names(app);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = rampart::document::nearest(word, views);
  fmt::print(stderr, "\"{}\" is no command of rampart.{} Commands: {}. More: rampart --help\n", word,
             near.empty() ? "" : fmt::format(" Did you mean \"{}\"?", near), fmt::join(names, ", "));
  return rampart::app::exit_code::invalid_input;
}

}  // namespace

int main(int argc, char** argv) {
  // The heavy server has flags and signals of its own.
  if (argc > 1 && std::strcmp(argv[1], "heavy") == 0) return run_heavy(argc, argv);

  using namespace rampart::app;
  CLI::App app("Rampart puts a service under stress and proves how it scales, on one machine, before the bill.",
               "rampart");
  app.set_version_flag("-V,--version", std::string("rampart ") + RAMPART_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::help);
  Invocation invocation;
  invocation.command_line = command_line_of(argc, argv);
  watch_interrupts();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a line is seen when it is said, in a pipe too
  add_run(app, invocation);
  add_quick(app, invocation);
  add_up(app, invocation);
  add_prove(app, invocation);
  add_simulate(app, invocation);
  add_tune(app, invocation);
  add_lint(app, invocation);
  add_limit(app, invocation);
  add_serve(app, invocation);
  add_report(app, invocation);
  add_schema(app, invocation);
  add_import(app, invocation);
  add_completion(app, invocation);
  app.add_subcommand("heavy", "The deliberately heavy server (rampart heavy --help)");
  std::vector<std::string> words = words_of(argc, argv);
  if (!words.front().starts_with('-') && !is_command(app, words.front())) return refuse_unknown(app, words.front());
  try {
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? 0 : 2;
  }
  return invocation.exit_code;
}
