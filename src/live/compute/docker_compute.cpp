#include "live/compute/docker_compute.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <fstream>
#include <map>

#include "live/compute/container_task.h"
#include "live/compute/engine.h"
#include "live/compute/engine_client.h"

namespace rampart::live::compute {
namespace {

using fleet::TaskId;
using Kind = fleet::ComputeEvent::Kind;
using Answer = EngineClient::Answer;

constexpr auto kReconcileEvery = std::chrono::seconds(2);
// A question the engine hasn't answered by then is asked again, instead of a task's end being missed for a minute.
constexpr auto kAnswersWithin = std::chrono::seconds(5);
// The engine tells of a kill for memory in a message of its own, on some kernels after the container's end.
constexpr auto kMemoryWordComesWithin = std::chrono::milliseconds(500);
const char* const kOutOfMemory = "OutOfMemoryError: Container killed due to memory usage";

std::string log_name(const fleet::TaskLaunch& task) { return fmt::format("{}-{}.log", task.service, task.id); }

class DockerDriver final : public DockerCompute {
 public:
  DockerDriver(boost::asio::io_context& io, DockerOptions options, Engine engine)
      : options_(std::move(options)), engine_(std::move(engine)), client_(io, options_.socket), reconcile_timer_(io) {
    if (options_.run_directory != nullptr) options_.run_directory->record_docker(options_.socket);
    client_.follow(options_.run_id, [this](const EngineEvent& event) {
      if (event.action == "oom") note_memory(event.container);
      if (event.action == "die") look(event.container);
    });
    wait_to_reconcile();
  }
  ~DockerDriver() override {
    DockerDriver::clear();
    *here_ = false;
  }
  DockerDriver(const DockerDriver&) = delete;
  DockerDriver& operator=(const DockerDriver&) = delete;

  void start(const fleet::TaskLaunch& launch) override {
    note(launch);
    waiting_.push_back(launch.id);
    start_next();
  }

  std::vector<fleet::ComputeEvent> adopt(const std::vector<fleet::TaskLaunch>& tasks, Instant) override {
    to_adopt_ = tasks.size();
    for (const auto& launch : tasks) {
      note(launch);
      ++starting_;
      find_again(launch.id, 0);
    }
    if (tasks.empty()) remove_strangers();
    return {};
  }

  void stop(const TaskId& id, Duration timeout) override {
    auto* task = find(id);
    if (task == nullptr || task->stop_asked) return;
    task->stop_asked = true;
    task->stop_timeout = timeout;
    if (const auto queued = std::find(waiting_.begin(), waiting_.end(), id); queued != waiting_.end()) {
      waiting_.erase(queued);
      return report_end(id);
    }
    if (task->running) stop_containers(id, timeout);  // else when it has started
  }

  std::vector<fleet::ComputeEvent> take_events() override { return std::exchange(events_, {}); }

  std::string description() const override {
    return fmt::format("docker ({} {}, CPU share by NanoCpus)", engine_.name, engine_.version);
  }

