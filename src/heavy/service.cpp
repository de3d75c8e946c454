#include "heavy/service.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdio>

#include "heavy/option.h"
#include "heavy/upstream.h"

namespace rampart::heavy {
namespace json = boost::json;
using live::net::ServerRequest;
using live::net::ServerResponse;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

namespace {

std::size_t to_bytes(double amount, double unit) { return static_cast<std::size_t>(amount * unit); }
constexpr double kb = 1024;
constexpr double mb = 1024 * 1024;

ServerResponse say_json(int status, const json::object& object) {
  return {.status = status, .body = json::serialize(object) + "\n", .content_type = "application/json"};
}

ServerResponse say_error(int status, std::string_view text) { return say_json(status, {{"error", text}}); }

ServerResponse wrong_method(std::string_view path, std::string_view allowed) {
  auto response = say_error(405, fmt::format("{} takes {}.", path, allowed));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

double read_cpu_seconds() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto in_seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime);
}

/// Resident memory now, in kB; 0 where /proc isn't mounted.
long read_resident_kb() {
  long pages = 0;
  if (auto* file = std::fopen("/proc/self/statm", "re")) {
    if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

}  // namespace

Service::Service(boost::asio::io_context& io, const HeavyOptions& options)
    : io_(io),
      options_(options),
      started_at_(Clock::now()),
      routes_(options.seed),
      workload_(options.temp_dir),
      draw_(Random::stream(options.seed, "error-rate")),
      pool_(static_cast<std::size_t>(options.workers), static_cast<std::size_t>(options.queue)) {}

Service::~Service() { workload_.cut_short(); }

Result<void> Service::listen() {
  live::net::ServerOptions listening;
  listening.address = options_.host;
  listening.port = options_.port;
  listening.body_limit = to_bytes(options_.body_limit_mb, mb);
  auto server = live::net::Server::listen(
      io_, listening, [this](ServerRequest request, Answer answer) { handle(std::move(request), std::move(answer)); });
  if (!server) return server.error();
  server_ = std::move(*server);
  if (options_.sick_after_s > 0) {
    health_.fall_sick_at(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                            std::chrono::duration<double>(options_.sick_after_s)));
  }
  return {};
}

int Service::port() const { return server_ ? server_->port() : 0; }

void Service::drain(std::function<void()> done) {
  health_.stop();
  if (!server_) return done();
  server_->stop_gracefully(std::move(done));
}

std::size_t Service::count_unfinished() const {
  const auto load = pool_.load();
  return load.busy + load.queued;
}

void Service::handle(ServerRequest request, Answer answer) {
  if (handle_control(request, answer)) return;
  ++requests_;
  if (Routes::find_fault(request) != 0) return answer(render(routes_.answer(request), 0));
  auto burden = burden_of(options_.burden, request.query);
  if (!burden) return answer(say_error(400, burden.error().message));
  auto shared = std::make_shared<ServerRequest>(std::move(request));
  const bool taken = pool_.submit([this, shared, answer, cost = std::move(*burden)] { answer(work(*shared, cost)); });
  if (taken) return;
  ++rejected_;
  auto full = say_error(
      503, fmt::format("All {} workers are busy and {} requests wait already.", options_.workers, options_.queue));
  full.headers.emplace_back("Retry-After", "1");
  answer(std::move(full));
}

/// Answered here, on the loop: a server that is busy must still say that it is alive.
bool Service::handle_control(const ServerRequest& request, const Answer& answer) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/health") {
    const auto report = health_.look(Clock::now());
    if (!reads) return answer(wrong_method("/health", "GET, HEAD")), true;
    return answer({.status = report.well ? 200 : 503, .body = report.why + "\n"}), true;
  }
  if (request.path == "/health/sick" || request.path == "/health/well") return answer(change_health(request)), true;
  if (request.path == "/stats") return answer(reads ? show_stats() : wrong_method("/stats", "GET, HEAD")), true;
  return false;
}

