#include "core/import/testing/loading.h"

#include <gtest/gtest.h>

namespace rampart::imports {

script::Script loaded(const Imported& imported) {
  script::LoadOptions options;
  options.script_path = "made.yml";
  const auto read = [&](const std::string& path) -> Result<std::string> {
    if (path == options.script_path) return imported.script;
    for (const ImportedFile& file : imported.files)
      if (path.ends_with(file.name)) return file.text;
    return not_found(path);
  };
  auto script = script::load(options, read);
  if (script.has_error()) {
    ADD_FAILURE() << to_string(script.error()) << "\n" << imported.script;
    return {};
  }
  for (const std::string& warning : script->warnings) ADD_FAILURE() << warning << "\n" << imported.script;
  return std::move(*script);
}

}  // namespace rampart::imports
