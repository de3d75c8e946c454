// From files and flags to a checked Script, in Artillery's order: read, merge, environment, target, overrides,
// variables, config templating, validation, CSV. Source: reference artillery.md §1.1.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/script/script.h"
#include "core/script/user_plugins.h"

namespace rampart::script {

/// Reads the text of a file; errors are not_found. The only way files are reached: tests pass a map.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

struct LoadOptions {
  std::string script_path;                                 ///< First file; payload paths are relative to its folder.
  std::string scenario_file;                               ///< $scenarioFile: the same, absolute; empty: script_path.
  std::vector<std::string> more_inputs;                    ///< -i
  std::optional<std::string> config_path;                  ///< -c
  std::optional<std::string> environment;                  ///< -e
  std::optional<std::string> target;                       ///< -t
  std::optional<std::string> variables_json;               ///< -v
  std::optional<std::string> overrides_json;               ///< --overrides
  std::optional<std::string> payload_path;                 ///< -p
  std::optional<std::string> scenario_name;                ///< --scenario-name
  bool insecure = false;                                   ///< -k
  bool solo = false;                                       ///< -s
  std::string test_run_id;                                 ///< $testId
  std::map<std::string, std::string> process_environment;  ///< $processEnvironment / $env
  std::uint64_t seed = 1;                                  ///< For random values in config.
  /// What a script in JavaScript or TypeScript exports, as JSON. None: such a script is refused.
  ReadFile read_module;
  /// Runs plugins that aren't built in. None: such plugins are refused.
  RunPlugins run_plugins;
};

/// Errors: invalid with file, line, column, the value found and what is allowed; or not_found for a missing file.
Result<Script> load(const LoadOptions& options, const ReadFile& read_file);

/// Artillery's `quick`: `count` users in one second, each `requests` GETs, or messages where the URL is a WebSocket's.
Script quick(const std::string& url, std::int64_t count, std::int64_t requests, bool insecure);

/// A duration is never longer than this (73 years), so that adding it to an Instant can't overflow. A phase without a
/// duration lasts this long.
inline constexpr Duration longest_duration = Duration::max() / 4;

/// Artillery's duration grammar: a whole number is seconds, other text as npm's `ms` ("5s", "1.5h", "100ms").
/// Nothing when it isn't one (a negative one neither). Trap kept: "1.5" is 1.5 milliseconds.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace rampart::script
