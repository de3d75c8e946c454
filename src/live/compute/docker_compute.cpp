#include "live/compute/docker_compute.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "live/compute/docker_driver.h"

namespace rampart::live::compute {

DockerDriver::DockerDriver(boost::asio::io_context& io, DockerOptions options, Engine engine)
    : io_(io),
      options_(std::move(options)),
      engine_(std::move(engine)),
      client_(io, options_.socket),
      reconcile_timer_(io),
      tend_timer_(io) {
  if (options_.run_directory != nullptr) options_.run_directory->record_docker(options_.socket);
  client_.follow(options_.run_id, [this](const EngineEvent& event) {
    if (event.action == "oom") note_memory(event.container);
    if (event.action == "die") look(event.container);
  });
  wait_to_reconcile();
}

DockerDriver::~DockerDriver() {
  DockerDriver::clear();
  *here_ = false;
}

void DockerDriver::start(const fleet::TaskLaunch& launch) {
  note(launch);
  if (auto opened = open_logs(launch.id, false); !opened) {
    report(launch.id, Kind::failed_to_start, [&](auto& event) { event.reason = opened.error().message; });
    tasks_.erase(launch.id);
    return;
  }
  waiting_.push_back(launch.id);
  start_next();
}

void DockerDriver::stop(const TaskId& id, Duration timeout) {
  auto* task = find(id);
  if (task == nullptr || task->stop_asked) return;
  task->stop_asked = true;
  task->stop_timeout = timeout;
  if (const auto queued = std::find(waiting_.begin(), waiting_.end(), id); queued != waiting_.end()) {
    waiting_.erase(queued);
    return report_end(id);
  }
  if (!task->running && (!task->waiting || task->busy)) return;  // when it has started
  stop_containers(id, timeout);
  if (is_over(*task)) report_end(id);
}

std::vector<fleet::ComputeEvent> DockerDriver::take_events() { return std::exchange(events_, {}); }

std::string DockerDriver::description() const {
  return fmt::format("docker ({} {}, CPU share by NanoCpus)", engine_.name, engine_.version);
}

std::vector<TaskUsage> DockerDriver::usage() {
  std::vector<TaskUsage> readings;
  for (auto& [id, task] : tasks_) {
    if (!task.running) continue;
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
      auto& container = task.containers[i];
      container.reading = container.cgroup ? container.cgroup->read() : std::nullopt;
      if (!container.reading) refresh_stats(id, i);
    }
    if (auto usage = usage_of(task)) readings.push_back(*usage);
  }
  return readings;
}

void DockerDriver::clear() {
  if (cleared_) return;
  cleared_ = true;
  client_.close();  // answers under way find nobody
  reconcile_timer_.cancel();
  tend_timer_.cancel();
  const auto removed =
      remove_containers(options_.socket, options_.run_id,
                        [this](const std::string& container, const std::string& log) { keep_last(container, log); });
  if (!removed) spdlog::warn("Containers of run {} may be left: {}", options_.run_id, removed.error().message);
  tasks_.clear();
  events_.clear();
}

ContainerTask* DockerDriver::find(const TaskId& id) {
  const auto found = tasks_.find(id);
  return found == tasks_.end() ? nullptr : &found->second;
}

void DockerDriver::report(const TaskId& id, Kind kind, const std::function<void(fleet::ComputeEvent&)>& fill) {
  fleet::ComputeEvent event;
  event.kind = kind;
  event.task = id;
  event.at = options_.now();
  fill(event);
  events_.push_back(std::move(event));
}

void DockerDriver::note(const fleet::TaskLaunch& launch) {
  ContainerTask task{.launch = launch};
  for (const auto& spec : launch.definition.containers) {
    TaskContainer container{.spec = spec, .id = {}};
    container.state.reading.name = spec.name;
    task.containers.push_back(std::move(container));
  }
  tasks_[launch.id] = std::move(task);
}

Result<void> DockerDriver::open_logs(const TaskId& id, bool adopted) {
  auto& task = *find(id);
  for (auto& container : task.containers) {
    if (options_.outputs == nullptr || !container.spec.log) continue;
    const OutputStream stream{*container.spec.log, task.launch.service, id, container.spec.name};
    std::shared_ptr<OutputFile> file = adopted ? options_.outputs->reopen(stream) : nullptr;
    if (!adopted) {
      auto opened = options_.outputs->open(stream);
      if (!opened) return opened.error();
      file = std::move(*opened);
    }
    if (file) container.log = std::make_shared<EngineLog>(io_, options_.socket, std::move(file), options_.now);
  }
  return {};
}

void DockerDriver::refresh_stats(const TaskId& id, std::size_t index) {
  auto& container = find(id)->containers[index];
  if (container.asking_stats || container.ended) return;
  container.asking_stats = true;
  client_.call("GET", stats_target(container.id), "", engine_answers_within, [this, id, index](const Answer& answer) {
    auto* task = find(id);
    if (task == nullptr) return;
    task->containers[index].asking_stats = false;
    if (const auto stats = is_good(answer) ? parse_stats(answer->body) : std::nullopt) {
      task->containers[index].stats = stats;
    }
  });
}

Result<std::unique_ptr<DockerCompute>> DockerCompute::open(boost::asio::io_context& io, DockerOptions options) {
  auto engine = detect_engine({options.socket});
  if (!engine) return engine.error();
  std::error_code code;
  std::filesystem::create_directories(options.log_directory, code);
  if (code) return unavailable(fmt::format("{}: {}.", options.log_directory.string(), code.message()));
  return std::make_unique<DockerDriver>(io, std::move(options), std::move(*engine));
}

}  // namespace rampart::live::compute
