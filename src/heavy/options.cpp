#include <fmt/format.h>
#include <unistd.h>

#include "heavy/heavy.h"
#include "heavy/option.h"

namespace rampart::heavy {
namespace {

constexpr std::string_view variable_prefix = "RAMPART_HEAVY_";
constexpr std::string_view see_help = "`rampart heavy --help` lists them.";

Result<void> read_variables(HeavyOptions& options, const Environment& environment) {
  const auto port = environment.find("PORT");
  if (port != environment.end()) {
    if (auto set = set_option(options, *find_option("port"), port->second, "PORT"); !set) return set.error();
  }
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(variable_prefix)) continue;
    const Option* found = nullptr;
    for (const auto& option : all_options()) {
      if (variable_name(option) == name) found = &option;
    }
    if (found == nullptr) {
      const auto* meant = suggest_option(name.substr(variable_prefix.size()), false);
      return invalid(fmt::format(
          "There is no environment variable {}; {}", name,
          meant == nullptr ? std::string(see_help) : fmt::format("did you mean {}?", variable_name(*meant))));
    }
    if (auto set = set_option(options, *found, value, name); !set) return set.error();
  }
  return {};
}

Result<void> read_flags(HeavyOptions& options, const std::vector<std::string>& args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string_view arg = args[i];
    if (!arg.starts_with("--")) {
      return invalid(fmt::format("\"{}\" isn't a flag; flags are written --name value.", arg));
    }
    const auto equals = arg.find('=');
    const auto shown = arg.substr(0, equals);
    const auto* option = find_option(shown.substr(2));
    if (option == nullptr) {
      const auto* meant = suggest_option(shown.substr(2), false);
      return invalid(
          fmt::format("There is no flag {}; {}", shown,
                      meant == nullptr ? std::string(see_help) : fmt::format("did you mean --{}?", meant->name)));
    }
    std::string_view value = "1";
    if (equals != std::string_view::npos) {
      value = arg.substr(equals + 1);
    } else if (!option->is_switch()) {
      if (++i == args.size()) return invalid(fmt::format("{} needs a value after it.", shown));
      value = args[i];
    }
    if (auto set = set_option(options, *option, value, shown); !set) return set.error();
  }
  return {};
}

}  // namespace

Environment read_environment() {
  Environment out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

Result<HeavyOptions> options_from(const std::vector<std::string>& args, const Environment& environment) {
  HeavyOptions options;
  if (auto read = read_variables(options, environment); !read) return read.error();
  if (auto read = read_flags(options, args); !read) return read.error();
  return options;
}

std::string usage() {
  std::string out =
      "rampart heavy: a web service whose requests cost what you ask for, to put under stress\n\n"
      "Flags (each also as environment variable: --cpu-ms is RAMPART_HEAVY_CPU_MS).\n"
      "The first group also as query parameter of a request, for that request alone: /?cpu-ms=20\n\n";
  bool per_request = true;
  for (const auto& option : all_options()) {
    if (per_request && !option.is_per_request()) out += "\n";
    per_request = option.is_per_request();
    const auto standard = default_of(option);
    out += fmt::format("  --{:<18}{}{}\n", option.name, option.help,
                       standard.empty() || option.is_switch() ? "" : fmt::format(" [{}]", standard));
  }
  out +=
      "\nRoutes: GET /, POST /login, GET and POST /items, GET, PUT, PATCH and DELETE /items/ID\n"
      "        GET /health, POST /health/sick[?for-s=N], POST /health/well, GET /stats (these cost nothing)\n";
  return out;
}

}  // namespace rampart::heavy
