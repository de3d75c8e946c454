#include "live/traffic/script_module.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>

#include "live/traffic/clock.h"
#include "live/traffic/sidecar_process.h"

namespace rampart::live::traffic {
namespace {

constexpr Duration patience = std::chrono::seconds(60);
constexpr std::size_t length_bytes = 4;
static_assert(std::endian::native == std::endian::little, "frames begin with their length so");

std::string frame_of(const boost::json::value& messages) {
  const std::string text = boost::json::serialize(messages);
  const auto length = static_cast<std::uint32_t>(text.size());
  std::string out(length_bytes, '\0');
  std::memcpy(out.data(), &length, length_bytes);
  return out + text;
}

/// The text of the first whole frame in `bytes`; empty: it isn't whole yet.
std::string_view first_frame(std::string_view bytes) {
  std::uint32_t length = 0;
  if (bytes.size() < length_bytes) return {};
  std::memcpy(&length, bytes.data(), length_bytes);
  return bytes.size() < length_bytes + length ? std::string_view() : bytes.substr(length_bytes, length);
}

/// Empty: the process has ended, or nothing came in time.
std::string receive_frame(int socket) {
  const Instant give_up = wall_now() + patience;
  std::string bytes;
  std::array<char, 64 * 1024> part{};
  for (Duration left = patience; left > Duration::zero(); left = give_up - wall_now()) {
    pollfd wanted{socket, POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(milliseconds(left)) + 1) <= 0) continue;
    const ssize_t n = ::recv(socket, part.data(), part.size(), MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return {};
    if (n > 0) bytes.append(part.data(), static_cast<std::size_t>(n));
    if (const auto text = first_frame(bytes); !text.empty()) return std::string(text);
  }
  return {};
}

std::string text_at(const boost::json::array& message, std::size_t index) {
  const auto* text = index < message.size() ? message[index].if_string() : nullptr;
  return text == nullptr ? std::string() : std::string(*text);
}

}  // namespace

Result<std::string> read_script_module(const std::string& path) {
  const Place place{path, 0, 0};
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error).lexically_normal();
  if (!std::filesystem::exists(absolute, error)) return not_found(fmt::format("{}: there is no such file", path));
  const auto node = find_node();
  if (node.has_error()) return node.error();
  auto process = SidecarProcess::start(*node);
  if (process.has_error()) return process.error();
  const std::string asked = frame_of(boost::json::array{boost::json::array{"script", absolute.string()}});
  if (::send(process->descriptor(), asked.data(), asked.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(asked.size()))
    return unavailable(fmt::format("{}: Node.js can't be spoken to: {}", path, std::strerror(errno)));
  const std::string heard = receive_frame(process->descriptor());
  process->end();
  boost::system::error_code broken;
  const auto messages = boost::json::parse(heard, broken);
  if (broken || !messages.is_array() || messages.get_array().empty() || !messages.get_array()[0].is_array())
    return invalid(fmt::format("the script can't be loaded: Node.js {}",
                               process->status() ? describe_status(*process->status()) : "said nothing"),
                   place);
  const auto& message = messages.get_array()[0].get_array();
  if (text_at(message, 0) != "script")
    return invalid(fmt::format("the script can't be loaded: {}", text_at(message, 1)), place);
  return text_at(message, 1);
}

}  // namespace rampart::live::traffic
