#include "live/compute/docker_messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace rampart::live::compute {
namespace {

namespace json = boost::json;

constexpr const char* kApi = "/v1.41";

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

json::value parse(std::string_view text) {
  boost::system::error_code code;
  auto value = json::parse(json::string_view(text.data(), text.size()), code);
  return code ? json::value() : value;
}

/// The value at a path of keys, or null.
const json::value& at(const json::value& root, std::initializer_list<const char*> keys) {
  static const json::value nothing;
  const json::value* value = &root;
  for (const char* key : keys) {
    if (!value->is_object()) return nothing;
    value = value->as_object().if_contains(key);
    if (value == nullptr) return nothing;
  }
  return *value;
}

std::string text_of(const json::value& value) { return value.is_string() ? std::string(value.as_string()) : ""; }
double number_of(const json::value& value) { return value.is_number() ? value.to_number<double>() : 0; }

json::array strings(const std::vector<std::string>& values) {
  json::array array;
  for (const auto& value : values) array.emplace_back(value);
  return array;
}

json::array environment_of(const fleet::ContainerSpec& container) {
  json::array variables;
  bool has_port = false;
  for (const auto& [name, value] : container.environment) {
    variables.emplace_back(name + "=" + value);
    has_port = has_port || name == "PORT";
  }
  if (!has_port && !container.ports.empty()) {
    variables.emplace_back(fmt::format("PORT={}", container.ports.front().container_port));
  }
  return variables;
}

json::object host_config(const fleet::TaskDefinition& definition, const fleet::ContainerSpec& container,
                         const std::string& joined) {
  const auto mib =
      container.memory_mib > 0 ? std::min(container.memory_mib, definition.memory_mib) : definition.memory_mib;
  const auto bytes = static_cast<std::int64_t>(mib) * 1024 * 1024;
  json::object config;
  config["NanoCpus"] = static_cast<std::int64_t>(definition.cpu_units) * 1'000'000'000 / 1024;
  config["Memory"] = bytes;
  config["MemorySwap"] = bytes;  // equal: no swap
  config["NetworkMode"] = joined.empty() ? "bridge" : "container:" + joined;
  return config;
}

}  // namespace

std::string run_label(const std::string& run_id) { return "rampart.run=" + run_id; }

std::string create_target(const std::string& name) {
  return fmt::format("{}/containers/create?name={}", kApi, percent_encoded(name));
}
std::string start_target(const std::string& container) {
  return fmt::format("{}/containers/{}/start", kApi, container);
}
std::string inspect_target(const std::string& container) {
  return fmt::format("{}/containers/{}/json", kApi, container);
}
std::string stop_target(const std::string& container, Duration timeout) {
  return fmt::format("{}/containers/{}/stop?t={}", kApi, container,
                     std::chrono::ceil<std::chrono::seconds>(timeout).count());
}
std::string kill_target(const std::string& container) { return fmt::format("{}/containers/{}/kill", kApi, container); }
std::string remove_target(const std::string& container) {
  return fmt::format("{}/containers/{}?force=1&v=1", kApi, container);
}
std::string logs_target(const std::string& container) {
  return fmt::format("{}/containers/{}/logs?stdout=1&stderr=1", kApi, container);
}
std::string timed_logs_target(const std::string& container, std::uint64_t after, bool follow) {
  auto target = logs_target(container) + "&timestamps=1";
  if (after > 0) target += fmt::format("&since={}.{:09}", after / 1'000'000'000, after % 1'000'000'000);
  return follow ? target + "&follow=1" : target;
}
std::string stats_target(const std::string& container) {
  return fmt::format("{}/containers/{}/stats?stream=false&one-shot=true", kApi, container);
}
std::string exec_target(const std::string& container) { return fmt::format("{}/containers/{}/exec", kApi, container); }
std::string exec_body(const std::vector<std::string>& command) {
  return json::serialize(json::object{{"AttachStdout", true}, {"AttachStderr", true}, {"Cmd", strings(command)}});
}
std::string exec_start_target(const std::string& exec) { return fmt::format("{}/exec/{}/start", kApi, exec); }
std::string exec_inspect_target(const std::string& exec) { return fmt::format("{}/exec/{}/json", kApi, exec); }
std::optional<int> exec_exit_code(std::string_view body) {
  const auto root = parse(body);
  const auto& running = at(root, {"Running"});
  if (running.is_bool() && running.as_bool()) return std::nullopt;
  const auto& code = at(root, {"ExitCode"});
  if (!code.is_number()) return std::nullopt;
  return static_cast<int>(number_of(code));
}
std::string list_target(const std::string& run_id) {
  const json::object filters{{"label", json::array{run_label(run_id)}}};
  return fmt::format("{}/containers/json?all=1&filters={}", kApi, percent_encoded(json::serialize(filters)));
}
std::string events_target(const std::string& run_id) {
  const json::object filters{{"type", json::array{"container"}},
                             {"event", json::array{"die", "oom"}},
                             {"label", json::array{run_label(run_id)}}};
  return fmt::format("{}/events?filters={}", kApi, percent_encoded(json::serialize(filters)));
}

std::string container_name(const fleet::TaskLaunch& task, const fleet::ContainerSpec& container) {
  auto name = fmt::format("rampart-{}-{}-{}", task.service, task.id, container.name);
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                 c == '-');
      },
      '_');
  return name;
}

