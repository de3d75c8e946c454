#include "live/compute/run_records.h"

#include <fstream>
#include <sstream>

#include "live/compute/process_table.h"

namespace rampart::live::compute {
namespace {

void add_process(std::istringstream& words, RunRecords& records) {
  RecordedProcess process;
  words >> process.pid >> process.start_time >> std::ws;
  std::getline(words, process.name);
  if (process.pid > 1) records.processes.push_back(std::move(process));
}

void add_container(std::istringstream& words, RunRecords& records) {
  RecordedContainer container;
  words >> container.process.pid >> container.process.start_time >> container.port >> container.task >> std::ws;
  std::getline(words, container.container);
  container.process.name = "task " + container.task;
  if (container.process.pid <= 1) return;
  records.processes.push_back(container.process);
  records.containers.push_back(std::move(container));
}

}  // namespace

RunRecords read_records(const std::filesystem::path& file) {
  RunRecords records;
  std::ifstream lines(file);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    std::string rest;
    if (kind == "process") {
      add_process(words, records);
    } else if (kind == "container") {
      add_container(words, records);
    } else if (words >> std::ws && std::getline(words, rest) && !rest.empty() && rest.front() == '/') {
      if (kind == "cgroup") records.cgroups.emplace_back(rest);
      if (kind == "docker") records.engines.push_back(rest);
    }
  }
  return records;
}

bool is_alive(const RecordedProcess& process) {
  const auto row = read_process(process.pid);
  return row && row->start_time == process.start_time && row->state != 'Z';
}

}  // namespace rampart::live::compute