ServerResponse Service::change_health(const ServerRequest& request) {
  if (request.method != "POST") return wrong_method(request.path, "POST");
  const bool sick = request.path == "/health/sick";
  std::optional<Clock::time_point> until;
  for (const auto& [name, value] : request.query) {
    if (!sick || name != "for-s") {
      return say_error(400, fmt::format("{} takes {}, not \"{}\".", request.path,
                                        sick ? "only the query parameter for-s" : "no query parameters", name));
    }
    double seconds = 0;
    const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (ec != std::errc() || end != value.data() + value.size() || !(seconds > 0 && seconds <= 86'400)) {
      return say_error(400, fmt::format("for-s takes a number above 0 and up to 86400, not \"{}\".", value));
    }
    until = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }
  sick ? health_.be_sick(until) : health_.be_well();
  return {.status = 200, .body = health_.look(Clock::now()).why + "\n"};
}

ServerResponse Service::show_stats() const {
  const auto load = pool_.load();
  // By hand, since Boost.JSON writes 100.0 as 1E2: right, but not for people.
  auto body = fmt::format(
      R"({{"requests":{},"in_flight":{},"queued":{},"rejected":{},"errors":{},"leaked_kb":{:.1f},"resident_kb":{},)"
      R"("cpu_s":{:.3f},"uptime_s":{:.3f},"workers":{},"queue":{}}})"
      "\n",
      requests_.load(), load.busy, load.queued, rejected_.load(), errors_.load(),
      static_cast<double>(workload_.leaked_bytes()) / kb, read_resident_kb(), read_cpu_seconds(),
      std::chrono::duration<double>(Clock::now() - started_at_).count(), options_.workers, options_.queue);
  return {.status = 200, .body = std::move(body), .content_type = "application/json"};
}

ServerResponse Service::work(const ServerRequest& request, const Burden& burden) {
  const auto fail = [this](int status, std::string_view text) {
    ++errors_;
    return say_error(status, text);
  };
  auto memory = TouchedMemory::take(to_bytes(burden.memory_mb, mb));
  if (!memory) return fail(500, memory.error().message);
  if (auto paid = pay(burden); !paid) return fail(500, paid.error().message);
  auto reply = routes_.answer(request);
  if (auto called = call_other(burden, reply); !called) return fail(502, called.error().message);
  if (draw_error(burden.error_rate)) return fail(500, fmt::format("Drawn at error-rate {:g}.", burden.error_rate));
  if (burden.status != 0) reply.status = burden.status;
  if (reply.status >= 500) ++errors_;
  if (!burden.echo) return render(std::move(reply), to_bytes(burden.response_kb, kb));
  const auto* type = request.find_header("content-type");
  return {.status = reply.status,
          .headers = std::move(reply.headers),
          .body = request.body,
          .content_type = type == nullptr ? "application/octet-stream" : *type};
}

Result<void> Service::pay(const Burden& burden) {
  workload_.burn_cpu(Milliseconds(burden.cpu_ms));
  workload_.sleep(Milliseconds(burden.sleep_ms));
  workload_.hold_lock(Milliseconds(burden.lock_ms));
  if (auto written = workload_.write_to_disk(to_bytes(burden.disk_kb, kb)); !written) return written.error();
  return workload_.leak(to_bytes(burden.leak_kb, kb));
}

Result<void> Service::call_other(const Burden& burden, Reply& reply) {
  if (burden.call.empty()) return {};
  const auto upstream = parse_upstream(burden.call);
  if (!upstream) return upstream.error();
  const auto timeout = std::chrono::milliseconds(static_cast<std::int64_t>(burden.call_timeout_ms));
  const auto status =
      call_upstream(io_.get_executor(), *upstream, timeout, [this] { return workload_.is_cut_short(); });
  if (!status) return unavailable(fmt::format("{} gave no answer: {}", burden.call, status.error().message));
  if (*status >= 500) return unavailable(fmt::format("{} answered {}.", burden.call, *status));
  if (auto* text = std::get_if<std::string>(&reply.body)) {
    *text += fmt::format("{} answered {}.\n", burden.call, *status);
  } else {
    std::get<json::object>(reply.body)["called"] = json::object{{"url", burden.call}, {"status", *status}};
  }
  return {};
}

bool Service::draw_error(double rate) {
  if (rate <= 0) return false;
  const std::scoped_lock lock(draw_mutex_);
  return draw_.uniform() < rate;
}

}  // namespace rampart::heavy
