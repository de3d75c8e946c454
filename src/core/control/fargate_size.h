// Fargate's task sizes, read and checked. Source: reference aws-scaling.md §1.2.
#pragma once

#include <string>

namespace rampart::control {

/// CPU units of ".25 vCPU", MiB of "0.5GB", or a plain number; 0 when it isn't one.
int cpu_units_of(const std::string& text);
int memory_mib_of(const std::string& text);
/// Why Fargate has no such size, with the sizes it has; empty when it has it.
std::string complain_about_fargate_size(int cpu_units, int memory_mib);

}  // namespace rampart::control
