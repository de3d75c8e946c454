// `rampart completion bash|zsh|fish`.
#include <fmt/format.h>

#include "app/commands.h"
#include "app/completion.h"

namespace rampart::app {

void add_completion(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("completion", "Print shell completion: source <(rampart completion bash)");
  command->require_subcommand(1);
  for (const auto& [name, shell] :
       {std::pair("bash", Shell::bash), std::pair("zsh", Shell::zsh), std::pair("fish", Shell::fish)})
    command->add_subcommand(name, std::string("For ") + name)->callback([&app, &invocation, shell = shell] {
      fmt::print("{}", completion_script(app, shell));
      invocation.exit_code = 0;
    });
}

}  // namespace rampart::app
