// Any bytes given as a script, its CSV or a flag are either a Script or an Error: never a crash, never an exception.
#include "core/script/load.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  if (size > 16384) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  // The text up to a NUL is the script; what follows it is the CSV file and the JSON of the flags.
  const std::string rest = text.find('\0') == std::string::npos ? "" : text.substr(text.find('\0') + 1);
  script::LoadOptions options;
  options.script_path = "t.yml";
  options.target = "http://a";
  if (rest.starts_with('{')) options.overrides_json = rest;
  if (rest.starts_with(' ')) options.variables_json = rest;
  const auto loaded = script::load(options, [&](const std::string& path) -> Result<std::string> {
    return path == "t.yml" ? text.substr(0, text.find('\0')) : rest;
  });
  if (loaded.has_error() && loaded.error().message.empty()) __builtin_trap();
  static_cast<void>(script::parse_duration(text));
  return 0;
}
