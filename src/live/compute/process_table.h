// What /proc says about processes. Numbers of a process that ends meanwhile are simply absent.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rampart::live::compute {

struct ProcessRow {
  pid_t pid = 0;
  char state = '?';  ///< 'R', 'S', 'T', 'Z', …
  pid_t group = 0;
  pid_t session = 0;
  double cpu_seconds = 0;          ///< All threads, and children it has waited for; steps of 10 ms.
  std::uint64_t start_time = 0;    ///< Clock ticks since boot: with the pid it names a process for good.
  std::uint64_t memory_bytes = 0;  ///< Resident.
};

/// A line of /proc/PID/stat; the program's name in it may hold blanks and brackets. nullopt when it isn't one.
std::optional<ProcessRow> parse_stat(std::string_view line, long ticks_per_second, long page_size);

std::optional<ProcessRow> read_process(pid_t pid);
std::vector<pid_t> all_processes();
/// Members of the session that `leader` began, also after its end.
std::vector<pid_t> processes_of_session(pid_t leader);
/// Whether `variable` ("NAME=value") stood in the process's environment when it was executed. False when we may not
/// look.
bool has_variable(pid_t pid, std::string_view variable);

}  // namespace rampart::live::compute
