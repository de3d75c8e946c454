// `rampart run` and `rampart quick`: Artillery's flags, console, report and exit codes.
#include <fmt/format.h>

#include <filesystem>

#include "app/commands.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/interrupts.h"
#include "app/load_session.h"
#include "core/script/load.h"
#include "live/traffic/plugin_host.h"
#include "live/traffic/script_module.h"

namespace rampart::app {
namespace {

/// What the command line says; lives as long as the CLI::App.
struct RunFlags {
  script::LoadOptions load;
  LoadSessionOptions session;
  std::string dotenv;
  std::string platform = "local";
  std::vector<std::string> platform_options;
  std::string count;
  std::string name;
  std::string tags;
  std::string note;
  std::uint64_t seed = 0;
  bool seed_given = false;
};

/// Options of the generator and of what is written, shared by both commands.
void add_session_options(CLI::App& command, RunFlags& flags) {
  command.add_option("-o,--output", flags.session.output, "Write a JSON report to this file, or into this folder")
      ->type_name("FILE");
  command.add_flag("-q,--quiet", flags.session.quiet, "Print nothing but the test run id and the script's own output");
  command.add_flag("-k,--insecure", flags.load.insecure, "Accept self-signed certificates");
  command.add_option("--junit", flags.session.junit, "Write checks and the run's validity as JUnit XML to this file")
      ->type_name("FILE");
  command.add_option("--csv", flags.session.csv, "Write the load, a row a second, as CSV to this file")
      ->type_name("FILE");
  command.add_option("--record", flags.session.record, "Keep the ledger of the run in this SQLite file")
      ->type_name("FILE");
  command.add_option("--workers", flags.session.runner.workers, "Load workers (default: one for each core)")
      ->check(CLI::Range(1, 256));
  command.add_flag("--h2c", flags.session.runner.h2c, "http2: true speaks HTTP/2 to http targets too, without TLS");
  command
      .add_option("--local-addresses", flags.session.runner.local_addresses,
                  "Source addresses of connections, in turn: A,B,…")
      ->delimiter(',');
  command.add_option("--seed", flags.seed, "Repeat a run: the seed it printed")->each([&flags](const std::string&) {
    flags.seed_given = true;
  });
  command
      .add_option_function<double>(
          "--hook-timeout", [&flags](double given) { flags.session.runner.hook_grace = from_seconds(given); },
          "Seconds a hook may go on after the last phase has ended before its user fails (default 60)")
      ->check(CLI::PositiveNumber);
  command.add_flag("--fail-on-invalid", flags.session.fail_on_invalid,
                   "Exit with 4 when the generator was too late for the run to count");
}

void prepare(RunFlags& flags, const Invocation& invocation) {
  if (!flags.seed_given) flags.seed = fresh_seed();
  flags.session.runner.seed = flags.seed;
  flags.session.runner.test_run_id = new_test_run_id(flags.seed);
  flags.session.runner.process_environment = flags.load.process_environment;
  flags.session.runner.log_line = [](std::string line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
  };
  flags.session.command_line = invocation.command_line;
  flags.load.seed = flags.seed;
  flags.load.test_run_id = flags.session.runner.test_run_id;
}

int run(RunFlags& flags, const Invocation& invocation) {
  if (flags.platform != "local") {
    fmt::print(stderr, "--platform {} isn't supported: Rampart runs load on this machine (--platform local)\n",
               flags.platform);
    return exit_code::artillery_error;
  }
  flags.load.process_environment = process_environment();
  if (!flags.dotenv.empty())
    if (auto added = add_dotenv(flags.dotenv, flags.load.process_environment); added.has_error())
      fmt::print(stderr, "WARNING: could not read dotenv file: {}\n", flags.dotenv);
  prepare(flags, invocation);
  flags.load.scenario_file = std::filesystem::absolute(flags.load.script_path).lexically_normal().string();
  flags.load.read_module = live::traffic::read_script_module;
  auto plugins = std::make_shared<live::traffic::PluginHost>(live::traffic::PluginSettings{
      flags.load.script_path, flags.load.environment, flags.load.scenario_name, flags.load.test_run_id,
      flags.load.process_environment, [] { return interrupt_count() > 0; }});
  flags.load.run_plugins = [plugins](const script::PluginCall& call) { return plugins->load(call); };
  auto script = script::load(flags.load, read_text_file);
  if (!plugins->empty()) flags.session.runner.plugins = std::move(plugins);
  if (script.has_error()) {
    const int code = fail_as_artillery(script.error());
    return interrupt_count() > 0 ? 128 + interrupt_signal() : code;
  }
  flags.session.name = flags.name.empty() ? flags.load.script_path : flags.name;
  return run_load_session(std::make_shared<const script::Script>(std::move(*script)), flags.session);
}

}  // namespace

void add_run(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand("run", "Put a service under load, from an Artillery script");
  command->add_option("script", flags->load.script_path, "The test script (YAML, JSON, JavaScript or TypeScript)")
      ->required()
      ->type_name("FILE");
  command->add_option("-t,--target", flags->load.target, "Overrides config.target");
  command->add_option("-c,--config", flags->load.config_path, "Shared configuration, merged over the script")
      ->type_name("FILE");
  command->add_option("-e,--environment", flags->load.environment, "One of config.environments");
  command->add_option("-i,--input", flags->load.more_inputs, "Further script files to merge")->type_name("FILE");
  command->add_option("-p,--payload", flags->load.payload_path, "CSV file for config.payload")->type_name("FILE");
  command->add_option("-v,--variables", flags->load.variables_json, "Variables as a JSON object");
  command->add_option("--overrides", flags->load.overrides_json, "JSON merged over the whole script");
  command->add_option("--scenario-name", flags->load.scenario_name, "Run only the scenario of this name");
  command->add_option("--dotenv,--env-file", flags->dotenv, "File of KEY=VALUE lines for $env")->type_name("FILE");
  command->add_flag("-s,--solo", flags->load.solo, "One virtual user");
  command->add_option("--platform", flags->platform, "Only local");
  command->add_option("--platform-opt", flags->platform_options, "Accepted and ignored, as Artillery does locally");
  command->add_option("--count", flags->count, "Accepted and ignored, as Artillery does locally");
  command->add_option("--name", flags->name, "Name of the run in its ledger");
  command->add_option("--tags", flags->tags, "k:v,… (accepted; Artillery Cloud's)");
  command->add_option("--note", flags->note, "A note (accepted; Artillery Cloud's)");
  add_session_options(*command, *flags);
  command->callback([flags, &invocation] { invocation.exit_code = run(*flags, invocation); });
}

void add_quick(CLI::App& app, Invocation& invocation) {
  struct Quick {
    RunFlags flags;
    std::string url;
    std::int64_t users = 10;
    std::int64_t requests = 10;
  };
  auto quick = std::make_shared<Quick>();
  CLI::App* command = app.add_subcommand("quick", "Artillery's quick: some users, some GETs each, no script");
  command->add_option("url", quick->url, "What to GET")->required();
  command->add_option("-c,--count", quick->users, "Virtual users")->check(CLI::PositiveNumber);
  command->add_option("-n,--num", quick->requests, "Requests of each user")->check(CLI::PositiveNumber);
  add_session_options(*command, quick->flags);
  command->callback([quick, &invocation] {
    quick->flags.load.process_environment = process_environment();
    prepare(quick->flags, invocation);
    quick->flags.session.name = quick->url;
    auto script = std::make_shared<const script::Script>(
        script::quick(quick->url, quick->users, quick->requests, quick->flags.load.insecure));
    invocation.exit_code = run_load_session(script, quick->flags.session);
  });
}

}  // namespace rampart::app
