#include "live/traffic/plugin_host.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <filesystem>
#include <utility>

#include "live/traffic/sidecar_module.h"

namespace rampart::live::traffic {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr Duration longest_stats = 1s;
constexpr Duration longest_done = 10s;
constexpr Duration longest_send = 5s;
constexpr int most_unheard = 8;

std::string absolute(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::absolute(path, ignored).lexically_normal().string();
}

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(json::string(*text)) : json::value(nullptr);
}

}  // namespace

Result<json::value> PluginHost::load(const script::PluginCall& call) {
  call_ = call;
  auto node = find_node();
  if (node.has_error()) return at_first_plugin(node.error());
  node_ = std::move(*node);
  auto main = begin(0);
  if (main.has_error()) return main.error();
  if (auto made = wait_plugged(*main); made.has_error()) return made.error();
  auto worker = begin(1);
  if (worker.has_error()) return worker.error();
  auto script = wait_plugged(*worker);
  if (script.has_error()) return script.error();
  main_.emplace(std::move(*main));
  first_worker_.emplace(std::move(*worker));
  return script;
}

Result<std::vector<SidecarProcess>> PluginHost::start_workers(int workers) {
  std::vector<PluginProcess> processes;
  for (int i = 0; i < workers; ++i) {
    if (i == 0 && first_worker_) {
      processes.push_back(std::move(*first_worker_));
      first_worker_.reset();
      continue;
    }
    auto process = begin(i + 1);
    if (process.has_error()) return process.error();
    processes.push_back(std::move(*process));
  }
  std::vector<SidecarProcess> out;
  for (std::size_t i = 0; i < processes.size(); ++i) {
    if (i > 0)
      if (auto made = wait_plugged(processes[i]); made.has_error()) return made.error();
    out.push_back(processes[i].release());
  }
  return out;
}

Error PluginHost::at_first_plugin(Error error) const {
  if (error.place.line == 0) error.place = call_.plugins.front().place;
  return error;
}

Result<PluginProcess> PluginHost::begin(int worker) {
  auto process = PluginProcess::start(node_);
  if (process.has_error()) return at_first_plugin(process.error());
  process->send(message(worker), longest_send);
  return std::move(*process);
}

/// `worker`: 0 for the process that hears of the run.
std::string PluginHost::message(int worker) const {
  json::array wanted;
  for (const script::UserPlugin& plugin : call_.plugins)
    wanted.push_back({{"name", plugin.name}, {"module", plugin.module}});
  json::object environment;
  for (const auto& [name, value] : settings_.process_environment) environment[name] = value;
  const std::string path = absolute(settings_.script_path);
  const json::object options{{"environment", text_or_null(settings_.environment)},
                             {"scriptPath", settings_.script_path},
                             {"absoluteScriptPath", path},
                             {"plugins", json::array()},
                             {"scenarioName", text_or_null(settings_.scenario_name)}};
  const json::object about{
      {"worker", worker},
      {"wanted", std::move(wanted)},
      {"script", call_.script},
      {"processor", call_.processor ? absolute(call_.processor->path) : std::string()},
      {"external", json::value_from(call_.processor ? call_.processor->external : std::vector<std::string>())},
      {"folder", std::filesystem::path(path).parent_path().string()},
      {"options", options},
      {"env", std::move(environment)},
      {"testRunId", settings_.test_run_id},
      {"version", artillery_version}};
  return json::serialize(json::array{"plugins", about});
}

