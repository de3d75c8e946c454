#include "live/traffic/sidecars.h"

namespace rampart::live::traffic {
namespace {

// A TypeScript bundle on a busy machine takes seconds.
constexpr Duration longest_loading = std::chrono::seconds(120);

}  // namespace

Result<void> Sidecars::start(const script::Script& script, int workers, const script::Variables& initial,
                             const std::string& test_run_id) {
  if (!script.config.processor) return {};
  const auto at_processor = [&](Error error) {
    if (error.place.line == 0) error.place = script.config.processor->place;
    return error;
  };
  const auto node = find_node();
  if (node.has_error()) return at_processor(node.error());
  const SidecarSettings settings{
      *node, *script.config.processor, script.config.target, script.config.timeout, initial.shared(), test_run_id};
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

std::string Sidecars::death() const {
  for (const auto& worker : workers_)
    if (worker && !worker->death().empty()) return worker->death();
  return sections_ ? sections_->death() : std::string();
}

}  // namespace rampart::live::traffic
