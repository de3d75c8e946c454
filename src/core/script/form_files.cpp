#include "core/script/form_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <functional>
#include <string_view>

#include "core/script/path.h"
#include "core/script/read_inputs.h"
#include "core/script/refusal.h"

namespace rampart::script {
namespace {

constexpr std::size_t most_combinations = 100'000;

class FormFiles {
 public:
  FormFiles(Script& script, const LoadOptions& options, const ReadFile& read_file)
      : script_(script), folder_(folder_of(options.script_path)), read_file_(read_file) {}

  void read(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (const auto* loop = std::get_if<Loop>(&step.what)) read(loop->steps);
      if (const auto* parallel = std::get_if<Parallel>(&step.what)) read(parallel->steps);
      if (const auto* request = std::get_if<Request>(&step.what))
        for (const FormPart& part : request->form_data)
          if (!part.file.empty()) read(part);
    }
  }

 private:
  void read(const FormPart& part) {
    Random none(0);
    for (const Variables& variables : combinations(part)) read_one(part.file.render(variables, none), part.place);
  }

  void read_one(const std::string& path, const Place& place) {
    if (script_.files.contains(path)) return;
    auto content = read_file_(join(folder_, path));
    if (content.has_error()) {
      Error error = content.error();
      error.place = place;
      throw Refusal{error};
    }
    script_.files.emplace(path, std::make_shared<const std::string>(std::move(*content)));
  }

  /// Whether the path begins with this variable.
  static bool uses(const std::vector<std::string>& paths, std::string_view name) {
    return std::any_of(paths.begin(), paths.end(), [name](const std::string& path) {
      const auto keys = parse_path(path).keys;
      return !keys.empty() && keys.front().name == name;
    });
  }

  /// Each of `all` with each of what `set` puts into it.
  static void multiply(std::vector<Variables>& all, std::size_t count, const FormPart& part,
                       const std::function<void(Variables&, std::size_t)>& set) {
    if (count == 0) return;
    if (all.size() * count > most_combinations)
      refuse(fmt::format("\"{}\" may name more than {} files", part.file.source(), most_combinations), part.place);
    std::vector<Variables> out;
    out.reserve(all.size() * count);
    for (const Variables& one : all)
      for (std::size_t i = 0; i < count; ++i) set(out.emplace_back(one), i);
    all = std::move(out);
  }

  std::vector<Variables> combinations(const FormPart& part) const {
    std::vector<Variables> all{Variables(script_.shared_variables)};
    const std::vector<std::string> paths = part.file.variables_used();
    std::vector<std::string> known;
    for (const Payload& payload : script_.config.payloads) {
      const auto& fields = payload.fields;
      known.insert(known.end(), fields.begin(), fields.end());
      if (std::none_of(fields.begin(), fields.end(), [&](const std::string& f) { return uses(paths, f); })) continue;
      multiply(all, payload.rows.size(), part, [&payload](Variables& variables, std::size_t row) {
        for (std::size_t i = 0; i < std::min(payload.fields.size(), payload.rows[row].size()); ++i)
          variables.set(payload.fields[i], payload.rows[row][i]);
      });
    }
    for (const auto& [name, value] : script_.config.variables) {
      known.push_back(name);
      if (!uses(paths, name)) continue;
      const auto* list = value.if_array();
      multiply(all, list == nullptr ? 1 : list->size(), part,
               [&, key = name, whole = value](Variables& variables, std::size_t i) {
                 variables.set(key, whole.is_array() ? whole.get_array()[i] : whole);
               });
    }
    for (const std::string& path : paths) check_known(path, known, part);
    return all;
  }

  void check_known(const std::string& path, const std::vector<std::string>& known, const FormPart& part) const {
    const auto keys = parse_path(path).keys;
    const std::string name = keys.empty() ? path : keys.front().name;
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    if (script_.shared_variables && script_.shared_variables->contains(name)) return;
    refuse(
        fmt::format("\"{}\" depends on \"{}\", which isn't known before the run; the name of a file may come from the "
                    "payload and from config.variables only, because files are read before the load",
                    part.file.source(), name),
        part.place);
  }

  Script& script_;
  std::string folder_;
  const ReadFile& read_file_;
};

}  // namespace

void read_form_files(Script& script, const LoadOptions& options, const ReadFile& read_file) {
  FormFiles files(script, options, read_file);
  files.read(script.before);
  for (const Scenario& scenario : script.scenarios) files.read(scenario.flow);
  files.read(script.after);
}

}  // namespace rampart::script