Result<json::value> PluginHost::wait_plugged(PluginProcess& process) {
  const script::UserPlugin& first = call_.plugins.front();
  const auto answer = process.receive("plugged", longest_loading, settings_.interrupted);
  if (!answer) {
    const std::string what = process.death().empty()
                                 ? fmt::format("hasn't been made after {:.0f} s", seconds(longest_loading))
                                 : fmt::format("can't be made: its Node.js {}", process.death());
    const bool interrupted = settings_.interrupted && settings_.interrupted();
    return invalid(fmt::format("the plugin \"{}\"{} {}", first.name, call_.plugins.size() > 1 ? " or one after it" : "",
                               interrupted ? "wasn't ready when the run was interrupted" : what),
                   first.place);
  }
  if ((*answer)[0] == json::value("refused")) return error_of(*answer);
  const auto* text = answer->size() > 1 ? (*answer)[1].if_string() : nullptr;
  if (text == nullptr) return json::value();
  boost::system::error_code broken;
  json::parse_options options;
  options.max_depth = 512;
  json::value script = json::parse(*text, broken, {}, options);
  if (broken) return invalid("the plugins make a script that can't be read: " + broken.message(), first.place);
  return script;
}

Error PluginHost::error_of(const json::array& refusal) const {
  const auto part = [&](std::size_t index) { return index < refusal.size() ? refusal[index] : json::value(); };
  const json::value text = part(1);
  const json::value index = part(2);
  Error error = invalid(text.is_string() ? std::string(std::string_view(text.get_string())) : std::string());
  if (part(3) == json::value(true)) error.kind = ErrorKind::not_found;
  const std::int64_t at = index.is_number() ? index.to_number<std::int64_t>() : -1;
  if (at >= 0 && at < static_cast<std::int64_t>(call_.plugins.size())) {
    error.place = call_.plugins[static_cast<std::size_t>(at)].place;
  } else if (call_.processor) {
    error.message = fmt::format("the processor {} can't be loaded: {}", call_.processor->path, error.message);
    error.place = call_.processor->place;
  } else {
    error.place = call_.plugins.front().place;
  }
  return error;
}

void PluginHost::tell_phase(const char* event, int index, Instant at) {
  tell(event, {{"index", index}, {"at", static_cast<std::int64_t>(milliseconds(at.time_since_epoch()))}},
       longest_stats);
}

void PluginHost::stats(const json::object& window) { tell("stats", window, longest_stats); }
void PluginHost::done(const json::object& aggregate) { tell("done", aggregate, longest_done); }

void PluginHost::tell(const char* event, const json::object& data, Duration most) {
  if (!main_ || !main_->death().empty()) return;
  while (unheard_ > 0 && main_->receive("heard", Duration::zero())) --unheard_;
  if (unheard_ >= most_unheard) {
    ++missed_;
    return;
  }
  if (!main_->send(json::serialize(json::array{"event", event, data}), longest_stats)) return;
  ++unheard_;
  while (unheard_ > 0 && main_->receive("heard", most)) --unheard_;
}

std::optional<PluginHost::Stop> PluginHost::stop_asked() {
  if (!main_) return std::nullopt;
  main_->look();
  if (const auto code = main_->stop_asked()) return Stop{*code, "a plugin called artillery.shutdown()"};
  if (main_->death().empty()) return std::nullopt;
  return Stop{main_->exit_code().value_or(11), "the plugins' Node.js " + main_->death()};
}

PluginHost::End PluginHost::end(int exit_code, bool early, const json::object& aggregate, Duration patience) {
  End out;
  if (!main_ || !main_->death().empty()) return out;
  const json::object about{{"exitCode", exit_code},
                           {"earlyStop", early},
                           {"report", aggregate},
                           {"patience", static_cast<std::int64_t>(milliseconds(patience))}};
  main_->send(json::serialize(json::array{"end", about}), longest_send);
  const auto answer = main_->receive("ended", patience + 1s);
  if (!answer || answer->size() < 3) {
    out.trouble = main_->death().empty()
                      ? fmt::format("the plugins' Node.js hasn't ended after {:.0f} s and is killed", seconds(patience))
                      : "the plugins' Node.js " + main_->death();
    if (missed_ > 0)
      out.trouble += fmt::format("; its listeners didn't return, so that {} later events were dropped", missed_);
    out.suggested_exit_code = main_->exit_code().value_or(0);
    return out;
  }
  if ((*answer)[1].is_number()) out.suggested_exit_code = (*answer)[1].to_number<int>();
  out.failed = (*answer)[2] == json::value(true);
  return out;
}

}  // namespace rampart::live::traffic
