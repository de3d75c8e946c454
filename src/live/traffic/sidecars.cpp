#include "live/traffic/sidecars.h"

#include <fmt/format.h>

#include <filesystem>

namespace rampart::live::traffic {
namespace {

// A TypeScript bundle on a busy machine takes seconds.
constexpr Duration longest_loading = std::chrono::seconds(120);

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
                             const std::string& test_run_id, std::uint64_t seed) {
  if (auto started = start_fake_data(script, workers, seed); started.has_error()) return started;
  if (auto started = start_hooks(script, workers, initial, test_run_id); started.has_error()) return started;
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
                                   const std::string& test_run_id) {
  if (!script.config.processor) return {};
  const auto at_processor = [&](const Error& error) { return at(error, script.config.processor->place); };
  const auto node = find_node();
  if (node.has_error()) return at_processor(node.error());
  const SidecarSettings settings{
      *node,       *script.config.processor, script.config.target, script.config.timeout, initial.shared(),
      test_run_id, script.config.fake_data,  folder_of(script)};
  std::vector<Sidecar*> started;
  const auto start_one = [&](std::unique_ptr<Sidecar>& out) -> Result<void> {
    auto made = Sidecar::start(settings);
    if (made.has_error()) return at_processor(made.error());
    out = std::move(*made);
    started.push_back(out.get());
    return {};
  };
  workers_.resize(static_cast<std::size_t>(workers));
  for (auto& worker : workers_)
    if (auto done = start_one(worker); done.has_error()) return done;
  if (!script.before.empty() || !script.after.empty())
    if (auto done = start_one(sections_); done.has_error()) return done;
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

std::string Sidecars::death() const {
  for (const auto& process : fake_data_)
    if (!process->death().empty()) return process->death();
  for (const auto& worker : workers_)
    if (worker && !worker->death().empty()) return worker->death();
  return sections_ ? sections_->death() : std::string();
}

}  // namespace rampart::live::traffic
