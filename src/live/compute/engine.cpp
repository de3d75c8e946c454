#include "live/compute/engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>

#include "live/net/http_client.h"

namespace rampart::live::compute {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

bool is_podman(const json::object& version) {
  const auto* components = version.if_contains("Components");
  if (components == nullptr || !components->is_array()) return false;
  return std::any_of(components->as_array().begin(), components->as_array().end(), [](const json::value& component) {
    return component.is_object() && text_at(component.as_object(), "Name").find("Podman") != std::string::npos;
  });
}

Result<Engine> ask(const std::string& socket) {
  const auto answer = net::fetch_and_wait({socket, {}, 0}, {.target = "/version", .timeout = std::chrono::seconds(2)});
  if (!answer) return answer.error();
  boost::system::error_code code;
  const auto value = json::parse(answer->body, code);
  if (answer->status != 200 || code || !value.is_object()) {
    return unavailable(fmt::format("{}: not a container engine (status {}).", socket, answer->status));
  }
  return Engine{socket, is_podman(value.as_object()) ? "Podman" : "Docker", text_at(value.as_object(), "Version")};
}

}  // namespace

std::vector<std::string> engine_sockets() {
  std::vector<std::string> sockets;
  const std::string scheme = "unix://";
  if (const char* host = std::getenv("DOCKER_HOST"); host != nullptr && std::string(host).rfind(scheme, 0) == 0) {
    sockets.push_back(std::string(host).substr(scheme.size()));
  }
  sockets.emplace_back("/var/run/docker.sock");
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && *runtime != '\0') {
    sockets.push_back(std::string(runtime) + "/podman/podman.sock");
  }
  sockets.emplace_back("/run/podman/podman.sock");
  return sockets;
}

Result<Engine> detect_engine() { return detect_engine(engine_sockets()); }

Result<Engine> detect_engine(const std::vector<std::string>& sockets) {
  std::vector<std::string> reasons;
  for (const auto& socket : sockets) {
    auto engine = ask(socket);
    if (engine) return engine;
    reasons.push_back(engine.error().message);
  }
  return unavailable(fmt::format("No container engine answers. {} Start one, or set DOCKER_HOST=unix:///its/socket.",
                                 fmt::join(reasons, " ")));
}

}  // namespace rampart::live::compute
