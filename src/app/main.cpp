// The command line. Each subcommand is a file of its own; see commands.h.
#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <iostream>

#include "app/commands.h"
#include "app/interrupts.h"
#include "heavy/heavy.h"

namespace {

std::string command_line_of(int argc, char** argv) {
  std::string out = "rampart";
  for (int i = 1; i < argc; ++i) out += std::string(" ") + argv[i];
  return out;
}

int run_heavy(int argc, char** argv) { return rampart::heavy::run({argv + 2, argv + argc}, std::cout, std::cerr); }

}  // namespace

int main(int argc, char** argv) {
  // The heavy server has flags and signals of its own.
  if (argc > 1 && std::strcmp(argv[1], "heavy") == 0) return run_heavy(argc, argv);

  using namespace rampart::app;
  CLI::App app("Rampart puts a service under stress and proves how it scales, on one machine, before the bill.");
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
  add_report(app, invocation);
  add_schema(app, invocation);
  add_import(app, invocation);
  app.add_subcommand("heavy", "The deliberately heavy server (rampart heavy --help)");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? 0 : 2;
  }
  return invocation.exit_code;
}