std::string create_body(const std::string& run_id, const fleet::TaskLaunch& task, const fleet::ContainerSpec& container,
                        const std::string& joined, bool log_is_kept) {
  json::object body;
  body["Image"] = container.image;
  body["Env"] = environment_of(container);
  if (!container.entry_point.empty()) body["Entrypoint"] = strings(container.entry_point);
  if (!container.command.empty()) body["Cmd"] = strings(container.command);
  if (!container.working_directory.empty()) body["WorkingDir"] = container.working_directory;
  body["Labels"] = {{"rampart.run", run_id}, {"rampart.service", task.service}, {"rampart.task", task.id}};
  body["StopTimeout"] = std::chrono::ceil<std::chrono::seconds>(container.stop_timeout).count();
  body["Healthcheck"] = {{"Test", json::array{"NONE"}}};  // Fargate ignores the image's too
  if (joined.empty()) {
    json::object ports;
    for (const auto& other : task.definition.containers) {  // one network: all ports are the first container's
      for (const auto& port : other.ports) {
        ports[fmt::format("{}/{}", port.container_port, port.protocol)] = json::object();
      }
    }
    body["ExposedPorts"] = std::move(ports);
  }
  json::object config = host_config(task.definition, container, joined);
  if (log_is_kept) config["LogConfig"] = {{"Type", "json-file"}, {"Config", {{"max-size", "8m"}}}};
  body["HostConfig"] = std::move(config);
  return json::serialize(body);
}

std::string created_id(std::string_view body) { return text_of(at(parse(body), {"Id"})); }
std::string error_message(std::string_view body) { return text_of(at(parse(body), {"message"})); }

namespace {

std::vector<std::string> ids_where(std::string_view list_body, bool running_only) {
  std::vector<std::string> ids;
  const auto list = parse(list_body);
  if (!list.is_array()) return ids;
  for (const auto& container : list.as_array()) {
    if (running_only && text_of(at(container, {"State"})) != "running") continue;
    if (auto id = text_of(at(container, {"Id"})); !id.empty()) ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace

std::vector<std::string> container_ids(std::string_view list_body) { return ids_where(list_body, false); }
std::vector<std::string> running_container_ids(std::string_view list_body) { return ids_where(list_body, true); }

std::vector<std::pair<std::string, std::string>> containers_with_tasks(std::string_view list_body) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto list = parse(list_body);
  if (!list.is_array()) return out;
  for (const auto& container : list.as_array())
    out.emplace_back(text_of(at(container, {"Id"})), text_of(at(container, {"Labels", "rampart.task"})));
  return out;
}

std::optional<Inspection> parse_inspection(std::string_view body) {
  const auto root = parse(body);
  const auto& state = at(root, {"State"});
  if (!state.is_object()) return std::nullopt;
  Inspection inspection;
  inspection.id = text_of(at(root, {"Id"}));
  const auto& running = at(state, {"Running"});
  inspection.running = running.is_bool() && running.as_bool();
  inspection.exit_code = static_cast<int>(number_of(at(state, {"ExitCode"})));
  const auto& killed = at(state, {"OOMKilled"});
  inspection.out_of_memory = killed.is_bool() && killed.as_bool();
  inspection.pid = static_cast<int>(number_of(at(state, {"Pid"})));
  inspection.ip_address = text_of(at(root, {"NetworkSettings", "IPAddress"}));
  const auto& networks = at(root, {"NetworkSettings", "Networks"});
  if (networks.is_object()) {  // where Podman says it
    for (const auto& network : networks.as_object()) {
      if (inspection.ip_address.empty()) inspection.ip_address = text_of(at(network.value(), {"IPAddress"}));
    }
  }
  return inspection;
}

std::optional<EngineEvent> parse_event(std::string_view line) {
  const auto root = parse(line);
  EngineEvent event{text_of(at(root, {"Action"})), text_of(at(root, {"Actor", "ID"}))};
  if (event.action == "died") event.action = "die";  // Podman's own word
  if (event.action.empty() || event.container.empty()) return std::nullopt;
  return event;
}

std::optional<EngineStats> parse_stats(std::string_view body) {
  const auto root = parse(body);
  const auto& memory = at(root, {"memory_stats"});
  const auto& cpu = at(root, {"cpu_stats", "cpu_usage", "total_usage"});
  if (!cpu.is_number()) return std::nullopt;
  // Version 1 counts cache as "cache", version 2 as "file".
  const double cache =
      std::max(number_of(at(memory, {"stats", "total_cache"})), number_of(at(memory, {"stats", "file"})));
  return EngineStats{number_of(cpu) / 1e9, std::max(0.0, number_of(at(memory, {"usage"})) - cache)};
}

std::string plain_log(std::string_view framed) {
  std::string text;
  std::size_t from = 0;
  while (from + 8 <= framed.size()) {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(framed[from + i]));
    };
    const bool is_frame = byte(0) <= 2 && byte(1) == 0 && byte(2) == 0 && byte(3) == 0;
    if (!is_frame) return from == 0 ? std::string(framed) : text;
    const auto length = (byte(4) << 24U) | (byte(5) << 16U) | (byte(6) << 8U) | byte(7);
    text += framed.substr(from + 8, length);
    from += 8 + length;
  }
  if (from == 0) return std::string(framed);
  return text;
}

}  // namespace rampart::live::compute
