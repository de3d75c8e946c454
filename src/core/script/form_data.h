// `formData` and `searchParams` of a request. Source: reference artillery.md §2.2.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/document/document.h"
#include "core/script/load.h"
#include "core/script/script.h"

namespace rampart::script {

/// A mapping of names to values, {value, contentType} or {fromFile, contentType}.
std::vector<FormPart> read_form_data(const document::Node& form, const std::string& name);

/// Text ("a=1&b=2") or a mapping; what the HTTP library takes, so nothing in it is rendered.
std::vector<std::pair<std::string, ValueTemplate>> read_search_params(const document::Node& params,
                                                                      const std::string& name);

/// Reads every file that a `formData` of the script may name into `script.files`, each once. A name with a template is
/// followed through the rows of the payload, config.variables and what every user knows; one that depends on anything
/// else (a captured value) is refused, because files aren't read while the load runs.
void read_form_files(Script& script, const LoadOptions& options, const ReadFile& read_file);

}  // namespace rampart::script
