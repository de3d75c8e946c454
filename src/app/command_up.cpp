// `rampart up TEMPLATE`: a CloudFormation stack, running here until it is stopped.
#include <fmt/format.h>

#include <filesystem>
#include <thread>

#include "app/commands.h"
#include "app/event_queue.h"
#include "app/exit_code.h"
#include "app/interrupts.h"
#include "app/live_view.h"
#include "app/stack_flags.h"
#include "app/template_file.h"
#include "live/compute/leftovers.h"
#include "live/compute/run_directory.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

struct UpFlags {
  std::string template_path;
  std::string logs = "out/logs";
  StackFlags stack;
};

void say_where(const control::Catalogue& catalogue, const LocalCloud& cloud) {
  fmt::print("{}\n", cloud.compute_description());
  for (std::size_t i = 0; i < catalogue.listeners.size(); ++i) {
    const auto* balancer = catalogue.find_load_balancer(catalogue.listeners[i].load_balancer_arn);
    const auto& bound = cloud.listeners()[i];
    fmt::print("{} port {} → http://{}:{}\n", balancer == nullptr ? "listener" : balancer->name,
               catalogue.listeners[i].port, bound.host, bound.port);
  }
  for (const auto& [name, value] : catalogue.outputs) fmt::print("output {} = {}\n", name, value);
  fmt::print("Ctrl-C drains and stops everything; a second one kills it.\n");
  std::fflush(stdout);
}

void print(EventQueue& queue, Instant start) {
  for (const ledger::Recorded& recorded : queue.take())
    if (const std::string line = line_for(recorded, start); !line.empty()) fmt::print("{}\n", line);
  std::fflush(stdout);
}

int up(const UpFlags& flags) {
  auto parameters = pairs_of(flags.stack.parameters, "--parameter");
  if (parameters.has_error()) return fail(parameters.error());
  auto catalogue = read_stack(flags.template_path, *parameters);
  if (catalogue.has_error()) return fail(catalogue.error());
  for (const std::string& remark : remarks_on(*catalogue)) fmt::print("{}\n", remark);
  auto options = cloud_options(flags.stack, "auto", 60s);
  if (options.has_error()) return fail(options.error());
  options->log_directory = std::filesystem::absolute(flags.logs);
  for (const std::string& cleared : live::compute::clear_leftovers(live::compute::RunDirectory::default_root()))
    fmt::print("cleared: {}\n", cleared);
  auto compute = choose_compute(options->compute);
  if (compute.has_error()) return fail(compute.error());

  const RealClock clock;
  const Instant start = clock.now();
  EventQueue queue;
  auto cloud = LocalCloud::start(*catalogue, *compute, *options, clock, queue);
  if (cloud.has_error()) return fail(cloud.error());
  say_where(*catalogue, **cloud);
  std::optional<Error> failure;
  while (interrupt_count() == 0 && !failure) {
    std::this_thread::sleep_for(100ms);
    print(queue, start);
    failure = (*cloud)->status().failure;
  }
  (*cloud)->shutdown();
  while (!(*cloud)->finished() && interrupt_count() < 2 && !failure) {
    std::this_thread::sleep_for(50ms);
    print(queue, start);
  }
  cloud->reset();
  print(queue, start);
  return failure ? fail(*failure) : exit_code::done;
}

}  // namespace

void add_up(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<UpFlags>();
  CLI::App* command = app.add_subcommand("up", "A CloudFormation stack, running here until it is stopped");
  command->add_option("template", flags->template_path, "The template (YAML or JSON)")->required();
  command->add_option("--logs", flags->logs, "Folder for the tasks' output")->capture_default_str();
  add_stack_flags(*command, flags->stack);
  command->callback([flags, &invocation] { invocation.exit_code = up(*flags); });
}

}  // namespace rampart::app