  std::vector<TaskUsage> usage() override {
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

  void clear() override {
    if (cleared_) return;
    cleared_ = true;
    client_.close();  // answers under way find nobody
    reconcile_timer_.cancel();
    const auto removed =
        remove_containers(options_.socket, options_.run_id,
                          [this](const std::string& container, const std::string& log) { keep_log(container, log); });
    if (!removed) spdlog::warn("Containers of run {} may be left: {}", options_.run_id, removed.error().message);
    tasks_.clear();
    events_.clear();
  }

 private:
  ContainerTask* find(const TaskId& id) {
    const auto found = tasks_.find(id);
    return found == tasks_.end() ? nullptr : &found->second;
  }

  void report(const TaskId& id, Kind kind, const std::function<void(fleet::ComputeEvent&)>& fill) {
    fleet::ComputeEvent event;
    event.kind = kind;
    event.task = id;
    event.at = options_.now();
    fill(event);
    events_.push_back(std::move(event));
  }

  void note(const fleet::TaskLaunch& launch) {
    ContainerTask task{.launch = launch};
    for (const auto& spec : launch.definition.containers) task.containers.push_back({.spec = spec, .id = {}});
    tasks_[launch.id] = std::move(task);
  }

  // Adopting: each container by its name, then as if it had just been started.

  void find_again(const TaskId& id, std::size_t index) {
    const auto& task = *find(id);
    if (index == task.containers.size()) {
      note_adopted();
      return look_at_started(id, 0);
    }
    client_.call("GET", inspect_target(container_name(task.launch, task.containers[index].spec)),
                 [this, id, index](const Answer& answer) {
                   const auto inspection = is_good(answer) ? parse_inspection(answer->body) : std::nullopt;
                   if (!inspection) {
                     note_adopted();
                     --starting_;
                     report(id, Kind::stopped, [](auto& event) {
                       event.exit_code = -1;
                       event.reason = "Essential container in task exited while Rampart was not running";
                     });
                     return forget(id);
                   }
                   find(id)->containers[index].id = inspection->id;
                   owners_[inspection->id] = {id, index};
                   find_again(id, index + 1);
                 });
  }

  void note_adopted() {
    if (--to_adopt_ == 0) remove_strangers();
  }

  /// Containers of this run that belong to no task: created in the moment of the kill, and forgotten.
  void remove_strangers() {
    client_.call("GET", list_target(options_.run_id), [this](const Answer& answer) {
      if (!is_good(answer)) return;
      for (const auto& [container, task] : containers_with_tasks(answer->body)) {
        if (find(task) != nullptr) continue;
        spdlog::warn("Container {} of an unknown task was left by a killed Rampart; it is removed.",
                     container.substr(0, 12));
        client_.call("DELETE", remove_target(container), [](const Answer&) {});
      }
    });
  }

  // Starting: create and start each container, look at them, tell. Up to `parallel_starts` tasks at a time.

  void start_next() {
    while (starting_ < options_.parallel_starts && !waiting_.empty()) {
      const auto id = waiting_.front();
      waiting_.pop_front();
      ++starting_;
      create(id, 0);
    }
  }

  void create(const TaskId& id, std::size_t index) {
    const auto& task = *find(id);
    if (index == task.containers.size()) return look_at_started(id, 0);
    const auto& spec = task.containers[index].spec;
    const auto joined = index == 0 ? std::string() : task.containers.front().id;
    client_.call("POST", create_target(container_name(task.launch, spec)),
                 create_body(options_.run_id, task.launch, spec, joined), std::chrono::seconds(60),
                 [this, id, index](const Answer& answer) {
                   if (!is_good(answer)) {
                     const bool missing = answer && answer->status == 404;
                     return fail(
                         id, fmt::format("{}: {}", missing ? "CannotPullContainerError" : "CannotCreateContainerError",
                                         complaint_of(answer)));
                   }
                   const auto container = created_id(answer->body);
                   find(id)->containers[index].id = container;
                   owners_[container] = {id, index};
                   client_.call("POST", start_target(container), [this, id, index](const Answer& started) {
                     if (!is_good(started)) return fail(id, "CannotStartContainerError: " + complaint_of(started));
                     create(id, index + 1);
                   });
                 });
  }

  void look_at_started(const TaskId& id, std::size_t index) {
    auto& task = *find(id);
    if (index == task.containers.size()) return report_running(id);
    client_.call("GET", inspect_target(task.containers[index].id), [this, id, index](const Answer& answer) {
      const auto inspection = is_good(answer) ? parse_inspection(answer->body) : std::nullopt;
      if (!inspection) return fail(id, "CannotInspectContainerError: " + complaint_of(answer));
      auto& container = find(id)->containers[index];
      container.last = *inspection;
      if (inspection->pid > 0) container.cgroup = Cgroup::of_process(inspection->pid, mounts_);
      look_at_started(id, index + 1);
    });
  }

  void report_running(const TaskId& id) {
    auto& task = *find(id);
    const auto& first = task.containers.front().last;
    if (first.running && first.ip_address.empty()) {
      return fail(id,
                  "ResourceInitializationError: the engine gave the container no address of its own on a bridge "
                  "(a rootless engine?), so it can't be reached.");
    }
    --starting_;
    task.running = true;
    if (first.running) {
      report(id, Kind::running, [&](auto& event) {
        event.host = first.ip_address;
        event.port = first_port(task.launch.definition);
      });
    }
    std::vector<TaskContainer> seen = task.containers;  // note_end may forget the task
    for (std::size_t i = 0; i < seen.size() && find(id) != nullptr; ++i) {
      if (!seen[i].last.running) note_end(id, i, seen[i].last);
    }
    if (auto* still = find(id); still != nullptr && still->stop_asked) stop_containers(id, still->stop_timeout);
    start_next();
  }

  void fail(const TaskId& id, const std::string& reason) {
    --starting_;
    report(id, Kind::failed_to_start, [&](auto& event) { event.reason = reason; });
    forget(id);
    start_next();
  }

  // Ending: an event, the answer to a stop or a look at the list says that a container is gone.

  void stop_containers(const TaskId& id, Duration timeout) {
    auto& task = *find(id);
    if (task.stopping) return;
    task.stopping = true;
    for (const auto& container : task.containers) {
      if (container.ended) continue;
      client_.call("POST", stop_target(container.id, timeout), "", timeout + std::chrono::seconds(60),
                   [this, name = container.id](const Answer& answer) {
                     if (!is_good(answer) && !(answer && (answer->status == 304 || answer->status == 404))) {
                       spdlog::warn("Container {} could not be stopped: {}", name.substr(0, 12), complaint_of(answer));
                     }
                     look(name);
                   });
    }
  }

  void look(const std::string& container) {
    const auto owner = owners_.find(container);
    if (owner == owners_.end()) return;
    const auto [id, index] = owner->second;
    auto* task = find(id);
    if (task == nullptr || !task->running || task->containers[index].ended || task->containers[index].asking) return;
    task->containers[index].asking = true;
    client_.call("GET", inspect_target(container), "", kAnswersWithin,
                 [this, container, id = id, index = index](const Answer& answer) {
                   auto* asked = find(id);
                   if (asked == nullptr) return;
                   asked->containers[index].asking = false;
                   const bool vanished = answer && answer->status == 404;  // somebody else removed it
                   auto inspection = is_good(answer) ? parse_inspection(answer->body) : std::nullopt;
                   if (vanished) inspection = Inspection{.exit_code = 137, .ip_address = {}};
                   if (!inspection || inspection->running) return;
                   if (!vanished && may_be_memory(*asked, asked->containers[index], *inspection))
                     return look_again(container);
                   note_end(id, index, *inspection);
                 });
  }

  /// Killed, by nobody here, and the engine hasn't said why; asked once more before it is believed.
  static bool may_be_memory(const ContainerTask& task, TaskContainer& container, const Inspection& inspection) {
    if (inspection.exit_code != 137 || task.stopping) return false;
    if (inspection.out_of_memory || container.reported_memory) return false;
    return !std::exchange(container.asked_about_kill, true);
  }

  void look_again(const std::string& container) {
    auto timer = std::make_shared<boost::asio::steady_timer>(reconcile_timer_.get_executor(), kMemoryWordComesWithin);
    timer->async_wait([this, timer, here = here_, container](boost::system::error_code code) {
      if (!code && *here && !cleared_) look(container);
    });
  }

  void note_end(const TaskId& id, std::size_t index, const Inspection& inspection) {
    auto& task = *find(id);
    auto& container = task.containers[index];
    if (container.ended) return;
    container.ended = true;
    if (container.spec.essential && !task.essential_ended) {
      task.essential_ended = true;
      task.exit_code = inspection.exit_code;
      // Podman never says OOMKilled; its cgroup and a SIGKILL nobody here sent tell the same.
      task.out_of_memory = inspection.out_of_memory || (container.reported_memory && inspection.exit_code == 137);
    }
    const auto& all = task.containers;
    if (std::all_of(all.begin(), all.end(), [](const auto& one) { return one.ended; })) return report_end(id);
    if (!task.essential_ended || task.stopping) return;
    auto longest = Duration::zero();
    for (const auto& one : all) longest = std::max(longest, one.spec.stop_timeout);
    stop_containers(id, longest);
  }

  void report_end(const TaskId& id) {
    const auto& task = *find(id);
    report(id, Kind::stopped, [&](auto& event) {
      event.exit_code = task.exit_code;
      event.out_of_memory = task.out_of_memory;
      event.reason = task.out_of_memory ? kOutOfMemory : task.stop_asked ? "" : "Essential container in task exited";
    });
    forget(id);
  }

  /// Keeps the logs and removes the containers, those that joined a network first.
  void forget(const TaskId& id) {
    auto task = std::move(tasks_.at(id));
    tasks_.erase(id);
    for (auto one = task.containers.rbegin(); one != task.containers.rend(); ++one) {
      if (one->id.empty()) continue;
      owners_.erase(one->id);
      log_files_[one->id] = log_name(task.launch);
      client_.call("GET", logs_target(one->id), [this, container = one->id](const Answer& answer) {
        if (is_good(answer)) keep_log(container, plain_log(answer->body));
        client_.call("DELETE", remove_target(container), [container](const Answer& removed) {
          if (is_good(removed) || (removed && removed->status == 404)) return;
          spdlog::warn("Container {} could not be removed: {}", container.substr(0, 12), complaint_of(removed));
        });
      });
    }
  }

  void keep_log(const std::string& container, const std::string& text) {
    auto file = log_files_[container];
    if (const auto owner = owners_.find(container); file.empty() && owner != owners_.end()) {
      const auto* task = find(owner->second.first);
      if (task != nullptr) file = log_name(task->launch);
    }
    if (file.empty()) return;
    std::ofstream(options_.log_directory / file, std::ios::app | std::ios::binary) << text;
    log_files_.erase(container);
  }

  // Watching.

  void note_memory(const std::string& container) {
    const auto owner = owners_.find(container);
    if (owner == owners_.end()) return;
    if (auto* task = find(owner->second.first)) task->containers[owner->second.second].reported_memory = true;
  }

  /// Events can be missed while the stream is broken: every two seconds each container is looked for in one list.
  void wait_to_reconcile() {
    reconcile_timer_.expires_after(kReconcileEvery);
    reconcile_timer_.async_wait([this, here = here_](boost::system::error_code code) {
      if (code || !*here || cleared_) return;
      if (tasks_.empty()) return wait_to_reconcile();
      client_.call("GET", list_target(options_.run_id), "", kAnswersWithin, [this](const Answer& answer) {
        if (is_good(answer)) {
          const auto alive = running_container_ids(answer->body);
          std::vector<std::string> silent;
          for (const auto& [container, owner] : owners_) {
            if (std::find(alive.begin(), alive.end(), container) == alive.end()) silent.push_back(container);
          }
          for (const auto& container : silent) look(container);
        }
        wait_to_reconcile();
      });
    });
  }

  void refresh_stats(const TaskId& id, std::size_t index) {
    auto& container = find(id)->containers[index];
    if (container.asking_stats || container.ended) return;
    container.asking_stats = true;
    client_.call("GET", stats_target(container.id), "", kAnswersWithin, [this, id, index](const Answer& answer) {
      auto* task = find(id);
      if (task == nullptr) return;
      task->containers[index].asking_stats = false;
      if (const auto stats = is_good(answer) ? parse_stats(answer->body) : std::nullopt) {
        task->containers[index].stats = stats;
      }
    });
  }

  DockerOptions options_;
  Engine engine_;
  EngineClient client_;
  CgroupMounts mounts_ = read_cgroup_mounts();
  std::map<TaskId, ContainerTask> tasks_;
  std::map<std::string, std::pair<TaskId, std::size_t>> owners_;  ///< By container id.
  std::map<std::string, std::string> log_files_;                  ///< Of containers whose task is forgotten.
  std::deque<TaskId> waiting_;
  std::vector<fleet::ComputeEvent> events_;
  boost::asio::steady_timer reconcile_timer_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  int starting_ = 0;
  std::size_t to_adopt_ = 0;  ///< Tasks whose containers are still being looked for.
  bool cleared_ = false;
};

}  // namespace

Result<std::unique_ptr<DockerCompute>> DockerCompute::open(boost::asio::io_context& io, DockerOptions options) {
  auto engine = detect_engine({options.socket});
  if (!engine) return engine.error();
  std::error_code code;
  std::filesystem::create_directories(options.log_directory, code);
  if (code) return unavailable(fmt::format("{}: {}.", options.log_directory.string(), code.message()));
  return std::make_unique<DockerDriver>(io, std::move(options), std::move(*engine));
}

}  // namespace rampart::live::compute
