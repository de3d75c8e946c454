// What this process was started with: its environment, dotenv files, identities for a run.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"

namespace rampart::app {

/// Artillery's form: t + 4 characters + _ + 29 + _ + 4. ARTILLERY_TEST_RUN_ID wins.
std::string new_test_run_id(std::uint64_t seed);

/// A seed nobody chose: printed, so that the run can be repeated.
std::uint64_t fresh_seed();

std::map<std::string, std::string> process_environment();

/// Adds KEY=VALUE lines; variables that are set win. Errors: not_found.
Result<void> add_dotenv(const std::string& path, std::map<std::string, std::string>& environment);

/// Reads a whole file. Errors: not_found with the path.
Result<std::string> read_text_file(const std::string& path);

/// This program's own path, for tasks that are Rampart itself.
std::string own_program();

}  // namespace rampart::app
