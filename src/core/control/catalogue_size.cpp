// Fargate's task sizes. Source: reference aws-scaling.md §1.2.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "core/control/fargate_size.h"

namespace rampart::control {
namespace {

struct Size {
  int cpu;
  int least_memory;
  int most_memory;
  int step;
};

/// 256 CPU units double from 512 to 2,048 MiB instead of stepping.
constexpr std::array sizes{Size{256, 512, 2048, 0},         Size{512, 1024, 4096, 1024},
                           Size{1024, 2048, 8192, 1024},    Size{2048, 4096, 16384, 1024},
                           Size{4096, 8192, 30720, 1024},   Size{8192, 16384, 61440, 4096},
                           Size{16384, 32768, 122880, 8192}};

bool has_memory(const Size& size, int memory) {
  if (memory < size.least_memory || memory > size.most_memory) return false;
  return size.step == 0 ? memory == 512 || memory == 1024 || memory == 2048
                        : (memory - size.least_memory) % size.step == 0;
}

/// "0.5 GB" with unit "GB" and scale 1024 → 512; "512" → 512; 0 when it is neither.
int read_amount(std::string text, std::string_view unit, double scale) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  bool with_unit = text.size() > unit.size();
  for (std::size_t i = 0; with_unit && i < unit.size(); ++i)
    with_unit = lower(text[text.size() - unit.size() + i]) == lower(unit[i]);
  if (with_unit) text.resize(text.size() - unit.size());
  while (!text.empty() && text.back() == ' ') text.pop_back();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return 0;
  value *= with_unit ? scale : 1.0;
  if (!(value >= 1 && value <= 1e8) || value != std::floor(value)) return 0;
  return static_cast<int>(value);
}

}  // namespace

int cpu_units_of(const std::string& text) { return read_amount(text, "vCPU", 1024); }
int memory_mib_of(const std::string& text) { return read_amount(text, "GB", 1024); }

std::string complain_about_fargate_size(int cpu_units, int memory_mib) {
  std::vector<int> cpus;
  for (const Size& size : sizes) {
    cpus.push_back(size.cpu);
    if (size.cpu != cpu_units) continue;
    if (has_memory(size, memory_mib)) return {};
    const std::string allowed =
        size.step == 0 ? std::string("512, 1024 or 2048 MiB")
                       : fmt::format("{} to {} MiB in steps of {}", size.least_memory, size.most_memory, size.step);
    return fmt::format("No Fargate configuration exists for given values: {} CPU, {} memory. With Cpu {} Memory is {}.",
                       cpu_units, memory_mib, cpu_units, allowed);
  }
  return fmt::format("Cpu {} isn't a Fargate size; allowed are {}.", cpu_units, fmt::join(cpus, ", "));
}

}  // namespace rampart::control
