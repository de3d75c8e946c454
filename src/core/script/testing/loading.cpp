#include "core/script/testing/loading.h"

#include <algorithm>
#include <stdexcept>

namespace rampart::script::testing {

Result<Script> load_files(const Files& files, LoadOptions options) {
  if (options.script_path.empty()) options.script_path = "t.yml";
  return load(options, [&files](const std::string& path) -> Result<std::string> {
    const auto file = files.find(path);
    if (file == files.end()) return not_found("can't read " + path);
    return file->second;
  });
}

Result<Script> load_text(const std::string& text, LoadOptions options) {
  return load_files({{"t.yml", text}}, std::move(options));
}

std::string refusal_of(const std::string& text, const LoadOptions& options) {
  const auto script = load_text(text, options);
  return script.has_error() ? to_string(script.error()) : "accepted";
}

Script loaded(const std::string& text, const LoadOptions& options) {
  auto script = load_text(text, options);
  if (script.has_error()) throw std::runtime_error(to_string(script.error()));
  return std::move(*script);
}

std::string with_config(const std::string& config) {
  return "config:\n  target: http://a\n" + config + "scenarios:\n  - flow:\n      - get: {url: /}\n";
}

std::string with_flow(const std::string& steps) {
  return "config:\n  target: http://a\nscenarios:\n  - flow:\n" + steps;
}

bool warns(const Script& script, const std::string& part) {
  return std::any_of(script.warnings.begin(), script.warnings.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

}  // namespace rampart::script::testing
