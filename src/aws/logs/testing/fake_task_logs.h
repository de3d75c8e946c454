// A TaskLogs in memory: lines are appended by the test.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "aws/logs/task_logs.h"

namespace rampart::aws::logs::testing {

class FakeTaskLogs : public TaskLogs {
 public:
  void write(const std::string& group, const std::string& stream, Instant at, std::string message) {
    std::vector<TaskLine>& lines = streams_[{group, stream}];
    const std::uint64_t offset = lines.empty() ? 0 : lines.back().next;
    const std::uint64_t next = offset + message.size() + 1;
    lines.push_back({at, std::move(message), offset, next});
  }

  [[nodiscard]] std::vector<TaskStream> streams(std::string_view region) const override {
    std::vector<TaskStream> out;
    if (region == "us-east-1")
      for (const auto& [name, lines] : streams_)
        out.push_back({name.first, name.second, lines.front().at, lines.back().at, lines.back().next});
    return out;
  }
  [[nodiscard]] std::vector<TaskLine> read(std::string_view, std::string_view group, std::string_view stream,
                                           std::uint64_t from, std::uint64_t to) const override {
    std::vector<TaskLine> out;
    const auto found = streams_.find({std::string(group), std::string(stream)});
    if (found != streams_.end())
      for (const TaskLine& line : found->second)
        if (line.offset >= from && line.next <= to) out.push_back(line);
    return out;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::vector<TaskLine>> streams_;
};

}  // namespace rampart::aws::logs::testing
