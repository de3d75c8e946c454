#include "app/template_file.h"

#include <cctype>
#include <filesystem>

#include "core/document/document.h"
#include "core/stack/stack.h"

namespace rampart::app {
namespace {

/// The folder's name, as far as CloudFormation allows it in a stack's: letters, digits, hyphens, a letter first.
std::string stack_name_for(const std::string& path) {
  std::string out;
  for (const char c : std::filesystem::absolute(path).parent_path().filename().string())
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || (c == '-' && !out.empty())) out += c;
  if (!out.empty() && std::isalpha(static_cast<unsigned char>(out.front())) == 0) out.clear();
  return out.substr(0, 64);
}

}  // namespace

Result<TemplateFile> read_template_file(const std::string& path, const std::map<std::string, std::string>& parameters) {
  auto document = document::parse_file(path);
  if (document.has_error()) return document.error();
  auto source = stack::read_template(*document);
  if (source.has_error()) return source.error();
  stack::Pseudo pseudo;
  if (const std::string name = stack_name_for(path); !name.empty()) pseudo.stack_name = name;
  auto plan = stack::make_plan(*source, parameters, pseudo);
  if (plan.has_error()) return plan.error();
  auto catalogue = control::build_catalogue(*source, parameters, pseudo);
  if (catalogue.has_error()) return catalogue.error();
  return TemplateFile{std::move(*document), std::move(*plan), std::move(*catalogue)};
}

Result<control::Catalogue> read_stack(const std::string& path, const std::map<std::string, std::string>& parameters) {
  auto read = read_template_file(path, parameters);
  if (read.has_error()) return read.error();
  return std::move(read->catalogue);
}

std::vector<std::string> remarks_on(const control::Catalogue& catalogue) {
  std::vector<std::string> out = catalogue.warnings;
  out.insert(out.end(), catalogue.not_emulated.begin(), catalogue.not_emulated.end());
  return out;
}

}  // namespace rampart::app
