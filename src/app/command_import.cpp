// `rampart import har|openapi|access-log FILE`: a script from what a user has already.
#include <fmt/format.h>

#include <filesystem>

#include "app/commands.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/output_file.h"
#include "core/import/access_log.h"
#include "core/import/har.h"
#include "core/import/openapi.h"

namespace rampart::app {
namespace {

namespace fs = std::filesystem;

struct ImportFlags {
  std::string file;
  std::string output;
  std::string target;
  int step_s = 1;
  bool all_methods = false;
};

/// The script to --output or to standard output, its files beside it, and the notes to standard error.
int write_out(const imports::Imported& imported, const ImportFlags& flags) {
  for (const std::string& note : imported.notes) fmt::print(stderr, "{}: {}\n", flags.file, note);
  if (flags.output.empty()) {
    fmt::print("{}", imported.script);
    return exit_code::done;
  }
  for (const imports::ImportedFile& file : imported.files)
    if (auto written = write_file((fs::path(flags.output).parent_path() / file.name).string(), file.text);
        written.has_error())
      return fail(written.error());
  if (auto written = write_file(flags.output, imported.script); written.has_error()) return fail(written.error());
  return exit_code::done;
}

template <class Import>
int import_file(const ImportFlags& flags, const Import& import) {
  const auto text = read_text_file(flags.file);
  if (text.has_error()) return fail(text.error());
  if (text->starts_with("\x1f\x8b"))
    return fail(invalid("this file is compressed: unpack it with gunzip first", {flags.file}));
  const Result<imports::Imported> imported = import(*text);
  return imported.has_error() ? fail(imported.error()) : write_out(*imported, flags);
}

int import_log(const ImportFlags& flags) {
  if (flags.output.empty())
    return fail(invalid("an access log becomes two files, a script and its URLs: say where with -o script.yml"));
  imports::AccessLogOptions options;
  options.payload_name = fs::path(flags.output).stem().string() + ".csv";
  if (!flags.target.empty()) options.target = flags.target;
  options.step = std::chrono::seconds(flags.step_s);
  options.all_methods = flags.all_methods;
  return import_file(flags, [&](const std::string& text) { return import_access_log(text, flags.file, options); });
}

CLI::App* add_format(CLI::App& import, const std::string& name, const std::string& what, ImportFlags& flags) {
  CLI::App* command = import.add_subcommand(name, what);
  command->add_option("file", flags.file, "The file to read")->required()->type_name("FILE");
  command->add_option("-o,--output", flags.output, "Write the script to this file")->type_name("FILE");
  return command;
}

}  // namespace

void add_import(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* import = app.add_subcommand("import", "Write a script from a recording, an API description or a log");
  import->require_subcommand(1);
  add_format(*import, "har", "A browser's recording (HAR 1.2): its requests with the pauses between them", *flags)
      ->callback([flags, &invocation] {
        invocation.exit_code =
            import_file(*flags, [&](const std::string& text) { return imports::import_har(text, flags->file); });
      });
  add_format(*import, "openapi", "An OpenAPI 3 description: one request for each operation", *flags)
      ->callback([flags, &invocation] {
        invocation.exit_code =
            import_file(*flags, [&](const std::string& text) { return imports::import_openapi(text, flags->file); });
      });
  CLI::App* log =
      add_format(*import, "access-log", "An access log (Common, Combined, AWS ALB), at its own times", *flags);
  log->add_option("-t,--target", flags->target, "The base URL, where the log doesn't know it");
  log->add_option("--step", flags->step_s, "Seconds of log in one phase: arrivals are even within it")
      ->check(CLI::Range(1, 86400));
  log->add_flag("--all-methods", flags->all_methods, "Also send POST, PUT, PATCH and DELETE, without their bodies");
  log->callback([flags, &invocation] { invocation.exit_code = import_log(*flags); });
}

}  // namespace rampart::app
