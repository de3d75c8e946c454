#include <fmt/format.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <ostream>

#include "heavy/heavy.h"
#include "heavy/service.h"

namespace rampart::heavy {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

std::chrono::nanoseconds from_ms(double ms) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double, std::milli>(ms));
}

/// The life of the process: start up, listen, be told to stop, drain, leave.
class Life {
 public:
  Life(const HeavyOptions& options, std::ostream& out)
      : options_(options), out_(out), signals_(io_, SIGTERM, SIGINT), timer_(io_), service_(io_, options) {}

  Result<int> live() {
    wait_for_signal();
    if (options_.start_ms > 0) say(fmt::format("starting, the port opens in {:g} ms", options_.start_ms));
    timer_.expires_after(from_ms(options_.start_ms));
    timer_.async_wait([this](const error_code& ec) {
      if (!ec) open();
    });
    io_.run();
    if (failure_) return *failure_;
    return 0;
  }

 private:
  void say(std::string_view text) { out_ << "rampart heavy: " << text << std::endl; }

  void open() {
    if (auto listening = service_.listen(); !listening) {
      failure_ = listening.error();
      return io_.stop();
    }
    const auto costs = describe(options_.burden);
    say(fmt::format("listening on {}:{} ({}{} worker{})", options_.host, service_.port(),
                    costs.empty() ? "" : costs + " a request, ", options_.workers, options_.workers == 1 ? "" : "s"));
  }

  void wait_for_signal() {
    signals_.async_wait([this](const error_code& ec, int signal) {
      if (ec) return;
      if (stopping_) std::_Exit(128 + signal);  // whoever asks twice doesn't want to wait
      stopping_ = true;
      wait_for_signal();
      stop();
    });
  }

  void stop() {
    say(fmt::format("stopping, {} to finish", count_requests()));
    timer_.expires_after(from_ms(options_.drain_s * 1000));
    timer_.async_wait([this](const error_code& ec) {
      if (ec) return;
      say(fmt::format("left {} unfinished after {:g} s", count_requests(), options_.drain_s));
      io_.stop();
    });
    service_.drain([this] { io_.stop(); });
  }

  [[nodiscard]] std::string count_requests() const {
    const auto count = service_.count_unfinished();
    return fmt::format("{} request{}", count, count == 1 ? "" : "s");
  }

  const HeavyOptions& options_;
  std::ostream& out_;
  asio::io_context io_{1};
  asio::signal_set signals_;
  asio::steady_timer timer_;
  Service service_;
  bool stopping_ = false;
  std::optional<Error> failure_;
};

}  // namespace

Result<int> serve(const HeavyOptions& options, std::ostream& out) { return Life(options, out).live(); }

int run(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
  for (const auto& arg : args) {
    if (arg == "--help" || arg == "-h") {
      out << usage();
      return 0;
    }
  }
  const auto options = options_from(args, read_environment());
  if (!options) {
    err << "rampart heavy: " << to_string(options.error()) << "\n";
    return 2;
  }
  const auto served = serve(*options, out);
  if (served) return *served;
  err << "rampart heavy: " << to_string(served.error()) << "\n";
  return served.error().kind == ErrorKind::unavailable ? 3 : 2;
}

}  // namespace rampart::heavy
