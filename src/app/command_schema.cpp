// `rampart schema`: the script language as a JSON Schema, for editors.
#include <cstdio>

#include "app/commands.h"
#include "core/script/schema.h"
#include "report/json_text.h"

namespace rampart::app {

void add_schema(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("schema", "Print the JSON Schema of the script language, for editors");
  command->callback([&invocation] {
    const std::string text = report::pretty_json(script::json_schema()) + "\n";
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    invocation.exit_code = written ? 0 : 3;
  });
}

}  // namespace rampart::app
