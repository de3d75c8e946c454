#include "app/daemon.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <functional>
#include <stdexcept>

#include "app/interrupts.h"

namespace rampart::app {
namespace {

constexpr Duration turn_every = std::chrono::milliseconds(50);
/// A template of 1 MB, form-encoded.
constexpr std::size_t most_body_bytes = std::size_t{3} << 20;
constexpr const char* time_key = "daemon/aws_time";
constexpr const char* account_key = "daemon/account";

/// Short: with a region behind it and /run/user/1000 before it, it's part of a socket's path.
std::string short_run_id(const std::string& of) { return fmt::format("serve-{:012x}", Random::stream(1, of)() >> 16); }

/// The same for the same file, whatever path leads to it: by it the next daemon finds what this one left running. Made
/// absolute first: of a file that isn't there yet, weakly_canonical leaves a relative path relative.
std::string run_id_of(const std::string& state_path) {
  std::error_code ignored;
  const auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(state_path, ignored), ignored);
  return short_run_id(path.string());
}

/// Every ARN in a state has its account in it.
Result<void> check_account(store::StateFile& state, const DaemonOptions& options) {
  for (const auto& [key, account] : state.read(account_key))
    if (account != options.account)
      return invalid(fmt::format("\"{}\" is the state of account {}: start with --account {}, or name another file.",
                                 options.state_path, account, account));
  state.put(account_key, options.account);
  return {};
}

aws::protocol::WireRequest wire_request(const live::net::ServerRequest& request) {
  return {request.method, request.target, request.headers, request.body};
}

live::net::ServerResponse server_response(aws::protocol::WireResponse response) {
  live::net::ServerResponse out{.status = response.status, .body = std::move(response.body)};
  for (auto& [name, value] : response.headers) {
    if (aws::protocol::same_word(name, "content-type"))
      out.content_type = std::move(value);
    else
      out.headers.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

live::net::ServerResponse plain(int status, std::string text) { return {.status = status, .body = std::move(text)}; }

}  // namespace

Daemon::Daemon(DaemonOptions options, ComputePlan compute, const RealClock& clock, ledger::Journal& journal)
    : options_(std::move(options)), compute_(std::move(compute)), clock_(clock), journal_(journal), timer_(io_) {
  options_.cloud.run_id =
      options_.state_path.empty() ? short_run_id(options_.cloud.run_id) : run_id_of(options_.state_path);
}

Daemon::~Daemon() = default;

Result<std::unique_ptr<Daemon>> Daemon::open(DaemonOptions options, ComputePlan compute, const RealClock& clock,
                                             ledger::Journal& journal) {
  std::unique_ptr<Daemon> daemon(new Daemon(std::move(options), std::move(compute), clock, journal));
  if (auto started = daemon->start(); started.has_error()) return started.error();
  return daemon;
}

Result<void> Daemon::start() {
  auto state =
      options_.state_path.empty() ? store::StateFile::in_memory() : store::StateFile::open(options_.state_path);
  if (state.has_error()) return state.error();
  state_ = std::move(*state);
  const Instant real = clock_.now();
  Instant aws = real;
  for (const auto& [key, body] : state_->read(time_key)) aws = std::max(aws, Instant(Duration(std::stoll(body))));
  scale_.emplace(real, aws, options_.cloud.aws_minute);
  auto server = live::net::Server::listen(
      io_, {.address = options_.address, .port = options_.port},
      [this](live::net::ServerRequest request, const std::function<void(live::net::ServerResponse)>& give) {
        give(answer(request));
      });
  if (server.has_error()) return server.error();
  server_ = std::move(*server);
  return make_services();
}

Result<void> Daemon::make_services() {
  if (auto same = check_account(*state_, options_); same.has_error()) return same;
  task_logs_ = std::make_unique<TaskLogFiles>(
      *state_, TaskLogFilesOptions{.directory = options_.cloud.log_directory, .now = [this] { return now(); }});
  task_logs_->ask([this](const std::string& region, const std::string& group, bool create) {
    return !services_ || services_->log_group_ready(region, group, create, now());
  });
  try {
    plane(options_.region);  // what can't be had is told now and not to the first client
    put_services_together();
  } catch (const std::runtime_error& error) {
    return unavailable(error.what());
  }
  return state_->commit();
}

void Daemon::put_services_together() {
  account_.emplace(aws::Account{
      .id = options_.account,
      .plane = [this](const std::string& region) -> control::ControlPlane& { return plane(region); },
      .state = *state_,
      .ids = Random::stream(options_.cloud.seed ^ static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()),
                            "aws"),
      .regions =
          [this] {
            std::vector<std::string> names;
            for (const auto& [name, region] : regions_) names.push_back(name);
            return names;
          },
      .address = fmt::format("{}:{}", options_.address, server_->port())});
  services_ = std::make_unique<AwsServices>(
      *account_, *task_logs_,
      AwsServicesOptions{regions_.at(options_.region)->directory(), options_.allow_commands, options_.courier}, now());
  endpoint_ = std::make_unique<aws::protocol::Endpoint>(
      services_->all(), aws::protocol::EndpointOptions{.account = options_.account,
                                                       .region = options_.region,
                                                       .credentials = options_.credentials,
                                                       .most_body_bytes = most_body_bytes,
                                                       .seed = options_.cloud.seed});
  services_->know(endpoint_->services());
  for (const auto& [name, region] : regions_) services_->know_region(name);
}

control::ControlPlane& Daemon::plane(const std::string& region) {
  auto& found = regions_[region];
  if (!found) {
    CloudOptions cloud = options_.cloud;
    cloud.run_id = fmt::format("{}-{}", options_.cloud.run_id, region);
    const RegionOptions here{.name = region,
                             .account = options_.account,
                             .is_served = true,
                             .outputs = task_logs_.get(),
                             .outlives_us = !options_.state_path.empty()};
    auto opened = LiveRegion::open(io_, compute_, cloud, here, {}, clock_, *scale_, journal_);
    if (opened.has_error()) {
      regions_.erase(region);
      throw std::runtime_error(fmt::format("region {}: {}", region, opened.error().message));
    }
    found = std::move(*opened);
    if (services_) services_->know_region(region);
  }
  return found->plane();
}

live::net::ServerResponse Daemon::answer(const live::net::ServerRequest& request) {
  // A browser says where a page comes from; AWS's clients don't. No page may start programs here by a form.
  if (const std::string* origin = request.find_header("origin"))
    return plain(403, fmt::format("Requests from web pages ({}) aren't answered.\n", *origin));
  if (request.path == "/health" && request.method == "GET") return answer_health();
  // Nothing is remembered any more, so nothing may be promised; AWS's clients try again.
  if (shutting_down_) return plain(503, "rampart serve is stopping: it drains its tasks.\n");
  if (request.path == "/moto-api/reset" && request.method == "POST") return answer_reset();
  if (request.method == "GET")
    if (const std::string* document = services_->document(request.path))
      return {.body = *document, .content_type = "application/x-pem-file"};
  auto response = server_response(endpoint_->answer(wire_request(request), now(), clock_.now()));
  if (const auto kept = state_->commit(); kept.has_error())
    return plain(500, fmt::format("What was asked for is done, but can't be remembered: {}\n", kept.error().message));
  return response;
}

live::net::ServerResponse Daemon::answer_health() const {
  boost::json::array regions;
  for (const auto& [name, region] : regions_) regions.emplace_back(name);
  const boost::json::object body = {
      {"status", shutting_down_ ? "stopping" : "running"}, {"compute", compute_.kind}, {"regions", regions}};
  return {.body = boost::json::serialize(body) + "\n", .content_type = "application/json"};
}

live::net::ServerResponse Daemon::answer_reset() {
  if (!options_.allow_reset) return plain(403, "Start rampart serve with --allow-reset, and this wipes all state.\n");
  endpoint_.reset();
  services_.reset();
  regions_.clear();
  task_logs_->remove_all();
  auto made = state_->clear();
  if (made) made = make_services();
  if (made.has_error()) {
    failure_ = made.error();
    shutting_down_ = true;
    return plain(500, fmt::format("{}\n", failure_->message));
  }
  return {.body = "{\"status\": \"ok\"}\n", .content_type = "application/json"};
}

Result<void> Daemon::run(const std::function<void()>& each_turn) {
  each_turn_ = each_turn;
  schedule();
  io_.run();
  if (failure_) return *failure_;
  return {};
}

void Daemon::schedule() {
  timer_.expires_after(turn_every);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) turn();
  });
}

