// What a run wrote down of everything that must not outlive it without somebody knowing: RunDirectory's file `records`.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rampart::live::compute {

struct RecordedProcess {
  pid_t pid = 0;
  std::uint64_t start_time = 0;  ///< With the pid it names a process for good.
  std::string name;
};

/// A container of a task that is a plain process.
struct RecordedContainer {
  std::string task;
  std::string container;
  int port = 0;  ///< 0: it has none.
  RecordedProcess process;
};

struct RunRecords {
  std::vector<RecordedProcess> processes;  ///< Those of containers too.
  std::vector<RecordedContainer> containers;
  std::vector<std::filesystem::path> cgroups;
  std::vector<std::string> engines;  ///< Sockets.
};

/// Lines that aren't records are passed over; a file that isn't there has none.
RunRecords read_records(const std::filesystem::path& file);

/// Is that very process still there, and no zombie?
bool is_alive(const RecordedProcess& process);

}  // namespace rampart::live::compute
