#include "live/traffic/fake_data_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <cerrno>
#include <utility>

#include "live/traffic/clock.h"

namespace rampart::live::traffic {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t largest_batch = 4096;  // of emails: 100 kB and 6 ms of Node.js
constexpr Duration longest_batch = 30s;

}  // namespace

FakeDataProcess::FakeDataProcess(SidecarProcess process, script::FakeDataPlugin plugin)
    : process_(std::move(process)), plugin_(std::move(plugin)) {}

Result<std::unique_ptr<FakeDataProcess>> FakeDataProcess::start(const FakeDataSettings& settings) {
  auto process = SidecarProcess::start(settings.node);
  if (process.has_error()) return process.error();
  std::unique_ptr<FakeDataProcess> made(new FakeDataProcess(std::move(*process), settings.plugin));
  const json::object about{{"folder", settings.script_folder},
                           {"options", settings.plugin.options},
                           {"names", json::value_from(settings.plugin.functions)},
                           {"seed", settings.seed},
                           {"warn", settings.warns}};
  std::string frame;
  begin_message(frame);
  frame.append("\"fake data\",").append(json::serialize(about)).append("]");
  made->send(std::move(frame));
  return made;
}

Result<void> FakeDataProcess::wait_ready(Duration most) {
  const Instant give_up = wall_now() + most;
  while (!ready_ && refused_.empty() && death_.empty()) {
    const Duration left = give_up - wall_now();
    if (left <= Duration::zero())
      refused_ = fmt::format("the plugin fake-data hasn't been loaded after {:.0f} s", seconds(most));
    else if (wait(left, POLLIN))
      receive();
  }
  if (ready_) return {};
  return invalid(refused_.empty() ? death_ : refused_, plugin_.place);
}

void FakeDataProcess::append(std::string_view name, std::string& out) {
  Pool& pool = pools_.find(name)->second;
  if (pool.used == pool.values.size()) refill(pool);
  if (pool.used < pool.values.size()) out += pool.values[pool.used++];
}

// The next batch is taken, and the one after it asked for: larger ones as long as they are used up.
void FakeDataProcess::refill(Pool& pool) {
  const Instant give_up = wall_now() + longest_batch;
  while (pool.ahead.empty() && death_.empty()) {
    if (wait(give_up - wall_now(), POLLIN))
      receive();
    else
      die(fmt::format("has made no values for {:.0f} s", seconds(longest_batch)));
  }
  if (pool.ahead.empty()) return;
  pool.values = std::exchange(pool.ahead, {});
  pool.used = 0;
  ask(pool, std::min(2 * pool.asked, largest_batch));
}

void FakeDataProcess::ask(Pool& pool, std::size_t how_many) {
  pool.asked = how_many;
  std::string frame;
  begin_message(frame);
  frame += fmt::format("\"fake\",{},{}]", pool.number, how_many);
  send(std::move(frame));
}

void FakeDataProcess::send(std::string frame) {
  end_frame(frame);
  std::string_view left = frame;
  while (!left.empty() && death_.empty()) {
    const ssize_t sent = ::send(process_.descriptor(), left.data(), left.size(), MSG_NOSIGNAL);
    if (sent > 0)
      left.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno == EAGAIN)
      wait(longest_batch, POLLOUT);
    else if (errno != EINTR)
      return;  // gone: receive() sees that
  }
}

bool FakeDataProcess::wait(Duration most, short events) {
  if (most <= Duration::zero()) return false;
  pollfd wanted{process_.descriptor(), events, 0};
  const Instant give_up = wall_now() + most;
  int found = 0;
  do {
    const auto left = std::max<Duration>(give_up - wall_now(), Duration::zero());
    found = ::poll(&wanted, 1, static_cast<int>(milliseconds(left)) + 1);
  } while (found < 0 && errno == EINTR);
  return found > 0;
}

void FakeDataProcess::receive() {
  const bool there = inbox_.read(process_.descriptor());
  json::array message;
  while (inbox_.take(message)) take(message);
  if (there || !death_.empty()) return;
  process_.end();
  die(process_.status() ? describe_status(*process_.status()) : "ended");
}

void FakeDataProcess::take(json::array& message) {
  if (message[0].is_number() && message.size() > 1 && message[1].is_array()) {
    const auto number = message[0].to_number<std::size_t>();
    const auto found =
        std::find_if(pools_.begin(), pools_.end(), [&](const auto& pool) { return pool.second.number == number; });
    if (found == pools_.end()) return;
    for (const json::value& value : message[1].get_array())
      found->second.ahead.emplace_back(value.is_string() ? std::string_view(value.get_string()) : std::string_view());
  } else if (message[0] == json::value("refused") && message.size() > 1 && message[1].is_string()) {
    refused_ = std::string_view(message[1].get_string());
  } else if (message[0] == json::value("ready")) {
    ready_ = true;
    for (std::size_t i = 1; i < message.size(); ++i) {
      const std::string name(message[i].is_string() ? std::string_view(message[i].get_string()) : std::string_view());
      const auto known = std::find(plugin_.functions.begin(), plugin_.functions.end(), name);
      if (known == plugin_.functions.end()) continue;
      Pool& pool = pools_[name];
      pool.number = static_cast<std::size_t>(known - plugin_.functions.begin());
      ask(pool, pool.asked);
    }
  } else if (message[0] == json::value("died") && message.size() > 1 && message[1].is_string()) {
    refused_ = std::string_view(message[1].get_string());
  }
}

void FakeDataProcess::die(const std::string& how) {
  death_ = fmt::format("fake-data's Node.js {}{}", how, refused_.empty() ? "" : ": " + refused_);
}

}  // namespace rampart::live::traffic
