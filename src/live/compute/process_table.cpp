#include "live/compute/process_table.h"

#include <dirent.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <iterator>

namespace rampart::live::compute {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t from = 0;
  while ((from = text.find_first_not_of(" \n", from)) != std::string_view::npos) {
    const auto end = std::min(text.find_first_of(" \n", from), text.size());
    words.push_back(text.substr(from, end - from));
    from = end;
  }
  return words;
}

template <class Number>
Number number(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::optional<ProcessRow> parse_stat(std::string_view line, long ticks_per_second, long page_size) {
  const auto bracket = line.rfind(')');
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto words = words_of(line.substr(bracket + 1));  // words[0] is field 3 of proc(5), the state
  if (words.size() < 22) return std::nullopt;
  ProcessRow row;
  row.pid = number<pid_t>(line);
  row.state = words[0].front();
  row.group = number<pid_t>(words[2]);
  row.session = number<pid_t>(words[3]);
  std::uint64_t ticks = 0;
  for (std::size_t field = 11; field <= 14; ++field) ticks += number<std::uint64_t>(words[field]);
  row.cpu_seconds = static_cast<double>(ticks) / static_cast<double>(ticks_per_second);
  row.start_time = number<std::uint64_t>(words[19]);
  row.memory_bytes = number<std::uint64_t>(words[21]) * static_cast<std::uint64_t>(page_size);
  return row;
}

std::optional<ProcessRow> read_process(pid_t pid) {
  static const long ticks = sysconf(_SC_CLK_TCK);
  static const long page = sysconf(_SC_PAGESIZE);
  return parse_stat(read_file(fmt::format("/proc/{}/stat", pid)), ticks, page);
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  DIR* directory = opendir("/proc");
  if (directory == nullptr) return pids;
  while (const dirent* entry = readdir(directory)) {
    if (const auto pid = number<pid_t>(std::string_view(entry->d_name)); pid > 0) pids.push_back(pid);
  }
  closedir(directory);
  return pids;
}

std::vector<pid_t> processes_of_session(pid_t leader) {
  std::vector<pid_t> members;
  for (const auto pid : all_processes()) {
    const auto row = read_process(pid);
    if (row && row->session == leader) members.push_back(pid);
  }
  return members;
}

bool has_variable(pid_t pid, std::string_view variable) {
  const auto text = read_file(fmt::format("/proc/{}/environ", pid));
  std::size_t from = 0;
  while (from < text.size()) {
    const auto end = std::min(text.find('\0', from), text.size());
    if (std::string_view(text).substr(from, end - from) == variable) return true;
    from = end + 1;
  }
  return false;
}

}  // namespace rampart::live::compute
