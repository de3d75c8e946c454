// `rampart serve`: the AWS endpoint of this machine, until it is stopped.
#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/commands.h"
#include "app/credentials_file.h"
#include "app/daemon.h"
#include "app/environment.h"
#include "app/event_queue.h"
#include "app/exit_code.h"
#include "app/live_view.h"
#include "app/smtp_url.h"
#include "app/stack_flags.h"
#include "aws/protocol/coverage.h"
#include "live/balancer/haproxy.h"
#include "live/compute/leftovers.h"
#include "live/compute/run_directory.h"

namespace rampart::app {
namespace {

using namespace std::chrono_literals;

struct ServeFlags {
  DaemonOptions daemon;
  std::string credentials;
  std::string smtp;
  std::string mail_from;
  std::string logs = "out/logs";
  bool coverage = false;
  bool state_named = false;
  StackFlags stack;
};

/// Nobody but this machine may ask an endpoint that asks for no signature: it starts programs.
Result<void> check_address(const DaemonOptions& options) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(options.address, error);
  if (error) return invalid(fmt::format("--address is an IP address, not \"{}\"", options.address));
  if (address.is_loopback() || !options.credentials.empty()) return {};
  return invalid(fmt::format(
      "--address {} is open to other machines, and without --credentials everybody there could start containers here. "
      "Name a credentials file, or leave --address out.",
      options.address));
}

/// As a signature may name one; the run's directory is named after it too.
bool is_region(const std::string& text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

/// Mails come from --mail-from; else from the server's user, where that is an address.
Result<NoticeCourierOptions> courier_options(const ServeFlags& flags) {
  NoticeCourierOptions out;
  if (!flags.mail_from.empty() && !live::net::is_mail_address(flags.mail_from))
    return invalid(fmt::format("--mail-from is a mail address, not \"{}\"", flags.mail_from));
  if (flags.smtp.empty()) return out;
  auto server = read_smtp_url(flags.smtp);
  if (server.has_error()) return server.error();
  if (const char* authorities = std::getenv("SSL_CERT_FILE")) server->authorities = authorities;
  out.sender = !flags.mail_from.empty()                   ? flags.mail_from
               : live::net::is_mail_address(server->user) ? server->user
                                                          : "no-reply@localhost";
  out.mail = std::move(*server);
  return out;
}

Result<DaemonOptions> daemon_options(const ServeFlags& flags) {
  DaemonOptions out = flags.daemon;
  if (out.port < 0 || out.port > 65535)
    return invalid(fmt::format("--port lies between 0 and 65535, not {}", out.port));
  if (out.account.size() != 12 || out.account.find_first_not_of("0123456789") != std::string::npos)
    return invalid(fmt::format("--account is an AWS account id, twelve digits, not \"{}\"", out.account));
  if (!is_region(out.region))
    return invalid(fmt::format("--region is an AWS region such as eu-west-1, not \"{}\"", out.region));
  if (flags.state_named && out.state_path.empty())
    return invalid("--state names no file. Without --state nothing outlives the process.");
  if (!flags.credentials.empty()) {
    auto credentials = read_credentials(flags.credentials);
    if (credentials.has_error()) return credentials.error();
    out.credentials = std::move(*credentials);
  }
  auto courier = courier_options(flags);
  if (courier.has_error()) return courier.error();
  out.courier = std::move(*courier);
  if (auto fine = check_address(out); fine.has_error()) return fine.error();
  auto cloud = cloud_options(flags.stack, "auto", 60s);
  if (cloud.has_error()) return cloud.error();
  out.cloud = std::move(*cloud);
  // A balancer starts with the first listener; a program that was named and isn't there is told now.
  if (!out.cloud.haproxy.empty())
    if (auto found = live::balancer::find_haproxy(out.cloud.haproxy); found.has_error()) return found.error();
  out.cloud.log_directory = std::filesystem::absolute(flags.logs);
  return out;
}

void say_where(const DaemonOptions& options, const ComputePlan& compute, int port) {
  fmt::print("{}\n", compute.said);
  fmt::print("AWS endpoint http://{}:{} · account {} · {}\n", options.address, port, options.account,
             options.state_path.empty() ? "nothing outlives this process (--state FILE keeps it)"
                                        : "state in " + options.state_path);
  fmt::print("  export AWS_ENDPOINT_URL=http://{}:{} AWS_REGION={}", options.address, port, options.region);
  fmt::print("{}\n", options.credentials.empty() ? " AWS_ACCESS_KEY_ID=rampart AWS_SECRET_ACCESS_KEY=rampart"
                                                 : " and the keys of one of the profiles in the credentials file");
  if (options.courier.mail)
    fmt::print("SNS mails through {}:{}, from {}.\n", options.courier.mail->host, options.courier.mail->port,
               options.courier.sender);
  fmt::print("IAM, EC2, ECR, SSM and ACM resources are recorded and returned, not enforced.\n");
  fmt::print("Ctrl-C drains and stops every task; a second one kills them.\n");
  std::fflush(stdout);
}

/// docs/aws_coverage.md: what the services say of themselves, with no world behind them.
int print_coverage() {
  auto state = store::StateFile::in_memory();
  if (state.has_error()) return fail(state.error());
  aws::Account account{.plane = [](const std::string& region) -> control::ControlPlane& {
                         throw std::logic_error("no control plane is here for " + region);
                       },
                       .state = **state,
                       .ids = Random(1)};
  TaskLogFiles no_logs(**state, {});
  AwsServices services(account, no_logs, {}, {});
  fmt::print("{}", aws::protocol::coverage_page(services.all()));
  return exit_code::done;
}

int serve(const ServeFlags& flags) {
  if (flags.coverage) return print_coverage();
  auto options = daemon_options(flags);
  if (options.has_error()) return fail(options.error());
  for (const std::string& cleared : live::compute::clear_leftovers(live::compute::RunDirectory::default_root()))
    fmt::print("cleared: {}\n", cleared);
  auto compute = choose_compute(options->cloud.compute);
  if (compute.has_error()) return fail(compute.error());
  const RealClock clock;
  const Instant start = clock.now();
  EventQueue queue;
  auto daemon = Daemon::open(*options, *compute, clock, queue);
  if (daemon.has_error()) return fail(daemon.error());
  say_where(*options, *compute, (*daemon)->port());
  const auto ended = (*daemon)->run([&] {
    for (const ledger::Recorded& recorded : queue.take())
      if (const std::string line = line_for(recorded, start); !line.empty()) fmt::print("{}\n", line);
    std::fflush(stdout);
  });
  daemon->reset();
  return ended.has_error() ? fail(ended.error()) : exit_code::done;
}

}  // namespace

void add_serve(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* command =
      app.add_subcommand("serve", "An AWS endpoint for this machine: ECS, ELB, CloudWatch, Auto Scaling, …");
  command->add_option("--port", flags->daemon.port, "TCP port; 0: any free one")->capture_default_str();
  command->add_option("--address", flags->daemon.address, "IP address to listen on")->capture_default_str();
  CLI::Option* state = command->add_option("--state", flags->daemon.state_path,
                                           "File that keeps everything over restarts, kill -9 included");
  command->add_flag("--allow-reset", flags->daemon.allow_reset, "POST /moto-api/reset wipes all state");
  command->add_flag("--allow-commands", flags->daemon.allow_commands,
                    "SNS subscriptions of protocol \"command\" run their endpoint as a command line here");
  command
      ->add_option("--smtp", flags->smtp,
                   "Mail server of SNS subscriptions by e-mail: smtp://[USER:PASSWORD@]HOST[:PORT], or smtps://")
      ->envname(smtp_variable);
  command->add_option("--mail-from", flags->mail_from, "Address that those mails come from");
  command->add_option("--account", flags->daemon.account, "Twelve digits")->capture_default_str();
  command->add_option("--region", flags->daemon.region, "Of requests that aren't signed")->capture_default_str();
  command->add_option("--credentials", flags->credentials,
                      "An AWS credentials file: requests must be signed by one of its keys");
  command->add_option("--logs", flags->logs, "Folder for the tasks' output")->capture_default_str();
  command->add_flag("--coverage", flags->coverage, "Print which operations are done, and end");
  add_world_flags(*command, flags->stack);
  command->callback([flags, state, &invocation] {
    flags->state_named = state->count() > 0;
    invocation.exit_code = serve(*flags);
  });
}

}  // namespace rampart::app
