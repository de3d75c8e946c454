// The tasks' output as CloudWatch's streams: which files there are, and what stands in them.
//
// Both sides of them: the compute drivers open a file for a container with an awslogs configuration (OutputCatalogue),
// CloudWatch Logs reads it (TaskLogs). Which file is which stream stands in the State, so that the streams of ended
// tasks are there after a restart too; the lines stand in the files alone. Bounded: a file keeps its newest 8 MiB
// (output_file.h); of ended containers' the newest thousand, and no more than 1 GiB together, stay. One thread: the
// control loop's.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aws/logs/task_logs.h"
#include "core/control/state.h"
#include "live/compute/output_catalogue.h"

namespace rampart::app {

struct TaskLogFilesOptions {
  std::filesystem::path directory = {};  ///< Absolute. New files lie here: SERVICE-TASKID-CONTAINER.awslogs.
  std::function<Instant()> now = {};     ///< The loop's time.
  std::size_t most_ended = 1000;
  std::uint64_t most_ended_bytes = std::uint64_t{1} << 30;
};

class TaskLogFiles final : public aws::logs::TaskLogs, public live::compute::OutputCatalogue {
 public:
  /// `state` must outlive it.
  TaskLogFiles(control::State& state, TaskLogFilesOptions options);

  /// Whether a group is there, or was made because it may be: CloudWatch Logs' word. Until it is given every group is.
  using GroupReady = std::function<bool(const std::string& region, const std::string& group, bool create)>;
  void ask(GroupReady ready) { ready_ = std::move(ready); }
  /// Removes the files: before the state is wiped.
  void remove_all();

  [[nodiscard]] std::vector<aws::logs::TaskStream> streams(std::string_view region) const override;
  [[nodiscard]] std::vector<aws::logs::TaskLine> read(std::string_view region, std::string_view group,
                                                      std::string_view stream, std::uint64_t from,
                                                      std::uint64_t to) const override;

  Result<std::shared_ptr<live::compute::OutputFile>> open(const live::compute::OutputStream& stream) override;
  std::shared_ptr<live::compute::OutputFile> reopen(const live::compute::OutputStream& stream) override;

 private:
  struct Entry {
    std::string region;
    std::string group;
    std::string stream;
    Instant created;
    std::shared_ptr<live::compute::OutputFile> file;
    [[nodiscard]] bool ended() const { return file.use_count() == 1; }
  };
  void restore();
  void keep_bound();
  void drop(const std::string& key);

  control::State& state_;
  TaskLogFilesOptions options_;
  GroupReady ready_;
  std::map<std::string, Entry> entries_;  ///< By "TASKID/CONTAINER".
};

}  // namespace rampart::app
