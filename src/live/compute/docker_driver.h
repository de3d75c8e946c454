// What is behind DockerCompute: its tasks, from the wish to start them to the removal of their containers.
//
// Everything that is asked of the engine is answered on a later turn; by then the task may be gone, so that answers
// look for it by its id. Files by what happens: docker_compute.cpp, docker_starting.cpp, docker_ending.cpp,
// docker_tending.cpp.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "live/compute/container_task.h"
#include "live/compute/docker_compute.h"
#include "live/compute/engine.h"
#include "live/compute/engine_client.h"

namespace rampart::live::compute {

/// A question the engine hasn't answered by then is asked again, instead of a task's end being missed for a minute.
constexpr auto engine_answers_within = std::chrono::seconds(5);

class DockerDriver final : public DockerCompute {
  using TaskId = fleet::TaskId;
  using Kind = fleet::ComputeEvent::Kind;
  using Answer = EngineClient::Answer;

 public:
  DockerDriver(boost::asio::io_context& io, DockerOptions options, Engine engine);
  ~DockerDriver() override;
  DockerDriver(const DockerDriver&) = delete;
  DockerDriver& operator=(const DockerDriver&) = delete;
  void start(const fleet::TaskLaunch& launch) override;
  std::vector<fleet::ComputeEvent> adopt(const std::vector<fleet::TaskLaunch>& tasks, Instant) override;
  void stop(const TaskId& id, Duration timeout) override;
  std::vector<fleet::ComputeEvent> take_events() override;
  [[nodiscard]] bool checks_health() const override { return true; }
  std::string description() const override;
  std::vector<TaskUsage> usage() override;
  void clear() override;

 private:
  ContainerTask* find(const TaskId& id);
  void report(const TaskId& id, Kind kind, const std::function<void(fleet::ComputeEvent&)>& fill);
  void note(const fleet::TaskLaunch& launch);

  /// Where the containers' output goes, before they start; of adopted ones, where it went.
  Result<void> open_logs(const TaskId& id, bool adopted);

  // Adopting: each container by its name, then as if it had just been started.
  void find_again(const TaskId& id, std::size_t index);
  void note_adopted();

  /// Containers of this run that belong to no task: created in the moment of the kill, and forgotten.
  void remove_strangers();

  // Starting: create and start each container, look at them, tell. Up to `parallel_starts` tasks at a time.
  void start_next();
  /// The next of its containers that may start; told as running when all have, tried again by tend() when one waits.
  void start_ready(const TaskId& id);
  void create(const TaskId& id, std::size_t index);
  void look_at_started(const TaskId& id, std::size_t index);
  void take_started(const TaskId& id, std::size_t index, const Inspection& inspection);
  void release_slot(ContainerTask& task);
  void report_running(const TaskId& id);
  void fail(const TaskId& id, const std::string& reason);

  // Ending: an event, the answer to a stop or a look at the list says that a container is gone.
  void stop_containers(const TaskId& id, Duration timeout);
  void look(const std::string& container);

  /// Killed, by nobody here, and the engine hasn't said why; asked once more before it is believed.
  static bool may_be_memory(const ContainerTask& task, TaskContainer& container, const Inspection& inspection);
  void look_again(const std::string& container);
  void note_end(const TaskId& id, std::size_t index, const Inspection& inspection);
  void report_end(const TaskId& id);

  /// Keeps the logs and removes the containers, those that joined a network first.
  void forget(const TaskId& id);
  void keep_last(const std::string& container, const std::string& text);
  void keep_log(const std::string& container, const std::string& text);

  // Health checks, and containers that wait for others: docker_tending.cpp.

  void report_containers(const TaskId& id);
  void wait_to_tend();
  void tend();
  void tend_health(const TaskId& id, std::size_t index);

  // Watching.
  void note_memory(const std::string& container);

  /// Events can be missed while the stream is broken: every two seconds each container is looked for in one list.
  void wait_to_reconcile();
  void refresh_stats(const TaskId& id, std::size_t index);

  boost::asio::io_context& io_;
  DockerOptions options_;
  Engine engine_;
  EngineClient client_;
  CgroupMounts mounts_ = read_cgroup_mounts();
  std::map<TaskId, ContainerTask> tasks_;
  std::map<std::string, std::pair<TaskId, std::size_t>> owners_;  ///< By container id.
  std::map<std::string, std::string> log_files_;                  ///< Of containers whose task is forgotten.
  std::map<std::string, std::shared_ptr<EngineLog>> resting_;     ///< Of those whose last lines are being fetched.
  std::deque<TaskId> waiting_;
  std::vector<fleet::ComputeEvent> events_;
  boost::asio::steady_timer reconcile_timer_;
  boost::asio::steady_timer tend_timer_;
  bool tending_ = false;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  int starting_ = 0;
  std::size_t to_adopt_ = 0;  ///< Tasks whose containers are still being looked for.
  bool cleared_ = false;
};

}  // namespace rampart::live::compute