void Daemon::turn() {
  for (const auto& [name, region] : regions_) {
    region->turn();
    if (const auto failed = region->balancer().failure(); failed && !failure_) failure_ = failed;
  }
  if (!shutting_down_) {
    services_->tick(now());
    keep_time();
    if (const auto kept = state_->commit(); kept.has_error()) failure_ = kept.error();
  }
  each_turn_();
  end_if_asked();
  if (!io_.stopped()) schedule();
}

/// Where the control plane's time runs ahead of the clock, a restart must not let it jump back.
void Daemon::keep_time() {
  if (scale_->speed() == 1.0 || clock_.now() - time_kept_ < std::chrono::seconds(1)) return;
  time_kept_ = clock_.now();
  state_->put(time_key, std::to_string(now().time_since_epoch().count()));
}

void Daemon::end_if_asked() {
  if ((interrupt_count() > 0 || failure_) && !shutting_down_) {
    shutting_down_ = true;  // from here on nothing is written: the state keeps what was asked for
    for (const auto& [name, region] : regions_) region->plane().shutdown(now());
  }
  if (!shutting_down_) return;
  bool empty = true;
  for (const auto& [name, region] : regions_) {
    if (interrupt_count() > 1 || failure_) region->plane().kill(now());
    empty = empty && region->plane().empty();
  }
  if (empty || failure_) io_.stop();
}

}  // namespace rampart::app
