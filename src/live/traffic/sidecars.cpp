#include "live/traffic/sidecars.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "live/traffic/clock.h"

namespace rampart::live::traffic {
namespace {

Error at(Error error, const Place& place) {
  if (error.place.line == 0) error.place = place;
  return error;
}

std::string folder_of(const script::Script& script) {
  std::error_code ignored;
  return std::filesystem::absolute(script.file, ignored).parent_path().lexically_normal().string();
}

}  // namespace

Result<void> Sidecars::start(const script::Script& script, int workers, const script::Variables& initial,
                             const std::string& test_run_id, std::uint64_t seed, PluginHost* plugins) {
  if (auto started = start_fake_data(script, workers, seed); started.has_error()) return started;
  if (auto started = start_hooks(script, workers, initial, test_run_id, plugins); started.has_error()) return started;
  for (const auto& process : fake_data_)
    if (auto ready = process->wait_ready(longest_loading); ready.has_error()) return ready;
  return {};
}

Result<void> Sidecars::start_fake_data(const script::Script& script, int workers, std::uint64_t seed) {
  const auto& plugin = script.config.fake_data;
  if (!plugin || plugin->functions.empty()) return {};
  const auto node = find_node();
  if (node.has_error()) return at(node.error(), plugin->place);
  for (int i = 0; i < workers; ++i) {
    auto made = FakeDataProcess::start({*node, *plugin, folder_of(script), fmt::format("{}/{}", seed, i), i == 0});
    if (made.has_error()) return at(made.error(), plugin->place);
    fake_data_.push_back(std::move(*made));
  }
  return {};
}

Result<void> Sidecars::start_hooks(const script::Script& script, int workers, const script::Variables& initial,
                                   const std::string& test_run_id, PluginHost* plugins) {
  if (!script.config.processor) return {};
  const auto at_processor = [&](const Error& error) { return at(error, script.config.processor->place); };
  const auto node = find_node();
  if (node.has_error()) return at_processor(node.error());
  const SidecarSettings settings{
      *node,       *script.config.processor, script.config.target, script.config.timeout, initial.shared(),
      test_run_id, script.config.fake_data,  folder_of(script)};
  std::vector<Sidecar*> started;
  const auto start_one = [&](std::unique_ptr<Sidecar>& out, std::optional<SidecarProcess> plugged) -> Result<void> {
    auto made = plugged ? Result<std::unique_ptr<Sidecar>>(Sidecar::start(settings, std::move(*plugged)))
                        : Sidecar::start(settings);
    if (made.has_error()) return at_processor(made.error());
    out = std::move(*made);
    started.push_back(out.get());
    return {};
  };
  std::vector<SidecarProcess> plugged;
  if (!script.config.user_plugins.empty() && plugins != nullptr) {
    auto processes = plugins->start_workers(workers);
    if (processes.has_error()) return at_processor(processes.error());
    plugged = std::move(*processes);
  }
  for (int i = 0; i < workers; ++i) {
    std::optional<SidecarProcess> own;
    if (!plugged.empty()) own.emplace(std::move(plugged[static_cast<std::size_t>(i)]));
    workers_.emplace_back();
    if (auto done = start_one(workers_.back(), std::move(own)); done.has_error()) return done;
  }
  if (!script.before.empty() || !script.after.empty())
    if (auto done = start_one(sections_, std::nullopt); done.has_error()) return done;
  for (Sidecar* sidecar : started)
    if (auto ready = sidecar->wait_ready(longest_loading); ready.has_error()) return ready;
  return {};
}

Sidecar* Sidecars::of_worker(int worker) {
  return workers_.empty() ? nullptr : workers_[static_cast<std::size_t>(worker)].get();
}

Sidecar* Sidecars::of_sections() { return sections_.get(); }

script::FakeData* Sidecars::fake_data_of(int worker) {
  return fake_data_.empty() ? nullptr : fake_data_[static_cast<std::size_t>(worker)].get();
}

int Sidecars::clean_up(Duration patience) {
  for (const auto& worker : workers_) worker->ask_to_clean(patience);
  const Instant give_up = wall_now() + patience + std::chrono::seconds(1);
  int suggested = 0;
  for (const auto& worker : workers_)
    if (const int code = worker->wait_clean(give_up - wall_now()); code != 0) suggested = code;
  return suggested;
}

std::string Sidecars::death() const {
  for (const auto& process : fake_data_)
    if (!process->death().empty()) return process->death();
  for (const auto& worker : workers_)
    if (worker && !worker->death().empty()) return worker->death();
  return sections_ ? sections_->death() : std::string();
}

}  // namespace rampart::live::traffic
