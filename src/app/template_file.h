// From a template's file to its catalogue, and what the user is told about it.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "core/control/catalogue.h"
#include "core/document/document.h"
#include "core/stack/stack.h"

namespace rampart::app {

/// A template with everything that was made of it.
struct TemplateFile {
  document::Node document;
  stack::Plan plan;
  control::Catalogue catalogue;
};

/// Reads, plans and checks. Errors: as read_stack().
Result<TemplateFile> read_template_file(const std::string& path, const std::map<std::string, std::string>& parameters);

/// The catalogue alone. Errors: not_found, or invalid with file, line and a sentence.
Result<control::Catalogue> read_stack(const std::string& path, const std::map<std::string, std::string>& parameters);

/// Warnings and what isn't emulated, one line each; empty when there is nothing to say.
std::vector<std::string> remarks_on(const control::Catalogue& catalogue);

}  // namespace rampart::app
