// TaskLogs: what tasks have written, as CloudWatch's streams. A port: app implements it on the tasks' log files.
//
// A container with the awslogs driver writes into the group "awslogs-group", stream PREFIX/CONTAINER/TASKID. A stream
// only grows. Offsets are bytes of the file, and mean nothing to who reads but order. One thread: the control loop's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace rampart::aws::logs {

struct TaskStream {
  std::string group;
  std::string stream;  ///< "web/app/0123456789abcdef0123456789abcdef"
  Instant created;
  Instant last;             ///< Of the newest line; `created` while there is none.
  std::uint64_t bytes = 0;  ///< How far it can be read: the end of the last whole line.
};

struct TaskLine {
  Instant at;
  std::string message;       ///< Without the line's end.
  std::uint64_t offset = 0;  ///< Of its first byte.
  std::uint64_t next = 0;    ///< Of the line after it.
};

class TaskLogs {
 public:
  virtual ~TaskLogs() = default;
  /// Every stream of the region's tasks, running or stopped, in any order.
  [[nodiscard]] virtual std::vector<TaskStream> streams(std::string_view region) const = 0;
  /// Whole lines that begin at `from` or later and end at `to` or before, in order. A `from` within a line begins with
  /// the next one. Unknown streams have none.
  [[nodiscard]] virtual std::vector<TaskLine> read(std::string_view region, std::string_view group,
                                                   std::string_view stream, std::uint64_t from,
                                                   std::uint64_t to) const = 0;
};

}  // namespace rampart::aws::logs
