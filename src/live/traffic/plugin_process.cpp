#include "live/traffic/plugin_process.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "live/traffic/clock.h"

namespace rampart::live::traffic {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr Duration look_every = 100ms;

bool is_called(const json::array& message, std::string_view name) {
  const auto* text = message[0].if_string();
  return text != nullptr && std::string_view(*text) == name;
}

}  // namespace

Result<PluginProcess> PluginProcess::start(const std::string& node) {
  auto process = SidecarProcess::start(node);
  if (process.has_error()) return process.error();
  return PluginProcess(std::move(*process));
}

bool PluginProcess::wait(short events, Duration most) {
  pollfd wanted{process_.descriptor(), events, 0};
  return ::poll(&wanted, 1, static_cast<int>(milliseconds(std::max<Duration>(most, Duration::zero()))) + 1) > 0;
}

bool PluginProcess::send(std::string_view message, Duration most) {
  const Instant give_up = wall_now() + most;
  std::string frame;
  begin_message(frame);
  frame += message.substr(1);  // its bracket is there
  end_frame(frame);
  std::string_view left = frame;
  while (!left.empty() && death_.empty()) {
    const ssize_t sent = ::send(process_.descriptor(), left.data(), left.size(), MSG_NOSIGNAL);
    if (sent > 0)
      left.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno != EINTR && (errno != EAGAIN || !wait(POLLOUT, give_up - wall_now())))
      break;
  }
  return left.empty();
}

std::optional<json::array> PluginProcess::receive(std::string_view name, Duration most,
                                                  const std::function<bool()>& given_up) {
  const Instant give_up = wall_now() + most;
  for (;;) {
    const auto found = std::find_if(answers_.begin(), answers_.end(), [&](const json::array& answer) {
      return is_called(answer, name) || is_called(answer, "refused");
    });
    if (found != answers_.end()) {
      json::array answer = std::move(*found);
      answers_.erase(found);
      return answer;
    }
    const Duration left = give_up - wall_now();
    if (!death_.empty() || left <= Duration::zero() || (given_up && given_up())) return std::nullopt;
    if (wait(POLLIN, std::min(left, look_every))) read();
  }
}

void PluginProcess::look() {
  if (death_.empty() && wait(POLLIN, Duration::zero())) read();
}

void PluginProcess::read() {
  const bool there = inbox_.read(process_.descriptor());
  json::array message;
  while (inbox_.take(message)) {
    if (is_called(message, "stop"))
      stop_ = message.size() > 1 && message[1].is_number() ? message[1].to_number<int>() : 0;
    else if (!is_called(message, "died"))
      answers_.push_back(std::move(message));
  }
  if (there) return;
  process_.end();
  death_ = process_.status() ? describe_status(*process_.status()) : "ended";
}

std::optional<int> PluginProcess::exit_code() const {
  if (!process_.status() || !WIFEXITED(*process_.status())) return std::nullopt;
  return WEXITSTATUS(*process_.status());
}

}  // namespace rampart::live::traffic
