#include "app/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace rampart::app {
namespace {

struct Word {
  std::string text;
  std::string meaning;
};

struct Command {
  std::string path;  ///< "import har"; empty for the program.
  std::string meaning;
  std::vector<Word> subcommands;
  std::vector<Word> flags;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Command>& out) {
  Command command{path, app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_snames())
      command.flags.push_back({"-" + name, option->get_description()});
    for (const std::string& name : option->get_lnames())
      command.flags.push_back({"--" + name, option->get_description()});
  }
  const auto all = [](const CLI::App*) { return true; };
  for (const CLI::App* inner : app.get_subcommands(all))
    command.subcommands.push_back({inner->get_name(), inner->get_description()});
  out.push_back(std::move(command));
  for (const CLI::App* inner : app.get_subcommands(all))
    collect(*inner, path.empty() ? inner->get_name() : path + " " + inner->get_name(), out);
}

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> out;
  collect(app, "", out);
  return out;
}

std::vector<std::string> texts(const std::vector<Word>& words) {
  std::vector<std::string> out;
  for (const Word& word : words) out.push_back(word.text);
  return out;
}

/// Inside '…' of any of the shells.
std::string in_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("’") : std::string(1, c);
  return "'" + out + "'";
}

/// Finds the longest path of subcommands before the cursor; then flags after a dash, else subcommands, else files.
std::string bash_script(const std::vector<Command>& commands) {
  std::string cases;
  for (const Command& command : commands)
    cases += fmt::format("    '{}') subcommands='{}'; flags='{}' ;;\n", command.path,
                         fmt::join(texts(command.subcommands), " "), fmt::join(texts(command.flags), " "));
  std::string paths;
  for (const Command& command : commands) paths += command.path.empty() ? "" : fmt::format(" '{}'", command.path);
  return fmt::format(R"(# bash completion for rampart. Source it, or put it into /etc/bash_completion.d.
_rampart() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} path='' known word i subcommands='' flags=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    for known in{}; do
      if [ "$known" = "${{path:+$path }}$word" ]; then path=$known; break; fi
    done
  done
  case $path in
{}  esac
  COMPREPLY=()
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [ -n "$subcommands" ]; then
    COMPREPLY=($(compgen -W "$subcommands" -- "$current"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}}
complete -F _rampart rampart
)",
                     paths, cases);
}

/// zsh runs the bash function through its own bashcompinit; descriptions aren't shown.
std::string zsh_script(const std::vector<Command>& commands) {
  return "#compdef rampart\n# zsh completion for rampart: source it from ~/.zshrc after compinit.\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_script(commands);
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string out =
      "# fish completion for rampart: put it into ~/.config/fish/completions/rampart.fish\n"
      "function __rampart_at\n"
      "  set -l words (commandline -opc)\n"
      "  set -e words[1]\n"
      "  set -l path (string match -v -- '-*' $words)\n"
      "  test \"$path[1..(count $argv)]\" = \"$argv\"\n"
      "end\n";
  for (const Command& command : commands) {
    const std::string when =
        command.path.empty() ? "-n __fish_use_subcommand" : fmt::format("-n '__rampart_at {}'", command.path);
    for (const Word& word : command.subcommands)
      out += fmt::format("complete -c rampart {} -f -a {} -d {}\n", when, word.text, in_quotes(word.meaning));
    for (const Word& flag : command.flags)
      out += fmt::format("complete -c rampart {} {} {} -d {}\n", when, flag.text.starts_with("--") ? "-l" : "-s",
                         flag.text.substr(flag.text.starts_with("--") ? 2 : 1), in_quotes(flag.meaning));
  }
  return out;
}

}  // namespace

std::string completion_script(const CLI::App& app, Shell shell) {
  const std::vector<Command> commands = commands_of(app);
  switch (shell) {
    case Shell::bash:
      return bash_script(commands);
    case Shell::zsh:
      return zsh_script(commands);
    case Shell::fish:
      return fish_script(commands);
  }
  return {};
}

}  // namespace rampart::app
